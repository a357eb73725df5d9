from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from remend.errors import GitError
from remend.git.repository import Repository, open_repository
from repository import MakeRepo, commit, git, write


def opened(path: Path) -> Repository:
    repository = open_repository(path)
    assert repository is not None
    return repository


def test_outside_of_a_repository_there_is_none(tmp_path: Path) -> None:
    assert open_repository(tmp_path) is None


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="there is no folder"):
        open_repository(tmp_path / "no" / "where")


@pytest.mark.parametrize("start", ["", "pkg", "pkg/a.py", ".git", ".git/objects"])
def test_the_repository_is_found_from_anywhere_within(make_repo: MakeRepo, start: str) -> None:
    repo = make_repo({"pkg/a.py": "a = 1\n"})

    with opened(repo / start) as repository:
        assert repository.root == repo
        assert not repository.bare
        assert repository.head() == git(repo, "rev-parse", "HEAD")
        assert repository.head_name() == "main"
        assert repository.work_tree().paths == ("pkg/a.py",)


def test_a_relative_path_is_taken_from_the_current_folder(make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make_repo({"~/a.py": "a = 1\n"})
    with monkeypatch.context() as patch:
        patch.chdir(repo)
        with opened(Path("~")) as repository:
            assert repository.root == repo


def test_a_linked_work_tree_is_its_own_root(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"a.py": "a = 1\n"})
    linked = tmp_path / "linked"
    git(repo, "worktree", "add", "--quiet", "-b", "side", str(linked))
    write(linked, {"b.py": "b = 1\n"})

    with opened(linked) as repository:
        assert repository.root == linked
        assert repository.head_name() == "side"
        assert repository.work_tree().paths == ("a.py", "b.py")
        assert repository.changed_paths() == {"b.py"}


def test_a_bare_repository_has_commits_but_no_work_tree(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"a.py": "a = 1\n"})
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(repo), str(bare))

    with opened(bare) as repository:
        assert repository.bare
        assert repository.root == bare
        assert repository.commit("HEAD").read("a.py") == b"a = 1\n"
        assert repository.changed_paths() == frozenset()
        with pytest.raises(GitError, match="bare"):
            repository.work_tree()


def test_a_linked_work_tree_of_a_bare_repository_is_not_bare(make_repo: MakeRepo, tmp_path: Path) -> None:
    bare, linked = tmp_path / "bare.git", tmp_path / "linked"
    git(tmp_path, "clone", "--quiet", "--bare", str(make_repo({"a.py": "a = 1\n"})), str(bare))
    git(bare, "worktree", "add", "--quiet", "-b", "side", str(linked))

    with opened(linked) as repository:
        assert not repository.bare
        assert repository.work_tree().paths == ("a.py",)


def test_a_detached_head_has_no_name(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "a = 1\n"})
    git(repo, "checkout", "--quiet", "--detach")

    with opened(repo) as repository:
        assert repository.head_name() is None
        assert repository.head() == git(repo, "rev-parse", "main")


def test_before_the_first_commit_head_has_a_name_only(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    write(tmp_path, {"a.py": "a = 1\n"})

    with opened(tmp_path) as repository:
        assert repository.head() is None
        assert repository.head_name() == "main"
        assert repository.work_tree().paths == ("a.py",)
        assert repository.changed_paths() == {"a.py"}
        with pytest.raises(GitError, match="unknown revision 'HEAD'"):
            repository.commit("HEAD")


def test_a_shallow_clone_says_why_a_revision_is_unknown(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"a.py": "a = 1\n"})
    commit(repo, {"a.py": "a = 2\n"})
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", repo.as_uri(), str(shallow))

    with opened(shallow) as repository:
        assert repository.commit("HEAD").read("a.py") == b"a = 2\n"
        with pytest.raises(GitError, match="unshallow"):
            repository.resolve("HEAD~1")


@pytest.mark.parametrize("rev", ["nowhere", "", "--all", "HEAD\0", "HEAD:a.py", "main..main"])
def test_what_names_no_commit_is_an_unknown_revision(make_repo: MakeRepo, rev: str) -> None:
    with opened(make_repo({"a.py": "a = 1\n"})) as repository, pytest.raises(GitError, match="unknown revision"):
        repository.resolve(rev)


def test_a_tag_resolves_to_its_commit(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "a = 1\n"})
    git(repo, "tag", "-a", "-m", "one", "v1")

    with opened(repo) as repository:
        assert repository.resolve("v1") == git(repo, "rev-parse", "HEAD")


def test_changed_paths_are_staged_unstaged_untracked_and_both_names_of_a_rename(make_repo: MakeRepo) -> None:
    names = ("same.py", "edited.py", "staged.py", "old name.py", "gone.py")
    repo = make_repo({name: f"{name} = 1\n" * 9 for name in names} | {".gitignore": "*.log\n"})
    write(repo, {"edited.py": "e\n", "staged.py": "s\n", "new/é.py": "n\n", "x.log": "l\n"})
    git(repo, "add", "staged.py")
    git(repo, "mv", "old name.py", "new name.py")
    (repo / "gone.py").unlink()

    with opened(repo) as repository:
        assert repository.changed_paths() == {
            "edited.py", "staged.py", "old name.py", "new name.py", "gone.py", "new/é.py"
        }  # fmt: skip


def test_looking_leaves_the_index_as_it_is(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "a = 1\n"})
    os.utime(repo / "a.py", (1, 1))
    before = (repo / ".git/index").read_bytes()

    with opened(repo) as repository:
        assert repository.changed_paths() == frozenset()
        assert repository.work_tree().paths == ("a.py",)

    assert (repo / ".git/index").read_bytes() == before


def test_the_environment_of_a_hook_does_not_lead_elsewhere(
    make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo, other = make_repo({"a.py": "a = 1\n"}), make_repo({"other.py": "o = 1\n"})
    (other / "elsewhere").mkdir()
    with monkeypatch.context() as patch:
        patch.setenv("GIT_DIR", str(other / ".git"))
        patch.setenv("GIT_COMMON_DIR", str(other / ".git"))
        patch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
        patch.setenv("GIT_WORK_TREE", str(other))
        patch.setenv("GIT_OBJECT_DIRECTORY", str(other / ".git/objects"))
        patch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", str(other / "elsewhere"))
        patch.setenv("GIT_PREFIX", "elsewhere/")
        with opened(repo) as repository:
            write(repo, {"b.py": "b = 1\n"})
            assert repository.root == repo
            assert repository.work_tree().paths == ("a.py", "b.py")
            assert repository.commit("HEAD").read("a.py") == b"a = 1\n"
            assert repository.changed_paths() == {"b.py"}


def test_a_hook_of_a_linked_work_tree_sees_that_work_tree(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo, linked = make_repo({"a.py": "a = 1\n"}), tmp_path / "linked"
    git(repo, "worktree", "add", "--quiet", "-b", "side", str(linked))
    hook = repo / ".git/hooks/pre-commit"
    script = (
        "from pathlib import Path; from remend.git.repository import open_repository as o;"
        "r = o(Path()); print(r.root, r.head_name(), *r.work_tree().paths, file=open('seen', 'w'))"
    )
    write(repo, {str(hook): f'#!/bin/sh\nPYTHONPATH="{os.pathsep.join(sys.path)}" "{sys.executable}" -c "{script}"\n'})
    hook.chmod(0o755)

    commit(linked, {"b.py": "b = 1\n"})

    assert (linked / "seen").read_text() == f"{linked} side a.py b.py\n"


def test_a_repository_of_another_user_is_refused_with_the_way_out(
    make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = make_repo({"a.py": "a = 1\n"})
    with monkeypatch.context() as patch:
        patch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        with pytest.raises(GitError, match=f"safe.directory {repo}$"):
            open_repository(repo)


def test_what_git_refuses_is_told_in_its_own_words(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "a = 1\n"})
    git(repo, "config", "core.repositoryFormatVersion", "99")

    with pytest.raises(GitError, match=r"refuses to work in .*99"):
        open_repository(repo)


@pytest.mark.parametrize("refresh", ["raise", "quiet"])
def test_a_machine_without_git_is_one_clear_sentence(make_repo: MakeRepo, tmp_path: Path, refresh: str) -> None:
    repo = make_repo({"a.py": "a = 1\n"})
    script = (
        "from pathlib import Path\nfrom remend.errors import GitError\n"
        "from remend.git.repository import open_repository\n"
        f"try:\n    open_repository(Path({str(repo)!r}))\nexcept GitError as error:\n    print(error)\n"
    )
    environment = os.environ | {
        "PATH": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path), "GIT_PYTHON_REFRESH": refresh
    }  # fmt: skip

    run = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)

    assert run.stdout.startswith("git cannot be run")
    assert run.stdout.count("\n") == 1
    assert "install git" in run.stdout
    assert shutil.which("git", path=str(tmp_path)) is None


def test_importing_the_package_does_not_import_gitpython() -> None:
    script = "import sys, remend.git.repository, remend.git.branch; print('git' in sys.modules)"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}

    run = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)

    assert run.stdout == "False\n"
