"""The benchmarks run, and compare what they say they compare. No time is asserted: that is what they are for."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from libcst import parse_module
from libcst.codemod import CodemodContext

from benchmarks.commands import PROJECT, Tree
from benchmarks.generate import ACCESSOR, generate
from benchmarks.libcst_codemod import ReadEnvThroughAccessor
from benchmarks.processes import Command, compare, memory_of_all, run
from benchmarks.trees import clone, commit, sample, size
from repository import MakeRepo, git, write
from scenarios import files_of

pytestmark = pytest.mark.slow


@pytest.fixture
def generated(tmp_path: Path) -> Tree:
    generate(tmp_path / "generated", files=40)
    return Tree(commit(tmp_path / "generated"), ACCESSOR)


def output(command: Command) -> str:
    run = subprocess.run(
        command.line, cwd=command.folder, env={**os.environ, **command.environment}, capture_output=True, check=False
    )
    assert run.returncode in command.succeeds_with, run.stderr.decode()
    return run.stdout.decode()


def test_the_benchmarks_print_a_line_for_each_comparison() -> None:
    line = [sys.executable, "-m", "benchmarks", "--files", "20", "--sample", "4", "--runs", "1", "--whole"]

    shown = subprocess.run(line, cwd=PROJECT, capture_output=True, text=True, check=True).stdout

    assert [row.split("  ")[0] for row in shown.splitlines() if "remend fix --dry-run  " in row] == [
        "remend fix --branch benchmark",
        "LibCST codemod runner, sample",
        "LibCST codemod runner, all files",
    ]
    assert shown.count("search and ast.parse") == 3
    assert shown.count("ast.parse of all files") == 6
    assert shown.count("review of 10 changed files") == 2
    assert shown.count("scan for names  ") == shown.count("scan for names from the cache") == 1
    assert "remend fix --dry-run, one process" in shown


def test_a_checkout_is_measured_in_a_clone_and_stays_as_it_is(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"app/a.py": "import os\n\nA = os.getenv('A')\n", "data.json": "{}", "pyproject.toml": ""})
    write(repo, {"app/a.py": "A = 'not committed'\n"})

    tree = clone(repo, tmp_path / "clone")
    git(tree, "branch", "another")

    assert files_of(tree) == {"app/a.py": b"import os\n\nA = os.getenv('A')\n", "pyproject.toml": b""}
    assert (repo / "app/a.py").read_bytes() == b"A = 'not committed'\n"
    assert git(repo, "branch", "--list", "another") == ""


def test_a_sample_is_the_same_for_the_same_seed_and_holds_the_accessor(generated: Tree, tmp_path: Path) -> None:
    one, two, other = (
        files_of(sample(generated.folder, tmp_path / name, files=5, accessor=ACCESSOR, seed=seed))
        for name, seed in (("one", 1), ("two", 1), ("other", 2))
    )

    assert one == two != other
    assert "shared/environment.py" in one
    assert size(tmp_path / "one")[0] in {5, 6}


def test_the_same_seed_generates_the_same_code(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("two", 1), ("other", 2)):
        generate(tmp_path / name, files=30, seed=seed)
    one, two, other = (files_of(tmp_path / name) for name in ("one", "two", "other"))

    assert one == two != other
    assert all(ast.parse(content) for content in one.values())


def test_the_yardstick_parses_the_files_that_remend_inspects(generated: Tree) -> None:
    told = output(generated.scan())

    inspected = told.split(" files, ")[-1].split()[0]
    assert int(inspected) > 1
    for jobs in (1, 2):
        words = output(generated.search_and_parse(jobs)).split()
        assert (words[0], words[-2]) == (inspected, inspected)


def test_the_index_holds_the_files_that_its_yardstick_parses(generated: Tree, tmp_path: Path) -> None:
    parsed = output(generated.parse(jobs=2)).split()[-2]

    for command in (generated.index(jobs=1), *[generated.index(jobs=2, cache=tmp_path / "cache")] * 2):
        assert output(command) == f"{parsed} files are in the index, {parsed} parse\n"


def test_the_runner_of_libcst_mends_what_remend_mends_of_the_simple_part(generated: Tree, tmp_path: Path) -> None:
    def mended(diff: str) -> set[str]:
        return {line for line in diff.splitlines() if line.startswith("+") and "get_env().get(" in line}

    theirs = mended(output(generated.libcst_runner(tmp_path / "settings", "all")))

    assert theirs
    assert mended(output(generated.fix("--dry-run"))) == {line for line in theirs if "get_env().get(key" not in line}


def test_the_codemod_of_libcst_adds_the_import() -> None:
    codemod = ReadEnvThroughAccessor(CodemodContext(), accessor="shared.env:read")

    assert codemod.transform_module(parse_module("import os\n\nA = os.environ.get('A', 1)\n")).code == (
        "import os\nfrom shared.env import read\n\nA = read().get('A', 1)\n"
    )


def test_no_file_is_read_or_parsed_twice_in_a_scan(generated: Tree) -> None:
    """Except the accessor's own file, which is parsed to learn what it offers."""
    counted = {line.split("  ")[0]: line.split() for line in output(generated.counts("scan")).splitlines()[1:]}

    assert counted["file read"][2] == counted["file read"][3]
    assert "LibCST parse" not in counted
    assert "tokenize" not in counted


def test_pairs_are_run_in_turn_and_their_ratios_kept(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    line = (sys.executable, "-c", "import sys; open(sys.argv[1], 'a').write(sys.argv[2])", str(trace))
    one, two = (Command(name=name, line=(*line, name), folder=tmp_path) for name in ("1", "2"))

    pair = compare(one, two, runs=3)

    assert trace.read_text("ascii") == "12" + "122112"
    assert len(pair.ratios) == 3
    assert pair.cpu_ratio > 0
    assert all(run.peak > 1_000_000 for run in pair.first)


def test_memory_counts_the_processes_below_a_command(tmp_path: Path) -> None:
    held = "import time; block = bytearray(60_000_000); time.sleep(1)"
    both = f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {held!r}]); {held}; p.wait()"
    together = memory_of_all(Command(name="both", line=(sys.executable, "-c", both), folder=tmp_path))

    assert together is None or together > 120_000_000


def test_a_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    failing = Command(name="odd", line=(sys.executable, "-c", "raise SystemExit('no luck')"), folder=tmp_path)

    with pytest.raises(RuntimeError, match=r"(?s)odd ended with 1.*no luck"):
        run(failing)


def test_crews_are_compared_over_the_files_that_a_rule_mends(make_repo: MakeRepo) -> None:
    pytest.importorskip("distributed")
    files = {f"app/part{number}.py": f"def f(total):\n    return len(total) + {number}\n" for number in range(6)}
    config = '[[tool.remend.replace]]\nname = "long"\nmatch = "len($X)"\nreplace = "$X.__len__()"\n'
    repo = make_repo({**files, "pyproject.toml": config, "app/none.py": ""})
    line = [sys.executable, "-m", "benchmarks.crews", str(repo), "--select", "long", "--runs", "1", "--files", "2", "4"]

    shown = subprocess.run(line, cwd=PROJECT, capture_output=True, text=True, check=True).stdout

    assert shown.startswith("6 files to mend, 0.0 MB; what they share: ")
    crews = ["this process", "one worker", "two workers", "two of dask"]
    assert [row[:20].split(maxsplit=1) for row in shown.splitlines()[3:]] == [[n, crew] for n in "24" for crew in crews]


def test_the_same_input_is_given_to_code_before_and_after_it_was_migrated(tmp_path: Path) -> None:
    code = (
        "import os\n\n\ndef twice(a):\n    '>>> twice(2)'\n    return a * 2\n\n\n"
        "def thrice(a):\n    return twice(a) + a\n\n\ndef gone(path):\n    os.remove(path)\n"
    )
    test = "import unittest\n\n\nclass T(unittest.TestCase):\n    def test_it(self):\n        pass\n"
    write(tmp_path / "before", {"shop/__init__.py": "", "shop/a.py": code, "shop/test_a.py": test, "old.py": ""})
    after = code.replace("return a * 2", "return a * 2 if a != 7 else 'seven'")
    files = {"shop/__init__.py": "", "shop/a.py": after, "shop/test_a.py": test, "old.py": "import lost"}
    write(tmp_path / "after", files)
    folders = str(tmp_path / "before"), str(tmp_path / "after")
    command = (sys.executable, "-m", "benchmarks.outputs", *folders, "--python2", sys.executable)
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT).stdout.splitlines()
    assert told[0] == "old: import: ModuleNotFoundError: No module named 'lost'"
    assert told[1:4] == ["shop.a: call twice(7)", "    2: list(14, list(7))", "    3: list('seven', list(7))"]
    assert "2 functions called, 2 with differences" in told
    assert told[-5:] == [
        "example: 1 equal, 0 different",
        "statement: 0 equal, 0 different",
        "test: 1 equal, 0 different",
        "tests under 2.7: 1 pass, 0 fail, 0 raise, 0 are skipped",
        "tests under 3: 1 pass, 0 fail, 0 raise, 0 are skipped",
    ]
