"""What a range rule is: one that compares both ends of a range, and so sees what no single state shows."""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import ClassVar

from remend.review.ends import Ends
from remend.review.model import Change
from remend.rule import Options


class RangeRule(ABC):
    """Judges what a range of commits did. The docstring says what it finds, why that hurts, and how it decides.

    Class attributes:
        id: kebab-case name of the pattern; the file is its snake_case, the class its PascalCase.
        summary: the pattern in a few words.
        options_type: the rule's own table of the configuration.

    Attributes:
        tables: the tables of all rules by id, as `Config.rules` has them.
        options: its own; the defaults where it has no table.
    """

    id: ClassVar[str]
    summary: ClassVar[str]
    options_type: ClassVar[type[Options]] = Options

    def __init__(self, tables: Mapping[str, Options] = MappingProxyType({})) -> None:
        self.tables = tables
        self.options = tables[self.id] if self.id in tables else self.options_type()

    @abstractmethod
    def judge(self, ends: Ends) -> Iterator[Change]:
        """Yield the changes, in any order; what no evidence decides needs verification, and says what to check."""


@cache
def all_range_rules() -> tuple[type[RangeRule], ...]:
    """The range rules in the modules and packages of `remend.review.rules`, by id."""
    from remend.review import rules  # noqa: PLC0415 (its modules import this one)

    found = {}
    for info in pkgutil.iter_modules(rules.__path__, f"{rules.__name__}."):
        for value in vars(importlib.import_module(info.name)).values():
            if isinstance(value, type) and issubclass(value, RangeRule) and "id" in vars(value):
                found[value.id] = value
    return tuple(found[name] for name in sorted(found))
