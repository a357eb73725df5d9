"""What the README shows and says is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from commandline import remend
from remend.config import CommitsTable, Config
from remend.config.declarations import Declarations
from remend.registry import all_rules
from remend.review.range_rule import all_range_rules
from remend_cli.app import app

OPTIONS = [*(rule.options_type for rule in all_rules().values()), *(rule.options_type for rule in all_range_rules())]
README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def without_ids(text: str) -> str:
    """`text` without the ids of commits, which change with every word of a message."""
    return re.sub(r"\b[0-9a-f]{9}\b", "(id)", text)


def session() -> list[str]:
    (block,) = re.findall(r"## A session\n.*?```\n(.*?)```", without_ids(README), re.DOTALL)
    return [stretch for stretch in re.split(r"^\.\.\.\n", block, flags=re.MULTILINE) if stretch]


@pytest.mark.slow
def test_the_session_is_what_the_demo_shows(tmp_path: Path) -> None:
    rest = without_ids(remend("demo", cwd=tmp_path).stdout)
    for stretch in session():
        assert stretch in rest
        rest = rest.partition(stretch)[2]


@pytest.mark.parametrize(
    "key",
    [
        field.encode_name
        for field in msgspec.structs.fields(Config)
        if field.name not in {"root", "rules", "declarations"}
    ]
    + [field.encode_name for field in msgspec.structs.fields(Declarations)]
    + [field.encode_name for field in msgspec.structs.fields(CommitsTable)]
    + [field.encode_name for kind in OPTIONS for field in msgspec.structs.fields(kind)],
)
def test_every_key_of_the_configuration_is_explained(key: str) -> None:
    assert f"\n| `{key.replace('_', '-')}` | " in README


def test_every_rule_and_every_command_is_named() -> None:
    commands = [
        command.callback.__name__.replace("_", "-")
        for command in app.registered_commands
        if command.callback is not None
    ]
    assert commands
    ranges = [rule.id for rule in all_range_rules()]
    for name in [*all_rules(), *ranges, *(f"remend {command}" for command in commands)]:
        assert f"`{name}" in README
