"""Gives each regression the part of the repair that mends it, as a difference that `git apply` takes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from remend.mending import Mended
from remend.model import CommitUnit, Finding, Rewrite, Violation
from remend.report.diff import diff_file
from remend.review.model import Change, is_regression


def with_mends(changes: Sequence[Change], mended: Mended) -> list[Change]:
    """`changes`, each regression with what mends it and the evidence for that, or with the reason why nothing does."""
    told = {finding.violation.fingerprint: finding for finding in mended.findings}
    rewrites = {
        violation.fingerprint: rewrite
        for unit in mended.units
        for rewrite in unit.rewrites
        for violation in rewrite.mended
    }
    return [
        _with_mend(change, told[change.fingerprint], rewrites.get(change.fingerprint))
        if is_regression(change) and change.fingerprint in told
        else change
        for change in changes
    ]


def _with_mend(change: Change, finding: Finding, rewrite: Rewrite | None) -> Change:
    evidence = tuple(dict.fromkeys((*change.evidence, *finding.violation.evidence)))
    if rewrite is None:
        return replace(change, evidence=evidence, declined=finding.reason)
    return replace(change, evidence=evidence, mend=_part({finding.violation}, rewrite))


def mend_of(changes: Collection[Change], units: Iterable[CommitUnit]) -> str:
    """What `units` do about several changes of one file, as one difference; empty where they do nothing."""
    asked = {change.fingerprint for change in changes}
    parts = []
    for rewrite in (rewrite for unit in units for rewrite in unit.rewrites):
        mine = {violation for violation in rewrite.mended if violation.fingerprint in asked}
        parts += [_part(mine, rewrite)] if mine else []
    return "".join(parts)


def _part(violations: Collection[Violation], rewrite: Rewrite) -> str:
    """Of what one rewrite does to a file the lines of violations, and those at which nothing was mended: imports."""
    before, after = rewrite.before.splitlines(keepends=True), rewrite.after.splitlines(keepends=True)
    own = [each.span for each in violations]
    others = [each.span for each in rewrite.mended if each not in violations]
    lines: list[bytes] = []
    for _, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        mine = any(i < span.end_line and j >= span.line for span in own)
        of_others = any(i < span.end_line and j >= span.line for span in others)
        lines += after[k:m] if mine or not of_others else before[i:j]
    return diff_file(rewrite.path, rewrite.before, b"".join(lines)).render()
