"""Which functions of a code base can be called without harm: they reach no more than their arguments and each other."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping
from dataclasses import dataclass

_PLAIN = """
    re string math cmath itertools functools operator collections struct textwrap copy types decimal fractions base64
    binascii hashlib hmac html html.entities html.parser urllib urllib.parse io bisect heapq unicodedata codecs json
    keyword calendar difflib posixpath ntpath warnings datetime colorsys stat zlib queue sys __future__ xml.sax.saxutils
"""
_MODULES = frozenset(_PLAIN.split())
"""Of the standard library, what does nothing by itself that lasts, but for what is called as follows."""
_HARM = "open FileIO exit now today utcnow time modules path stdin stdout stderr system"
_HARMFUL = frozenset(_HARM.split())
_DOES = "open exec eval compile input exit quit print breakpoint globals vars __import__ help"
_BUILTINS = frozenset(dir(builtins)) - frozenset(_DOES.split())
_Definition = ast.FunctionDef | ast.ClassDef | ast.Assign
_Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a module, and how many arguments it has to be given."""

    module: str
    name: str
    arity: int


def pure_functions(trees: Mapping[str, ast.Module]) -> list[Function]:
    """The functions at the top of modules whose outcome depends on what they are given alone, as far as can be seen."""
    needs = {
        (module, name): needed
        for module, tree in trees.items()
        for name, needed in _module(module, tree, trees).items()
    }
    while harmful := [name for name, needed in needs.items() if needed is None or not needed <= needs.keys()]:
        for name in harmful:
            del needs[name]
    return [
        Function(module, node.name, len(node.args.args) - len(node.args.defaults))
        for module, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and (module, node.name) in needs and not node.decorator_list
    ]


def _module(module: str, tree: ast.Module, trees: Mapping[str, ast.Module]) -> dict[str, set[_Name] | None]:
    """What each name of a module needs of the code base; None where it needs what may do harm."""
    found: dict[str, set[_Name] | None] = {}
    defined: list[tuple[str, _Definition]] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined.append((node.name, node))
        elif isinstance(node, ast.Assign):
            defined += [
                (each.id, node) for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)
            ]
        elif isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.partition(".")[0]] = set() if alias.name in _MODULES else None
        elif isinstance(node, ast.ImportFrom):
            origin = _absolute(module, node, trees)
            for alias in node.names:
                known = origin in _MODULES and alias.name not in _HARMFUL
                found[alias.asname or alias.name] = (
                    set() if known else {(origin, alias.name)} if origin in trees else None
                )
    for name, definition in defined:
        found[name] = _needed(module, definition)
    return found


def _absolute(module: str, node: ast.ImportFrom, trees: Mapping[str, ast.Module]) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    base = parts[: len(parts) - node.level + any(name.startswith(f"{module}.") for name in trees)]
    return ".".join([*base, *([node.module] if node.module else [])])


def _needed(module: str, definition: _Definition) -> set[_Name] | None:
    bound, read = set[str](), set[str]()
    for node in ast.walk(definition):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                read.add(name)
            case ast.Name(id=name) | ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                bound.add(name)
            case ast.Attribute(attr=name) if name in _HARMFUL:
                return None
            case ast.Import() | ast.ImportFrom() | ast.Global():
                return None
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) if node is not definition:
                bound.add(name)
    return {(module, name) for name in read - bound - _BUILTINS}
