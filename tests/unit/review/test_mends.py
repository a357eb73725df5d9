"""Each regression is shown the part of the repair that is its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from remend.report.review import markdown
from remend.review.mends import mend_of
from remend.review.model import Review
from repository import MakeRepo, commit, git, write
from reviewing import reviewed

START = {
    "pyproject.toml": '[tool.remend.env-access]\naccessor = "env:get_env"\n',
    "env.py": "class Env:\n    def get(self, name, default=None): ...\n\n\ndef get_env():\n    return Env()\n",
    "a.py": "import os\n\nprint(os)\n",
    "b.py": "",
}
BODY = "import os\n\nprint(os)\nA = os.getenv('A')\n\n\ndef f():\n    return 1\n\n\nB = os.getenv('B')\n"


@pytest.fixture
def found(make_repo: MakeRepo) -> Review:
    repo = make_repo(START)
    commit(repo, {"a.py": BODY, "b.py": "import os\n\nC = os.getenv('C')\nD = missing\n"})
    return reviewed(repo)


def applied(review: Review, *mends: str, to: str = "a.py") -> str:
    """A file after `git apply` of each of `mends` in turn."""
    folder = Path(review.root)
    git(folder, "checkout", "--quiet", ".")
    for mend in mends:
        git(folder, "apply", stdin=mend.encode())
    return (folder / to).read_text()


def test_a_mend_is_its_own_lines_and_the_import_they_need(found: Review) -> None:
    first, second = (change.mend for change in found.regressions if change.path == "a.py")

    assert applied(found, first) == BODY.replace("os.getenv('A')", "get_env().get('A')").replace(
        "import os\n", "import os\n\nfrom env import get_env\n"
    )
    assert "get_env().get('A')" not in applied(found, second)
    assert "get_env().get('B')" in applied(found, second)


def test_the_mends_of_a_topic_are_one_difference_for_each_file(found: Review) -> None:
    mends = mend_of([change for change in found.regressions if change.path == "a.py"], found.units)

    assert mends.count("diff --git") == 1
    assert applied(found, mends).count("get_env().get(") == 2
    assert mend_of([], found.units) == mend_of(found.regressions, ()) == ""
    assert f"```diff\n{mends}```" in markdown.render(found)


def test_what_is_not_mended_says_why(found: Review) -> None:
    (change,) = (change for change in found.regressions if change.rule == "undefined-name")

    assert (change.mend, change.declined) == ("", "nothing in the project tells what it is")


def test_a_mend_is_made_of_what_is_committed(found: Review) -> None:
    write(Path(found.root), {"b.py": "# dirty\n"})
    again = reviewed(Path(found.root))
    (left,) = (change for change in again.regressions if change.path == "b.py" and change.rule == "env-access")

    assert left.mend == ""
    assert left.declined.startswith("it has uncommitted changes")
    assert all(change.mend for change in again.regressions if change.path == "a.py")
