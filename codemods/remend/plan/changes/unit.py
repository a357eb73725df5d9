"""The commits that a change is proposed to become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from remend.git.draft import File
from remend.plan.changes.facts import Facts
from remend.plan.changes.parts import FileChange, Part, state_of


@dataclass(frozen=True, eq=False, kw_only=True)
class ChangeUnit:
    """One proposed commit.

    `why` are sentences on what holds its parts together; `notes` what a reader has to know besides. `changes` are the
    paths that it changes, with what they hold afterwards. `commit` is its id once it was written.
    """

    facts: tuple[Facts, ...]
    subject: str
    body: str
    trailers: tuple[tuple[str, str], ...]
    changes: Mapping[str, File | None]
    review_seconds: float
    why: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    commit: str | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it is made of, by file and line."""
        return tuple(facts.part for facts in self.facts)

    @cached_property
    def files(self) -> tuple[FileChange, ...]:
        """The files that it touches, by path."""
        return tuple(dict.fromkeys(part.file for part in self.parts))

    @property
    def message(self) -> str:
        """Subject, body and trailers as git stores them, with one newline at the end."""
        trailers = "\n".join(f"{key}: {value}" for key, value in self.trailers)
        return "\n\n".join(part for part in (self.subject, self.body, trailers) if part) + "\n"


def changes_of(facts: tuple[Facts, ...], before: Mapping[FileChange, tuple[Part, ...]]) -> Mapping[str, File | None]:
    """What the paths that some parts touch hold after them, where the parts in `before` were applied first."""
    found: dict[str, File | None] = {}
    for file in dict.fromkeys(each.part.file for each in facts):
        own = tuple(each.part for each in facts if each.part.file is file)
        then = state_of(file, (*before.get(file, ()), *own))
        earlier = state_of(file, before.get(file, ()))
        found |= {path: state for path, state in then.items() if state != earlier[path]}
    return found
