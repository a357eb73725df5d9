"""The account for a terminal: what failed, the commits, what blocks the rest, and how far each package came."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from remend.migrate.account import Account, Blocker, FileAccount, PackageAccount, Progress
from remend.model import CommitUnit
from remend.report.account.words import SHORT, counts, percent, place, work
from remend.report.palette import BOLD, CYAN, DIM, GREEN, RED, YELLOW, Palette, harmless
from remend.report.text import paragraphs, unsafe_hint
from remend.report.words import counted, duration, size

FEW = 12
_BAR = 20
_STYLES = {
    Progress.MIGRATED: GREEN,
    Progress.PARTLY: YELLOW,
    Progress.BLOCKED: YELLOW,
    Progress.WAITING: CYAN,
    Progress.FAILED: RED,
    Progress.UNCHANGED: "",
}


def render(account: Account, *, color: bool = False, quiet: bool = False, verbose: bool = False) -> str:
    """The account; `verbose` lists every file in which something is left, `quiet` gives the sum alone."""
    palette = Palette(color)
    end = _sum(account, palette)
    if quiet:
        return end
    return paragraphs(
        _listed(account, palette, few=None if verbose else FEW),
        _series(account, palette),
        _blockers(account, palette, few=None if verbose else FEW),
        _table(account, palette),
        end + _next_steps(account, verbose=verbose),
    )


def _listed(account: Account, palette: Palette, *, few: int | None) -> str:
    """The files that failed; without a bound all in which something is left."""
    asked = (Progress.FAILED,) if few is not None else (Progress.FAILED, Progress.PARTLY, Progress.BLOCKED)
    files = [file for file in account.files if file.progress in asked]
    shown = files if few is None else files[:few]
    rest = f"... {len(files) - len(shown):,} more failed; -v lists them\n" if len(files) > len(shown) else ""
    return "".join(line for file in shown for line in _file(file, palette)) + rest


def _file(file: FileAccount, palette: Palette) -> Iterator[str]:
    told = f", {counted(file.mended, 'place')} mended" if file.mended else ""
    yield f"{palette(file.progress, _STYLES[file.progress])}  {palette(harmless(file.path), BOLD)}{told}\n"
    for left in file.left:
        yield f"    {left.line}: {left.rule}: {harmless(left.reason)}\n"


def _series(account: Account, palette: Palette) -> str:
    units = account.report.plan.units
    return f"{palette(place(account), BOLD)}\n" + "".join(_commit(unit, palette) for unit in units) if units else ""


def _commit(unit: CommitUnit, palette: Palette) -> str:
    name = f"{palette(unit.commit[:SHORT], YELLOW)}  " if unit.commit else ""
    about = size(len(unit.violations), len(unit.rewrites), unit.templates)
    return f"    {name}{harmless(unit.subject)}  ({about}, {duration(unit.review_seconds)} to review)\n"


def _blockers(account: Account, palette: Palette, *, few: int | None) -> str:
    blockers = account.blockers[:few]
    if not blockers:
        return ""
    head = palette("what blocks the rest", BOLD) + palette("  (alone: the files that nothing else holds back)", DIM)
    head += "\n" + palette(f"{'files':>7} {'alone':>7}  cause", BOLD)
    rest = len(account.blockers) - len(blockers)
    more = f"    ... {counted(rest, 'more cause')}; -v lists all\n" if rest else ""
    return f"{head}\n" + "".join(line for each in blockers for line in _blocker(each, palette)) + more


def _blocker(blocker: Blocker, palette: Palette) -> Iterator[str]:
    rule = palette(blocker.rule, RED)
    yield f"{blocker.files:>7,} {blocker.alone:>7,}  {rule}: {harmless(blocker.cause)}\n"
    where = f"{blocker.path}:{blocker.line}"
    yield palette(f"{'':16} as in {harmless(where)}", DIM) + "\n"


def _table(account: Account, palette: Palette) -> str:
    """One row a package; a column for each way in which a file can have ended, if any has."""
    columns = [each for each in Progress if account.count(each)]
    packages = account.packages
    whole = PackageAccount(name="all", files=len(account.files), counts={each: account.count(each) for each in columns})
    width = max(len(harmless(each.name)) for each in (*packages, whole)) if packages else 0
    head = f"{'package':<{max(width, 7)}}  {'files':>7}" + "".join(f"  {each:>9}" for each in columns) + "  done"
    rows = [_row(each, columns, max(width, 7), palette) for each in (*packages, whole)]
    return palette(head, BOLD) + "\n" + "".join(rows) if packages else ""


def _row(package: PackageAccount, columns: list[Progress], width: int, palette: Palette) -> str:
    cells = "".join("  " + palette(f"{package.counts.get(each, 0) or '':>9}", _STYLES[each]) for each in columns)
    full = package.done * _BAR // package.files if package.files else _BAR
    bar = palette("█" * full, GREEN) + palette("░" * (_BAR - full), DIM)
    done = percent(package.done, package.files)
    return f"{harmless(package.name):<{width}}  {package.files:>7,}{cells}  {bar} {done:>5}\n"


def _sum(account: Account, palette: Palette) -> str:
    return f"{palette(counts(account), BOLD)}\n{work(account)}\n"


def _next_steps(account: Account, *, verbose: bool) -> str:
    report = account.report
    told = unsafe_hint(report)
    if not verbose and account.count(Progress.PARTLY) + account.count(Progress.BLOCKED):
        told += "-v lists each file with what is left in it, and where\n"
    if waiting := account.count(Progress.WAITING):
        verb = "waits" if waiting == 1 else "wait"
        told += f"{counted(waiting, 'file')} {verb} for another run: merge this one, then run it again\n"
    if report.pending and report.plan.units:
        told += (
            "nothing was written; `remend fix --dry-run` shows the differences, without --dry-run a branch is made\n"
        )
    if report.branch is not None:
        told += f"look at it with git log -p HEAD..{shlex.quote(report.branch)}; remend undo takes it back\n"
    return told
