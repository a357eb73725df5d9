"""The tree of a text of Python 2, as fissix would build it, in a third of the time."""

from __future__ import annotations

from typing import Any

from fissix import pygram, pytree
from fissix.pgen2 import token
from fissix.pgen2.driver import Driver
from fissix.pgen2.parse import ParseError
from fissix.pgen2.tokenize import TokenError
from fissix.pytree import Leaf, Node
from fissix.refactor import _detect_future_features

from remend.legacy.automaton import Automaton, Chain
from remend.legacy.scan import OddTextError, scan


def parse(text: str) -> Node | None:
    """The tree of fissix; None where it has none."""
    ended = text if text.endswith("\n") else text + "\n"
    features = _detect_future_features(ended)
    first = pygram.python_grammar_no_print_statement if "print_function" in features else pygram.python_grammar
    for grammar in (first, pygram.python_grammar_no_print_and_exec_statement):
        try:
            tree = _tree(ended, grammar)
        except (ParseError, TokenError, SyntaxError, AssertionError):
            continue
        if isinstance(tree, Node):
            tree.future_features = features
            return tree
    return None


def _tree(text: str, grammar: Any) -> Node | Leaf:
    try:
        return grow(text, Automaton.of(grammar))
    except OddTextError:
        tree = by_fissix(text, grammar)
        if str(tree) != text:
            raise ParseError("it is not what was read", None, None, None) from None
        return tree


def by_fissix(text: str, grammar: Any) -> Node | Leaf:
    """The tree as fissix itself builds it."""
    return Driver(grammar, convert=pytree.convert).parse_string(text)


def grow(text: str, automaton: Automaton) -> Node | Leaf:
    """The tree of a text that ends in a newline. Raises ParseError and OddTextError."""
    chain = automaton.start
    nodes: list[Node | Leaf] = []
    below: list[tuple[Chain, list[Node | Leaf]]] = []
    names = set()
    for label, leaf in scan(text, automaton):
        if leaf.type == token.NAME:
            names.add(leaf.value)
        while True:
            ended, after, opened = chain[label]
            if ended:
                node = nodes[0] if len(nodes) == 1 else _node(ended, nodes)
                if after is None:
                    chain, nodes = below.pop()
                    nodes.append(node)
                    continue
                nodes = [node]
            assert after is not None
            if opened is None:
                nodes.append(leaf)
                chain = after
            else:
                below.append((after, nodes))
                chain, nodes = opened, [leaf]
            break
    root = nodes[0] if len(nodes) == 1 else _node(automaton.root, nodes)
    root.used_names = names
    return root


def _node(rule: int, children: list[Node | Leaf]) -> Node:
    node = Node(rule, children)
    node.was_checked = True
    return node
