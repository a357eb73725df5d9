"""Fallback chains: settings that are tried one after another until one is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remend.model import Severity
from remend.review.ends import FileChange
from remend.review.model import Cause, Change, Origin, Verdict
from remend.review.rules.dropped_setting.comparison import Comparison
from remend.review.rules.dropped_setting.mentions import Read
from remend.review.rules.dropped_setting.names import listed
from remend.review.rules.dropped_setting.tell import RULE, at, identified, text_of

_HEARD = "Whoever sets one of the old names is heard as before."


@dataclass(frozen=True, slots=True)
class Chain:
    """The reads of one function that go to one variable, or stand in for one another in one expression, in order."""

    reads: tuple[Read, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What is tried, each name once, in order."""
        return tuple(dict.fromkeys(read.name for read in self.reads))

    @property
    def symbol(self) -> str:
        """The function around."""
        return self.reads[0].symbol

    @property
    def extent(self) -> tuple[int, int]:
        """The lines from the first read to the last."""
        return min(read.statement[0] for read in self.reads), max(read.statement[1] for read in self.reads)

    @property
    def in_order(self) -> str:
        """The names as a report has them."""
        return ", then ".join(self.names)


def chains(reads: Sequence[Read]) -> Iterator[Chain]:
    """The chains among the reads of a file, single reads included, in source order."""
    groups: dict[tuple[str, str], list[Read]] = {}
    for read in reads:
        key = (read.symbol, read.target or f"line {read.statement[0]}")
        found = groups.setdefault(key, [])
        if found and not _follows(found[-1], read):
            key = (read.symbol, f"{read.target} {read.name} {read.line}")
            found = groups.setdefault(key, [])
        found.append(read)
    yield from (Chain(tuple(found)) for found in groups.values())


def _follows(first: Read, second: Read) -> bool:
    """Whether the second is tried where the first is missing: in a later statement, or as its default."""
    return second.is_late if first.statement != second.statement else repr(second.name) in first.default


def judge_chains(comparison: Comparison, file: FileChange) -> Iterator[Change]:
    """The chains of a file that try more than before, the same in another order, or less than the system sets."""
    for old, new in _altered(comparison, file):
        if set(old.names) <= set(new.names):
            yield _change(comparison, file, old, new)
        elif set(new.names) < set(old.names):
            yield from _shorter(comparison, file, old, new)


def added_by_chains(comparison: Comparison, file: FileChange) -> Iterator[str]:
    """The names that the chains of a file try and did not try before."""
    for old, new in _altered(comparison, file):
        if set(old.names) <= set(new.names):
            yield from set(new.names).difference(old.names)


def _altered(comparison: Comparison, file: FileChange) -> Iterator[tuple[Chain, Chain]]:
    """The chains that try other names than they tried, or in another order: before and after."""
    before = list(chains(comparison.read_before(file)))
    for chain in chains(comparison.read_after(file)):
        old = _counterpart(chain, before)
        if old is not None and old.names != chain.names:
            yield old, chain


def _counterpart(chain: Chain, before: Sequence[Chain]) -> Chain | None:
    """The chain at the start: of the same function, or of the only one with the same name of its own."""
    own = chain.symbol.rpartition(".")[2]
    sharing = [each for each in before if set(each.names) & set(chain.names)]
    same = [each for each in sharing if each.symbol == chain.symbol]
    named = [each for each in sharing if own and each.symbol.rpartition(".")[2] == own]
    found = same or named
    return found[0] if len(found) == 1 else None


def _change(comparison: Comparison, file: FileChange, old: Chain, new: Chain) -> Change:
    is_kept = tuple(name for name in new.names if name in old.names) == old.names
    added = [name for name in new.names if name not in old.names]
    ahead = [name for name in added if new.names.index(name) < new.names.index(old.names[0])]
    where = new.symbol or file.path.rpartition("/")[2]
    title = f"{where} still reads {listed(old.names)}, and tries {listed(added)} as well"
    if not is_kept:
        title = f"{where} tries {listed(new.names)} in another order than before"
    return identified(
        f"chain {' '.join(old.names)}",
        Change(
            rule=RULE,
            path=file.path,
            line=new.extent[0],
            end_line=new.extent[1],
            verdict=Verdict.ACCEPTABLE if is_kept else Verdict.NEEDS_VERIFICATION,
            origin=Origin.INTRODUCED,
            severity=Severity.LOW if is_kept else Severity.MEDIUM,
            title=title,
            topic=f"fallback chain of {where.rpartition('.')[2]}",
            why=_HEARD if is_kept else "Where more than one of them is set, another one counts now.",
            symbol=new.symbol,
            evidence=tuple(_evidence(old, new, ahead)),
            questions=() if is_kept else (f"Does any environment set more than one of {listed(new.names)}?",),
            before=text_of(comparison.ends.before(file), old.extent),
            after=text_of(comparison.ends.after(file), new.extent),
        ),
    )


def _evidence(old: Chain, new: Chain, ahead: Sequence[str]) -> Iterator[str]:
    yield f"Before, in this order: {old.in_order} ({old.reads[0].place})."
    yield f"After, in this order: {new.in_order} ({new.reads[0].place})."
    if ahead:
        yield f"Where {listed(ahead)} {'is' if len(ahead) == 1 else 'are'} set too, that value comes first now."


def _shorter(comparison: Comparison, file: FileChange, old: Chain, new: Chain) -> Iterator[Change]:
    """What becomes of the names that a chain tries no longer though the system sets them."""
    setters = {name: comparison.head.declarations(name) for name in old.names if name not in new.names}
    left = [name for name, found in setters.items() if any(each.kind.is_live for each in found)]
    where = new.symbol or file.path.rpartition("/")[2]
    if left:
        yield identified(
            f"chain without {' '.join(left)}",
            Change(
                rule=RULE,
                path=file.path,
                line=new.extent[0],
                end_line=new.extent[1],
                verdict=Verdict.NEEDS_VERIFICATION,
                origin=Origin.INTRODUCED,
                severity=Severity.MEDIUM,
                title=f"{where} tries {listed(left)} no longer, which the system sets",
                topic=f"fallback chain of {where.rpartition('.')[2]}",
                why="A system that sets nothing else has no value any more.",
                symbol=new.symbol,
                evidence=(*_evidence(old, new, ()), *(f"{name} is set at {at(setters[name])}." for name in left)),
                questions=(f"Is {listed(new.names)} set wherever {listed(left)} is?",),
                before=text_of(comparison.ends.before(file), old.extent),
                after=text_of(comparison.ends.after(file), new.extent),
                cause=Cause(path=file.path, went=text_of(comparison.ends.before(file), _place(old, left[0]))),
            ),
        )


def _place(chain: Chain, name: str) -> tuple[int, int]:
    """The first line on which a chain tries a name."""
    line = next(read.line for read in chain.reads if read.name == name)
    return line, line
