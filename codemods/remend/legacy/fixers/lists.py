"""Lists where Python 3 gives iterators and views."""

from __future__ import annotations

import re
from typing import Any

from fissix.fixer_util import consuming_calls
from fissix.fixes.fix_dict import FixDict
from fissix.fixes.fix_filter import FixFilter
from fissix.fixes.fix_map import FixMap
from fissix.pgen2 import token
from fissix.pygram import python_symbols as syms
from fissix.pytree import Node

from remend.legacy.fixers.certain import is_list

Results = dict[str, Any]


class DictIterators(FixDict):
    """Only what is named after iterators and views."""

    PATTERN = FixDict.PATTERN.replace("'keys'|'items'|'values'|", "")


_LISTS = """
    power< head=any+ trailer< '.' method=('keys'|'items'|'values') > parens=trailer< '(' ')' > tail=any* >
"""


class IndexedDictLists(FixDict):
    """Only where a list is needed for certain: it is indexed, sorted or added to."""

    PATTERN = _LISTS

    def match(self, node: Node) -> Results | bool:
        results = super().match(node)
        return results if results and _needs_list(node, results["tail"]) else False


class DictLists(FixDict):
    """Wherever a list may be needed; a loop only goes over what it is given."""

    PATTERN = _LISTS

    def match(self, node: Node) -> Results | bool:
        return False if node.parent.type in _LOOPS or _is_listed(node) else super().match(node)


def _is_listed(node: Node) -> bool:
    """Whether a fixer before has put it into a call that takes what it gives; its node is unlike one that was read."""
    around = node.parent.parent.parent if node.parent.type == syms.arglist else None
    return around is not None and around.type == syms.power and around.children[0].value in consuming_calls


_LOOPS = (syms.for_stmt, syms.comp_for)
_USES = frozenset({"sort", "append", "pop", "index", "remove", "reverse", "insert", "extend", "count"})


def _needs_list(node: Node, tail: list[Node]) -> bool:
    if tail:
        first = tail[0].children
        return first[0].value == "[" or (first[0].value == "." and first[1].value in _USES)
    if node.parent.type == syms.for_stmt and node.parent.children[3] is node:
        return _is_changed(str(node).strip().rpartition(".")[0], str(node.parent.children[5]))
    return bool(node.parent.type == syms.arith_expr)


def _is_changed(mapping: str, code: str) -> bool:
    """Whether a loop's body takes something out of what it goes over, which Python 2 could bear as it had a list."""
    name = re.escape(mapping)
    return re.search(rf"\bdel {name}\[|(?<![\w.]){name}\.(?:pop|popitem|clear)\(", code) is not None


class Map(FixMap):
    """Leaves alone what stops earlier in Python 3: a map over several iterables."""

    def transform(self, node: Node, results: Results) -> Node | None:
        arguments = [c for c in node.children[1].children if c.type == syms.arglist]
        if arguments and sum(child.type == token.COMMA for child in arguments[0].children) > 1:
            self.warning(node, "map() over several iterables stops at the shortest in Python 3, and gives no list")
            return None
        return super().transform(node, results)


class FilteredLists(FixFilter):
    """Only where what is filtered is a list for certain."""

    def match(self, node: Node) -> Results | bool:
        results = super().match(node)
        inside = node.children[1].children[1]
        is_pair = results and inside.type == syms.arglist and len(inside.children) == 3
        return results if is_pair and is_list(inside.children[2]) else False


class Filter(FixFilter):
    """Wherever a list may be needed."""

    def match(self, node: Node) -> Results | bool:
        return False if _is_listed(node) else super().match(node)
