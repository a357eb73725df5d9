"""What an expression is for certain, as far as its own function tells."""

from __future__ import annotations

from collections.abc import Iterator

from fissix.pgen2 import token
from fissix.pygram import python_symbols as syms
from fissix.pytree import Leaf, Node

_MAKERS = ("list", "sorted", "range")
_USES = (
    syms.arglist,
    syms.trailer,
    syms.comparison,
    syms.not_test,
    syms.or_test,
    syms.and_test,
    syms.return_stmt,
    syms.if_stmt,
    syms.while_stmt,
    syms.arith_expr,
)
"""What a name may stand in that it is not bound by."""


def is_list(node: Node | Leaf) -> bool:
    """Whether an expression is a list: written or made as one, or a local name that is nothing else."""
    return _is_made(node) or (node.type == token.NAME and _is_bound_to_lists(node))


def _is_made(node: Node | Leaf) -> bool:
    if node.type == syms.atom:
        return bool(node.children[0].value == "[")
    if node.type != syms.power or len(node.children) != 2 or node.children[1].children[0].value != "(":
        return False
    return getattr(node.children[0], "value", "") in _MAKERS


def _is_bound_to_lists(name: Leaf) -> bool:
    """Whether a name is bound in its function, to lists and what is filtered out of it alone."""
    scope = _function(name)
    if scope is None:
        return False
    kinds = {_kind(leaf, scope) for leaf in _uses(scope, name.value)}
    return "made" in kinds and "unknown" not in kinds


def _uses(scope: Node, name: str) -> Iterator[Leaf]:
    for leaf in scope.leaves():
        is_member = leaf.prev_sibling is not None and leaf.prev_sibling.type == token.DOT
        is_keyword = leaf.parent.type == syms.argument and leaf.parent.children[0] is leaf
        if leaf.type == token.NAME and leaf.value == name and not is_member and not is_keyword:
            yield leaf


def _kind(leaf: Leaf, scope: Node) -> str:
    """How a name is used: it is made a list, or only read, or what becomes of it is unknown."""
    parent = leaf.parent
    first = parent.children[0] is leaf
    if parent.type == syms.expr_stmt:
        value = parent.children[-1]
        if not first and value is leaf:
            return "read"
        is_plain = first and len(parent.children) == 3 and parent.children[1].type == token.EQUAL
        kept = "made" if is_plain and _is_made(value) and _function(leaf) is scope else "unknown"
        return "read" if is_plain and _is_filtered(value, leaf.value) else kept
    is_iterated = parent.type in (syms.for_stmt, syms.comp_for) and parent.children[3] is leaf
    is_read = parent.type in _USES or (parent.type == syms.power and first)
    return "read" if is_read or is_iterated else "unknown"


def _is_filtered(value: Node | Leaf, name: str) -> bool:
    """Whether an expression is what `filter` leaves of a name."""
    text = str(value).strip()
    return text.startswith("filter(") and text.endswith((f" {name})", f",{name})"))


def _function(leaf: Leaf) -> Node | None:
    node = leaf.parent
    while node is not None and node.type != syms.funcdef:
        node = node.parent
    return node
