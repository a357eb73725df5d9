"""Settings that the range added: declared at more places, or read for the first time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from remend.git.words import LostWord
from remend.model import Severity
from remend.review.ends import FileChange
from remend.review.model import Change, Origin, Verdict
from remend.review.rules.dropped_setting.chains import added_by_chains
from remend.review.rules.dropped_setting.comparison import Comparison
from remend.review.rules.dropped_setting.mentions import Declared, Kind, Read
from remend.review.rules.dropped_setting.names import among, listed
from remend.review.rules.dropped_setting.tell import RULE, at, identified, text_of

Losses = Mapping[str, LostWord]

_MOST_NAMES = 8
_MOST_FILES = 3


def judge_gained(comparison: Comparison, file: FileChange) -> Iterator[Change]:
    """The names that a file newly declares, a change for each run of lines; a new file is one run."""
    gained = [each for each in comparison.gained(file) if _concerns(comparison, each)]
    if not gained:
        return
    losses = _losses(comparison, file, gained)
    restored = [each for each in gained if each.name in losses]
    new = [each for each in gained if each.name not in losses]
    for run in _runs(restored):
        yield _declares(comparison, file, run, restored, losses)
    for run in _runs(new) if file.old else filter(None, [new]):
        yield _declares(comparison, file, run, new, {})


def _concerns(comparison: Comparison, gained: Declared) -> bool:
    """Whether a name is one of the project's settings; a module's declarations were found by that."""
    return gained.kind is Kind.CODE or (gained.kind.is_live and comparison.head.is_named(gained.name))


def _losses(comparison: Comparison, file: FileChange, gained: Sequence[Declared]) -> Losses:
    """What earlier commits took away and this range brings back, as far as the history tells."""
    history = comparison.ends.head.history
    if history is None or not file.path.endswith(".py"):
        return {}
    names = frozenset(each.name for each in gained)
    return {name: loss for (_, name), loss in history.lost_words({file.new: names}).items()}


def _runs(gained: Sequence[Declared]) -> Iterator[list[Declared]]:
    """The names on lines one after another."""
    run: list[Declared] = []
    for each in sorted(gained, key=lambda one: one.line):
        if run and each.line > run[-1].line + 1:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _declares(
    comparison: Comparison, file: FileChange, run: Sequence[Declared], every: Sequence[Declared], losses: Losses
) -> Change:
    names, all_names = list(dict.fromkeys(each.name for each in run)), dict.fromkeys(each.name for each in every)
    lines = (run[0].line, max(each.line for each in run))
    is_long = not file.old and not losses
    verb = "restores" if losses else "declares"
    owners = list(dict.fromkeys(filter(None, (each.owner for each in run))))
    return identified(
        f"{verb} {' '.join(names)} {' '.join(owners)}",
        Change(
            rule=RULE,
            path=file.path,
            line=lines[0],
            end_line=lines[1],
            verdict=Verdict.ACCEPTABLE,
            origin=Origin.INTRODUCED,
            severity=Severity.LOW,
            title=f"{verb} {listed(names)}",
            topic=f"{verb} {listed(all_names)}",
            why="Nothing that was declared is gone by it.",
            symbol=owners[0] if len(owners) == 1 else "",
            evidence=(
                f"Part of {listed(owners)}." if owners and not is_long else "",
                *_lost_by(losses, names),
                *_came_from(comparison, file, names),
                *_read_by(comparison, names),
            ),
            after="" if is_long else text_of(comparison.ends.after(file), lines),
        ),
    )


def _lost_by(losses: Losses, names: Sequence[str]) -> Iterator[str]:
    by_loss: dict[LostWord, list[str]] = {}
    for name in names:
        if name in losses:
            by_loss.setdefault(losses[name], []).append(name)
    for loss, lost in by_loss.items():
        yield f"{loss.commit[:9]} ({loss.date}, {loss.subject}) had taken {listed(lost)} out of {loss.path}."


def _came_from(comparison: Comparison, file: FileChange, names: Sequence[str]) -> Iterator[str]:
    """The other changed files that declared the names and do so no longer."""
    for other in comparison.declaring:
        if other is not file:
            kept = {each.name for each in comparison.declared_after(other)}
            had = {each.name for each in comparison.declared_before(other)}
            moved = [name for name in names if name in had - kept]
            if moved:
                yield f"{other.path} declared {listed(moved)} before."


def _read_by(comparison: Comparison, names: Sequence[str]) -> Iterator[str]:
    for name in names[:_MOST_NAMES]:
        asking = comparison.head.asking(name)
        if asking:
            more = f" and {len(asking) - _MOST_FILES} more files" if len(asking) > _MOST_FILES else ""
            yield f"{name} is read in {', '.join(asking[:_MOST_FILES])}{more}."


def judge_new_reads(comparison: Comparison, file: FileChange) -> Iterator[Change]:
    """The settings that the project did not read before the range and that a file reads now, together."""
    found: dict[str, Read] = {}
    told = {renamed.new.name for _, renamed in comparison.gone[file] if renamed is not None}
    told |= set(added_by_chains(comparison, file))
    for read in comparison.read_after(file):
        is_new = read.is_sure and not among(read.name, (*comparison.all_read_before, *found, *told))
        if is_new and not comparison.base.is_named(read.name) and not comparison.base.readers(read.name):
            found[read.name] = read
    if found:
        yield _reads(comparison, file, list(found.values()))


def _reads(comparison: Comparison, file: FileChange, new: Sequence[Read]) -> Change:
    names = [read.name for read in new]
    symbols = {read.symbol for read in new}
    return identified(
        f"reads {' '.join(sorted(names))}",
        Change(
            rule=RULE,
            path=file.path,
            line=new[0].line,
            end_line=new[0].end_line,
            verdict=Verdict.ACCEPTABLE,
            origin=Origin.INTRODUCED,
            severity=Severity.LOW,
            title=f"reads {listed(names)}, which nothing read before",
            topic="new settings",
            why="Nothing that was read before is gone by it.",
            symbol=symbols.pop() if len(symbols) == 1 else "",
            evidence=tuple(_how(comparison, read) for read in new[:_MOST_NAMES]),
            after=text_of(comparison.ends.after(file), new[0].statement),
        ),
    )


def _how(comparison: Comparison, read: Read) -> str:
    missing = "has to be set" if read.demands else "may be missing"
    setters = comparison.head.declarations(read.name)
    set_by = f"{at(setters)} sets it" if setters else "nothing in the project sets it"
    return f"{read.name} ({read.place}) {f'has the default {read.default}' if read.default else missing}; {set_by}."
