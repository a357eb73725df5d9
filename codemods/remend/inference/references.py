"""Finds where a project refers to a function: who calls it, who hands it on, and what only may be it."""

from __future__ import annotations

import ast
import enum
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from remend.inference.infer import Inference
from remend.inference.local import Closely
from remend.inference.values import AnyOf, FunctionValue, Value
from remend.module import Module, Site
from remend.rule import has_word

_KEPT = 200


class Certainty(enum.Enum):
    """Whether what is named is the function: `PERHAPS` is one of several values, `BY_NAME` read from an unknown one."""

    SURE = "sure"
    PERHAPS = "perhaps"
    BY_NAME = "by name only"
    OTHER = "another"


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A place at which a file has the name of a function, in code or in a string.

    `receiver` is what the function is read from, where that is known.
    """

    closely: Closely
    site: Site
    certainty: Certainty
    receiver: Value | None = None

    @property
    def path(self) -> str:
        """The file."""
        return self.closely.module.path

    @property
    def call(self) -> Site | None:
        """The call of what is named; None where it is not called."""
        parent = self.site.parent()
        return self.site.up() if isinstance(parent, ast.Call) and parent.func is self.site.node else None


class Files:
    """The files of a project, parsed as they are asked for; the last ones are kept."""

    def __init__(self, inference: Inference, contents: Mapping[str, bytes]) -> None:
        self.inference = inference
        self._contents = contents
        self._loaded: dict[str, Closely | None] = {}

    def closely(self, path: str) -> Closely | None:
        """One file; None where it cannot be parsed."""
        if path not in self._loaded:
            if len(self._loaded) >= _KEPT:
                del self._loaded[next(iter(self._loaded))]
            module = Module.load(path, self._contents[path])
            self._loaded[path] = Closely(self.inference, module) if isinstance(module, Module) else None
        return self._loaded[path]

    def mentioning(self, word: str) -> list[str]:
        """The paths of the files in which a word stands."""
        wanted = (word.encode(),)
        return [path for path, raw in self._contents.items() if has_word(raw, wanted)]


def callers(files: Files, function: FunctionValue) -> Iterator[Reference]:
    """Who calls a function of the project, or may do so, as its `certainty` says."""
    for each in references(files, function.fact.name, {(function.path, function.line)}):
        if isinstance(each, Reference) and each.certainty is not Certainty.OTHER and each.call is not None:
            yield each


def references(
    files: Files, name: str, places: Collection[tuple[str, int]], paths: Collection[str] | None = None
) -> Iterator[Reference | str]:
    """All places that have the name of a function, or another that an import gives it; a path for an unreadable file.

    `places` are path and line of what counts as that function; None for `paths` means every file.
    """
    waiting, done = [name], {name}
    while waiting:
        word = waiting.pop()
        for path in files.mentioning(word) if paths is None else paths:
            closely = files.closely(path)
            if closely is None or path not in files.inference.index.facts:
                yield path
                continue
            for site in closely.module.sites((word,)):
                renamed = _renamed(closely, site, places)
                if renamed and renamed not in done:
                    done.add(renamed)
                    waiting.append(renamed)
                yield _reference(closely, site, places)


def _reference(closely: Closely, site: Site, places: Collection[tuple[str, int]]) -> Reference:
    node = site.node
    if not isinstance(node, (ast.Name, ast.Attribute)):
        return Reference(closely, site, Certainty.OTHER)
    value = closely.value(site.path)
    if _is_one(value, places):
        return Reference(closely, site, Certainty.SURE)
    if isinstance(value, AnyOf) and any(_is_one(each, places) for each in value.values):
        return Reference(closely, site, Certainty.PERHAPS)
    if isinstance(node, ast.Name):
        return Reference(closely, site, Certainty.OTHER)
    receiver = closely.value((*site.path, node.value))
    is_unknown = value is None and receiver is None
    return Reference(closely, site, Certainty.BY_NAME if is_unknown else Certainty.OTHER, receiver)


def _is_one(value: Value | None, places: Collection[tuple[str, int]]) -> bool:
    return isinstance(value, FunctionValue) and (value.path, value.line) in places


def _renamed(closely: Closely, site: Site, places: Collection[tuple[str, int]]) -> str:
    """The other name under which an import takes the function in."""
    node = site.node
    if not isinstance(node, ast.alias) or node.asname in (None, node.name):
        return ""
    assert node.asname is not None
    return node.asname if _is_one(closely.names(site.path).value(node.asname), places) else ""
