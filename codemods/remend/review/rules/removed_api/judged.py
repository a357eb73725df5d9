"""What became of an API: as changes of its review, and as the rule that follows what was renamed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from remend.review.ends import Ends
from remend.review.model import Change
from remend.review.rules.removed_api.altered import Alterations
from remend.review.rules.removed_api.compare import Altered, Gone, compare
from remend.review.rules.removed_api.folding import folded
from remend.review.rules.removed_api.following import FollowRename, follow
from remend.review.rules.removed_api.gone import Losses
from remend.review.rules.removed_api.members import Inquiry, Members
from remend.review.rules.removed_api.spots import Spot, Use
from remend.review.rules.removed_api.telling import Teller


def told(ends: Ends) -> Sequence[Change]:
    """One change for each thing, where it is defined."""
    return ends.recall(_judged)[0]


def following(ends: Ends) -> FollowRename:
    """The rule that renames at the sites of what is told; its violations have the fingerprints of these."""
    return ends.recall(_judged)[1]


def _judged(ends: Ends) -> tuple[Sequence[Change], FollowRename]:
    members, teller = Members(ends), Teller(ends)
    found = tuple(compare(ends))
    losses = Losses(ends, members, teller, [each for each in found if isinstance(each, Gone)])
    judges = _Judges(losses, Alterations(ends, members, teller))
    changes = [*folded(ends, judges.changes(found, members))]
    rule, sites = follow(ends, losses.renamed)
    return [replace(change, sites=sites.get(change.fingerprint, ())) for change in changes], rule


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
