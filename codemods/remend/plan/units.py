"""Makes commit units of drafts: as many as the spec allows, each with its words."""

from __future__ import annotations

from collections.abc import Sequence

from remend.model import CommitUnit
from remend.plan.draft import Draft
from remend.plan.fold import fold
from remend.plan.message import body, trailers
from remend.plan.spec import Spec
from remend.plan.subjects import subjects


def plan_units(drafts: Sequence[Draft], spec: Spec) -> tuple[CommitUnit, ...]:
    """The units of a whole series, in the order of their commits."""
    kept = fold(drafts, spec.max_commits)
    return tuple(_unit(draft, subject, spec) for draft, subject in zip(kept, subjects(kept, spec), strict=True))


def _unit(draft: Draft, subject: str, spec: Spec) -> CommitUnit:
    return CommitUnit(
        rule=draft.rules[0].id,
        service=draft.service,
        subject=subject,
        body=body(draft, spec),
        trailers=trailers(draft, spec),
        rewrites=draft.rewrites,
        review_seconds=draft.cost.seconds,
        templates=len(draft.cost.templates),
        safety=draft.safety,
        notes=draft.notes,
    )
