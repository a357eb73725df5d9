"""What the rule learns of a project once: which names belong to coroutine functions, and what is awaited by habit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from remend.cache import Shelf
from remend.index.calls import Calls
from remend.index.facts import Class, Facts
from remend.index.traced import Question, Traced
from remend.inference.habits import habits
from remend.inference.infer import Inference
from remend.inference.values import AnyOf, Coroutine, Outside, Value
from remend.project import Project
from remend.rules.missing_await.managers import Managers, managers
from remend.rules.missing_await.share import Share, all_of, share_of, share_state
from remend.rules.missing_await.telling import PROTOCOL, Telling

OFTEN = 5
"""How often a project has to await a method of an unknown library before that counts as proof (an assumption)."""

Call = tuple[str, str, int]
"""The function around a call, the callee as it is written, and which of several such calls it is."""

Opinion = Mapping[str, Sequence[Call]]
"""By path the calls that give a coroutine, and whose value is used otherwise."""

WIDELY = 3
"""How many files have to await a function so that its annotation is wrong rather than they (an assumption)."""

_HARDLY_EVER = 10

HABIT, BY_NAME, AWAITED, ALWAYS, PLAIN = "habit", "by name", "awaited", "always awaited", "plain"
"""The kinds of questions that are asked of `Known`, besides those that its index is asked."""


@dataclass(frozen=True, eq=False)
class Known:
    """Of one project.

    Attributes:
        inference: what its expressions stand for.
        calls: which names each file calls.
        names: those of its coroutine functions, and of the coroutine functions that it may call of others; with a dot
            where it may be read from something.
        habits: how often it awaits each method of what is not there to be read, and how often it does not.
        plain: the names that functions of the project have, and none of them is async.
        definers_of_plain: by name the files that have a method of it which is not async.
        contents: the bytes of its files.
        sinks: names of callables that run what they are given, besides the usual ones.
        telling: the methods that are known by their name.
        managers: what `with` alone, or `async with` alone, can enter, by name.
        opinion: the calls that a type checker takes for forgotten coroutines, by path.
    """

    inference: Inference
    calls: Mapping[str, Calls]
    names: frozenset[str]
    habits: Mapping[tuple[str, str], tuple[int, int]]
    plain: frozenset[str]
    definers_of_plain: Mapping[str, Sequence[str]]
    contents: Mapping[str, bytes]
    sinks: frozenset[str]
    telling: Telling
    managers: Managers = field(default_factory=Managers)
    opinion: Opinion = field(default_factory=dict)
    _awaited_widely: dict[str, bool] = field(default_factory=dict)
    _always_awaited: dict[str, bool] = field(default_factory=dict)

    def words(self, path: str) -> frozenset[str]:
        """The names of coroutine functions that a file calls without awaiting them on the spot."""
        calls = self.calls.get(path)
        if calls is None:
            return frozenset()
        own = frozenset(calls.coroutines)
        told = frozenset(callee.rpartition(".")[2] for _, callee, _ in self.opinion.get(path, ()))
        called = ((name, name.removeprefix(".")) for name in calls.plain)
        return told.union(last for name, last in called if name in self.names or last in own)

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
        self._ask(AWAITED, name)
        if name not in self._awaited_widely:
            count = sum(name in each.awaited or f".{name}" in each.awaited for each in self.calls.values())
            self._awaited_widely[name] = count >= WIDELY
        return self._awaited_widely[name]

    def is_always_awaited(self, name: str) -> bool:
        """Whether what a function or method of that name gives is awaited often, and hardly ever not."""
        self._ask(ALWAYS, name)
        if name not in self._always_awaited:
            names = (name, f".{name}")
            awaited = sum(each.awaited.get(n, 0) for each in self.calls.values() for n in names)
            plain = sum(each.plain.get(n, 0) for each in self.calls.values() for n in names)
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
        for path in self.definers_of_plain.get(name, ()):
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
        telling = Telling(inference, calls, contents, self.telling.distinct, self.sinks)
        known = replace(self, inference=inference, calls=calls, contents=contents, telling=telling)
        return replace(known, _awaited_widely={}, _always_awaited={})

    def _ask(self, *question: str) -> None:
        self.questions.add(question)

    def _by_habit(self, dotted: str) -> Coroutine | None:
        owner, _, method = dotted.rpartition(".")
        self._ask(HABIT, owner, method)
        awaited, plain = self.habits.get((owner, method), (0, 0))
        return Coroutine() if awaited >= OFTEN and (plain - 1) * _HARDLY_EVER <= awaited else None


def learn(
    project: Project,
    inference: Inference,
    calls: Mapping[str, Calls],
    *,
    beyond: frozenset[str],
    sinks: frozenset[str],
    opinion: Opinion,
) -> Known:
    """What there is to know; `beyond` are the names of coroutine functions of libraries."""
    shares = gather_shares(project)
    found = habits({path: share.habits for path, share in shares.items() if share.habits}, project.modules)
    making = all_of(shares, "making")
    names = all_of(shares, "coroutines") | _made(shares, making, are_methods=False) | beyond
    names |= {alias for share in shares.values() for alias, last in share.aliases if last in names}
    dotted = names | all_of(shares, "methods") | _made(shares, making, are_methods=True)
    plain = all_of(shares, "plain") | all_of(shares, "plain_methods")
    distinct = frozenset(dotted - plain)
    plain -= dotted
    dotted |= {method for (_, method), (awaited, _) in found.items() if awaited >= OFTEN}
    words = names | {f".{name}" for name in dotted | PROTOCOL}
    definers: dict[str, list[str]] = {}
    for path, share in shares.items():
        for name in share.plain_methods:
            definers.setdefault(name, []).append(path)
    return Known(
        inference=inference,
        calls=calls,
        names=frozenset(words),
        habits=found,
        plain=frozenset(plain),
        definers_of_plain=definers,
        contents=project.contents,
        sinks=sinks,
        telling=Telling(Inference(project.wide, inference.keeping), calls, project.contents, distinct, sinks),
        managers=managers(shares),
        opinion=opinion,
    )


def gather_shares(project: Project) -> dict[str, Share]:
    """The shares of all modules; only those that the cache does not know are worked out."""
    blobs = project.snapshot.blobs(path for path in project.snapshot.paths if path.endswith(".py"))
    shelf = Shelf(project.cache, Share, share_state())
    return shelf.fill(blobs, lambda paths: _shares(project.index.of(paths), paths))


def _shares(facts: Mapping[str, Facts], paths: Sequence[str]) -> list[Share]:
    return [share_of(facts[path]) for path in paths]


def _made(shares: Mapping[str, Share], making: AbstractSet[str], *, are_methods: bool) -> set[str]:
    """The functions that a decorator which makes async functions may make async."""
    decorated = (each for share in shares.values() for each in share.decorated)
    return {name for name, by, is_method in decorated if is_method is are_methods and not making.isdisjoint(by)}
