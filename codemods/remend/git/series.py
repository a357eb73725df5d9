"""Writing drafts as a chain of commits, beside everything the user has.

Only objects are added: trees are built in an index of our own in a temporary folder, and no branch is moved. Whatever
goes wrong on the way leaves at most a few objects that nothing names, which git clears away in time; a kill may leave
that folder, too, for the system to clear away, and never anything else in the repository.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from remend.errors import GitError, RemendError
from remend.git.command import Answer, GitCommand, decode, encode
from remend.git.draft import Draft, drafts_of
from remend.git.repository import Repository
from remend.git.snapshots import SUBMODULE, Entry, entries_of
from remend.model import CommitUnit
from remend.store import Content, plain

Step = Mapping[str, Entry | None]
"""What one commit puts into the tree, None for what it takes out of it."""

_FILES = "the files of the commits"


def write_series(repository: Repository, base: str, units: Sequence[CommitUnit]) -> tuple[str, ...]:
    """Write one commit for each unit, as `write_drafts` does.

    Raises RemendError also where a rewrite does not start from what its commit's parent holds.
    """
    start = repository.commit(base)
    return write_drafts(repository, start.label, drafts_of(start, units))


def write_drafts(repository: Repository, base: str, drafts: Sequence[Draft], *, tree: str = "") -> tuple[str, ...]:
    """Write one commit for each draft, the first on top of the commit `base`; their ids, in order.

    `tree` is the id of the tree that the last one is to have, if that is known. Raises GitError where git cannot write
    them, and RemendError where a draft changes nothing, names an object that is not there, or where the result is not
    what the drafts say.
    """
    if not drafts:
        return ()
    command = repository.command
    start = repository.resolve(base)
    before = entries_of(start, command)
    try:
        with TemporaryDirectory(prefix="remend-") as folder:
            steps = _store(command, before, drafts, Path(folder))
            commits = _Writer(command, Path(folder) / "index").write(start, drafts, steps)
    except OSError as error:
        reason = f"no temporary files can be written for git: {error.strerror}"
        raise GitError(f"{reason}; free some space or set TMPDIR") from error
    _verify(command, before, commits, steps)
    if tree and command.line("rev-parse", f"{commits[-1]}^{{tree}}") != tree:
        raise RemendError("the commits written do not lead to the tree that was planned; report this")
    return commits


def _store(command: GitCommand, before: Mapping[str, Entry], drafts: Sequence[Draft], folder: Path) -> tuple[Step, ...]:
    """Add every content to the object store, byte for byte; what each draft puts into the tree."""
    files = [file for draft in drafts for file in draft.changes.values() if file is not None]
    contents = list(dict.fromkeys(file.content for file in files if not isinstance(file.content, str)))
    places = [folder / str(number) for number in range(len(contents))]
    for place, content in zip(places, contents, strict=True):
        place.write_bytes(plain(content))
    names = "".join(f"{place}\n" for place in places)
    storing = ["hash-object", "-w", "--no-filters", "--stdin-paths"]
    told = _said(command.run(*storing, stdin=encode(names)), _FILES) if names else ""
    blobs: dict[Content | str, str] = dict(zip(contents, told.split(), strict=True))
    named = {file.content for file in files if isinstance(file.content, str) and file.mode != SUBMODULE}
    _check_blobs(command, named.difference(entry.blob for entry in before.values()))
    return tuple(
        {
            path: None if file is None else Entry(file.mode, blobs.get(file.content, str(file.content)))
            for path, file in draft.changes.items()
        }
        for draft in drafts
    )


def _check_blobs(command: GitCommand, named: Collection[str]) -> None:
    if not named:
        return
    ids = "".join(f"{each}\n" for each in sorted(named))
    for line in command.line("cat-file", "--batch-check=%(objecttype) %(objectname)", stdin=encode(ids)).splitlines():
        if not line.startswith("blob "):
            raise RemendError(f"a commit is to hold the blob {line.split()[0]}, which is not there; report this")


@dataclass(frozen=True, slots=True)
class _Writer:
    """Builds trees in the index file `index`, and commits on top of one another."""

    command: GitCommand
    index: Path

    def write(self, base: str, drafts: Sequence[Draft], steps: Sequence[Step]) -> tuple[str, ...]:
        signing = ["-S"] if _signs(self.command) else []
        self._git("read-tree", base)
        parent, tree = base, self.command.line("rev-parse", f"{base}^{{tree}}")
        commits = []
        for draft, step in zip(drafts, steps, strict=True):
            previous, tree = tree, self._tree(step, nothing="0" * len(base))
            if tree == previous:
                raise RemendError(
                    f"the commit {draft.subject!r} would change nothing; nothing was written, report this"
                )
            parent = self._commit(draft, tree, parent, signing)
            commits.append(parent)
        return tuple(commits)

    def _tree(self, step: Step, *, nothing: str) -> str:
        """The tree after one more step. What goes makes room first: a file may become a folder, and a folder a file."""
        gone = [f"0 {nothing}\t{path}\0" for path, entry in step.items() if entry is None]
        put = [f"{entry.mode} {entry.blob}\t{path}\0" for path, entry in step.items() if entry is not None]
        self._git("update-index", "-z", "--index-info", stdin=encode("".join([*gone, *put])))
        return self._git("write-tree", "--missing-ok")

    def _commit(self, draft: Draft, tree: str, parent: str, signing: Sequence[str]) -> str:
        message = draft.message.encode("utf-8", "backslashreplace")
        author = draft.author.environment if draft.author is not None else None
        arguments = ["commit-tree", *signing, tree, "-p", parent, "-F", "-"]
        answer = self.command.run(*arguments, stdin=message, environment=author)
        advice = "; see commit.gpgSign and user.signingKey in git's configuration" if signing else ""
        return _said(answer, f"the commit {draft.subject!r}", advice)

    def _git(self, *arguments: str, stdin: bytes = b"") -> str:
        answer = self.command.run(*arguments, stdin=stdin, environment={"GIT_INDEX_FILE": str(self.index)})
        return _said(answer, _FILES)


def _said(answer: Answer, what: str, advice: str = "") -> str:
    """What git printed. Raises GitError where it could not write `what`."""
    if answer.code:
        raise GitError(f"{what} cannot be written: {answer.reasons}{advice}")
    return decode(answer.output).strip()


def _signs(command: GitCommand) -> bool:
    """Whether the user signs commits, which `git commit-tree` does not look up by itself."""
    answer = command.run("config", "--type=bool", "--get", "commit.gpgSign")
    if answer.code not in {0, 1}:
        raise GitError(f"commit.gpgSign cannot be read: {answer.sentence}")
    return answer.output.strip() == b"true"


def _verify(command: GitCommand, before: Mapping[str, Entry], commits: Sequence[str], steps: Sequence[Step]) -> None:
    """Raise RemendError where a commit does not change just what its step says."""
    now = dict[str, Entry | None](before)
    changes = _changes(command, commits)
    for commit, step in zip(commits, steps, strict=True):
        found = changes[commit]
        expected = {path: entry for path, entry in step.items() if entry != now.get(path)}
        if found != expected:
            paths = sorted({path for path, _ in found.items() ^ expected.items()})
            raise RemendError(f"the commits written are not those planned ({', '.join(paths)}); report this")
        now |= step


def _changes(command: GitCommand, commits: Sequence[str]) -> Mapping[str, Step]:
    """By its id what each commit changed, as git tells it."""
    asked = "".join(f"{commit}\n" for commit in commits)
    options = ["--stdin", "-r", "-z", "--no-renames", "--ignore-submodules=none"]
    records = iter(command.output("diff-tree", *options, stdin=encode(asked)).split(b"\0")[:-1])
    changes: dict[str, dict[str, Entry | None]] = {commit: {} for commit in commits}
    commit = ""
    for record in map(decode, records):
        if not record.startswith(":"):
            commit = record
            continue
        _, mode, _, blob, kind = record.split(" ")
        changes[commit][decode(next(records))] = None if kind == "D" else Entry(mode, blob)
    return changes
