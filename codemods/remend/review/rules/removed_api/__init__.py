"""The range rule `removed-api`: what the code base offered before, and does not, or otherwise, now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remend.review.ends import Ends
from remend.review.model import Change
from remend.review.range_rule import RangeRule
from remend.review.rules.removed_api.altered import Alterations
from remend.review.rules.removed_api.compare import Altered, Gone, compare
from remend.review.rules.removed_api.folding import folded
from remend.review.rules.removed_api.gone import Losses
from remend.review.rules.removed_api.members import Inquiry, Members
from remend.review.rules.removed_api.spots import Spot, Use
from remend.review.rules.removed_api.telling import RULE, Teller


class RemovedApi(RangeRule):
    """A module, class, function, method or name that is gone, or a function that is called otherwise than before.

    Whoever still uses it the old way fails, in files that the range never touched, and often only when that line runs.

    The names of all modules that differ are compared by what the index knows of them. What is gone is looked for where
    it may have moved to or been renamed to, and its uses in the whole project: a use whose receiver is known, or that
    imports it, is sure; one by its name alone needs verification, and counts only where nothing else has that name.
    The calls of a function with another signature, or that was made async or is no more, are held against it one by
    one. Nothing left: acceptable, and said only of what others may be expected to use.
    """

    id = RULE
    summary = "a name that is gone, or a function that is called otherwise"

    def judge(self, ends: Ends) -> Iterator[Change]:
        """Yield one change for each thing, where it is defined."""
        members, teller = Members(ends), Teller(ends)
        found = tuple(compare(ends))
        losses = Losses(ends, members, teller, [each for each in found if isinstance(each, Gone)])
        judges = _Judges(losses, Alterations(ends, members, teller))
        yield from folded(ends, judges.changes(found, members))


class _Judges:
    """Hands each thing to whoever judges its kind, all uses of members being looked for at once."""

    def __init__(self, losses: Losses, alterations: Alterations) -> None:
        self._losses = losses
        self._alterations = alterations

    def changes(self, found: Sequence[Gone | Altered], members: Members) -> Iterator[Change]:
        asked = {inquiry: each for each in found if (inquiry := self._inquiry(each)) is not None}
        spots: dict[int, list[Spot]] = {id(each): [] for each in found}
        for inquiry, use in members.uses(asked):
            spots[id(asked[inquiry])].append(self._spot(asked[inquiry], use))
        for each in found:
            yield from self._changes(each, spots[id(each)])

    def _inquiry(self, each: Gone | Altered) -> Inquiry | None:
        return self._losses.inquiry(each) if isinstance(each, Gone) else self._alterations.inquiry(each)

    def _spot(self, each: Gone | Altered, use: Use) -> Spot:
        return self._losses.spot(each, use) if isinstance(each, Gone) else self._alterations.spot(each, use)

    def _changes(self, each: Gone | Altered, spots: Sequence[Spot]) -> Iterator[Change]:
        if isinstance(each, Altered):
            yield from self._alterations.judge(each, spots)
        elif (change := self._losses.judge(each, spots)) is not None:
            yield change
