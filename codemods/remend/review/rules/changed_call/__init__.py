"""The range rule `changed-call`: a call site moved from one member to another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from remend.review.ends import Ends, FileChange
from remend.review.model import Change
from remend.review.range_rule import RangeRule
from remend.review.rules.changed_call.pairs import pair_calls
from remend.review.rules.changed_call.side import Side, Sides
from remend.review.rules.changed_call.sites import CallSite, changed_calls
from remend.review.rules.changed_call.switched import judge_imports
from remend.review.rules.changed_call.verdicts import Judged, changes, judge

_CALLED = re.compile(rb"(?<![\w.)\]])[\w.)\]]+(?=\()")


class ChangedCall(RangeRule):
    """A call site moved from one member to another.

    The diff looks like a rename, and nothing fails until the line runs: the new member may not exist, may have to be
    awaited, or may give something else than those expect who read the result.

    An old and a new call are one site where their results go to the same place of the same function. Of both the
    member is worked out, through imports and their aliases, assignments and annotations, each at its own end. Then
    three questions are answered: whether the new member exists, whether it is awaited as it has to be, and whether it
    gives what the old one gave, as far as that is read. By three times yes the change is acceptable, by one no it is a
    regression; what cannot be told is asked.
    """

    id = "changed-call"
    summary = "a call that became the call of another member"

    def judge(self, ends: Ends) -> Iterator[Change]:
        sides = Sides(Side(ends, is_head=False), Side(ends, is_head=True))
        both = [change for change in ends.python if change.old and change.new]
        yield from changes([each for change in both for each in _judged(ends, sides, change)])
        for change in both:
            yield from judge_imports(ends, sides, change)


def _judged(ends: Ends, sides: Sides, change: FileChange) -> list[Judged]:
    """The pairs of one file that there is something to say of; of a chain of calls the outermost."""
    if not _replaces_calls(ends, change):
        return []
    before, after = sides.base.closely(change.old), sides.head.closely(change.new)
    if before is None or after is None:
        return []
    hunks = ends.hunks(change)
    old = changed_calls(before, [(hunk.old_start + 1, hunk.old_end + 1) for hunk in hunks])
    new = changed_calls(after, [(hunk.new_start + 1, hunk.new_end + 1) for hunk in hunks])
    found: list[Judged] = []
    for pair in pair_calls(old, new):
        judged = None if any(_is_part(pair.new, each.pair.new) for each in found) else judge(sides, pair)
        found += [judged] if judged is not None else []
    return found


def _replaces_calls(ends: Ends, change: FileChange) -> bool:
    """Whether some call went and another came, as far as the lines show that only one end has; parses nothing."""
    before, after = Counter(ends.before(change).splitlines()), Counter(ends.after(change).splitlines())
    went = Counter(_CALLED.findall(b"\n".join((before - after).elements())))
    came = Counter(_CALLED.findall(b"\n".join((after - before).elements())))
    return bool(went - came) and bool(came - went)


def _is_part(inner: CallSite, outer: CallSite) -> bool:
    """Whether a call is what another is read from."""
    return outer.node.func in inner.path
