"""What the history says about missing imports; the questions of all files are asked at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from remend.rules.broken_import.target import Target

if TYPE_CHECKING:
    from remend.git.history import History
    from remend.git.lost import LostDefinition
    from remend.git.moves import Move

_MOST_WORDS = 60
_LEAD = 10
"""How many percent more of the old definition the new one has to have than any other."""


class Renaming(NamedTuple):
    """A name that took the place of another, with what tells so.

    `is_alike` tells that at least half of what it stands for is the same, `is_sure` that this is so of no other name.
    """

    name: str
    evidence: str
    is_alike: bool
    is_sure: bool


class Past:
    """The commits that moved, renamed or deleted what is missing; without a history it knows of none.

    `asked` are all imports that cannot work, `files` the paths at which a module of a dotted name lies or would lie.
    """

    def __init__(self, history: History | None, asked: Iterable[Target], files: Mapping[str, Sequence[str]]) -> None:
        self._files = files
        self._history = history
        self._moves: Mapping[str, tuple[Move, ...]] = {}
        self._lost: Mapping[tuple[str, str], LostDefinition] = {}
        if history is not None:
            every = list(asked)
            modules = {name for target in every for name in (target.module, str(target))}
            self._moves = history.moves(frozenset(path for name in modules for path in files.get(name, ())))
            wanted: dict[str, set[str]] = {}
            for target in every:
                for path in files.get(target.module, ()) if target.name not in ("", "*") else ():
                    wanted.setdefault(path, set()).add(target.name)
            self._lost = history.lost_definitions({path: frozenset(names) for path, names in wanted.items()})

    def was_asked(self, target: Target) -> bool:
        """Whether all of the history of a module was looked at, so that what is not known of it never was."""
        if self._history is None or self._history.gaps:
            return False
        return self._history.unanswered.isdisjoint(self._files.get(target.module, ()))

    def untold(self, target: Target) -> str:
        """What of a module the history would tell, had there been the time; empty where it did, or there is none."""
        if self._history is None or self._history.unanswered.isdisjoint(self._files.get(target.module, ())):
            return ""
        return f"there was no time to see whether {target.module} had a {target.name} of its own"

    def moves(self, module: str) -> Iterator[tuple[str, str]]:
        """The files that a module became, each with what tells so."""
        for move in self._of(module):
            if move.new is not None:
                yield move.new, f"{_commit(move)} moved {move.old} to {move.new}, {move.similarity} % of it the same"

    def deletion(self, target: Target) -> str:
        """The commit that deleted the module of an import, or took the name away, in words; empty for none."""
        for lost in self._definitions(target):
            return f"{_commit(lost)} took {target.name} out of {lost.path}: {_short(lost.subject)}"
        for move in (*self._of(target.module), *self._of(str(target))):
            if move.new is None:
                return f"{_commit(move)} deleted {move.old}: {_short(move.subject)}"
        return ""

    def moved_to(self, target: Target) -> Mapping[str, str]:
        """The files that the commit that took a name away added a definition of it to, with what tells so."""
        found = {}
        for lost in self._definitions(target):
            for path in lost.moved_to:
                found[path] = f"{_commit(lost)} moved {target.name} from {lost.path} to {path}"
        return found

    def had_its_own(self, target: Target) -> str:
        """That the module once defined the name itself, and did not only pass it on from elsewhere; empty for no."""
        if any(lost.kind != "import" for lost in self._definitions(target)):
            return f"{target.module} had a {target.name} of its own, which was deleted"
        return ""

    def renamed(self, target: Target) -> Iterator[Renaming]:
        """The names that took the place of one in its module, the likeliest first."""
        for lost in self._definitions(target):
            told = f"{_commit(lost)} renamed {target.name} to"
            best = lost.alike[0][1] if lost.alike else 0
            is_one = sum(percent > best - _LEAD for _, percent in lost.alike) == 1
            for name, percent in lost.alike:
                evidence = f"{told} {name} in {lost.path}, {percent} % of it the same"
                yield Renaming(name, evidence, is_alike=True, is_sure=is_one and percent == best)
            for name, _ in lost.renamed:
                if not lost.alike:
                    is_value = lost.kind == "name" and name in lost.added
                    yield Renaming(name, f"{told} {name} in {lost.path}", is_alike=is_value, is_sure=is_value)

    def _of(self, module: str) -> Iterator[Move]:
        for path in self._files.get(module, ()):
            yield from self._moves.get(path, ())

    def _definitions(self, target: Target) -> Iterator[LostDefinition]:
        for path in self._files.get(target.module, ()):
            found = self._lost.get((path, target.name))
            if found is not None:
                yield found


def _commit(found: Move | LostDefinition) -> str:
    return f"{found.commit[:9]} ({found.date})"


def _short(subject: str) -> str:
    return subject if len(subject) <= _MOST_WORDS else f"{subject[: _MOST_WORDS - 3].rstrip()}..."
