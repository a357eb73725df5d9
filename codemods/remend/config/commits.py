"""How changes become commits, as `[tool.remend.commits]` has it: where the spec lies, and what of it is another here.

What a key leaves out is as the spec says, so that each of them is None, or empty, where it is not set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated

import msgspec

from remend.config.decode import KeyPath
from remend.errors import ConfigError
from remend.nearest import advise

DEFAULT_VERIFY_TIMEOUT = 600.0


class FooterTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """A footer, and the types of the commits that need it; all of them if `types` is left out."""

    text: str
    types: tuple[str, ...] = ()


class CommitsTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """The keys of `[tool.remend.commits]`.

    Attributes:
        spec: path of an XML or TOML file with the spec, relative to the root of the configuration.
        types: the types that a subject may start with, as a list or as a table with their meanings.
        subject_limit: characters of a subject at most.
        imperative: whether a subject has to be in the imperative.
        body_width: characters of a line of the body at most.
        body_required: whether a message needs a body.
        footers: what a message has to end with.
        values: what stands for the `{holes}` of footers.
        split: what puts changes into commits of their own.
        together: what keeps them in one nevertheless.
        review_seconds: what a commit may cost its reviewer.
        max_commits: the most commits of one series.
        verify: shell commands that have to pass at each commit.
        verify_timeout: the seconds that each of them may take.
    """

    spec: str | None = None
    types: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)] | dict[str, str] | None = None
    subject_limit: Annotated[int, msgspec.Meta(ge=20)] | None = None
    imperative: bool | None = None
    body_width: Annotated[int, msgspec.Meta(ge=20)] | None = None
    body_required: bool | None = None
    footers: tuple[str | FooterTable, ...] | None = None
    values: Mapping[str, str] = {}
    split: tuple[str, ...] | None = None
    together: tuple[str, ...] | None = None
    review_seconds: Annotated[float, msgspec.Meta(gt=0)] | None = None
    max_commits: Annotated[int, msgspec.Meta(ge=1)] | None = None
    verify: str | tuple[str, ...] = ()
    verify_timeout: Annotated[float, msgspec.Meta(gt=0)] = DEFAULT_VERIFY_TIMEOUT

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands of `verify`, of which a single one may stand without a list."""
        return (self.verify,) if isinstance(self.verify, str) else self.verify


def checked(commits: CommitsTable, place: Callable[[KeyPath], str]) -> CommitsTable:
    """The table as it is. Raises ConfigError where `split` or `together` names what does not split or tie."""
    if commits.split or commits.together:
        from remend.plan.spec.model import Split, Tie  # noqa: PLC0415 (planning is built on the configuration)

        check_names(commits.split or (), Split, place(("split",)))
        check_names(commits.together or (), Tie, place(("together",)))
    return commits


def check_names(names: Iterable[str], known: Iterable[str], place: str) -> None:
    """Raise ConfigError, which begins with `place`, where one of `names` is not known."""
    right = frozenset(known)
    for name in names:
        if name not in right:
            raise ConfigError(f"{place}: there is no `{name}`{advise(name, right)}")
