"""What tells of a file that Python 3 parses that it was written for Python 2: it uses what only Python 2 has.

A file that runs on both asks which one it is, or tries: it is left alone as a whole where it asks, and line by line
where it tries.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from remend.legacy.bound import bound_names
from remend.legacy.concepts import CONCEPTS, MODULES
from remend.legacy.modernized import Place

_GONE = {
    "apply": "apply",
    "basestring": "basestring",
    "execfile": "execfile",
    "intern": "intern",
    "long": "long",
    "raw_input": "raw_input",
    "reduce": "reduce",
    "reload": "reload",
    "StandardError": "standard errors",
    "unichr": "unicode names",
    "unicode": "unicode names",
    "xrange": "lists from range",
}
"""Built-in names that Python 3 does not have, each with its concept."""
_METHODS = {"has_key": ("has_key", 1)} | {
    f"{kind}{what}": ("dict iterators", 0) for kind in ("iter", "view") for what in ("keys", "items", "values")
}
"""Methods that no built-in type has any more, with their concept and number of arguments."""
_MEMBERS = {
    "sys": ("sys.maxint", "sys.exc_info"),
    "os": ("getcwdu",),
    "itertools": ("names of itertools",),
    "operator": ("operator functions",),
}
"""Modules that have lost names, with the concepts of these."""
_MOVED = frozenset(MODULES.split()) - {"dbm"} | {"urllib2"}
_RELATIVE = "implicit relative imports"
_URLLIB = """
    URLopener FancyURLopener urlretrieve urlopen urlcleanup pathname2url url2pathname getproxies quote quote_plus
    unquote unquote_plus urlencode splitattr splithost splitnport splitpasswd splitport splitquery splittag splittype
    splituser splitvalue
"""
_FUNCTION_ATTRIBUTES = frozenset(CONCEPTS["function attributes"].words)
_OF_URLLIB = frozenset(_URLLIB.split())
_LOST = {word for concepts in _MEMBERS.values() for concept in concepts for word in CONCEPTS[concept].words}
_WORDS = {
    *_GONE,
    *_METHODS,
    *_MOVED,
    *_OF_URLLIB,
    *_LOST,
    *_FUNCTION_ATTRIBUTES,
    "cmp",
    "coerce",
    "__nonzero__",
    "__metaclass__",
}
_INDEXED = r"\.(?:keys|values|items)\(\)\["
MAY_TELL = re.compile(rf"\b(?:{'|'.join(sorted(_WORDS))})\b|{_INDEXED}".encode())
"""What stands in a file of which there can be evidence."""
_ASKS = re.compile(r"six|future|past|builtins|(?:is_?)?py(?:thon)?_?[23]k?|version_info|hexversion", re.IGNORECASE)
_TRIES = frozenset({"ImportError", "ModuleNotFoundError", "NameError", "AttributeError", "Exception", "BaseException"})
_NEW = (ast.JoinedStr, ast.AnnAssign, ast.AsyncFunctionDef, ast.NamedExpr, ast.Nonlocal, ast.YieldFrom, ast.Match)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a file has that only Python 2 can run, by concept or report, and the lines on which it tries both."""

    told: frozenset[str]
    tried: frozenset[int]


def evidence(tree: ast.Module, text: str, place: Place) -> Evidence | None:
    """What tells that a file is for Python 2 alone; None where it is for Python 3 too, or asks which one it is."""
    search = _Search(text, place)
    search.walk(tree, tried=False)
    return None if search.is_for_both else Evidence(frozenset(search.told), frozenset(search.tried))


class _Search:
    """One way through a tree."""

    def __init__(self, text: str, place: Place) -> None:
        self.is_for_both = False
        self.told: set[str] = set()
        self.tried: set[int] = set()
        self._bound = bound_names(text)
        self._text = text
        self._own = place.modules
        self._beside = frozenset() if "absolute_import" in text or "__main__" in text else place.meant

    def walk(self, node: ast.AST, *, tried: bool) -> None:
        """Look at a node and all in it; what is `tried` is no evidence."""
        if isinstance(node, _NEW) or any(map(_asks, _names(node))) or _is_new(node):
            self.is_for_both = True
        if self.is_for_both:
            return
        if isinstance(node, ast.Try) and any(map(_catches_absence, node.handlers)):
            tried = True
        for concept in self._told_by(node):
            if tried:
                self.tried.add(getattr(node, "lineno", 0))
            else:
                self.told.add(concept)
        for child in ast.iter_child_nodes(node):
            self.walk(child, tried=tried)

    def _told_by(self, node: ast.AST) -> Iterator[str]:
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if name in _GONE and name not in self._bound:
                yield _GONE[name]
            case ast.Call():
                yield from self._told_by_call(node)
            case ast.FunctionDef(name="__nonzero__") if "__bool__" not in self._text:
                yield "nonzero"
            case ast.ClassDef(body=body) if any(map(_names_metaclass, body)):
                yield "metaclasses"
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                yield from self._told_by_attribute(owner, name)
            case ast.Subscript(
                value=ast.Call(func=ast.Attribute(attr="keys" | "values" | "items"), args=[], keywords=[])
            ):
                yield "dict lists"
            case ast.Import() | ast.ImportFrom():
                yield from self._told_by_import(node)

    def _told_by_attribute(self, owner: str, name: str) -> Iterator[str]:
        yield from _told_by_member(owner, name)
        is_own = owner == "self" or re.search(rf"\.{name}\s*=(?!=)", self._text)
        if name in _FUNCTION_ATTRIBUTES and not is_own:
            yield "function attributes"

    def _told_by_import(self, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
        match node:
            case ast.Import(names=names):
                yield from (_moved(alias.name) for alias in names if alias.name in _MOVED - self._own)
                yield from (_RELATIVE for alias in names if alias.name in self._beside)
            case ast.ImportFrom(module=str(module), level=0, names=names):
                if module.partition(".")[0] in self._beside:
                    yield _RELATIVE
                if module in _MOVED - self._own:
                    yield _moved(module)
                for alias in names:
                    yield from _told_by_member(module, alias.name)

    def _told_by_call(self, node: ast.Call) -> Iterator[str]:
        match node:
            case ast.Call(func=ast.Attribute(attr=name), args=given, keywords=[]) if name in _METHODS:
                concept, count = _METHODS[name]
                if len(given) == count and f'"{name}"' not in self._text and f"'{name}'" not in self._text:
                    yield concept
            case ast.Call(func=ast.Name(id="cmp" | "coerce" as name)) if name not in self._bound:
                yield f"{name}()"
            case ast.Call(func=ast.Name(id="sorted") | ast.Attribute(attr="sort"), keywords=given):
                yield from ("sorting by cmp" for keyword in given if keyword.arg == "cmp")


def _moved(module: str) -> str:
    return "modules that were split" if module == "urllib2" else "modules that moved"


def _told_by_member(module: str, name: str) -> Iterator[str]:
    if module == "urllib" and name in _OF_URLLIB:
        yield "modules that were split"
    yield from (concept for concept in _MEMBERS.get(module, ()) if name in CONCEPTS[concept].words)


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            yield name
        case ast.Import(names=names):
            yield from (part for alias in names for part in alias.name.split("."))
        case ast.ImportFrom(module=module, names=names):
            yield from (module or "").split(".")
            yield from (alias.name for alias in names)


def _asks(name: str) -> bool:
    return _ASKS.fullmatch(name) is not None


def _is_new(node: ast.AST) -> bool:
    """Whether a node is written as only Python 3 can, or binds names that nobody can tell."""
    match node:
        case ast.arg(annotation=annotation):
            return annotation is not None
        case ast.FunctionDef(returns=returns, args=ast.arguments(kwonlyargs=only)):
            return returns is not None or bool(only)
        case ast.ClassDef(keywords=keywords):
            return bool(keywords)
        case ast.Raise(cause=cause):
            return cause is not None
        case ast.Call(func=ast.Name(id="super"), args=[]):
            return True
        case ast.ImportFrom(names=[ast.alias(name="*")], module=module):
            return "compat" in (module or "")
    return False


def _catches_absence(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(each is None or (isinstance(each, ast.Name) and each.id in _TRIES) for each in caught)


def _names_metaclass(node: ast.stmt) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name(id="__metaclass__")]):
            return True
    return False
