"""A spec written as XML, with its rules in free text.

Such files have no schema, so elements are known by plain tags (`types`, `guideline`, `trigger`) wherever they stand.
What nothing is made of is listed, the topmost element of each such part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from remend.plan.spec import prose
from remend.plan.spec.draft import Draft, Reading, Said, Unread
from remend.plan.spec.elements import Element, parse
from remend.plan.spec.model import Split, Tie
from remend.plan.spec.template import Shown, demanded, shown_footers

_FORM = re.compile(r"<?type>?\s*[(\[]\s*<?scope>?\s*[)\]]\s*!?\s*:\s*\S.*", re.IGNORECASE)
_TYPE = re.compile(r"([A-Za-z][\w-]*)(?:\s*[:-]\s*(.*))?")
_VAGUE = re.compile(r"\b(?:kitchen sink|various updates)\b")
_TOGETHER = re.compile(r"\b(?:together|with|same commit)\b")
_DESCRIPTIVE = frozenset({"version", "purpose"})
_ILLUSTRATIONS = frozenset({"description", "example", "examples", "approach", "impact"})
_LONGEST_QUOTE = 72

_NOTHING = Draft()
"""What an element says that remend sees to without any setting."""


class _Fact(NamedTuple):
    """An element that was understood and what it says; `left` are the parts of its text that were not."""

    element: Element
    draft: Draft = _NOTHING
    left: tuple[str, ...] = ()


def read_xml(content: bytes, file: str, types: Mapping[str, str]) -> Reading:
    """What an XML file says, and what of it was not understood; `types` hold where it names none.

    Raises:
        ConfigError: the file is malformed, or declares entities.
    """
    root, repaired = parse(content, file)
    facts = tuple(_facts(root, types))
    said = (
        Said(draft, f"{file}:{element.line} {element.path}", adds=draft.types is None)
        for element, draft, _ in facts
        if draft != _NOTHING
    )
    left = [Unread(element.path, element.line, text) for element, _, texts in facts for text in texts]
    odd = [Unread(root.path, line, "taken for text: write `<` as &lt; and `&` as &amp;") for line in repaired]
    unread = _unread(root, frozenset(_covered(facts)))
    return Reading(tuple(said), tuple(sorted([*left, *odd, *unread], key=lambda part: part.line)))


def _facts(root: Element, types: Mapping[str, str]) -> Iterator[_Fact]:
    elements = tuple(root.walk())
    yield from (_Fact(child) for child in root.children if child.tag in _DESCRIPTIVE)
    yield from (_Fact(child, Draft(name=child.prose)) for child in root.children if child.tag == "name" and child.prose)
    named = [fact for element in elements if element.tag == "types" for fact in _types(element)]
    yield from named
    known = next((fact.draft.types for fact in named if fact.draft.types), types)
    templates = [(element, shown_footers(element.text)) for element in elements if element.tag == "template"]
    shown = tuple(footer for _, footers in templates for footer in footers)
    demands: set[str] = set()
    for element in elements:
        if element.tag == "guidelines":
            for fact in (fact for child in element.children for fact in _guideline(child, shown, known)):
                demands |= {footer.text for footer in fact.draft.footers or ()}
                yield fact
        elif element.tag in _READERS:
            yield from _READERS[element.tag](element)
    for element, footers in templates:
        idle = [footer.sample or footer.text for footer in footers if footer.text not in demands]
        yield _Fact(element, left=tuple(f"no guideline demands `{text}`".replace("\n", "` `") for text in idle))


def _types(element: Element) -> Iterator[_Fact]:
    types = {}
    for child in element.children:
        match = _TYPE.fullmatch(child.name or child.prose)
        if match is not None:
            types[match[1]] = child.prose if child.name else (match[2] or "")
            yield _Fact(child)
    if types:
        yield _Fact(element, Draft(types=MappingProxyType(types)))


def _guideline(element: Element, shown: tuple[Shown, ...], types: Mapping[str, str]) -> Iterator[_Fact]:
    if footers := demanded(element.prose, shown, types):
        yield _Fact(element, Draft(footers=footers))
        return
    drafts, unread, is_understood = prose.read_guideline(element.prose)
    if is_understood:
        yield _Fact(element, left=unread)
        yield from (_Fact(element, draft) for draft in drafts)


def _form(element: Element) -> Iterator[_Fact]:
    if _FORM.fullmatch(element.prose):
        yield _Fact(element)


def _trigger(element: Element) -> Iterator[_Fact]:
    text = _described(element)
    meaning = prose.topic(element.words, text)
    if not isinstance(meaning, Split) or prose.splits(text) is False:
        return
    yield _Fact(element, Draft(splits=MappingProxyType({meaning: text})))
    for child in element.children:
        if child.tag == "exception":
            yield _Fact(child, Draft(exceptions=MappingProxyType({meaning: child.prose})))
        elif child.tag == "guideline":
            yield from _aside(child)


def _criterion(element: Element) -> Iterator[_Fact]:
    text = _described(element)
    match prose.topic(element.words, text):
        case Tie() as tie:
            yield _Fact(element, Draft(ties=MappingProxyType({tie: text})))
        case Split.CONCEPT:
            yield _Fact(element, Draft(splits=MappingProxyType({Split.CONCEPT: text})))


def _case(element: Element) -> Iterator[_Fact]:
    approach = next((child.prose for child in element.children if child.tag == "approach"), _described(element))
    meaning = prose.topic(element.words, _described(element))
    is_apart = prose.splits(approach)
    if meaning is Tie.GENERATED and not is_apart and _TOGETHER.search(approach.lower()):
        yield _Fact(element, Draft(ties=MappingProxyType({Tie.GENERATED: approach})))
    elif meaning is Split.VENDOR and is_apart:
        yield _Fact(element, Draft(splits=MappingProxyType({Split.VENDOR: approach})))


def _aside(element: Element) -> Iterator[_Fact]:
    """A principle, or a remark beside a trigger: it may set the time of a review, or bears out what is so."""
    text = _described(element)
    seconds = prose.review_seconds(text)
    if seconds is not None or prose.topic(element.words, text) is not None:
        yield _Fact(element, Draft(review_seconds=seconds))


def _anti_pattern(element: Element) -> Iterator[_Fact]:
    text = _described(element)
    if _VAGUE.search(f"{element.words} {text.lower()}") or prose.topic(element.words, text) is Split.CONCEPT:
        yield _Fact(element)


_READERS: Mapping[str, Callable[[Element], Iterator[_Fact]]] = MappingProxyType(
    {
        "format": _form,
        "trigger": _trigger,
        "criterion": _criterion,
        "case": _case,
        "principle": _aside,
        "anti pattern": _anti_pattern,
    }
)


def _described(element: Element) -> str:
    return next((child.prose for child in element.children if child.tag == "description"), element.prose)


def _covered(facts: Iterable[_Fact]) -> Iterator[int]:
    """The ids of the elements that were understood, with what only illustrates them."""
    for fact in facts:
        yield id(fact.element)
        yield from (id(child) for child in fact.element.children if child.tag in _ILLUSTRATIONS)


def _unread(element: Element, covered: frozenset[int]) -> Iterator[Unread]:
    below = [each for each in element.walk() if each is not element]
    if id(element) not in covered and not any(id(each) in covered for each in below):
        yield Unread(element.path, element.line, _quoted(element, len(below)))
        return
    if id(element) not in covered and element.prose:
        yield Unread(element.path, element.line, _quoted(element, 0))
    for child in element.children:
        yield from _unread(child, covered)


def _quoted(element: Element, below: int) -> str:
    text = element.prose or next((each.prose for each in element.walk() if each.prose), "")
    quote = text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 1].rstrip()}…"
    return f"{quote} ({below} elements)" if below > 1 else quote
