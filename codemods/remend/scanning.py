"""Finding without mending: open the workspace, survey, inspect. It loads nothing that mends, plans or writes."""

from __future__ import annotations

from collections.abc import Sequence

from remend.crew.workers import Progress
from remend.inspection import Inspection
from remend.model import Diagnostic, Finding, Report
from remend.survey import Survey
from remend.workspace import Request, Workspace

__all__ = ["Request", "report_of", "scan"]


def scan(request: Request, progress: Progress | None = None) -> Report:
    """Find what the rules find in the work tree, or in the folder outside a repository."""
    workspace = Workspace(request)
    with Survey(workspace, workspace.work_tree()) as survey:
        inspections = survey.scan(progress)
    return report_of("scan", workspace, survey, inspections, [f for i in inspections for f in i.findings])


def report_of(
    command: str,
    workspace: Workspace,
    survey: Survey,
    inspections: Sequence[Inspection],
    findings: Sequence[Finding],
) -> Report:
    """The report of a run without its plan: what was found, and what could not be told, in order."""
    gaps = (Diagnostic(kind="note", path=".", message=gap, counts=False) for gap in survey.gaps())
    diagnostics = [*gaps, *(each for inspection in inspections for each in inspection.diagnostics)]
    return Report(
        command=command,
        root=str(workspace.root),
        findings=tuple(sorted(findings, key=lambda f: (f.violation.path, f.violation.span, f.violation.rule))),
        diagnostics=tuple(sorted(diagnostics, key=lambda d: (d.path, d.line, d.column, d.kind))),
        files=len(survey.paths),
        inspected=len(inspections),
    )
