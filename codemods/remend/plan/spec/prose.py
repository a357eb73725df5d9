"""What a sentence of a spec means: numbers, moods and topics, found in free text.

Only what is plain is understood. A sentence is taken clause by clause, and a clause that says anything else is handed
back, so that its author sees that nothing came of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from remend.plan.spec.draft import Draft
from remend.plan.spec.model import Split, Tie

_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBER = rf"(?:\d+(?:\.\d+)?|(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS[1:])}))?|{'|'.join(_UNITS)}|half an?|an?)"
_LENGTH = re.compile(
    rf"\b(?P<number>{_NUMBER})(?:\s*-\s*|\s+)?(?:chars?|characters?|columns?|cols?)\b"
    r"|\b(?:max(?:imum)?|most|under|below|limit(?:ed)?|up to|within|than|exceeds?|at|length)\b\D{0,12}?"
    r"\b(?P<bare>\d+)\b"
)
_TIME = re.compile(rf"\b(?P<number>{_NUMBER})[-\s]*(?P<unit>s|secs?|seconds?|m|mins?|minutes?)\b")
_SUBJECT = re.compile(r"\b(?:subject|first line|title|header|headline|summary)\b")
_BODY = re.compile(r"\b(?:body|description)\b")
_WRAP = re.compile(r"\b(?:wrap|lines?|columns?|width|wide)\b")
_AGAINST = re.compile(r"\b(?:not|never|no|avoid|without)\b|n't\b")
_STOP = re.compile(r"\b(?:full stop|period|dot|punctuation)\b")
_ALWAYS = re.compile(r"\b(?:required|mandatory|always|must)\b")
_MAYBE = re.compile(r"\b(?:optional|may be|when|where|if)\b")
_SPLITTING = re.compile(r"\b(?:separate|split|apart|own commits?|independent|individual)\b")
_AGAINST_SPLITTING = re.compile(r"(?:\bnot|\bnever|n't|\bno need to)\s+(?:be\s+)?(?:separate|split)")

_TOPICS: tuple[tuple[Split | Tie, re.Pattern[str]], ...] = (
    (Split.SERVICE, re.compile(r"\b(?:micro)?services?\b")),
    (Tie.TEST, re.compile(r"\btests?\b")),
    (Tie.GENERATED, re.compile(r"\bgenerated\b")),
    (Split.VENDOR, re.compile(r"\b(?:vendor(?:ed|ing)?|third[- ]party|package updates?)\b")),
    (Split.SAFETY, re.compile(r"\b(?:reversib|roll(?:ed)? ?back|risky?\b|revert)")),
    (Tie.DEPENDENCY, re.compile(r"\b(?:depend|partial implementation|broken intermediate)")),
    (Split.REVIEW, re.compile(r"\breview")),
    (Split.CONCEPT, re.compile(r"\b(?:concepts?|conceptual(?:ly)?|features?|refactor|concerns?|unit of work)\b")),
)


class Clauses(NamedTuple):
    """What the clauses of a sentence say, those that were not understood, and whether any was."""

    drafts: tuple[Draft, ...]
    unread: tuple[str, ...]
    is_understood: bool


def topic(*texts: str) -> Split | Tie | None:
    """What a part of a spec is about: the first of `texts` that names something decides."""
    for text in texts:
        for meaning, pattern in _TOPICS:
            if pattern.search(text.lower()):
                return meaning
    return None


def splits(text: str) -> bool | None:
    """Whether a sentence puts changes apart, or expressly does not; None where it says neither."""
    if _AGAINST_SPLITTING.search(text.lower()):
        return False
    return True if _SPLITTING.search(text.lower()) else None


def review_seconds(text: str) -> float | None:
    """How long a review of one commit may take, where a sentence says that; the longest time of several."""
    sentences = [sentence for sentence in re.split(r"(?<=[.;])\s+", text.lower()) if "review" in sentence]
    times = [
        number(match["number"]) * (1 if match["unit"].startswith("s") else 60)
        for sentence in sentences
        for match in _TIME.finditer(sentence)
    ]
    return max((time for time in times if time), default=None)


def read_guideline(text: str) -> Clauses:
    """What a guideline for messages says of the subject and the body."""
    drafts: list[Draft] = []
    unread: list[str] = []
    about, clauses = "", list(_clauses(text))
    for clause in clauses:
        words = clause.lower()
        about = "body" if _BODY.search(words) else "subject" if _SUBJECT.search(words) else about
        draft = _subject(words) if about != "body" else _body(words)
        if draft is None:
            unread.append(clause)
        elif draft != Draft():
            drafts.append(draft)
    return Clauses(tuple(drafts), tuple(unread), len(unread) < len(clauses))


def number(text: str) -> float:
    """A number in digits or in words: `50`, `fifty`, `seventy-two`, `a`."""
    if text[:1].isdigit():
        return float(text)
    if text.startswith("half"):
        return 0.5
    tens, _, unit = text.replace("-", " ").partition(" ")
    if tens in _TENS:
        return 10 * (_TENS.index(tens) + 1) + (_UNITS.index(unit) if unit else 0)
    return _UNITS.index(text) if text in _UNITS else 1


def _clauses(text: str) -> Iterator[str]:
    """The parts between commas and the like; a head such as `Body:` goes with what follows, an aside goes."""
    plain = re.sub(r"\([^()]*\)", " ", text)
    for part in re.split(r"[,;]|\.(?!\d)|\band\b", plain):
        if clause := " ".join(part.split()):
            yield clause


def _subject(words: str) -> Draft | None:
    """What a clause says of the subject; an empty draft where remend sees to that anyway."""
    if _WRAP.search(words) and not _SUBJECT.search(words):
        return None
    if lengths := _lengths(words):
        return Draft(subject_limit=max(lengths))
    if "imperative" in words:
        return Draft(imperative=not _AGAINST.search(words))
    return Draft() if _STOP.search(words) and _AGAINST.search(words) else None


def _body(words: str) -> Draft | None:
    """What a clause says of the body; likewise."""
    if lengths := _lengths(words):
        return Draft(body_width=max(lengths))
    if _MAYBE.search(words):
        return Draft(body_required=False) if "optional" in words else None
    if _ALWAYS.search(words):
        return Draft(body_required=True)
    return Draft() if re.search(r"\b(?:why|not what|blank line|empty line)\b", words) else None


def _lengths(words: str) -> list[int]:
    found = (match["number"] or match["bare"] for match in _LENGTH.finditer(words))
    return [length for text in found if (length := int(number(text))) >= 20]
