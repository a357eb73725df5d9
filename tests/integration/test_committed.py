"""A spec and a configuration where no work tree has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from commandline import remend
from repository import MakeRepo, commit, git

Shape = Callable[[Path, Path], Path]

FILES = {
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n\n[tool.remend.commits]\nspec = "rules/spec.toml"\n',
    "rules/spec.toml": "[subject]\nlimit = 33\n",
    "shop/money.py": "def total(items):\n    return sum(items)\n",
}


def bare(repo: Path, folder: Path) -> Path:
    git(repo, "clone", "--quiet", "--bare", str(repo), str(folder))
    return folder


def sparse(repo: Path, _: Path) -> Path:
    git(repo, "sparse-checkout", "set", "--cone", "shop")
    assert not (repo / "rules").exists()
    return repo


@pytest.mark.parametrize("shape", [bare, sparse])
def test_a_spec_that_is_not_checked_out_holds_as_it_is_committed(
    make_repo: MakeRepo, tmp_path: Path, shape: Shape
) -> None:
    place = shape(make_repo(FILES), tmp_path / "place")

    run = remend("spec", cwd=place)

    assert run.returncode == 0, run.stderr
    assert "33 characters  (rules/spec.toml: subject.limit)" in run.stdout


def test_a_spec_that_is_nowhere_is_told(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo(FILES)
    git(repo, "rm", "--quiet", "rules/spec.toml")
    commit(repo, {}, "drop the spec")

    run = remend("spec", cwd=bare(repo, tmp_path / "place"))

    assert run.returncode == 2
    assert "rules/spec.toml cannot be read" in run.stderr
