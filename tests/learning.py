"""Two texts of a file, and the rewrite templates that can be learned from them.

Importable as `learning` from every test: `from learning import learned`.
"""

from __future__ import annotations

from remend.module import Module, Surroundings
from remend.review.ends import differences
from remend.templates.edits import Edit, edits_between
from remend.templates.learn import Learned, learn
from remend.templates.names import Names

PATH = "shop/cart.py"
NAME = "shop.cart"


def loaded(text: str, path: str = PATH) -> Module:
    """A file as a module."""
    name = path.removesuffix(".py").replace("/", ".")
    module = Module.load(path, text.encode(), Surroundings(name=name))
    assert isinstance(module, Module), module
    return module


def names_of(text: str, path: str = PATH) -> Names:
    """The names of a file."""
    return Names(loaded(text, path), path.removesuffix(".py").replace("/", "."), path)


def edits(before: str, after: str) -> list[Edit]:
    """The smallest edits between two texts of the file."""
    hunks = differences(before.splitlines(), after.splitlines())
    changed = [
        (range(each.old_start + 1, each.old_end + 1), range(each.new_start + 1, each.new_end + 1)) for each in hunks
    ]
    old, new = names_of(before), names_of(after)
    return edits_between(old.module, new.module, changed, (old, new))


def learned(before: str, after: str) -> tuple[Learned, ...]:
    """What is learned from two texts of the file."""
    return learn(edits(before, after))


def templates(before: str, after: str) -> list[str]:
    """The templates as text, the best supported first."""
    return [str(each.template) for each in learned(before, after)]
