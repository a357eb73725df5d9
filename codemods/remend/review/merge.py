"""Makes one change of what a file rule and a range rule both say about the same lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from remend.model import Violation
from remend.review.model import Change, Origin, Verdict

LEARNED = "incomplete-refactor"
"""The range rule whose sites a file rule may know better: what is left of a pattern that it forbids."""

_OF_THE_RANGE = 2
"""The lines of evidence that speak of the range and the file; the new form is told by the file rule's own mend."""

Judged = tuple[Change, Violation | None]
"""A change, with the violation of a file rule that it tells of, if it does."""


def merge(changes: Sequence[Judged]) -> list[Judged]:
    """`changes`, where a file rule speaks of lines with what was learned about them from the range."""
    learned = [change for change, _ in changes if change.rule == LEARNED]
    others = [judged for judged in changes if judged[0].rule != LEARNED]
    merged = [(_with_evidence(change, _at(change, learned)), violation) for change, violation in others]
    left = [each for each in learned if not any(_is_same_place(change, each) for change, _ in others)]
    return [*merged, *((change, None) for change in left)]


def _at(change: Change, learned: Sequence[Change]) -> list[Change]:
    return [each for each in learned if _is_same_place(change, each)]


def _is_same_place(change: Change, learned: Change) -> bool:
    """Whether a violation stands where a rewrite was left out."""
    is_there = change.verdict is Verdict.REGRESSION and change.path == learned.path
    return is_there and change.line <= learned.end_line and learned.line <= change.end_line


def _with_evidence(change: Change, learned: Sequence[Change]) -> Change:
    """A violation that was there before, and that the range mended elsewhere in the file, is left over by the range."""
    if not learned:
        return change
    evidence = tuple(dict.fromkeys(line for each in learned for line in each.evidence[:_OF_THE_RANGE]))
    change = replace(change, evidence=(*change.evidence, *evidence))
    is_left = change.origin is Origin.CARRIED and any(each.verdict is Verdict.REGRESSION for each in learned)
    return replace(change, origin=Origin.INTRODUCED, cause=learned[0].cause) if is_left else change
