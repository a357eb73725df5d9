"""The options that several commands share, and what is made of their values."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer


class Format(enum.StrEnum):
    """How a report is told."""

    TEXT = "text"
    JSON = "json"


Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="PATHS", help="Files and folders; the current folder if none.")
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to tell the result.")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the report to FILE instead of stdout.")
]
Select = Annotated[
    list[str] | None,
    typer.Option("--select", metavar="RULES", help="Run these rules alone: ids with commas between; repeatable."),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="RULES", help="Leave these rules out: ids with commas between; repeatable."),
]
Config = Annotated[
    list[str] | None,
    typer.Option(
        "--config",
        metavar="FILE|KEY=VALUE",
        help="Use this TOML file, or set one key of the configuration; repeatable.",
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, metavar="N", help="Processes to use; one for each core if not given."),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Let the workers of this dask scheduler look at the files.",
    ),
]
Branch = Annotated[
    str | None, typer.Option("--branch", metavar="NAME", help="Name of the branch; remend/... if not given.")
]
Unsafe = Annotated[bool, typer.Option("--unsafe", help="Also mend where the meaning may change.")]
AllowDirty = Annotated[
    bool, typer.Option("--allow-dirty", help="Also mend files with uncommitted changes, as HEAD has them.")
]
Verify = Annotated[
    list[str] | None,
    typer.Option("--verify", metavar="COMMAND", help="Keep only what this shell command passes with; repeatable."),
]
NoVerify = Annotated[bool, typer.Option("--no-verify", help="Run no command, whatever is configured.")]
MaxCommits = Annotated[
    int | None,
    typer.Option("--max-commits", min=1, metavar="N", help="Put the last commits together where there are more."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what was found or done.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more; show the traceback of an internal error.")]


def given(values: Sequence[str] | None) -> tuple[str, ...] | None:
    """What an option was given, in order; None where it was not."""
    return tuple(values) if values else None
