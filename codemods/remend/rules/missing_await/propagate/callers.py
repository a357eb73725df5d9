"""Who calls a function, and who refers to it without calling it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from remend.index.calls import Calls
from remend.inference.local import Closely
from remend.inference.references import Certainty, Files, Reference, references
from remend.inference.values import Instance, Outside, Value
from remend.module import Site
from remend.rules.missing_await.propagate.functions import Target
from remend.rules.missing_await.propagate.libraries import takes_coroutine_functions
from remend.rules.missing_await.propagate.strings import string_obstacle

_DOUBLES = frozenset(["Mock", "MagicMock", "NonCallableMock", "NonCallableMagicMock", "PropertyMock"])
_LEAST_WORDS = 2
"""How many words a method's name has that tells a method by itself: `close` is also what files have (an assumption)."""


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A call of a function, or an `obstacle`: what keeps the function from becoming async.

    A call may be one of another function of that name; `doubt` says so, and goes where all of them become async.
    """

    path: str
    call: Site | None = None
    obstacle: str = ""
    doubt: str = ""


class Callers:
    """Searches a project; `definers` are the functions of each name that are not async."""

    def __init__(
        self, files: Files, calls: Mapping[str, Calls], definers: Mapping[str, frozenset[tuple[str, int]]]
    ) -> None:
        self._files = files
        self._calls = calls
        self._definers = definers

    def uses(self, target: Target, family: frozenset[tuple[str, int]]) -> Iterator[Use]:
        """All uses of a function; `family` are the places of the methods that it overrides or is overridden by."""
        paths = [target.path] if target.is_local and not target.is_method else None
        for each in references(self._files, target.name, {target.place}, paths):
            if isinstance(each, Reference):
                use = self._use(each, target, family)
                if use is not None:
                    yield use
            elif {target.name, f".{target.name}"} & self._calls[each].plain.keys():
                yield Use(each, obstacle=f"{each}, which cannot be followed, seems to call it")

    def _use(self, reference: Reference, target: Target, family: frozenset[tuple[str, int]]) -> Use | None:
        closely, site, path = reference.closely, reference.site, reference.path
        node = site.node
        if isinstance(node, ast.Constant):
            obstacle = string_obstacle(closely, site, target)
            return Use(path, obstacle=obstacle) if obstacle else None
        if not isinstance(node, (ast.Name, ast.Attribute)):
            return None
        if isinstance(node, ast.Attribute) and reference.call is None and _is_async_double(closely, node):
            return None
        where = f"{path}:{node.lineno}"
        if reference.certainty is Certainty.SURE:
            return _judged(reference, where)
        if reference.certainty is Certainty.PERHAPS:
            return Use(path, obstacle=f"{ast.unparse(node)} may be another function as well ({where})")
        if isinstance(node, ast.Name) or not target.is_method:
            return None
        is_distinct = self._is_distinct(target, family)
        if is_double(reference.receiver) and is_distinct and not _becomes_async(site):
            return Use(path, obstacle=f"a test's double stands in for it ({where})")
        if reference.certainty is Certainty.OTHER or _is_awaited(reference):
            return None
        doubt = f"whether {ast.unparse(node)} is this method cannot be told ({where})"
        if not _tells_by_itself(target.name):
            return Use(path, obstacle=doubt)
        found = _judged(reference, where)
        return found if found is None or is_distinct or found.obstacle else replace(found, doubt=doubt)

    def _is_distinct(self, target: Target, family: frozenset[tuple[str, int]]) -> bool:
        """Whether a method of an unknown receiver is this one, or one of its family, if it has its name."""
        return _tells_by_itself(target.name) and self._definers.get(target.name, frozenset()) <= family


def _tells_by_itself(name: str) -> bool:
    return len([word for word in name.split("_") if word]) >= _LEAST_WORDS


def is_double(value: Value | None) -> bool:
    """Whether a value is a test's double that does not know which of its methods are async."""
    if isinstance(value, Instance):
        return value.of.fact.name in _DOUBLES
    return isinstance(value, Outside) and any(part in _DOUBLES for part in value.dotted.split("."))


def _judged(reference: Reference, where: str) -> Use | None:
    """What a place does with the function that is named there."""
    closely, site, path = reference.closely, reference.site, reference.path
    node, parent = site.node, site.parent()
    assert isinstance(node, (ast.Name, ast.Attribute))
    if not isinstance(node.ctx, ast.Load):
        is_fine = isinstance(node, ast.Name) or _becomes_async(site)
        return None if is_fine else Use(path, obstacle=f"something else is put in its place ({where})")
    if reference.call is not None:
        return Use(path, call=reference.call)
    if isinstance(parent, ast.Attribute) and parent.attr.startswith("__"):
        return None
    if takes_coroutine_functions(closely, site):
        return None
    return Use(path, obstacle=f"it is handed on as a value ({where})")


def _is_awaited(reference: Reference) -> bool:
    """Whether what is named is called and awaited, so that it is async already or ought to be."""
    return reference.call is not None and isinstance(reference.call.parent(), ast.Await)


def _is_async_double(closely: Closely, node: ast.Attribute) -> bool:
    """Whether nothing but doubles of async methods are ever put in the place of what is named, in its file."""
    written = ast.unparse(node)
    sites = closely.module.sites((node.attr,))
    put = [each for each in sites if isinstance(each.node, ast.Attribute) and isinstance(each.node.ctx, ast.Store)]
    put = [each for each in put if ast.unparse(each.node) == written]
    return bool(put) and all(map(_becomes_async, put))


def _becomes_async(site: Site) -> bool:
    """Whether what is put in the place of a method is a double of an async one."""
    parent = site.parent()
    return isinstance(parent, ast.Assign) and "AsyncMock" in ast.unparse(parent.value)
