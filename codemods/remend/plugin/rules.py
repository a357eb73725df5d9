"""The rules that a configuration declares, each made of one `[[tool.remend.codemod]]`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from remend.config.decode import KeyPath
from remend.plugin.declared import declare
from remend.plugin.rule import plugin_rule
from remend.plugin.table import PluginTable
from remend.rule import RuleType


def plugin_rules(
    tables: Sequence[PluginTable], root: Path, source_roots: Sequence[str], place: Callable[[KeyPath], str]
) -> Mapping[str, RuleType]:
    """The rule of each table, by id. Raises ConfigError, which begins with what `place` says about a key."""
    folders = tuple(dict.fromkeys((str(root), *(str(root / each) for each in source_roots))))
    found: dict[str, RuleType] = {}
    for number, table in enumerate(tables):

        def at(path: KeyPath, name: str = table.name or str(number)) -> str:
            return place(("codemod", name, *path))

        declared = declare(table, folders, at)
        found[declared.id] = plugin_rule(declared)
    return found
