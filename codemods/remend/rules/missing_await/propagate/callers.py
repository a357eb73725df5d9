"""Who calls a function, and who refers to it without calling it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from remend.index.calls import Calls
from remend.inference.local import Closely
from remend.inference.values import AnyOf, Instance, Outside, Value
from remend.module import Site
from remend.rules.missing_await.propagate.functions import Files, Target
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
        waiting, done = [target.name], {target.name}
        while waiting:
            word = waiting.pop()
            for path in [target.path] if target.is_local and not target.is_method else self._files.mentioning(word):
                closely = self._files.closely(path)
                if closely is None or path not in self._files.inference.index.facts:
                    if {word, f".{word}"} & self._calls[path].plain.keys():
                        yield Use(path, obstacle=f"{path}, which cannot be followed, seems to call it")
                    continue
                for site in closely.module.sites((word,)):
                    renamed = _renamed(closely, site, target)
                    if renamed and renamed not in done:
                        done.add(renamed)
                        waiting.append(renamed)
                    use = self._use(closely, site, target, family)
                    if use is not None:
                        yield use

    def _use(self, closely: Closely, site: Site, target: Target, family: frozenset[tuple[str, int]]) -> Use | None:
        node, path = site.node, closely.module.path
        if isinstance(node, ast.Constant):
            obstacle = string_obstacle(closely, site, target)
            return Use(path, obstacle=obstacle) if obstacle else None
        if not isinstance(node, (ast.Name, ast.Attribute)):
            return None
        if isinstance(node, ast.Attribute) and not _is_called(site) and _is_async_double(closely, node):
            return None
        where = f"{path}:{node.lineno}"
        value = closely.value(site.path)
        if target.is_value(value):
            return _judged(closely, site, where)
        if isinstance(value, AnyOf) and any(map(target.is_value, value.values)):
            return Use(path, obstacle=f"{ast.unparse(node)} may be another function as well ({where})")
        if isinstance(node, ast.Name) or not target.is_method:
            return None
        receiver = closely.value((*site.path, node.value))
        is_distinct = self._is_distinct(target, family)
        if is_double(receiver) and is_distinct and not _becomes_async(site):
            return Use(path, obstacle=f"a test's double stands in for it ({where})")
        if value is not None or receiver is not None or _is_awaited(site):
            return None
        doubt = f"whether {ast.unparse(node)} is this method cannot be told ({where})"
        if not _tells_by_itself(target.name):
            return Use(path, obstacle=doubt)
        found = _judged(closely, site, where)
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


def _renamed(closely: Closely, site: Site, target: Target) -> str:
    """The other name under which an import takes the function in."""
    node = site.node
    if not isinstance(node, ast.alias) or node.asname in (None, node.name):
        return ""
    assert node.asname is not None
    return node.asname if target.is_value(closely.names(site.path).value(node.asname)) else ""


def _judged(closely: Closely, site: Site, where: str) -> Use | None:
    """What a place does with the function that is named there."""
    node, parent, path = site.node, site.parent(), closely.module.path
    assert isinstance(node, (ast.Name, ast.Attribute))
    if not isinstance(node.ctx, ast.Load):
        is_fine = isinstance(node, ast.Name) or _becomes_async(site)
        return None if is_fine else Use(path, obstacle=f"something else is put in its place ({where})")
    if _is_called(site):
        return Use(path, call=site.up())
    if isinstance(parent, ast.Attribute) and parent.attr.startswith("__"):
        return None
    if takes_coroutine_functions(closely, site):
        return None
    return Use(path, obstacle=f"it is handed on as a value ({where})")


def _is_awaited(site: Site) -> bool:
    """Whether what is named is called and awaited, so that it is async already or ought to be."""
    return _is_called(site) and isinstance(site.parent(2), ast.Await)


def _is_called(site: Site) -> bool:
    parent = site.parent()
    return isinstance(parent, ast.Call) and parent.func is site.node


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
