"""The report as a person reads it in a terminal or a log: what stands where, what became of it, and the sum.

A violation takes one line that editors and problem matchers understand, followed by the code and the reasons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from remend.model import Diagnostic, Finding, Outcome, Report
from remend.report.palette import BOLD, CYAN, DIM, PLAIN, RED, SEVERITY, YELLOW, Palette, harmless
from remend.report.words import counted

LEFT = (Outcome.FOUND, Outcome.DECLINED, Outcome.WITHHELD)
_INDENT = "    "


def render(report: Report, *, color: bool = False, quiet: bool = False, verbose: bool = False) -> str:
    """A scan: one block a violation, then the diagnostics, then the sum.

    `quiet` leaves out the sum and the notes; `verbose` lists what is suppressed as well.
    """
    palette = Palette(color)
    outcomes = (*LEFT, Outcome.SUPPRESSED) if verbose else LEFT
    listed = listing(report, outcomes, palette=palette, notes=not quiet)
    return listed if quiet else paragraphs(listed, summary(report, palette))


def statistics(report: Report, *, color: bool = False) -> str:
    """How often each form of each rule was found, most frequent first, and the sum."""
    palette = Palette(color)
    seen = Counter((each.violation.rule, each.violation.form) for each in report.findings if each.outcome in LEFT)
    rows = sorted(seen.items(), key=lambda row: (-row[1], row[0]))
    width = max((len(rule) for (rule, _), _ in rows), default=0)
    table = "".join(
        f"{count:>7,}  {palette(f'{rule:<{width}}', RED)}  {harmless(form)}\n" for (rule, form), count in rows
    )
    return paragraphs(table, summary(report, palette))


def listing(report: Report, outcomes: Iterable[Outcome], *, palette: Palette = PLAIN, notes: bool = True) -> str:
    """The findings with one of `outcomes`, by path and position, then the diagnostics; empty where there is neither."""
    wanted = frozenset(outcomes)
    findings = sorted((each for each in report.findings if each.outcome in wanted), key=_position)
    diagnostics = sorted(report.diagnostics, key=lambda each: (each.path, each.line, each.column, each.kind))
    befores = (None, *findings)
    lines = [
        line for before, finding in zip(befores, findings, strict=False) for line in _block(finding, before, palette)
    ]
    lines += [_diagnostic(each, palette) for each in diagnostics if notes or each.counts]
    return "".join(f"{line}\n" for line in lines)


def summary(report: Report, palette: Palette = PLAIN) -> str:
    """One line: how many violations ended how, which files could not be read, and how many files there were."""
    parts = [f"{report.count(outcome):,} {outcome}" for outcome in Outcome if report.count(outcome)] or [
        "nothing found"
    ]
    kinds = Counter(each.kind for each in report.diagnostics if each.counts)
    parts += [f"{count:,} {kind}" for kind, count in sorted(kinds.items())]
    reach = f"{counted(report.files, 'file')}, {report.inspected:,} inspected"
    return f"{palette(', '.join(parts), BOLD)}; {reach}\n"


def paragraphs(*texts: str) -> str:
    """The texts that are not empty, with a blank line between two of them."""
    return "\n".join(text for text in texts if text)


def unsafe_hint(report: Report) -> str:
    """What `--unsafe` would change, as one line; empty where it changes nothing."""
    held = sum(each.outcome is Outcome.DECLINED and each.reason.startswith("unsafe: ") for each in report.findings)
    return f"--unsafe would mend {held:,} more; read the reasons above first\n" if held else ""


def _position(finding: Finding) -> tuple[str, int, int, str]:
    violation = finding.violation
    return violation.path, violation.span.line, violation.span.column, violation.rule


def _block(finding: Finding, before: Finding | None, palette: Palette) -> Iterator[str]:
    """The lines of one finding; evidence that the finding before it in the same file has shown is not repeated."""
    violation = finding.violation
    shown = before.violation.evidence if before is not None and before.violation.path == violation.path else ()
    place = f"{harmless(violation.path)}:{violation.span.line}:{violation.span.column}:"
    severity = palette(violation.severity.label, SEVERITY[violation.severity])
    yield f"{palette(place, BOLD)} {severity} {violation.rule} {harmless(violation.message)}"
    yield f"{_INDENT}{harmless(violation.code.strip())}"
    if violation.remedy:
        yield palette(f"{_INDENT}help: {harmless(violation.remedy)}", DIM)
    for line in violation.evidence:
        if line not in shown:
            yield palette(f"{_INDENT}note: {harmless(line)}", DIM)
    if finding.outcome is not Outcome.FOUND:
        yield palette(f"{_INDENT}{finding.outcome}: {harmless(finding.reason or 'no reason was given')}", YELLOW)
    elif violation.unsafe_because:
        yield palette(f"{_INDENT}mend is unsafe: {harmless(violation.unsafe_because)}", YELLOW)


def _diagnostic(diagnostic: Diagnostic, palette: Palette) -> str:
    place = palette(f"{harmless(diagnostic.path)}:{diagnostic.line}:{diagnostic.column}:", BOLD)
    kind = palette(diagnostic.kind, RED if diagnostic.counts else CYAN)
    return f"{place} {kind} {harmless(diagnostic.message)}"
