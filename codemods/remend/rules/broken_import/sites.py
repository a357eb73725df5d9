"""The import statements of a file that fail when they run, told apart from those that are made to fail.

An import in a `try` that catches ImportError, in a test that expects it to fail, or on a branch for another version of
Python says by itself what happens without the module.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from remend.rules.broken_import.target import Target, ask

Statement = ast.Import | ast.ImportFrom

_CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_EXPECTING = frozenset({"raises", "assertRaises", "assertRaisesRegex", "suppress", "RaisesGroup"})
_LOOKING = frozenset({"importorskip", "find_spec", "import_or_skip", "is_module_available"})
_VERSIONS = frozenset({"version_info", "PY2", "PY3", "PY26", "PY27", "hexversion", "python_implementation"})
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class ImportedName:
    """One name of an import statement: `path` leads from the module to the statement, `alias` is the name in it.

    `target` is what it asks for, None where that is outside of all folders.
    """

    statement: Statement
    alias: ast.alias
    target: Target
    path: tuple[ast.AST, ...]

    @property
    def is_deferred(self) -> bool:
        """Whether the import runs when a function does, not when the module is imported."""
        return any(isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) for node in self.path)

    @property
    def is_for_typing(self) -> bool:
        """Whether the import stands under `if TYPE_CHECKING`."""
        pairs = zip(self.path, self.path[1:], strict=False)
        return any(isinstance(n, ast.If) and child in n.body and _names_typing(n.test) for n, child in pairs)


def imported_names(tree: ast.Module, path: str, module: str) -> Iterator[ImportedName]:
    """Every name that the file at `path` imports unguarded, in source order; `module` is its dotted name."""
    looked_for = _looked_for(tree)
    stack: list[tuple[ast.AST, tuple[ast.AST, ...]]] = [(tree, (tree,))]
    while stack:
        node, way = stack.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names if not _is_guarded(way) else ():
                target = _target(node, alias, path, module)
                if target is not None and not any(_covers(name, target) for name in looked_for):
                    yield ImportedName(node, alias, target, way)
        children = [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr)]
        stack += ((child, (*way, child)) for child in reversed(children))


def _target(node: Statement, alias: ast.alias, path: str, module: str) -> Target | None:
    if isinstance(node, ast.Import):
        asked = ask(alias.name, "", path, module)
    else:
        asked = ask("." * node.level + (node.module or ""), "" if alias.name == "*" else alias.name, path, module)
    return None if asked is None else asked.target


def _covers(name: str, target: Target) -> bool:
    return target.module == name or target.module.startswith(f"{name}.") or str(target) == name


def _looked_for(tree: ast.Module) -> frozenset[str]:
    """The modules of which the file finds out by itself whether they are there, or puts in their place."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=str(text)), *_]):
                if name in _LOOKING:
                    found.add(text)
            case ast.Attribute(value=ast.Name(id="sys"), attr="modules"):
                return frozenset({*found, *_dotted_strings(tree)})
            case ast.Constant(value="sys.modules"):
                return frozenset({*found, *_dotted_strings(tree)})
    return frozenset(found)


def _dotted_strings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            parts = node.value.split(".")
            if len(parts) > 1 and all(part.isidentifier() for part in parts):
                yield node.value


def _is_guarded(way: tuple[ast.AST, ...]) -> bool:
    """Whether something around an import expects it to fail, or keeps it from running."""
    for node, child in zip(way[-2::-1], way[:0:-1], strict=True):
        match node:
            case ast.Try() | ast.TryStar() if child in node.body and any(_catches(h.type) for h in node.handlers):
                return True
            case ast.ExceptHandler(type=caught) if _catches(caught):
                return True
            case ast.With(items=items) | ast.AsyncWith(items=items) if any(map(_expects, items)):
                return True
            case ast.If(test=test) if _depends_on_version(test, is_body=child in node.body):
                return True
        if isinstance(node, _DEFINITIONS):
            return False
    return False


def _catches(caught: ast.expr | None) -> bool:
    match caught:
        case None:
            return True
        case ast.Tuple(elts=elements):
            return any(map(_catches, elements))
    return _last_name(caught) in _CAUGHT


def _expects(item: ast.withitem) -> bool:
    call = item.context_expr
    if not isinstance(call, ast.Call):
        return False
    name = _last_name(call.func)
    return "import" in name.lower() or (name in _EXPECTING and any(_catches(argument) for argument in call.args))


def _depends_on_version(test: ast.expr, *, is_body: bool) -> bool:
    if isinstance(test, ast.Constant):
        return bool(test.value) is not is_body
    return any(_last_name(node) in _VERSIONS for node in ast.walk(test))


def _names_typing(test: ast.expr) -> bool:
    return _last_name(test) == "TYPE_CHECKING"


def _last_name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
