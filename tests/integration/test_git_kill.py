"""`remend fix` killed at any moment with all that it started, and two at once: the branch is old or whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import commandline
from commandline import remend
from repository import MakeRepo, git, write
from scenarios import BOOKSHOP

MOMENTS = 100
NAME = "remend/env-access"
BRANCH = f".git/refs/heads/{NAME}"
LEFT = {BRANCH, f"{BRANCH}.lock", f".git/logs/refs/heads/{NAME}"}

SERVER = """
import os, sys, tempfile
import git, libcst
import remend.pipeline, remend.report.series, remend.rewrite
from remend.registry import all_rules
from remend_cli.app import run
dict(all_rules())
tempfile.gettempdir()
os.chdir(sys.argv[1])
for _ in sys.stdin:
    child = os.fork()
    if not child:
        os.setsid()
        os.write(1, b"%d\\n" % os.getpid())
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        os._exit(run(["fix", "--select", "env-access", "--jobs", "1"]))
    sys.stdin.readline()
    code = os.waitpid(child, 0)[1]
    print(os.waitstatus_to_exitcode(code), flush=True)
"""


class Runs:
    """Starts `remend fix`, each in a group of processes of its own, from one process that has imported all it needs.

    It has also looked for the folder of temporary files: Python tries one by writing a file of any name into it, which
    a kill at that moment leaves.
    """

    def __init__(self, server: subprocess.Popen[bytes]) -> None:
        self._server = server

    def killed_after(self, seconds: float | None) -> int:
        """The exit code of a run that is killed after some time, if it takes as long."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(b"start\n")
        self._server.stdin.flush()
        group = int(self._server.stdout.readline())
        if seconds is not None:
            time.sleep(seconds)
            os.killpg(group, signal.SIGKILL)
        self._server.stdin.write(b"end\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    """A shop with something of everything: a stash, staged, edited and untracked files."""
    repo = make_repo(BOOKSHOP)
    write(repo, {"README.md": "stashed\n"})
    git(repo, "stash", "--include-untracked", "--quiet")
    write(repo, {"staged.txt": "staged\n"})
    git(repo, "add", "staged.txt")
    write(repo, {"staged.txt": "edited\n", "untracked.txt": "new\n"})
    return repo


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """Where the system keeps temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def runs(repo: Path, temporary: Path) -> Iterator[Runs]:
    command = [sys.executable, "-c", SERVER, str(repo)]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        yield Runs(server)


def state(repo: Path) -> dict[str, bytes]:
    """Every file of the repository and its work tree, but for objects and remend's cache."""
    files = {path.relative_to(repo): path for path in repo.rglob("*") if path.is_file()}
    return {
        name.as_posix(): path.read_bytes()
        for name, path in files.items()
        if not {"objects", ".remend_cache"} & set(name.parts)
    }


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="a group of processes is killed in another way elsewhere")
def test_a_kill_at_any_moment_leaves_the_repository_as_it_was(repo: Path, runs: Runs, temporary: Path) -> None:
    """What a kill leaves lies where the system clears away: not in the repository."""
    seed = time.time_ns()
    print(f"the moments come from random.Random({seed})")  # noqa: T201 - pytest shows it where the test fails
    moments = random.Random(seed)  # noqa: S311 - nothing secret
    before = state(repo)
    runs.killed_after(None)
    started = time.monotonic()
    assert runs.killed_after(None) == 1
    assert list(temporary.iterdir()) == []
    longest = time.monotonic() - started
    whole = git(repo, "rev-parse", NAME)
    old = git(repo, "commit-tree", "-p", "HEAD", "-m", "fix: old\n\nRemend-Rule: x", "HEAD^{tree}")

    tips = set()
    for number in range(MOMENTS):
        start = [None, old][number % 2]
        for path in LEFT:
            (repo / path).unlink(missing_ok=True)
        if start:
            git(repo, "update-ref", "--create-reflog", "-m", "remend: old", f"refs/heads/{NAME}", start)

        code = runs.killed_after(moments.uniform(0, longest * 1.1))

        after = state(repo)
        tip = after.get(BRANCH, b"").decode().strip() or None
        tips.add(tip)
        assert {path: content for path, content in after.items() if path not in LEFT} == before
        assert tip in {start, whole}
        assert code == -signal.SIGKILL or (code, tip) == (1, whole)
        assert git(repo, "fsck", "--strict", "--no-dangling") == ""
    assert tips == {None, old, whole}
    left = list(temporary.iterdir())
    assert left
    assert [path for path in left if not path.name.startswith("remend-")] == []


GPG = """#!/bin/sh
cat > /dev/null
touch "{here}/$$"
while [ $(ls "{here}" | wc -l) -lt 2 ]; do sleep 0.01; done
echo '-----BEGIN PGP SIGNATURE-----'; echo; echo 'c2lnbmVk'; echo '-----END PGP SIGNATURE-----'
echo >&2; echo '[GNUPG:] SIG_CREATED D 1 8 00 0 0' >&2
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the stand-in for gpg is a shell script")
@pytest.mark.parametrize("old", [False, True])
def test_of_two_runs_at_once_one_wins_and_the_other_says_so(repo: Path, tmp_path: Path, *, old: bool) -> None:
    """Both sign their first commit at the same time, so neither has written the branch when the other begins."""
    asked = ["fix", "--select", "env-access"]
    if old:
        assert remend(*asked, cwd=repo).returncode == 1
    before = state(repo)
    here = tmp_path / "signing"
    here.mkdir()
    write(tmp_path, {"gpg": GPG.format(here=here)})
    (tmp_path / "gpg").chmod(0o755)
    signing = {"commit.gpgSign": "true", "gpg.program": str(tmp_path / "gpg")}
    settings = {"GIT_CONFIG_COUNT": str(len(signing))}
    for number, (key, value) in enumerate(signing.items()):
        settings |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}

    both = [
        subprocess.Popen(
            commandline.command(*asked),
            cwd=repo,
            env={**os.environ, **settings, "GIT_AUTHOR_NAME": name},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("One", "Two")
    ]
    told = [(*run.communicate(timeout=60), run.returncode) for run in both]

    assert sorted(code for *_, code in told) == [1, 2]
    ((output, errors, _),) = [each for each in told if each[2] == 2]
    assert output == ""
    assert errors == f"remend: branch {NAME} was changed by someone else meanwhile and is left as it is: run again\n"
    authors = git(repo, "log", "--format=%an", f"HEAD..{NAME}").splitlines()
    assert authors == [["One", "Two"][both[1].returncode == 1]] * 2
    after = state(repo)
    assert {path: content for path, content in after.items() if path not in LEFT} == {
        path: content for path, content in before.items() if path not in LEFT
    }


@pytest.mark.slow
def test_a_lock_that_a_killed_run_left_is_named(repo: Path) -> None:
    write(repo, {f"{BRANCH}.lock": ""})

    told = remend("fix", "--select", "env-access", cwd=repo)

    assert told.returncode == 2
    assert f"branch {NAME} cannot be written: " in told.stderr
    assert f"{NAME}.lock': File exists" in told.stderr
    assert "remove the file manually to continue" in told.stderr
