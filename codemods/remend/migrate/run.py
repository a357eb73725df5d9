"""One migration: a repair that can be interrupted at any moment, and the account of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from remend.crew.journal import Journal
from remend.migrate.account import Account, account_of
from remend.pipeline import Course, Request, as_branch, series
from remend.watch import UNWATCHED, Watch
from remend.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a migration runs.

    `dry_run` writes no branch, `resume` goes on where the last run was interrupted, `most_files` bounds how many files
    are taken up.
    """

    dry_run: bool = False
    resume: bool = False
    most_files: int | None = None


def migrate(request: Request, terms: Terms, watch: Watch = UNWATCHED) -> Account:
    """Mend what is committed, write the series as a branch, and account for every file.

    Raises UsageError, ConfigError or GitError where that cannot be done; what was found out until then is kept, also
    where the process is killed, and a run with `resume` finds it.
    """
    started = time.monotonic()
    workspace = Workspace(request)
    committed = workspace.repository_or_fail().commit(workspace.head()).paths
    paths = [path for path in committed if workspace.in_reach(path)]
    with Journal(workspace.root, resume=terms.resume) as journal:
        notes = tuple(_notes(journal, terms))
        for note in notes:
            watch.note(note)
        report = series(workspace, Course(journal=journal, watch=watch, most_files=terms.most_files))
        if not terms.dry_run:
            watch.begin("writing the branch")
            report = as_branch(workspace, replace(report, pending=False))
        journal.remove()
    return account_of(report, paths, notes=notes, seconds=time.monotonic() - started)


def _notes(journal: Journal, terms: Terms) -> Iterator[str]:
    """What is said of an earlier run that did not come to its end."""
    if terms.resume and journal.found:
        yield f"going on with {journal.found:,} results of the run before"
    elif terms.resume:
        yield "there is no interrupted run to go on with, so this one begins at the beginning"
    elif journal.was_there:
        yield "what an interrupted run had found out is dropped; --resume would have gone on with it"
