"""Finds the files that may forget a coroutine, so that no other has to be parsed.

What is asked of a file is kept with its content. Whether it forgets anything depends on all the project, and is asked
anew.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from remend.cache import Shelf, code_state, digest
from remend.collecting import without_collecting
from remend.index.index import Index
from remend.index.modules import ModuleMap
from remend.inference.infer import Inference
from remend.inference.local import Closely
from remend.inference.values import FunctionValue, Value
from remend.module import Module, Site, Surroundings
from remend.project import Project
from remend.rules.missing_await.entering import ENTERING, find_mistaken
from remend.rules.missing_await.find import coroutine_of
from remend.rules.missing_await.known import Known
from remend.rules.missing_await.outline import Outline, outline, questions
from remend.rules.missing_await.places import Place, Places, Use
from remend.rules.missing_await.statements import statements
from remend.source import Source, parse
from remend.workers import spread

WORTH_PROCESSES = 100
"""Files below which starting workers costs more than it saves (measured on two cores)."""

Words = tuple[frozenset[str], frozenset[str], bool]
"""The names to ask about, of what a file calls without awaiting it and of what it awaits; whether of what it enters."""

_NOTHING = Inference(Index({}, ModuleMap(())))


def suspects(project: Project, known: Known, paths: Iterable[str]) -> list[str]:
    """Those of `paths` that call a coroutine function without awaiting it, await what is none, or enter it wrongly."""
    words = {path: _words(path, known) for path in paths}
    asked = {path: each for path, each in words.items() if any(each)}
    outlines = _gather(project, asked, known.sinks)
    telling = [(path, each) for path, each in outlines.items() if each.text or not each.is_clear]
    answers = spread(_is_suspect, telling, known, total=len(telling), jobs=_jobs(project, len(telling)))
    return [path for (path, _), answer in zip(telling, answers, strict=True) if answer]


def _words(path: str, known: Known) -> Words:
    calls = known.calls[path]
    return known.words(path), known.needless_words(path), known.managers.may_err(calls)


def _gather(project: Project, asked: Mapping[str, Words], sinks: frozenset[str]) -> dict[str, Outline]:
    """The outlines of files; only content that was not asked the same before is parsed."""

    def make(unknown: list[str]) -> Iterator[Outline]:
        items = ((path, project.read(path), asked[path]) for path in unknown)
        return spread(_outline, items, sinks, total=len(unknown), jobs=_jobs(project, len(unknown)))

    contents = {
        path: f"{project.snapshot.blob(path)} {enters} {' '.join(sorted(names))}; {' '.join(sorted(awaited))}"
        for path, (names, awaited, enters) in asked.items()
    }
    code = code_state(Path(__file__).parent.parent.parent)
    return Shelf(project.cache, Outline, digest("outline", sys.version, code, sinks)).fill(contents, make)


def _jobs(project: Project, count: int) -> int | None:
    return project.jobs or (1 if count < WORTH_PROCESSES else None)


def _outline(item: tuple[str, bytes, Words], sinks: frozenset[str]) -> Outline:
    path, raw, (names, awaited, enters) = item
    with without_collecting():
        module = Module.load(path, raw)
        if not isinstance(module, Module):
            return Outline(is_clear=False)
        try:
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
    """Judges as if every function used what it is handed, and returned what it says, where its name tells nothing."""

    def _promises_result(self, site: Site, function: ast.FunctionDef | ast.Lambda | None) -> bool:  # noqa: ARG002
        return isinstance(function, ast.FunctionDef) and function.returns is not None

    def _handed(self, site: Site, call: ast.Call) -> Place:  # noqa: ARG002 (whatever it is)
        return Place(Use.HANDED_ON)


def _is_suspect(item: tuple[str, Outline], known: Known) -> bool:
    path, cut = item
    if not cut.is_clear:
        return True
    source = Source(path, cut.text, "utf-8")
    with without_collecting():
        tree = parse(source)
        assert isinstance(tree, ast.Module)
        module = Module(source, tree, Surroundings())
        closely = Closely(known.inference, module)
        at_fault = (_is_at_fault(site, closely, known) for site in questions(module, cut.places))
        return any(at_fault) or any(True for _ in find_mistaken(module, known))


def _is_at_fault(site: Site, closely: Closely, known: Known) -> bool:
    if isinstance(site.parent(), ast.Await) or isinstance(site.parent(2), ast.Await):
        return isinstance(closely.value(site.path), FunctionValue)
    return coroutine_of(site, closely, known) is not None
