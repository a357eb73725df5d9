"""Several repositories, one after another: a branch and an account of each, whatever becomes of the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from remend.errors import RemendError, UsageError
from remend.migrate.account import Account
from remend.migrate.run import Terms, migrate
from remend.pipeline import Request
from remend.watch import UNWATCHED, Watch

COMMENT = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repo:
    """One repository: its account, or the sentence that says why there is none and the exit code that goes with it."""

    path: Path
    account: Account | None = None
    error: str = ""
    code: int = 0

    @property
    def exit_code(self) -> int:
        """What a run over this repository alone would end with."""
        return self.code if self.account is None else self.account.exit_code


def read_list(file: Path) -> tuple[Path, ...]:
    """The folders that a file names, one a line, each once; relative ones are looked for beside the file.

    A line may be empty, or end in a comment after ` #`. Raises UsageError where the file cannot be read or names none.
    """
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"{file} cannot be read: {reason}; --repos takes a file with one path a line") from error
    lines = (f" {line}".partition(f" {COMMENT}")[0].strip() for line in text.splitlines())
    paths = tuple(dict.fromkeys(file.parent / line for line in lines if line))
    if not paths:
        raise UsageError(f"{file} names no repository; write the path of one on each line")
    return paths


def migrate_each(paths: Iterable[Path], request: Request, terms: Terms, watch: Watch = UNWATCHED) -> tuple[Repo, ...]:
    """Migrate one repository after another, as `request` asks but for the paths."""
    repos = []
    for path in paths:
        watch.note(f"{path}")
        try:
            account = migrate(replace(request, paths=(path,)), terms, watch)
        except RemendError as error:
            watch.note(f"{path}: {error}")
            repos.append(Repo(path=path, error=str(error), code=error.exit_code))
        else:
            repos.append(Repo(path=path, account=account))
    return tuple(repos)


def worst(repos: Iterable[Repo]) -> int:
    """The exit code of the whole: the highest of any."""
    return max((repo.exit_code for repo in repos), default=0)
