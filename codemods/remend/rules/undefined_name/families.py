"""Families of undefined names that one botched replacement made.

A sweep that replaces a word inside of names as well leaves names that never were: `AsyncNil` and `MagicNil` where
`Mock` became `Nil`. Each of them alone tells nothing; together they share a part that is odd at its place, and one
other part that is at home there makes all of them names that the project knows well. Such names must never be imported,
whatever else speaks for it, and are told of as what they are: one accident.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from remend.index.bound import Fact
from remend.index.facts import Facts, Guard, Import
from remend.index.index import Index
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.similar import stands_everywhere

if TYPE_CHECKING:
    from remend.git.lost import Replaced

_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|_+")
_LEAST_NAMES = 2
_LEAST_PLACES = 3
_WELL_KNOWN = 3
_AT_HOME = 3

Before = Mapping[tuple[str, str], "Replaced"]


class Undefined(NamedTuple):
    """An undefined name of a file, and at how many places it is used there."""

    path: str
    name: str
    places: int


class _Slot(NamedTuple):
    """A place in names: what stands before it and after it."""

    before: str
    after: str

    @property
    def end(self) -> str:
        """Where in a name the slot is: at its front, its back or in the middle."""
        return "front" if not self.before else "back" if not self.after else "middle"


class _Swap(NamedTuple):
    part: str
    was: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Undefined names in which `part` seems to stand where `was` stood.

    `originals` has all of them with the name that each seems to have been, empty where no such name is known. `places`
    and `files` count all of them. `sources` are the commits, abbreviated, in which that was seen to happen.
    """

    part: str
    was: str
    originals: Mapping[str, str]
    places: int
    files: int
    sources: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Why such a name is not mended, for any place of the family."""
        known = [f"{name} was {original}" for name, original in sorted(self.originals.items()) if original]
        seen = f" (seen in commit {', '.join(self.sources)})" if self.sources else ""
        files = f"{self.files} file{'s' * (self.files > 1)}"
        return (
            f"one of {self.places} places in {files} where `{self.was}` seems to have been replaced by `{self.part}`"
            f"{seen}: {', '.join(known)}"
        )


def find_families(undefined: Sequence[Undefined], index: Index, before: Before | None = None) -> tuple[Family, ...]:
    """The families among all undefined names of a project, the largest first; no name is in two of them.

    `before` is what history saw standing where a name of a file stands now.
    """
    lacking = Counter(each.name for each in undefined)
    left = {name for name, files in lacking.items() if _is_rarer(name, files, index)}
    alike = Counter((slot.end, part) for name in left for slot, part in set(_slots(name)))
    if max(alike.values(), default=0) < _LEAST_NAMES:
        return ()
    known = _counted(facts for _, facts in index.each(index.facts))
    for name in left:
        del known[name]
    swaps = _swaps(left, known)
    found = []
    for swap, originals in sorted(swaps.items(), key=lambda item: _rank(item, known), reverse=True):
        members = {name: original for name, original in originals.items() if name in left}
        if len(members) < _LEAST_NAMES:
            continue
        members |= {name: "" for name in left - members.keys() if _has_at(name, swap)}
        family = _family(swap, members, undefined, before or {})
        if family.places >= _LEAST_PLACES:
            found.append(family)
            left -= members.keys()
    return tuple(sorted(found, key=lambda family: (-family.places, family.part)))


def restored(family: Family, question: Question) -> Candidate | None:
    """The name back as it was, where the file binds it and the use tells that nothing else got lost.

    A bare `AsyncNil` may have been `AsyncMock` or `AsyncMock()`: only where it is called, derived from or read from can
    it be known. Such a mend is never safe: the replacement may have been meant, if not like this.
    """
    original = family.originals.get(question.name, "")
    uses = question.uses
    if not original or not (uses.calls or uses.bases or uses.attributes) or not stands_everywhere(question, original):
        return None
    return Candidate(rename=original, evidence=(family.reason,))


def _family(swap: _Swap, members: Mapping[str, str], undefined: Iterable[Undefined], before: Before) -> Family:
    own = [each for each in undefined if each.name in members]
    commits = Counter(
        replaced.commit[:9]
        for each in own
        if (replaced := before.get((each.path, each.name))) is not None
        and any(name == members[each.name] for name, _ in replaced.before)
    )
    return Family(
        part=swap.part,
        was=swap.was,
        originals=dict(sorted(members.items())),
        places=sum(each.places for each in own),
        files=len({each.path for each in own}),
        sources=tuple(commit for commit, _ in commits.most_common(3)),
    )


def _swaps(names: Iterable[str], known: Mapping[str, int]) -> Mapping[_Swap, Mapping[str, str]]:
    """For each replacement of an odd part by one that is at home there, the names that become well-known by it."""
    parts: defaultdict[_Slot, list[tuple[str, str]]] = defaultdict(list)
    usual: Counter[tuple[str, str]] = Counter()
    for name in known:
        for slot, part in _slots(name):
            parts[slot].append((part, name))
            usual[slot.end, part] += 1
    found: defaultdict[_Swap, dict[str, str]] = defaultdict(dict)
    for name in sorted(names):
        for slot, part in _slots(name):
            for was, original in parts.get(slot, ()):
                if known[original] >= _WELL_KNOWN:
                    found[_Swap(part, was, slot.end)][name] = original
    return {
        swap: originals
        for swap, originals in found.items()
        if usual[swap.end, swap.part] < len(originals) and usual[swap.end, swap.was] >= _AT_HOME
    }


def _rank(item: tuple[_Swap, Mapping[str, str]], known: Mapping[str, int]) -> tuple[int, int, _Swap]:
    """How much speaks for a replacement: the names that it explains, and how well those are known that were there."""
    swap, originals = item
    return len(originals), min(known[original] for original in originals.values()), swap


def _slots(name: str) -> Iterator[tuple[_Slot, str]]:
    """Each word of a name of several, and where it stands."""
    pieces = list(_PIECE.finditer(name))
    if len(pieces) > 1:
        for piece in pieces:
            if not piece.group().startswith("_"):
                yield _Slot(name[: piece.start()], name[piece.end() :]), piece.group()


def _has_at(name: str, swap: _Swap) -> bool:
    return any(part == swap.part and slot.end == swap.end for slot, part in _slots(name))


def _is_rarer(name: str, files: int, index: Index) -> bool:
    """Whether a name is defined or imported at the top of fewer files."""
    narrow, count = index.narrow, 0
    if narrow is None:
        return (index.under(name, _spread) or 0) < files
    importing = narrow.importing(name)
    for _, facts in chain(index.leaf(importing), index.leaf(narrow.holding(name) - importing)):
        count += _counted((facts,))[name]
        if count >= files:
            return False
    return True


def _spread(some: Mapping[str, Facts]) -> Counter[str]:
    return _counted(some.values())


def _counted(some: Iterable[Facts]) -> Counter[str]:
    """In how many files each name is defined or imported at the top."""
    found: Counter[str] = Counter()
    for facts in some:
        every: list[Fact | Import] = [*facts.functions, *facts.classes, *facts.names, *facts.imports]
        found.update({fact.name for fact in every if fact.guard is not Guard.FUNCTION})
    return found
