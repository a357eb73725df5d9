"""Whether a file can import a module of its own project at all.

A file that is run as a script has its own folder on `sys.path`, not the project's root. An import that works in the
package next door fails there, unless the script prepares the path, or already imports from the same root.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from remend.module import Module

_SAME = frozenset({"Path", "PurePath", "abspath", "realpath", "resolve", "absolute", "str", "fspath", "normpath"})

_COLLECTED = re.compile(r"(?:test_.*|.*_test|conftest)\.py$")


def can_import(module: Module, root: str, tops: frozenset[str]) -> bool:
    """Whether there is a reason to think that packages below the folder `root` can be imported in the file.

    `tops` are the names of the packages and modules that stand in `root`. A module in a folder below `root` can, and so
    can a test that pytest collects; a script has its own folder to import from. Any other file, such as a build file
    beside a source folder, has to show it: by an import of the kind, or by preparing the path.
    """
    folder, _, name = module.path.rpartition("/")
    if folder == root or (not is_script(module) and (_COLLECTED.match(name) or _is_module_below(module.path, root))):
        return True
    return imports_from(module, tops) or any(folder in (None, root) for _, folder in prepared_folders(module))


def _is_module_below(path: str, root: str) -> bool:
    """Whether a file has a dotted name as seen from `root`."""
    start = f"{root}/" if root else ""
    parts = path.removeprefix(start).removesuffix(".py").split("/")
    return path.startswith(start) and len(parts) > 1 and all(part.isidentifier() for part in parts)


def is_script(module: Module) -> bool:
    """Whether the file is made to be run by itself: a shebang, or a `__main__` guard at its end."""
    if module.source.text.startswith("#!"):
        return True
    return any(isinstance(s, ast.If) and "__main__" in ast.unparse(s.test) for s in module.tree.body)


def imports_from(module: Module, tops: frozenset[str]) -> bool:
    """Whether the file imports one of the packages `tops` by its absolute name, anywhere."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import) and any(alias.name.partition(".")[0] in tops for alias in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").partition(".")[0] in tops:
            return True
    return False


def prepared_folders(module: Module) -> Iterator[tuple[ast.stmt, str | None]]:
    """The top-level statements that extend `sys.path`, each with the folder it adds, relative to the project's root.

    The folder is None where it cannot be worked out.
    """
    known: dict[str, PurePosixPath | None] = {}
    for statement in module.tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            known[statement.targets[0].id] = _folder(statement.value, module.path, known)
        for added in _extensions(statement, module):
            folder = None if added is None else _folder(added, module.path, known)
            yield statement, None if folder is None else _shown(folder)


def _shown(folder: PurePosixPath) -> str:
    text = folder.as_posix()
    return "" if text == "." else text


def _extensions(statement: ast.stmt, module: Module) -> Iterator[ast.expr | None]:
    """What a statement adds to the path; None for each addition that is no single expression."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return
    for node in ast.walk(statement):
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr="insert" | "append"), args=[*_, added]):
                if _is_sys_path(owner, module):
                    yield added
            case ast.Call(func=ast.Attribute(attr="addsitedir") | ast.Name(id="addsitedir"), args=[added, *_]):
                yield added
            case ast.Call(func=ast.Attribute(value=owner, attr="extend")) if _is_sys_path(owner, module):
                yield None
            case ast.AugAssign(target=owner) | ast.Assign(targets=[owner]):
                if _is_sys_path(owner.value if isinstance(owner, ast.Subscript) else owner, module):
                    yield None


def _is_sys_path(node: ast.expr, module: Module) -> bool:
    return ast.unparse(node) == "sys.path" or module.scope.origin(node) == "sys.path"


def _folder(node: ast.expr, path: str, known: dict[str, PurePosixPath | None]) -> PurePosixPath | None:
    """The path that an expression over `__file__` gives, relative to the root; None where it cannot be told."""
    match node:
        case ast.Name(id="__file__"):
            return PurePosixPath(path)
        case ast.Name(id=name):
            return known.get(name)
        case ast.Attribute(value=value, attr="parent"):
            return _above(_folder(value, path, known), 1)
        case ast.Subscript(value=ast.Attribute(value=value, attr="parents"), slice=ast.Constant(value=int(levels))):
            return _above(_folder(value, path, known), levels + 1)
        case ast.Call(func=ast.Attribute(attr="dirname"), args=[value]):
            return _above(_folder(value, path, known), 1)
        case ast.Call(func=ast.Attribute(attr="join"), args=[value, *parts]):
            return _joined(_folder(value, path, known), parts)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _joined(_folder(left, path, known), [right])
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[value]) if name in _SAME:
            return _folder(value, path, known)
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=[]) if name in _SAME:
            return _folder(value, path, known)
    return None


def _above(folder: PurePosixPath | None, levels: int) -> PurePosixPath | None:
    """`levels` folders up; None above the project's root."""
    if folder is None or len(folder.parts) < levels:
        return None
    return PurePosixPath(*folder.parts[: len(folder.parts) - levels])


def _joined(folder: PurePosixPath | None, parts: list[ast.expr]) -> PurePosixPath | None:
    for part in parts:
        if folder is None or not isinstance(part, ast.Constant) or not isinstance(part.value, str):
            return None
        for step in PurePosixPath(part.value).parts:
            folder = _above(folder, 1) if step == ".." else folder / step
            if folder is None:
                return None
    return folder
