"""The repair as a person reads it: the commits that would be made, or those that were, and how to take them over.

A planned series is text for the eye and a patch at once: `git apply` reads past everything that is not a difference.
"""

from __future__ import annotations

import shlex

from remend.model import CommitUnit, Outcome, Report
from remend.report.diff import diff_file
from remend.report.palette import BOLD, GREEN, PLAIN, YELLOW, Palette, harmless
from remend.report.text import LEFT, listing, paragraphs, summary, unsafe_hint
from remend.report.words import counted, duration, size

SHORT = 9


def render(report: Report, *, color: bool = False, quiet: bool = False, verbose: bool = False) -> str:
    """A repair: the series, what was left and why, and the sum.

    `quiet` gives the series alone; `verbose` lists what is suppressed as well.

    A pending report shows each planned commit with its difference; one that was carried out shows the commits of the
    branch, or the files that were written.
    """
    palette = Palette(color)
    series = _series(report, palette)
    if quiet:
        return series
    outcomes = (*LEFT, Outcome.SUPPRESSED) if verbose else LEFT
    hints = unsafe_hint(report) + _next_step(report)
    return paragraphs(series, listing(report, outcomes, palette=palette), summary(report, palette) + hints)


def _series(report: Report, palette: Palette) -> str:
    units = report.plan.units
    if report.pending:
        return paragraphs(*(planned(unit, number, len(units), palette) for number, unit in enumerate(units, start=1)))
    if report.branch is not None:
        return paragraphs(_commits(report, report.branch, palette), _how_to_take(report.branch))
    return _written(units, palette)


def planned(unit: CommitUnit, number: int, total: int, palette: Palette = PLAIN) -> str:
    """One commit that would be made: subject, review estimate, files, message and difference."""
    differences = [diff_file(each.path, each.before, each.after) for each in unit.rewrites]
    head = f"{palette(f'commit {number}/{total}', YELLOW)}  {palette(harmless(unit.subject), BOLD)}\n"
    about = f"    {_size(unit)}, {duration(unit.review_seconds)} to review\n"
    about += "".join(f"    {harmless(note)}\n" for note in unit.notes)
    files = "".join(
        f"    {harmless(rewrite.path)}  {counted(len(rewrite.mended), 'site')}, +{diff.added} -{diff.removed}\n"
        for rewrite, diff in zip(unit.rewrites, differences, strict=True)
    )
    _, _, message = unit.message.partition("\n\n")
    indented = "".join(f"    {harmless(line)}".rstrip() + "\n" for line in message.split("\n")[:-1])
    return paragraphs(head + about + files, indented, "".join(diff.render(palette) for diff in differences))


def _commits(report: Report, branch: str, palette: Palette) -> str:
    units = report.plan.units
    head = f"{palette(branch, BOLD)}  {counted(len(units), 'commit')} on {report.plan.base[:SHORT]}\n"
    return head + "".join(
        f"    {palette((unit.commit or '')[:SHORT], YELLOW)}  {harmless(unit.subject)}  "
        f"({_size(unit)}, {duration(unit.review_seconds)} to review)\n"
        for unit in units
    )


def _how_to_take(branch: str) -> str:
    name = shlex.quote(branch)
    return (
        f"look at it    git log -p HEAD..{name}\n"
        f"merge it      git merge --ff-only {name}\n"
        f"              git cherry-pick HEAD..{name}    where HEAD has moved on\n"
        f"drop it       git branch -D {name}\n"
    )


def _written(units: tuple[CommitUnit, ...], palette: Palette) -> str:
    mended: dict[str, int] = {}
    for rewrite in (rewrite for unit in units for rewrite in unit.rewrites):
        mended[rewrite.path] = mended.get(rewrite.path, 0) + len(rewrite.mended)
    return "".join(
        f"{palette('written', GREEN)}  {harmless(path)}  ({counted(sites, 'site')})\n"
        for path, sites in sorted(mended.items())
    )


def _size(unit: CommitUnit) -> str:
    return size(len(unit.violations), len(unit.rewrites), unit.templates)


def _next_step(report: Report) -> str:
    if not (report.pending and report.plan.units):
        return ""
    commits = counted(len(report.plan.units), "commit")
    return f"nothing was written; without --dry-run this makes {commits}\n"
