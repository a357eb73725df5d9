"""All rules against their own examples and the files of `fixtures/rules`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest

from remend.inspection import Bench, Task, inspect
from remend.project import Project
from remend.registry import all_rules
from remend.rule import Rule, RuleType
from remend.snapshot import FolderSnapshot
from remend.testing import Case, check_case, check_rule, example_cases, fixture_cases

FIXTURES = Path(__file__).parents[1] / "fixtures" / "rules"
FOLDERS = {rule: FIXTURES / name.replace("-", "_") for name, rule in all_rules().items()}
EXAMPLES = [case for rule in FOLDERS for case in example_cases(rule)]
FILES = [case for rule, folder in FOLDERS.items() if folder.is_dir() for case in fixture_cases(rule, folder)]


@pytest.mark.parametrize("rule", FOLDERS, ids=lambda rule: rule.id)
def test_a_rule_explains_itself(rule: RuleType) -> None:
    check_rule(rule)


@pytest.mark.parametrize("case", EXAMPLES, ids=str)
def test_an_example_holds(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize("case", FILES, ids=str)
def test_a_fixture_holds(case: Case) -> None:
    check_case(case)


def test_every_folder_of_fixtures_belongs_to_a_rule() -> None:
    assert {folder for folder in FIXTURES.iterdir() if folder.is_dir()} <= set(FOLDERS.values())


@pytest.mark.parametrize("path", sorted(FIXTURES.rglob("*.py")), ids=lambda path: path.relative_to(FIXTURES).as_posix())
def test_no_rule_breaks_on_any_fixture(path: Path) -> None:
    rules = _surveyed(path.parent)
    known = frozenset(rule.id for rule in rules)
    raw = path.read_bytes()
    for mended in known:
        task = Task(path=path.name, raw=raw, rules=known, mends=mended)
        assert inspect(task, Bench(rules=rules, known=known, unsafe=True)).diagnostics == ()


@cache
def _surveyed(folder: Path) -> tuple[Rule, ...]:
    """All rules, familiar with a folder; once for all its files, as that takes most of the time."""
    rules = tuple(rule(msgspec.convert(dict(rule.example_options), rule.options_type)) for rule in FOLDERS)
    project = Project(FolderSnapshot(folder))
    for rule in rules:
        rule.survey(project)
        rule.weigh(project)
    return rules
