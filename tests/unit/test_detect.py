from __future__ import annotations

from collections.abc import Iterator

import pytest

from remend.detect import detect, likeness
from remend.errors import RuleError, UsageError
from remend.model import Violation
from remend.module import Module
from throwaway import Old, Plan, load


class Other(Old):
    id = "other"


def fingerprints(text: str, path: str = "shop/cart.py") -> list[str]:
    module = Module.load(path, text.encode())
    assert isinstance(module, Module)
    return [violation.fingerprint for violation in detect(module, [Old()])]


def test_violations_come_by_position_whatever_the_rules() -> None:
    rules = [Other(Plan(words=("new",))), Old(), Other()]

    found = detect(load("new; old\nold\n"), rules)

    assert [(v.span.start, v.rule) for v in found] == [(0, "other"), (5, "old"), (5, "other"), (9, "old"), (9, "other")]


def test_a_fingerprint_does_not_depend_on_lines_and_layout() -> None:
    text = "def f():\n    old\n"

    assert fingerprints(text) == fingerprints("import a\n\n\n" + text.replace("    ", "\t"))


def test_equal_violations_are_told_apart_by_their_order() -> None:
    first = fingerprints("old; old\n")

    assert len(set(first)) == 2
    assert fingerprints("old; a; old; old\n")[:2] == first


def test_a_fingerprint_depends_on_path_and_symbol() -> None:
    found = {*fingerprints("old"), *fingerprints("old", "shop/b.py"), *fingerprints("def f(): old")}

    assert len(found) == 3


def test_likeness_is_what_moving_code_leaves() -> None:
    (violation,) = detect(load("class A:\n    def f(self): old\n"), [Old()])

    assert likeness(violation) == ("old", "shop/cart.py", "A.f", "old")


def test_a_rule_that_breaks_is_named_with_the_file() -> None:
    class Broken(Old):
        def detect(self, module: Module) -> Iterator[Violation]:
            raise KeyError(module.path)

    with pytest.raises(RuleError, match=r"^rule old broke on shop/cart\.py: KeyError: 'shop/cart\.py'; leave"):
        detect(load("old\n"), [Broken()])


def test_what_a_rule_says_on_purpose_is_handed_on() -> None:
    class Refuses(Old):
        def detect(self, module: Module) -> Iterator[Violation]:
            raise UsageError(f"set the option for {module.path}")

    with pytest.raises(UsageError, match=r"^set the option for shop/cart\.py$"):
        detect(load("old\n"), [Refuses()])
