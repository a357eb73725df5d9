"""`remend demo`: the main job, carried out before the reader's eyes on a small repository that comes along.

It runs the very commands that a user would type, and checks that what they leave is what the repository says it should
be; so a demo that ends well is a proof that this installation works.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from remend.errors import RemendError, UsageError
from remend_cli import output as out

_PACKAGED = Path(__file__).parents[1] / "demo_repository"
_IN_SOURCES = Path(__file__).parents[3] / "fixtures" / "repos" / "ssot_regression"
DATA = _PACKAGED if _PACKAGED.is_dir() else _IN_SOURCES
_DATE = "2025-01-01T12:00:00+00:00"
SETTINGS = {
    "user.name": "remend demo",
    "user.email": "demo@example.invalid",
    "commit.gpgsign": "false",
    "core.autocrlf": "false",
    "core.hooksPath": os.devnull,
}


def demo(
    *,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="DIR", help="Make the repository in DIR and leave it there.")
    ] = None,
) -> None:
    """Show remend at work on a small repository of its own."""
    with _folder(keep) as folder, _own_git(), chdir(folder):
        _make_repository()
        _say(f"A small bookshop, half-way through a refactoring, in {folder}\n")
        _remend("scan", expected=1)
        _remend("fix", "--dry-run", expected=1)
        _remend("fix", expected=1)
        branch = _git("for-each-ref", "--format=%(refname:short)", "refs/heads/remend")
        _shown_git("log", "--stat", "--oneline", f"HEAD..{branch}")
        _say("")
        _shown_git("merge", "--ff-only", "--quiet", branch)
        _remend("scan", expected=1)
        _check(_git("log", "--reverse", "--format=%s").splitlines()[1:])
        _say("As expected: what could be mended safely is mended, the rest is told with its reason.")
        if keep is None:
            _say("This was a temporary folder; `remend demo --keep DIR` leaves it for you to look at.")


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None and keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise UsageError(f"{keep} is there already; name a new or an empty folder for --keep")
    with tempfile.TemporaryDirectory(prefix="remend-demo-") if keep is None else nullcontext(keep) as folder:
        path = Path(folder).resolve()
        shutil.copytree(DATA / "before", path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        yield path


@contextmanager
def _own_git() -> Iterator[None]:
    """Within, git knows nothing of the user: no identity, no configuration, no repository that it is called from."""
    before = {name: value for name, value in os.environ.items() if name.startswith("GIT_")}
    own = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": _DATE,
        "GIT_COMMITTER_DATE": _DATE,
    }
    for name in before:
        del os.environ[name]
    os.environ.update(own)
    try:
        yield
    finally:
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            del os.environ[name]
        os.environ.update(before)


def _make_repository() -> None:
    _git("init", "--quiet", "--initial-branch=main", "--template=")
    for key, value in SETTINGS.items():
        _git("config", key, value)
    _git("add", "--all")
    _git("commit", "--quiet", "--message", "feat: open the bookshop")


def _remend(*arguments: str, expected: int) -> None:
    from remend_cli.app import run

    _prompt("remend", arguments)
    code = run(arguments)
    if code != expected:
        raise RemendError(f"the demo failed: `remend {shlex.join(arguments)}` exits with {code} instead of {expected}")
    _say("")


def _shown_git(*arguments: str) -> None:
    _prompt("git", arguments)
    _say(_git(*arguments))


def _git(*arguments: str) -> str:
    try:
        run = subprocess.run(["git", *arguments], capture_output=True, check=True, text=True, encoding="utf-8")
    except FileNotFoundError as error:
        raise UsageError("the demo needs git, and there is none on the PATH; install git") from error
    except subprocess.CalledProcessError as error:
        raise RemendError(f"the demo failed: {shlex.join(error.cmd)}: {error.stderr.strip()}") from error
    return run.stdout.rstrip("\n")


def _check(subjects: Sequence[str]) -> None:
    """Raise RemendError unless the commits and the files are those that come with the repository."""
    import tomllib

    expected: list[dict[str, Any]] = tomllib.loads((DATA / "commits.toml").read_text("utf-8"))["commits"]
    if list(subjects) != [each["subject"] for each in expected]:
        raise RemendError(f"the demo failed: its commits are {', '.join(subjects)}")
    after = DATA / "after"
    for path in sorted(after.rglob("*.py")):
        name = path.relative_to(after)
        if name.read_bytes() != path.read_bytes():
            raise RemendError(f"the demo failed: {name} is not as it should be")


def _prompt(program: str, arguments: Sequence[str]) -> None:
    line = f"$ {program} {shlex.join(arguments)}"
    _say(f"\x1b[1m{line}\x1b[0m" if out.wants_color() else line)


def _say(line: str) -> None:
    out.write(f"{line}\n")
