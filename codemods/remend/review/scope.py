"""What was reviewed, and how much of each verdict every area of the code base has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from remend.git.ranges import CommitRange
from remend.review.ends import Ends
from remend.review.model import Area, Blame, Change, Origin, Scope, Verdict


def scope_of(between: CommitRange, ends: Ends, changes: Sequence[Change]) -> Scope:
    """The range, and the files of it that nothing was said about."""
    commits = tuple(Blame(commit=each.id, date=each.date, subject=each.subject) for each in between.commits)
    judged = {change.path for change in changes} | {change.cause.path for change in changes if change.cause}
    files = tuple(change.path for change in ends.files)
    return Scope(
        asked=between.asked,
        base=between.base,
        head=between.head or ends.head.snapshot.label,
        date=commits[-1].date if commits else "",
        commits=commits,
        files=files,
        unjudged=tuple(path for path in files if path not in judged),
    )


def areas_of(changes: Sequence[Change], name_of: Callable[[str], str]) -> tuple[Area, ...]:
    """The areas that changes are in, the worst hit first; what was there before counts for none."""
    counts: dict[str, Counter[Verdict]] = {}
    for change in changes:
        if change.origin is not Origin.CARRIED:
            counts.setdefault(name_of(change.path), Counter())[change.verdict] += 1
    areas = [
        Area(
            name=name,
            regressions=count[Verdict.REGRESSION],
            to_verify=count[Verdict.NEEDS_VERIFICATION],
            acceptable=count[Verdict.ACCEPTABLE],
        )
        for name, count in counts.items()
    ]
    return tuple(sorted(areas, key=lambda area: (-area.regressions, -area.to_verify, -area.acceptable, area.name)))
