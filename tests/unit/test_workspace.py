from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from remend.errors import GitError, RemendError, UsageError
from remend.snapshot import FolderSnapshot
from remend.workspace import Request, Workspace
from repository import MakeRepo, git, write

CONFIG = '[tool.remend.env-access]\naccessor = "shared.env:get_env"\n'
FILES = {"pyproject.toml": CONFIG, "a.py": "", "shop/b.py": "", "shop/deep/c.py": "", "venv/d.py": ""}


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    return make_repo(FILES).resolve()


def opened(*paths: Path, **more: Any) -> Workspace:
    return Workspace(Request(paths=paths, **more))


def complaint(call: Callable[[], object], kind: type[RemendError] = UsageError) -> str:
    with pytest.raises(kind) as caught:
        call()
    return str(caught.value)


def test_without_paths_everything_below_the_current_folder_is_in_reach(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.chdir(repo / "shop")
        workspace = opened()

    assert (workspace.root, workspace.scope) == (repo, ("shop",))


@pytest.mark.parametrize(
    ("paths", "scope"),
    [
        (["."], ()),
        (["a.py"], ("a.py",)),
        (["shop", "a.py", "shop/"], ("shop", "a.py")),
        (["shop/deep/.."], ("shop",)),
        (["shop/../a.py"], ("a.py",)),
        (["shop", "."], ()),
        (["shop/deep/../.."], ()),
        (["link"], ("shop",)),
        (["link/b.py"], ("shop/b.py",)),
        (["link.py"], ("a.py",)),
    ],
)
def test_paths_are_taken_relative_to_the_top_of_the_repository(
    repo: Path, paths: list[str], scope: tuple[str, ...]
) -> None:
    (repo / "link").symlink_to("shop")
    (repo / "link.py").symlink_to("a.py")

    assert opened(*(repo / path for path in paths)).scope == scope


def test_a_relative_path_starts_at_the_current_folder(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.chdir(repo / "shop")
        assert opened(Path("../a.py"), Path("deep")).scope == ("a.py", "shop/deep")


def test_what_is_asked_for_and_not_excluded_is_in_reach(repo: Path) -> None:
    workspace = opened(repo / "shop", repo / "venv")
    paths = ["a.py", "shop/b.py", "shop/deep/c.py", "shop/b.txt", "shops/b.py", "venv/d.py"]

    assert [path for path in paths if workspace.in_reach(path)] == ["shop/b.py", "shop/deep/c.py"]
    assert opened(repo / "a.py").in_reach("a.py")


def test_a_path_that_is_not_there_is_named(repo: Path) -> None:
    assert complaint(lambda: opened(repo, repo / "nope")) == (
        f"there is no file or folder {repo / 'nope'}: name one that exists"
    )


@pytest.mark.parametrize("outside", ["../other.py", "out"])
def test_a_path_outside_the_repository_is_refused(repo: Path, outside: str) -> None:
    write(repo.parent, {"other.py": ""})
    (repo / "out").symlink_to(repo.parent)

    assert complaint(lambda: opened(repo, repo / outside)) == (
        f"{repo / outside} lies outside {repo}: run remend once for each repository"
    )


def test_without_a_rule_that_is_ready_there_is_nothing_to_do(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})

    assert [rule.id for rule in opened(repo).rules] == ["broken-import", "missing-await", "undefined-name"]
    nothing = complaint(lambda: opened(repo, ignore=("broken-import", "missing-await", "undefined-name")))
    assert nothing.startswith("no rule is selected and configured: name one with --select")


def test_a_rule_that_is_asked_for_runs_without_its_settings(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})

    assert [rule.id for rule in opened(repo, select=("env-access",)).rules] == ["env-access"]


def test_an_ignored_rule_does_not_run_even_if_asked_for(repo: Path) -> None:
    assert [rule.id for rule in opened(repo).rules] == [
        "broken-import",
        "env-access",
        "missing-await",
        "undefined-name",
    ]
    assert [rule.id for rule in opened(repo, ignore=("env-access",)).rules] == [
        "broken-import",
        "missing-await",
        "undefined-name",
    ]
    assert "no rule is selected" in complaint(lambda: opened(repo, select=("env-access",), ignore=("env-access",)))


def test_the_configuration_of_a_sub_folder_counts_from_there(make_repo: MakeRepo) -> None:
    config = CONFIG.replace("[", "[tool.remend]\nexclude = ['/old/']\nservices = ['apps/*/']\n[", 1)
    repo = make_repo({"back/pyproject.toml": config, "back/apps/shop/a.py": "", "old/b.py": "", "back/old/c.py": ""})

    workspace = opened(repo / "back")

    assert (workspace.root, workspace.home, workspace.scope) == (repo.resolve(), "back", ("back",))
    assert workspace.configured("back/apps/shop/a.py") == "apps/shop/a.py"
    assert workspace.configured("old/b.py") == "old/b.py"
    assert workspace.service_of("back/apps/shop/a.py") == "apps/shop"
    assert workspace.in_reach("back/apps/shop/a.py")
    assert not workspace.in_reach("back/old/c.py")


def test_at_the_top_the_configuration_has_no_home_of_its_own(repo: Path) -> None:
    workspace = opened(repo)

    assert (workspace.home, workspace.configured("shop/b.py"), workspace.service_of("shop/b.py")) == (
        "",
        "shop/b.py",
        "shop",
    )


def test_a_configuration_above_the_repository_has_no_home_in_it(tmp_path: Path, make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    write(tmp_path, {"pyproject.toml": CONFIG})

    workspace = opened(repo)

    assert (workspace.root, workspace.home) == (repo.resolve(), "")
    assert workspace.in_reach("a.py")


def test_the_work_tree_is_what_is_on_disk_and_head_what_is_committed(repo: Path) -> None:
    write(repo, {"a.py": "changed\n", "new.py": ""})
    workspace = opened(repo)

    assert workspace.work_tree().read("a.py") == b"changed\n"
    assert "new.py" in workspace.work_tree()
    assert workspace.head() == git(repo, "rev-parse", "HEAD")


def test_uncommitted_files_are_dirty_unless_that_is_allowed(repo: Path) -> None:
    write(repo, {"a.py": "changed\n", "new.py": ""})

    assert opened(repo).dirty_paths() == {"a.py", "new.py"}
    assert opened(repo, allow_dirty=True).dirty_paths() == frozenset()


def test_a_repository_without_a_commit_has_no_head(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": CONFIG})
    git(tmp_path, "init", "--quiet")

    assert complaint(opened(tmp_path).head, GitError) == (
        f"{tmp_path.resolve()} has no commit yet to build a branch on: commit first, or use --in-place"
    )


def test_outside_a_repository_the_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, FILES)

    workspace = opened(tmp_path / "shop")

    assert (workspace.root, workspace.scope, workspace.repository) == (tmp_path.resolve(), ("shop",), None)
    assert isinstance(workspace.work_tree(), FolderSnapshot)
    assert workspace.dirty_paths() == frozenset()
    for ask in (workspace.head, workspace.repository_or_fail):
        assert complaint(ask) == (
            f"{tmp_path.resolve()} is not in a git repository, so no branch can be written: use --in-place"
        )


@pytest.mark.parametrize(("path", "root"), [("shop", "shop"), ("shop/b.py", "shop"), (".", ".")])
def test_outside_a_repository_and_without_configuration_the_folder_named_is_the_root(
    tmp_path: Path, path: str, root: str
) -> None:
    write(tmp_path, {"shop/b.py": ""})

    workspace = opened(tmp_path / path, select=("env-access",))

    assert workspace.root == (tmp_path / root).resolve()
    assert workspace.scope == (("b.py",) if path.endswith(".py") else ())


def test_outside_a_repository_the_current_folder_is_the_root_of_what_lies_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"shop/b.py": ""})
    with monkeypatch.context() as patch:
        patch.chdir(tmp_path)
        workspace = opened(Path("shop/b.py"), select=("env-access",))

    assert (workspace.root, workspace.scope) == (tmp_path.resolve(), ("shop/b.py",))


def test_a_bare_repository_is_configured_by_the_commit_that_head_names(repo: Path, tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[tool.remend]\nselect = ['missing-await']\n"})
    git(tmp_path, "clone", "--quiet", "--bare", str(repo), "bare")
    git(tmp_path, "init", "--quiet", "--bare", "empty")

    bare = opened(tmp_path / "bare").config
    assert (bare.select, bare.root) == (None, (tmp_path / "bare").resolve())
    assert bare.rules["env-access"] == opened(repo).config.rules["env-access"]
    assert opened(tmp_path / "bare", overrides=("select=env-access",)).config.select == ("env-access",)
    assert opened(tmp_path / "bare", overrides=(str(tmp_path / "pyproject.toml"),)).config.select == ("missing-await",)
    assert opened(tmp_path / "empty").config.select is None


def test_a_fault_in_the_configuration_of_a_bare_repository_names_it(make_repo: MakeRepo, tmp_path: Path) -> None:
    wrong = make_repo({"pyproject.toml": "[tool.remend]\nselekt = []\n"})
    git(tmp_path, "clone", "--quiet", "--bare", str(wrong), "bare")

    assert complaint(lambda: opened(tmp_path / "bare")).startswith(
        "HEAD:pyproject.toml: tool.remend.selekt: unknown key"
    )
