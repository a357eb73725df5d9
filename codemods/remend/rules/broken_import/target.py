"""What an import asks for, named alike by the survey, which knows the index, and by detection, which knows a tree."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from remend.index.facts import Import
from remend.index.modules import absolute


class Target(msgspec.Struct, frozen=True, order=True):
    """A module by its absolute name, or with `name` something that the module holds."""

    module: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.module}.{self.name}" if self.name else self.module


def last_part(dotted: str) -> str:
    """The last part of a dotted name."""
    return dotted.rpartition(".")[2]


class Asked(NamedTuple):
    """The target of an import; `home` is the folder, with a slash, that it starts from where it is relative."""

    target: Target
    home: str | None = None


def target_of(fact: Import, path: str, module: str) -> Asked | None:
    """What an import in the file at `path`, whose own dotted name is `module`, asks for; None where it leads nowhere.

    The target of a star import is the module.
    """
    if fact.is_module or (fact.name == "*" and not fact.is_renamed):
        return ask(fact.origin, "", path, module)
    origin, dot, name = fact.origin.rpartition(".")
    return ask(origin if origin.strip(".") else origin + dot, name, path, module)


def ask(origin: str, name: str, path: str, module: str) -> Asked | None:
    """The target of `from origin import name`; without `name`, of an import of the module `origin`."""
    level = len(origin) - len(origin.lstrip("."))
    if not level:
        return Asked(Target(origin, name))
    is_package = path.endswith("/__init__.py")
    named = absolute(origin, module, is_package=is_package) if module else ""
    if named:
        stem = path.removesuffix(".py").removesuffix("/__init__")
        return Asked(Target(named, name), stem.removesuffix(module.replace(".", "/")))
    folders = path.split("/")[:-1]
    if level > len(folders) + 1:
        return None
    kept = folders[: len(folders) - level + 1]
    rest = ".".join(filter(None, [*kept[-1:], origin[level:]]))
    return Asked(Target(rest, name), "".join(f"{folder}/" for folder in kept[:-1])) if rest else None
