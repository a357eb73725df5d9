"""A second run finds nothing to mend, although each mend is one more example of how a name is imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandline import remend
from repository import MakeRepo, commit, git

BASE = {
    "app/__init__.py": "",
    "app/one.py": "class Cart:\n    def __init__(self) -> None: ...\n",
    "app/two.py": "class Cart:\n    def __init__(self, size: int) -> None: ...\n",
    "app/here/__init__.py": "",
    "app/here/use.py": "from app.one import Cart\n\ncart = Cart()\n",
    "app/there/__init__.py": "",
    "app/there/use.py": "from app.two import Cart\n\ncart = Cart(1)\n",
    "app/new/__init__.py": "",
    "app/new/waits.py": "def weigh(cart: Cart) -> Cart:\n    return cart\n",
}
IMPORT = "from app.two import Cart\n"
RULES = ("--select", "undefined-name,broken-import")


def fixed(repo: Path) -> str:
    run = remend("fix", "--in-place", *RULES, cwd=repo)
    assert run.returncode in {0, 1}, run.stdout + run.stderr
    return git(repo, "diff", "--no-color")


def test_between_two_equals_nothing_is_chosen(make_repo: MakeRepo) -> None:
    assert fixed(make_repo(BASE)) == ""


@pytest.mark.slow
def test_what_is_mended_tells_how_to_mend_the_rest_at_once(make_repo: MakeRepo) -> None:
    repo = make_repo({**BASE, "app/new/decides.py": "cart = Cart(1)\n"})

    once = fixed(repo)

    assert (repo / "app/new/decides.py").read_text().startswith(IMPORT)
    assert (repo / "app/new/waits.py").read_text().startswith(IMPORT)
    assert fixed(repo) == once


@pytest.mark.slow
def test_what_another_rule_mends_counts_too(make_repo: MakeRepo) -> None:
    old = "from app.second import Cart\n\ncart = Cart(1)\n"
    before = {path: text for path, text in BASE.items() if path != "app/two.py"}
    repo = make_repo(
        {**before, "app/second.py": BASE["app/two.py"], "app/there/use.py": old, "app/new/follows.py": old}
    )
    (repo / "app/second.py").unlink()
    commit(repo, {"app/two.py": BASE["app/two.py"], "app/there/use.py": BASE["app/there/use.py"]}, "move it")

    once = fixed(repo)

    assert (repo / "app/new/follows.py").read_text().startswith(IMPORT)
    assert (repo / "app/new/waits.py").read_text().startswith(IMPORT)
    assert fixed(repo) == once


@pytest.mark.slow
def test_names_of_one_file_that_go_together_are_mended_at_once(make_repo: MakeRepo) -> None:
    """Many modules have a `loads`; the one whose error is caught is meant."""
    repo = make_repo({"app.py": "try:\n    x = loads(y)\nexcept JSONDecodeError:\n    x = None\n"})

    once = fixed(repo)

    assert (repo / "app.py").read_text().startswith("from json import JSONDecodeError, loads\n")
    assert fixed(repo) == once
