"""Which modules a module pulls in when it is imported, and what other files take from it.

Only what runs at import time counts for cycles: imports inside functions and under `if TYPE_CHECKING` do not.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from remend.index.modules import ModuleMap, absolute
from remend.model import Diagnostic
from remend.source import parse, read_source


def imported_at_start(tree: ast.Module, module: str, *, is_package: bool) -> Iterator[str]:
    """The absolute dotted names that importing this module imports; `from a import b` gives `a.b`."""
    for node in _run_at_import(tree.body):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            base = absolute(origin, module, is_package=is_package)
            if base or not node.level:
                yield from (f"{base}.{alias.name}".strip(".") if alias.name != "*" else base for alias in node.names)


def import_closure(start: str, modules: ModuleMap, read: Callable[[str], bytes]) -> Mapping[str, tuple[str, ...]]:
    """The paths of all project modules that run while `start` does, each with the chain of paths that leads there.

    The packages around `start` do not count: they have begun to run before it. Files that do not parse count as
    importing nothing.
    """
    begun = set(_run_for(start.rpartition(".")[0], modules))
    first = modules.find(start)
    return _closure([first] if first is not None else [], begun, modules, read)


def package_closures(
    start: str, modules: ModuleMap, read: Callable[[str], bytes]
) -> tuple[tuple[str, Mapping[str, tuple[str, ...]]], ...]:
    """For each package around module `start`, outermost first, the paths of the project modules that it runs.

    Each with the chain of paths that leads there, beginning with the package's own file. A package's closure leaves out
    the packages around it: they have begun to run before.
    """
    found = []
    begun: set[str] = set()
    parts = start.split(".")
    for count in range(1, len(parts)):
        package = ".".join(parts[:count])
        path = modules.find(package)
        if path is not None:
            found.append((package, _closure([path], begun, modules, read)))
            begun.add(path)
    return tuple(found)


def name_takers(
    reached: Mapping[str, tuple[str, ...]],
    around: Sequence[tuple[str, Mapping[str, tuple[str, ...]]]],
    modules: ModuleMap,
    read: Callable[[str], bytes],
) -> dict[str, tuple[str, ...]]:
    """The packages of `around` from which a file that runs later takes a name that is no submodule.

    Each with the chain of paths that ends in it. Such a package must not import the module that all this is about
    before it has bound the name.
    """
    found: dict[str, tuple[str, ...]] = {}
    for index, (package, _) in enumerate(around):
        later: dict[str, tuple[str, ...]] = dict(reached)
        for _, chains in around[index + 1 :]:
            later |= chains
        for path, chain in later.items():
            names = _imported_by(path, modules, read)
            if any(name.rpartition(".")[0] == package and modules.find(name) is None for name in names):
                found.setdefault(package, (*chain, modules.find(package) or package))
    return found


def _closure(
    starts: Sequence[str], begun: set[str], modules: ModuleMap, read: Callable[[str], bytes]
) -> dict[str, tuple[str, ...]]:
    chains: dict[str, tuple[str, ...]] = {}
    waiting: list[tuple[str, tuple[str, ...]]] = [(path, (path,)) for path in starts]
    while waiting:
        path, chain = waiting.pop(0)
        if path in chains:
            continue
        chains[path] = chain
        for name in _imported_by(path, modules, read):
            found = [other for other in _run_for(name, modules) if other not in begun and other not in chains]
            waiting.extend((other, (*chain, other)) for other in found)
    return chains


def _imported_by(path: str, modules: ModuleMap, read: Callable[[str], bytes]) -> list[str]:
    """What a file imports when it runs; nothing where it does not parse."""
    source = read_source(path, read(path))
    tree = source if isinstance(source, Diagnostic) else parse(source)
    if isinstance(tree, Diagnostic):
        return []
    return list(imported_at_start(tree, modules.name(path), is_package=path.endswith("__init__.py")))


def from_imports(content: bytes) -> Iterator[tuple[str, frozenset[str]]]:
    """Every `from module import names` of a file, as text: the module as written and the names, `*` included.

    A search over bytes, for questions about all files at once. It also sees what only looks like an import, so an
    answer built on it may rest on too many imports, never on too few.
    """
    for match in _FROM_IMPORT.finditer(content):
        if match.start() and _IS_WORD.match(content, match.start() - 1):
            continue
        names = frozenset(re.findall(r"[\w*]+", match[2].decode("utf-8", "replace")))
        yield match[1].decode("utf-8", "replace"), names


def taken_names(files: Mapping[str, bytes], names: Sequence[str]) -> dict[str, frozenset[str]]:
    """For each path those of `names` that other files take from its module.

    Counted are `from module import name`, `from module import *`, and any mention of the name together with the last
    part of the module's name, or with what that was imported as: an attribute (`module.name`), a dotted string such as
    a patch target, or two arguments (`patch.object(module, "name")`). A mention can be a coincidence; that errs on the
    side of keeping what is there.
    """
    wanted = frozenset(names)
    taken: dict[str, set[str]] = {}
    for content in files.values():
        is_named = any(name.encode() in content for name in names)
        for owner, name in _mentions(content, names) if is_named else ():
            taken.setdefault(owner, set()).add(name)
        if is_named or _STAR.search(content):
            for module, imported in from_imports(content):
                found = wanted if "*" in imported else imported & wanted
                if found:
                    taken.setdefault(module.rpartition(".")[2], set()).update(found)
    by_path = ((path, taken.get(_stem(path), set()) | _from_dots(path, taken)) for path in files)
    return {path: frozenset(found) for path, found in by_path if found}


def _mentions(content: bytes, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The names that stand behind an owner, each with the owner's last part as it is written and as it was imported."""
    pairs: list[tuple[bytes, bytes]] = [
        (before[1], match[1])
        for pattern in _named_behind(tuple(names))
        for match in pattern.finditer(content)
        if (before := _OWNER.search(content, max(match.start() - _OWNER_REACH, 0), match.start())) is not None
    ]
    imported_as: dict[bytes, set[bytes]] = {}
    if pairs:
        for origin, alias in _ALIAS.findall(content):
            imported_as.setdefault(alias, set()).add(origin)
    for owner, name in pairs:
        for each in (owner, *imported_as.get(owner, ())):
            yield each.decode("utf-8", "replace"), name.decode()


@cache
def _named_behind(names: tuple[str, ...]) -> tuple[re.Pattern[bytes], ...]:
    """Patterns that begin with a plain character, which is found ten times as fast as the word in front of it."""
    either = b"|".join(re.escape(name.encode()) for name in names)
    return re.compile(rb"\.(%b)\b" % either), re.compile(rb",\s*[\"'](%b)\b" % either)


def _from_dots(path: str, taken: Mapping[str, set[str]]) -> set[str]:
    """What `from . import name` takes: from which package it does cannot be told, so it may be any."""
    return taken.get("", set()) if path.endswith("__init__.py") else set()


_WORD = rb"(?<![\w\x80-\xff])([\w\x80-\xff]+)"
_OWNER = re.compile(rb"%b\s*$" % _WORD)
_OWNER_REACH = 200
_GAP = rb"(?:[ \t\f]|\\\r?\n)"
_NAMES = rb"\*|\((?:#[^\r\n]*+|[^)#])*\)|(?:\\\r?\n|[^\r\n])+"
_IS_WORD = re.compile(rb"[\w\x80-\xff]")
_FROM_IMPORT = re.compile(rb"from%b+([\w.\x80-\xff]+)%b+import\b%b*(%b)" % (_GAP, _GAP, _GAP, _NAMES))
_STAR = re.compile(rb"\bimport%b*\*" % _GAP)
_ALIAS = re.compile(rb"%b%b+as%b+%b" % (_WORD, _GAP, _GAP, _WORD))


def _stem(path: str) -> str:
    stem = path.removesuffix(".py").removesuffix("/__init__")
    return stem.rpartition("/")[2]


def _run_for(name: str, modules: ModuleMap) -> list[str]:
    """The files that run when `name` is imported: the packages above it and the module itself."""
    parts = name.split(".")
    prefixes = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    return [path for path in map(modules.find, prefixes) if path is not None]


def _run_at_import(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    waiting = [*reversed(body)]
    while waiting:
        statement = waiting.pop()
        yield statement
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        skips = isinstance(statement, ast.If) and _is_false_at_import(statement.test)
        inner: list[ast.stmt] = []
        for name in ("orelse",) if skips else ("body", "handlers", "orelse", "finalbody", "cases"):
            for part in getattr(statement, name, ()):
                inner += part.body if isinstance(part, (ast.ExceptHandler, ast.match_case)) else [part]
        waiting += reversed(inner)


def _is_false_at_import(test: ast.expr) -> bool:
    """Whether a condition holds only for a type checker, or only in a file that is run as a script."""
    match test:
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return True
        case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant(value="__main__")]):
            return True
        case ast.BoolOp(op=ast.And(), values=values):
            return any(map(_is_false_at_import, values))
    return False
