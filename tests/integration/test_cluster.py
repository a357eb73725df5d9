"""The workers of a dask scheduler give the very result that this machine gives, also where some are lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

import rule_pack
from cluster import start, wait_until
from commandline import command, remend
from repository import MakeRepo

pytest.importorskip("distributed")

COUNT = 240
LONG = "".join(f"def f{number}(total):\n    return total + {number}\n\n\n" for number in range(200))
MEND = "def own(legacy_total):\n    return legacy_total + 1\n"
FILES = {f"shop/part{number:03}.py": f"{LONG}{MEND}number = {number}\n" for number in range(COUNT)}
"""More than is done without processes, and each file with something to mend."""

STRICT = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}


def fixed(repo: Path, *arguments: str, **environment: str) -> str:
    """The report of `fix --dry-run`, without what differs from repository to repository."""
    run = remend("fix", "--dry-run", "--format", "json", *arguments, cwd=repo, **environment)
    assert run.stderr == ""
    return run.stdout


@pytest.mark.slow
def test_a_worker_lost_in_mid_run_loses_nothing(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo, mark = make_repo(FILES), tmp_path / "seen"
    environment = rule_pack.install(tmp_path / "site", rule_pack.TAKES_ITS_TIME)
    select = ("--select", "takes-its-time")
    here = fixed(repo, "--jobs", "2", *select, **environment)

    with start(tmp_path, {**environment, "SEEN": str(mark)}, workers=2) as cluster:
        run = subprocess.Popen(
            command("fix", "--dry-run", "--format", "json", *select, "--scheduler", cluster.address),
            cwd=repo,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_until(lambda: run.poll() is not None or (mark.exists() and mark.stat().st_size > COUNT // 4))
        cluster.workers[0].kill()
        assert run.poll() is None, "it was done before the worker was killed"
        there, errors = run.communicate(timeout=300)

    assert (errors, run.returncode) == ("", 1)
    assert there == here
    assert cluster.workers[0].returncode == -signal.SIGKILL


@pytest.mark.slow
def test_what_kills_or_holds_up_the_workers_costs_its_file(make_repo: MakeRepo, tmp_path: Path) -> None:
    deadly, endless = (f"{LONG}{MEND}{word} = 1\n" for word in ("deadly", "endless"))
    repo = make_repo({**FILES, "shop/part007.py": deadly, "shop/part100.py": endless})
    environment = rule_pack.install(tmp_path / "site", rule_pack.DIES_OR_HANGS)
    limit = ("--config", "max-file-seconds=20", "--select", "dies-or-hangs")

    with start(tmp_path, {**environment, **STRICT}, workers=2, nannies=True) as cluster:
        report = json.loads(fixed(repo, *limit, "--scheduler", cluster.address, **environment))

    told = {each["path"]: each for each in report["diagnostics"]}
    assert {path: each["kind"] for path, each in told.items()} == dict.fromkeys(
        ("shop/part007.py", "shop/part100.py"), "gave-up"
    )
    assert "the workers that worked on it died one after another" in told["shop/part100.py"]["message"]
    mended = {each["path"] for each in report["violations"] if each["outcome"] == "mended"}
    assert mended == FILES.keys() - told.keys()


@pytest.mark.slow
def test_what_is_wrong_with_a_cluster_is_told_in_a_sentence(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo(FILES)
    environment = rule_pack.install(tmp_path / "site", rule_pack.OLD_NAME)

    def told(address: str) -> str:
        run = remend("scan", "--no-cache", "--select", "old-name", "--scheduler", address, cwd=repo, **environment)
        assert (run.returncode, run.stdout) == (2, "")
        return run.stderr

    assert told("tcp://127.0.0.1:1") == (
        "remend: no dask scheduler answers at tcp://127.0.0.1:1: start one with `dask scheduler`\n"
    )
    assert told("nonsense://here").startswith("remend: no dask scheduler answers at nonsense://here: ")
    with start(tmp_path, {}, workers=0) as cluster:
        assert told(cluster.address) == (
            f"remend: the dask scheduler at {cluster.address} has no workers: "
            f"start some with `dask worker {cluster.address}`\n"
        )
    with start(tmp_path, {}, workers=1) as cluster:
        assert told(cluster.address) == ("remend: a worker cannot import pack: install there what is installed here\n")
