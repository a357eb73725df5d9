"""A review as a whole: what can be asked for, and that the odd things a repository may hold break nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from remend.crew import HERE
from remend.errors import GitError, UsageError
from remend.model import Severity
from remend.report.review import github, markdown, text
from remend.review import run
from remend.review.ends import Ends
from remend.review.model import Change, Review
from remend.review.range_rule import RangeRule
from remend.review.run import Asked, review
from remend.workspace import Request
from repository import MakeRepo, commit, git
from reviewing import reviewed, told
from reviews import AWAITED, CALL, CARRIED, ENV, INCOMPLETE, review_of

BAD = "print(nothing)\n"
ALONE = "name one thing to review: a range such as main..HEAD, --since DATE, --staged or --worktree"


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    repo = make_repo({"a.py": "x = 1\n"})
    commit(repo, {"a.py": f"x = 1\n{BAD}"}, "bring")
    return repo


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (Asked(), ALONE),
        (Asked(staged=True, work_tree=True), ALONE),
        (Asked(range="HEAD~1..", since="2020-01-01"), ALONE),
        (Asked(range="nowhere.."), "unknown revision 'nowhere'"),
        (Asked(since="1999-01-01"), "no commit of HEAD is older than 1999-01-01"),
        (Asked(range="HEAD~1^!"), "HEAD~1^!: the first commit has nothing before it"),
    ],
)
def test_what_cannot_be_reviewed_is_an_error(repo: Path, asked: Asked, message: str) -> None:
    with pytest.raises((UsageError, GitError)) as error:
        reviewed(repo, asked)

    assert str(error.value).startswith(message)


@pytest.mark.parametrize("asked", [Asked(staged=True), Asked(work_tree=True), Asked(since="2020-01-01")])
def test_a_repository_without_a_commit_says_so(tmp_path: Path, asked: Asked) -> None:
    git(tmp_path, "init", "--quiet")

    with pytest.raises(GitError, match="there is no commit yet"):
        reviewed(tmp_path, asked)


def test_outside_of_a_repository_there_is_nothing_to_review(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not in a git repository"):
        reviewed(tmp_path)


def test_what_is_staged_and_what_is_on_disk_are_told_apart_and_of_no_commit(repo: Path) -> None:
    (repo / "staged.py").write_text("print(another)\n")
    git(repo, "add", "staged.py")
    (repo / "loose.py").write_text("print(other)\n")
    (repo / "a.py").unlink()
    staged, on_disk = (reviewed(repo, asked) for asked in (Asked(staged=True), Asked(work_tree=True)))

    assert told(staged) == [("undefined-name", "staged.py", 1, "introduced regression", "")]
    assert [each[1:4] for each in told(on_disk)] == [
        ("a.py", 2, "resolved acceptable"),
        ("loose.py", 1, "introduced regression"),
        ("staged.py", 1, "introduced regression"),
    ]
    assert (staged.scope.head, on_disk.scope.head) == ("staged changes", "work tree")


def test_a_bare_repository_is_reviewed_and_has_nothing_that_is_not_committed(repo: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(repo), "bare.git")

    assert told(reviewed(tmp_path / "bare.git")) == [("undefined-name", "a.py", 2, "introduced regression", "bring")]
    with pytest.raises(GitError, match="is bare and has no work tree"):
        reviewed(tmp_path / "bare.git", Asked(work_tree=True))


def test_a_link_is_no_file_of_its_own(repo: Path) -> None:
    (repo / "link.py").symlink_to("a.py")
    (repo / "folder").symlink_to(".")
    commit(repo, {}, "link")
    (repo / "a.py").unlink()
    (repo / "a.py").symlink_to("nowhere.py")
    commit(repo, {}, "replace")

    assert told(reviewed(repo, "HEAD~2..HEAD~1")) == []
    assert told(reviewed(repo)) == [("undefined-name", "a.py", 2, "resolved acceptable", "replace")]
    assert told(reviewed(repo, "HEAD~3..HEAD")) == []


def test_a_submodule_is_a_repository_of_its_own(repo: Path, make_repo: MakeRepo) -> None:
    other = make_repo({"b.py": BAD})
    git(repo, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "sub")
    commit(repo, {}, "add it")
    first = reviewed(repo)
    commit(repo / "sub", {"b.py": f"{BAD}{BAD}"})
    commit(repo, {}, "move it")

    assert told(first) == []
    assert first.scope.unjudged == (".gitmodules",)
    assert told(reviewed(repo)) == []


def test_a_path_that_is_not_utf8_is_told(repo: Path) -> None:
    (repo / os.fsdecode(b"\xff.py")).write_text(BAD)
    commit(repo, {}, "odd")

    assert told(reviewed(repo)) == [("undefined-name", "\udcff.py", 1, "introduced regression", "odd")]


def test_only_rules_that_are_selected_speak(repo: Path) -> None:
    commit(repo, {"a.py": "y = 1\n", "b.py": "from a import x\n"}, "break")

    assert {each[0] for each in told(reviewed(repo, select=("removed-api",)))} == {"removed-api"}
    assert {each[0] for each in told(reviewed(repo, ignore=("removed-api",)))} == {"undefined-name"}


def test_a_review_is_recalled_as_it_was_and_heeds_the_level_anew(repo: Path) -> None:
    request = Request(paths=(repo,), crew=HERE)
    asked = Asked(range="HEAD~1..HEAD")
    strict, never = (review(request, asked, fail_on=level) for level in (Severity.CRITICAL, None))

    assert strict.changes == never.changes
    assert (strict.exit_code, never.exit_code) == (1, 0)


@pytest.mark.parametrize(
    ("found", "level", "code"),
    [
        (review_of(*ENV), Severity.CRITICAL, 1),
        (review_of(INCOMPLETE), Severity.HIGH, 0),
        (review_of(INCOMPLETE), Severity.MEDIUM, 1),
        (review_of(*ENV), None, 0),
        (review_of(CARRIED, CALL, AWAITED), Severity.LOW, 0),
    ],
)
def test_only_a_regression_that_is_severe_enough_fails(found: Review, level: Severity | None, code: int) -> None:
    assert review_of(*found.changes, fail_on=level).exit_code == code


class Broken(RangeRule):
    """Always breaks."""

    id = "broken"
    summary = "breaks"

    def judge(self, ends: Ends) -> Iterator[Change]:
        raise ZeroDivisionError("nothing to divide by")


def test_a_range_rule_that_breaks_costs_what_it_says_alone(
    make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "all_range_rules", lambda: (Broken,))
    repo = make_repo({"a.py": ""})
    commit(repo, {"a.py": "print(nothing)\n"})

    found = reviewed(repo)

    assert [change.rule for change in found.regressions] == ["undefined-name"]
    assert found.exit_code == 3
    for shown in (text.render(found), text.render(found, quiet=True), markdown.render(found), github.render(found)):
        assert "rule broken broke on .: ZeroDivisionError: nothing to divide by" in shown
