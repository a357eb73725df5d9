"""Taking a branch of remend's away again, and never one that holds anyone's work."""

from __future__ import annotations

from dataclasses import dataclass

from remend.errors import GitError
from remend.git.command import decode
from remend.git.ours import REFLOG, held_by_none_else, is_alias, is_ours, tip_of, use_of
from remend.git.repository import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A branch that was deleted.

    `tip` is the commit that it named, `replaced` the one before that where it was written more than once. `lost` is the
    number of commits that nothing else names, `others` are further branches that remend made, the newest first.
    """

    name: str
    tip: str
    lost: int
    replaced: str = ""
    others: tuple[str, ...] = ()


def undo(repository: Repository, name: str = "") -> Undone:
    """Delete the branch `name`, or the one that remend made last.

    Raises GitError where there is none, where it is in use or not wholly remend's own, or where it was changed
    meanwhile; it is left then.
    """
    command = repository.command
    made = _made(repository)
    name = name or _last(made)
    tip = tip_of(command, name)
    if tip is None:
        raise GitError(f"there is no branch {name}: git branch lists those that there are")
    if is_alias(command, name) or not is_ours(repository, name, tip):
        raise GitError(f"branch {name} holds work that is not remend's and is left as it is")
    if use := use_of(repository, name):
        raise GitError(f"branch {name} is {use}: leave it first")
    lost, replaced = held_by_none_else(repository, name, tip), _replaced(repository, name)
    answer = command.run("update-ref", "--no-deref", "-d", f"refs/heads/{name}", tip)
    if answer.code:
        changed = is_alias(command, name) or tip_of(command, name) != tip
        reason = "was changed by someone else meanwhile" if changed else f"cannot be deleted: {answer.reasons}"
        raise GitError(f"branch {name} {reason}; it is left as it is")
    others = tuple(other for other in made if other != name)
    return Undone(name=name, tip=tip, lost=lost, replaced=replaced, others=others)


def _made(repository: Repository) -> dict[str, int]:
    """When remend last wrote each branch that it made here, the newest first."""
    options = ["--walk-reflogs", "--branches", "--no-show-signature", "--date=unix", "-z", "--format=%gD"]
    listing = repository.command.output("log", *options, f"--grep-reflog=^{REFLOG}")
    made: dict[str, int] = {}
    for entry in decode(listing).split("\0")[:-1]:
        reference, _, time = entry.removesuffix("}").rpartition("@{")
        made.setdefault(reference.removeprefix("refs/heads/"), int(time))
    return dict(sorted(made.items(), key=lambda item: (-item[1], item[0])))


def _replaced(repository: Repository, name: str) -> str:
    """What a branch named before it was last written; the log that knows goes with the branch."""
    options = ["--walk-reflogs", "--no-show-signature", "-2", "--format=%H"]
    answer = repository.command.run("log", *options, f"refs/heads/{name}", "--")
    return "".join(decode(answer.output).split()[1:])


def _last(made: dict[str, int]) -> str:
    if not made:
        raise GitError("no branch here was written by remend: name one to delete")
    newest = [name for name, time in made.items() if time == max(made.values())]
    if len(newest) > 1:
        raise GitError(f"remend wrote {' and '.join(newest)} in the same second: name one of them")
    return newest[0]
