"""Settings that something still needs: declared where nothing reads them any more, or read where nothing declares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remend.model import Severity
from remend.review.ends import FileChange
from remend.review.model import Cause, Change, Origin, Verdict
from remend.review.rules.dropped_setting.comparison import Comparison, Renamed
from remend.review.rules.dropped_setting.mentions import Declared, Kind, Read
from remend.review.rules.dropped_setting.names import is_secret, listed
from remend.review.rules.dropped_setting.tell import RULE, at, identified, text_of

_MOST_TESTS = 3
_MOST_TOLD = 8


def judge_reads(comparison: Comparison, file: FileChange) -> Iterator[Change]:
    """The settings that a file read and nothing reads any more: those with another name now, and those left behind."""
    left: list[tuple[Read, Sequence[Declared]]] = []
    for read, renamed in comparison.gone[file]:
        setters = comparison.head.declarations(read.name)
        if renamed is not None and not setters and comparison.head.is_written(renamed.new.name):
            continue
        if renamed is not None:
            yield _renamed(comparison, file, renamed, setters)
        elif any(each.kind.is_live for each in setters) and not comparison.head.is_used_by_deployment(read.name):
            left.append((read, setters))
    if left:
        yield _left_behind(comparison, file, left)


def _renamed(comparison: Comparison, file: FileChange, names: Renamed, setters: Sequence[Declared]) -> Change:
    old, new = names.old, names.new
    live = [each for each in setters if each.kind.is_live]
    successors = comparison.head.declarations(new.name)
    is_lost = bool(live) and not successors and new.demands and not comparison.base.readers(new.name)
    return identified(
        f"{old.name} renamed",
        Change(
            rule=RULE,
            path=file.path,
            line=new.line,
            end_line=new.end_line,
            verdict=Verdict.REGRESSION if is_lost else Verdict.NEEDS_VERIFICATION,
            origin=Origin.INTRODUCED,
            severity=Severity.HIGH if live and not successors else Severity.MEDIUM,
            title=f"{new.name} is read in place of {old.name}, which nothing reads any more",
            topic="renamed settings",
            why=f"What is set as {old.name} has no effect any more.",
            symbol=new.symbol,
            evidence=(
                f"{old.name} was read at {old.place}.",
                _who_sets(old.name, setters, "still "),
                _who_sets(new.name, successors),
                *_tests(comparison, old.name),
            ),
            questions=() if is_lost else (f"Is {new.name} set in every environment that sets {old.name}?",),
            before=text_of(comparison.ends.before(file), old.statement),
            after=text_of(comparison.ends.after(file), new.statement),
            cause=Cause(path=file.path, came=_first_line(comparison.ends.after(file), new.line)),
        ),
    )


def _left_behind(comparison: Comparison, file: FileChange, left: Sequence[tuple[Read, Sequence[Declared]]]) -> Change:
    names = [read.name for read, _ in left]
    first = left[0][0]
    it = "it" if len(names) == 1 else "them"
    return identified(
        f"unread {' '.join(sorted(names))}",
        Change(
            rule=RULE,
            path=file.path,
            line=first.line,
            end_line=left[-1][0].end_line,
            verdict=Verdict.NEEDS_VERIFICATION,
            origin=Origin.INTRODUCED,
            severity=Severity.LOW,
            title=f"nothing reads {listed(names)} any more, but the system still sets {it}",
            topic="settings without a reader",
            why=f"Whoever sets {it} expects an effect, and there is none.",
            symbol=first.symbol,
            evidence=tuple(_who_sets(read.name, setters, "still ") for read, setters in left),
            questions=(f"Was {listed(names)} meant to go, so that what sets {it} can go as well?",),
            before=text_of(comparison.ends.before(file), first.statement),
            cause=Cause(path=file.path, went=_first_line(comparison.ends.before(file), first.line)),
        ),
    )


def judge_declarations(comparison: Comparison, file: FileChange) -> Iterator[Change]:
    """The settings that a file declared and nothing declares any more, or a module in fewer places, but code reads."""
    lost = [
        (each, readers)
        for each in comparison.undeclared(file)
        if (readers := comparison.head.readers(each.name))
        and (each.kind.is_live or any(read.needs_value for read in readers))
    ]
    if len(lost) > 1 and not comparison.declared_after(file):
        yield _all_undeclared(comparison, file, lost)
    else:
        for each, readers in lost:
            yield _undeclared(comparison, file, each, readers)
    places: dict[str, list[Declared]] = {}
    for gone in comparison.declared_less(file):
        places.setdefault(gone.name, []).append(gone)
    groups: dict[tuple[str, ...], list[Declared]] = {}
    for name, found in places.items():
        if comparison.head.readers(name):
            groups.setdefault(tuple(sorted({each.owner for each in found})), []).extend(found)
    for owners, found in groups.items():
        yield _declared_less(comparison, file, owners, found)


def _undeclared(comparison: Comparison, file: FileChange, lost: Declared, readers: Sequence[Read]) -> Change:
    others = comparison.head.declarations(lost.name)
    is_lost = not others and _is_needed(comparison, file, lost, readers)
    every = [each for each in comparison.declared_before(file) if each.name == lost.name]
    before, other = comparison.ends.before(file), comparison.in_place_of(file, lost)
    then = f"{at(others)} still does" if others else "nothing in the project declares it at the end"
    return identified(
        f"{lost.name} undeclared",
        Change(
            rule=RULE,
            path=file.path,
            line=lost.line,
            end_line=lost.line,
            verdict=Verdict.REGRESSION if is_lost else Verdict.NEEDS_VERIFICATION,
            origin=Origin.INTRODUCED,
            severity=_severity(lost, readers),
            title=f"{lost.name} is declared no longer, but code still reads it",
            topic="settings that are declared no longer",
            why="What is deployed by these declarations lacks the setting.",
            symbol=lost.owner,
            evidence=(
                f"{at(every)} declared it at the start; {then}.",
                f"{other} is declared in its place." if other else "",
                *_who_reads(readers, lost.name),
                *_tests(comparison, lost.name),
            ),
            questions=() if is_lost else (f"Where does {lost.name} come from now?",),
            before="\n".join(text_of(before, (each.line, each.line)) for each in every),
            cause=Cause(path=file.path, went=_first_line(before, lost.line)),
        ),
    )


def _is_needed(comparison: Comparison, file: FileChange, lost: Declared, readers: Sequence[Read]) -> bool:
    """Whether code fails without the setting, and the file that dropped it is what the system gets its settings by."""
    demanding = [read for read in readers if read.demands and read.is_sure]
    provides = lost.kind is Kind.DEPLOYMENT or (lost.kind is Kind.CODE and comparison.base.is_appointed(lost.path))
    return provides and bool(demanding) and bool(comparison.declared_after(file))


def _all_undeclared(
    comparison: Comparison, file: FileChange, lost: Sequence[tuple[Declared, Sequence[Read]]]
) -> Change:
    names, first = [each.name for each, _ in lost], lost[0][0]
    return identified(
        f"{' '.join(sorted(names))} undeclared",
        Change(
            rule=RULE,
            path=file.path,
            line=first.line,
            end_line=lost[-1][0].line,
            verdict=Verdict.NEEDS_VERIFICATION,
            origin=Origin.INTRODUCED,
            severity=max(_severity(each, readers) for each, readers in lost),
            title=f"{listed(names)} are declared no longer, but code still reads them",
            topic="settings that are declared no longer",
            why="What is deployed by these declarations lacks the settings.",
            evidence=(
                f"{first.path} declared them at the start, and {'declares nothing' if file.new else 'is gone'} now.",
                *(text for each, readers in lost[:_MOST_TOLD] for text in _who_reads(readers, each.name)),
            ),
            questions=(f"Where do {listed(names)} come from now?",),
            cause=Cause(path=file.path, went=_first_line(comparison.ends.before(file), first.line)),
        ),
    )


def _severity(lost: Declared, readers: Sequence[Read]) -> Severity:
    if not lost.kind.is_live:
        return Severity.LOW
    needs = any(read.demands for read in readers) or (is_secret(lost.name) and any(r.needs_value for r in readers))
    return Severity.HIGH if needs else Severity.MEDIUM


def _declared_less(comparison: Comparison, file: FileChange, owners: Sequence[str], gone: Sequence[Declared]) -> Change:
    names, before = list(dict.fromkeys(each.name for each in gone)), comparison.ends.before(file)
    return identified(
        f"{' '.join(sorted(names))} declared less",
        Change(
            rule=RULE,
            path=file.path,
            line=gone[0].line,
            end_line=gone[0].line,
            verdict=Verdict.NEEDS_VERIFICATION,
            origin=Origin.INTRODUCED,
            severity=Severity.MEDIUM,
            title=f"{listed(names)} {'is' if len(names) == 1 else 'are'} no longer part of {listed(owners)}",
            topic="settings that are declared no longer",
            why="What is deployed by this part of the declarations lacks the setting.",
            symbol=owners[0],
            evidence=(
                f"{at(gone)} declared {'it' if len(names) == 1 else 'them'} at the start.",
                *(_who_sets(name, comparison.head.declarations(name), "still ") for name in names),
                *(text for name in names for text in _who_reads(comparison.head.readers(name), name)),
            ),
            questions=(f"Does nothing that {listed(owners)} is for read {listed(names)}?",),
            before="\n".join(dict.fromkeys(text_of(before, (each.line, each.line)) for each in gone)),
            cause=Cause(path=file.path, went=_first_line(before, gone[0].line)),
        ),
    )


def _who_sets(name: str, setters: Sequence[Declared], still: str = "") -> str:
    return f"{name} is {still}set at {at(setters)}." if setters else f"Nothing in the project sets {name}."


def _who_reads(readers: Sequence[Read], name: str) -> Iterator[str]:
    sure = [read for read in readers if read.is_sure]
    demanding = [read for read in sure if read.demands]
    bare = [read for read in sure if read.needs_value and not read.demands]
    guarded = [read for read in sure if not read.needs_value]
    guessed = [read for read in readers if not read.is_sure]
    if demanding:
        yield f"{name} has to be set for {at(demanding)}."
    if bare:
        yield f"{name} is read without a default at {at(bare)}."
    if guarded:
        taken = listed(filter(None, (read.default for read in guarded)))
        yield (
            f"{name} is read with the default {taken} at {at(guarded)}." if taken else f"{at(guarded)} asks for {name}."
        )
    if guessed:
        yield f"{name} seems to be read at {at(guessed)}, as far as names tell."


def _tests(comparison: Comparison, name: str) -> Iterator[str]:
    found = comparison.head.tests(name)
    if found:
        more = f" and {len(found) - _MOST_TESTS} more" if len(found) > _MOST_TESTS else ""
        yield f"Tests still name it: {', '.join(found[:_MOST_TESTS])}{more}."


def _first_line(raw: bytes, line: int) -> str:
    return text_of(raw, (line, line))
