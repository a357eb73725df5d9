"""What the rule learns of a project once: which names belong to coroutine functions, and what is awaited by habit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from remend.index.calls import Calls, naming
from remend.index.facts import Class
from remend.index.traced import Question, Traced
from remend.inference.infer import Inference
from remend.inference.values import AnyOf, Coroutine, Outside, Value
from remend.rules.missing_await.lore import OFTEN, Lore
from remend.rules.missing_await.telling import Telling

Call = tuple[str, str, int]
"""The function around a call, the callee as it is written, and which of several such calls it is."""

Opinion = Mapping[str, Sequence[Call]]
"""By path the calls that give a coroutine, and whose value is used otherwise."""

WIDELY = 3
"""How many files have to await a function so that its annotation is wrong rather than they (an assumption)."""

_HARDLY_EVER = 10

HABIT, BY_NAME, AWAITED, ALWAYS, PLAIN = "habit", "by name", "awaited", "always awaited", "plain"
COROUTINE, NEVER_ASYNC, ENTERED = "coroutine", "never async", "entered"
"""The kinds of questions that are asked of `Known`, besides those that its index is asked."""


@dataclass(frozen=True, eq=False)
class Known:
    """Of one project.

    Attributes:
        inference: what its expressions stand for.
        calls: which names each file calls.
        lore: what is known of the names of its functions.
        contents: the bytes of its files.
        sinks: names of callables that run what they are given, besides the usual ones.
        telling: the methods that are known by their name.
        opinion: the calls that a type checker takes for forgotten coroutines, by path.
    """

    inference: Inference
    calls: Mapping[str, Calls]
    lore: Lore
    contents: Mapping[str, bytes]
    sinks: frozenset[str]
    telling: Telling
    opinion: Opinion = field(default_factory=dict)
    _awaited_widely: dict[str, bool] = field(default_factory=dict)
    _always_awaited: dict[str, bool] = field(default_factory=dict)

    def words(self, path: str) -> frozenset[str]:
        """The names of coroutine functions, and perhaps some more, that a file calls without awaiting them there."""
        calls = self.calls.get(path)
        if calls is None:
            return frozenset()
        own = frozenset(calls.coroutines)
        told = frozenset(callee.rpartition(".")[2] for _, callee, _ in self.opinion.get(path, ()))
        called = ((name, name.removeprefix(".")) for name in calls.plain)
        return told.union(last for name, last in called if last in own or self.lore.may_be_coroutine(name))

    def bears_out(self, path: str, last: str) -> bool:
        """Whether the last name of what a file calls is not one too many of `words`."""
        if self.lore.is_exact or last in self.calls[path].coroutines:
            return True
        if any(callee.rpartition(".")[2] == last for _, callee, _ in self.opinion.get(path, ())):
            return True
        forms = [name for name in (last, f".{last}") if name in self.calls[path].plain]
        for name in forms:
            self._ask(COROUTINE, name)
        return any(map(self.lore.is_coroutine, forms))

    def needless_words(self, path: str) -> frozenset[str]:
        """The names that a file awaits calls of and only functions have that are not async; perhaps some more."""
        calls = self.calls.get(path)
        if calls is None:
            return frozenset()
        own = frozenset(calls.coroutines)
        names = (name.removeprefix(".") for name in calls.awaited)
        return frozenset(name for name in names if name not in own and self.lore.may_be_plain(name))

    def bears_out_plain(self, name: str) -> bool:
        """Whether a name is not one too many of `needless_words`."""
        if self.lore.is_exact:
            return True
        self._ask(NEVER_ASYNC, name)
        return self.lore.is_plain(name)

    def may_enter_wrongly(self, path: str) -> bool:
        """Whether a file may enter something the wrong way; true as well where that is better told when it does."""
        calls = self.calls.get(path)
        if calls is None or not (calls.entered_async or (calls.coroutines and calls.entered)):
            return False
        return not self.lore.is_exact or self.lore.managers.may_err(calls)

    def bears_out_entering(self, path: str) -> bool:
        """Whether `may_enter_wrongly` was right."""
        if self.lore.is_exact:
            return True
        self._ask(ENTERED, path)
        return self.lore.managers.may_err(self.calls[path])

    def is_habit(self, name: str) -> bool:
        """Whether so many files await what a function or method of that name gives that it can hardly be a mistake."""
        self._ask(AWAITED, name)
        if name not in self._awaited_widely:
            every = naming(self.calls, name).values()
            count = sum(name in each.awaited or f".{name}" in each.awaited for each in every)
            self._awaited_widely[name] = count >= WIDELY
        return self._awaited_widely[name]

    def is_always_awaited(self, name: str) -> bool:
        """Whether what a function or method of that name gives is awaited often, and hardly ever not."""
        self._ask(ALWAYS, name)
        if name not in self._always_awaited:
            names, every = (name, f".{name}"), naming(self.calls, name).values()
            awaited = sum(each.awaited.get(n, 0) for each in every for n in names)
            plain = sum(each.plain.get(n, 0) for each in every for n in names)
            self._always_awaited[name] = awaited >= OFTEN and (plain - 1) * _HARDLY_EVER <= awaited
        return self._always_awaited[name]

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

    def by_name(self, receiver: str, method: str, path: str = "") -> Coroutine | None:
        """The same for a method of an unknown receiver: the name may tell by itself, in the file at `path`."""
        self._ask(BY_NAME, receiver, method, path)
        return Coroutine() if self.telling.tells(receiver, method, path) else None

    def plain_methods(self, name: str) -> Iterator[tuple[str, Class]]:
        """The classes that define a method of that name which is not async."""
        self._ask(PLAIN, name)
        for path in self.lore.definers_of_plain(name) or ():
            for owner in self.inference.index.facts[path].classes:
                if any(method.name == name and not method.is_async for method in owner.methods):
                    yield path, owner

    @property
    def questions(self) -> set[Question]:
        """What was asked about the project, where that is noted."""
        index = self.inference.index
        return index.questions if isinstance(index, Traced) else set()

    def afresh(self) -> Known:
        """The same knowledge with nothing worked out and nothing asked yet, so that all questions will be noted."""
        self.questions.clear()
        return replace(self, inference=Inference(self.inference.index, self.inference.keeping))

    def changed(
        self,
        *,
        calls: Mapping[str, Calls],
        inference: Inference | None = None,
        contents: Mapping[str, bytes] | None = None,
    ) -> Known:
        """What is known where files call other names, and perhaps say something else."""
        inference, contents = inference or self.inference, self.contents if contents is None else contents
        telling = Telling(inference, calls, contents, self.telling.is_distinct, self.sinks)
        known = replace(self, inference=inference, calls=calls, contents=contents, telling=telling)
        return replace(known, _awaited_widely={}, _always_awaited={})

    def _ask(self, *question: str) -> None:
        self.questions.add(question)

    def _by_habit(self, dotted: str) -> Coroutine | None:
        owner, _, method = dotted.rpartition(".")
        self._ask(HABIT, owner, method)
        awaited, plain = self.lore.habit(owner, method) or (0, 0)
        return Coroutine() if awaited >= OFTEN and (plain - 1) * _HARDLY_EVER <= awaited else None
