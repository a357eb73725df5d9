"""Evidence from the standard library for what an undefined name means.

Half the words of a program name something in the standard library, so that it has the name says little. What counts is
that everything that the file does with the name works, and that nothing else there would do as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from remend.index.facts import Function
from remend.index.roles import is_test
from remend.index.standard import Standard
from remend.index.stubs import Kind, Offer
from remend.naming.fit import accepts
from remend.naming.likeness import abbreviates
from remend.naming.uses import Call, Uses
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.familiar import (
    ALIASES,
    AS_A_WHOLE,
    PLAIN_CLASSES,
    TAKEN_FROM,
    TELLING,
    WITH_ITS_NAME,
)
from remend.rules.undefined_name.reads import Read, find_reads

Habit = Callable[[str], Mapping[str, int]]
"""How often the project takes each name from a module, by `from module import name`."""

_PLAIN_WORD = re.compile(r"[a-z]+|[A-Z]+")
_ONE_HUMP = re.compile(r"[A-Z][a-z]+")
_FOR_TESTS = "unittest"
_BACKPORTS = "typing_extensions"
_TELLING, _BESIDE, _TAKEN, _OTHER = 4, 3, 2, 1
_LONG = 8
_LONGEST_ABBREVIATION, _MANY_READS = 3, 3


@dataclass(frozen=True)
class _Asked:
    """A question with what the file shows besides: what is read from the name, and the names it takes from modules."""

    name: str
    uses: Uses
    reads: tuple[Read, ...]
    imported: Mapping[str, frozenset[str]]
    in_tests: bool

    @property
    def attributes(self) -> frozenset[str]:
        """What is read from the name itself."""
        return self.uses.attributes

    @property
    def passes_arguments(self) -> bool:
        """Whether the name is called, and each time with arguments."""
        calls = self.uses.calls
        return bool(calls) and all(call.positional or call.keywords or call.is_open for call in calls)


class FromStandard:
    """Asks the standard library.

    `habit` decides between several ways to one object; `is_imported` tells whether the project imports a module.
    """

    def __init__(self, standard: Standard, habit: Habit, is_imported: Callable[[str], bool] = lambda _: True) -> None:
        self._standard = standard
        self._habit = habit
        self._is_imported = is_imported

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """What the name can mean, all of it equally good: one candidate where the uses tell."""
        imported: dict[str, frozenset[str]] = {}
        for module, names in question.taken():
            imported[module] = imported.get(module, frozenset()) | names
        for each in question.beside:
            if each.name:
                imported[each.module] = imported.get(each.module, frozenset()) | {each.name}
        asked = _Asked(question.name, question.uses, find_reads(question), imported, is_test(question.path))
        modules = [*self._as_module(asked)]
        found = [*modules, *self._as_name(asked, is_module=bool(modules and asked.attributes))]
        return found or [*self._under_private_name(asked)] or [*self._abbreviated(asked)] or [*self._backported(asked)]

    def _abbreviated(self, asked: _Asked) -> Iterator[Candidate]:
        """The one common module that a few letters stand for, as `dt` for `datetime`, and that has what is read."""
        name, few = asked.name, len(asked.attributes) < (1 if len(asked.name) > 1 else _MANY_READS)
        is_value = asked.uses.calls or asked.uses.bases or asked.uses.raised or asked.uses.entered
        if len(name) > _LONGEST_ABBREVIATION or not name.islower() or is_value or few:
            return
        named = (each for each in sorted(TAKEN_FROM | AS_A_WHOLE) if abbreviates(name, each.replace(".", "")))
        found = [each for each in named if asked.attributes and self._target(each, asked.reads) == each]
        if len(found) == 1:
            yield Candidate(module=found[0], alias=name, evidence=(_has(found[0], asked.attributes),))

    def _backported(self, asked: _Asked) -> Iterator[Candidate]:
        """What `typing` has in later versions of Python, where the project takes such names from its backports."""
        if not (asked.uses.show_work and self._habit(_BACKPORTS) and self._standard.backports(asked.name)):
            return
        later = self._standard.newest.offers(asked.name)
        if not later or any(_fits(offer, asked) for offer in later):
            has = f"{_BACKPORTS}, from which the project imports, has {asked.name}"
            yield Candidate(module=_BACKPORTS, name=asked.name, evidence=(has,))

    def _under_private_name(self, asked: _Asked) -> Iterator[Candidate]:
        """What `_name` can mean if it is short for `name as _name`."""
        bare = replace(asked, name=asked.name.lstrip("_"))
        if bare.name != asked.name:
            is_module = len(asked.attributes) > 1 or (bare.name in AS_A_WHOLE and bool(asked.attributes))
            found = [*self._as_module(bare)] if is_module else []
            if bare.name[:1].isupper() or bare.attributes:
                found += self._as_name(bare)
            for candidate in found if all(each.module in TAKEN_FROM for each in found) else ():
                yield msgspec.structs.replace(candidate, alias=asked.name)

    def _as_module(self, asked: _Asked) -> Iterator[Candidate]:
        """The modules that have all that is read from the name."""
        uses, name = asked.uses, asked.name
        if uses.calls or uses.bases or uses.raised or any(not read.attributes and read.call for read in asked.reads):
            return
        if name in ALIASES and asked.attributes:
            module, inner = ALIASES[name]
            dotted = f"{module}.{inner}".strip(".")
            if dotted in self._standard.modules and self._target(dotted, asked.reads) == dotted:
                yield Candidate(module=module, name=inner, alias=name, evidence=(_has(dotted, asked.attributes),))
        for module in self._standard.modules_called(name):
            target = self._target(module, asked.reads)
            package, _, last = module.rpartition(".")
            if not asked.attributes:
                if not package and name in AS_A_WHOLE and not uses.annotates:
                    yield Candidate(module=name, evidence=(f"{name} is a module of the standard library",))
            elif target is not None and not package:
                yield Candidate(module=target, evidence=(_has(module, asked.attributes),))
            elif target == module and (module in TAKEN_FROM or len(asked.attributes) > 1 or package in asked.imported):
                yield Candidate(module=package, name=last, evidence=(_has(module, asked.attributes),))

    def _target(self, module: str, reads: Sequence[Read]) -> str | None:
        """The module to import so that all that is read from `module` is there; None where there is no such module."""
        targets = {module}
        for read in reads:
            owner, left = module, list(read.attributes)
            while (
                left and left[0] not in self._standard.surface(owner) and f"{owner}.{left[0]}" in self._standard.modules
            ):
                owner = f"{owner}.{left.pop(0)}"
            if left and left[0].startswith("_"):
                left = []
            if left and left[0] not in self._standard.surface(owner):
                return None
            if len(left) == 1 and read.call and not _takes(self._standard.surface(owner)[left[0]], read.call):
                return None
            targets.add(owner)
        longest = max(targets, key=len)
        return longest if all(f"{longest}.".startswith(f"{target}.") for target in targets) else None

    def _as_name(self, asked: _Asked, *, is_module: bool = False) -> Iterator[Candidate]:
        """What modules offer under the name, where it allows all uses and is usual enough.

        Where a module has all that is read from the name, only a class that has it too, without an instance, counts.
        """
        offers = self._standard.offers(asked.name)
        fitting = [offer for offer in offers if _fits(offer, asked)]
        if is_module:
            fitting = [offer for offer in fitting if not (offer.is_open or asked.attributes & offer.methods)]
        fitting = _as_awaited(fitting, asked.uses)
        best = max((self._rank(offer, asked) for offer in fitting), default=0)
        groups: dict[str, list[Offer]] = {}
        for offer in fitting:
            if self._rank(offer, asked) == best:
                groups.setdefault(offer.origin, []).append(offer)
        chosen = [self._most_usual(group, asked) for group in groups.values()]
        aliases = [offer for offer in chosen if offer.module == "typing"]
        if len(chosen) == 2 and aliases and not (asked.uses.annotates and self._favours_typing(chosen, asked)):
            chosen = [offer for offer in chosen if offer.module != "typing"]
        same = [offer for offer in chosen if offer.module == asked.name]
        if same and not any(offer.module in asked.imported for offer in chosen):
            chosen = same
        common = [offer for offer in fitting if self._rank(offer, asked) >= _TAKEN] or fitting
        rivals = len({offer.origin for offer in common})
        if any(self._is_telling(offer, rivals, asked) for offer in chosen):
            for offer in chosen:
                yield Candidate(module=offer.module, name=offer.name, evidence=(_offers(offer, asked),))

    def _rank(self, offer: Offer, asked: _Asked) -> int:
        if offer.module in TELLING or (asked.in_tests and offer.module.startswith(_FOR_TESTS)):
            return _TELLING
        if offer.module in asked.imported:
            return _BESIDE if asked.name[:1].isupper() else _TAKEN
        return _TAKEN if offer.module in TAKEN_FROM else _OTHER

    def _is_telling(self, offer: Offer, rivals: int, asked: _Asked) -> bool:
        """Whether the name is hardly ever something else, or the file or the project shows that it is this.

        `rivals` are the different things that fit as well and are as common.
        """
        name, rank, is_beside = asked.name, self._rank(offer, asked), offer.module in asked.imported
        if offer.module == name or (asked.uses.awaited and _is_async(offer) and rivals == 1):
            return asked.uses.show_work
        if _PLAIN_WORD.fullmatch(name):
            if not asked.uses.show_work and not name.isupper():
                return False
            if is_beside or rank == _TELLING:
                return len(name) > 2 or is_beside
            if name.isupper() and not self._is_imported(offer.module):
                return False
            is_usual = rank == _TAKEN and offer.module not in WITH_ITS_NAME
            is_clear = not asked.uses.calls or asked.passes_arguments or len(name) >= _LONG
            return is_usual and rivals == 1 and len(name) > 3 and is_clear
        if _ONE_HUMP.fullmatch(name):
            return is_beside or (rank >= _TAKEN and offer.module in PLAIN_CLASSES)
        if rank >= _TAKEN:
            return True
        shows = bool(self._habit(offer.module)) or bool(asked.attributes and asked.attributes <= offer.members)
        return rivals == 1 and asked.uses.show_work and shows

    def _most_usual(self, offers: Sequence[Offer], asked: _Asked) -> Offer:
        """Of several ways to one object the one that the file goes with such names, else the project, else most."""
        if len(offers) == 1:
            return offers[0]
        common = frozenset.intersection(*(frozenset(self._standard.surface(offer.module)) for offer in offers))

        def usual(offer: Offer) -> tuple[int, int, bool, int]:
            here = len(asked.imported.get(offer.module, frozenset()) & common)
            habit = self._habit(offer.module)
            everywhere = sum(habit.get(name, 0) for name in common)
            return here, everywhere, offer.module != "typing", -offer.module.count(".")

        if any(offer.module == "typing" for offer in offers):
            return max(offers, key=usual)
        return min(offers, key=lambda offer: (offer.module.count("."), -usual(offer)[1], offer.module))

    def _favours_typing(self, offers: Sequence[Offer], asked: _Asked) -> bool:
        return self._most_usual(offers, asked).module == "typing"


def _fits(offer: Offer, asked: _Asked) -> bool:
    """Whether everything that the file does with the name works with what is offered."""
    uses, has = asked.uses, offer.members
    if not all(_takes(offer.functions, call) for call in uses.calls):
        return False
    if offer.kind is Kind.FUNCTION:
        return not (asked.attributes or uses.bases or uses.raised or uses.annotates)
    if offer.is_open:
        return True
    if asked.attributes - has or (uses.raised and "with_traceback" not in has):
        return False
    if offer.kind is Kind.OTHER:
        return not (uses.bases or uses.annotates)
    return not (uses.entered and not has & {"__enter__", "__aenter__"}) and not (
        uses.awaited and "__await__" not in has
    )


def _as_awaited(offers: list[Offer], uses: Uses) -> list[Offer]:
    """Coroutine functions for a name whose calls are awaited, others for one whose calls are not, if there are any."""
    if not uses.calls:
        return offers
    awaitable = [offer for offer in offers if _is_async(offer) or offer.module.startswith("asyncio")]
    others = [offer for offer in offers if not _is_async(offer)]
    return (awaitable if uses.awaited else others) or offers


def _is_async(offer: Offer) -> bool:
    return offer.kind is Kind.FUNCTION and any(function.is_async for function in offer.functions)


def _takes(functions: Sequence[Function], call: Call) -> bool:
    """Whether one of the overloads takes the arguments of a call; true where there is none to ask."""
    return not functions or any(accepts(function, call) is not False for function in functions)


def _has(module: str, attributes: frozenset[str]) -> str:
    *first, last = sorted(attributes)
    names = f"{', '.join(first)} and {last}" if first else last
    return f"the standard library's {module} has {names}, which the file reads from it"


def _offers(offer: Offer, asked: _Asked) -> str:
    beside = ", from which the file imports already" if offer.module in asked.imported else ""
    return f"the standard library's {offer.module} offers {offer.name}{beside}"
