"""The rules that a configuration declares, each made of one `[[tool.remend.replace]]`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from remend.config.decode import KeyPath
from remend.replace.declared import declare
from remend.replace.rule import replacement
from remend.replace.table import ReplaceTable
from remend.rule import RuleType


def declared_rules(tables: Sequence[ReplaceTable], place: Callable[[KeyPath], str]) -> Mapping[str, RuleType]:
    """The rule of each table, by id; `place` begins an error message about a key. Raises ConfigError."""
    found: dict[str, RuleType] = {}
    for table in tables:

        def at(path: KeyPath, name: str = table.name) -> str:
            return place(("replace", name, *path))

        found[table.name] = replacement(declare(table, at))
    return found
