"""The footers that a template of a message shows, and which guideline demands which of them for which commits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, takewhile

from remend.plan.spec.elements import plain_words
from remend.plan.spec.model import Footer

ATTRIBUTION = "attribution"

_BULLET = re.compile(r"\s*(?:[-*+•]|\d+[.)])\s")
_KEY = re.compile(r"([A-Za-z][A-Za-z-]*)\s*:\s*(\S.*)")
_SIGNED = re.compile(r"\b(?:[\w-]+-by\s*:|generated (?:with|by|using)\b)", re.IGNORECASE)
_PAIR = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*:\s*([^,\]]+)")
_PLACEHOLDER = re.compile(r"[A-Z]|\.{3}|…|[<\[{].*[>\]}]|[A-Z]{2,}[-_A-Z]*|[#A-Z]*-?N{2,}")
_DEMAND = re.compile(
    r"\b(?:include|add|always|must|required?|ends? with|need(?:s|ed)?|mandatory|every)\b", re.IGNORECASE
)
_MAYBE = re.compile(r"\b(?:optional(?:ly)?|if|when|where|may|applicable)\b", re.IGNORECASE)
_ATTRIBUTION = re.compile(
    r"\b(?:attribution|co-?author\w*|signed[- ]off|sign[- ]off|generated (?:with|by))\b", re.IGNORECASE
)
_TRAILER = re.compile(r"\b([A-Z][a-z]+(?:-[A-Za-z]+)+)\b")
_FOR = re.compile(r"\b(?:for|in|on)\s+(?:(all|every|each)\b|([\w ,/-]+))", re.IGNORECASE)
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A footer as a template shows it: its key, the text with holes, and the lines as they are shown."""

    key: str
    text: str
    sample: str = ""


def shown_footers(template: str) -> tuple[Shown, ...]:
    """The footers of a template: what stands after its body, each paragraph as far as it is of one kind."""
    paragraphs = re.split(r"\n\s*\n", template.strip())[1:]
    shown = takewhile(bool, (tuple(_footers(paragraph)) for paragraph in reversed(paragraphs)))
    return tuple(chain.from_iterable(reversed(list(shown))))


def demanded(sentence: str, shown: tuple[Shown, ...], types: Mapping[str, str]) -> tuple[Footer, ...]:
    """The footers that a guideline demands; none where it demands none, or does not say plainly for which commits."""
    if not _DEMAND.search(sentence) or _MAYBE.search(sentence):
        return ()
    kinds = _kinds(sentence, types)
    if kinds is None:
        return ()
    named = [each for each in shown if _speaks_of(sentence, each)] or list(_trailers(sentence))
    return tuple(Footer(text=each.text, types=kinds, sample=each.sample) for each in named)


def _footers(paragraph: str) -> Iterator[Shown]:
    lines = [line.strip() for line in paragraph.splitlines()]
    if any(_BULLET.match(line) for line in lines):
        return
    signed = [line for line in lines if _SIGNED.search(line)]
    for line in lines:
        match = _KEY.fullmatch(line)
        if match is not None and line not in signed:
            yield Shown(match[1], f"{match[1]}: {_with_holes(match[1], match[2])}")
    if signed:
        yield Shown(ATTRIBUTION, f"{{{ATTRIBUTION}}}", "\n".join(signed))


def _with_holes(key: str, value: str) -> str:
    """The value of a footer with a hole for each placeholder."""
    if _PLACEHOLDER.fullmatch(value) and not _PAIR.search(value):
        return f"{{{_hole(key)}}}"
    return _PAIR.sub(
        lambda pair: f"{pair[1]}: {{{_hole(pair[1])}}}" if _PLACEHOLDER.fullmatch(pair[2].strip()) else pair[0], value
    )


def _hole(name: str) -> str:
    return plain_words(name).replace(" ", "-")


def _speaks_of(sentence: str, shown: Shown) -> bool:
    if shown.key == ATTRIBUTION:
        return _ATTRIBUTION.search(sentence) is not None
    if re.search(rf"\b{re.escape(shown.key)}\b", sentence):
        return True
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", sentence)).upper()
    return len(shown.key) >= _SHORTEST_STEM and shown.key.isupper() and shown.key in initials


def _trailers(sentence: str) -> Iterator[Shown]:
    """The trailers that a sentence names, where no template shows them."""
    for key in _TRAILER.findall(sentence):
        if key.lower().endswith("-by"):
            yield Shown(key, f"{key}: {{{key.lower()}}}")


def _kinds(sentence: str, types: Mapping[str, str]) -> tuple[str, ...] | None:
    """The types of the commits that a sentence speaks about: none for all of them, None where that is not plain."""
    match = _FOR.search(sentence)
    if match is None or match[1]:
        return ()
    words = [word.lower().rstrip("s") for word in re.findall(r"[A-Za-z]+", match[2])]
    if any(word in {"commit", "change"} for word in words):
        return ()
    kinds = [kind for kind in types if any(_is_kind(word, kind.lower().rstrip("s")) for word in words)]
    return tuple(kinds) or None


def _is_kind(word: str, stem: str) -> bool:
    return len(stem) >= _SHORTEST_STEM and word.startswith(stem)
