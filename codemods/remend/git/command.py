"""Running git through GitPython: bytes in, bytes out, and one sentence when it fails.

Every call has hooks and the file system monitor switched off: both are programs that the repository may name, and
remend neither runs the code it looks at nor lets a hook see the objects it prepares.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import PIPE
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from remend.errors import GitError

if TYPE_CHECKING:
    import git

SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.splitIndex": "false",
    "i18n.commitEncoding": "utf-8",
}


ADVICE = "install git and put it on PATH"


def load_gitpython() -> ModuleType:
    """GitPython, imported now. Raises GitError where it is not there or finds no git that runs."""
    try:
        import git  # noqa: PLC0415  (starts git; `remend --help` must not)
    except ImportError as error:
        reason = next((line.strip().rstrip(".:") for line in str(error).splitlines() if line.strip()), "import failed")
        raise GitError(f"git cannot be run: {reason}; {ADVICE}") from error
    return git


class Answer(NamedTuple):
    """What git said: exit code, standard output as it is, standard error as text."""

    code: int
    output: bytes
    errors: str

    @property
    def sentence(self) -> str:
        """The line of standard error that names the failure, without `fatal:`."""
        lines = [line.strip() for line in self.errors.splitlines() if line.strip()]
        for prefix in ("fatal: ", "error: "):
            for line in lines:
                if line.startswith(prefix):
                    return line.removeprefix(prefix)
        return lines[-1] if lines else f"exit code {self.code}"

    @property
    def reasons(self) -> str:
        """All that standard error says, where the line that names the failure tells less than those before it."""
        lines = [line.strip().removeprefix("error: ").removeprefix("fatal: ") for line in self.errors.splitlines()]
        return ", ".join(line for line in lines if line) or self.sentence


def decode(name: bytes) -> str:
    """A path or name of git's as text; bytes that are not UTF-8 survive as surrogates."""
    return name.decode("utf-8", "surrogateescape")


def encode(name: str) -> bytes:
    """The bytes that `decode` made `name` from."""
    return name.encode("utf-8", "surrogateescape")


class GitCommand:
    """Git, in one folder and one environment."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """Raises GitError where git or GitPython cannot be used on this machine."""
        gitpython = load_gitpython()
        self._git: git.Git = gitpython.Git(folder)
        self._environment = dict(environment)
        self._not_found: type[Exception] = gitpython.GitCommandNotFound
        settings = [part for key, value in SETTINGS.items() for part in ("-c", f"{key}={value}")]
        self._start = [gitpython.Git.GIT_PYTHON_GIT_EXECUTABLE or "git", *settings]

    def start(self, *arguments: str, environment: Mapping[str, str] | None = None) -> git.Git.AutoInterrupt:
        """Start git with pipes on all three streams; it is ended when the result goes out of scope."""
        try:
            return self._git.execute(
                [*self._start, *arguments],
                istream=PIPE,
                as_process=True,
                env=self._environment | dict(environment or {}),
            )
        except (self._not_found, OSError) as error:
            raise GitError(f"git cannot be run ({self._start[0]}): {ADVICE}") from error

    def run(self, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None) -> Answer:
        """Run git to its end, whatever its exit code."""
        process = self.start(*arguments, environment=environment)
        output, errors = process.communicate(stdin)
        return Answer(process.returncode, output, errors.decode("utf-8", "replace"))

    def output(self, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None) -> bytes:
        """The standard output of git. Raises GitError where it exits with a failure."""
        answer = self.run(*arguments, stdin=stdin, environment=environment)
        if answer.code:
            raise GitError(f"git {arguments[0]} failed: {answer.sentence}")
        return answer.output

    def outputs(self, *commands: Sequence[str]) -> list[bytes]:
        """The standard outputs of several commands that run at the same time. Raises GitError as `output` does."""
        with ThreadPoolExecutor(len(commands)) as threads:
            return list(threads.map(lambda arguments: self.output(*arguments), commands))

    def line(self, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None) -> str:
        """The standard output of git as text, without the newline at its end. Raises GitError as `output` does."""
        return decode(self.output(*arguments, stdin=stdin, environment=environment)).removesuffix("\n")
