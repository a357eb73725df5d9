"""The trees of our own parser are those of fissix, leaf by leaf, and it refuses what fissix refuses."""

from __future__ import annotations

import pytest
from fissix import pygram
from fissix.pgen2.parse import ParseError
from fissix.pgen2.tokenize import TokenError
from fissix.pytree import Leaf, Node
from hypothesis import given, settings
from hypothesis import strategies as st

from remend.legacy.automaton import Automaton
from remend.legacy.parse import by_fissix, grow, parse
from remend.legacy.scan import OddTextError

TEXTS = [
    "print 'a', `b`,\n",
    (
        "# first\n\nimport a  # why\n\n\ndef f(a, (b, c)=1, *d, **e):\n"
        "    '''Doc\n    more'''\n    # inner\n    return a\n# last\n"
    ),
    "if a:\n\tb = 1 \\\n\t+ 2\nelif c :\n        d\n    # outer\nelse: e ; f;\n",
    (
        "x = [a,\n  # why\n\n   b, ]\nclass A(B):\n\n"
        "    @c.d\n    def e(self): pass\n\n  \n    f = lambda (a, b), c: a<>b\n"
    ),
    "try:\n    raise E, 'a', t\nexcept (A, B), e:\n    exec a in b\nfinally:\n    del x[1:2, ...]\n",
    "x = ur'\\'' \"\\\n\" r'''\n''' u\"\"\"'\"\"\" b''\"\" Rb'a'\nprint>>f, 0777L, 1e5j, .5, 1., 0xFFl, 1if a else 2\n",
    "while 1:\n  if a:\n    if b:\n      pass\n\f\n  c\n",
    "for a, in b: yield\nx = {1: 2, **c}\nasync = await\nwith a as b, c: d\nfrom . import (x, y as z,)\n",
    "\\\n\n  \na\n\\\nb\n",
    "from a import *\nx = not a in b is not c\nassert a, b\nglobal d, e\nx **= ~y ** -z // 3 >> 1\n",
    "",
    "# only this",
]
CUTS = st.tuples(st.integers(0, 150), st.integers(0, 2), st.sampled_from([*"()[]{}'\"\\#\n\t :=,.`<>0aLu@$é\f;", ""]))
"""Where something goes, how much of it, and what comes instead."""


def leaves(node: Node | Leaf, depth: int = 0) -> list[tuple[object, ...]]:
    """All that a tree says, flat."""
    if isinstance(node, Leaf):
        return [(depth, node.type, node.value, node.prefix, node.lineno, node.column)]
    assert all(child.parent is node for child in node.children)
    return [(depth, node.type), *(each for child in node.children for each in leaves(child, depth + 1))]


def told(text: str, grammar: object, *, quick: bool) -> object:
    """What becomes of a text, one way or the other."""
    try:
        tree = grow(text, Automaton.of(grammar)) if quick else by_fissix(text, grammar)
    except OddTextError:
        return "odd"
    except (ParseError, TokenError, IndentationError, AssertionError):
        return "refused"
    return leaves(tree), tree.used_names


@pytest.mark.parametrize("text", TEXTS)
def test_the_tree_is_that_of_fissix(text: str) -> None:
    for grammar in (pygram.python_grammar, pygram.python_grammar_no_print_and_exec_statement):
        ended = f"{text}\n"
        assert told(ended, grammar, quick=True) in (told(ended, grammar, quick=False), "odd")


@settings(max_examples=100)
@given(text=st.sampled_from(TEXTS), cuts=st.lists(CUTS, min_size=1, max_size=3))
def test_it_is_so_for_what_is_nearly_python_2(text: str, cuts: list[tuple[int, int, str]]) -> None:
    for at, length, come in cuts:
        text = text[:at] + come + text[at + length :]
    quick = told(f"{text}\n", pygram.python_grammar, quick=True)
    assert quick in (told(f"{text}\n", pygram.python_grammar, quick=False), "odd")


def test_what_is_read_in_a_way_of_its_own_is_left_to_fissix() -> None:
    assert told("async = 1\n", pygram.python_grammar, quick=True) == "odd"
    tree = parse("async = 1\nprint async")
    assert tree is not None
    assert str(tree) == "async = 1\nprint async\n"
