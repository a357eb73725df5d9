from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remend.errors import UsageError
from remend.mending.inplace import write_in_place
from remend.model import Rewrite
from repository import write


def rewrite(path: str, before: bytes, after: bytes) -> Rewrite:
    return Rewrite(rule="env-access", path=path, old=before, new=after, mended=())


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_files_are_written_byte_for_byte_and_nothing_else_is_left(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": b"a\r\n", "pkg/b.py": b"\xef\xbb\xbfb", "c.py": b"c"})

    write_in_place(tmp_path, [rewrite("a.py", b"a\r\n", b"A\r\n"), rewrite("pkg/b.py", b"\xef\xbb\xbfb", b"\xff\0")])

    assert contents(tmp_path) == {"a.py": b"A\r\n", "pkg/b.py": b"\xff\0", "c.py": b"c"}


@given(before=st.binary(), after=st.binary())
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, before: bytes, after: bytes) -> None:
    root = tmp_path_factory.mktemp("any")
    (root / "a.py").write_bytes(before)

    write_in_place(root, [rewrite("a.py", before, after)])

    assert contents(root) == {"a.py": after}


def test_several_rewrites_of_a_file_apply_in_their_order(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": b"1"})

    write_in_place(tmp_path, [rewrite("a.py", b"1", b"2"), rewrite("a.py", b"2", b"3")])

    assert contents(tmp_path) == {"a.py": b"3"}


def test_rewrites_of_a_file_that_do_not_follow_one_another_are_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": b"1"})

    with pytest.raises(UsageError, match=r"a\.py"):
        write_in_place(tmp_path, [rewrite("a.py", b"1", b"2"), rewrite("a.py", b"1", b"3")])

    assert contents(tmp_path) == {"a.py": b"1"}


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o755, 0o600, 0o666, 0o2755])
def test_the_mode_is_kept_whatever_the_umask(tmp_path: Path, mode: int) -> None:
    write(tmp_path, {"a.py": b"1"})
    (tmp_path / "a.py").chmod(mode)
    umask = os.umask(0o077)
    try:
        write_in_place(tmp_path, [rewrite("a.py", b"1", b"2")])
    finally:
        os.umask(umask)

    assert stat.S_IMODE((tmp_path / "a.py").stat().st_mode) == mode


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_is_kept(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": b"1"})
    os.chown(tmp_path / "a.py", 4321, 1234)

    write_in_place(tmp_path, [rewrite("a.py", b"1", b"2")])

    status = (tmp_path / "a.py").stat()
    assert (status.st_uid, status.st_gid) == (4321, 1234)


@pytest.mark.parametrize("now", [b"edited", None])
def test_a_file_that_changed_meanwhile_stops_all_and_loses_nothing(tmp_path: Path, now: bytes | None) -> None:
    write(tmp_path, {"a.py": b"1"} | ({} if now is None else {"b.py": now}))
    before = contents(tmp_path)

    with pytest.raises(UsageError, match=r"b\.py changed on disk meanwhile.*no file was changed"):
        write_in_place(tmp_path, [rewrite("a.py", b"1", b"2"), rewrite("b.py", b"1", b"2")])

    assert contents(tmp_path) == before


def test_a_symlink_within_the_root_is_written_through(tmp_path: Path) -> None:
    write(tmp_path, {"real/a.py": b"1"})
    (tmp_path / "link.py").symlink_to("real/a.py")
    (tmp_path / "folder").symlink_to("real")

    write_in_place(tmp_path, [rewrite("link.py", b"1", b"2")])
    write_in_place(tmp_path, [rewrite("folder/a.py", b"2", b"3")])

    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "folder").is_symlink()
    assert (tmp_path / "real/a.py").read_bytes() == b"3"


def test_a_symlink_or_a_path_that_leaves_the_root_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(tmp_path, {"outside/a.py": b"1", "root/b.py": b"1"})
    (root / "link.py").symlink_to("../outside/a.py")
    (root / "folder").symlink_to("../outside")

    for path in ("link.py", "folder/a.py", "../outside/a.py", str(tmp_path / "outside/a.py")):
        with pytest.raises(UsageError, match="leads out of"):
            write_in_place(root, [rewrite("b.py", b"1", b"2"), rewrite(path, b"1", b"2")])

    assert (tmp_path / "outside/a.py").read_bytes() == b"1"
    assert (root / "b.py").read_bytes() == b"1"


def test_a_read_only_file_stops_all(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": b"1", "b.py": b"1"})
    (tmp_path / "b.py").chmod(0o444)

    with pytest.raises(UsageError, match=r"b\.py is read-only"):
        write_in_place(tmp_path, [rewrite("a.py", b"1", b"2"), rewrite("b.py", b"1", b"2")])

    assert contents(tmp_path) == {"a.py": b"1", "b.py": b"1"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_stops_all(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": b"1", "pkg/b.py": b"1"})
    (tmp_path / "pkg").chmod(0o555)
    try:
        with pytest.raises(UsageError, match=r"pkg/b\.py cannot be written: Permission denied"):
            write_in_place(tmp_path, [rewrite("a.py", b"1", b"2"), rewrite("pkg/b.py", b"1", b"2")])
        assert contents(tmp_path) == {"a.py": b"1", "pkg/b.py": b"1"}
    finally:
        (tmp_path / "pkg").chmod(0o755)


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.py").mkdir()

    with pytest.raises(UsageError, match=r"a\.py is not a regular file"):
        write_in_place(tmp_path, [rewrite("a.py", b"", b"2")])


CHILD = """
import resource, signal, sys
from pathlib import Path
from remend.errors import UsageError
from remend.mending.inplace import write_in_place
from remend.model import Rewrite

root = Path(sys.argv[1])
rewrites = [
    Rewrite(rule="r", path="a.py", old=b"1", new=b"2", mended=()),
    Rewrite(rule="r", path="b.py", old=b"1", new=b"2" * 5000, mended=()),
]
"""


def run_child(root: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", CHILD + script, str(root), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.skipif(os.name == "nt", reason="limits are POSIX")
def test_a_full_disk_leaves_every_file_as_it_was(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": b"1", "b.py": b"1"})
    script = """
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_in_place(root, rewrites)
except UsageError as error:
    print(error)
"""

    run = run_child(tmp_path, script)

    assert run.stdout == "b.py cannot be written: File too large; no file was changed\n"
    assert contents(tmp_path) == {"a.py": b"1", "b.py": b"1"}


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
@pytest.mark.parametrize("seconds", ["0.001", "0.007", "0.02"])
def test_an_interrupt_leaves_whole_files_and_nothing_beside_them(tmp_path: Path, seconds: str) -> None:
    script = """
signal.signal(signal.SIGALRM, signal.default_int_handler)
try:
    signal.setitimer(signal.ITIMER_REAL, float(sys.argv[2]))
    old, new = b"1" * 9000, b"2" * 9000
    while True:
        write_in_place(root, [Rewrite(rule="r", path=f"{n}.py", old=old, new=new, mended=()) for n in range(300)])
        old, new = new, old
except KeyboardInterrupt:
    print("interrupted")
"""
    write(tmp_path, {f"{number}.py": b"1" * 9000 for number in range(300)})

    run = run_child(tmp_path, script, seconds)

    assert run.stdout == "interrupted\n"
    assert contents(tmp_path).keys() == {f"{number}.py" for number in range(300)}
    assert set(contents(tmp_path).values()) <= {b"1" * 9000, b"2" * 9000}
