"""What a project does by habit with the libraries that are not there to be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from remend.index.facts import Habit
from remend.index.modules import Modules, absolute


def habits(by_path: Mapping[str, Iterable[Habit]], modules: Modules) -> Mapping[tuple[str, str], tuple[int, int]]:
    """How often a project awaits each method of what lies outside of it, and how often it does not."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for path, told in by_path.items():
        for habit in told:
            is_package = path.rpartition("/")[2] == "__init__.py"
            owner = absolute(habit.owner, modules.name(path), is_package=is_package)
            awaited_, plain = found.get((owner, habit.method), (0, 0))
            found[owner, habit.method] = awaited_ + habit.awaited, plain + habit.plain
    return found
