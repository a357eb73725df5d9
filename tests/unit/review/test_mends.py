"""Each regression is shown the part of the repair that is its own."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remend.model import CommitUnit, Rewrite, Safety, Severity, Span, Violation
from remend.report.review import markdown
from remend.report.review.patch import read
from remend.review.mends import Repair
from remend.review.model import Change, Origin, Review, Verdict
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
    repair = Repair(found.changes, found.units)
    mends = repair.of([change for change in found.regressions if change.path == "a.py"])

    assert mends.count("diff --git") == 1
    assert applied(found, mends).count("get_env().get(") == 2
    assert repair.of([]) == Repair(found.changes, ()).of(found.regressions) == ""
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


def test_the_mends_of_two_rules_apply_to_the_file_as_it_is(make_repo: MakeRepo) -> None:
    repo = make_repo({**START, "c.py": '"""Doc."""\n\nimport json\nimport os\n'})
    text = '"""Doc."""\n\nimport os\n\n\ndef f():\n    return os.getenv("A")\n\n\ndef g():\n    return json.dumps(1)\n'
    commit(repo, {"c.py": text})
    found = reviewed(repo)
    env, name = (change.mend for change in found.regressions)

    assert applied(found, name, to="c.py") == text.replace("import os\n", "import json\n\nimport os\n")
    assert applied(found, env, to="c.py") == text.replace("os.getenv", "get_env().get").replace(
        "import os\n", "from env import get_env\n"
    )


def rewrite(before: str, after: str, *lines: int) -> Rewrite:
    """A rewrite of a file that mends a violation on each of some lines."""
    mended = tuple(
        Violation(
            rule="demo",
            path="a.py",
            span=Span(0, 0, line, 1, line, 2),
            severity=Severity.LOW,
            safety=Safety.SAFE,
            message="",
            form="",
            code="",
            symbol="",
            fingerprint=str(line),
        )
        for line in lines
    )
    return Rewrite(rule="demo", path="a.py", old=before.encode(), new=after.encode(), mended=mended)


def change(line: int) -> Change:
    return Change(
        rule="demo",
        path="a.py",
        line=line,
        end_line=line,
        verdict=Verdict.REGRESSION,
        origin=Origin.INTRODUCED,
        severity=Severity.LOW,
        title="",
        fingerprint=str(line),
    )


@given(st.lists(st.tuples(st.sampled_from(["kept", "early", "late"]), st.booleans()), max_size=10))
def test_a_later_commit_is_told_without_what_the_one_before_it_did(lines: list[tuple[str, bool]]) -> None:
    wanted = ["kept", *(role for role, _ in lines)]
    roles = ["kept" if role == above == "late" else role for above, role in pairwise(wanted)]
    first = [f"{at}\n" for at in range(len(lines))]
    early = [f"early {at}\n" if roles[at] == "early" else line for at, line in enumerate(first)]
    put = ["put\n" if is_put else "" for _, is_put in lines]

    def text(*late: int) -> str:
        return "".join(f"{put[at]}late {at}\n" if at in late else put[at] + line for at, line in enumerate(early))

    changed = [at for at, role in enumerate(roles) if role == "late"]
    numbers = [at + 1 for at in changed]
    series = (rewrite("".join(first), text()), rewrite(text(), text(*changed), *numbers))
    unit = CommitUnit(rule="demo", service="", subject="", body="", trailers=(), rewrites=series, review_seconds=0)
    repair = Repair(map(change, numbers), [unit])

    for at, number in zip(changed, numbers, strict=True):
        (patch,) = read(repair.of([change(number)]))
        blocks = [(b.old_line, b.old, b.new) for hunk in patch.hunks for b in hunk if not b.stays]
        assert blocks == [(number, (f"{at}\n",), (f"late {at}\n",))]


def test_lines_that_two_commits_change_are_told_as_the_last_leaves_them() -> None:
    series = (rewrite("a\nb\nc\nd\n", "a\nB\nC\nd\n"), rewrite("a\nB\nC\nd\n", "a\nBB\nC\nd\nnew\n", 2))
    unit = CommitUnit(rule="demo", service="", subject="", body="", trailers=(), rewrites=series, review_seconds=0)

    assert Repair([change(2)], [unit]).of([change(2)]).splitlines()[4:] == [
        " a", "-b", "-c", "+BB", "+C", " d", "+new"
    ]  # fmt: skip
