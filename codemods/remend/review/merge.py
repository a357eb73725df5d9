"""Makes one change of what a file rule and a range rule both say about the same lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from remend.review.model import Change, Origin, Verdict

LEARNED = "incomplete-refactor"
"""The range rule whose sites a file rule may know better: what is left of a pattern that it forbids."""


def merge(changes: Sequence[Change]) -> list[Change]:
    """`changes`, where a file rule speaks of lines with what was learned about them from the range."""
    learned = [change for change in changes if change.rule == LEARNED]
    others = [change for change in changes if change.rule != LEARNED]
    merged = [_with_evidence(change, [each for each in learned if _is_same_place(change, each)]) for change in others]
    left = [each for each in learned if not any(_is_same_place(change, each) for change in others)]
    return [*merged, *left]


def _is_same_place(change: Change, learned: Change) -> bool:
    """Whether a violation stands where a rewrite was left out."""
    is_there = change.verdict is Verdict.REGRESSION and change.path == learned.path
    return is_there and change.line <= learned.end_line and learned.line <= change.end_line


def _with_evidence(change: Change, learned: Sequence[Change]) -> Change:
    """A violation that was there before, and that the range mended elsewhere in the file, is left over by the range."""
    if not learned:
        return change
    told = dict.fromkeys(line for each in learned for line in (f"{each.title}", *each.evidence))
    is_left = change.origin is Origin.CARRIED and any(each.verdict is Verdict.REGRESSION for each in learned)
    origin = Origin.INTRODUCED if is_left else change.origin
    blame = next((each.blame for each in learned if each.blame), change.blame) if is_left else change.blame
    return replace(change, origin=origin, blame=blame, evidence=(*change.evidence, *told))
