"""`remend verify` as a user starts it, interrupts it, kills it, and starts two of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from commandline import command, remend
from commits import history, state
from repository import MakeRepo, commit, git, write

GOOD = "grep -q good value.txt"


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """A folder for temporary files, for `TMPDIR`."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def envelope(*arguments: str, cwd: Path) -> dict[str, Any]:
    run = remend("verify", *arguments, "--format", "json", cwd=cwd)
    told: dict[str, Any] = json.loads(run.stdout)
    assert run.returncode == told["exit_code"], run.stderr
    return told


def told(proof: dict[str, Any]) -> list[tuple[str, bool, list[str]]]:
    return [(each["subject"], each["stands"], [c["outcome"] for c in each["checks"]]) for each in proof["commits"]]


def test_a_table_tells_which_commits_stand(make_repo: MakeRepo, temporary: Path) -> None:
    repo = history(make_repo, ["good", "bad", "good"])
    before = state(repo)
    run = remend(
        "verify", "--run", f"{GOOD} || (echo no good; exit 3)", "--run", "false", cwd=repo, TMPDIR=str(temporary)
    )
    assert (run.returncode, run.stderr) == (1, "")
    lines = [line.rstrip() for line in run.stdout.splitlines()]
    ids = git(repo, "log", "--reverse", "--format=%H").splitlines()
    assert lines[:2] == [f"[1] {GOOD} || (echo no good; exit 3)", "[2] false"]
    assert [line.split()[:2] for line in lines[4:8]] == [[n, i[:9]] for n, i in zip(["base", *"123"], ids, strict=True)]
    assert ["passed" in line for line in lines[4:8]] == [True, True, False, True]
    assert "failed" in lines[6]
    assert lines[7].endswith("fails on base")
    log = next((repo / ".remend_cache" / "verify").glob(f"{ids[2][:12]}-*.log")).relative_to(repo)
    assert lines[-6:-1] == [
        f"{ids[2][:9]}  step 2",
        f"    {GOOD} || (echo no good; exit 3) failed with exit code 3",
        "    | no good",
        f"    output in {log}",
        "",
    ]
    assert lines[-1].startswith(
        f"2 of 3 commits on {ids[0][:9]} stand; 1 command left out, failing without them already; "
    )
    assert state(repo) == before
    assert list(temporary.iterdir()) == []


@pytest.mark.slow
def test_all_stand(make_repo: MakeRepo) -> None:
    repo = history(make_repo, ["good", "good"])
    run = remend("verify", "main..HEAD", "--run", GOOD, cwd=repo)
    assert run.returncode == 0
    assert "2 of 2 commits on " in run.stdout
    quiet = remend("verify", "main..HEAD", "--run", GOOD, "-q", cwd=repo).stdout
    assert "stand" not in quiet
    assert quiet.count("cached") == 3


def test_nothing_is_proven_by_what_fails_anyway(make_repo: MakeRepo) -> None:
    repo = history(make_repo, ["good"])
    run = remend("verify", "--run", "no-such-command", cwd=repo)
    assert run.returncode == 1
    assert "not found" in run.stdout
    assert "nothing is proven of 1 commit: what was to be run fails without them already" in run.stdout


def test_the_json_says_it_all(make_repo: MakeRepo) -> None:
    repo = history(make_repo, ["good", "bad"])
    proof = envelope("--run", f"echo told; {GOOD}", "--jobs", "2", cwd=repo)
    head = git(repo, "rev-parse", "HEAD")
    assert (proof["schema"], proof["range"], proof["root"]) == ("remend.proof/1", "main..HEAD", str(repo))
    assert proof["commands"] == [f"echo told; {GOOD}"]
    assert proof["base"]["id"] == git(repo, "rev-parse", "main")
    last = proof["commits"][-1]
    (check,) = last.pop("checks")
    assert last == {"id": head, "tree": git(repo, "rev-parse", "HEAD^{tree}"), "subject": "step 2", "stands": False}
    assert 0 <= check.pop("seconds") < 20
    assert (repo / check.pop("log")).read_text() == "told\n"
    assert check == {
        "command": f"echo told; {GOOD}",
        "outcome": "failed",
        "cached": False,
        "exit_code": 1,
        "tail": ["told"],
    }


@pytest.mark.slow
def test_commands_and_their_limit_may_be_configured(make_repo: MakeRepo) -> None:
    repo = history(make_repo, ["good", "slow"])
    slow = "grep -q good value.txt || sleep 9"
    write(repo, {"pyproject.toml": f"[tool.remend.commits]\nverify = '{slow}'\nverify-timeout = 0.4\n"})
    proof = envelope(cwd=repo)
    assert [outcomes for _, _, outcomes in told(proof)] == [["passed"], ["timed-out"]]
    assert told(envelope("--run", "true", cwd=repo)) == [("step 1", True, ["passed"]), ("step 2", True, ["passed"])]
    assert "timed-out" in str(envelope("--run", slow, "--timeout", "0.2", cwd=repo))


@pytest.mark.slow
def test_the_cache_can_be_left_alone(make_repo: MakeRepo) -> None:
    repo = history(make_repo, ["good"])
    for arguments, cached in [((), False), ((), True), (("--no-cache",), False), ((), True)]:
        proof = envelope("--run", GOOD, *arguments, cwd=repo)
        assert {check["cached"] for each in proof["commits"] for check in each["checks"]} == {cached}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "there is nothing to run: give --run COMMAND, or set verify in [tool.remend.commits]"),
        (("--run", " "), "an empty command proves nothing: leave it out, or name what is to be run"),
        (("nowhere..HEAD", "--run", "true"), "unknown revision 'nowhere'"),
        (("HEAD..HEAD", "--run", "true"), "there is no commit in HEAD..HEAD"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    make_repo: MakeRepo, arguments: tuple[str, ...], sentence: str
) -> None:
    run = remend("verify", *arguments, cwd=history(make_repo, ["good"]))
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(f"remend: {sentence}")


def test_outside_of_a_repository_there_are_no_commits(tmp_path: Path) -> None:
    run = remend("verify", "--run", "true", cwd=tmp_path)
    assert run.returncode == 2
    assert "is not in a git repository" in run.stderr


@pytest.mark.slow
def test_without_a_range_it_is_what_the_upstream_or_the_main_branch_has_not(
    make_repo: MakeRepo, tmp_path: Path
) -> None:
    repo = history(make_repo, ["good", "good"])
    git(repo, "clone", "--quiet", "--branch", "work", ".", str(tmp_path / "clone"))
    clone = tmp_path / "clone"
    assert envelope("--run", "true", cwd=clone)["range"] == "origin/main..HEAD"
    commit(clone, {"more.txt": ""}, "more")
    assert told(envelope("--run", "true", cwd=clone)) == [("more", True, ["passed"])]
    git(repo, "checkout", "--quiet", "main")
    run = remend("verify", "--run", "true", cwd=repo)
    assert run.returncode == 2
    assert "there is no upstream or main branch that HEAD is ahead of: name a range such as HEAD~5.." in run.stderr


@pytest.mark.slow
def test_a_bare_repository_and_a_linked_worktree_will_do(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = history(make_repo, ["good", "bad"])
    git(repo, "clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    git(repo, "worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"), "work")
    for place in (tmp_path / "bare.git", tmp_path / "linked"):
        assert [stands for _, stands, _ in told(envelope("main..work", "--run", GOOD, cwd=place))] == [True, False]
    assert git(repo, "worktree", "list").count("\n") == 1


@contextmanager
def at_work(
    repo: Path, marker: Path, temporary: Path, *arguments: str, start: Sequence[str] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """A `remend verify` whose commands have begun."""
    slow = f"touch {marker}; for _ in $(seq 600); do test -e {marker}-no-more && exit; sleep 0.1; done"
    with subprocess.Popen(
        [*(start or command()), "verify", "--run", slow, *arguments],
        cwd=repo,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        while not marker.exists():
            assert process.poll() is None
            time.sleep(0.02)
        yield process


def survivors(temporary: Path) -> list[str]:
    """What still runs in a folder of temporary files, as the system tells it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            where = str((process / "cwd").readlink())
        except OSError:
            continue
        found += [where] if where.startswith(str(temporary)) else []
    return found


HEARING = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests that run in the background are deaf to it
from remend_cli.__main__ import main
main()
"""


@pytest.mark.skipif(os.name != "posix", reason="a process group is interrupted in another way elsewhere")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_the_commands_and_leaves_nothing(
    make_repo: MakeRepo, tmp_path: Path, temporary: Path, sent: signal.Signals
) -> None:
    repo = history(make_repo, ["good", "good"])
    before = state(repo)
    start = (sys.executable, "-c", HEARING)
    with at_work(repo, tmp_path / "begun", temporary, "--jobs", "2", start=start) as process:
        os.killpg(process.pid, sent)
        _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, b"remend: interrupted\n")
    assert state(repo) == before
    assert list(temporary.iterdir()) == []
    assert survivors(temporary) == []


ELSEWHERE = """
import signal, threading, time
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
from remend_cli.__main__ import main
main()
"""


@pytest.mark.skipif(os.name != "posix", reason="a thread is interrupted in another way elsewhere")
def test_an_interrupt_that_another_thread_gets_ends_the_commands_too(
    make_repo: MakeRepo, tmp_path: Path, temporary: Path
) -> None:
    repo = history(make_repo, ["good"])
    with at_work(repo, tmp_path / "begun", temporary, start=(sys.executable, "-c", ELSEWHERE)) as process:
        process.terminate()
        _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, b"remend: interrupted\n")
    assert survivors(temporary) == []


@pytest.mark.slow
def test_what_a_killed_run_left_is_cleared_away_by_the_next(
    make_repo: MakeRepo, tmp_path: Path, temporary: Path
) -> None:
    repo = history(make_repo, ["good"])
    before = state(repo)
    with at_work(repo, tmp_path / "begun", temporary) as process:
        process.kill()
    (tmp_path / "begun-no-more").touch()  # a command outlives the kill
    assert git(repo, "worktree", "list").count("\n") == 1
    assert len(list(temporary.iterdir())) == 1
    assert remend("verify", "--run", GOOD, cwd=repo, TMPDIR=str(temporary)).returncode == 0
    assert state(repo) == before
    assert list(temporary.iterdir()) == []


@pytest.mark.slow
def test_two_runs_at_once_do_not_meet(make_repo: MakeRepo, tmp_path: Path, temporary: Path) -> None:
    repo = history(make_repo, ["good", "bad"])
    before = state(repo)
    with at_work(repo, tmp_path / "begun", temporary) as process:
        other = remend("verify", "--run", GOOD, cwd=repo, TMPDIR=str(temporary))
        assert other.returncode == 1
        assert "1 of 2 commits" in other.stdout
        assert process.poll() is None
        (tmp_path / "begun-no-more").touch()
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, b"")
    assert b"2 of 2 commits" in output
    assert state(repo) == before
    assert list(temporary.iterdir()) == []
