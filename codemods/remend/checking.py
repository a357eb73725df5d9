"""Messages and commits held against the spec in force: the composition, no logic of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from remend.boundaries import Boundaries
from remend.committed import committed_config, spec_for
from remend.config import Config, load_config
from remend.errors import UsageError
from remend.git.messages import CommitText, Editing
from remend.git.repository import Repository, open_repository
from remend.plan.spec import EffectiveSpec
from remend.plan.spec.check import check_message
from remend.plan.spec.cleanup import Line, cleaned
from remend.plan.spec.diff import check_changes
from remend.plan.spec.problem import Problem
from remend.plan.spec.subject import read_subject
from remend.plan.spec.touched import Touched


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A message that was checked; `commit` is empty for one that is being written."""

    commit: str = ""
    subject: str
    problems: tuple[Problem, ...]


def spec_in_force(folder: Path, overrides: Sequence[str]) -> EffectiveSpec:
    """The spec that holds in `folder`. Raises ConfigError where it, or the configuration, is wrong."""
    repository = open_repository(folder)
    return spec_for(_configured(folder, repository, overrides), repository)


def check_text(raw: bytes, folder: Path, overrides: Sequence[str], *, has_editor: bool) -> Checked:
    """A message that is being written in `folder`; `has_editor` tells whether git opens an editor for it."""
    repository = open_repository(folder)
    editing = Editing() if repository is None else repository.messages().editing()
    effective = spec_for(_configured(folder, repository, overrides), repository)
    strips = has_editor if editing.strips is None else editing.strips
    lines = cleaned(raw.decode("utf-8", "replace"), comment=editing.comment, keeps_comments=not strips)
    problems = () if editing.merging else check_message(lines, effective.spec, effective.values)
    return Checked(subject=_subject(lines), problems=problems)


def check_commits(asked: Iterable[str], folder: Path, overrides: Sequence[str]) -> tuple[Checked, ...]:
    """The commits that are named, each by itself or by its range.

    Raises:
        GitError: a revision is unknown.
        UsageError: `folder` is not in a repository.
    """
    repository = open_repository(folder)
    if repository is None:
        raise UsageError(f"{folder} is not in a git repository, so there is no commit to check; go into one")
    with repository:
        config = _configured(folder, repository, overrides)
        effective = spec_for(config, repository)
        commits = {commit.id: commit for each in asked for commit in repository.messages().read(each)}
        check = _Check(repository, config, effective)
        return tuple(check(commit) for commit in commits.values())


class _Check:
    """Holds one commit after the other against a spec."""

    def __init__(self, repository: Repository, config: Config, effective: EffectiveSpec) -> None:
        self._blob = repository.blob
        self._config = config
        self._effective = effective
        home = config.root.resolve()
        top = repository.root.resolve()
        inside = home != top and home.is_relative_to(top)
        self._home = home.relative_to(top).as_posix() if inside else ""
        self._boundaries = Boundaries(config.services, config.shared, self._home)

    def __call__(self, commit: CommitText) -> Checked:
        lines = cleaned(commit.message, keeps_comments=True)
        problems: tuple[Problem, ...] = ()
        if not commit.is_merge:
            problems = check_message(lines, self._effective.spec, self._effective.values)
            problems += tuple(self._changes(commit, _subject(lines)))
        return Checked(commit=commit.id, subject=_subject(lines), problems=problems)

    def _changes(self, commit: CommitText, subject: str) -> Iterable[Problem]:
        touched = [
            Touched(change.new, self._content(change.old_blob), self._content(change.new_blob))
            for change in commit.changes
        ]
        spec = self._effective.spec
        title = read_subject(subject, spec.types).title
        return check_changes(touched, title, spec, service_of=self._boundaries, keeps=self._keeps)

    def _content(self, blob: str) -> bytes | None:
        return self._blob(blob) if blob else None

    def _keeps(self, path: str) -> bool:
        return self._config.keeps(path.removeprefix(f"{self._home}/") if self._home else path)


def _configured(folder: Path, repository: Repository | None, overrides: Sequence[str]) -> Config:
    root = None if repository is None else repository.root
    return load_config(folder, default_root=root, overrides=overrides, committed=committed_config(repository))


def _subject(lines: Sequence[Line]) -> str:
    return lines[0].text if lines else ""
