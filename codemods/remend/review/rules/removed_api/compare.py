"""What the base of a range had and its head has not, or has otherwise: read from the facts of both indexes alone."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from remend.index.bound import bound_names, own_member
from remend.index.facts import Attribute, Class, Facts, Function, Guard, Import
from remend.index.index import Definition, Index
from remend.index.wide import overloads
from remend.inference.values import FunctionValue
from remend.review.ends import Ends, FileChange
from remend.review.rules.removed_api.signature import differences, method_differences

MADE_BY = "__init__"
_DYNAMIC = ("__getattr__", "__getattribute__")


class Kind(enum.StrEnum):
    """What something is that went."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    METHOD = "method"
    NAME = "name"
    ATTRIBUTE = "attribute"
    RE_EXPORT = "re-export"


def is_private(dotted: str) -> bool:
    """Whether a part of a dotted name begins with an underscore, those of Python itself aside."""
    return any(part.startswith("_") and not part.endswith("__") for part in dotted.split("."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a name of the base stands: the file, that which answers to its module's name at the head, and the name.

    `new` is empty where there is no such file. `module` is the dotted name at the base, `symbol` the name in it, empty
    for the module itself. `line` is that at the base. `is_listed` tells that `__all__` had it.
    """

    old: str
    new: str
    module: str
    symbol: str
    line: int
    is_listed: bool = False

    @property
    def name(self) -> str:
        """The last part of the name."""
        return (self.symbol or self.module).rpartition(".")[2]

    @property
    def dotted(self) -> str:
        """The whole name, by its path where the file is no module."""
        return ".".join(filter(None, (self.module or self.old, self.symbol)))

    @property
    def is_private(self) -> bool:
        """Whether its author says that it is not for others, by its own name or that of its class."""
        return is_private(self.symbol)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Something that the head has not; `owner` is the class, as it is now, that had it, and `fact` what it was."""

    place: Place
    kind: Kind
    fact: Function | Class | Attribute | Import | None = None
    owner: Definition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """A function that is called otherwise now; `owner` is the class, as it is now, that has it.

    `differences` are those of its parameters, `turned` tells that a call gives a coroutine now and did not, or the
    reverse.
    """

    place: Place
    old: Function
    new: Definition
    differences: tuple[str, ...]
    turned: bool
    owner: Definition | None = None

    @property
    def function(self) -> Function:
        """What it is now."""
        assert isinstance(self.new.fact, Function)
        return self.new.fact


def compare(ends: Ends) -> Iterator[Gone | Altered]:
    """All that went from the files that differ, or is called otherwise, by path and line."""
    for change in ends.python:
        facts = ends.base.index.facts.get(change.old) if change.old else None
        if facts is not None and facts.parses:
            yield from _file(ends, change, facts)


def _file(ends: Ends, change: FileChange, facts: Facts) -> Iterator[Gone | Altered]:
    index, module = ends.head.index, ends.base.index.modules.name(change.old)
    path = change.old if change.old in index.facts else index.modules.find(module) if module else None
    if path is None and not module:
        return
    if path is None:
        if _bound(facts) and not index.has_module(module):
            yield Gone(place=Place(old=change.old, new="", module=module, symbol="", line=1), kind=Kind.MODULE)
        return
    if index.facts[path].parses:
        yield from _Names(ends, change.old, path, module).compared()


def _bound(facts: Facts) -> list[Function | Class | Attribute | Import]:
    """What a module binds while it runs, in its order."""
    bound = bound_names(facts).values()
    return sorted((fact for fact in bound if fact.guard < Guard.TYPE_CHECKING), key=lambda fact: fact.line)


class _Names:
    """Compares the names of one module."""

    def __init__(self, ends: Ends, old: str, new: str, module: str) -> None:
        self._base, self._head = ends.base.index, ends.head.index
        self._before, self._after = ends.files_before.inference, ends.files_after.inference
        self._wide = self._after.index
        self._old, self._new, self._module = old, new, module
        self._facts = self._base.facts[old]
        self._now = bound_names(self._head.facts[new])

    def compared(self) -> Iterator[Gone | Altered]:
        for fact in _bound(self._facts):
            place = self._place(fact.name, fact.line)
            if fact.name.startswith("__") and fact.name.endswith("__"):
                continue
            if isinstance(fact, Import):
                yield from self._import(fact, place)
            elif not self._has(fact.name):
                yield Gone(place=place, kind=_kind(fact), fact=fact)
            else:
                yield from self._changed(fact, place)

    def _place(self, symbol: str, line: int) -> Place:
        is_listed = symbol.partition(".")[0] in (self._facts.exports or ())
        return Place(old=self._old, new=self._new, module=self._module, symbol=symbol, line=line, is_listed=is_listed)

    def _has(self, name: str) -> bool:
        """Whether the module has a name while it runs."""
        now = self._now.get(name)
        return now.guard < Guard.TYPE_CHECKING if now is not None else self._head.defines(self._new, name)

    def _import(self, fact: Import, place: Place) -> Iterator[Gone]:
        """What a module only passed on counts where it says so, or another file takes it from here."""
        if fact.name == "*" or self._has(fact.name):
            return
        is_packages = self._old.endswith("/__init__.py") and self._base.lookup(self._old, fact.name) is not None
        is_taken = any(True for _ in self._head.importing(f"{self._module}.{fact.name}")) if self._module else False
        if place.is_listed or is_packages or is_taken:
            yield Gone(place=place, kind=Kind.RE_EXPORT, fact=fact)

    def _changed(self, fact: Function | Class | Attribute, place: Place) -> Iterator[Gone | Altered]:
        found = self._head.lookup(self._new, fact.name)
        if found is None or found.path not in self._head.facts:
            return
        if isinstance(fact, Function) and isinstance(found.fact, Function):
            if not _is_overloaded(self._base, self._old, fact) and not _is_overloaded(
                self._head, found.path, found.fact
            ):
                yield from self._altered(place, fact, found, differences(fact.parameters, found.fact.parameters))
        elif isinstance(fact, Class) and isinstance(found.fact, Class) and not _is_dynamic(self._wide, found):
            yield from self._members(fact, found, place)

    def _members(self, owner: Class, now: Definition, place: Place) -> Iterator[Gone | Altered]:
        assert isinstance(now.fact, Class)
        members = {each.name: each.line for each in reversed(owner.attributes)}
        members |= {each.name: each.line for each in reversed(owner.methods)}
        for name, line in sorted(members.items(), key=lambda item: item[1]):
            if name.startswith("__") and name.endswith("__") and name != MADE_BY:
                continue
            fact = own_member(owner, name)
            found = self._wide.member(now.path, now.fact, name)
            at = self._place(f"{place.symbol}.{name}", line)
            if found is None and name != MADE_BY:
                kind = Kind.METHOD if isinstance(fact, Function) else Kind.ATTRIBUTE
                yield Gone(place=at, kind=kind, fact=fact, owner=now)
            elif found is not None and isinstance(fact, Function) and isinstance(found.fact, Function):
                is_own = found.path in self._head.facts
                forms = (overloads(self._wide, found), _forms(self._base, self._old, fact))
                if is_own and all(len(each) == 1 for each in forms):
                    yield from self._altered(at, fact, found, method_differences(fact, found.fact), now)

    def _altered(
        self, place: Place, old: Function, new: Definition, told: tuple[str, ...], owner: Definition | None = None
    ) -> Iterator[Altered]:
        assert isinstance(new.fact, Function)
        turned = self._turned(old, new.path, new.fact)
        if told or turned:
            yield Altered(place=place, old=old, new=new, differences=told, turned=turned, owner=owner)

    def _turned(self, old: Function, path: str, new: Function) -> bool:
        """Whether one gives a coroutine and the other does not, as far as both and their decorators tell."""
        if old.is_async is new.is_async or old.is_generator or new.is_generator:
            return False
        before = self._before.is_coroutine_function(FunctionValue(self._old, old.line, old))
        return before is not self._after.is_coroutine_function(FunctionValue(path, new.line, new))


def _forms(index: Index, path: str, function: Function) -> tuple[Function, ...]:
    return overloads(index, Definition(path, function))


def _is_overloaded(index: Index, path: str, function: Function) -> bool:
    return len(_forms(index, path, function)) > 1


def _is_dynamic(index: Index, owner: Definition) -> bool:
    """Whether a class may have names that nothing shows."""
    assert isinstance(owner.fact, Class)
    fact = owner.fact
    return any(index.member(owner.path, fact, name) is not None for name in _DYNAMIC)


def _kind(fact: Function | Class | Attribute) -> Kind:
    if isinstance(fact, Attribute):
        return Kind.NAME
    return Kind.CLASS if isinstance(fact, Class) else Kind.FUNCTION
