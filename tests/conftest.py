"""What every test stands on: nothing of the user's comes in, nothing of the test's stays behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from repository import Files, MakeRepo, commit, git

settings.register_profile("remend", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("remend")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell starts what it puts in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)

PERSON = {"NAME": "Test Author", "EMAIL": "author@example.org", "DATE": "2024-01-02T03:04:05+00:00"}
FOREIGN = (
    *("GIT_", "XDG_", "REMEND_", "PYTHONPATH", "FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES", "GITHUB_ACTIONS"),
    "PYTHONDONTWRITEBYTECODE",  # remend is started hundreds of times, and need not be compiled each time
)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty home folder with an empty git template."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "template").mkdir()
    return folder


@pytest.fixture(autouse=True)
def isolated(home: Path) -> Iterator[None]:
    """Hides the user's settings from the test, and fails a test that leaves the environment or the folder changed."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(FOREIGN)]:
            patch.delenv(name)
        for name, value in _settings(home).items():
            patch.setenv(name, value)
        environment, folder = _environment(), Path.cwd()
        yield
        found, found_folder = _environment(), Path.cwd()
        os.chdir(folder)
        os.environ.update(environment)
        for name in found.keys() - environment.keys():
            del os.environ[name]
    assert found == environment, "the test left os.environ changed"
    assert found_folder == folder, "the test left the current folder changed"


@pytest.fixture
def make_repo(tmp_path: Path) -> MakeRepo:
    """Makes a repository with one commit on `main`: `make_repo({"a.py": "text or bytes"})`."""
    numbers = count(1)

    def make(files: Files) -> Path:
        repo = tmp_path / f"repo{next(numbers)}"
        repo.mkdir()
        git(repo, "init", "--quiet", "--initial-branch=main")
        commit(repo, files, "first")
        return repo

    return make


def _settings(home: Path) -> dict[str, str]:
    people = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in PERSON.items()}
    return people | {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TEMPLATE_DIR": str(home / "template"),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CEILING_DIRECTORIES": str(home.parent),
    }


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
