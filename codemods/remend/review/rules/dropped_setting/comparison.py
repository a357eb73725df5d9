"""What a range did to the settings of the files that it changed, before anything is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from remend.index.roles import is_test
from remend.review.ends import Ends, FileChange
from remend.review.rules.dropped_setting.deployment import kind_of
from remend.review.rules.dropped_setting.mentions import Declared, Kind, Read
from remend.review.rules.dropped_setting.names import among
from remend.review.rules.dropped_setting.state import State
from remend.review.rules.dropped_setting.tell import text_of
from remend.review.rules.dropped_setting.words import NO_WORDS, Words


@dataclass(frozen=True, slots=True)
class Renamed:
    """A read at the start that stands at the same place with another name at the end."""

    old: Read
    new: Read


class Comparison:
    """Both ends of a range, and of each changed file what it reads and declares at either.

    Attributes:
        ends: the range.
        base: its start.
        head: its end.
    """

    def __init__(self, ends: Ends, base: State, head: State) -> None:
        self.ends = ends
        self.base = base
        self.head = head

    @cached_property
    def code(self) -> tuple[FileChange, ...]:
        """The changed modules of the product that may read settings."""
        product = (each for each in self.ends.python if not is_test(each.path))
        reading = (each for each in product if any(words.may_read for words in self._words(each)))
        return tuple(filter(self._is_legible, reading))

    @cached_property
    def declaring(self) -> tuple[FileChange, ...]:
        """The changed files that may declare other settings than before, or at more or fewer places."""
        product = (each for each in self.ends.python if not is_test(each.path))
        modules = (each for each in product if len({words.quoted for words in self._words(each)}) > 1)
        return (
            *filter(self._is_legible, modules),
            *(each for each in self.ends.files if kind_of(each.path) is not None),
        )

    def _is_legible(self, change: FileChange) -> bool:
        """Whether a module can be parsed wherever it is: of one that cannot, nobody knows what it dropped."""
        before = not change.old or self.base.is_legible(change.old)
        return before and (not change.new or self.head.is_legible(change.new))

    def _words(self, change: FileChange) -> tuple[Words, Words]:
        before, after = self.base.vocabulary.words, self.head.vocabulary.words
        return before.get(change.old, NO_WORDS), after.get(change.new, NO_WORDS)

    def read_before(self, change: FileChange) -> tuple[Read, ...]:
        """What a file read."""
        return self.base.reads(change.old) if change.old else ()

    def read_after(self, change: FileChange) -> tuple[Read, ...]:
        """What a file reads."""
        return self.head.reads(change.new) if change.new else ()

    def declared_before(self, change: FileChange) -> tuple[Declared, ...]:
        """What a file declared."""
        return self._declared[change][0]

    def declared_after(self, change: FileChange) -> tuple[Declared, ...]:
        """What a file declares."""
        return self._declared[change][1]

    @cached_property
    def _declared(self) -> Mapping[FileChange, tuple[tuple[Declared, ...], tuple[Declared, ...]]]:
        """What each of the files declares at both ends, where a literal that declares at one does so at the other."""
        found = {}
        for change in self.declaring:
            before = self.base.owners(change.old) if change.old else frozenset()
            owners = before | (self.head.owners(change.new) if change.new else frozenset())
            found[change] = (
                self.base.declared(change.old, owners) if change.old else (),
                self.head.declared(change.new, owners) if change.new else (),
            )
        return found

    @cached_property
    def all_read_before(self) -> frozenset[str]:
        """The names that any changed file read."""
        return frozenset(read.name for change in self.code for read in self.read_before(change))

    @cached_property
    def all_read_after(self) -> frozenset[str]:
        """The names that any changed file reads."""
        return frozenset(read.name for change in self.code for read in self.read_after(change))

    def moved_from(self, read: Read) -> Read | None:
        """The one read of the same name that another changed file had and has no more."""
        gone = [
            each
            for change in self.code
            for each in self.read_before(change)
            if each.name == read.name and all(other.name != read.name for other in self.read_after(change))
        ]
        return gone[0] if len(gone) == 1 else None

    def _unread(self, change: FileChange) -> Iterator[Read]:
        """The reads of a file whose name nothing in the project reads any more; one a name."""
        seen = set()
        for read in self.read_before(change):
            if (
                read.is_sure
                and "*" not in read.name
                and read.name not in seen
                and not among(read.name, self.all_read_after)
            ):
                seen.add(read.name)
                if not self.head.readers(read.name):
                    yield read

    @cached_property
    def gone(self) -> Mapping[FileChange, tuple[tuple[Read, Renamed | None], ...]]:
        """What each file read and nothing reads any more, and what is read in its place."""
        return {
            change: tuple((read, self._renamed(change, read)) for read in self._unread(change)) for change in self.code
        }

    def _renamed(self, change: FileChange, read: Read) -> Renamed | None:
        """What is read in place of `read`: at the same place, and in a statement that is the same but for the name."""
        known = {each.name for each in self.read_before(change)}
        new = [each for each in self.read_after(change) if each.name not in known]
        hunks = self.ends.hunks(change)
        around = [each for each in hunks if each.old_start < read.statement[1] and read.line <= each.old_end]
        near = [each for each in new if any(h.new_start < each.statement[1] and each.line <= h.new_end for h in around)]
        same = [each for each in near if self._likeness(change, read, each)]
        return Renamed(read, same[0]) if len({each.name for each in same}) == 1 else None

    def _likeness(self, change: FileChange, old: Read, new: Read) -> bool:
        before = text_of(self.ends.before(change), old.statement).replace(old.name, "*")
        after = text_of(self.ends.after(change), new.statement).replace(new.name, "*")
        return old.symbol == new.symbol and (before.split() == after.split() or (old.target == new.target != ""))

    def undeclared(self, change: FileChange) -> Iterator[Declared]:
        """The names that a file declared and that nothing declares any more, but code still reads; one a name."""
        kept = {each.name for each in self.declared_after(change)}
        for each in _firsts(self.declared_before(change)):
            if each.name not in kept and not self._still_declared(each):
                yield each

    def _still_declared(self, lost: Declared) -> bool:
        found = self.head.declarations(lost.name)
        return any(each.kind.is_live or each.kind is lost.kind for each in found)

    def in_place_of(self, change: FileChange, lost: Declared) -> str:
        """The one name that is newly declared on the lines where `lost` alone was; else empty."""
        hunks = [each for each in self.ends.hunks(change) if each.old_start < lost.line <= each.old_end]
        spans = [(each.old_start, each.old_end) for each in hunks], [(each.new_start, each.new_end) for each in hunks]
        kept = {each.name for each in self.declared_after(change)}
        went = {each.name for each in self.declared_before(change) if _within(each, spans[0])} - kept
        came = {each.name for each in self.gained(change) if _within(each, spans[1])}
        return came.pop() if len(went) == len(came) == 1 else ""

    def declared_less(self, change: FileChange) -> Iterator[Declared]:
        """The places in modules that declare a name no longer, but still others, where it did not move elsewhere."""
        before, after = self.declared_before(change), self.declared_after(change)
        owners, kept = {each.owner for each in after}, _places(after)
        counts = Counter(each.name for each in before), Counter(each.name for each in after)
        for each in before:
            is_less = counts[1][each.name] < counts[0][each.name] and (each.name, each.owner) not in kept
            if each.kind is Kind.CODE and is_less and each.owner in owners and self._is_declared_yet(each, change):
                yield each

    def _is_declared_yet(self, lost: Declared, change: FileChange) -> bool:
        """Whether something declares a name at the end, and not for the first time in place of what is lost."""
        is_moved = any(
            each.name == lost.name for other in self.declaring if other is not change for each in self.gained(other)
        )
        return not is_moved and self._still_declared(lost)

    def gained(self, change: FileChange) -> tuple[Declared, ...]:
        """The places that declare names at the end that the file did not declare there, nor as often elsewhere."""
        before, after = self.declared_before(change), self.declared_after(change)
        had = _places(before)
        counts = Counter(each.name for each in before), Counter(each.name for each in after)
        return tuple(
            each for each in after if (each.name, each.owner) not in had and counts[1][each.name] > counts[0][each.name]
        )


def _firsts(declared: Iterable[Declared]) -> Iterator[Declared]:
    seen = set()
    for each in declared:
        if each.name not in seen:
            seen.add(each.name)
            yield each


def _places(declared: Iterable[Declared]) -> set[tuple[str, str]]:
    return {(each.name, each.owner) for each in declared}


def _within(declared: Declared, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < declared.line <= end for start, end in spans)
