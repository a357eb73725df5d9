"""The commits of a range one by one, each with what its files are known by."""

from __future__ import annotations

from typing import NamedTuple

from remend.git.command import GitCommand, encode

_FORMAT = "--format=%m%x00%H%x00%T%x00%P%x00%s%x00"


class Step(NamedTuple):
    """A commit: its id, the id of its tree and of its first parent's, empty where there is none, and its subject."""

    id: str
    tree: str
    parent_tree: str
    subject: str


def read_steps(command: GitCommand, base: str, head: str) -> tuple[Step, ...]:
    """The commits behind `base` up to `head`, parents before children, those of merged branches among them."""
    fields = command.line("log", "--reverse", "--topo-order", "--boundary", _FORMAT, f"{base}..{head}", "--").split(
        "\0"
    )
    records = [[field.lstrip("\n") for field in fields[at : at + 5]] for at in range(0, len(fields) - 1, 5)]
    trees = {id_: tree for _, id_, tree, _, _ in records}
    return tuple(
        Step(id_, tree, trees.get(parents.partition(" ")[0], ""), _printable(subject))
        for mark, id_, tree, parents, subject in records
        if mark != "-"
    )


def read_step(command: GitCommand, commit: str) -> Step:
    """One commit."""
    id_, tree, subject = command.line(
        "log", "-1", "--no-show-signature", "--format=%H%x00%T%x00%s", commit, "--"
    ).split("\0")
    parent = command.run("rev-parse", "--verify", "--quiet", f"{commit}^^{{tree}}")
    return Step(id_, tree, parent.output.decode("ascii").strip(), _printable(subject))


def _printable(subject: str) -> str:
    return encode(subject).decode("utf-8", "replace")
