"""Defaults that changed: a setting that is missing now means something else."""

from __future__ import annotations

from collections.abc import Iterator

from remend.model import Severity
from remend.review.ends import FileChange
from remend.review.model import Change, Origin, Verdict
from remend.review.rules.dropped_setting.comparison import Comparison
from remend.review.rules.dropped_setting.fallbacks import is_secret_in_code
from remend.review.rules.dropped_setting.mentions import Read
from remend.review.rules.dropped_setting.tell import RULE, identified, text_of


def judge_defaults(comparison: Comparison, file: FileChange) -> Iterator[Change]:
    """The settings of a file whose one default became another, or went; what became a secret is told elsewhere."""
    for read in comparison.read_after(file):
        if is_secret_in_code(read):
            continue
        old = _before(comparison, file, read)
        if old is not None and read.is_sure and not read.asks and old.default and not _is_same(old, read):
            yield _change(comparison, file, old, read)


def _before(comparison: Comparison, file: FileChange, read: Read) -> Read | None:
    """The read at the start that this one was: in the same function, or the only one of any changed file."""
    own = [each for each in comparison.read_before(file) if each.name == read.name and not each.asks]
    here = [each for each in own if each.symbol == read.symbol]
    now = [each for each in comparison.read_after(file) if each.name == read.name and not each.asks]
    there = [each for each in now if each.symbol == read.symbol]
    if here:
        return here[0] if len(here) == len(there) == 1 else None
    return None if own else comparison.moved_from(read)


def _is_same(old: Read, new: Read) -> bool:
    """Whether both give the same where the setting is missing, or where that cannot be told."""
    if old.literal is None:
        return True
    if not new.default:
        return False
    return new.literal is None or old.literal.casefold() == new.literal.casefold()


def _change(comparison: Comparison, file: FileChange, old: Read, new: Read) -> Change:
    title = f"the default of {new.name} was {old.default} and is {new.default}"
    asks = f"Does anything that runs without {new.name} rely on {old.default}?"
    if not new.default:
        title = f"{new.name} had the default {old.default} and has none"
        asks = f"Is {new.name} set everywhere, now that {old.default} does not stand in for it?"
    return identified(
        f"default of {new.name}",
        Change(
            rule=RULE,
            path=file.path,
            line=new.line,
            end_line=new.end_line,
            verdict=Verdict.NEEDS_VERIFICATION,
            origin=Origin.INTRODUCED,
            severity=Severity.MEDIUM,
            title=title,
            topic="defaults",
            why="A process that does not set it acts otherwise than before, and nothing says so.",
            symbol=new.symbol,
            evidence=tuple(_evidence(comparison, old, new)),
            questions=(asks,),
            before=text_of(comparison.base.project.read(old.path), old.statement),
            after=text_of(comparison.ends.after(file), new.statement),
        ),
    )


def _evidence(comparison: Comparison, old: Read, new: Read) -> Iterator[str]:
    missing = "is an error" if new.demands else f"gives {new.default or 'nothing'}"
    yield f"{old.place} at the start: a missing {old.name} gives {old.default}."
    yield f"{new.place}: a missing {new.name} {missing}."
    live = [each for each in comparison.head.declarations(new.name) if each.kind.is_live]
    yield f"{live[0].place} declares it." if live else "Nothing in the project sets it."
