"""The composition of `remend plan`: read the changes, take them apart, propose commits, write them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from remend.errors import GitError, RemendError, UsageError
from remend.git.branch import write_drafts_branch
from remend.git.draft import Draft
from remend.git.here import commit_here
from remend.git.repository import Repository
from remend.git.snapshots import Entry
from remend.git.uncommitted import uncommitted
from remend.plan.changes.facts import facts_of
from remend.plan.changes.gather import co_changes, file_changes
from remend.plan.changes.ground import Ground
from remend.plan.changes.parts import FileChange
from remend.plan.changes.propose import propose
from remend.plan.changes.unit import ChangeUnit
from remend.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which changes are to be planned: a range of commits, what is staged, or without either what is not committed."""

    commits: str = ""
    staged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePlan:
    """The proposed commits, in order, on top of the commit `base`.

    `tree` is what they lead to, empty where only some of the changes were asked for. `left_out` are untracked files
    that nobody named. `branch` is what was written: a branch, `HEAD` for the one that is checked out, or empty.
    `end` is the commit that the planned range ends with, empty where that is what is checked out.
    """

    base: str
    tree: str
    units: tuple[ChangeUnit, ...]
    left_out: tuple[str, ...] = ()
    branch: str = ""
    end: str = ""


def plan_changes(workspace: Workspace, wanted: Wanted) -> ChangePlan:
    """Propose commits for changes. Raises GitError where there are none, or they cannot be read."""
    repository = workspace.repository_or_fail()
    named = bool(workspace.request.paths)
    scope = workspace.scope or ("",)
    base, end, tree, left_out = _ends(repository, wanted, scope if named else ())
    files = file_changes(repository, base, tree)
    chosen = tuple(file for file in files if _is_wanted(file, scope))
    for path in scope:
        if not os.path.lexists(repository.root / path) and not any(_is_wanted(file, (path,)) for file in chosen):
            raise UsageError(f"{path} is not there and nothing of what is planned changes it: name what does")
    left_out = tuple(path for path in left_out if _is_in(path, scope))
    if not chosen:
        raise GitError(_nothing(wanted, left_out))
    facts = facts_of(chosen)
    ground = Ground.of(chosen, facts, co_changes(repository, base))
    units = propose(facts, ground, workspace.spec, workspace.service_of if workspace.config.services else None)
    _check(files=chosen, units=units)
    whole = tree if len(chosen) == len(files) else ""
    return ChangePlan(base=base, tree=whole, units=units, left_out=left_out, end=end)


def write_branch(workspace: Workspace, plan: ChangePlan) -> ChangePlan:
    """Write a plan as a branch beside the checkout. Raises GitError where git cannot."""
    repository = workspace.repository_or_fail()
    name = workspace.request.branch or f"remend/plan-{plan.base[:12]}"
    commits = write_drafts_branch(repository, base=plan.base, drafts=_drafts(plan), name=name, tree=plan.tree)
    return _written(plan, commits, name)


def write_here(workspace: Workspace, plan: ChangePlan, wanted: Wanted) -> ChangePlan:
    """Write a plan on the branch that is checked out. Raises GitError where git cannot."""
    repository = workspace.repository_or_fail()
    staged = {} if wanted.staged else _staged(plan)
    commits = commit_here(repository, plan.base, _drafts(plan), staged, tree=plan.tree)
    return _written(plan, commits, "HEAD")


def _check(*, files: Sequence[FileChange], units: Sequence[ChangeUnit]) -> None:
    """Raise RemendError unless each part is in just one unit, and all of them lead to what is there."""
    counted = Counter(part for unit in units for part in unit.parts)
    now = {path: file for unit in units for path, file in unit.changes.items()}
    for file in files:
        difference = file.difference
        ends = {difference.old_path: None} | {difference.path: difference.after}
        held = {
            path: None if (state := now[path]) is None else (state.mode, state.content) for path in ends if path in now
        }
        wanted = {path: None if end is None else (end.mode, end.blob) for path, end in ends.items()}
        if held != wanted or not file.is_sound or any(counted[part] != 1 for part in file.parts):
            raise RemendError(
                f"the plan does not lead to the {file.path} that is there; nothing was written, report this"
            )


def _ends(repository: Repository, wanted: Wanted, scope: Sequence[str]) -> tuple[str, str, str, tuple[str, ...]]:
    head = repository.head()
    if wanted.commits:
        between = repository.ranges().read(wanted.commits)
        assert between.head is not None
        end = between.head if between.head != head else ""
        return between.base, end, repository.command.line("rev-parse", f"{between.head}^{{tree}}"), ()
    if head is None:
        raise GitError("there is no commit yet to plan on: make the first one")
    found = uncommitted(repository, staged=wanted.staged, paths=scope)
    return head, "", found.tree, found.left_out


def _is_wanted(file: FileChange, scope: Sequence[str]) -> bool:
    return _is_in(file.path, scope) or _is_in(file.difference.old_path, scope)


def _is_in(path: str, scope: Sequence[str]) -> bool:
    return any(not folder or path == folder or path.startswith(f"{folder}/") for folder in scope)


def _nothing(wanted: Wanted, left_out: Sequence[str]) -> str:
    if wanted.commits:
        return f"nothing differs between the ends of {wanted.commits}: name another range"
    if wanted.staged:
        return "nothing is staged: stage something, or leave out --staged"
    hint = f"; name the untracked files that are to be planned, such as {left_out[0]}" if left_out else ""
    return f"nothing is there that is not committed{hint}"


def _drafts(plan: ChangePlan) -> list[Draft]:
    return [Draft(message=unit.message, changes=unit.changes) for unit in plan.units]


def _staged(plan: ChangePlan) -> Mapping[str, Entry | None]:
    found: dict[str, Entry | None] = {}
    for difference in dict.fromkeys(file.difference for unit in plan.units for file in unit.files):
        found |= {difference.old_path: None, difference.path: difference.after}
    return found


def _written(plan: ChangePlan, commits: Sequence[str], branch: str) -> ChangePlan:
    units = tuple(replace(unit, commit=commit) for unit, commit in zip(plan.units, commits, strict=True))
    return replace(plan, units=units, branch=branch)
