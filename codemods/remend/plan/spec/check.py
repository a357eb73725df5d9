"""A message against a spec. Where it is not plain that something is wrong, nothing is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from remend.nearest import advise
from remend.plan.spec.cleanup import Line
from remend.plan.spec.footers import belongs_to, demanded_for, stands_in
from remend.plan.spec.model import Spec
from remend.plan.spec.mood import inflected
from remend.plan.spec.problem import Kind, Problem
from remend.plan.spec.subject import Subject, is_by_git, read_subject
from remend.plan.spec.wrapping import overlong

_TRAILER = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+: \S|\(cherry picked from commit ")
_NUMBER = r"(?:\S*#\d+|https?:\S+|GH-\d+|[A-Z]+-\d+)"
_REFERENCE = re.compile(
    r"(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?|refs?|references|relate[sd](?: to)?|issues?|see|cc|pr|links?|bug|ticket)"
    rf"\b:?\s*{_NUMBER}(?:(?:,|,? and)? {_NUMBER})*\.?",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r"\s+\S")
_ABBREVIATED = re.compile(r"(?:\.\.|…|\betc|\bal|\binc|\bvs|\b\w\.\w|\b\w)\.$", re.IGNORECASE)
_HEAP = r"(?:updates?|changes?|fix(?:es)?|improvements?|tweaks?|stuff|things?|clean-?ups?|edits?|work|modifications?)"
_VAGUE = re.compile(
    rf"(?:(?:various|misc\.?|miscellaneous|assorted|several|some|multiple|many|minor|small|more|other|random|general)\s+)*"
    rf"(?:code\s+)?{_HEAP}(?:\s+(?:(?:and|&)\s+)?(?:it|code|{_HEAP}))?"
    rf"|(?:various|misc\.?|miscellaneous|assorted)(?:\s+\w+)?\s+{_HEAP}\b.*"
    r"|misc(?:ellaneous)?|\[?wip\b.*|work in progress\b.*|save(?: point)?|checkpoint|asdf+|tmp|temp",
    re.IGNORECASE,
)


def check_message(lines: Sequence[Line], spec: Spec, values: Mapping[str, str]) -> tuple[Problem, ...]:
    """What is wrong with a message, which is cleaned up; nothing with one that git words itself."""
    if not lines:
        return (Problem(kind=Kind.EMPTY, line=1, text="the message is empty; say what the commit does"),)
    if is_by_git(lines[0].text, "\n".join(line.text for line in lines[1:])):
        return ()
    first, rest = lines[0], lines[1:]
    subject = read_subject(first.text, spec.types)
    found = [*_subject_problems(subject, spec, first.number), *_body_problems(rest, spec, values, first.number)]
    found += _footer_problems(subject, lines, spec, values)
    return tuple(sorted(found, key=lambda problem: problem.line))


def _subject_problems(subject: Subject, spec: Spec, line: int) -> Iterator[Problem]:
    def problem(kind: Kind, text: str) -> Problem:
        return Problem(kind=kind, line=line, text=text)

    if not subject.kind:
        advice = f"write `{subject.advice}`" if subject.advice else f"begin with a type: {', '.join(spec.types)}"
        yield problem(Kind.FORM, f"the subject is not `type(scope): what it does`; {advice}")
    elif subject.kind not in spec.types:
        yield problem(Kind.TYPE, f"there is no type `{subject.kind}`{advise(subject.kind, spec.types)}")
    if subject.length > spec.subject_limit:
        over = subject.length - spec.subject_limit
        size = f"the subject has {subject.length} characters, {over} more than {spec.subject_limit}"
        yield problem(Kind.LIMIT, f"{size}; shorten it and tell the rest in the body")
    if any(_VAGUE.fullmatch(text.rstrip(". ")) for text in (subject.title, subject.text)):
        yield problem(Kind.VAGUE, f"`{subject.title}` says nothing; name the one thing that the commit does")
    elif spec.imperative and (found := inflected(subject.title)):
        word, order = found
        yield problem(Kind.MOOD, f"`{word}` is not in the imperative; begin with a verb such as `{order}`")
    if subject.title.endswith(".") and not _ABBREVIATED.search(subject.title):
        yield problem(Kind.STOP, "the subject ends with a full stop; leave it out")


def _body_problems(
    lines: Sequence[Line], spec: Spec, values: Mapping[str, str], subject_line: int
) -> Iterator[Problem]:
    if lines and lines[0].text:
        text = "the line after the subject is not blank; put a blank line between the subject and the body"
        yield Problem(kind=Kind.BLANK, line=lines[0].number, text=text)
    body = lines[: len(lines) - _trailing(lines, spec, values)]
    if spec.body_required and not any(line.text for line in body):
        text = "there is no body; say after a blank line why the change is made"
        yield Problem(kind=Kind.BODY, line=subject_line, text=text)
    long = overlong(body, spec.body_width)
    if long:
        first, more = long[0], len(long) - 1
        others = f", and so do {more} other lines" if more > 1 else ", and so does another line" if more else ""
        over = len(first.text) - spec.body_width
        size = f"the line has {len(first.text)} characters, {over} more than {spec.body_width}{others}"
        yield Problem(kind=Kind.WIDTH, line=first.number, text=f"{size}; wrap the body at {spec.body_width}")


def _footer_problems(
    subject: Subject, lines: Sequence[Line], spec: Spec, values: Mapping[str, str]
) -> Iterator[Problem]:
    texts = [line.text for line in lines]
    for footer in demanded_for(spec.footers, subject.kind):
        if not stands_in(footer, texts[1:], values):
            shown = "` and `".join((footer.sample or footer.text).splitlines())
            whose = f" for the type `{subject.kind}`" if footer.types else ""
            text = f"the footer `{shown}` is missing, which the spec demands{whose}; add it at the end"
            yield Problem(kind=Kind.FOOTER, line=lines[-1].number, text=text)


def _trailing(lines: Sequence[Line], spec: Spec, values: Mapping[str, str]) -> int:
    """How many lines at the end of a message are trailers, references and footers, and blank lines between them."""
    start = len(lines)
    for index in range(len(lines) - 1, -1, -1):
        text = lines[index].text
        if _TRAILER.match(text) or _REFERENCE.fullmatch(text) or belongs_to(spec.footers, text, values):
            start = index
        elif text and not _CONTINUED.match(text):
            break
    return len(lines) - start
