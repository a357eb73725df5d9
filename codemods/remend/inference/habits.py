"""What a project does by habit with the libraries that are not there to be read."""

from __future__ import annotations

from collections.abc import Mapping

from remend.index.index import Index
from remend.index.modules import absolute


def habits(index: Index) -> Mapping[tuple[str, str], tuple[int, int]]:
    """How often the project awaits each method of what lies outside of it, and how often it does not."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for path, facts in index.facts.items():
        for habit in facts.habits:
            is_package = path.rpartition("/")[2] == "__init__.py"
            owner = absolute(habit.owner, index.modules.name(path), is_package=is_package)
            awaited_, plain = found.get((owner, habit.method), (0, 0))
            found[owner, habit.method] = awaited_ + habit.awaited, plain + habit.plain
    return found
