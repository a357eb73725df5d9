"""Which two states a range of commits lies between, and which commits lead from one to the other.

A range is read as git reads one. What it is compared with is always a common ancestor of both ends: a commit that only
the start has is no work of the range, and must not look as if the range had taken it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from remend.errors import GitError
from remend.git.command import GitCommand, decode, encode
from remend.git.log import Change, read_changes

_FIELDS = ("%H", "%as", "%s")
_RENAMES = ("--raw", "--no-abbrev", "-z", "-l1000", "--diff-filter=R")
_MAIN = ("@{upstream}", "origin/HEAD", "origin/main", "origin/master", "main", "master")
_ALIKE, _SAME = "-M50%", "-M100%"


class RangeCommit(NamedTuple):
    """A commit of a range: author's date as YYYY-MM-DD, subject, and its changes against its first parent."""

    id: str
    date: str
    subject: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitRange:
    """Two states and what leads from one to the other.

    `asked` is what the user wrote; `base` and `head` are commit ids, `head` is None for what is not committed, with
    `staged` for the index. `commits` are the oldest first, each by its first parent alone unless all were asked for.
    """

    asked: str
    base: str
    head: str | None
    commits: tuple[RangeCommit, ...] = ()
    staged: bool = False
    notes: tuple[str, ...] = ()


class Ranges:
    """Reads ranges of one repository.

    Attributes:
        gaps: what could not be read, as sentences without a full stop; known once it was asked for.
    """

    def __init__(self, command: GitCommand) -> None:
        self._command = command
        self.gaps: tuple[str, ...] = ()

    def read(self, asked: str, *, all_parents: bool = False) -> CommitRange:
        """The range that `asked` names: `A..B`, `A...B`, `A..`, `REV^!`, or a branch, since it left HEAD.

        Raises GitError where a revision is unknown, the two have no common ancestor, or nothing lies between them.
        """
        start, end = self._ends(asked)
        base = self._ancestor(start, end, asked)
        notes = () if base == start else (f"compared with {base[:12]}, where {asked} begins to differ",)
        commits = self._commits(base, end, all_parents=all_parents)
        if not commits:
            raise GitError(f"there is no commit in {asked}: name a range such as HEAD~5.., or REV^! for one commit")
        return CommitRange(asked=asked, base=base, head=end, commits=commits, notes=notes)

    def ends(self, asked: str) -> tuple[str, str]:
        """What `asked` is compared with and where it ends, as `read` reads it. Raises GitError as that does."""
        start, end = self._ends(asked)
        return self._ancestor(start, end, asked), end

    def own(self) -> str:
        """What HEAD has that its upstream, else the main branch, has not. Raises GitError where there is no such."""
        head = self._resolve("HEAD")
        for name in _MAIN:
            answer = self._command.run("merge-base", name, head)
            if not answer.code and answer.output.decode("ascii").strip() != head:
                return f"{name}..HEAD"
        raise GitError("there is no upstream or main branch that HEAD is ahead of: name a range such as HEAD~5..")

    def since(self, date: str, *, all_parents: bool = False) -> CommitRange:
        """What came to HEAD since `date`, as git reads dates. Raises GitError if none is older, or newer."""
        asked = f"since {date}"
        head = self._resolve("HEAD")
        base = self._command.line("rev-list", "-1", "--first-parent", f"--before={date}", head)
        if not base:
            raise GitError(f"no commit of HEAD is older than {date}{self._cut()}: name a later date, or a range")
        commits = self._commits(base, head, all_parents=all_parents)
        if not commits:
            raise GitError(f"no commit of HEAD is newer than {date}: name an earlier date, or a range")
        return CommitRange(asked=asked, base=base, head=head, commits=commits)

    def uncommitted(self, *, staged: bool) -> CommitRange:
        """What is staged, or what is in the work tree, against HEAD. Raises GitError where there is no commit."""
        asked = "the staged changes" if staged else "the work tree"
        return CommitRange(asked=asked, base=self._resolve("HEAD"), head=None, staged=staged)

    def renames(self, between: CommitRange) -> dict[str, str]:
        """What the files that were renamed in a range were called at its start, by their new path."""
        ends = ["--cached", between.base] if between.staged else [between.base]
        ends += [between.head] if between.head is not None else []
        answer = self._command.run("diff", _ALIKE, *_RENAMES, *ends)
        listing = answer.output
        if answer.code:  # to tell how alike two files are, git reads them
            listing = self._command.output("diff", _SAME, *_RENAMES, *ends)
            self.gaps = ("some files are missing in this copy of the repository, so only exact renames are seen",)
        parts = decode(listing).split("\0")[:-1]
        return {parts[at + 2]: parts[at + 1] for at in range(0, len(parts), 3)}

    def touching(self, paths: Sequence[str], commit: str, most: int) -> tuple[RangeCommit, ...]:
        """The commits behind `commit` that touched files, the newest first and at most `most`; merges are left out."""
        limits = (f"-{most}", "--no-merges", "--full-history", "--no-renames", commit)
        listed = read_changes(self._command, _FIELDS, *limits, "--", *(f":(top,literal){path}" for path in paths))
        return _commits(listed)

    def _ends(self, asked: str) -> tuple[str, str]:
        if "..." in asked:
            left, _, right = asked.partition("...")
            return self._resolve(left or "HEAD"), self._resolve(right or "HEAD")
        if ".." in asked:
            left, _, right = asked.partition("..")
            return self._resolve(left or "HEAD"), self._resolve(right or "HEAD")
        if asked.endswith("^!"):
            end = self._resolve(asked.removesuffix("^!"))
            if self._command.run("rev-parse", "--verify", "--quiet", f"{end}^").code:
                raise GitError(f"{asked}: the first commit has nothing before it to compare it with{self._cut()}")
            return self._resolve(f"{end}^"), end
        return self._resolve("HEAD"), self._resolve(asked)

    def _ancestor(self, start: str, end: str, asked: str) -> str:
        answer = self._command.run("merge-base", start, end)
        if answer.code:
            problem = f"{asked}: the two ends have no common ancestor{self._cut()}"
            raise GitError(f"{problem}: name two commits of one history")
        return answer.output.decode("ascii").strip()

    def _commits(self, base: str, end: str, *, all_parents: bool) -> tuple[RangeCommit, ...]:
        way = ("--no-merges",) if all_parents else ("--first-parent", "-m")
        between = f"{base}..{end}"
        listed = read_changes(self._command, _FIELDS, "--reverse", "--topo-order", *way, "--no-renames", between)
        return _commits(listed)

    def _resolve(self, rev: str) -> str:
        well_formed = rev and not rev.startswith("-") and "\0" not in rev
        answer = self._command.run("rev-parse", "--verify", "--quiet", f"{rev}^{{commit}}") if well_formed else None
        if rev == "HEAD" and answer is not None and answer.code:
            raise GitError("there is no commit yet to compare with: commit first")
        if answer is None or answer.code:
            raise GitError(f"unknown revision {rev!r}: name a branch, tag or commit of this repository{self._cut()}")
        return answer.output.decode("ascii").strip()

    def _cut(self) -> str:
        is_shallow = self._command.line("rev-parse", "--is-shallow-repository") == "true"
        return " (the history of this clone is cut off: git fetch --unshallow)" if is_shallow else ""


def _commits(listed: Iterable[tuple[tuple[str, ...], tuple[Change, ...]]]) -> tuple[RangeCommit, ...]:
    return tuple(RangeCommit(id_, date, _printable(subject), changes) for (id_, date, subject), changes in listed)


def _printable(subject: str) -> str:
    return encode(subject).decode("utf-8", "replace")
