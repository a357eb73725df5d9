"""Writing a plan's units as a chain of commits, beside everything the user has.

Only objects are added: trees are built in an index of our own in a temporary folder, and no branch is moved. Whatever
goes wrong on the way leaves at most a few objects that nothing names, which git clears away in time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from remend.errors import GitError, RemendError
from remend.git.command import GitCommand, decode, encode
from remend.git.repository import Repository
from remend.git.snapshots import CommitSnapshot, Entry
from remend.model import CommitUnit

Contents = Mapping[str, bytes]
Tree = Mapping[str, Entry]


def write_series(repository: Repository, base: str, units: Sequence[CommitUnit]) -> tuple[str, ...]:
    """Write one commit for each unit, the first on top of the commit `base`; their ids, in order.

    Raises GitError where git cannot write them, and RemendError where a rewrite does not start from what its commit's
    parent holds, where a unit changes nothing, or where the result is not what the units say.
    """
    start = repository.commit(base)
    steps = _steps(start, units)
    with TemporaryDirectory(prefix="remend-") as folder:
        trees = _store(repository.command, start, steps, Path(folder))
        commits = _Writer(repository.command, Path(folder) / "index").write(start.label, units, trees)
    _verify(repository.command, start, commits[-1], trees)
    return commits


def _steps(start: CommitSnapshot, units: Sequence[CommitUnit]) -> list[Contents]:
    """What each unit changes, as path -> new content."""
    now: dict[str, bytes] = {}
    steps: list[Contents] = []
    for unit in units:
        step: dict[str, bytes] = {}
        for rewrite in unit.rewrites:
            path = rewrite.path
            before = now[path] if path in now else start.read(path) if path in start else None
            if before != rewrite.before:
                raise RemendError(
                    f"{path} is not in the state that {unit.subject!r} starts from; nothing was written, report this"
                )
            now[path] = step[path] = rewrite.after
        steps.append(step)
    return steps


def _store(command: GitCommand, start: CommitSnapshot, steps: Sequence[Contents], folder: Path) -> list[Tree]:
    """Add every content to the object store, byte for byte; what each step puts into the tree."""
    files = []
    for number, content in enumerate(content for step in steps for content in step.values()):
        files.append(folder / str(number))
        files[-1].write_bytes(content)
    names = "".join(f"{file}\n" for file in files)
    blobs = iter(command.line("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=encode(names)).split("\n"))
    return [{path: Entry(start.mode(path), next(blobs)) for path in step} for step in steps]


@dataclass(frozen=True, slots=True)
class _Writer:
    """Builds trees in the index file `index` and commits on top of one another."""

    command: GitCommand
    index: Path

    def write(self, base: str, units: Sequence[CommitUnit], trees: Sequence[Tree]) -> tuple[str, ...]:
        signing = ["-S"] if _signs(self.command) else []
        self._git("read-tree", base)
        parent, tree = base, self.command.line("rev-parse", f"{base}^{{tree}}")
        commits = []
        for unit, changes in zip(units, trees, strict=True):
            previous, tree = tree, self._tree(changes)
            if tree == previous:
                raise RemendError(f"the commit {unit.subject!r} would change nothing; nothing was written, report this")
            parent = self._commit(unit, tree, parent, signing)
            commits.append(parent)
        return tuple(commits)

    def _tree(self, changes: Tree) -> str:
        lines = [
            b"%s %s\t%s\0" % (entry.mode.encode(), entry.blob.encode(), encode(path)) for path, entry in changes.items()
        ]
        self._git("update-index", "-z", "--index-info", stdin=b"".join(lines))
        return self._git("write-tree", "--missing-ok")

    def _commit(self, unit: CommitUnit, tree: str, parent: str, signing: Sequence[str]) -> str:
        message = unit.message.encode("utf-8", "backslashreplace")
        answer = self.command.run("commit-tree", *signing, tree, "-p", parent, "-F", "-", stdin=message)
        if answer.code:
            advice = "; see commit.gpgSign and user.signingKey in git's configuration" if signing else ""
            reasons = answer.errors.replace("error: ", "").replace("fatal: ", "").strip().splitlines()
            raise GitError(f"the commit {unit.subject!r} cannot be written: {', '.join(reasons)}{advice}")
        return decode(answer.output).strip()

    def _git(self, *arguments: str, stdin: bytes = b"") -> str:
        return self.command.line(*arguments, stdin=stdin, environment={"GIT_INDEX_FILE": str(self.index)})


def _signs(command: GitCommand) -> bool:
    """Whether the user signs commits, which `git commit-tree` does not look up by itself."""
    answer = command.run("config", "--type=bool", "--get", "commit.gpgSign")
    if answer.code not in {0, 1}:
        raise GitError(f"commit.gpgSign cannot be read: {answer.sentence}")
    return answer.output.strip() == b"true"


def _verify(command: GitCommand, start: CommitSnapshot, last: str, trees: Sequence[Tree]) -> None:
    expected = {path: entry for tree in trees for path, entry in tree.items()}
    expected = {path: entry for path, entry in expected.items() if entry.blob != start.blob(path)}
    records = command.output("diff-tree", "-r", "-z", "--no-renames", start.label, last).split(b"\0")[:-1]
    found = {}
    for description, name in zip(records[::2], records[1::2], strict=True):
        _, mode, _, blob, _ = description.decode("ascii").split(" ")
        found[decode(name)] = Entry(mode, blob)
    if found != expected:
        paths = sorted(path for path in found.keys() | expected.keys() if found.get(path) != expected.get(path))
        raise RemendError(f"the commits written are not those planned ({', '.join(paths)}); report this")
