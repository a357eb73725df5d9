"""One `[[tool.remend.codemod]]` as it is written in the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from remend.replace.table import ExampleTable

ID = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


class PluginTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """The keys of one `[[tool.remend.codemod]]`.

    Attributes:
        name: the id of the rule that it is, in kebab-case; made of the name of the class or the file if left out.
        codemod: a LibCST codemod, `package.module:Class` or with a dot in place of the colon.
        query: a Python file that makes Bowler queries, from the root of the project.
        args: for a codemod what the options of its command line would set; for a query the arguments of its file.
        triggers: words, at least one of which stands in every file that it can change; every file where there are none.
        max_seconds: how long it may take for one file.
        drops_comments: the beginnings of comments that it may take away.
        safety: `unsafe` (the mend needs --unsafe), `safe` or `report-only`.
        severity: `low`, `medium`, `high` or `critical`.
        message: what is wrong with the code that it changes, and what the change may do.
        subject: what the commit does, in the imperative.
        examples: what `remend rules --check` tries.
    """

    name: Annotated[str, msgspec.Meta(pattern=ID)] | None = None
    codemod: str = ""
    query: str = ""
    args: Mapping[str, Any] | tuple[str, ...] = ()
    triggers: tuple[Annotated[str, msgspec.Meta(min_length=1)], ...] = ()
    max_seconds: Annotated[float, msgspec.Meta(gt=0)] = 120
    drops_comments: tuple[Annotated[str, msgspec.Meta(pattern="^#")], ...] = ()
    safety: Literal["safe", "unsafe", "report-only"] = "unsafe"
    severity: Literal["low", "medium", "high", "critical"] = "medium"
    message: str = ""
    subject: str = ""
    examples: tuple[ExampleTable, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.query) == bool(self.codemod):
            raise ValueError("say either `codemod`, a class, or `query`, a file")
