"""What a state of a code base says of a setting: where code reads it, and where it is declared."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.Enum):
    """What sort of place declares a setting, the one that tells most of a running system first."""

    CODE = "code"
    DEPLOYMENT = "deployment"
    PIPELINE = "pipeline"
    EXAMPLE = "example"
    TEST = "test"

    @property
    def is_live(self) -> bool:
        """Whether a running system gets its settings by such a place."""
        return self in (Kind.CODE, Kind.DEPLOYMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One place at which code asks for a setting.

    `name` may be a pattern, with `*` for what is computed. `default` is the source of what is taken where the setting
    is missing, empty where there is nothing; `literal` its value, None where it is not fixed. `demands` tells that a
    missing one is an error, `asks` that the code only asks whether there is one. `is_sure` is false where only the
    names of what is called say that it is a read. `target` is the variable that it goes to, `is_late` tells that this
    depends on what the variable holds before, and `statement` are the lines of its statement.
    """

    name: str
    path: str
    line: int
    end_line: int
    symbol: str
    default: str = ""
    literal: str | None = None
    demands: bool = False
    asks: bool = False
    is_sure: bool = True
    target: str = ""
    is_late: bool = False
    statement: tuple[int, int] = (0, 0)

    @property
    def place(self) -> str:
        """Where it stands, as a report says it."""
        return f"{self.path}:{self.line}"

    @property
    def needs_value(self) -> bool:
        """Whether there is nothing that takes the place of a missing value."""
        return self.demands or not (self.default or self.asks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One place that declares or sets a setting; `owner` is what it is part of, as `CONFIG.SECRETS[backend]`."""

    name: str
    path: str
    line: int
    kind: Kind
    owner: str = ""

    @property
    def place(self) -> str:
        """Where it stands, as a report says it."""
        return f"{self.path}:{self.line}"
