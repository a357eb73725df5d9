"""What a commit is to hold, before git has written it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from remend.errors import RemendError
from remend.git.snapshots import PLAIN_FILE, CommitSnapshot
from remend.model import CommitUnit
from remend.store import Content


@dataclass(frozen=True, slots=True)
class File:
    """A file as a commit is to hold it.

    `content` is its bytes (of a symlink where it leads), which may have been put away, or the id of an object that the
    repository already has: a blob, or for a submodule, whose mode is 160000, a commit of that submodule.
    """

    content: Content | str
    mode: str = PLAIN_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who made a change and when, as git writes it: the date is `SECONDS +ZONE`, or any other that git reads."""

    name: str
    email: str
    date: str

    @property
    def environment(self) -> dict[str, str]:
        """The variables that tell git."""
        date = f"@{self.date}" if re.fullmatch(r"\d+ [+-]\d{4}", self.date) else self.date
        return {"GIT_AUTHOR_NAME": self.name, "GIT_AUTHOR_EMAIL": self.email, "GIT_AUTHOR_DATE": date}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One commit to be: its whole message, and each path that it changes with the new file, None where that goes.

    A folder that becomes a file names every path that goes with it. Without `author` the user is the author.
    """

    message: str
    changes: Mapping[str, File | None]
    author: Author | None = None

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]


def drafts_of(start: CommitSnapshot, units: Sequence[CommitUnit]) -> tuple[Draft, ...]:
    """The units of a plan as drafts; files keep the modes that they have in `start`.

    Raises RemendError where a rewrite does not start from what `start` and the units before leave.
    """
    now: dict[str, Content] = {}
    drafts = []
    for unit in units:
        changes: dict[str, File | None] = {}
        for rewrite in unit.rewrites:
            path = rewrite.path
            before = now[path] if path in now else start.read(path) if path in start else None
            if before != rewrite.old:
                raise RemendError(
                    f"{path} is not in the state that {unit.subject!r} starts from; nothing was written, report this"
                )
            now[path] = rewrite.new
            changes[path] = File(rewrite.new, start.mode(path))
        drafts.append(Draft(message=unit.message, changes=changes))
    return tuple(drafts)
