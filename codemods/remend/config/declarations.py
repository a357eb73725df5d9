"""The rules that a configuration declares itself: replacements, and codemods that there are already."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from remend.config.decode import KeyPath, decode
from remend.errors import ConfigError
from remend.plugin.table import PluginTable
from remend.replace.table import ReplaceTable
from remend.rule import RuleType

Place = Callable[[KeyPath], str]
RawTables = Sequence[Mapping[str, Any]]


class Declarations(msgspec.Struct, frozen=True):
    """What is declared: the tables of `replace` and of `codemod`."""

    replace: tuple[ReplaceTable, ...] = ()
    codemod: tuple[PluginTable, ...] = ()

    def rules(self, root: Path, source_roots: Sequence[str], place: Place) -> dict[str, RuleType]:
        """The rules that they are, by id. Raises ConfigError, which begins with what `place` says about a key."""
        found: dict[str, RuleType] = {}
        if self.replace:
            from remend.replace.rules import declared_rules  # noqa: PLC0415 (a run without them needs none of it)

            found |= declared_rules(self.replace, place)
        if self.codemod:
            from remend.plugin.rules import plugin_rules  # noqa: PLC0415 (likewise)

            found |= plugin_rules(self.codemod, root, source_roots, place)
        return found


def read_declarations(replace: RawTables, codemod: RawTables, place: Place, taken: Container[str]) -> Declarations:
    """The tables of `replace` and `codemod`, of which none may have an id that is `taken`, or that of another."""
    replacements: dict[str, ReplaceTable] = {}
    codemods: dict[str, PluginTable] = {}

    def check(name: str, below: KeyPath) -> None:
        if name in taken or name in replacements or name in codemods:
            raise ConfigError(f"{place((*below, 'name'))}: there is another rule `{name}`; name this one otherwise")

    for number, raw in enumerate(replace):
        below = ("replace", str(raw.get("name") or number))
        made = decode(raw, ReplaceTable, place, below)
        check(made.name, below)
        replacements[made.name] = made
    for number, raw in enumerate(codemod):
        from remend.plugin.declared import rule_id  # noqa: PLC0415 (a run without codemods needs none of it)

        below = ("codemod", str(raw.get("name") or number))
        table = decode(raw, PluginTable, place, below)
        name = rule_id(table, place((*below, "name")))
        check(name, below)
        codemods[name] = table
    return Declarations(tuple(replacements.values()), tuple(codemods.values()))
