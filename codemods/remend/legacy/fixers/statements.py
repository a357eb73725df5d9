"""Statements that Python 3 writes otherwise."""

from __future__ import annotations

import re
from typing import Any

from fissix.fixer_base import BaseFix
from fissix.fixer_util import Attr, Name, parenthesize
from fissix.fixes.fix_except import FixExcept
from fissix.fixes.fix_metaclass import FixMetaclass
from fissix.fixes.fix_print import FixPrint
from fissix.fixes.fix_raise import FixRaise
from fissix.fixes.fix_tuple_params import FixTupleParams
from fissix.pgen2 import token
from fissix.pygram import python_symbols as syms
from fissix.pytree import Leaf, Node

Results = dict[str, Any]


class Print(FixPrint):
    """Puts no blank after what ends its line itself, where a comma ends the statement: Python 2 puts none there."""

    def transform(self, node: Node, results: Results) -> Node | None:
        ends_line = node.children[-1].type == token.COMMA and _ends_line(node.children[-2])
        new = super().transform(node, results)
        if new is not None and ends_line:
            end = next(
                leaf for leaf in reversed(list(new.leaves())) if leaf.type == token.STRING and leaf.value == "' '"
            )
            end.value = "''"
        return new


def _ends_line(node: Node | Leaf) -> bool:
    """Whether what is printed certainly ends in a newline or a tab: a literal, or one with `%`."""
    text = node.children[0] if node.type == syms.term and node.children[1].value == "%" else node
    return (
        text.type == token.STRING and re.search(r"""(?<!\\)(?:\\\\)*\\[nt]("{3}|'{3}|"|')$""", text.value) is not None
    )


class Raise(FixRaise):
    """Raises again what was caught: `raise a, b, c` after `a, b, c = sys.exc_info()`, and `raise x[0], x[1], x[2]`."""

    text = ""

    def start_tree(self, tree: Node, filename: str) -> None:
        super().start_tree(tree, filename)
        self._caught = set(_CAUGHT.findall(self.text)) if "exc_info" in self.text else set()

    def transform(self, node: Node, results: Results) -> Node | None:
        if "val" not in results:
            return super().transform(node, results)
        parts = [str(results[part]).strip() for part in ("exc", "val", "tb") if part in results]
        if len(parts) == 2 and parts[1] == "None":
            return Node(syms.raise_stmt, [Name("raise"), results["exc"].clone()], prefix=node.prefix)
        is_made = parts[1].startswith(f"{parts[0]}(")
        if len(parts) == 2 and is_made:
            return Node(syms.raise_stmt, [Name("raise"), results["val"].clone()], prefix=node.prefix)
        if len(parts) == 2 or parts[1] == "None":
            return super().transform(node, results)
        if is_made or tuple(parts) in self._caught or _are_items(parts):
            value, traceback = results["val"].clone(), results["tb"].clone()
            value.prefix, traceback.prefix = " ", ""
            raised = [value, *Attr(Name(""), Name("with_traceback"))[1:], parenthesize(traceback)]
            return Node(syms.raise_stmt, [Name("raise"), *raised], prefix=node.prefix)
        if results["val"].type != token.STRING and parts[1][:1] != "(":
            self.warning(node, f"where `{parts[1]}` is an exception already, raise it itself")
        return super().transform(node, results)


_CAUGHT = re.compile(r"\b(\w+)\s*,\s*(\w+)\s*,\s*(\w+)\s*\)?\s*=\s*(?:sys\.)?exc_info\(\)")


def _are_items(parts: list[str]) -> bool:
    base = parts[0].removesuffix("[0]")
    return parts == [f"{base}[{number}]" for number in range(3)]


class Except(FixExcept):
    """Calls what it has to name `caught`, and says no comment twice before what is unpacked from it."""

    def transform(self, node: Node, results: Results) -> Node | None:
        new = super().transform(node, results)
        for suite in new.children if new is not None else ():
            seen: set[int] = set()
            for number, child in enumerate(suite.children):
                if id(child) in seen:
                    again = child.clone()
                    again.prefix = ""
                    again.parent = suite
                    suite.children[number] = again
                seen.add(id(child))
        return new

    def new_name(self, template: str = "caught") -> str:
        return str(super().new_name(template))


class TupleParameters(FixTupleParams):
    """Keeps the comments after a docstring, and reads lambdas that take more than the one tuple."""

    PATTERN = (
        " ".join(FixTupleParams.PATTERN.split())
        + " | many=lambdef< 'lambda' args=varargslist< any* vfpdef< '(' any ')' > any* > ':' body=any >"
    )

    def new_name(self, template: str = "pair") -> str:
        return str(super().new_name(template))

    def transform(self, node: Node, results: Results) -> None:
        if "many" in results:
            for part in list(results["args"].children):
                if part.type == syms.vfpdef:
                    inside = {"lambda": node, "args": part, "inner": part.children[1], "body": node.children[-1]}
                    self.transform_lambda(node, inside)
            return
        following = (
            [(child, child.prefix) for child in results["suite"][0].children if "#" in child.prefix]
            if "suite" in results
            else []
        )
        super().transform(node, results)
        for child, prefix in following:
            child.prefix = prefix


class Metaclass(FixMetaclass):
    """Hands the comments above the line that goes on to the line after it; where there is none, the class stays."""

    def transform(self, node: Node, results: Results) -> None:
        lines = [line for line in node.children[-1].children if line.type == syms.simple_stmt]
        going = next(
            (line for line in lines if str(line).lstrip().startswith(_META) or _META in str(line.children[0])), None
        )
        following = None if going is None else going.next_sibling
        said = [] if going is None else [*_comments(going.prefix), *_comments(following.prefix if following else "")]
        if said and not isinstance(following, Node):
            self.warning(node, "its __metaclass__ has comments that would be lost")
            return
        super().transform(node, results)
        if said and isinstance(following, Node):
            indent = following.parent.children[1].value
            text = "".join(f"{comment}\n{indent}" for comment in said)
            first = following.prev_sibling is not None and following.prev_sibling.type == token.INDENT
            following.prefix = text if first else indent + text


_META = "__metaclass__"


def _comments(prefix: str) -> list[str]:
    return [line.strip() for line in prefix.split("\n") if line.strip().startswith("#")]


class Keywords(BaseFix):
    """Puts an underscore after names that are keywords now, as PEP 8 has it."""

    PATTERN = "'async' | 'await'"

    def transform(self, node: Leaf, _: Results) -> Leaf | None:
        return Leaf(token.NAME, f"{node.value}_", prefix=node.prefix) if node.type == token.NAME else None
