"""Where members of classes are read: each file is gone through once for all that is asked."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from remend.index.facts import Class, Facts, Guard
from remend.index.index import Definition
from remend.inference.local import Closely
from remend.inference.references import Certainty
from remend.inference.values import AnyOf, ClassValue, Instance, Value
from remend.review.ends import Ends
from remend.review.rules.removed_api.compare import MADE_BY
from remend.review.rules.removed_api.expected import is_double, is_expected
from remend.review.rules.removed_api.handles import Handles
from remend.review.rules.removed_api.spots import Use, held_at, how_at
from remend.rule import has_word

Receiver = Instance | ClassValue
_FEW_FILES = 20


@dataclass(frozen=True, slots=True, eq=False)
class Inquiry:
    """What is looked for: an attribute of this name, of a class as it is now, where `judge` says it may be meant."""

    name: str
    owner: Definition
    judge: Callable[[Receiver], Certainty]


class Members:
    """Looks for the uses of members in all files of the head."""

    def __init__(self, ends: Ends) -> None:
        self._ends = ends
        self._files = ends.files_after
        self._mentioning: dict[str, list[str]] = {}
        self._known: dict[tuple[str, int], tuple[tuple[bytes, ...], frozenset[str]]] = {}

    def uses(self, inquiries: Iterable[Inquiry]) -> Iterator[tuple[Inquiry, Use]]:
        """All places that read what is asked for, or an attribute of its name from something unknown."""
        asked: dict[str, list[Inquiry]] = {}
        for inquiry in inquiries:
            for path in self._reaching(inquiry):
                asked.setdefault(path, []).append(inquiry)
        for path in sorted(asked):
            closely = self._files.closely(path)
            for inquiry in asked[path] if closely is not None else ():
                yield from ((inquiry, use) for use in _uses(closely, inquiry))

    def mentioning(self, word: str) -> list[str]:
        """The files in which a word stands."""
        if word not in self._mentioning:
            reach = frozenset(self._ends.head.reach)
            self._mentioning[word] = [path for path in self._files.mentioning(word) if path in reach]
        return self._mentioning[word]

    def _reaching(self, inquiry: Inquiry) -> list[str]:
        """The files to look at: of many those alone in which an instance may be at hand."""
        owner = inquiry.owner
        if inquiry.name == MADE_BY:
            return sorted({owner.path, *(path for path, _ in self.below(owner))} & set(self._ends.head.reach))
        paths = self.mentioning(inquiry.name)
        if not self.is_common(inquiry.name):
            return paths
        words, at_hand = self._at_hand(owner)
        return [path for path in paths if path in at_hand or has_word(self._ends.head.contents[path], words)]

    def _at_hand(self, owner: Definition) -> tuple[tuple[bytes, ...], frozenset[str]]:
        assert isinstance(owner.fact, Class)
        key = owner.path, owner.fact.line
        if key not in self._known:
            words, paths = self._handles.of(self._kin(owner))
            self._known[key] = tuple(word.encode() for word in words), paths | {owner.path}
        return self._known[key]

    def is_common(self, name: str) -> bool:
        """Whether so many files have a word that not all of them are looked at."""
        return len(self.mentioning(name)) > _FEW_FILES

    def holders(self, name: str) -> int:
        """How many classes and modules of the head have something under a name."""
        return self._ends.head.index.under(name, _holders) or 0

    @cached_property
    def _handles(self) -> Handles:
        return Handles(self._ends.head.index)

    def named(self, owner: Definition) -> tuple[bytes, ...]:
        """The names of a class and of those that inherit from it."""
        return tuple(name.encode() for name in self._kin(owner))

    def _kin(self, owner: Definition) -> list[str]:
        assert isinstance(owner.fact, Class)
        return sorted({owner.fact.name, *(fact.name for _, fact in self.below(owner))})

    def below(self, owner: Definition) -> list[tuple[str, Class]]:
        """The classes that inherit from one."""
        found: dict[tuple[str, int], tuple[str, Class]] = {}
        waiting = [owner]
        while waiting:
            above = waiting.pop()
            assert isinstance(above.fact, Class)
            for path, fact in self._ends.head.index.under(above.fact.name, _by_base) or ():
                if (path, fact.line) not in found and self.inherits(Definition(path, fact), above):
                    found[path, fact.line] = path, fact
                    waiting.append(Definition(path, fact))
        return [found[key] for key in sorted(found)]

    def inherits(self, one: Definition, other: Definition) -> bool:
        """Whether a class is another one, or inherits from it."""
        assert isinstance(one.fact, Class)
        assert isinstance(other.fact, Class)
        place = other.path, other.fact.line
        bases = self._files.inference.index.bases(one.path, one.fact)
        return (one.path, one.fact.line) == place or any(b and (b[0], b[1].line) == place for b in bases)


def _holders(some: Mapping[str, Facts]) -> Counter[str]:
    """How many classes and modules have something under each name."""
    found: Counter[str] = Counter()
    for facts in some.values():
        found.update({*(each.name for each in facts.functions), *(each.name for each in facts.names)})
        for owner in facts.classes:
            found.update({*(each.name for each in owner.methods), *(each.name for each in owner.attributes)})
    return found


def _by_base(some: Mapping[str, Facts]) -> dict[str, list[tuple[str, Class]]]:
    """The classes by the last part of what they are written to inherit from."""
    found: dict[str, list[tuple[str, Class]]] = {}
    for path, facts in some.items():
        for fact in facts.classes:
            for base in fact.bases if fact.guard < Guard.FUNCTION else ():
                found.setdefault(base.partition("[")[0].rpartition(".")[2], []).append((path, fact))
    return found


def _uses(closely: Closely | None, inquiry: Inquiry) -> Iterator[Use]:
    """The places of one file; none where the file itself gives an instance what is asked for."""
    found = []
    for site in closely.module.sites((inquiry.name,)) if closely is not None else ():
        if closely is None or not isinstance(site.node, ast.Attribute) or site.node.attr != inquiry.name:
            continue
        held = held_at(closely, site)
        certainty = Certainty.BY_NAME if held is None else _judged(held, inquiry.judge)
        if certainty is not Certainty.OTHER and isinstance(site.node.ctx, ast.Store):
            return
        if certainty is not Certainty.OTHER and not (is_expected(site, inquiry.name) or is_double(site)):
            found.append(Use(closely, site, certainty, how_at(site), held))
    yield from found


def _judged(held: Value, judge: Callable[[Receiver], Certainty]) -> Certainty:
    values = held.values if isinstance(held, AnyOf) else (held,)
    found = {judge(each) if isinstance(each, Receiver) else Certainty.OTHER for each in values}
    if len(found) == 1:
        return found.pop()
    return Certainty.PERHAPS if found - {Certainty.OTHER} else Certainty.OTHER
