"""Drafts of every kind of change as commits, compared with what git itself makes of the same files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from remend.errors import GitError, RemendError
from remend.git.branch import write_drafts_branch
from remend.git.draft import Author, Draft, File
from remend.git.repository import open_repository
from remend.git.series import write_drafts
from repository import MakeRepo, commit, git, write

MESSAGE = "feat(a): change\n\nWhy.\n\nRemend-Review-Seconds: 3\n"
ELSEWHERE = "1" * 40


def draft(changes: Mapping[str, File | None], message: str = MESSAGE, author: Author | None = None) -> Draft:
    return Draft(message=message, changes=changes, author=author)


def put(repo: Path, *drafts: Draft, tree: str = "") -> tuple[str, ...]:
    repository = open_repository(repo)
    assert repository is not None
    with repository:
        return write_drafts(repository, "HEAD", drafts, tree=tree)


def listing(repo: Path, commit_id: str) -> list[str]:
    """Mode and path of all that a commit holds."""
    records = git(repo, "-c", "core.quotePath=false", "ls-tree", "-r", "--full-tree", commit_id).splitlines()
    return [f"{record.split()[0]} {record.partition(chr(9))[2]}" for record in records]


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    return make_repo({"a": "a\n", "folder/b": "b\n", "folder/deep/c": "c\n", "run.sh": "run\n"})


def test_files_come_and_go_and_change_their_mode_and_kind(repo: Path) -> None:
    changes = {
        "new/place.bin": File(b"\0\r\n"),
        "run.sh": File(b"run\n", "100755"),
        "link": File(b"folder/b", "120000"),
        "module": File(ELSEWHERE, "160000"),
        "folder/b": None,
        "ünï code\n": File(b""),
    }

    (made,) = put(repo, draft(changes))

    assert sorted(listing(repo, made)) == sorted(
        [
            "100644 a",
            "100644 folder/deep/c",
            "160000 module",
            "120000 link",
            "100644 new/place.bin",
            "100755 run.sh",
            '100644 "ünï code\\n"',
        ]
    )
    assert git(repo, "cat-file", "blob", f"{made}:link") == "folder/b"
    assert git(repo, "rev-parse", f"{made}:module") == ELSEWHERE


def test_a_folder_becomes_a_file_and_a_file_a_folder(repo: Path) -> None:
    first = draft({"folder": File(b"flat\n"), "folder/b": None, "folder/deep/c": None})
    second = draft({"a/inner": File(b"in\n"), "a": None, "folder": None, "folder/deep/c": File(b"again\n")})

    made = put(repo, first, second)

    assert listing(repo, made[0]) == ["100644 a", "100644 folder", "100644 run.sh"]
    assert listing(repo, made[1]) == ["100644 a/inner", "100644 folder/deep/c", "100644 run.sh"]


def test_a_folder_that_has_to_go_without_being_named_stops_it(repo: Path) -> None:
    with pytest.raises(RemendError, match=r"not those planned \(folder/b, folder/deep/c\)"):
        put(repo, draft({"folder": File(b"flat\n")}))


def test_everything_may_go_in_the_newer_object_format_too(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--object-format=sha256")
    commit(tmp_path, {"a": "a\n"})

    made = put(tmp_path, draft({"a": None}), draft({"b/c": File(b"c\n")}))

    assert [listing(tmp_path, each) for each in made] == [[], ["100644 b/c"]]


def test_a_blob_may_be_named_instead_of_its_content(repo: Path) -> None:
    stored = git(repo, "hash-object", "-w", "--stdin", stdin=b"stored\n")
    held = git(repo, "rev-parse", "HEAD:a")

    (made,) = put(repo, draft({"x": File(stored), "y": File(held, "100755"), "a": None}))

    assert listing(repo, made) == ["100644 folder/b", "100644 folder/deep/c", "100644 run.sh", "100644 x", "100755 y"]
    assert git(repo, "cat-file", "blob", f"{made}:x") == "stored"


@pytest.mark.parametrize("what", ["nowhere", "HEAD", "HEAD:folder"])
def test_a_blob_that_is_not_there_is_not_put_into_a_tree(repo: Path, what: str) -> None:
    named = ELSEWHERE if what == "nowhere" else git(repo, "rev-parse", what)

    with pytest.raises(RemendError, match=r"is to hold the blob .* which is not there; report this"):
        put(repo, draft({"x": File(named)}))


def test_an_author_is_kept_and_the_user_is_the_committer(repo: Path) -> None:
    author = Author(name="Zoë Ünal", email="zoe@example.org", date="12345 +0530")

    made = put(repo, draft({"a": None}, author=author), draft({"run.sh": None}))

    told = [git(repo, "log", "-1", "--format=%an <%ae> %ad|%cn", "--date=raw", each) for each in made]
    assert told == [
        "Zoë Ünal <zoe@example.org> 12345 +0530|Test Author",
        "Test Author <author@example.org> 1704164645 +0000|Test Author",
    ]


def test_an_author_that_git_cannot_write_is_told(repo: Path) -> None:
    with pytest.raises(GitError, match=r"'feat\(a\): change' cannot be written: .*invalid date format"):
        put(repo, draft({"a": None}, author=Author(name="A", email="a@b", date="when it rained")))


def test_the_whole_message_is_kept(repo: Path) -> None:
    message = "feat: a\n\n# no comment\n  kept  \n\n\nSigned-off-by: Me\nRemend-Review-Seconds: 3\n"

    (made,) = put(repo, draft({"a": None}, message))

    assert git(repo, "cat-file", "commit", made).partition("\n\n")[2] + "\n" == message


@pytest.mark.parametrize("changes", [{}, {"a": File(b"a\n")}, {"nowhere": None}])
def test_a_draft_that_changes_nothing_stops_it(repo: Path, changes: Mapping[str, File | None]) -> None:
    with pytest.raises(RemendError, match=r"'feat\(a\): change' would change nothing; nothing was written"):
        put(repo, draft(changes))


def test_what_stays_as_it_is_may_stand_beside_what_changes(repo: Path) -> None:
    (made,) = put(repo, draft({"a": File(b"a\n"), "nowhere": None, "run.sh": File(b"run\n", "100755")}))

    assert git(repo, "diff", "--name-only", "HEAD", made) == "run.sh"


@pytest.mark.parametrize("path", ["../a", ".git/config", "folder//b", "/a", "a/../b", ""])
def test_a_path_that_no_tree_can_hold_stops_it(repo: Path, path: str) -> None:
    with pytest.raises(RemendError):
        put(repo, draft({path: File(b"x"), "a": None}))


def test_the_tree_that_was_planned_is_demanded(repo: Path) -> None:
    write(repo, {"a": "new\n", "folder/b": "new\n"})
    git(repo, "add", "--all")
    planned = git(repo, "write-tree")
    git(repo, "reset", "--quiet", "--hard")
    half, whole = draft({"a": File(b"new\n")}), draft({"folder/b": File(b"new\n")})

    made = put(repo, half, whole, tree=planned)

    assert git(repo, "rev-parse", f"{made[-1]}^{{tree}}") == planned
    with pytest.raises(RemendError, match="do not lead to the tree that was planned"):
        put(repo, half, tree=planned)


def test_submodules_that_status_is_to_ignore_are_written_and_checked(repo: Path) -> None:
    modules = '[submodule "m"]\n\tpath = m\n\turl = ./m\n\tignore = all\n'
    git(repo, "update-index", "--add", "--cacheinfo", f"160000,{ELSEWHERE},m")
    write(repo, {".gitmodules": modules})
    git(repo, "add", ".gitmodules")
    git(repo, "commit", "--quiet", "--message", "module")

    (made,) = put(repo, draft({"m": File("2" * 40, "160000")}))

    assert git(repo, "rev-parse", f"{made}:m") == "2" * 40


def at_branch(repo: Path, drafts: Sequence[Draft], name: str = "split", tree: str = "") -> tuple[str, ...]:
    repository = open_repository(repo)
    assert repository is not None
    with repository:
        return write_drafts_branch(repository, base="HEAD", drafts=drafts, name=name, tree=tree)


def test_a_branch_of_drafts_is_known_as_remends_own_by_its_review_seconds(repo: Path) -> None:
    at_branch(repo, [draft({"a": None}), draft({"run.sh": None})])

    (made,) = at_branch(repo, [draft({"run.sh": None})])

    assert git(repo, "rev-parse", "split") == made


@pytest.mark.parametrize("message", ["feat: a\n", "feat: a\n\nRemend-Rule: x\n\nNo trailer.\n"])
def test_a_branch_takes_no_draft_without_a_trailer(repo: Path, message: str) -> None:
    with pytest.raises(RemendError, match="has none of the trailers Remend-Rule, Remend-Review-Seconds"):
        at_branch(repo, [draft({"a": None}, message)])


def test_a_branch_that_does_not_lead_to_the_planned_tree_does_not_appear(repo: Path) -> None:
    with pytest.raises(RemendError, match="do not lead to the tree"):
        at_branch(repo, [draft({"a": None})], tree=git(repo, "rev-parse", "HEAD^{tree}"))

    assert git(repo, "branch", "--format=%(refname:short)") == "main"
    assert at_branch(repo, []) == ()


def test_bytes_that_are_no_text_make_a_path(repo: Path) -> None:
    (made,) = put(repo, draft({os.fsdecode(b"caf\xe9"): File(b"x")}))

    assert git(repo, "ls-tree", "-z", "--name-only", made, "caf\udce9") == "caf\udce9\0"
