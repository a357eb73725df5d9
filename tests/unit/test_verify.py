from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import libcst as cst
import pytest

from remend.detect import detect
from remend.model import Rewrite, Violation
from remend.module import Module
from remend.rewrite import rewrite
from remend.verify import verify
from throwaway import Old, Plan, load, renamed


def made(module: Module, rule: Old) -> Rewrite:
    """What rewriting gives, unchecked."""
    found = rewrite(module, rule, detect(module, [rule])).rewrite
    assert found is not None
    return found


def never(_: Module, __: Sequence[Violation]) -> bool:
    return False


def fault(text: str, plan: Plan | None = None) -> str:
    module, rule = load(text), Old(plan)
    return verify(made(module, rule), module, [rule], never)


@pytest.mark.parametrize("text", ["old\n", "\ufeffé = old\r\n", "def f(): old, old\n", "old\nkeep(old) # old\n"])
def test_a_sound_rewrite_stands(text: str) -> None:
    assert fault(text) == ""


def test_a_declined_violation_may_stay() -> None:
    plan = Plan(codemod=lambda node: None if isinstance(node, cst.Call) else renamed(node), up=1)

    assert fault("x = old(1)\ny = -old\n", plan) == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"x = 1\nold\n", b"x = 2\nnew\n"), (b"old\n", b"new"), (b"old\r\n", b"new\n"), (b"\xef\xbb\xbfold", b"new")],
)
def test_a_change_outside_the_edits_is_caught(before: bytes, after: bytes) -> None:
    module, rule = load(before.decode()), Old()
    wrong = dataclasses.replace(made(module, rule), new=after)

    assert verify(wrong, module, [rule], never) == "it changes more than its edits say"


def test_a_result_that_does_not_parse_is_caught() -> None:
    found = fault("x = 1\nimport a\nfor x in old: pass\n", Plan(codemod=lambda _: cst.Name("pass")))

    assert found.startswith("it does not parse: line 3: ")


def test_a_result_that_does_not_compile_is_caught() -> None:
    found = fault("def f(a): pass\nf(a=1, b=old)\nold\n", Plan(codemod=lambda _: cst.Name("await")))
    assert found.startswith("it does not parse: ")
    given = cst.parse_expression("f(a=1, a=2)")
    assert fault("old\n", Plan(codemod=lambda _: given)).startswith("it does not compile: keyword argument repeated")


def test_what_did_not_compile_before_may_stay_so() -> None:
    assert fault("old\nreturn 1\n") == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("old\n", "old still finds old afterwards"),
        ("class A:\n    def f(self): old\n", "old still finds old in A.f afterwards"),
    ],
)
def test_a_violation_that_is_still_there_is_caught(text: str, message: str) -> None:
    assert fault(text, Plan(codemod=lambda node: node)) == message


def test_a_violation_that_came_is_caught() -> None:
    plan = Plan(codemod=lambda _: cst.parse_expression("older(1)"), words=("old", "older"))

    assert fault("old\n", plan) == "old still finds older afterwards"


def test_a_violation_of_another_rule_that_came_is_caught() -> None:
    class Other(Old):
        id = "other"

    module, rule = load("old\n"), Old()
    other = Other(Plan(words=("new",)))

    assert verify(made(module, rule), module, [rule, other], never) == "other still finds new afterwards"


def test_a_mend_that_would_be_made_again_is_caught() -> None:
    module, rule = load("def f(): old\ndef f(): old(1)\n"), Old(Plan(codemod=renamed))
    asked: list[tuple[str, ...]] = []

    def again(changed: Module, found: Sequence[Violation]) -> bool:
        asked.append((changed.source.text, *(violation.code for violation in found)))
        return True

    assert verify(made(module, rule), module, [rule], again) == "a second run would change it again"
    assert asked == [("def f(): new\ndef f(): new(1)\n",)]
