"""What the rule `removed-api` says of two states. Importable as `api_changes` from every test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from remend.review.model import Change
from remend.review.rules.removed_api import RemovedApi
from repository import Files, MakeRepo
from reviewing import change_to, ends_of

Review = Callable[[Files, Files], list[Change]]


def review_in(make_repo: MakeRepo) -> Review:
    """Makes a review of a package `shop` that was `before` and is `after`, by file."""

    def review(before: Files, after: Files) -> list[Change]:
        repo: Path = make_repo(_packaged(before))
        change_to(repo, _packaged(after))
        with ends_of(repo) as ends:
            return list(RemovedApi().judge(ends))

    return review


def _packaged(files: Files) -> Files:
    return {"shop/__init__.py": "", "README": "", **{f"shop/{path}": text for path, text in files.items()}}


def told(changes: list[Change]) -> list[str]:
    """The verdict, severity, symbol and place of each."""
    return [f"{c.verdict} {c.severity.label} {c.symbol} {c.path}:{c.line}" for c in changes]
