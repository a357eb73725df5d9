"""Literals, and names of types."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from fissix.fixer_util import is_probably_builtin
from fissix.fixes.fix_long import FixLong
from fissix.fixes.fix_numliterals import FixNumliterals
from fissix.fixes.fix_types import FixTypes
from fissix.fixes.fix_unicode import FixUnicode
from fissix.pgen2 import token
from fissix.pygram import python_symbols as syms
from fissix.pytree import Leaf, Node

Results = dict[str, Any]


class Types(FixTypes):
    """Without the types that may be text or bytes, and the old-style classes."""

    unclear: ClassVar[frozenset[str]] = frozenset({"StringType", "StringTypes", "ClassType", "BufferType"})

    def transform(self, node: Node, results: Results) -> Leaf | None:
        return None if results["name"].value in self.unclear else super().transform(node, results)


class IntegerLiterals(FixNumliterals):
    """Reads octal numbers that are long, too."""

    def transform(self, node: Leaf, _: Results) -> Leaf:
        value = node.value.rstrip("lL")
        if value.isdigit() and value[0] == "0" and value.strip("0"):
            value = f"0o{value[1:]}"
        return Leaf(token.NUMBER, value, prefix=node.prefix)


class UnicodeNames(FixUnicode):
    """Only the built-in names, and no attributes of these names."""

    PATTERN = "'unicode' | 'unichr'"

    def match(self, node: Leaf) -> Results | bool:
        results: Results | bool = super().match(node)
        return results if results and _is_builtin(node) else False


class Long(FixLong):
    """The built-in name, and where it is the base of a class."""

    def transform(self, node: Leaf, _: Results) -> None:
        if _is_builtin(node):
            node.value = "int"
            node.changed()


def _is_builtin(node: Leaf) -> bool:
    """Whether a name means what Python brings; fissix takes the only base of a class for the name of the class."""
    is_base = node.parent.type == syms.classdef and node.parent.children[1] is not node
    return is_base or is_probably_builtin(node)


class StringLiterals(FixUnicode):
    """Only literals; a raw one with Unicode escapes, which Python 3 does not know, becomes one that is not raw."""

    PATTERN = "STRING"

    def transform(self, node: Leaf, results: Results) -> Leaf | None:
        value = node.value
        if value[:2].lower() != "ur" or "\\u" not in value.lower():
            return super().transform(node, results)
        if re.search(r"""\\["'\n]""", value):
            self.warning(node, "a raw Unicode literal with both escapes and quotes has to be written anew")
            return None
        new = node.clone()
        new.value = re.sub(r"\\(?!u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})", r"\\\\", value[2:])
        return new
