"""What git says differs between two trees."""

from __future__ import annotations

from pathlib import Path

from remend.git.difference import Difference, Hunk, differences
from remend.git.repository import open_repository
from repository import MakeRepo, commit, git


def between(repo: Path, before: str = "HEAD~1", after: str = "HEAD") -> tuple[Difference, ...]:
    repository = open_repository(repo)
    assert repository is not None
    with repository:
        return differences(repository.command, before, after)


def test_lines_that_changed_came_and_went(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "1\n2\n3\n4\n5\n"})
    commit(repo, {"a.py": "1\nzwei\n3\n5\n6\n"})

    (found,) = between(repo)

    assert found.hunks == (
        Hunk(range(2, 3), range(2, 3)),
        Hunk(range(4, 5), range(4, 4)),
        Hunk(range(6, 6), range(5, 6)),
    )


def test_lines_that_look_like_a_patch_are_lines(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.txt": "diff --git a/b b/b\n@@ -1 +1 @@\n"})
    commit(repo, {"a.txt": "diff --git a/c b/c\n@@ -2 +2 @@\nlast", "b.txt": "--- a\n+++ b\n"})

    found = {each.path: each for each in between(repo)}

    assert found["a.txt"].hunks == (Hunk(range(1, 3), range(1, 4)),)
    assert found["b.txt"].hunks == (Hunk(range(1, 1), range(1, 3)),)
    assert found["b.txt"].before is None


def test_files_that_moved_went_or_changed_their_mode(make_repo: MakeRepo) -> None:
    repo = make_repo({"old.py": "x = 1\n" * 9, "gone.py": "y\n", "run.sh": "echo\n", "bin": b"\0\1"})
    git(repo, "mv", "old.py", "new.py")
    git(repo, "rm", "--quiet", "gone.py")
    (repo / "run.sh").chmod(0o755)
    (repo / "link").symlink_to("new.py")
    commit(repo, {"bin": b"\0\2", 'bl\n"ank ü': "z\n"})

    found = {each.path: each for each in between(repo)}

    assert set(found) == {"bin", 'bl\n"ank ü', "gone.py", "link", "new.py", "run.sh"}
    assert found["new.py"].old_path == "old.py"
    assert (found["gone.py"].after, found["bin"].hunks) == (None, ())
    run, link = found["run.sh"], found["link"]
    assert run.before is not None and run.after is not None and link.after is not None
    assert (run.before.mode, run.after.mode, link.after.mode) == ("100644", "100755", "120000")


def test_a_file_that_becomes_a_link_leaves_the_next_one_its_lines(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "1\n2\n3\n", "b.py": "1\n", "c.py": "1\n2\n"})
    (repo / "a.py").unlink()
    (repo / "a.py").symlink_to("b.py")
    commit(repo, {"c.py": "1\nzwei\n"})

    link, other = between(repo)

    assert (link.path, link.hunks) == ("a.py", ())
    assert (other.path, other.hunks) == ("c.py", (Hunk(range(2, 3), range(2, 3)),))


def test_what_the_user_configured_for_diffs_does_not_count(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "1\n", ".gitattributes": "*.py diff=odd\n"})
    for key, value in (("diff.noprefix", "true"), ("diff.odd.textconv", "false"), ("color.diff", "always")):
        git(repo, "config", key, value)
    git(repo, "config", "diff.external", "false")
    commit(repo, {"a.py": "2\n"})

    assert between(repo)[0].hunks == (Hunk(range(1, 2), range(1, 2)),)
    assert between(repo, "HEAD", "HEAD") == ()
