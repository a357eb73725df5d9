"""The range rule `incomplete-refactor`: a rewrite that reached some sites and not the others."""

from __future__ import annotations

from collections.abc import Iterator

from remend.review.ends import Ends
from remend.review.model import Change
from remend.review.range_rule import RangeRule
from remend.review.rules.incomplete_refactor.complete import told


class IncompleteRefactor(RangeRule):
    """Code in an old form that the range rewrote elsewhere.

    A rewrite that stops halfway leaves a file that does one thing in two ways: what the new form brings, be it a check,
    a default, or a place where tests can step in, does not hold at the sites that were missed.

    The rewrites are learned from the range itself. A template needs three sites that agree and has to have done away
    with half of what there was, or it is not taken for a rule of the project. What is left in a file that was rewritten
    is a regression, unless it may be about another kind of object; what is left in the other files of the folder needs
    verification.
    """

    id = "incomplete-refactor"
    summary = "a rewrite that reached some sites and not the others"

    def judge(self, ends: Ends) -> Iterator[Change]:
        """Yield the sites that were left, each once, under the template with the most support."""
        yield from told(ends)
