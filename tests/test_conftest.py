from __future__ import annotations

from pathlib import Path

import pytest

from repository import MakeRepo, commit, git

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).with_name("conftest.py")


def test_a_repository_starts_on_main_with_one_commit_of_a_fixed_person(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x = 1\n", "b/c.py": b"\xef\xbb\xbfy = 2\r\n"})

    assert git(repo, "log", "--format=%an|%ae|%cI|%s", "main") == (
        "Test Author|author@example.org|2024-01-02T03:04:05+00:00|first"
    )
    assert (repo / "b/c.py").read_bytes() == b"\xef\xbb\xbfy = 2\r\n"
    assert git(repo, "status", "--porcelain") == ""


def test_two_equal_histories_have_equal_commits(make_repo: MakeRepo) -> None:
    ids = {commit(make_repo({"a.py": "x = 1\n"}), {"a.py": "x = 2\n"}, "second") for _ in range(2)}

    assert len(ids) == 1


def test_the_users_git_config_is_out_of_sight(make_repo: MakeRepo) -> None:
    repo = make_repo({})

    origins = {line.split("\t")[0] for line in git(repo, "config", "--list", "--show-origin").splitlines()}

    assert origins == {"file:.git/config"}


@pytest.mark.parametrize(
    ("leak", "complaint"),
    [
        ("os.environ['LEAK'] = '1'", "left os.environ changed"),
        ("del os.environ['HOME']", "left os.environ changed"),
        ("os.chdir('/')", "left the current folder changed"),
    ],
)
def test_a_test_that_leaks_fails_and_the_next_one_does_not(
    pytester: pytest.Pytester, leak: str, complaint: str
) -> None:
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makepyfile(
        repository=(CONFTEST.parent / "repository.py").read_text(encoding="utf-8"),
        test_leak=f"import os\n\ndef test_one():\n    {leak}\n\ndef test_two(monkeypatch):\n"
        "    monkeypatch.setenv('KEPT', '1')\n    assert 'LEAK' not in os.environ and 'HOME' in os.environ\n",
    )

    result = pytester.runpytest_subprocess("-p", "no:randomly")

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines([f"*{complaint}*"])
