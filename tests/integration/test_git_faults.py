"""Disks that are full and stores that take nothing: the repository stays as it was, and the reason is told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from commandline import command, remend
from repository import MakeRepo, git
from scenarios import BOOKSHOP

FANS = [f"{first}{second}" for first in "0123456789abcdef" for second in "0123456789abcdef"]
FIX = ("fix", "--select", "env-access")


@pytest.fixture
def shop(make_repo: MakeRepo) -> Path:
    return make_repo(BOOKSHOP)


def state(repo: Path) -> tuple[str, Mapping[str, bytes]]:
    """What git finds wrong, and every file of the repository and its work tree, but for objects and the cache."""
    files = {path.relative_to(repo): path for path in repo.rglob("*") if path.is_file()}
    kept = {name: path for name, path in files.items() if not {"objects", ".remend_cache"} & set(name.parts)}
    found = git(repo, "fsck", "--strict", "--no-dangling")
    return found, {name.as_posix(): path.read_bytes() for name, path in kept.items()}


@pytest.mark.slow
@pytest.mark.parametrize("old", [True, False])
def test_an_object_store_that_takes_nothing(shop: Path, *, old: bool) -> None:
    if old:
        assert remend(*FIX, cwd=shop, GIT_COMMITTER_NAME="Someone Before").returncode == 1
        git(shop, "repack", "-a", "-d", "--quiet")
    before = state(shop)
    taken = [fan for name in FANS if not (fan := shop / ".git/objects" / name).exists()]
    for fan in taken:
        fan.write_bytes(b"")

    told = remend(*FIX, "--unsafe", cwd=shop)

    for fan in taken:
        fan.unlink()

    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith(
        "remend: the files of the commits cannot be written: unable to create temporary file: "
    )
    assert state(shop) == before


LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
os.execv(sys.argv[2], sys.argv[2:])
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="file sizes are limited in another way elsewhere")
@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        (0, "no temporary files can be written for git: No usable temporary directory"),
        (1000, "no temporary files can be written for git: File too large; free some space or set TMPDIR"),
        (2500, "the files of the commits cannot be written: "),
    ],
    ids=["nothing", "contents", "index"],
)
def test_a_file_that_cannot_be_written_whole(make_repo: MakeRepo, limit: int, reason: str) -> None:
    """A limit on the size of files meets what is prepared for git, and git's own index."""
    shop = make_repo({**BOOKSHOP, **{f"notes/number_{number}": "" for number in range(60)}})
    before = state(shop)

    run = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), *command(*FIX)],
        cwd=shop,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stdout) == (2, ""), run
    assert run.stderr.startswith(f"remend: {reason}")
    assert run.stderr.count("\n") == 1
    assert state(shop) == before
