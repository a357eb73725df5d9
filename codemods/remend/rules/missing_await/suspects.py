"""Finds the files that may forget a coroutine, so that no other has to be parsed.

What is asked of a file is kept with its content, and how that was answered with all that it hangs on in the rest of the
project.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path

import msgspec

from remend.cache import Shelf, code_state, digest
from remend.collecting import without_collecting
from remend.crew.workers import spread
from remend.grounded import Grounded, GroundedShelf
from remend.index.index import Index
from remend.index.modules import ModuleMap
from remend.inference.infer import Inference
from remend.inference.local import Closely
from remend.inference.values import Coroutine, FunctionValue, Value
from remend.module import Module, Site, Surroundings
from remend.project import Project
from remend.rules.missing_await.entering import ENTERING, find_mistaken
from remend.rules.missing_await.find import coroutine_of
from remend.rules.missing_await.grounds import Answers
from remend.rules.missing_await.known import Known
from remend.rules.missing_await.mistakes import find_mistakes
from remend.rules.missing_await.outline import Outline, outline, questions
from remend.rules.missing_await.place import Place, Use
from remend.rules.missing_await.places import Places
from remend.rules.missing_await.statements import statements
from remend.rules.missing_await.stray import find_stray
from remend.source import Source, parse

WORTH_PROCESSES = 100
"""Files below which starting workers costs more than it saves (measured on two cores)."""

Words = tuple[frozenset[str], frozenset[str], bool, bool]
"""The names to ask about, of what a file calls without awaiting it and of what it awaits.

Whether to ask of what it enters, and whether it awaits anything.
"""

_NOTHING = Inference(Index({}, ModuleMap(())))


class Verdict(msgspec.Struct, frozen=True, array_like=True):
    """Whether a file is suspect, and what `Known.by_name` is asked where the answer makes it so."""

    is_suspect: bool
    names: tuple[tuple[str, str, str], ...] = ()


def at_fault(project: Project, known: Known, paths: Iterable[str], told: Iterable[str] = ()) -> dict[str, str]:
    """Those of `paths` in which something is found, each with a digest of what that hangs on besides the file.

    They call a coroutine function without awaiting it, await what is none, or enter it wrongly. Those of `told` are
    looked at in any case.
    """
    words = {path: _words(path, known) for path in paths}
    asked = {path: each for path, each in words.items() if any(each)}
    keys = {path: f"{path!a} {_key(project.snapshot.blob(path), each)}" for path, each in asked.items()}
    answers = Answers(project, known)

    def judge(unknown: list[str]) -> Iterator[Grounded[Verdict]]:
        outlines = _gather(project, {path: asked[path] for path in unknown}, known.sinks)
        return spread(_judge, outlines.items(), known, total=len(unknown), jobs=_jobs(project, len(unknown)))

    def look(unknown: list[str]) -> Iterator[Grounded[bool]]:
        items = ((path, project.read(path)) for path in unknown)
        return spread(_look, items, known, total=len(unknown), jobs=_jobs(project, len(unknown)))

    world = digest(_code(), known.sinks, known.inference.keeping, project.footing)
    verdicts = GroundedShelf(project.cache, Grounded[Verdict], digest("verdict", world), answers).fill(keys, judge)
    looks = {path for path, each in verdicts.items() if _is_suspect(each.value, known)}
    wanted = {path: f"{keys.get(path, path)} {digest(known.opinion.get(path))}" for path in sorted({*looks, *told})}
    found = GroundedShelf(project.cache, Grounded[bool], digest("look", world), answers).fill(wanted, look)
    return {path: answers.exactly(each.questions) for path, each in found.items() if each.value}


def _is_suspect(verdict: Verdict, known: Known) -> bool:
    return verdict.is_suspect or any(known.telling.tells(*name) for name in verdict.names)


def _words(path: str, known: Known) -> Words:
    calls = known.calls[path]
    return known.words(path), known.needless_words(path), known.may_enter_wrongly(path), calls.awaits


def _key(blob: str, words: Words) -> str:
    names, awaited, enters, awaits = words
    return f"{blob} {enters} {awaits} {' '.join(sorted(names))}; {' '.join(sorted(awaited))}"


@cache
def _code() -> object:
    """The code that runs, which does not change while it does."""
    return sys.version, code_state(Path(__file__).parent.parent.parent)


def _gather(project: Project, asked: Mapping[str, Words], sinks: frozenset[str]) -> dict[str, Outline]:
    """The outlines of files; only content that was not asked the same before is parsed."""

    def make(unknown: list[str]) -> Iterator[Outline]:
        items = ((path, project.read(path), asked[path]) for path in unknown)
        return spread(_outline, items, sinks, total=len(unknown), jobs=_jobs(project, len(unknown)))

    shelf = Shelf(project.cache, Outline, digest("outline", _code(), sinks))
    return shelf.fill({path: _key(project.snapshot.blob(path), each) for path, each in asked.items()}, make)


def _jobs(project: Project, count: int) -> int | None:
    return project.jobs or (1 if count < WORTH_PROCESSES else None)


def _outline(item: tuple[str, bytes, Words], sinks: frozenset[str]) -> Outline:
    path, raw, (names, awaited, enters, awaits) = item
    with without_collecting():
        module = Module.load(path, raw)
        if not isinstance(module, Module):
            return Outline(is_clear=False)
        try:
            if awaits and any(True for _ in find_stray(module)):
                return Outline(is_clear=False)
            entering = statements(module, ENTERING) if enters else ()
            return outline(module, [*_open(module, names, sinks), *_awaited(module, awaited)], entering)
        except RecursionError:  # the inspection of the file says so
            return Outline(is_clear=False)


def _open(module: Module, names: frozenset[str], sinks: frozenset[str]) -> Iterator[Site]:
    """The callees of these names whose coroutine, if they give one, may have no place to go."""
    places = _Unresolved(_Blindly(_NOTHING, module), sinks)
    for site in module.sites(names) if names else ():
        call = site.up()
        is_call = isinstance(call.node, ast.Call) and call.node.func is site.node
        if is_call and not isinstance(call.parent(), ast.Await) and places.of(call) is not None:
            yield site


def _awaited(module: Module, names: frozenset[str]) -> Iterator[Site]:
    for site in module.sites(names) if names else ():
        call = site.up()
        if isinstance(call.node, ast.Call) and call.node.func is site.node and isinstance(call.parent(), ast.Await):
            yield site


class _Blindly(Closely):
    """Knows what no expression stands for."""

    def value(self, path: tuple[ast.AST, ...]) -> Value | None:  # noqa: ARG002 (whatever it is)
        return None


class _Unresolved(Places):
    """Judges as if every function used what it is handed where its name tells nothing, and all types were plain."""

    def _handed(self, site: Site, call: ast.Call) -> Place:  # noqa: ARG002 (whatever it is)
        return Place(Use.HANDED_ON)

    def _is_taken_plain(self, site: Site, call: ast.Call) -> bool:  # noqa: ARG002 (whatever it is)
        return True

    def _says_plain(self, annotation: ast.expr, site: Site) -> bool:  # noqa: ARG002 (whatever it is)
        return True


def _judge(item: tuple[str, Outline], known: Known) -> Grounded[Verdict]:
    path, cut = item
    if not cut.is_clear or not cut.text:
        return Grounded(Verdict(not cut.is_clear), ())
    source = Source(path, cut.text, "utf-8")
    with without_collecting():
        tree = parse(source)
        assert isinstance(tree, ast.Module)
        asking = Asking.of(known.afresh())
        try:
            return _verdict(Module(source, tree, Surroundings()), cut, asking)
        except RecursionError:  # the inspection of the file says so
            return Grounded(Verdict(is_suspect=True), tuple(asking.questions))


def _verdict(module: Module, cut: Outline, asking: Asking) -> Grounded[Verdict]:
    closely = Closely(asking.inference, module)
    at_fault = (_is_at_fault(site, closely, asking) for site in questions(module, cut.places))
    is_suspect = any(at_fault) or any(True for _ in find_mistaken(module, asking))
    names = () if is_suspect else tuple(sorted(asking.names_asked))
    return Grounded(Verdict(is_suspect, names), tuple(asking.questions))


def _is_at_fault(site: Site, closely: Closely, known: Known) -> bool:
    if isinstance(site.parent(), ast.Await) or isinstance(site.parent(2), ast.Await):
        return isinstance(closely.value(site.path), FunctionValue)
    return coroutine_of(site, closely, known) is not None


def _look(item: tuple[str, bytes], known: Known) -> Grounded[bool]:
    """Whether anything is found in a file when all of it is looked at."""
    with without_collecting():
        module = Module.load(*item)
        if not isinstance(module, Module):
            return Grounded(value=True, questions=())
        asking = known.afresh()
        try:
            is_found = bool(find_mistakes(module, asking))
        except RecursionError:  # the inspection of the file says so
            is_found = True
        return Grounded(is_found, tuple(asking.questions))


@dataclass(frozen=True, eq=False, kw_only=True)
class Asking(Known):
    """Knows of no name whether it tells by itself, and keeps which ones were asked about."""

    names_asked: set[tuple[str, str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, known: Known) -> Asking:
        """The same knowledge otherwise."""
        return cls(**{each.name: getattr(known, each.name) for each in fields(known)})

    def by_name(self, receiver: str, method: str, path: str = "") -> Coroutine | None:
        """Nothing yet."""
        self.names_asked.add((receiver, method, path))
        return None
