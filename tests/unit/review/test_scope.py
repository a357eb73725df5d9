"""What was reviewed, and how much of it is in each area."""

from __future__ import annotations

from pathlib import Path

from remend.git.repository import open_repository
from remend.review.model import Area
from remend.review.scope import areas_of, scope_of
from repository import MakeRepo, commit, git
from reviewing import ends_of
from reviews import AWAITED, CALL, CARRIED, ENV, REMOVED, REVIEW


def test_an_area_counts_what_the_range_did_and_the_worst_hit_is_first() -> None:
    areas = areas_of([AWAITED, CARRIED, CALL, *ENV], lambda path: path.split("/")[1])

    assert areas == (
        Area(name="core", regressions=3, to_verify=0, acceptable=0),
        Area(name="web", regressions=0, to_verify=1, acceptable=1),
    )
    assert areas_of([CARRIED], lambda path: path) == ()


def test_what_no_change_speaks_about_is_not_judged(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    commit(repo, {"a.py": "x = 1\n", REMOVED.path: "", "notes.md": ""}, "second")
    repository = open_repository(repo)
    assert repository is not None
    with repository, ends_of(repo) as ends:
        scope = scope_of(repository.ranges().read("HEAD~1..HEAD"), ends, [REMOVED])
        dirty = scope_of(repository.ranges().uncommitted(staged=False), ends, [])

    assert scope.files == ("a.py", REMOVED.path, "notes.md")
    assert scope.unjudged == ("a.py", "notes.md")
    assert (scope.head, scope.date, [each.subject for each in scope.commits]) == (
        git(Path(repo), "rev-parse", "HEAD"),
        "2024-01-02",
        ["second"],
    )
    assert (dirty.date, dirty.commits) == ("", ())


def test_the_changes_of_a_review_are_told_by_verdict_and_origin() -> None:
    assert [change.rule for change in REVIEW.regressions] == [
        "env-access",
        "env-access",
        "env-access",
        "undefined-name",
        "removed-api",
        "incomplete-refactor",
    ]
    assert REVIEW.of(CARRIED.verdict, CARRIED.origin) == (CARRIED,)
    assert REVIEW.of(CALL.verdict)[0] == CALL
