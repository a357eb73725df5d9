"""Commands at commits: what becomes of them, what is kept, and what never reaches the user's checkout."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from commits import history, state
from remend.cache import Cache
from remend.errors import GitError
from remend.git.repository import open_repository
from remend.git.steps import read_step, read_steps
from remend.proof import logs, running
from remend.proof.model import Check, Outcome, Proven
from remend.proof.prove import Prover
from remend.proof.terms import Terms
from repository import MakeRepo, commit, git

GOOD = "grep -q good value.txt"


@contextmanager
def proving(repo: Path, *commands: str, timeout: float = 20.0, jobs: int = 1, cached: bool = False) -> Iterator[Prover]:
    repository = open_repository(repo)
    assert repository is not None
    terms = Terms(commands=commands, timeout=timeout, jobs=jobs)
    with repository, Cache(repo) as cache, Prover(repository, terms, cache if cached else None) as prover:
        yield prover


def proven(repo: Path, *commands: str, timeout: float = 20.0, jobs: int = 1, cached: bool = False) -> list[Proven]:
    """What the commands say of the commits of HEAD that main has not, with the base they start from."""
    repository = open_repository(repo)
    assert repository is not None
    with repository, proving(repo, *commands, timeout=timeout, jobs=jobs, cached=cached) as prover:
        (base,) = prover.prove([read_step(repository.command, "main")])
        return [base, *prover.prove(read_steps(repository.command, "main", "HEAD"), base)]


def outcomes(repo: Path, *commands: str, timeout: float = 20.0) -> list[list[Outcome]]:
    return [[check.outcome for check in each.checks] for each in proven(repo, *commands, timeout=timeout)]


def only_check(repo: Path, command: str, timeout: float = 20.0) -> Check:
    """What the command says of the last commit."""
    return proven(repo, command, timeout=timeout)[-1].checks[0]


P, F, T, B = Outcome.PASSED, Outcome.FAILED, Outcome.TIMED_OUT, Outcome.FAILS_ON_BASE


def test_each_commit_is_told_by_itself_and_in_order(make_repo: MakeRepo) -> None:
    repo = history(make_repo, ["good", "bad", "good"])
    before = state(repo)
    assert outcomes(repo, GOOD, "test ! -e number.txt || true", "false") == [
        [P, P, F],
        [P, P, B],
        [F, P, B],
        [P, P, B],
    ]
    assert state(repo) == before


@pytest.mark.slow
def test_several_at_a_time_say_the_same_in_the_same_order(make_repo: MakeRepo) -> None:
    repo = history(make_repo, ["good", "bad", "good", "bad", "good"])

    def told(jobs: int) -> list[tuple[str, list[tuple[str, Outcome, int | None, tuple[str, ...]]]]]:
        slow_first = "sleep 0.$((5 - $(cat number.txt || echo 5))); cat value.txt; grep -q good value.txt"
        return [
            (each.step.subject, [(c.command, c.outcome, c.code, c.tail) for c in each.checks])
            for each in proven(repo, slow_first, GOOD, jobs=jobs)
        ]

    assert told(3) == told(1)


def test_a_command_finds_nothing_that_another_left(make_repo: MakeRepo) -> None:
    repo = history(make_repo, ["good", "good"])
    leaving = "test ! -e built && test ! -e new.txt && grep -q good value.txt && echo bad | tee built new.txt value.txt"
    assert outcomes(repo, leaving, f"{leaving} x") == [[P, P]] * 3


def test_a_command_that_takes_too_long_goes_with_all_that_it_started(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = history(make_repo, ["good", "slow"])
    beat = f"(while :; do date +%s%N > {tmp_path}/beat; sleep 0.05; done) & wait"
    command = f"grep -q good value.txt || (echo begun; {beat})"
    began = time.monotonic()
    check = only_check(repo, command, timeout=0.7)
    assert time.monotonic() - began < 10
    assert (check.outcome, check.code, check.tail) == (T, None, ("begun",))
    assert 0.7 <= check.seconds < 5
    last = (tmp_path / "beat").read_text()
    time.sleep(0.3)
    assert (tmp_path / "beat").read_text() == last


def test_what_a_command_leaves_running_ends_with_it(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = history(make_repo, ["good"])
    check = only_check(repo, f"(sleep 0.4; touch {tmp_path}/late) & true")
    assert check.outcome is P
    time.sleep(0.7)
    assert not (tmp_path / "late").exists()


def test_a_command_has_no_stdin(make_repo: MakeRepo) -> None:
    assert only_check(history(make_repo, ["good"]), 'test -z "$(cat)"', timeout=5).outcome is P


def test_much_output_stops_nothing_and_is_told_by_its_end(make_repo: MakeRepo) -> None:
    repo = history(make_repo, ["bad"])
    noise = "head -c 3000000 /dev/zero | tr '\\0' x; seq 100000; printf '10%%\\r100%%\\n'; printf '\\377\\033[31m\\n'"
    check = only_check(repo, f"grep -q good value.txt || ({noise} ; false)")
    assert len(check.tail) == logs.LINES_TOLD
    assert check.tail[-3:] == ("100000", "100%", "\ufffd\x1b[31m")
    assert (repo / check.log).stat().st_size > 3_500_000


def test_only_the_end_of_what_is_too_much_is_kept(make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MOST_KEPT", 10)
    repo = history(make_repo, ["bad"])
    check = only_check(repo, f"seq 1000; {GOOD}")
    assert (repo / check.log).read_text() == "(3,883 bytes before this were left out)\n\n999\n1000\n"


def test_a_long_line_is_cut(make_repo: MakeRepo) -> None:
    check = only_check(
        history(make_repo, ["bad"]), "grep -q good value.txt || (head -c 900 /dev/zero | tr '\\0' x; false)"
    )
    assert check.tail == ("x" * logs.LONGEST_LINE + "...",)


def test_a_command_that_would_fill_the_disk_is_ended(make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST_OUTPUT", 1000)
    check = only_check(history(make_repo, ["bad"]), "grep -q good value.txt || yes")
    assert (check.outcome, check.code, check.fault) == (F, None, "wrote too much")


def test_git_in_a_command_sees_the_worktree(make_repo: MakeRepo) -> None:
    repo = history(make_repo, ["good", "good"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_DIR", str(repo / ".git"))
        patch.setenv("GIT_WORK_TREE", str(repo))
        patch.setenv("GIT_INDEX_FILE", str(repo / ".git" / "index"))
        steps = proven(
            repo, 'git rev-parse HEAD; git status --porcelain; test "$(git rev-parse --show-toplevel)" = $PWD'
        )
    for each in steps:
        (check,) = each.checks
        assert check.outcome is P
        assert (repo / check.log).read_text() == f"{each.step.id}\n"


def test_what_was_said_of_the_same_files_is_not_asked_again(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = history(make_repo, ["good", "bad"])
    counting = f"echo x >> {tmp_path}/calls; {GOOD}"

    def run() -> tuple[list[tuple[Outcome, bool, tuple[str, ...]]], int]:
        told = [
            (check.outcome, check.cached, check.tail)
            for each in proven(repo, counting, cached=True)
            for check in each.checks
        ]
        return told, len((tmp_path / "calls").read_text().splitlines())

    assert run() == ([(P, False, ()), (P, False, ()), (F, False, ())], 3)
    git(repo, "commit", "--quiet", "--amend", "--message", "reworded")
    assert run() == ([(P, True, ()), (P, True, ()), (F, True, ())], 3)
    proven(repo, counting, cached=False)
    assert len((tmp_path / "calls").read_text().splitlines()) == 6
    git(repo, "reset", "--quiet", "--hard", "HEAD~2")
    commit(repo, {"value.txt": "bad\n", "number.txt": "2\n"})
    assert [cached for _, cached, _ in run()[0]] == [True, False], "the same files on another parent"


def test_what_took_too_long_is_asked_again(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = history(make_repo, ["slow"])
    command = f"grep -q good value.txt || test -e {tmp_path}/warm || sleep 5"
    assert [e.checks[0].outcome for e in proven(repo, command, timeout=0.5, cached=True)] == [P, T]
    (tmp_path / "warm").touch()
    assert [e.checks[0].outcome for e in proven(repo, command, timeout=0.5, cached=True)] == [P, P]


def test_what_was_missing_is_looked_for_again(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = history(make_repo, ["good", "bad"])
    tool = tmp_path / "tool"
    first = [e.checks[0].outcome for e in proven(repo, f"{tool} value.txt", f"test -e {tool}", cached=True)]
    assert first == [F, B, B]
    tool.write_text("#!/bin/sh\ngrep -q good $1\n")
    tool.chmod(0o755)
    assert [
        [c.outcome for c in e.checks] for e in proven(repo, f"{tool} value.txt", f"test -e {tool}", cached=True)
    ] == [
        [P, P],
        [P, P],
        [F, P],
    ]
    tool.unlink()
    assert [e.checks[0].code for e in proven(repo, f"{tool} value.txt", cached=True)] == [0, 0, 1]
    git(repo, "commit", "--quiet", "--allow-empty", "--message", "new")
    commit(repo, {"value.txt": "other\n"})
    assert proven(repo, f"{tool} value.txt", cached=True)[-1].checks[0].code == 127
    tool.write_text("#!/bin/sh\ntrue\n")
    tool.chmod(0o755)
    assert proven(repo, f"{tool} value.txt", cached=True)[-1].checks[0].outcome is P


def test_an_output_that_is_gone_is_not_told_of(make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = history(make_repo, ["bad"])
    (log,) = {check.log for each in proven(repo, GOOD, cached=True) for check in each.checks[:1] if check.outcome is F}
    assert (repo / log).exists()
    monkeypatch.setattr(logs, "MOST_LOGS", 0)
    (_, last) = proven(repo, GOOD, cached=True)
    assert (last.checks[0].cached, last.checks[0].log) == (True, "")
    assert git(repo, "status", "--porcelain") == ""


def test_outputs_that_cannot_be_kept_cost_nothing_else(make_repo: MakeRepo) -> None:
    repo = history(make_repo, ["bad"])
    (repo / ".remend_cache").write_text("in the way")
    check = only_check(repo, f"echo told; {GOOD}")
    assert (check.outcome, check.tail, check.log) == (F, ("told",), "")


def test_one_that_falls_ends_the_way(make_repo: MakeRepo) -> None:
    repo = history(make_repo, ["good", "bad", "good", "good"])
    repository = open_repository(repo)
    assert repository is not None
    seen: list[tuple[int, int]] = []
    with repository, proving(repo, GOOD) as prover:
        steps = read_steps(repository.command, "main", "HEAD")
        (base,) = prover.prove([read_step(repository.command, "main")])
        fallen = prover.until_one_falls(steps, base, lambda done, total: seen.append((done, total)))
    assert [each.stands for each in fallen] == [True, False]
    assert seen == [(1, 4), (2, 4)]


def test_all_commands_can_be_ended_at_once(tmp_path: Path) -> None:
    commands = running.Commands()

    def run(name: str) -> running.Ended:
        return commands.run(
            f"touch {name}; sleep 30", tmp_path, tmp_path / f"{name}.log", environment={"PATH": os.defpath}, timeout=60
        )

    began = time.monotonic()
    with ThreadPoolExecutor(2) as threads:
        futures = [threads.submit(run, name) for name in "ab"]
        while not all((tmp_path / name).exists() for name in "ab"):
            time.sleep(0.02)
        commands.stop()
        for future in futures:
            with pytest.raises(CancelledError):
                future.result()
    with pytest.raises(CancelledError):
        run("c")
    assert time.monotonic() - began < 15


def test_a_commit_that_cannot_be_checked_out_ends_the_run(make_repo: MakeRepo) -> None:
    repo = history(make_repo, ["good"])
    repository = open_repository(repo)
    assert repository is not None
    with repository, pytest.raises(GitError), proving(repo, "true") as prover:
        prover.prove([read_step(repository.command, "HEAD")._replace(id="0" * 40)])
    assert git(repo, "worktree", "list").count("\n") == 0


def test_merged_branches_are_proven_too(make_repo: MakeRepo) -> None:
    repo = history(make_repo, ["good"])
    git(repo, "checkout", "--quiet", "-b", "side", "main")
    commit(repo, {"side.txt": ""}, "side")
    git(repo, "checkout", "--quiet", "work")
    git(repo, "merge", "--quiet", "--message", "merge", "side")
    steps = [each.step for each in proven(repo, "true")]
    assert sorted(step.subject for step in steps) == ["first", "merge", "side", "step 1"]
    assert steps[-1].subject == "merge"
    assert steps[0].parent_tree == ""
    assert {step.parent_tree for step in steps if step.subject in {"side", "step 1"}} == {steps[0].tree}


def test_the_environment_is_the_users(make_repo: MakeRepo) -> None:
    check = only_check(
        history(make_repo, ["good"]), 'test "$LC_ALL" = C.UTF-8 && test "$GIT_AUTHOR_NAME" = "Test Author"'
    )
    assert check.outcome is P
