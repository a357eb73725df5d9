"""The composition of a proof: the range, what lies before it, and each commit of it."""

from __future__ import annotations

import time

from remend.cache import Cache
from remend.crew.workers import Progress
from remend.errors import GitError, UsageError
from remend.git.steps import read_step, read_steps
from remend.proof.model import Proof
from remend.proof.prove import Prover
from remend.proof.terms import terms_of
from remend.workspace import Request, Workspace


def verify(request: Request, asked: str, progress: Progress | None = None) -> Proof:
    """Run commands at each commit of a range; without one of what HEAD has that its upstream or main has not.

    Raises UsageError, ConfigError or GitError where it cannot be told what is to be run, or where.
    """
    workspace = Workspace(request)
    repository = workspace.repository
    if repository is None:
        raise UsageError(f"{workspace.root} is not in a git repository, and there are commits only in one")
    terms = terms_of(request, workspace.config)
    if not terms.commands:
        raise UsageError("there is nothing to run: give --run COMMAND, or set verify in [tool.remend.commits]")
    asked = asked or repository.ranges().own()
    start, head = repository.ranges().ends(asked)
    steps = read_steps(repository.command, start, head)
    if not steps:
        raise GitError(f"there is no commit in {asked}: name a range such as HEAD~5.., or REV^! for one commit")
    began = time.monotonic()
    with Cache(workspace.root) as cache, Prover(repository, terms, cache if request.cache else None) as prover:
        (base,) = prover.prove([read_step(repository.command, start)])
        commits = prover.prove(steps, base, progress)
    return Proof(
        asked=asked,
        root=str(workspace.root),
        commands=terms.commands,
        base=base,
        commits=commits,
        seconds=time.monotonic() - began,
    )
