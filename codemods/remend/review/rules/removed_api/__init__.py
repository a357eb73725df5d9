"""The range rule `removed-api`: what the code base offered before, and does not, or otherwise, now."""

from __future__ import annotations

from collections.abc import Iterator

from remend.review.ends import Ends
from remend.review.model import Change
from remend.review.range_rule import RangeRule
from remend.review.rules.removed_api.judged import told
from remend.review.rules.removed_api.telling import RULE


class RemovedApi(RangeRule):
    """A module, class, function, method or name that is gone, or a function that is called otherwise than before.

    Whoever still uses it the old way fails, in files that the range never touched, and often only when that line runs.

    The names of all modules that differ are compared by what the index knows of them. What is gone is looked for where
    it may have moved to or been renamed to, and its uses in the whole project: a use whose receiver is known, or that
    imports it, is sure; one by its name alone needs verification, and counts only where nothing else has that name.
    The calls of a function with another signature, or that was made async or is no more, are held against it one by
    one. Nothing left: acceptable, and said only of what others may be expected to use. Where something has
    another name now and is called as before, the attributes that have the old one can be given the new one.
    """

    id = RULE
    summary = "a name that is gone, or a function that is called otherwise"

    def judge(self, ends: Ends) -> Iterator[Change]:
        """Yield one change for each thing, where it is defined."""
        yield from told(ends)
