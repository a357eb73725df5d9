"""The review as Markdown, in the order in which a reader needs it: what is wrong, what to look at, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from remend.report.palette import harmless
from remend.report.review.wording import (
    CHECKLIST,
    GUARD,
    blamed,
    faults,
    head_name,
    headline,
    range_name,
    rules_told,
)
from remend.report.words import counted, duration, size
from remend.review.advice import actions_of
from remend.review.mends import Repair
from remend.review.model import Origin, Review, Verdict
from remend.review.topics import Topic, worst_first

_CODE = re.compile(r"(?<!`)(`[^`]+`)(?!`)")
_MARKUP = re.compile(r"[\\`*\[\]<>|#&]|(?<!\w)_|_(?!\w)|~(?=~)|^[-+=]")


def render(review: Review) -> str:
    """The whole report, with a newline at the end; sections with nothing to say are left out."""
    parts = [
        _summary(review),
        _scope(review),
        _each("Regressions", worst_first(review.regressions), review),
        _each("To be verified", worst_first(review.of(Verdict.NEEDS_VERIFICATION)), review),
        _acceptable(review),
        _carried(review),
        _areas(review),
        _actions(review),
        _steps(review),
        _checklist(review),
        _series(review),
        _guard(review),
        _unjudged(review),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _summary(review: Review) -> str:
    return f"# Review of {_text(range_name(review))}\n\n{headline(review)}"


def _scope(review: Review) -> str:
    scope = review.scope
    extent = f"{counted(len(scope.commits), 'commit')}, {counted(len(scope.files), 'file')} changed"
    first = f"From {_inline(scope.base[:12])} to {_inline(head_name(review))}: {extent}."
    commits = [f"- {_inline(each.commit[:9])} {each.date} {_text(each.subject)}" for each in scope.commits]
    notes = [f"Note: {_text(note)}." for note in (*review.notes, *faults(review))]
    return _chapter("Scope", ["\n\n".join(filter(None, (first, "\n".join(commits), *notes)))])


def _each(title: str, found: Iterable[Topic], review: Review) -> str:
    parts = [_section(topic, number, review) for number, topic in enumerate(found, start=1)]
    return "\n\n".join([f"## {title}", *parts]) if parts else ""


def _section(topic: Topic, number: int, review: Review) -> str:
    first = topic.first
    parts = [
        f"### {number}. {_text(topic.title)}",
        "\n".join(_facts(topic)),
        _text(first.why),
        _code("Before", first.before),
        _code("After", first.after),
        _list("Evidence", topic.evidence),
        _list("To be checked", topic.questions),
        _fenced("Mend", Repair(review.changes, review.units).of(topic.changes), "diff"),
        f"No mend: {_text(first.declined)}." if first.declined else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _facts(topic: Topic) -> Iterator[str]:
    first = topic.first
    symbol = f" in {_inline(first.symbol)}" if first.symbol else ""
    lines = f"{'line' if len(topic.changes) == 1 else 'lines'} {topic.lines}"
    yield f"- **File:** {_inline(first.path)}, {lines}{symbol}"
    yield f"- **Severity:** {topic.severity.label} · **rule:** {_inline(first.rule)}"
    if blame := blamed(topic):
        yield f"- **Since:** {_text(blame)}"


def _acceptable(review: Review) -> str:
    return _chapter("Acceptable", _briefly(worst_first(review.of(Verdict.ACCEPTABLE))))


def _carried(review: Review) -> str:
    return _chapter("Carried, not of this range", _briefly(worst_first(review.of(Verdict.REGRESSION, Origin.CARRIED))))


def _briefly(found: Iterable[Topic]) -> list[str]:
    """An item for each topic, with its evidence and its commits below."""
    lines = []
    for topic in found:
        lines.append(f"- {_inline(f'{topic.first.path}:{topic.lines}')} {_text(topic.title)}")
        lines += [f"  - {_text(line)}" for line in topic.evidence]
        lines += [f"  - since {_text(blame)}" for blame in filter(None, [blamed(topic)])]
    return lines


def _areas(review: Review) -> str:
    rows = [f"| {_cell(a.name or '.')} | {a.regressions} | {a.to_verify} | {a.acceptable} |" for a in review.areas]
    head = ["| Area | Regressions | To be verified | Acceptable |", "| --- | ---: | ---: | ---: |"]
    return _chapter("Impact by area", [*head, *rows] if rows else [])


def _actions(review: Review) -> str:
    return _chapter(
        "Recommended actions", [f"{n}. {_text(each)}" for n, each in enumerate(actions_of(review.changes), 1)]
    )


def _steps(review: Review) -> str:
    return _chapter("Verification", [_fenced("", "\n".join(review.steps), "sh")] if review.steps else [])


def _checklist(review: Review) -> str:
    lines = [f"- [{' ' if hit else 'x'}] {_inline(rule)}: {CHECKLIST[hit]}" for rule, hit in rules_told(review)]
    return _chapter("Checklist", lines)


def _series(review: Review) -> str:
    lines = []
    for number, unit in enumerate(review.units, start=1):
        about = size(len(unit.violations), len(unit.rewrites), unit.templates)
        lines.append(f"{number}. {_inline(unit.subject)} ({about}, {duration(unit.review_seconds)} to review)")
    return _chapter("Commit series", lines)


def _guard(review: Review) -> str:
    if not review.regressions:
        return ""
    return _chapter("For continuous integration", [_fenced("", GUARD, "sh")])


def _unjudged(review: Review) -> str:
    lines = [f"- {_inline(path)}" for path in review.scope.unjudged]
    return _chapter("Not judged", ["No rule speaks about what changed in:", "", *lines] if lines else [])


def _chapter(title: str, lines: list[str]) -> str:
    return "\n".join([f"## {title}", "", *lines]).rstrip() if lines else ""


def _list(title: str, lines: Iterable[str]) -> str:
    listed = [f"- {_text(line)}" for line in lines]
    return "\n".join([f"{title}:", "", *listed]) if listed else ""


def _code(title: str, code: str) -> str:
    return _fenced(title, code, "python")


def _fenced(title: str, code: str, language: str) -> str:
    """A block of code between fences that are longer than any in it."""
    if not code.strip():
        return ""
    fence = "```"
    while fence in code:
        fence += "`"
    block = f"{fence}{language}\n{code.rstrip()}\n{fence}"
    return f"{title}:\n\n{block}" if title else block


def _text(text: str) -> str:
    """Words of a source file or a commit on one line, so that Markdown shows them as they are; code stays code."""
    parts = _CODE.split(harmless(" ".join(text.split())))
    return "".join(part if at % 2 else _MARKUP.sub(r"\\\g<0>", part) for at, part in enumerate(parts))


def _cell(text: str) -> str:
    """Words in a table, where code too would end at a bar."""
    return _MARKUP.sub(r"\\\g<0>", harmless(" ".join(text.split())))


def _inline(code: str) -> str:
    """A path or a name as code on one line, between ticks that are more than any in it."""
    shown = harmless(code)
    longest = max(map(len, re.findall("`+", shown)), default=0)
    ticks, space = "`" * (longest + 1), " " if longest or shown != shown.strip() else ""
    return f"{ticks}{space}{shown}{space}{ticks}" if shown.strip() else ""
