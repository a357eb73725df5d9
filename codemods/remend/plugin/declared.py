"""A declared plug-in: checked as far as can be without running any of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from remend.config.decode import KeyPath
from remend.errors import ConfigError
from remend.plugin.messages import Call
from remend.plugin.table import ID, PluginTable
from remend.replace.examples import check_examples

_CLASS = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*[:.][A-Za-z_]\w*")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Declared:
    """One `[[tool.remend.codemod]]`: the rule's id, and how the plug-in is called. `place` is where it was declared."""

    id: str
    table: PluginTable
    call: Call
    place: str

    @property
    def label(self) -> str:
        """What it is called where it comes from."""
        return (
            self.call.target.replace(":", ".").rpartition(".")[2] if self.call.kind == "codemod" else self.call.target
        )


def declare(table: PluginTable, folders: tuple[str, ...], place: Callable[[KeyPath], str]) -> Declared:
    """The plug-in that a table declares.

    `folders` are where modules of the project are looked for, its root first; `place` begins an error message about one
    of its keys. Raises ConfigError.
    """
    kind: Literal["codemod", "query"] = "query" if table.query else "codemod"
    if table.codemod and not _CLASS.fullmatch(table.codemod):
        raise ConfigError(f"{place(('codemod',))}: `{table.codemod}` is no class as in `package.module:Class`")
    if table.query and not _is_below(table.query):
        raise ConfigError(f"{place(('query',))}: `{table.query}` is no Python file below the root of the project")
    if table.args and isinstance(table.args, Mapping) != (kind == "codemod"):
        wanted = "a table of what its options would set" if kind == "codemod" else "a list of texts"
        raise ConfigError(f"{place(('args',))}: the arguments of a {kind} are {wanted}")
    check_examples(table.examples, place(("examples",)))
    return Declared(
        id=rule_id(table, place(("name",))),
        table=table,
        call=Call(
            kind=kind,
            target=table.query or table.codemod,
            args=table.args,
            folders=folders,
            seconds=table.max_seconds,
        ),
        place=place(()),
    )


def rule_id(table: PluginTable, place: str) -> str:
    """The id of the rule: its name, else what the class or the file is called.

    Raises ConfigError, which begins with `place`.
    """
    if table.name is not None:
        return table.name
    name = PurePosixPath(table.query).stem if table.query else re.split("[:.]", table.codemod)[-1]
    words = _HUMP.sub("-", name).replace("_", "-").lower().strip("-")
    made = re.sub("-+", "-", words).removesuffix("-command")
    if not re.fullmatch(ID, made):
        raise ConfigError(f"{place}: this key is required where `{name}` gives no name for a rule")
    return made


def _is_below(path: str) -> bool:
    made = PurePosixPath(path)
    return made.suffix == ".py" and not made.is_absolute() and ".." not in made.parts
