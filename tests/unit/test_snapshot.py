from __future__ import annotations

from pathlib import Path

import pytest

from remend.errors import UsageError
from remend.snapshot import FolderSnapshot, Overlay, blob_id
from repository import git, write


def folder(root: Path) -> FolderSnapshot:
    write(root, {"b.py": b"x = 1\r\n", "a/c.py": "y = 2\n", "a.txt": "", ".git/config": "", "sub/.git/x.py": ""})
    return FolderSnapshot(root)


def test_the_id_of_a_content_is_the_one_that_git_gives_it(tmp_path: Path) -> None:
    for content in (b"", b"x = 1\n", b"\0\xff\r\n"):
        assert blob_id(content) == git(tmp_path, "hash-object", "--stdin", stdin=content)


def test_a_folder_lists_its_files_in_order_and_leaves_git_out(tmp_path: Path) -> None:
    snapshot = folder(tmp_path)

    assert snapshot.paths == ("a.txt", "a/c.py", "b.py")
    assert (snapshot.root, snapshot.label) == (tmp_path.resolve(), "work tree")
    assert "b.py" in snapshot
    assert "c.py" not in snapshot


def test_a_folder_leaves_virtual_environments_out(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"a.py": "", "env/pyvenv.cfg": "", "env/lib/b.py": "", "sub/.venv/pyvenv.cfg": "", "sub/.venv/c.py": ""},
    )

    assert FolderSnapshot(tmp_path).paths == ("a.py",)


def test_a_folder_gives_the_bytes_and_their_ids(tmp_path: Path) -> None:
    snapshot = folder(tmp_path)

    assert snapshot.read("b.py") == b"x = 1\r\n"
    assert list(snapshot.read_many(["b.py", "a/c.py"])) == [("b.py", b"x = 1\r\n"), ("a/c.py", b"y = 2\n")]
    assert snapshot.blob("b.py") == blob_id(b"x = 1\r\n")


def test_a_folder_follows_no_symlink(tmp_path: Path) -> None:
    write(tmp_path, {"root/a.py": "", "outside/b.py": ""})
    root = tmp_path / "root"
    (root / "same.py").symlink_to("a.py")
    (root / "out.py").symlink_to(tmp_path / "outside" / "b.py")
    (root / "broken.py").symlink_to("nothing.py")
    (root / "folder").symlink_to(tmp_path / "outside")
    (root / "loop").symlink_to(root)

    assert FolderSnapshot(root).paths == ("a.py",)


def test_a_path_that_is_not_part_of_it_is_a_key_error(tmp_path: Path) -> None:
    snapshot = folder(tmp_path)

    for path in ("other.py", ".git/config"):
        with pytest.raises(KeyError, match=path):
            snapshot.read(path)


def test_a_file_that_went_after_the_listing_is_told_in_a_sentence(tmp_path: Path) -> None:
    snapshot = folder(tmp_path)
    (tmp_path / "b.py").unlink()

    with pytest.raises(UsageError, match=r"^b\.py went away while remend was at work; run it again$"):
        snapshot.read("b.py")


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path) -> None:
    snapshot = folder(tmp_path)
    (tmp_path / "b.py").unlink()
    (tmp_path / "b.py").mkdir()

    with pytest.raises(UsageError, match=r"^b\.py cannot be read: .*; make it readable or exclude it$"):
        snapshot.read("b.py")


def test_an_overlay_replaces_content_and_leaves_its_base_alone(tmp_path: Path) -> None:
    base = folder(tmp_path)
    changed = {"b.py": b""}

    overlay = Overlay(base, changed)
    changed["a/c.py"] = b"later"

    assert (overlay.root, overlay.label, overlay.paths) == (base.root, base.label, base.paths)
    assert [overlay.read(path) for path in ("b.py", "a/c.py")] == [b"", b"y = 2\n"]
    assert [overlay.blob(path) for path in ("b.py", "a/c.py")] == [blob_id(b""), blob_id(b"y = 2\n")]
    assert base.read("b.py") == b"x = 1\r\n"


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    (tmp_path / "b.py").symlink_to("x" * 1_000)

    assert FolderSnapshot(tmp_path).paths == ("a.py",)
