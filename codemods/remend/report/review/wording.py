"""The words that every format of a review shares."""

from __future__ import annotations

from collections import Counter

from remend.report.words import counted
from remend.review.model import Blame, Origin, Review, Verdict
from remend.review.topics import Topic

SHORT = 9
GUARD = "remend review origin/main...HEAD --format github --fail-on high"
CHECKLIST = {True: "regressed", False: "nothing regressed"}


def range_name(review: Review) -> str:
    """The range as it was asked for."""
    return review.scope.asked


def head_name(review: Review) -> str:
    """The end of the range, a commit id shortened."""
    head = review.scope.head
    return head[:12] if len(head) >= 40 and " " not in head else head


def headline(review: Review) -> str:
    """One or two sentences: how bad it is, and how much there is of what."""
    worst = review.severity
    levels = Counter(change.severity for change in review.regressions)
    regressed = ", ".join(f"{levels[level]} {level.label}" for level in sorted(levels, reverse=True))
    first = f"**Severity: {worst.label}.** " if worst is not None else ""
    count = len(review.regressions)
    parts = [f"{counted(count, 'regression')} ({regressed})" if count else "no regression"]
    parts.append(f"{len(review.of(Verdict.NEEDS_VERIFICATION))} to be verified")
    parts.append(f"{counted(len(review.of(Verdict.ACCEPTABLE)), 'acceptable change')}")
    carried = sum(change.origin is Origin.CARRIED for change in review.changes)
    if carried:
        parts.append(f"{carried} carried from before")
    mended = sum(bool(change.mend) for change in review.regressions)
    last = f" {counted(mended, 'regression')} can be mended by `remend fix --range`." if mended else ""
    return f"{first}{_sentence(', '.join(parts))}.{last}"


def rules_told(review: Review) -> list[tuple[str, bool]]:
    """The rules that had something to say, by id, each with whether anything regressed by it."""
    hit = {change.rule for change in review.regressions}
    return [(rule, rule in hit) for rule in sorted({change.rule for change in review.changes})]


def faults(review: Review) -> list[str]:
    """What broke, and what could not be looked at and is no change, each with its place."""
    told = {(change.rule, change.path) for change in review.changes}
    found = (each for each in review.diagnostics if (each.kind, each.path) not in told)
    return [f"{each.path}:{each.line}: {each.kind}: {each.message}" for each in found]


def blamed(topic: Topic) -> str:
    """The commits that brought the changes of a topic, each once; empty where none is known."""
    blames = dict.fromkeys(change.blame for change in topic.changes if change.blame is not None)
    return "; ".join(told(blame) for blame in blames)


def told(blame: Blame) -> str:
    """A commit by its short id, date and subject."""
    where = "" if blame.in_range else " (before the range)"
    return f"{blame.commit[:SHORT]} {blame.date} {blame.subject}{where}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
