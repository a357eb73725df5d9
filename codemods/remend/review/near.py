"""Which unchanged files may suffer from what changed in others, or be helped by it.

A rule speaks about a file by what the rest of the project is like, so a file that did not change can have lost what it
imports, or call what became async meanwhile. All others say at the end of the range what they said at its start.
"""

from __future__ import annotations

from collections.abc import Iterator

from remend.index.bound import Fact
from remend.index.facts import Facts, Function, Guard, Import
from remend.index.index import Index
from remend.project import Project
from remend.review.ends import Ends
from remend.rule import has_word

_NOTHING = Facts()


def near(ends: Ends) -> frozenset[str]:
    """The changed files and those that import, or call by name, what differs in their interface; Python alone."""
    found: set[str] = set()
    flipped: set[str] = set()
    for change in ends.python:
        found.update(filter(None, (change.old, change.new)))
        before = ends.base.index.facts.get(change.old, _NOTHING)
        after = ends.head.index.facts.get(change.new, _NOTHING)
        names = _bound(before) ^ _bound(after)
        kinds = _kinds(before), _kinds(after)
        flipped.update(name for name in kinds[0].keys() & kinds[1].keys() if kinds[0][name] != kinds[1][name])
        is_same_place = change.old == change.new
        for project, path in ((ends.base, change.old), (ends.head, change.new)):
            if path and (names or not is_same_place):
                found.update(_importers(ends.head.index, project.index, path, names if is_same_place else None))
    found.update(_mentioning(ends.head, flipped))
    return frozenset(found)


def _bound(facts: Facts) -> frozenset[str]:
    every: list[Fact | Import] = [*facts.functions, *facts.classes, *facts.names, *facts.imports]
    return frozenset(fact.name for fact in every if fact.guard is not Guard.FUNCTION)


def _kinds(facts: Facts) -> dict[str, frozenset[tuple[object, ...]]]:
    """By name what a call of the functions and methods of that name gives, as far as their heads say it."""
    found: dict[str, set[tuple[object, ...]]] = {}
    for function in _functions(facts):
        found.setdefault(function.name, set()).add(_kind(function))
    return {name: frozenset(kinds) for name, kinds in found.items()}


def _kind(function: Function) -> tuple[object, ...]:
    """Whether a call has to be awaited, entered or gone through by `async`, as far as the function's head says it."""
    gives = any(word in function.returns for word in ("Awaitable", "Coroutine", "Async"))
    return function.is_async, gives, function.is_async and function.is_generator, function.decorators


def _functions(facts: Facts) -> Iterator[Function]:
    yield from facts.functions
    for owner in facts.classes:
        yield from owner.methods


def _importers(every: Index, index: Index, path: str, names: frozenset[str] | None) -> Iterator[str]:
    """The files that import the module at `path`, or one of `names` that it defines; None is all that it has.

    `every` has the imports that are looked through, `index` tells what they lead to.
    """
    for dotted in index.modules.names(path):
        for site in every.importing(dotted):
            is_whole = site.fact.is_module or site.fact.name == "*" or every.origin(site) == dotted
            if names is None or is_whole or _last(site.fact.origin) in names:
                yield site.path
    facts = index.facts.get(path, _NOTHING)
    own = {fact.name for every_kind in (facts.functions, facts.classes, facts.names) for fact in every_kind}
    for site in (site for name in sorted(own.intersection(names or ())) for site in every.importers(name)):
        found = index.resolve(index.origin(site))
        if found is not None and found.path == path:
            yield site.path


def _last(origin: str) -> str:
    return origin.rpartition(".")[2]


def _mentioning(project: Project, words: set[str]) -> Iterator[str]:
    if words:
        wanted = tuple(word.encode() for word in sorted(words))
        yield from (path for path, raw in project.contents.items() if has_word(raw, wanted))
