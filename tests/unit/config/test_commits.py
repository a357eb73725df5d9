from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from remend.config import CommitsTable, Config, FooterTable, load_config
from remend.errors import ConfigError


def load(folder: Path, keys: str, *overrides: str) -> Config:
    (folder / "pyproject.toml").write_text(f"[tool.remend.commits]\n{keys}", encoding="utf-8")
    return load_config(folder, overrides=overrides, rules={})


def test_what_is_not_set_is_left_to_the_spec(tmp_path: Path) -> None:
    assert load_config(tmp_path, rules={}).commits == CommitsTable()


def test_every_key_is_read(tmp_path: Path) -> None:
    commits = load(
        tmp_path,
        """
        spec = "SPEC/commits.xml"
        types = ["feat", "fix"]
        subject-limit = 72
        imperative = false
        body-width = 80
        body-required = false
        footers = ["Signed-off-by: {who}", { text = "BVJ: {goal}", types = ["feat"] }]
        values = { who = "A <a@example.org>", goal = "growth" }
        split = ["service"]
        together = []
        review-seconds = 90
        max-commits = 7
        """,
    ).commits

    assert commits == CommitsTable(
        spec="SPEC/commits.xml",
        types=("feat", "fix"),
        subject_limit=72,
        imperative=False,
        body_width=80,
        body_required=False,
        footers=("Signed-off-by: {who}", FooterTable(text="BVJ: {goal}", types=("feat",))),
        values={"who": "A <a@example.org>", "goal": "growth"},
        split=("service",),
        together=(),
        review_seconds=90,
        max_commits=7,
    )


def test_types_may_come_with_their_meanings(tmp_path: Path) -> None:
    assert load(tmp_path, "types = { feat = 'new' }").commits.types == {"feat": "new"}


def test_one_key_is_set_on_the_command_line(tmp_path: Path) -> None:
    commits = load(tmp_path, "subject-limit = 60\nmax-commits = 3\n", "commits.subject-limit=72").commits

    assert (commits.subject_limit, commits.max_commits) == (72, 3)


def test_commands_are_a_list_or_a_single_one(tmp_path: Path) -> None:
    assert load(tmp_path, "").commits.commands == ()
    assert load(tmp_path, "verify = 'make test'\nverify-timeout = 1.5").commits.commands == ("make test",)
    assert load(tmp_path, "verify = ['a', 'b']").commits.commands == ("a", "b")


def test_it_crosses_a_process_border(tmp_path: Path) -> None:
    config = load(tmp_path, "values = { a = 'b' }\nfooters = ['A: {a}']")

    assert pickle.loads(pickle.dumps(config)) == config  # noqa: S301


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("subject-limt = 1", "subject-limt: unknown key; did you mean `subject-limit`?"),
        ("subject-limit = 'x'", "subject-limit: expected `integer`, got `string`"),
        ("subject-limit = 1", "subject-limit: expected `integer` >= 20"),
        ("review-seconds = 0", "review-seconds: expected `float` > 0.0"),
        ("max-commits = 0", "max-commits: expected `integer` >= 1"),
        ("verify = [1]", "verify: expected `string`, got `integer`"),
        ("verify-timeout = 0", "verify-timeout: expected `float` > 0.0"),
        ("types = []", "types: expected `array` of length >= 1"),
        ("values = { a = 1 }", "values.a: expected `string`, got `integer`"),
        ("footers = [{ types = ['feat'] }]", "footers.text: this key is required"),
        ("split = ['servise']", "split: there is no `servise`; did you mean `service`?"),
        ("together = ['all']", "together: there is no `all`; known: `dependency`, `generated`, `test`"),
    ],
)
def test_the_whole_key_is_told_where_something_is_wrong(tmp_path: Path, keys: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, keys)

    assert str(caught.value) == f"{tmp_path / 'pyproject.toml'}: tool.remend.commits.{expected}"


def test_a_wrong_name_on_the_command_line_is_blamed_on_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^--config: tool\.remend\.commits\.split: there is no `x`; known: "):
        load(tmp_path, "", "commits.split=['x']")
