"""`remend spec`, `check-message` and `check-commit`, as a user and as git starts them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from commandline import command, remend
from repository import MakeRepo, commit, git, write

SPEC = "<spec><name>House</name><guidelines><guideline>Subject: 30 characters</guideline></guidelines></spec>"
CONFIG = "[tool.remend.commits]\nspec = 'house.xml'\n"
BODY = "\n\nIt was read too early.\n"


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    return make_repo({"house.xml": SPEC, "pyproject.toml": CONFIG, "pkg/a.py": "x = 1\n"})


def hook(repo: Path) -> None:
    """Makes git run `remend check-message` on each message of `repo`."""
    path = repo / ".git" / "hooks" / "commit-msg"
    path.parent.mkdir(exist_ok=True)
    words = " ".join(f"'{word}'" for word in command("check-message"))
    path.write_text(f'#!/bin/sh\nPYTHONPATH="{os.pathsep.join(sys.path)}" exec {words} "$1"\n')
    path.chmod(0o755)


def committing(repo: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "commit", "--allow-empty", *arguments],
        cwd=repo,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


class TestSpec:
    def test_the_spec_in_force_is_shown(self, repo: Path) -> None:
        shown = remend("spec", cwd=repo / "pkg")

        assert (shown.returncode, shown.stderr) == (0, "")
        assert "  limit       30 characters  (house.xml:1)\n" in shown.stdout

    def test_a_key_can_be_tried_out(self, repo: Path) -> None:
        shown = remend("spec", "--config", "commits.subject-limit=72", "--format", "json", cwd=repo)

        assert json.loads(shown.stdout)["subject_limit"] == {
            "value": 72,
            "origin": "tool.remend.commits.subject-limit",
        }

    def test_it_works_outside_a_repository(self, tmp_path: Path) -> None:
        assert remend("spec", cwd=tmp_path).stdout.startswith("remend  (remend's own)\n")

    def test_a_broken_spec_is_told(self, repo: Path) -> None:
        write(repo, {"house.xml": "<spec>\n<a></spec>"})

        shown = remend("spec", cwd=repo)

        assert (shown.returncode, shown.stdout) == (2, "")
        assert shown.stderr == (
            "remend: house.xml: line 2: this is no well-formed XML: mismatched tag; mend it, or name another\n"
        )


class TestMessage:
    def test_a_good_one_is_met_with_silence(self, repo: Path) -> None:
        write(repo, {"message": f"fix: fill it first{BODY}"})

        checked = remend("check-message", "message", cwd=repo)

        assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")

    def test_a_bad_one_is_told(self, repo: Path) -> None:
        write(repo, {"message": f"fix: fill the cache before it is read{BODY}"})

        checked = remend("check-message", "message", cwd=repo)

        assert checked.returncode == 1
        assert checked.stdout.startswith("message:1: limit: the subject has 37 characters, 7 more than 30; shorten it")

    def test_it_is_told_to_programs_too(self, repo: Path) -> None:
        write(repo, {"message": "fix: fill it"})

        told = json.loads(remend("check-message", "message", "--format", "json", cwd=repo).stdout)

        assert [each["kind"] for each in told["messages"][0]["problems"]] == ["body"]

    def test_it_may_come_from_stdin(self, tmp_path: Path) -> None:
        run = subprocess.run(
            command("check-message", "-"),
            input=b"fix: filled it\n\n# why\n",
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )

        assert run.returncode == 1
        assert run.stdout.decode() == (
            "stdin:1: mood: `filled` is not in the imperative; begin with a verb such as `fill`\n"
        )

    def test_a_file_that_is_not_there_is_named(self, repo: Path) -> None:
        checked = remend("check-message", "none", cwd=repo)

        assert checked.returncode == 2
        assert checked.stderr == (
            "remend: none cannot be read: No such file or directory; name the file of a message, or - for stdin\n"
        )


class TestHook:
    @pytest.mark.slow
    def test_git_takes_what_is_good_and_leaves_what_is_not(self, repo: Path) -> None:
        hook(repo)

        assert committing(repo, "--message", f"fix: fill it first{BODY}").returncode == 0
        refused = committing(repo, "--message", "Filled it.")
        assert refused.returncode == 1
        assert ".git/COMMIT_EDITMSG:1: form: " in refused.stdout + refused.stderr
        assert git(repo, "log", "-1", "--format=%s") == "fix: fill it first"

    @pytest.mark.slow
    def test_it_works_in_a_linked_worktree_and_from_a_folder(self, repo: Path, tmp_path: Path) -> None:
        hook(repo)
        git(repo, "worktree", "add", "--quiet", str(tmp_path / "linked"))
        (tmp_path / "linked" / "pkg" / "deep").mkdir()

        assert committing(tmp_path / "linked" / "pkg" / "deep", "--message", "Filled it").returncode == 1
        assert committing(tmp_path / "linked" / "pkg", "--message", f"fix: fill it{BODY}").returncode == 0

    def test_what_git_adds_for_the_editor_does_not_count(self, repo: Path) -> None:
        hook(repo)
        git(repo, "config", "core.commentChar", ";")
        git(repo, "config", "commit.verbose", "true")
        write(repo, {"pkg/a.py": f"x = 2  {'# long ' * 30}\n"})
        (repo / "words").write_text(f"fix: fill it{BODY}")

        made = committing(repo, "--all", GIT_EDITOR='sh -c \'cat words "$1" > t && mv t "$1"\' -')

        assert (made.returncode, made.stdout + made.stderr) == (0, made.stdout + made.stderr)
        assert git(repo, "log", "-1", "--format=%B").strip() == f"fix: fill it{BODY}".strip()

    @pytest.mark.slow
    def test_a_heading_counts_where_no_editor_is_opened(self, repo: Path) -> None:
        hook(repo)

        assert committing(repo, "--message", "fix: fill it\n\n# It was read too early").returncode == 0
        assert committing(repo, "--cleanup=strip", "--message", f"fix: fill it{BODY}").returncode == 0

    @pytest.mark.slow
    def test_merges_reverts_and_fixups_pass(self, repo: Path) -> None:
        hook(repo)
        git(repo, "checkout", "--quiet", "-b", "side")
        assert committing(repo, "--message", f"fix: fill it{BODY}").returncode == 0
        assert committing(repo, "--fixup", "HEAD").returncode == 0
        git(repo, "checkout", "--quiet", "main")
        assert committing(repo, "--message", f"fix: empty it{BODY}").returncode == 0
        git(repo, "merge", "--quiet", "--no-edit", "side")
        git(repo, "-c", "core.editor=true", "revert", "-m", "1", "HEAD", "--no-commit")
        assert committing(repo, "--message", "Anything at all, since a merge is under way").returncode == 1
        git(repo, "reset", "--quiet", "--hard", "HEAD^1")
        git(repo, "merge", "--quiet", "--no-commit", "--no-ff", "side")
        assert committing(repo, "--message", "Bring in the side").returncode == 0


class TestCommit:
    def test_a_range_is_a_table(self, repo: Path) -> None:
        commit(repo, {"pkg/a.py": "x = 2\n"}, f"fix: fill it{BODY}")
        commit(repo, {"pkg/a.py": "x = (\n"}, "fix: filled it")

        checked = remend("check-commit", "HEAD~2..", cwd=repo)

        ids = [line[:9] for line in git(repo, "rev-list", "--reverse", "HEAD~2..").splitlines()]
        assert checked.returncode == 1
        assert checked.stdout == (
            f"{ids[0]}  ok  fix: fill it\n"
            f"{ids[1]}   3  fix: filled it\n"
            "    mood  line 1: `filled` is not in the imperative; begin with a verb such as `fill`\n"
            "    body  line 1: there is no body; say after a blank line why the change is made\n"
            "    parse  pkg/a.py:1: the file does not parse: '(' was never closed; mend it in this commit\n"
            "2 commits, 1 with problems: body 1, mood 1, parse 1\n"
        )

    def test_single_commits_are_named_one_by_one(self, repo: Path) -> None:
        good = commit(repo, {"pkg/a.py": "x = 2\n"}, f"fix: fill it{BODY}")
        write(repo, {"report": ""})

        checked = remend("check-commit", "HEAD", good, "HEAD^!", "-o", "report", cwd=repo)

        assert (checked.returncode, checked.stdout) == (0, "")
        assert (repo / "report").read_text() == f"{good[:9]}  ok  fix: fill it\n1 commit, all as the spec has it\n"

    def test_the_first_commit_of_all_is_one_too(self, repo: Path) -> None:
        told = json.loads(remend("check-commit", "HEAD", "--format", "json", cwd=repo).stdout)

        assert [each["kind"] for each in told["messages"][0]["problems"]] == ["form", "body"]

    @pytest.mark.slow
    def test_merges_are_let_be(self, repo: Path) -> None:
        git(repo, "checkout", "--quiet", "-b", "side")
        commit(repo, {"b.py": "x = 1\n"}, f"feat: add it{BODY}")
        git(repo, "checkout", "--quiet", "main")
        git(repo, "merge", "--quiet", "--no-ff", "--message", "all sorts of things", "side")

        assert remend("check-commit", "HEAD", cwd=repo).returncode == 0
        assert remend("check-commit", "HEAD^..HEAD", cwd=repo).stdout.endswith("1 commit, all as the spec has it\n")

    def test_declared_services_are_told_apart(self, repo: Path) -> None:
        write(repo, {"pyproject.toml": f"[tool.remend]\nservices = ['api', 'web', 'lib']\nshared = ['lib']\n{CONFIG}"})
        files = {"api/a.py": "def login():\n    pass\n", "web/b.py": "BLUE = 1\n", "lib/c.py": "y = 1\n"}
        commit(repo, files, f"feat: add both{BODY}")

        told = json.loads(remend("check-commit", "HEAD", "--format", "json", cwd=repo).stdout)

        assert [each["text"] for each in told["messages"][0]["problems"]] == [
            "services change that have nothing to do with each other here: `api` | `web`; make a commit of each"
        ]

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ("nosuch", "remend: unknown revision 'nosuch': name a commit, or a range such as main..HEAD\n"),
            ("HEAD..HEAD", "remend: there is no commit in HEAD..HEAD: name a commit, or a range such as main..HEAD\n"),
        ],
    )
    def test_what_is_no_commit_is_told(self, repo: Path, asked: str, expected: str) -> None:
        checked = remend("check-commit", asked, cwd=repo)

        assert (checked.returncode, checked.stderr) == (2, expected)

    def test_outside_a_repository_there_is_nothing_to_check(self, tmp_path: Path) -> None:
        checked = remend("check-commit", "HEAD", cwd=tmp_path)

        assert checked.returncode == 2
        assert checked.stderr.endswith("is not in a git repository, so there is no commit to check; go into one\n")
