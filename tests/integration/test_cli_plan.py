"""`remend plan` as a user meets it."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from commandline import remend
from repository import MakeRepo, commit, git, write

CART = "import os\n\n\ndef total(items):\n    return sum(items)\n\n\ndef first(items):\n    return items[0]\n"
MAIL = "def send(text):\n    print(text)\n\n\ndef greet(name):\n    send('hi ' + name)\n"
BEFORE = {
    "shop/cart.py": CART,
    "shop/mail.py": MAIL,
    "tests/test_cart.py": "from shop.cart import total\n\n\ndef test_total():\n    assert total([1]) == 1\n",
    "notes.txt": "one\ntwo\n",
}
AFTER = {
    "shop/cart.py": CART.replace("    return items[0]", "    if not items:\n        return None\n    return items[0]"),
    "shop/mail.py": MAIL.replace("send", "deliver"),
    "tests/test_cart.py": BEFORE["tests/test_cart.py"].replace("import total", "import first, total")
    + "\n\ndef test_first_of_nothing():\n    assert first([]) is None\n",
}


@pytest.fixture
def tangled(make_repo: MakeRepo) -> Path:
    """Two changes that have nothing to do with each other, in three files, and a file that git does not know."""
    repo = make_repo(BEFORE)
    write(repo, {**AFTER, "scratch.py": "x = 1\n"})
    return repo


def state(repo: Path) -> tuple[str, ...]:
    asked = (("rev-parse", "HEAD"), ("ls-files", "--stage"), ("status", "--porcelain"), ("diff",), ("stash", "list"))
    return tuple(git(repo, *arguments) for arguments in asked)


def files_of(repo: Path, commit: str) -> set[str]:
    return set(git(repo, "show", "--name-only", "--format=", commit).split())


def test_a_proposal_writes_nothing(tangled: Path) -> None:
    before = state(tangled)

    run = remend("plan", cwd=tangled)

    assert (run.returncode, run.stderr) == (0, "")
    assert "commit 1/2  " in run.stdout
    assert "1 untracked file left out (scratch.py)" in run.stdout
    assert state(tangled) == before
    assert git(tangled, "branch", "--format=%(refname:short)") == "main"


def test_a_plan_ends_with_a_list_of_its_commits(tangled: Path) -> None:
    lines = remend("plan", cwd=tangled).stdout.splitlines()

    subjects = [line.split("  ")[1] for line in lines if line.startswith("commit ")]
    assert [line.split("  ")[1] for line in lines[-6:] if line.startswith(("1/2  ", "2/2  "))] == subjects


def test_the_branch_ends_with_what_was_there(tangled: Path) -> None:
    before = state(tangled)

    run = remend("plan", "--commit", "--branch", "apart", cwd=tangled)

    assert run.returncode == 0, run.stderr
    assert state(tangled) == before
    assert git(tangled, "diff", "apart") == ""
    commits = git(tangled, "rev-list", "main..apart").split()
    assert [files_of(tangled, each) for each in commits] == [
        {"shop/mail.py"},
        {"shop/cart.py", "tests/test_cart.py"},
    ]
    git(tangled, "reset", "--quiet", "apart")
    assert git(tangled, "status", "--porcelain") == "?? scratch.py"


def test_here_moves_the_branch_and_leaves_nothing_to_commit(tangled: Path) -> None:
    git(tangled, "add", "shop/cart.py")

    run = remend("plan", ".", "--here", "--quiet", cwd=tangled)

    assert run.returncode == 0, run.stderr
    assert git(tangled, "status", "--porcelain") == ""
    assert git(tangled, "rev-list", "--count", "HEAD") == "4"
    assert git(tangled, "log", "-1", "--walk-reflogs", "--format=%gs").startswith("remend plan: 3 commits")
    assert (tangled / "shop/mail.py").read_text() == AFTER["shop/mail.py"]
    git(tangled, "fsck", "--strict")


@pytest.mark.slow
def test_a_branch_that_was_committed_on_is_not_undone(tangled: Path) -> None:
    git(tangled, "switch", "--quiet", "--create", "mine")
    remend("plan", "--here", "--quiet", cwd=tangled)
    git(tangled, "switch", "--quiet", "main")

    last, named = remend("undo", cwd=tangled), remend("undo", "mine", cwd=tangled)

    assert "no branch here was written by remend" in last.stderr
    assert "branch mine holds work that is not remend's" in named.stderr
    assert git(tangled, "rev-list", "--count", "main..mine") == "2"


def test_what_is_staged_can_be_planned_alone(tangled: Path) -> None:
    git(tangled, "add", "shop/mail.py")

    run = remend("plan", "--staged", "--commit", "--here", cwd=tangled)

    assert run.returncode == 0, run.stderr
    assert files_of(tangled, "HEAD") == {"shop/mail.py"}
    assert git(tangled, "status", "--porcelain").splitlines() == [
        "M shop/cart.py".rjust(15),
        "M tests/test_cart.py".rjust(21),
        "?? scratch.py",
    ]


def test_paths_narrow_the_plan_and_the_rest_stays_as_it_is(tangled: Path) -> None:
    git(tangled, "add", "tests/test_cart.py")

    run = remend("plan", "shop/mail.py", "--here", cwd=tangled)

    assert run.returncode == 0, run.stderr
    assert files_of(tangled, "HEAD") == {"shop/mail.py"}
    assert git(tangled, "diff", "--cached", "--name-only") == "tests/test_cart.py"
    assert git(tangled, "diff", "--name-only") == "shop/cart.py"


def test_a_path_may_name_what_is_gone(tangled: Path) -> None:
    git(tangled, "rm", "--quiet", "notes.txt")
    (tangled / "shop/mail.py").unlink()

    run = remend("plan", "notes.txt", "shop/mail.py", "--here", cwd=tangled)

    assert run.returncode == 0, run.stderr
    assert git(tangled, "ls-files").split() == ["shop/cart.py", "tests/test_cart.py"]


def test_a_path_of_a_folder_that_is_gone(tangled: Path) -> None:
    git(tangled, "rm", "--quiet", "--force", "-r", "tests")

    run = remend("plan", "tests/test_cart.py", "--staged", "--here", cwd=tangled)

    assert run.returncode == 0, run.stderr
    assert git(tangled, "ls-files").split() == ["notes.txt", "shop/cart.py", "shop/mail.py"]


@pytest.mark.parametrize("path", ["nowhere.py", "shop/nowhere/there.py"])
def test_a_path_that_nothing_knows_is_refused(tangled: Path, path: str) -> None:
    run = remend("plan", path, "shop", cwd=tangled)

    assert (run.returncode, run.stdout) == (2, "")
    assert f"{path} is not there and nothing of what is planned changes it" in run.stderr


def test_a_path_that_is_a_link_is_the_link(tangled: Path) -> None:
    (tangled / "dangling").symlink_to("nowhere")
    (tangled / "link").symlink_to("shop/mail.py")

    run = remend("plan", "dangling", "link", "--here", cwd=tangled)

    assert run.returncode == 0, run.stderr
    assert git(tangled, "diff", "--name-only", "HEAD").split() == ["shop/cart.py", "shop/mail.py", "tests/test_cart.py"]


@pytest.mark.slow
def test_untracked_files_of_a_subfolder_have_to_be_named(tangled: Path) -> None:
    write(tangled, {"shop/new.py": "y = 1\n"})

    run = remend("plan", "--quiet", cwd=tangled / "shop")
    named = remend("plan", ".", "--quiet", cwd=tangled / "shop")

    assert "2 parts in 2 files" not in run.stdout and "1 untracked file left out (shop/new.py)" in run.stdout
    assert "untracked" not in named.stdout


def test_commits_can_be_split_anew(tangled: Path) -> None:
    commit(tangled, {}, "everything")

    run = remend("plan", "--range", "HEAD^!", "--commit", "--format", "json", cwd=tangled)

    told = json.loads(run.stdout)
    assert run.returncode == 0, run.stderr
    assert (told["format"], len(told["units"])) == ("remend.plan/1", 3)
    assert all(unit["why"] or len(unit["parts"]) == 1 for unit in told["units"])
    assert git(tangled, "rev-parse", "HEAD^{tree}") == git(tangled, "rev-parse", told["branch"] + "^{tree}")
    assert [unit["commit"] for unit in told["units"]] == git(
        tangled, "rev-list", "--reverse", f"main~1..{told['branch']}"
    ).split()


def test_commits_that_others_follow_are_taken_over_under_those(tangled: Path) -> None:
    commit(tangled, {}, "everything")
    last = commit(tangled, {"shop/late.py": "late = 1\n"}, "later")

    run = remend("plan", "--range", "HEAD~1^!", "--commit", "--branch", "apart", cwd=tangled)

    end = git(tangled, "rev-parse", "--short=9", "HEAD~1")
    assert "git reset" not in run.stdout
    assert f"git rebase --onto apart {end} BRANCH" in run.stdout
    git(tangled, "rebase", "--quiet", "--onto", "apart", end, "main")
    assert git(tangled, "diff", last) == ""
    assert git(tangled, "rev-list", "--count", "HEAD") == "5"


@pytest.mark.parametrize("branch", ["apart", "it's"])
@pytest.mark.parametrize(
    ("command", "stand"),
    [("grep -q total tests/test_cart.py", [True, True]), ("! grep -q deliver shop/mail.py", [True, False])],
    ids=["whole", "broken"],
)
def test_commits_are_proved_as_told(tangled: Path, branch: str, command: str, stand: list[bool]) -> None:
    (told,) = proofs(remend("plan", "--commit", "--branch", branch, cwd=tangled).stdout)

    run = remend(*(command if each == "COMMAND" else each for each in told), "--format", "json", cwd=tangled)

    assert [each["stands"] for each in json.loads(run.stdout)["commits"]] == stand
    assert run.returncode == int(not all(stand))


def proofs(told: str) -> list[list[str]]:
    """What remend is to be called with to prove what was written, as a shell reads it."""
    lines = [line.removeprefix("prove it") for line in told.splitlines() if line.startswith("prove it ")]
    return [shlex.split(line)[1:] for line in lines]


def test_commits_made_here_are_taken_back_as_told(tangled: Path) -> None:
    before = git(tangled, "rev-parse", "HEAD"), git(tangled, "diff", "HEAD")

    run = remend("plan", "--here", cwd=tangled)

    (told,) = (line for line in run.stdout.splitlines() if line.startswith("take it back  "))
    git(tangled, *told.split("  ")[1].split()[1:])
    assert (git(tangled, "rev-parse", "HEAD"), git(tangled, "diff", "HEAD")) == before


def test_every_file_mode_link_and_byte_arrives(make_repo: MakeRepo) -> None:
    repo = make_repo(
        {"moved.py": "x = 1\n" * 9, "gone.txt": "a\n", "run.sh": "echo\n", "dir": "a file\n", "raw": b"\0"}
    )
    git(repo, "mv", "moved.py", "here.py")
    git(repo, "rm", "--quiet", "gone.txt", "dir")
    (repo / "run.sh").chmod(0o755)
    names: dict[str, str | bytes] = {"ü b": "?\n", 'odd\n"name".py': b"x = '\xe9'\n"}
    write(repo, {"here.py": "x = 1\n" * 9 + "y = 2\r\n", "dir/inner.py": "z = 3", "raw": b"\0\xff\n\0", **names})
    (repo / "link").symlink_to("here.py")

    run = remend("plan", ".", "--commit", cwd=repo)

    assert run.returncode == 0, run.stderr
    git(repo, "add", "--all")
    branch = git(repo, "branch", "--list", "remend/*").strip()
    assert git(repo, "write-tree") == git(repo, "rev-parse", branch + "^{tree}")
    assert '- "odd\\n\\"name\\".py" (new)\n' in git(repo, "log", "--format=%B", branch)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--commit", "--here", "--branch", "x"), "give --commit without --here"),
        (("--staged", "--range", "HEAD^!"), "leave out one of them"),
        (("--here", "--range", "HEAD^!"), "leave out --here or --range"),
        (("--branch", "x"), "give --commit without --here"),
        (("--staged",), "nothing is staged: stage something, or leave out --staged"),
        (("--range", "nowhere"), "unknown revision 'nowhere'"),
    ],
)
def test_what_cannot_be_planned_is_told_in_one_sentence(
    tangled: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    before = state(tangled)

    run = remend("plan", *arguments, cwd=tangled)

    assert (run.returncode, run.stdout) == (2, "")
    assert sentence in run.stderr and run.stderr.count("\n") == 1
    assert state(tangled) == before


def test_nothing_to_plan_is_told(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x = 1\n"})
    write(repo, {"new.py": "y = 2\n"})

    run = remend("plan", cwd=repo)

    assert (run.returncode, run.stdout) == (2, "")
    assert "name the untracked files that are to be planned, such as new.py" in run.stderr


def test_conflicts_have_to_be_resolved_first(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x = 1\n"})
    git(repo, "switch", "--quiet", "--create", "side")
    commit(repo, {"a.py": "x = 2\n"})
    git(repo, "switch", "--quiet", "main")
    commit(repo, {"a.py": "x = 3\n"})
    with pytest.raises(Exception, match="merge"):
        git(repo, "merge", "side")

    run = remend("plan", cwd=repo)

    assert run.returncode == 2
    assert "in conflict" in run.stderr


def test_a_merge_under_way_is_not_committed_past(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x = 1\n", "b.py": "y = 1\n"})
    git(repo, "switch", "--quiet", "--create", "side")
    commit(repo, {"a.py": "x = 2\n"})
    git(repo, "switch", "--quiet", "main")
    commit(repo, {"b.py": "y = 2\n"})
    git(repo, "merge", "--no-commit", "--quiet", "side")
    before = state(repo)

    run = remend("plan", "--here", cwd=repo)

    assert run.returncode == 2
    assert "a merge is under way: finish it first" in run.stderr
    assert state(repo) == before


def test_an_index_in_use_is_left_alone(tangled: Path) -> None:
    before = state(tangled)
    (tangled / ".git/index.lock").touch()

    run = remend("plan", "--here", cwd=tangled)

    (tangled / ".git/index.lock").unlink()
    assert run.returncode == 2
    assert "git's index is in use" in run.stderr
    assert state(tangled) == before


SPEC = """<spec>
  <types><type name="change">what changes</type></types>
  <guidelines>
    <guideline>First line: 60 chars max</guideline>
    <guideline>Include a ticket for all changes</guideline>
  </guidelines>
</spec>
"""


@pytest.mark.slow
def test_messages_go_by_the_spec_of_the_repository(tangled: Path) -> None:
    commits = '[tool.remend.commits]\nspec = "spec.xml"\nfooters = ["Ticket: {ticket}", "Seen-By: {nobody}"]\n'
    commit(tangled, {"spec.xml": SPEC, "pyproject.toml": f'{commits}values = {{ ticket = "SHOP-7" }}\n'}, "configure")
    write(tangled, {"shop/mail.py": MAIL})

    run = remend("plan", "--here", cwd=tangled)

    assert run.returncode == 0, run.stderr
    message = git(tangled, "log", "-1", "--format=%B")
    assert message.startswith("change(mail): ")
    assert "\nRemend-Review-Seconds: " in message
    assert message.rstrip().endswith("\nTicket: SHOP-7")
    assert remend("check-commit", "HEAD", cwd=tangled).returncode == 1, "Seen-By is demanded of people"


def test_as_many_commits_as_are_asked_for(tangled: Path) -> None:
    run = remend("plan", "--max-commits", "1", cwd=tangled)

    assert "commit 1/1  " in run.stdout
    assert "Several concepts in one: there may be 1 commit at most." in run.stdout


def test_a_change_of_the_same_size_right_after_a_commit_is_seen(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "x = 1\n", "b.py": "y = 1\n"})
    write(repo, {"a.py": "x = 2\n", "b.py": "y = 2\n"})

    run = remend("plan", "a.py", "--here", cwd=repo)

    assert run.returncode == 0, run.stderr
    assert files_of(repo, "HEAD") == {"a.py"}
    assert git(repo, "status", "--porcelain") == " M b.py"
