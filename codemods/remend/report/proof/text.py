"""A proof as a person reads it: a table of commits and commands, then what failed and how, then the sum."""

from __future__ import annotations

from collections.abc import Iterator

from remend.proof.model import Check, Outcome, Proof, Proven
from remend.report.palette import BOLD, CYAN, DIM, GREEN, RED, YELLOW, Palette, harmless
from remend.report.text import paragraphs
from remend.report.words import counted

SHORT = 9
WIDEST = 50

_STYLE = {Outcome.PASSED: GREEN, Outcome.FAILED: RED, Outcome.TIMED_OUT: RED, Outcome.FAILS_ON_BASE: YELLOW}
_WORD = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failed",
    Outcome.TIMED_OUT: "timed out",
    Outcome.FAILS_ON_BASE: "fails on base",
}


def render(proof: Proof, *, color: bool = False, quiet: bool = False) -> str:
    """A proof; `quiet` leaves out the sum and what failed on the base."""
    palette = Palette(color)
    faults = [*([] if quiet else _faults(proof.base, palette)), *_all_faults(proof, palette)]
    return paragraphs(_table(proof, palette), *faults, "" if quiet else _summary(proof, palette))


def _table(proof: Proof, palette: Palette) -> str:
    commands = "".join(f"[{n}] {harmless(command)}\n" for n, command in enumerate(proof.commands, 1))
    rows = [("base", proof.base), *((str(number), each) for number, each in enumerate(proof.commits, 1))]
    subjects = [_cut(harmless(each.step.subject)) for _, each in rows]
    cells = [[_cell(check) for check in each.checks] for _, each in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    left, middle = max(len(name) for name, _ in rows), max(map(len, subjects))
    head = "  ".join(f"{f'[{number}]':<{width}}" for number, width in enumerate(widths, 1)).rstrip()
    lines = [" " * (left + SHORT + middle + 6) + head]
    for (name, each), subject, row in zip(rows, subjects, cells, strict=True):
        start = f"{name:>{left}}  {palette(each.step.id[:SHORT], YELLOW)}  {subject:<{middle}}  "
        lines.append(start + _painted(each, row, widths, palette))
    return commands + "\n" + "".join(f"{line}\n" for line in lines)


def _painted(each: Proven, cells: list[str], widths: list[int], palette: Palette) -> str:
    last = len(cells) - 1
    padded = [cell if at == last else f"{cell:<{widths[at]}}" for at, cell in enumerate(cells)]
    return "  ".join(palette(cell, _STYLE[check.outcome]) for cell, check in zip(padded, each.checks, strict=True))


def _cell(check: Check) -> str:
    word = _WORD[check.outcome]
    if check.outcome is Outcome.FAILS_ON_BASE:
        return word
    return f"{word} {check.seconds:.1f} s" + (", cached" if check.cached else "")


def _cut(subject: str) -> str:
    return subject if len(subject) <= WIDEST else f"{subject[: WIDEST - 3]}..."


def _all_faults(proof: Proof, palette: Palette) -> Iterator[str]:
    for each in proof.commits:
        yield from _faults(each, palette)


def _faults(each: Proven, palette: Palette) -> Iterator[str]:
    for check in each.bad:
        commit = palette(each.step.id[:SHORT], YELLOW)
        head = (
            f"{commit}  {harmless(each.step.subject)}\n    {palette(f'{harmless(check.command)} {check.fault}', RED)}\n"
        )
        lines = "".join(f"    {palette('|', DIM)} {harmless(line)}\n" for line in check.tail)
        yield head + lines + (f"    output in {palette(check.log, CYAN)}\n" if check.log else "")


def _summary(proof: Proof, palette: Palette) -> str:
    total, fallen = len(proof.commits), sum(not each.stands for each in proof.commits)
    parts = [f"{total - fallen:,} of {counted(total, 'commit')} on {proof.base.step.id[:SHORT]} stand"]
    if proof.is_empty:
        parts = [f"nothing is proven of {counted(total, 'commit')}: what was to be run fails without them already"]
    elif bad := len(proof.base.bad):
        parts.append(f"{counted(bad, 'command')} left out, failing without them already")
    return f"{palette('; '.join(parts), BOLD)}; {proof.seconds:.1f} s\n"
