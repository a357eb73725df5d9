"""One `[[tool.remend.replace]]` as it is written in the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec

Texts = str | tuple[str, ...]
HoleName = Annotated[str, msgspec.Meta(pattern=r"^[A-Z_][A-Z0-9_]*$")]
Kind = Literal["constant", "string", "number", "name"]
Place = Literal["async def", "def", "class", "module"]


class TypeTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A condition on a hole: it stands for an instance of the class of this dotted name, or of a subclass."""

    type: str


class ExampleTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Code that becomes other code, or that is kept; `files` are other files that stand beside it, by path."""

    before: str | None = None
    after: str | None = None
    keeps: str | None = None
    because: str = ""
    files: dict[str, str] = {}


class ReplaceTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """The keys of one `[[tool.remend.replace]]`.

    Attributes:
        name: the id of the rule that it is, in kebab-case.
        match: the code that is looked for, or several forms of it; `$NAME` stands for any expression, `$...NAME` for
            any number of arguments or elements. Names are dotted names as an import would have them.
        replace: the code that takes its place, with the same holes; it may be left out where the safety is
            `report-only`.
        moved: `from` and `to` in place of `match` and `replace`, for what is only called otherwise now: `pkg.old`,
            `pkg.old:name`, `pkg.mod:Class.member` or `pkg.mod:function(argument=)`.
        imports: import statements that bind the names in `match` and `replace`, and that files get which lack them.
        where: for a hole what it may stand for; for `inside` where the code has to stand.
        safety: `safe`, `unsafe` (the mend needs --unsafe) or `report-only`.
        severity: `low`, `medium`, `high` or `critical`.
        message: what is wrong with the code that is found, and for an unsafe mend what it may change.
        subject: what the commit does, in the imperative.
        examples: what `remend rules --check` tries.
    """

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    match: Texts = ()
    replace: str | None = None
    moved: str | None = msgspec.field(default=None, name="from")
    to: str | None = None
    imports: Texts = ()
    where: Mapping[str, Kind | Place | TypeTable] = {}
    safety: Literal["safe", "unsafe", "report-only"] = "safe"
    severity: Literal["low", "medium", "high", "critical"] = "medium"
    message: str = ""
    subject: str = ""
    examples: tuple[ExampleTable, ...] = ()
