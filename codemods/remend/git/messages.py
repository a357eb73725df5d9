"""The messages of commits, and how this repository has them edited."""

from __future__ import annotations

from dataclasses import dataclass

from remend.errors import GitError
from remend.git.command import GitCommand, encode
from remend.git.log import Change, read_changes

_FIELDS = ("%H", "%P", "%B")
_WITHOUT_STRIPPING = frozenset({"whitespace", "verbatim", "scissors"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """What git does to a message that is being written.

    `comment` is what its comments begin with, `auto` where git chooses. `strips` tells whether they are taken out;
    None where that depends on whether an editor was opened. `merging` tells that the commit will be a merge.
    """

    comment: str = "#"
    strips: bool | None = None
    merging: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitText:
    """A commit with its message and the files that it touched; a merge touches none."""

    id: str
    is_merge: bool
    message: str
    changes: tuple[Change, ...]


class Messages:
    """Reads the messages of one repository."""

    def __init__(self, command: GitCommand) -> None:
        self._command = command

    def editing(self) -> Editing:
        """How messages are edited here, now."""
        comment = self._setting("core.commentString") or self._setting("core.commentChar") or "#"
        cleanup = self._setting("commit.cleanup")
        merging = not self._command.run("rev-parse", "--verify", "--quiet", "MERGE_HEAD").code
        strips = None if cleanup in ("", "default") else cleanup not in _WITHOUT_STRIPPING
        return Editing(comment=comment, strips=strips, merging=merging)

    def read(self, asked: str) -> tuple[CommitText, ...]:
        """The commit that `asked` names, or those of the range `A..B`, merges left out, the oldest first.

        Raises GitError where a revision is unknown, or the range is empty.
        """
        self._check(asked)
        which = ("--reverse", "--topo-order", "--no-merges") if ".." in asked else ("--no-walk",)
        named = asked.removesuffix("^!")
        listed = read_changes(self._command, _FIELDS, "--encoding=UTF-8", "--root", "--no-renames", *which, named, "--")
        if not listed:
            raise GitError(f"there is no commit in {asked}: name a commit, or a range such as main..HEAD")
        return tuple(
            CommitText(id=id_, is_merge=" " in parents, message=_printable(message), changes=changes)
            for (id_, parents, message), changes in listed
        )

    def _check(self, asked: str) -> None:
        well_formed = asked and not asked.startswith("-") and "\0" not in asked
        if not well_formed or self._command.run("rev-parse", "--quiet", "--revs-only", asked, "--").code:
            raise GitError(f"unknown revision {asked!r}: name a commit, or a range such as main..HEAD")

    def _setting(self, name: str) -> str:
        answer = self._command.run("config", "--get", name)
        return "" if answer.code else answer.output.decode("utf-8", "replace").removesuffix("\n")


def _printable(message: str) -> str:
    return encode(message).decode("utf-8", "replace")
