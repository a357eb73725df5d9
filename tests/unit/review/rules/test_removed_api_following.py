"""Methods that a range renamed: the places that use them by the old name are given the new one."""

from __future__ import annotations

from pathlib import Path

import pytest

from remend.crew import HERE
from remend.model import Outcome, Report
from remend.review.repair import fix
from remend.workspace import Request
from repository import Files, MakeRepo, commit, git
from reviewing import reviewed

CLIENT = (
    "class Client:\n    def __init__(self):\n        self.sent = []\n\n"
    "    def send(self, text, *, urgent=False):\n        line = text.strip()\n"
    "        self.sent.append((line, urgent))\n        return line\n"
)
RENAMED = CLIENT.replace("def send", "def deliver")
LOUD = "\n\nclass Loud(Client):\n    def shout(self, text):\n        return self.send(text.upper())\n"
USE = "from client import Client\n\n\ndef run(client: Client, other):\n    "


def changed(make_repo: MakeRepo, files: Files, after: Files) -> Path:
    repo = make_repo(files)
    commit(repo, after, "rename")
    return repo


def mended(repo: Path, *, unsafe: bool = False) -> Report:
    return fix(Request(paths=(repo,), cache=False, crew=HERE, unsafe=unsafe), "HEAD~1..HEAD")


def text(repo: Path, report: Report, path: str) -> str:
    return git(repo, "show", f"{report.branch}:{path}")


def used(make_repo: MakeRepo, line: str, after: str = RENAMED) -> Path:
    """A repository in which the method is renamed, and one line of another file uses it by its old name."""
    return changed(make_repo, {"client.py": CLIENT, "use.py": f"{USE}{line}\n"}, {"client.py": after})


def test_all_callers_are_one_commit(make_repo: MakeRepo) -> None:
    calls = 'client.send("ä"); client.send(\n        "b",  # why\n    )\n    return other.sent'
    files = {"client.py": CLIENT + LOUD, "use.py": f"{USE}{calls}\n"}
    repo = changed(make_repo, files, {"client.py": RENAMED + LOUD})

    report = mended(repo)

    assert [unit.subject for unit in report.plan.units] == ["fix: rename uses of send to deliver"]
    assert [finding.outcome for finding in report.findings] == [Outcome.MENDED] * 3
    assert text(repo, report, "client.py") == (RENAMED + LOUD.replace("self.send", "self.deliver")).strip()
    assert text(repo, report, "use.py") == files["use.py"].replace("client.send", "client.deliver").strip()
    assert report.exit_code == 0


def test_the_review_shows_the_mend_at_the_places_that_it_names(make_repo: MakeRepo) -> None:
    repo = changed(
        make_repo,
        {"client.py": CLIENT + LOUD, "use.py": f'{USE}client.send("a")\n'},
        {"client.py": RENAMED + LOUD},
    )

    [change] = reviewed(repo).changes

    assert change.title == "method `client.Client.send` was renamed to `deliver`, and 2 places still use it"
    assert [(site.path, site.line, site.end_line) for site in change.sites] == [("client.py", 13, 13), ("use.py", 5, 5)]
    assert [line for line in change.mend.splitlines() if line.startswith("+ ")] == [
        "+        return self.deliver(text.upper())",
        '+    client.deliver("a")',
    ]


def test_two_renames_are_two_commits_each_with_its_own_lines(make_repo: MakeRepo) -> None:
    fetch = "\n    def fetch(self):\n        sent = list(self.sent)\n        self.sent.clear()\n        return sent\n"
    repo = changed(
        make_repo,
        {"client.py": CLIENT + fetch, "use.py": f"{USE}client.send('a')\n    return client.fetch()\n"},
        {"client.py": RENAMED + fetch.replace("fetch", "take")},
    )

    assert [unit.subject for unit in mended(repo).plan.units] == [
        "fix: rename uses of fetch to take",
        "fix: rename uses of send to deliver",
    ]
    added = [[line for line in c.mend.splitlines() if line.startswith("+ ")] for c in reviewed(repo).changes]
    assert added == [["+    client.deliver('a')"], ["+    return client.take()"]]


def test_a_method_that_changed_otherwise_too_needs_unsafe(make_repo: MakeRepo) -> None:
    repo = used(make_repo, "client.send('a')", RENAMED.replace("append", "add"))

    [finding] = mended(repo).findings
    report = mended(repo, unsafe=True)

    assert finding.outcome is Outcome.DECLINED
    assert "75 % of the lines of both are the same" in finding.violation.unsafe_because
    assert text(repo, report, "use.py").endswith("client.deliver('a')")


def test_a_receiver_that_is_not_known_needs_unsafe(make_repo: MakeRepo) -> None:
    repo = used(make_repo, "client.send('a')\n    other.send('b')")

    assert text(repo, mended(repo), "use.py").endswith("client.deliver('a')\n    other.send('b')")
    git(repo, "branch", "-D", "remend/removed-api")
    assert text(repo, mended(repo, unsafe=True), "use.py").endswith("client.deliver('a')\n    other.deliver('b')")


@pytest.mark.parametrize(
    "after",
    [
        RENAMED.replace("text, *", "text, to, *"),
        RENAMED.replace("def deliver", "async def deliver"),
        RENAMED.replace("    def deliver", "    @property\n    def deliver"),
        CLIENT.replace("send", "__send"),
        CLIENT.replace("    def send", "    def deliver(self, text): ...\n\n    def post"),
    ],
    ids=["another parameter", "async", "a property", "a private name", "what is like it is told"],
)
def test_what_is_called_otherwise_is_not_renamed(make_repo: MakeRepo, after: str) -> None:
    repo = used(make_repo, "client.send('a')", after)

    [change] = [each for each in reviewed(repo).changes if each.symbol == "Client.send"]

    assert "client.send" in "".join(change.evidence)
    assert "client.deliver" not in change.mend
    assert "__send" not in change.mend


def test_the_same_code_that_means_something_else_further_on(make_repo: MakeRepo) -> None:
    repo = used(make_repo, "client.send('a')\n    client = other\n    client.send('b')")

    [change] = reviewed(repo).changes

    assert (change.sites, change.mend) == ((), "")
    assert mended(repo, unsafe=True).branch is None


def test_a_class_that_has_a_method_of_the_old_name_keeps_it(make_repo: MakeRepo) -> None:
    own = "\n\nclass Own(Client):\n    def send(self, text):\n        return text\n"
    use = "from client import Client, Own\n\n\ndef run(client: Client):\n    Own().send('a')\n    client.sent\n"
    repo = changed(make_repo, {"client.py": CLIENT + own, "use.py": use}, {"client.py": RENAMED + own})

    assert mended(repo, unsafe=True).branch is None


def test_functions_and_classes_that_are_read_from_their_module(make_repo: MakeRepo) -> None:
    total = "def total(items):\n    found = 0\n    for item in items:\n        found += item\n    return found\n"
    use = "import client as c\n\nprint(c.Client().sent, c.total([]))\n"
    files = {"client.py": f"{CLIENT}\n\n{total}", "use.py": use}
    after = files["client.py"].replace("Client", "Sender").replace("total", "price")
    repo = changed(make_repo, files, {"client.py": after})

    report = mended(repo)

    assert text(repo, report, "use.py") == "import client as c\n\nprint(c.Sender().sent, c.price([]))"
    assert [unit.subject for unit in report.plan.units] == [
        "fix: rename uses of Client to Sender",
        "fix: rename uses of total to price",
    ]
    assert report.exit_code == 0


def test_a_function_that_takes_something_else_is_not_renamed(make_repo: MakeRepo) -> None:
    total = "def total(items):\n    found = 0\n    for item in items:\n        found += item\n    return found\n"
    after = total.replace("total(items)", "price(items, rate)")
    use = "import client\n\nprint(client.total([]))\n"
    repo = changed(make_repo, {"client.py": total, "use.py": use}, {"client.py": after})

    assert mended(repo, unsafe=True).branch is None
