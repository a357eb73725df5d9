"""Files of Python 2 that have several concepts each, as a series of commits."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandline import remend
from repository import MakeRepo, git

TEXTS = {
    "__init__.py": "",
    "limits.py": "LIMIT = 3\n",
    "catch.py": "try:\n    print 1\nexcept KeyError, error:\n    print `error`\n",
    "literals.py": "print 1L, ur'1', 01\n",
    "modules.py": "import Queue\nprint Queue.Queue(1L)\n",
    "siblings.py": "import limits\nprint limits.LIMIT <> 1, `limits`\n",
    "doubt.py": "def pairs(d, (a, b)):\n    return d.items(), filter(a, b), a <> `b`\n",
}
FILES = {f"{service}/{name}": text for service in ("shop", "stock") for name, text in TEXTS.items()}
ASKED = ("--select", "legacy-syntax", "--unsafe")


def versions(repo: Path, path: str) -> list[str]:
    """All contents that a file has had, the first one first."""
    commits = git(repo, "log", "--format=%H", "--reverse", "three", "--", path).split()
    return [git(repo, "show", f"{commit}:{path}") for commit in commits]


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [("--config", "commits.review-seconds=1", "--max-commits", "200"), ("--max-commits", "2")],
    ids=["taken apart", "put together"],
)
def test_the_last_commit_is_what_one_mend_gives(make_repo: MakeRepo, settings: tuple[str, ...]) -> None:
    repo = make_repo(FILES)
    done = remend("fix", *ASKED, *settings, "--branch", "three", cwd=repo)
    assert done.returncode == 0, done.stdout + done.stderr
    remend("fix", *ASKED, *settings, "--in-place", cwd=repo)
    assert git(repo, "diff", "--stat", "HEAD", "three") != ""
    assert git(repo, "diff", "--stat", "three") == ""


def test_each_commit_is_a_concept_in_all_files_that_have_it(make_repo: MakeRepo) -> None:
    repo = make_repo(FILES)
    remend("fix", *ASKED, "--branch", "three", cwd=repo)
    series = git(repo, "log", "--format=%s", "--name-only", "--reverse", "HEAD..three").split("\n\n")
    assert series[0] == "refactor: call repr() for backticks"
    assert series[1].split("\n")[:3] == ["shop/catch.py", "shop/doubt.py", "shop/siblings.py"]
    assert [part.rpartition("\n")[2] for part in series[1:-1]] == [
        "refactor: name exceptions with as",
        "refactor: import siblings relatively",
        "refactor: write integers as Python 3 does",
        "refactor: import modules from where they are",
        "refactor: write != for <>",
        "refactor: call print()",
        "refactor: unpack tuples in functions",
        "refactor: write strings as Python 3 does",
        "refactor: list what dicts give",
        "refactor: list what filter() gives",
    ]
    repred = TEXTS["doubt.py"].replace("`b`", "repr(b)")
    equal = repred.replace("<>", "!=")
    apart = equal.replace("(a, b)):\n", "pair):\n    (a, b) = pair\n")
    listed = apart.replace("d.items()", "list(d.items())")
    filtered = listed.replace("filter(a, b)", "list(filter(a, b))")
    expected = [TEXTS["doubt.py"], repred, equal, apart, listed, filtered]
    assert versions(repo, "stock/doubt.py") == [text.removesuffix("\n") for text in expected]
