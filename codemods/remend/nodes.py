"""Finding nodes of one kind in a LibCST tree.

LibCST's matchers do this and much more, and take longer to be imported than LibCST itself and a small repair together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import libcst as cst

Node = TypeVar("Node", bound=cst.CSTNode)


def nodes_of(kind: type[Node], root: cst.CSTNode | cst.MaybeSentinel) -> Iterator[Node]:
    """The nodes of `kind` in `root`, itself included, in the order of the text."""
    waiting = [root] if isinstance(root, cst.CSTNode) else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, kind):
            yield node
        waiting.extend(reversed(node.children))
