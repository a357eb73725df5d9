"""The replacements in `examples/` do what they say."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from remend.config import load_config
from remend.rule import Mends, RuleType
from remend.testing import Case, check_case, example_cases

FILES = sorted((Path(__file__).parents[1] / "examples" / "replace").glob("*.toml"))


def rules() -> list[RuleType]:
    return [rule for file in FILES for rule in load_config(file.parent, overrides=[str(file)]).declared.values()]


@pytest.mark.parametrize("case", [case for rule in rules() for case in example_cases(rule)], ids=str)
def test_an_example_holds(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_each_replacement_has_an_example(rule: RuleType) -> None:
    assert any(isinstance(example, Mends) for example in rule.examples)


def test_all_of_them_can_be_copied_into_one_configuration() -> None:
    names = [table["name"] for file in FILES for table in tomllib.loads(file.read_text())["tool"]["remend"]["replace"]]

    assert len(names) == len(set(names))
