"""Reports made by hand, for the tests of the formats.

Importable as `reports` from every test: `from reports import REPAIR, finding`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from remend.model import (
    CommitUnit,
    Diagnostic,
    Finding,
    Outcome,
    Plan,
    Report,
    Rewrite,
    Safety,
    Severity,
    Span,
    Violation,
)

GETENV = Violation(
    rule="env-access",
    path="shop/settings.py",
    span=Span(19, 39, 2, 8, 2, 28),
    severity=Severity.MEDIUM,
    safety=Safety.SAFE,
    message="os.getenv() past the accessor get_env()",
    form="os.getenv",
    code='port = os.getenv("PORT", "80")',
    symbol="",
    evidence=("lines 4 and 5 already go through get_env()",),
    fingerprint="f1",
)
SUBSCRIPT = replace(
    GETENV,
    path="shop/billing.py",
    span=Span(0, 18, 7, 1, 7, 19),
    severity=Severity.CRITICAL,
    safety=Safety.UNSAFE,
    message="os.environ[...] past the accessor get_env()",
    form="os.environ[] read",
    code='os.environ["TOKEN"]',
    unsafe_because="a missing key raises KeyError, get() returns None",
    evidence=(),
    fingerprint="f2",
)
UNPARSABLE = Diagnostic(kind="unparsable", path="shop/broken.py", message="invalid syntax", line=3, column=5)
NOTE = Diagnostic(kind="note", path="shop/big.py", message="not read: larger than 1 MB", counts=False)

BEFORE = b'import os\nport = os.getenv("PORT", "80")\n'
AFTER = b'from shared.env import get_env\nport = get_env().get("PORT", "80")\n'
UNIT = CommitUnit(
    rule="env-access",
    service="shop",
    subject="refactor(shop): read env through get_env",
    body="One read went past the accessor.",
    trailers=(("Remend-Rule", "env-access"), ("Remend-Violations", "1")),
    rewrites=(Rewrite(rule="env-access", path="shop/settings.py", old=BEFORE, new=AFTER, mended=(GETENV,)),),
    review_seconds=12.34,
)

SCAN = Report(
    command="scan",
    root="/project",
    findings=(
        Finding(violation=GETENV, outcome=Outcome.FOUND),
        Finding(violation=SUBSCRIPT, outcome=Outcome.FOUND),
        Finding(violation=replace(GETENV, path="shop/quiet.py"), outcome=Outcome.SUPPRESSED, reason="legacy"),
    ),
    diagnostics=(UNPARSABLE, NOTE),
    files=12,
    inspected=4,
)
PREVIEW = Report(
    command="fix",
    root="/project",
    findings=(
        Finding(violation=GETENV, outcome=Outcome.MENDED),
        Finding(violation=SUBSCRIPT, outcome=Outcome.DECLINED, reason="unsafe: it raises KeyError"),
    ),
    plan=Plan(base="0123456789abcdef", units=(UNIT,)),
    files=12,
    inspected=4,
    pending=True,
)
BRANCH = replace(
    PREVIEW,
    pending=False,
    branch="remend/env-access",
    plan=Plan(base="0123456789abcdef", units=(replace(UNIT, commit="fedcba9876543210"),)),
)
IN_PLACE = replace(PREVIEW, pending=False, plan=Plan(base="work tree", units=(UNIT,)))
CLEAN = Report(command="scan", root="/project", files=3)


def scan_of(**changes: Any) -> Report:
    """A scan with one finding, whose violation has `changes`."""
    return replace(SCAN, findings=(Finding(violation=replace(GETENV, **changes), outcome=Outcome.FOUND),))
