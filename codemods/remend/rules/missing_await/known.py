"""What the rule learns of a project once: which names belong to coroutine functions, and what is awaited by habit."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from remend.index.calls import Calls
from remend.index.facts import Class, Facts, Function
from remend.inference.habits import habits
from remend.inference.infer import Inference
from remend.inference.local import Closely
from remend.inference.values import AnyOf, Coroutine, Outside, Value
from remend.module import Module
from remend.rules.missing_await.managers import Managers, managers
from remend.rules.missing_await.places import Places

OFTEN = 5
"""How often a project has to await a method of an unknown library before that counts as proof (an assumption)."""

OFTEN_BY_NAME = 5
"""The same for a method of which the name alone is known, and that all classes of the project define as async."""

Call = tuple[str, str, int]
"""The function around a call, the callee as it is written, and which of several such calls it is."""

Opinion = Mapping[str, Sequence[Call]]
"""By path the calls that give a coroutine, and whose value is used otherwise."""

WIDELY = 3
"""How many files have to await a function so that its annotation is wrong rather than they (an assumption)."""

_WORDS = re.compile(r"_|[a-z][A-Z]")
_HARDLY_EVER = 10
_NEXT_TO_NEVER = 5


@dataclass(frozen=True, eq=False)
class Known:
    """Of one project.

    Attributes:
        inference: what its expressions stand for.
        calls: which names each file calls.
        names: those of its coroutine functions, and of the coroutine functions that it may call of others; with a dot
            where it may be read from something.
        habits: how often it awaits each method of what is not there to be read, and how often it does not.
        distinct: the methods that no class of the project, and no function, has under that name but async ones.
        plain: the names that functions of the project have, and none of them is async.
        contents: the bytes of its files.
        sinks: names of callables that run what they are given, besides the usual ones.
        managers: what `with` alone, or `async with` alone, can enter, by name.
        opinion: the calls that a type checker takes for forgotten coroutines, by path.
    """

    inference: Inference
    calls: Mapping[str, Calls]
    names: frozenset[str]
    habits: Mapping[tuple[str, str], tuple[int, int]]
    distinct: frozenset[str]
    plain: frozenset[str]
    contents: Mapping[str, bytes]
    sinks: frozenset[str]
    managers: Managers = field(default_factory=Managers)
    opinion: Opinion = field(default_factory=dict)
    _awaited_widely: dict[str, bool] = field(default_factory=dict)
    _by_name: dict[tuple[str, str], bool] = field(default_factory=dict)

    def words(self, path: str) -> frozenset[str]:
        """The names of coroutine functions that a file calls without awaiting them on the spot."""
        calls = self.calls.get(path)
        if calls is None:
            return frozenset()
        own = frozenset(calls.coroutines)
        names = (name for name in calls.plain if name in self.names or name in own)
        told = frozenset(callee.rpartition(".")[2] for _, callee, _ in self.opinion.get(path, ()))
        return told.union(name.removeprefix(".") for name in names if name in own or self._may_be(path, name))

    def _may_be(self, path: str, name: str) -> bool:
        """Whether a name that a file calls may be a coroutine function there: it defines no other function under it."""
        if name.startswith("."):
            return True
        found = self.inference.index.lookup(path, name)
        fact = found.fact if found is not None else None
        return not isinstance(fact, Function) or fact.is_async or bool(fact.decorators or fact.result or fact.returns)

    def needless_words(self, path: str) -> frozenset[str]:
        """The names that a file awaits calls of, and that only functions of the project have that are not async."""
        calls = self.calls.get(path)
        if calls is None:
            return frozenset()
        own = frozenset(calls.coroutines)
        names = (name.removeprefix(".") for name in calls.awaited)
        return frozenset(name for name in names if name in self.plain and name not in own)

    def is_habit(self, name: str) -> bool:
        """Whether so many files await what a function or method of that name gives that it can hardly be a mistake."""
        if name not in self._awaited_widely:
            count = sum(name in each.awaited or f".{name}" in each.awaited for each in self.calls.values())
            self._awaited_widely[name] = count >= WIDELY
        return self._awaited_widely[name]

    def coroutine(self, callee: Value | None) -> Coroutine | None:
        """What a call of `callee` gives where that is a coroutine."""
        made = self.inference.called(callee)
        several = [each for each in made.values if isinstance(each, Coroutine)] if isinstance(made, AnyOf) else []
        if isinstance(made, AnyOf) and len(several) == len(made.values):
            return max(several, key=lambda each: each.doubt)
        if isinstance(made, Coroutine):
            name = made.function.fact.name if made.doubt and made.function is not None else ""
            return replace(made, doubt="") if name and self.by_name("", name) is not None else made
        return self._by_habit(callee.dotted) if isinstance(callee, Outside) and not callee.is_instance else None

    def by_name(self, receiver: str, method: str) -> Coroutine | None:
        """The same for a method of an unknown receiver: the name tells where nobody ever calls it otherwise.

        A name of one word may be that of anything, so it counts for receivers that are called the same.
        """
        asked = ("" if _WORDS.search(method.strip("_")) else receiver, method)
        if asked not in self._by_name:
            self._by_name[asked] = method in self.distinct and self._is_always_awaited(*asked)
        return Coroutine() if self._by_name[asked] else None

    def _is_always_awaited(self, receiver: str, method: str) -> bool:
        """Whether all calls of that name but one, the one in question, are awaited or have a place to go."""
        awaited = sum(self._awaiting[method].values())
        paths = self._calling[method]
        if awaited < OFTEN_BY_NAME or len(paths) > awaited or not self._is_awaited_of(receiver, method):
            return False
        forgotten = sum(self._forgotten(path, method) for path in paths)
        return (forgotten - 1) * _NEXT_TO_NEVER <= awaited

    def _is_awaited_of(self, receiver: str, method: str) -> bool:
        """Whether the method is awaited on receivers of that name, and often enough; on any where it is empty."""
        awaits = re.compile(rf"\bawait[ \t]+(?:\w+\.)*{receiver}\.{method}\(".encode())
        found = 0
        for path in self._awaiting[method] if receiver else ():
            found += len(awaits.findall(self.contents[path]))
            if found >= OFTEN_BY_NAME:
                return True
        return not receiver

    @cached_property
    def plain_methods(self) -> Mapping[str, Sequence[tuple[str, Class]]]:
        """By name, the classes that define a method of that name which is not async."""
        found: dict[str, list[tuple[str, Class]]] = {}
        for path, facts in self.inference.index.facts.items():
            for owner in facts.classes:
                for method in owner.methods:
                    if not method.is_async:
                        found.setdefault(method.name, []).append((path, owner))
        return found

    @cached_property
    def _awaiting(self) -> Mapping[str, Mapping[str, int]]:
        """How often each file awaits what a distinct method gives, by method."""
        found: dict[str, dict[str, int]] = {name: {} for name in self.distinct}
        for path, calls in self.calls.items():
            for name, count in calls.awaited.items():
                if name[1:] in found and name[0] == ".":
                    found[name[1:]][path] = count
        return found

    @cached_property
    def _calling(self) -> Mapping[str, Sequence[str]]:
        """The files that call a distinct method without awaiting it on the spot, by method."""
        found: dict[str, list[str]] = {name: [] for name in self.distinct}
        for path, calls in self.calls.items():
            for name in calls.plain:
                if name[1:] in found and name[0] == ".":
                    found[name[1:]].append(path)
        return found

    def _forgotten(self, path: str, method: str) -> int:
        module = Module.load(path, self.contents[path])
        if not isinstance(module, Module):
            return 0
        places = Places(Closely(self.inference, module), self.sinks)
        calls = (site.up() for site in module.sites((method,)) if isinstance(site.node, ast.Attribute))
        return sum(isinstance(call.node, ast.Call) and places.of(call) is not None for call in calls)

    def _by_habit(self, dotted: str) -> Coroutine | None:
        owner, _, method = dotted.rpartition(".")
        awaited, plain = self.habits.get((owner, method), (0, 0))
        return Coroutine() if awaited >= OFTEN and (plain - 1) * _HARDLY_EVER <= awaited else None


def learn(
    inference: Inference,
    calls: Mapping[str, Calls],
    contents: Mapping[str, bytes],
    *,
    beyond: frozenset[str],
    sinks: frozenset[str],
    opinion: Opinion,
) -> Known:
    """What there is to know; `beyond` are the names of coroutine functions of libraries."""
    facts = inference.index.facts
    found = habits(inference.index)
    functions = [function for path in facts for function in facts[path].functions]
    methods = [method for path in facts for owner in facts[path].classes for method in owner.methods]
    making = frozenset(function.name for function in functions if _makes_async(function))
    names = {function.name for function in functions if _may_be(function, making)} | beyond
    names |= _aliases(facts, names)
    dotted = names | {method.name for method in methods if _may_be(method, making)}
    plain = frozenset(function.name for function in (*functions, *methods) if not function.is_async)
    distinct = dotted - plain
    plain -= dotted
    dotted |= {method for (_, method), (awaited, _) in found.items() if awaited >= OFTEN}
    words = names | {f".{name}" for name in dotted}
    entered = managers(facts)
    unawaited = frozenset(distinct)
    return Known(inference, calls, frozenset(words), found, unawaited, plain, contents, sinks, entered, opinion)


def _may_be(function: Function, making: frozenset[str]) -> bool:
    if function.is_async or "Coroutine" in function.returns:
        return True
    return any(written.partition("(")[0].rpartition(".")[2] in making for written in function.decorators)


def _makes_async(function: Function) -> bool:
    """Whether a function returns an async one, as a decorator may, or a function that does."""
    return any(inner.is_async or _makes_async(inner) for inner in function.inner)


def _aliases(facts: Mapping[str, Facts], names: Collection[str]) -> set[str]:
    """Other names that imports and assignments of modules give to what has one of `names`."""
    found: set[str] = set()
    for each in facts.values():
        renamed = ((i.name, i.origin) for i in each.imports if i.is_renamed and not i.is_module)
        attributes = (*each.names, *(attribute for owner in each.classes for attribute in owner.attributes))
        assigned = ((a.name, a.value) for a in attributes if a.value.replace(".", "").isidentifier())
        found.update(alias for alias, origin in (*renamed, *assigned) if origin.rpartition(".")[2] in names)
    return found
