"""The review as annotations of a pull request, in the workflow commands of GitHub Actions.

Of each kind GitHub shows no more than ten a step. So the worst come first, one of each topic before a second of any,
and the last line says how many there are beyond those.
"""

from __future__ import annotations

from collections.abc import Iterable

from remend.report.review.plain import attribution, plain
from remend.report.words import counted
from remend.review.model import Change, Origin, Review, Verdict
from remend.review.topics import topics

MOST = 10
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def render(review: Review) -> str:
    """Regressions as errors, what needs verification as warnings; empty where the range brought neither."""
    regressions = _worst_first(review.regressions)
    doubts = _worst_first(review.of(Verdict.NEEDS_VERIFICATION, Origin.INTRODUCED))
    broken = (each for each in review.diagnostics if each.kind == "rule-failed")
    lines = [_command("error", {"title": "remend review"}, plain(each.message)) for each in broken]
    lines += [_annotation("error", change) for change in regressions[:MOST]]
    lines += [_annotation("warning", change) for change in doubts[:MOST]]
    left = _left(len(regressions) - MOST, len(doubts) - MOST)
    if left:
        lines.append(_command("notice", {"title": "remend review"}, left))
    return "".join(f"{line}\n" for line in lines)


def _worst_first(changes: Iterable[Change]) -> list[Change]:
    ranked = [(bool(place), change) for topic in topics(changes) for place, change in enumerate(topic.changes)]
    return [change for _, change in sorted(ranked, key=lambda pair: (pair[0], -pair[1].severity))]


def _left(regressions: int, doubts: int) -> str:
    """What is not shown, as a sentence; empty where all is."""
    parts = [counted(regressions, "more regression")] if regressions > 0 else []
    parts += [f"{doubts:,} more to verify"] if doubts > 0 else []
    return f"{' and '.join(parts)}, beyond the {MOST} of a kind that GitHub shows" if parts else ""


def _annotation(kind: str, change: Change) -> str:
    place = {
        "file": plain(change.path),
        "line": str(change.line),
        "endLine": str(change.end_line),
        "title": plain(f"{change.severity.label}: {change.title}"),
    }
    return _command(kind, place, "\n".join(_message(change)))


def _message(change: Change) -> list[str]:
    said = [change.why or change.title, *(f"- {fact}" for fact in change.evidence)]
    said += [f"To verify: {question}" for question in change.questions]
    said += [f"No mend: {change.declined}"] if change.declined else []
    if change.blame is not None:
        said.append(f"Brought by {attribution(change.blame)}")
    return [*map(plain, said), f"({change.rule})"]


def _command(kind: str, properties: dict[str, str], message: str) -> str:
    shown = ",".join(f"{name}={_escaped(value, _PROPERTY)}" for name, value in properties.items())
    return f"::{kind} {shown}::{_escaped(message, _DATA)}"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in text)
