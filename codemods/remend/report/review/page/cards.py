"""One topic of a review as a card: what happened, where, why, on which evidence, and the mend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from remend.model import Severity
from remend.report.review.page.diffs import difference, listing
from remend.report.review.page.markup import Markup, join, prose, tag
from remend.report.review.patch import FilePatch, compare, read
from remend.report.review.plain import SHORT
from remend.report.words import counted
from remend.review.model import Blame, Change, Origin
from remend.review.topics import Topic

_OPEN = 60
_MOST_LINES = 8
_MOST_FACTS = 8


def card(topic: Topic, anchor: str, mend: str = "") -> Markup:
    """The card of one topic; `anchor` is its id in the page, `mend` what mends all of it, where that is known."""
    first = topic.first
    return tag(
        "article",
        tag("header", _head(topic), tag("h3", prose(topic.title), id=f"{anchor}-title"), _place(topic)),
        *_said(topic),
        *_code(topic),
        *_mends([mend] if mend else topic.each_once(lambda change: (change.mend,))),
        *_declined(topic),
        *map(_attribution, _blames(topic)),
        id=anchor,
        class_="card",
        aria_labelledby=f"{anchor}-title",
        data_verdict=first.verdict,
        data_severity=topic.severity.label,
        data_rule=first.rule,
        data_count=len(topic.changes),
    )


def badge(severity: Severity) -> Markup:
    """The name of a severity in its colour."""
    return tag("span", severity.label, class_=f"badge is-{severity.label}")


def commit(blame: Blame) -> Markup:
    """A commit in a line: id, date and subject."""
    parts = [tag("code", blame.commit[:SHORT], title=blame.commit)] if blame.commit else []
    parts += [tag("time", blame.date, datetime=blame.date)] if blame.date else []
    return join([*parts, tag("span", blame.subject)] if blame.subject else parts, " ")


def _head(topic: Topic) -> Markup:
    shown = [badge(topic.severity), tag("code", topic.first.rule, class_="rule")]
    if topic.first.origin is not Origin.INTRODUCED:
        shown.append(tag("span", str(topic.first.origin), class_="tag"))
    if len(topic.changes) > 1:
        shown.append(tag("span", counted(len(topic.changes), "place"), class_="tag"))
    return tag("p", *shown, class_="head")


def _place(topic: Topic) -> Markup:
    spans = [
        f"{change.line}-{change.end_line}" if change.end_line > change.line else str(change.line)
        for change in topic.changes
    ]
    few = spans if len(spans) <= _MOST_LINES else [*spans[:_MOST_LINES], f"and {len(spans) - _MOST_LINES} more"]
    noun = "line" if spans[0].isdigit() and len(spans) == 1 else "lines"
    shown = [tag("code", topic.first.path), f" {noun} {', '.join(few)}"]
    if symbol := topic.shared(lambda change: change.symbol):
        shown += [" in ", tag("code", symbol)]
    return tag("p", *shown, class_="place")


def _said(topic: Topic) -> Iterator[Markup]:
    if not topic.shared(lambda change: change.title):
        yield from _facts([f"Line {change.line}: {change.title}" for change in topic.changes])
    for why in topic.each_once(lambda change: (change.why,)):
        yield tag("p", prose(why), class_="why")
    if questions := topic.each_once(lambda change: change.questions):
        yield tag("h4", "To verify")
        yield tag("ol", *(tag("li", prose(question)) for question in questions), class_="questions")
    if evidence := topic.each_once(lambda change: change.evidence):
        yield tag("h4", "Evidence")
        yield from _facts(evidence)


def _facts(facts: Sequence[str]) -> Iterator[Markup]:
    """A list of sentences, folded from where it gets long."""
    items = [tag("li", prose(fact)) for fact in facts]
    yield tag("ul", *items[:_MOST_FACTS], class_="evidence")
    if left := items[_MOST_FACTS:]:
        more = tag("ul", *left, class_="evidence")
        yield tag("details", tag("summary", f"{len(left):,} more"), more, class_="more")


def _code(topic: Topic) -> Iterator[Markup]:
    """The code at both ends: one listing of what stands as it stood, or at one end alone; a difference for the rest."""
    changes = _outdented(topic.changes)
    standing = [_numbered(each, each.after) for each in changes if each.after and each.before in ("", each.after)]
    gone = [_numbered(each, each.before) for each in changes if each.before and not each.after]
    for title, stretches in (("Code", standing), ("Before", gone)):
        if stretches:
            yield tag("h4", title)
            yield listing(stretches)
    for change in changes:
        if change.before and change.after and change.before != change.after:
            yield tag("h4", "Before and after" if len(changes) == 1 else f"Line {change.line}, before and after")
            yield difference(compare(change.before, change.after), "The code before and after", numbered=False)


def _outdented(changes: Sequence[Change]) -> list[Change]:
    """The changes with their code moved to the left as far as all of it can be."""
    lines = [line for change in changes for line in f"{change.before}\n{change.after}".split("\n") if line.strip()]
    margin = min((len(line) - len(line.lstrip(" ")) for line in lines), default=0)
    start = re.compile(f"^ {{{margin}}}", re.MULTILINE)
    return [replace(each, before=start.sub("", each.before), after=start.sub("", each.after)) for each in changes]


def _numbered(change: Change, code: str) -> Iterator[tuple[int | None, str]]:
    """The lines of `code` with their numbers, where it is all of the lines that the change names."""
    lines = code.removesuffix("\n").split("\n")
    known = len(lines) == change.end_line - change.line + 1
    for place, line in enumerate(lines):
        yield (change.line + place if known else None), line


def _mends(mends: Iterable[str]) -> Iterator[Markup]:
    files = [file for mend in mends for file in read(mend)]
    if files:
        added, removed = _counts(files)
        size = tag("span", f"+{added} \N{MINUS SIGN}{removed}", class_="size")
        is_short = added + removed <= _OPEN
        shown = join(_file(file) for file in files)
        yield tag("details", tag("summary", "The mend ", size), shown, class_="mend", open=is_short)


def _declined(topic: Topic) -> Iterator[Markup]:
    for reason in topic.each_once(lambda change: (change.declined,)):
        yield tag("p", "No mend: ", prose(reason), class_="declined")


def _counts(files: Iterable[FilePatch]) -> tuple[int, int]:
    changed = [block for file in files for hunk in file.hunks for block in hunk if not block.stays]
    return sum(len(block.new) for block in changed), sum(len(block.old) for block in changed)


def _file(file: FilePatch) -> Markup:
    hunks = [difference(hunk, f"What the mend changes in {file.path}", numbered=True) for hunk in file.hunks]
    return tag("figure", tag("figcaption", tag("code", file.path)), *hunks, class_="file")


def _blames(topic: Topic) -> Sequence[Blame]:
    return tuple(dict.fromkeys(change.blame for change in topic.changes if change.blame is not None))


def _attribution(blame: Blame) -> Markup:
    since = "From" if blame.in_range else "Before the range, from"
    return tag("p", f"{since} ", commit(blame), class_="attribution")
