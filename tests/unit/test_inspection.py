from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import libcst as cst
import pytest

from remend.errors import UsageError
from remend.inspection import Bench, Inspection, Task, inspect
from remend.model import Outcome, Safety, Violation
from remend.module import Module
from remend.rule import Mend
from throwaway import NEW, Changed, Old, Plan, renamed


class Other(Old):
    id = "other"
    triggers = (b"other",)

    def __init__(self, plan: Plan | None = None) -> None:
        super().__init__(plan or Plan(words=("other",)))


def inspected(text: str | bytes, *rules: Old, mends: str = "old", unsafe: bool = False) -> Inspection:
    bench = Bench(rules=rules or (Old(),), known=frozenset({"old", "other"}), unsafe=unsafe)
    raw = text if isinstance(text, bytes) else text.encode()
    return inspect(Task(path="a.py", raw=raw, rules=frozenset(rule.id for rule in bench.rules), mends=mends), bench)


def outcomes(found: Inspection) -> list[tuple[Outcome, str]]:
    return [(finding.outcome, finding.reason) for finding in found.findings]


def after(found: Inspection) -> str | None:
    return None if found.rewrite is None else found.rewrite.after.decode()


def test_a_scan_finds_and_tries_nothing() -> None:
    found = inspected("old\n", mends="")

    assert outcomes(found) == [(Outcome.FOUND, "")]
    assert (found.path, found.rewrite, found.diagnostics) == ("a.py", None, ())


def test_what_is_mended_is_said_to_be() -> None:
    found = inspected("old; old\n")

    assert outcomes(found) == [(Outcome.MENDED, "")] * 2
    assert after(found) == "new; new\n"


def test_only_the_rule_that_is_asked_for_mends() -> None:
    found = inspected("old, other\n", Old(), Other())

    assert [(f.violation.rule, f.outcome) for f in found.findings] == [
        ("old", Outcome.MENDED),
        ("other", Outcome.FOUND),
    ]


def test_a_rule_that_the_task_does_not_name_does_not_speak() -> None:
    bench = Bench(rules=(Old(), Other()), known=frozenset({"old", "other"}))

    found = inspect(Task(path="a.py", raw=b"old, other\n", rules=frozenset({"other"})), bench)

    assert [finding.violation.rule for finding in found.findings] == ["other"]


def test_a_declined_violation_has_its_reason() -> None:
    found = inspected("old\n", Old(Plan(reason="not today")))

    assert outcomes(found) == [(Outcome.DECLINED, "not today")]
    assert found.rewrite is None


def test_a_suppressed_violation_is_left_alone() -> None:
    found = inspected("old  # remend: ignore[old] why\nold\n")

    assert outcomes(found) == [(Outcome.SUPPRESSED, "suppressed by a comment"), (Outcome.MENDED, "")]
    assert after(found) == "old  # remend: ignore[old] why\nnew\n"
    assert found.diagnostics == ()


def test_a_comment_that_suppresses_nothing_is_reported() -> None:
    (diagnostic,) = inspected("x  # remend: ignore[old]\n").diagnostics

    assert (diagnostic.kind, diagnostic.line) == ("unused-suppression", 1)


@pytest.mark.parametrize("raw", [b"old = '\xe9'\n", b"old = (\n"])
def test_a_file_that_cannot_be_read_is_a_diagnostic(raw: bytes) -> None:
    (diagnostic,) = inspected(raw).diagnostics

    assert (diagnostic.kind, diagnostic.path) == ("unparsable", "a.py")


def test_an_unsafe_mend_waits_to_be_allowed() -> None:
    rule = Old(Plan(safety=Safety.UNSAFE))

    assert outcomes(inspected("old\n", rule)) == [(Outcome.DECLINED, "unsafe: it may differ")]
    assert outcomes(inspected("old\n", rule, unsafe=True)) == [(Outcome.MENDED, "")]


def test_an_unsafe_violation_without_a_mend_says_why() -> None:
    rule = Old(Plan(safety=Safety.UNSAFE, reason="not today"))

    assert outcomes(inspected("old\n", rule)) == [(Outcome.DECLINED, "not today")]


def test_what_is_withheld_is_declined_and_the_rest_mended() -> None:
    _, second = (finding.violation for finding in inspected("old; old\n", mends="").findings)
    task = Task(path="a.py", raw=b"old; old\n", rules=frozenset({"old"}), mends="old")
    bench = Bench(rules=(Old(),), known=frozenset({"old"}))

    found = inspect(replace(task, withheld=((second.fingerprint, "it fails"),)), bench)

    assert outcomes(found) == [(Outcome.MENDED, ""), (Outcome.DECLINED, "it fails")]
    assert after(found) == "new; old\n"


def test_a_rewrite_that_fails_a_check_is_withheld_whole() -> None:
    plan = Plan(codemod=lambda node: node if isinstance(node, cst.Call) else renamed(node), up=1)

    found = inspected("x = -old\ny = old(1)\n", Old(plan))

    assert outcomes(found) == [(Outcome.WITHHELD, "old still finds old afterwards")] * 2
    assert found.rewrite is None


def test_a_mend_that_a_second_run_would_go_on_with_is_withheld() -> None:
    class Creeps(Old):
        def mend(self, violation: Violation, module: Module) -> Mend | str:
            first = module.source.text.find("old")
            return super().mend(violation, module) if violation.span.start == first else "one at a time"

    found = inspected("old\nold\n", Creeps())

    assert outcomes(found) == [
        (Outcome.WITHHELD, "a second run would change it again"),
        (Outcome.DECLINED, "one at a time"),
    ]


def test_what_a_comment_suppresses_is_no_second_run() -> None:
    text = "old\nx = old  # remend: ignore[old]\n"

    assert after(inspected(text)) == text.replace("old\n", "new\n", 1)


def broken(_: cst.CSTNode) -> Changed:
    raise ZeroDivisionError("no")


class BreaksInDetect(Old):
    def detect(self, module: Module) -> Iterator[Violation]:
        yield from super().detect(module)
        raise ZeroDivisionError("no")


class BreaksInMend(Old):
    def mend(self, violation: Violation, module: Module) -> Mend | str:
        raise ZeroDivisionError("no" if violation.path == module.path else "")


class BreaksOnItsOwnResult(Old):
    def detect(self, module: Module) -> Iterator[Violation]:
        if "new" in module.source.text:
            raise ZeroDivisionError("no")
        return super().detect(module)


@pytest.mark.parametrize("rule", [BreaksInDetect(), BreaksInMend(), BreaksOnItsOwnResult(), Old(Plan(codemod=broken))])
def test_a_rule_that_breaks_costs_its_file_and_says_so(rule: Old) -> None:
    found = inspected("old\n", rule)

    (diagnostic,) = found.diagnostics
    assert diagnostic.kind == "rule-failed"
    assert diagnostic.message.startswith("rule old broke on a.py: ZeroDivisionError: no; ")
    assert (found.findings, found.rewrite) == ((), None)


def test_what_a_rule_says_on_purpose_ends_the_run() -> None:
    class Refuses(Old):
        def mend(self, violation: Violation, module: Module) -> Mend | str:
            raise UsageError(f"set the option for {violation.form} in {module.path}")

    with pytest.raises(UsageError, match=r"^set the option for old in a\.py$"):
        inspected("old\n", Refuses())


def test_the_surroundings_reach_the_rule() -> None:
    found = inspected("import old\n\nx = old\n", Old(Plan(needs=NEW, frees=True)))

    assert after(found) == "from shared.env import new\n\nx = new\n"


class Late(Other):
    id = "late"
    late = True


@pytest.mark.parametrize(
    ("safety", "found"),
    [
        (Safety.SAFE, ["old", "late"]),
        (Safety.UNSAFE, ["old", "late", "late"]),
        (Safety.REPORT_ONLY, ["old", "late", "late"]),
    ],
)
def test_a_late_rule_leaves_to_others_what_they_mend_safely(safety: Safety, found: list[str]) -> None:
    class Around(Old):
        def detect(self, module: Module) -> Iterator[Violation]:
            for violation in super().detect(module):
                yield replace(violation, span=module.span(module.tree.body[0]))

    rules = (Around(Plan(safety=safety)), Late())

    assert [f.violation.rule for f in inspected("old(other)\nother\n", *rules, mends="").findings] == found
    mended = inspected("old(other)\nother\n", *rules, mends="late")
    assert [f.violation.rule for f in mended.findings] == ["old", "late", "late"]


def test_what_is_silenced_keeps_nothing_of_a_late_rule_back() -> None:
    class Around(Old):
        def detect(self, module: Module) -> Iterator[Violation]:
            for violation in super().detect(module):
                yield replace(violation, span=module.span(module.tree.body[0]))

    found = inspected("old(other)  # remend: ignore[old]\n", Around(), Late(), mends="")

    assert outcomes(found) == [(Outcome.SUPPRESSED, "suppressed by a comment"), (Outcome.FOUND, "")]


class Consenting(Old):
    """Its settings allow what it does."""

    def consents(self, violation: Violation) -> bool:
        """All of it."""
        return violation.form == "old"


def test_a_rule_may_be_allowed_by_its_settings_what_is_unsafe() -> None:
    found = inspected("old\n", Consenting(Plan(safety=Safety.UNSAFE)))

    assert outcomes(found) == [(Outcome.MENDED, "")]
