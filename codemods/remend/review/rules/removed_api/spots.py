"""A place that uses a name: the node in its tree, and what is told of it."""

from __future__ import annotations

import ast
import enum
from dataclasses import dataclass

from remend.inference.local import Closely
from remend.inference.references import Certainty
from remend.inference.values import Value
from remend.module import Site


class How(enum.Enum):
    """In what way a place uses a name."""

    CALLED = "calls it"
    READ = "reads it"
    IMPORTED = "imports it"
    TYPED = "imports it for type checkers"
    LISTED = "lists it in `__all__`"
    NAMED = "names it in a string"


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A place of the head that uses a name; `value` is what it is read from, where that is known.

    `is_construction` tells that a class is called in place of the method that makes its instances.
    """

    closely: Closely
    site: Site
    certainty: Certainty
    how: How
    value: Value | None = None
    is_construction: bool = False

    def spot(self, wrong: str = "", doubt: str = "", *, is_vague: bool = False) -> Spot:
        """What is told of it, once it is known whether something is wrong with it."""
        code = self.closely.module.source.line(self.line).strip()
        return Spot(self.path, self.line, code, self.how, self.certainty, wrong, doubt, is_vague, at=self._at)

    @property
    def path(self) -> str:
        """The file."""
        return self.closely.module.path

    @property
    def line(self) -> int:
        """The line of the name itself."""
        node = self.site.node
        end = getattr(node, "end_lineno", None) if isinstance(node, ast.Attribute) else getattr(node, "lineno", None)
        return end or 1

    @property
    def _at(self) -> tuple[int, int] | None:
        node = self.site.node
        return (node.lineno, node.col_offset) if isinstance(node, ast.Attribute) else None

    @property
    def call(self) -> Site | None:
        """The call of what is named; None where it is not called."""
        parent = self.site.parent()
        return self.site.up() if isinstance(parent, ast.Call) and parent.func is self.site.node else None


@dataclass(frozen=True, slots=True)
class Spot:
    """What is told of a use, without the tree of its file: of large projects not all trees can be held at once.

    `wrong` says what is wrong with it, `doubt` what may be; both are empty where nothing is known to be. `is_vague`
    tells that nothing but a name that others have too speaks for it, `follows` that the range made it right. `at` is
    where an attribute starts with what it is read from, as `ast` tells places; None where no attribute is read.
    """

    path: str
    line: int
    code: str
    how: How
    certainty: Certainty
    wrong: str = ""
    doubt: str = ""
    is_vague: bool = False
    follows: bool = False
    at: tuple[int, int] | None = None

    @property
    def doing(self) -> str:
        """What is or may be wrong with it."""
        return self.wrong or self.doubt

    @property
    def is_sure(self) -> bool:
        """Whether it is known to mean the thing."""
        return self.certainty is Certainty.SURE


def held_at(closely: Closely, site: Site) -> Value | None:
    """What the attribute at a place is read from."""
    assert isinstance(site.node, ast.Attribute)
    return closely.value((*site.path, site.node.value))


def is_read(site: Site, name: str) -> bool:
    """Whether an attribute of this name is read at a place."""
    node = site.node
    return isinstance(node, ast.Attribute) and node.attr == name and isinstance(node.ctx, ast.Load)


def how_at(site: Site) -> How:
    """Whether what stands at a place is called or only read."""
    parent = site.parent()
    return How.CALLED if isinstance(parent, ast.Call) and parent.func is site.node else How.READ
