"""Accounts made by hand, for the tests of their formats.

Importable as `accounts` from every test: `from accounts import ACCOUNT`.
"""

from __future__ import annotations

from dataclasses import replace

from remend.mending.turns import WAITS
from remend.migrate.account import Account, account_of
from remend.model import Diagnostic, Finding, Outcome, Plan, Report
from reports import GETENV, SUBSCRIPT, UNIT, UNPARSABLE

PATHS = (
    "shop/billing.py",
    "shop/broken.py",
    "shop/cart.py",
    "shop/quiet.py",
    "shop/settings.py",
    "stock/count.py",
    "stock/late.py",
)


def _found(path: str, outcome: Outcome, reason: str = "") -> Finding:
    return Finding(violation=replace(SUBSCRIPT, path=path), outcome=outcome, reason=reason)


UNSAFE = f"unsafe: {SUBSCRIPT.unsafe_because}"
REPORT = Report(
    command="fix",
    root="/project",
    findings=(
        Finding(violation=GETENV, outcome=Outcome.MENDED),
        _found("shop/settings.py", Outcome.DECLINED, UNSAFE),
        _found("shop/billing.py", Outcome.DECLINED, UNSAFE),
        _found("shop/cart.py", Outcome.MENDED),
        _found("stock/count.py", Outcome.WITHHELD, "shop.cart.total is used in line 7"),
        _found("stock/late.py", Outcome.DECLINED, WAITS),
    ),
    diagnostics=(UNPARSABLE, Diagnostic(kind="note", path=".", message="a note", counts=False)),
    plan=Plan(base="0123456789abcdef", units=(UNIT,)),
    files=len(PATHS),
    inspected=6,
    pending=True,
)
ACCOUNT = account_of(REPORT, PATHS, notes=("going on with 12 results of the run before",), seconds=83.4)
WRITTEN = account_of(replace(REPORT, pending=False, branch="remend/env-access"), PATHS, seconds=7_500.0)
EMPTY = account_of(Report(command="fix", root="/project", plan=Plan(base="0123456789abcdef")), ())
CLEAN = account_of(Report(command="fix", root="/project", plan=Plan(base="0123456789abcdef")), PATHS)


def _odd(text: str) -> str:
    return f"<script>owned=1</script>\x1b[31m\u202e\udcff{text}"


def _hostile() -> Account:
    path = f"{_odd('f')}/{_odd('x')}.py"
    violation = replace(SUBSCRIPT, path=path, rule="env-access")
    finding = Finding(violation=violation, outcome=Outcome.DECLINED, reason=_odd("why"))
    broken = replace(UNPARSABLE, path=f"a/{_odd('y')}.py", message=_odd("bad"))
    report = replace(REPORT, findings=(finding,), diagnostics=(broken,), plan=Plan(base="0" * 40))
    return account_of(report, (path, broken.path), notes=(_odd("note"),))


HOSTILE = _hostile()
