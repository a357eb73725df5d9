"""Reviews that were made before: between two commits nothing changes any more, so one need not be made twice."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from remend.cache import Cache, Shelf, code_state, digest
from remend.checkers.ruff_program import find_ruff
from remend.git.ranges import CommitRange
from remend.index.installed import environments
from remend.review.model import Review
from remend.workspace import Workspace


def recall(workspace: Workspace, between: CommitRange, make: Callable[[], Review]) -> Review:
    """The review of a range, made now where it was not made with the same settings, libraries and code before."""
    premises = {rule.id: rule.premises for rule in workspace.rules}
    if not workspace.request.cache or between.head is None or None in premises.values():
        return make()
    question = digest("review", sys.version, code_state(Path(__file__).parent.parent), find_ruff().version)
    settings = {**msgspec.structs.asdict(workspace.config), "root": workspace.home}
    called = workspace.scope, workspace.request.unsafe, workspace.dirty_paths()
    fetched = workspace.repository.fetched() if workspace.repository is not None else ()
    asked = digest(between, premises, settings, called, _installed(workspace), fetched)
    with Cache(workspace.root) as cache:
        (review,) = Shelf(cache, Review, question).fill({"review": asked}, lambda _: [make()]).values()
    return review


def _installed(workspace: Workspace) -> list[tuple[str, int]]:
    return [(folder.as_posix(), folder.stat().st_mtime_ns) for folder in environments(workspace.root)]
