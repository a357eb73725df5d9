"""`remend fix` in repositories of every shape: the same series everywhere, and nothing but its branch comes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from commandline import remend
from repository import MakeRepo, commit, git, write
from scenarios import BOOKSHOP

NAME = "remend/env-access"
ASKED = ("fix", "--select", "env-access")
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 9\n"
LINK, RUN = "orders/link.py", "orders/worker.py"
Series = list[tuple[str, dict[str, str]]]

Shape = Callable[[Path, Path], Path]


def linked(repo: Path, folder: Path) -> Path:
    git(repo, "worktree", "add", "--quiet", "-b", "side", str(folder))
    return folder


def linked_to_a_bare_one(repo: Path, folder: Path) -> Path:
    git(bare(repo, folder / "bare"), "worktree", "add", "--quiet", "-b", "side", str(folder / "place"))
    return folder / "place"


def bare(repo: Path, folder: Path) -> Path:
    git(repo, "clone", "--quiet", "--bare", str(repo), str(folder))
    return folder


def detached(repo: Path, _: Path) -> Path:
    git(repo, "checkout", "--quiet", "--detach")
    return repo


def shallow(repo: Path, folder: Path) -> Path:
    git(repo, "clone", "--quiet", "--depth=1", repo.as_uri(), str(folder))
    return folder


def without_blobs(repo: Path, folder: Path) -> Path:
    git(repo, "config", "uploadpack.allowFilter", "true")
    git(repo, "clone", "--quiet", "--filter=blob:none", repo.as_uri(), str(folder))
    return folder


def borrowing(repo: Path, folder: Path) -> Path:
    git(repo, "clone", "--quiet", "--shared", str(repo), str(folder))
    return folder


def apart(repo: Path, folder: Path) -> Path:
    git(repo, "init", "--quiet", "--separate-git-dir", str(folder))
    return repo


def with_a_submodule(repo: Path, folder: Path) -> Path:
    shutil.copytree(repo, folder)
    git(repo, "-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(folder), "vendor")
    git(repo, "commit", "--quiet", "--message", "vendor")
    write(repo, {"vendor/orders/worker.py": "edited = 1\n"})
    return repo


def with_an_absent_submodule(repo: Path, folder: Path) -> Path:
    with_a_submodule(repo, folder / "vendored")
    git(repo, "clone", "--quiet", str(repo), str(folder / "clone"))
    return folder / "clone"


def with_large_files(repo: Path, _: Path) -> Path:
    """Pointers instead of content, a Python file's too, as after a clone that skipped the content."""
    commit(repo, {"film.bin": POINTER, "orders/table.py": POINTER})
    commit(repo, {".gitattributes": "*.bin filter=lfs -text\norders/table.py filter=lfs -text\n"})
    for what in ("clean", "smudge"):
        git(repo, "config", f"filter.lfs.{what}", "cat")
    git(repo, "config", "filter.lfs.required", "true")
    return repo


def with_crlf_on_disk(repo: Path, _: Path) -> Path:
    git(repo, "config", "core.autocrlf", "true")
    for path in git(repo, "ls-files", "*.py").splitlines():
        (repo / path).unlink()
    git(repo, "checkout", "--quiet", ".")
    assert b"\r\n" in (repo / "orders/worker.py").read_bytes()
    return repo


def with_crlf_by_attribute(repo: Path, folder: Path) -> Path:
    commit(repo, {".gitattributes": "* text=auto eol=crlf\n"})
    git(repo, "clone", "--quiet", str(repo), str(folder))
    assert b"\r\n" in (folder / "orders/worker.py").read_bytes()
    return folder


def sparse(repo: Path, _: Path) -> Path:
    git(repo, "sparse-checkout", "set", "catalog")
    assert not (repo / "orders").exists()
    return repo


def sparse_with_a_sparse_index(repo: Path, _: Path) -> Path:
    git(repo, "sparse-checkout", "set", "--sparse-index", "shared")
    return repo


def of_the_newer_object_format(repo: Path, folder: Path) -> Path:
    shutil.copytree(repo, folder, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    git(folder, "init", "--quiet", "--initial-branch=main", "--object-format=sha256")
    commit(folder, {})
    return folder


def without_modes(repo: Path, _: Path) -> Path:
    git(repo, "config", "core.fileMode", "false")
    git(repo, "config", "core.symlinks", "false")
    (repo / RUN).chmod(0o644)
    return repo


def in_a_conflict(repo: Path, _: Path) -> Path:
    git(repo, "checkout", "--quiet", "-b", "side")
    commit(repo, {"notes.txt": "theirs\n"})
    git(repo, "checkout", "--quiet", "main")
    commit(repo, {"notes.txt": "ours\n"})
    with pytest.raises(Exception, match="non-zero exit"):
        git(repo, "merge", "side")
    return repo


def in_a_rebase(repo: Path, _: Path) -> Path:
    commit(repo, {"notes.txt": "more\n"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_SEQUENCE_EDITOR", "echo break >")
        git(repo, "rebase", "--quiet", "--interactive", "HEAD~1")
    return repo


def locked(repo: Path, _: Path) -> Path:
    write(repo, {".git/index.lock": "", ".git/HEAD.lock": ""})
    return repo


def of_packed_refs(repo: Path, _: Path) -> Path:
    git(repo, "pack-refs", "--all")
    git(repo, "gc", "--quiet")
    return repo


SHAPES = [
    linked, linked_to_a_bare_one, bare, detached, shallow, without_blobs, borrowing, apart, with_a_submodule,
    with_an_absent_submodule, with_large_files, with_crlf_on_disk, with_crlf_by_attribute, sparse,
    sparse_with_a_sparse_index, of_the_newer_object_format, without_modes, in_a_conflict, in_a_rebase, locked,
    of_packed_refs,
]  # fmt: skip


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    """A shop with an executable and a link among what is mended, and work of the user's in every place."""
    repo = make_repo(BOOKSHOP)
    (repo / RUN).chmod(0o755)
    (repo / LINK).symlink_to(Path(RUN).name)
    commit(repo, {"notes.txt": "notes\n"})
    return repo


def disturb(place: Path) -> None:
    """Stash, stage, edit and add something, and install hooks that would tell."""
    git_dir = place / git(place, "rev-parse", "--git-common-dir")
    for hook in (
        "pre-commit",
        "commit-msg",
        "post-commit",
        "reference-transaction",
        "post-checkout",
        "post-index-change",
    ):
        write(git_dir, {f"hooks/{hook}": f'#!/bin/sh\ntouch "{git_dir}/{hook}-ran"\nexit 1\n'})
    if git(place, "rev-parse", "--is-bare-repository") == "true":
        pass
    elif not git(place, "ls-files", "--unmerged") and not (git_dir / "index.lock").exists():
        write(place, {"catalog/__init__.py": "stashed\n"})
        git(place, "stash", "--quiet")
        write(place, {"staged.txt": "staged\n"})
        git(place, "add", "staged.txt")
        write(place, {"staged.txt": "edited\n", "untracked.py": "import os\nos.getenv('A')\n"})
    for name in ("pre-commit", "commit-msg", "post-commit", "reference-transaction", "post-index-change"):
        write(git_dir, {f"hooks/{name}": f'#!/bin/sh\ntouch "{git_dir}/{name}-ran"\nexit 1\n'})
        (git_dir / "hooks" / name).chmod(0o755)


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Content and mode of every file, but for objects, remend's cache and the branch with its log."""
    kept = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        ours = name.as_posix().endswith((f"/refs/heads/{NAME}", f"/logs/refs/heads/{NAME}"))
        if (path.is_file() or path.is_symlink()) and not ours and not {"objects", ".remend_cache"} & set(name.parts):
            content = str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
            kept[name.as_posix()] = content, path.lstat().st_mode
    return kept


def series(place: Path) -> Series:
    """Subject of each commit, and each path that it changes with its new mode and content."""
    commits = git(place, "rev-list", "--reverse", f"HEAD..{NAME}").splitlines()
    told = []
    for each in commits:
        records = git(place, "diff-tree", "--no-commit-id", "-r", each).splitlines()
        changes = {
            record.split("\t")[1]: f"{record.split()[1]} {git(place, 'cat-file', 'blob', record.split()[3])}"
            for record in records
        }
        told.append((git(place, "log", "-1", "--format=%s", each), changes))
    return told


@pytest.fixture(scope="module")
def expected() -> Series:
    """What the series of the plain repository is; filled by the first test."""
    return []


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_the_series_is_the_same_and_nothing_else_changes(
    repo: Path, tmp_path: Path, shape: Shape, expected: Series
) -> None:
    if not expected:
        twin = tmp_path / "twin"
        git(tmp_path, "clone", "--quiet", str(repo), str(twin))
        assert remend(*ASKED, cwd=twin).returncode == 1
        expected += series(twin)
        assert [path for _, changes in expected for path in changes] == ["catalog/settings.py", RUN]
        assert expected[1][1][RUN].startswith("100755 ")
    place = shape(repo, tmp_path / "place")
    disturb(place)
    head = git(place, "rev-parse", "HEAD")
    before = state(tmp_path)

    told = remend(*ASKED, cwd=place)

    assert told.returncode == 1, told.stderr
    assert state(tmp_path) == before
    assert git(place, "rev-parse", "HEAD") == head
    assert series(place) == expected
    assert git(place, "rev-list", "--max-count=1", "--parents", f"{NAME}~1").split()[1] == head
    assert "error" not in git(place, "fsck", "--no-dangling")
