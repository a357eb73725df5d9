from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from remend.errors import GitError, RemendError
from remend.git.branch import branch_name, write_branch
from remend.git.repository import open_repository
from remend.model import CommitUnit, Rewrite
from repository import Files, MakeRepo, commit, git, write

NAME = "remend/env-access"
RULE = (("Remend-Rule", "env-access"), ("Remend-Violations", "1"))
FILES: Files = {"a.py": "a = 1\n", "pkg/b.py": "b = 1\n", "c.txt": "c\n"}


def unit(subject: str, *changes: tuple[str, bytes, bytes], trailers: tuple[tuple[str, str], ...] = RULE) -> CommitUnit:
    return CommitUnit(
        rule="env-access",
        service="pkg",
        subject=subject,
        body="Why — in short: «größer».",
        trailers=trailers,
        rewrites=tuple(
            Rewrite(rule="env-access", path=path, old=before, new=after, mended=()) for path, before, after in changes
        ),
        review_seconds=1.0,
    )


SERIES = (
    unit("fix(a): first", ("a.py", b"a = 1\n", b"a = 2\n"), ("pkg/b.py", b"b = 1\n", b"b = 2\n")),
    unit("fix(a): second", ("a.py", b"a = 2\n", b"a = 3\r\n")),
)


def write_to(repo: Path, *units: CommitUnit, name: str = NAME, base: str = "HEAD") -> tuple[str, ...]:
    repository = open_repository(repo)
    assert repository is not None
    with repository:
        return write_branch(repository, base=base, units=units or SERIES, name=name)


def state(repo: Path) -> dict[str, bytes]:
    """Every file of the repository and its work tree, but for objects."""
    files = {path.relative_to(repo).as_posix(): path for path in repo.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if "objects" not in Path(name).parts}


def install(path: Path, script: str) -> None:
    write(path.parent, {path.name: f"#!/bin/sh\n{script}\n"})
    path.chmod(0o755)


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    return make_repo(FILES)


def test_each_unit_becomes_a_commit_on_top_of_the_one_before(repo: Path) -> None:
    head = git(repo, "rev-parse", "HEAD")

    first, second = write_to(repo)

    assert git(repo, "log", "--format=%H %P", NAME).splitlines()[:2] == [f"{second} {first}", f"{first} {head}"]
    assert git(repo, "show", f"{first}:a.py") == "a = 2"
    assert git(repo, "diff", "--name-only", head, first).split() == ["a.py", "pkg/b.py"]
    assert git(repo, "cat-file", "blob", f"{second}:a.py") == "a = 3\r"
    assert git(repo, "diff", "--name-only", first, second) == "a.py"
    assert git(repo, "cat-file", "commit", second).split("\n\n", 1)[1] == SERIES[1].message.removesuffix("\n")
    assert git(repo, "log", "-1", "--format=%an <%ae>|%s|%(trailers:key=Remend-Rule,valueonly)", NAME).strip() == (
        "Test Author <author@example.org>|fix(a): second|env-access"
    )


def test_nothing_but_the_branch_is_touched_and_no_hook_runs(repo: Path) -> None:
    git(repo, "config", "core.splitIndex", "true")
    write(repo, {"a.py": "stash me\n"})
    git(repo, "stash")
    write(repo, {"a.py": "edited\n", "pkg/b.py": "staged\n", "new.py": "untracked\n"})
    git(repo, "add", "pkg/b.py")
    for hook in (
        "pre-commit", "commit-msg", "prepare-commit-msg", "post-commit", "reference-transaction", "post-index-change",
        "post-rewrite", "pre-auto-gc",
    ):  # fmt: skip
        install(repo / ".git/hooks" / hook, f'touch "{repo}/ran-{hook}"; exit 1')
    install(repo / "monitor", f'touch "{repo}/ran-monitor"; exit 1')
    git(repo, "config", "core.fsmonitor", str(repo / "monitor"))
    before = state(repo)

    commits = write_to(repo)

    after = state(repo)
    assert after.pop(f".git/refs/heads/{NAME}") == f"{commits[-1]}\n".encode()
    assert b"\tremend: 2 commits on " in after.pop(f".git/logs/refs/heads/{NAME}")
    assert after == before


def test_the_environment_of_a_hook_does_not_lead_elsewhere(
    repo: Path, make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_repo({"a.py": "other\n"})
    before = state(other), state(repo)[".git/index"]
    with monkeypatch.context() as patch:
        patch.setenv("GIT_DIR", str(other / ".git"))
        patch.setenv("GIT_WORK_TREE", str(other))
        patch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
        commits = write_to(repo)

    assert (state(other), state(repo)[".git/index"]) == before
    assert git(repo, "rev-parse", NAME) == commits[-1]


def test_equal_input_gives_equal_commits(make_repo: MakeRepo) -> None:
    repos = make_repo(FILES), make_repo(FILES)

    assert write_to(repos[0]) == write_to(repos[1])


def test_without_units_nothing_is_written(repo: Path) -> None:
    before = state(repo)
    repository = open_repository(repo)
    assert repository is not None

    with repository:
        assert write_branch(repository, base="HEAD", units=(), name=NAME) == ()

    assert state(repo) == before


def test_modes_line_endings_and_odd_names_are_kept(repo: Path) -> None:
    odd = "od d\n\udce9.py"
    (repo / "run.py").write_bytes(b"r = 1\r\n")
    (repo / "run.py").chmod(0o755)
    Path(os.fsdecode(os.fsencode(repo) + b"/od d\n\xe9.py")).write_bytes(b"o")
    commit(repo, {".gitattributes": "* -text\n"})
    commit(repo, {".gitattributes": "* text=auto eol=lf\n*.py filter=shout\n"})
    git(repo, "config", "filter.shout.clean", "tr a-z A-Z")
    git(repo, "config", "core.autocrlf", "true")

    write_to(repo, unit("fix: odd", ("run.py", b"r = 1\r\n", b"r = 2\r\n\r"), (odd, b"o", b"\xef\xbb\xbfo\r\n")))

    assert git(repo, "ls-tree", NAME, "run.py").startswith("100755 blob")
    assert git(repo, "cat-file", "blob", f"{NAME}:run.py") == "r = 2\r\n\r"
    assert git(repo, "cat-file", "blob", f"{NAME}:{odd}") == "\ufeffo\r"


def linked(repo: Path, folder: Path) -> Path:
    git(repo, "worktree", "add", "--quiet", "-b", "side", str(folder))
    return folder


def bare(repo: Path, folder: Path) -> Path:
    git(repo, "clone", "--quiet", "--bare", str(repo), str(folder))
    return folder


def shallow(repo: Path, folder: Path) -> Path:
    commit(repo, {"d.py": "d = 1\n"})
    git(repo, "clone", "--quiet", "--depth=1", repo.as_uri(), str(folder))
    return folder


def detached(repo: Path, _: Path) -> Path:
    git(repo, "checkout", "--quiet", "--detach")
    return repo


def subfolder(repo: Path, _: Path) -> Path:
    return repo / "pkg"


def sparse(repo: Path, _: Path) -> Path:
    git(repo, "sparse-checkout", "set", "--sparse-index", "nowhere")
    return repo


def partial(repo: Path, _: Path) -> Path:
    blob = git(repo, "rev-parse", "HEAD:c.txt")
    (repo / ".git/objects" / blob[:2] / blob[2:]).unlink()
    return repo


@pytest.mark.parametrize("kind", [linked, bare, shallow, detached, subfolder, sparse, partial])
def test_every_kind_of_repository_gets_its_branch(
    repo: Path, tmp_path: Path, kind: Callable[[Path, Path], Path]
) -> None:
    place = kind(repo, tmp_path / "other")
    head = git(place, "rev-parse", "HEAD")

    commits = write_to(place)

    assert git(place, "rev-parse", NAME, f"{NAME}~2").split() == [commits[-1], head]
    assert git(place, "rev-parse", "HEAD") == head
    assert git(place, "diff-tree", "-r", "--name-only", head, NAME).split() == ["a.py", "pkg/b.py"]


def test_a_repository_of_the_newer_object_format_gets_its_branch(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--object-format=sha256")
    commit(tmp_path, FILES)

    commits = write_to(tmp_path)

    assert len(commits[-1]) == 64
    assert git(tmp_path, "rev-parse", NAME) == commits[-1]


def test_an_unborn_head_gets_a_branch_from_another_base(repo: Path) -> None:
    git(repo, "checkout", "--quiet", "--orphan", "fresh")

    assert write_to(repo, base="main") == write_to(repo, base="main")
    with pytest.raises(GitError, match="unknown revision 'HEAD'"):
        write_to(repo)


@pytest.mark.parametrize(
    "broken",
    [
        unit("fix: drift", ("a.py", b"a = 99\n", b"a = 2\n")),
        unit("fix: absent", ("nowhere.py", b"", b"a = 2\n")),
        unit("fix: link", ("link.py", b"a.py", b"a = 2\n")),
        unit("fix: nothing", ("a.py", b"a = 3\r\n", b"a = 3\r\n")),
        unit("fix: no trailer", ("a.py", b"a = 3\r\n", b"a = 4\n"), trailers=()),
    ],
    ids=lambda broken: broken.subject,
)
def test_a_unit_that_does_not_fit_stops_the_whole_series(repo: Path, broken: CommitUnit) -> None:
    (repo / "link.py").symlink_to("a.py")
    commit(repo, {})
    before = state(repo)

    with pytest.raises(RemendError, match="report this"):
        write_to(repo, *SERIES, broken)

    assert state(repo) == before


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_a_result_that_is_not_the_planned_one_moves_no_branch(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.which("git")
    smuggle = f"{real} update-index --add --cacheinfo 100644,$({real} rev-parse HEAD:c.txt),smuggled.py"
    install(tmp_path / "bin/git", f'case "$*" in *write-tree*) {smuggle};; esac\nexec {real} "$@"')
    before = state(repo)

    with monkeypatch.context() as patch:
        patch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
        with pytest.raises(RemendError, match=r"not those planned \(smuggled\.py\)"):
            write_to(repo)

    assert state(repo) == before


@pytest.mark.parametrize("name", ["", "a b", "x..y", "-x", "HEAD", "x.lock", "x/", "a\0b", "@{-1}"])
def test_an_invalid_name_is_refused(repo: Path, name: str) -> None:
    with pytest.raises(GitError, match="no valid branch name"):
        write_to(repo, name=name)


@pytest.mark.parametrize("existing", ["remend", f"{NAME}/more"])
def test_a_branch_that_leaves_no_room_is_named(repo: Path, existing: str) -> None:
    git(repo, "branch", existing)

    with pytest.raises(GitError, match=f"beside branch {existing}: choose another name with --branch"):
        write_to(repo)


def test_a_branch_that_remend_made_is_replaced(repo: Path) -> None:
    write_to(repo)
    base = commit(repo, {"d.py": "d = 1\n"})

    commits = write_to(repo, SERIES[0])

    assert git(repo, "rev-parse", NAME, f"{NAME}^").split() == [commits[-1], base]
    assert len(git(repo, "log", "-g", "--format=%gs", NAME).splitlines()) == 2


def test_a_branch_that_was_merged_or_whose_log_is_gone_is_replaced(repo: Path) -> None:
    write_to(repo)
    git(repo, "merge", "--quiet", "--ff-only", NAME)
    (repo / ".git/logs/refs/heads" / NAME).unlink()

    commits = write_to(repo, unit("fix: more", ("a.py", b"a = 3\r\n", b"a = 4\n")))

    assert git(repo, "rev-parse", NAME) == commits[-1]


def at_main(repo: Path) -> None:
    git(repo, "branch", NAME)


def on_top(repo: Path) -> None:
    write_to(repo)
    git(repo, "checkout", "--quiet", NAME)
    commit(repo, {"d.py": "mine\n"})
    git(repo, "checkout", "--quiet", "main")


def in_between(repo: Path) -> None:
    git(repo, "checkout", "--quiet", "-b", NAME)
    commit(repo, {"d.py": "mine\n"})
    commit(repo, {"d.py": "not mine\n"}, "fix: x\n\nRemend-Rule: env-access")
    git(repo, "checkout", "--quiet", "main")


def in_between_unlogged(repo: Path) -> None:
    in_between(repo)
    (repo / ".git/logs/refs/heads" / NAME).unlink()


def amended(repo: Path) -> None:
    write_to(repo)
    git(repo, "checkout", "--quiet", NAME)
    write(repo, {"d.py": "mine\n"})
    git(repo, "add", "d.py")
    git(repo, "commit", "--quiet", "--amend", "--no-edit")
    git(repo, "checkout", "--quiet", "main")


@pytest.mark.parametrize("made", [at_main, on_top, in_between, in_between_unlogged, amended])
def test_a_branch_with_work_of_someone_else_is_never_overwritten(repo: Path, made: Callable[[Path], None]) -> None:
    made(repo)
    before = state(repo)

    with pytest.raises(GitError, match=rf"--branch, or delete it with git branch -D {NAME}$"):
        write_to(repo)

    assert state(repo) == before


def test_an_alias_of_another_branch_is_left_alone(repo: Path) -> None:
    git(repo, "symbolic-ref", f"refs/heads/{NAME}", "refs/heads/main")

    with pytest.raises(GitError, match="alias of another branch"):
        write_to(repo)


def test_a_branch_of_ours_is_kept_when_asked_to(repo: Path) -> None:
    write_to(repo)
    repository = open_repository(repo)
    assert repository is not None

    with repository, pytest.raises(GitError, match=f"branch {NAME} exists: choose another name"):
        write_branch(repository, base="HEAD", units=SERIES, name=NAME, replace_ours=False)


def test_a_branch_that_is_checked_out_anywhere_is_refused(repo: Path, tmp_path: Path) -> None:
    write_to(repo)
    git(repo, "worktree", "add", "--quiet", str(tmp_path / "linked"), NAME)

    with pytest.raises(GitError, match=f"checked out in {tmp_path / 'linked'}"):
        write_to(repo)


def test_without_identity_the_sentence_names_the_setting(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(repo, "config", "user.useConfigOnly", "true")
    with monkeypatch.context() as patch:
        patch.delenv("GIT_AUTHOR_NAME")
        patch.delenv("GIT_AUTHOR_EMAIL")
        with pytest.raises(GitError, match=r"git config user\.name and git config user\.email$"):
            write_to(repo)
        git(repo, "config", "user.name", "Set Up")
        git(repo, "config", "user.email", "set@example.org")
        write_to(repo)

    assert git(repo, "log", "-1", "--format=%an|%cn", NAME) == "Set Up|Test Author"


GPG = """cat > /dev/null
echo '-----BEGIN PGP SIGNATURE-----'; echo; echo 'c2lnbmVk'; echo '-----END PGP SIGNATURE-----'
echo >&2; echo '[GNUPG:] SIG_CREATED D 1 8 00 0 0' >&2"""


def test_commits_are_signed_where_the_user_signs(repo: Path, tmp_path: Path) -> None:
    install(tmp_path / "gpg", GPG)
    git(repo, "config", "gpg.program", str(tmp_path / "gpg"))
    git(repo, "config", "commit.gpgSign", "true")

    commits = write_to(repo)

    assert all(
        "gpgsig -----BEGIN PGP SIGNATURE-----" in git(repo, "cat-file", "commit", commit_id) for commit_id in commits
    )
    assert write_to(repo) == commits


def test_a_signature_that_fails_writes_nothing(repo: Path, tmp_path: Path) -> None:
    install(tmp_path / "gpg", "exit 1")
    git(repo, "config", "gpg.program", str(tmp_path / "gpg"))
    git(repo, "config", "commit.gpgSign", "true")
    before = state(repo)

    with pytest.raises(GitError, match=r"'fix\(a\): first' cannot be written: gpg failed to sign.*user.signingKey"):
        write_to(repo)

    assert state(repo) == before


@pytest.mark.parametrize("exists", [True, False])
def test_of_two_runs_at_once_the_later_says_so_and_leaves_the_branch(
    repo: Path, tmp_path: Path, *, exists: bool
) -> None:
    if exists:
        write_to(repo)
    other = git(repo, "commit-tree", "-m", "other", "-p", "HEAD", "HEAD^{tree}")
    install(tmp_path / "gpg", f"git update-ref refs/heads/{NAME} {other}\n{GPG}")
    git(repo, "config", "gpg.program", str(tmp_path / "gpg"))
    git(repo, "config", "commit.gpgSign", "true")

    with pytest.raises(GitError, match="changed by someone else meanwhile"):
        write_to(repo)

    assert git(repo, "rev-parse", NAME) == other


def test_a_branch_that_is_locked_is_left_as_it_is(repo: Path) -> None:
    write(repo, {f".git/refs/heads/{NAME}.lock": ""})

    with pytest.raises(GitError, match=f"branch {NAME} cannot be written"):
        write_to(repo)

    assert git(repo, "branch", "--list", NAME) == ""


CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_git_branch import LONG, write_to
print("start", flush=True)
write_to(Path(sys.argv[1]), *LONG)
"""
LONG = tuple(unit(f"fix: {n}", ("a.py", f"a = {n}\n".encode(), f"a = {n + 1}\n".encode())) for n in range(1, 31))


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.05, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.4])
def test_a_kill_leaves_all_or_nothing(make_repo: MakeRepo, tmp_path: Path, seconds: float) -> None:
    repo, twin = make_repo(FILES), make_repo(FILES)
    whole = write_to(twin, *LONG)[-1]
    write(repo, {"pkg/b.py": "edited\n"})
    before = state(repo)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", CHILD, str(repo), str(Path(__file__).parent)]

    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"start\n"
        time.sleep(seconds)
        child.kill()
    time.sleep(0.3)

    after = state(repo)
    written = after.pop(f".git/refs/heads/{NAME}", None)
    after.pop(f".git/logs/refs/heads/{NAME}", None)
    assert written in {None, f"{whole}\n".encode()}
    assert after == before
    assert "missing" not in git(repo, "fsck", "--strict")


@pytest.mark.parametrize(
    ("rules", "paths", "name"),
    [
        (["env-access"], [], "remend/env-access"),
        (["env-access"], ["."], "remend/env-access"),
        (["env-access"], ["api", ""], "remend/env-access"),
        (["env-access"], ["api/core/"], "remend/env-access-in-api-core"),
        (["b", "a", "b"], [], "remend/a-and-b"),
        ([], [], "remend/all-rules"),
        (["c", "a", "b"], [], "remend/3-rules-13e22856"),
        (["a"], ["x", "y"], "remend/a-in-2-paths-09025a1d"),
        (["a"], ["x.py"], "remend/a-in-x-py-8ad9d663"),
        (["a"], ["größe"], "remend/a-in-gr-e-6875e92b"),
    ],
)
def test_a_branch_is_named_after_what_was_asked_for(rules: list[str], paths: list[str], name: str) -> None:
    assert branch_name(rules, paths) == name


def test_branch_names_are_valid_short_and_told_apart(repo: Path) -> None:
    asked: list[tuple[list[str], list[str]]] = [
        (["a"], ["x" * 300]), (["a"], ["x" * 299]), (["a"], ["x.lock"]), (["a"], ["x lock"]), (["a"], ["x\udce9"]),
        (["a"], ["../x"]), (["a", "b", "c"], []), (["a", "b", "d"], []), (["a"], ["p", "q"]), (["a"], ["p", "r"]),
    ]  # fmt: skip

    names = [branch_name(rules, paths) for rules, paths in asked]

    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= len("remend/") + 60
    for name in names:
        assert git(repo, "check-ref-format", "--branch", name) == name
