"""Import statements rewritten to where their names are now, and the uses of names that are called otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst
from libcst.helpers import get_full_name_for_node


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where one name of an import statement comes from now: `name` of `module`, bound as `bound`.

    `old` is the name as the statement has it. `module` is written as the statement is to have it, with leading dots
    where it is relative; an empty `name` stands for the module itself, or for all names of a star import.
    """

    old: str
    module: str
    name: str
    bound: str


@dataclass(frozen=True, slots=True)
class FromImport:
    """Rewrites `from a import b, c`: in place where all names go to one module, else what moved gets its own lines."""

    redirects: tuple[Redirect, ...]

    def __call__(self, node: cst.CSTNode, /) -> cst.CSTNode | Sequence[cst.CSTNode] | None:
        if not isinstance(node, cst.ImportFrom):
            return None
        by_name = {redirect.old: redirect for redirect in self.redirects}
        if isinstance(node.names, cst.ImportStar):
            star = by_name.get("*")
            return None if star is None else _from_module(node, star.module)
        own = _module_of(node)
        asked = [by_name.get(alias.evaluated_name) for alias in node.names]
        names = [
            alias if redirect is None else _renamed(alias, redirect)
            for alias, redirect in zip(node.names, asked, strict=True)
        ]
        gone = [None if redirect is None or redirect.module == own else redirect for redirect in asked]
        modules = dict.fromkeys(redirect.module for redirect in gone if redirect is not None)
        if not modules:
            return node.with_changes(names=names)
        if None not in gone and len(modules) == 1:
            return _from_module(node.with_changes(names=names), next(iter(modules)))
        pairs = list(zip(names, gone, strict=True))
        stay = [alias for alias, redirect in pairs if redirect is None]
        lines: list[cst.BaseSmallStatement] = []
        if stay:
            lines.append(_narrowed(node, stay))
        for module in modules:
            moved = [alias for alias, redirect in pairs if redirect is not None and redirect.module == module]
            lines.append(_from_module(_narrowed(node, moved), module))
        return [cst.SimpleStatementLine(body=[line]) for line in lines]


@dataclass(frozen=True, slots=True)
class PlainImport:
    """Rewrites `import a.b` and `import a.b as c`."""

    redirects: tuple[Redirect, ...]

    def __call__(self, node: cst.CSTNode, /) -> cst.CSTNode | None:
        if not isinstance(node, cst.Import):
            return None
        by_name = {redirect.old: redirect for redirect in self.redirects}
        names = []
        for alias in node.names:
            redirect = by_name.get(alias.evaluated_name)
            names.append(alias if redirect is None else alias.with_changes(name=dotted(redirect.module)))
        return node.with_changes(names=names)


@dataclass(frozen=True, slots=True)
class Replaced:
    """Puts a dotted name in place of another one."""

    name: str

    def __call__(self, node: cst.CSTNode, /) -> cst.CSTNode | None:
        if not isinstance(node, (cst.Name, cst.Attribute)):
            return None
        return dotted(self.name).with_changes(lpar=node.lpar, rpar=node.rpar)


def dotted(name: str) -> cst.Name | cst.Attribute:
    """A dotted name as an expression."""
    first, *rest = name.split(".")
    found: cst.Name | cst.Attribute = cst.Name(first)
    for part in rest:
        found = cst.Attribute(found, cst.Name(part))
    return found


@dataclass(frozen=True, slots=True)
class Quoted:
    """The codemod that puts another text into a plain string, in its own quotes."""

    text: str

    def __call__(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The string with the text; None for anything but one plain string."""
        if not isinstance(node, cst.SimpleString):
            return None
        return node.with_changes(value=f"{node.prefix}{node.quote}{self.text}{node.quote}")


@dataclass(frozen=True, slots=True)
class Reworded:
    """Puts a name in place of another one in a plain string that is an annotation."""

    old: str
    new: str

    def __call__(self, node: cst.CSTNode, /) -> cst.CSTNode | None:
        if not isinstance(node, cst.SimpleString):
            return None
        return node.with_changes(value=re.sub(rf"(?<![\w.]){re.escape(self.old)}(?!\w)", self.new, node.value))


def _module_of(node: cst.ImportFrom) -> str:
    """The module that a statement imports from, as it is written."""
    name = get_full_name_for_node(node.module) if node.module is not None else ""
    return "." * len(node.relative) + (name or "")


def _from_module(node: cst.ImportFrom, module: str) -> cst.ImportFrom:
    """The statement with another module, the space around it kept where there is any."""
    name = module.lstrip(".")
    dots = [cst.Dot() for _ in range(len(module) - len(name))]
    after = node.whitespace_after_from
    if after.empty and not dots:
        after = cst.SimpleWhitespace(" ")
    before = node.whitespace_before_import
    if before.empty:
        before = cst.SimpleWhitespace(" ")
    return node.with_changes(
        module=dotted(name) if name else None,
        relative=dots,
        whitespace_after_from=after,
        whitespace_before_import=before,
    )


def _renamed(alias: cst.ImportAlias, redirect: Redirect) -> cst.ImportAlias:
    if alias.asname is not None or redirect.bound == redirect.name:
        return alias if redirect.name == redirect.old else alias.with_changes(name=cst.Name(redirect.name))
    return alias.with_changes(name=cst.Name(redirect.name), asname=cst.AsName(name=cst.Name(redirect.bound)))


def _narrowed(node: cst.ImportFrom, names: Sequence[cst.ImportAlias]) -> cst.ImportFrom:
    """The statement with some of its names: in its own layout while there is more than one, else on one line."""
    *others, last = names
    assert not isinstance(node.names, cst.ImportStar)
    end = node.names[-1].comma
    if node.lpar is not None and others:
        between = next(alias.comma for alias in node.names[:-1])
        kept = [
            alias
            if isinstance(alias.comma, cst.Comma) and alias is not node.names[-1]
            else alias.with_changes(comma=between)
            for alias in others
        ]
        return node.with_changes(names=[*kept, last.with_changes(comma=end)])
    plain = [alias.with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))) for alias in others]
    return node.with_changes(names=[*plain, last.with_changes(comma=cst.MaybeSentinel.DEFAULT)], lpar=None, rpar=None)
