"""Mends what a range of commits regressed, and nothing that was there before."""

from __future__ import annotations

import dataclasses

from remend.model import Plan, Report
from remend.pipeline import as_branch
from remend.proof.withhold import withhold
from remend.review.model import mended_by
from remend.review.run import Asked, review
from remend.survey import Withheld
from remend.workspace import Request, Workspace


def preview(request: Request, commits: str) -> Report:
    """The very series that `fix` would write for a range of commits, without writing it."""

    def plan(withheld: Withheld) -> Report:
        return _plan(request, Asked(range=commits, withheld=withheld))

    return withhold(Workspace(dataclasses.replace(request, reviews=True)), plan)


def _plan(request: Request, asked: Asked) -> Report:
    found = review(request, asked)
    regressed = mended_by(found.regressions)
    return Report(
        command="fix",
        root=found.root,
        findings=tuple(f for f in found.findings if f.violation.fingerprint in regressed),
        diagnostics=found.diagnostics,
        plan=Plan(base=found.scope.head, units=found.units),
        files=len(found.scope.files),
        inspected=len(found.scope.files) - len(found.scope.unjudged),
        pending=True,
    )


def fix(request: Request, commits: str) -> Report:
    """Mend what a range of commits regressed, as a branch on the end of the range."""
    return as_branch(Workspace(request), dataclasses.replace(preview(request, commits), pending=False))
