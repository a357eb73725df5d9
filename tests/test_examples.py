"""The replacements in `examples/` do what they say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from remend.config import load_config
from remend.plugin.client import stop_all
from remend.rule import Mends, RuleType
from remend.testing import Case, check_case, example_cases

EXAMPLES = Path(__file__).parents[1] / "examples"
FILES = sorted((EXAMPLES / "replace").glob("*.toml"))
PLUGINS = sorted((EXAMPLES / "plugins").glob("*.toml"))


def rules(files: Sequence[Path]) -> list[RuleType]:
    return [rule for file in files for rule in load_config(file.parent, overrides=[str(file)]).declared.values()]


@pytest.fixture(scope="module", autouse=True)
def stopped() -> Iterator[None]:
    yield
    stop_all()


@pytest.mark.parametrize("case", [case for rule in rules(FILES) for case in example_cases(rule)], ids=str)
def test_an_example_holds(case: Case) -> None:
    check_case(case)


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for rule in rules(PLUGINS) for case in example_cases(rule)], ids=str)
def test_an_example_of_a_codemod_holds(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize("rule", rules([*FILES, *PLUGINS]), ids=lambda rule: rule.id)
def test_each_of_them_has_an_example(rule: RuleType) -> None:
    assert any(isinstance(example, Mends) for example in rule.examples)


def test_all_of_them_can_be_copied_into_one_configuration() -> None:
    names = [table["name"] for file in FILES for table in tomllib.loads(file.read_text())["tool"]["remend"]["replace"]]

    assert len(names) == len(set(names))
