"""Where a run takes place: the root, its repository and configuration, the rules that run and the files in reach."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from remend.boundaries import Boundaries
from remend.cache import Cache
from remend.committed import committed_config, spec_for
from remend.config import Config, load_config
from remend.crew import AS_NEEDED, Crew
from remend.errors import GitError, UsageError
from remend.git.history import History
from remend.git.repository import Repository, open_repository
from remend.rule import Rule
from remend.snapshot import FolderSnapshot, Snapshot

if TYPE_CHECKING:
    from remend.plan.spec import Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a user asks for, as the command line gives it.

    `paths` are the files and folders in reach; none means the current folder. `overrides` are the values of `--config`.
    `crew` does the work; where it has no limit for a file, the one that is configured counts. `max_commits` takes the
    place of what the spec says. `reviews` tells that there need be no rule besides those that judge a range. `verify`
    are the commands that each commit has to pass, None for those configured. `changes` tells that `paths` name what
    changes: also what is gone, and a link itself.
    """

    paths: tuple[Path, ...] = ()
    overrides: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    crew: Crew = AS_NEEDED
    cache: bool = True
    unsafe: bool = False
    allow_dirty: bool = False
    branch: str | None = None
    max_commits: int | None = None
    reviews: bool = False
    verify: tuple[str, ...] | None = None
    changes: bool = False


class Workspace:
    """A request with all that it refers to opened and checked.

    Attributes:
        root: the top of the work tree; outside a repository the folder of the configuration, else the one named.
        repository: the git repository, None outside of any.
        config: the configuration in force.
        rules: the rules that run, by id; those that come late after the others. None where people made the changes.
        scope: the paths asked for, relative to the root; empty for everything.

    Raises UsageError, ConfigError or GitError where the request cannot be met.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        paths = [path.absolute() for path in request.paths or (Path.cwd(),)]
        for path in paths:
            if not request.changes and not path.exists():
                raise UsageError(f"there is no file or folder {path}: name one that exists")
        start = next(path for path in (paths[0], *paths[0].parents) if path.exists())
        self.repository: Repository | None = open_repository(start)
        top = self.repository.root if self.repository is not None else None
        self.config: Config = load_config(
            start,
            default_root=top or _folder_for(start),
            overrides=request.overrides,
            select=request.select,
            ignore=request.ignore,
            committed=committed_config(self.repository),
        )
        self.root = (top or self.config.root).resolve()
        self.scope = self._relative(paths)
        self.rules = () if request.changes else self._choose_rules()

    @cached_property
    def spec(self) -> Spec:
        """The spec by which changes become commits. Raises ConfigError where its file cannot be read."""
        spec = spec_for(self.config, self.repository).to_write
        wanted = self.request.max_commits
        return spec if wanted is None else replace(spec, max_commits=wanted)

    @property
    def crew(self) -> Crew:
        """Who does the work on files, and how long one may take."""
        asked = self.request.crew
        limit = self.config.max_file_seconds if asked.max_file_seconds is None else asked.max_file_seconds
        return replace(asked, max_file_seconds=limit)

    def _relative(self, paths: list[Path]) -> tuple[str, ...]:
        found = []
        for path in paths:
            is_link = self.request.changes and path.is_symlink()
            real = path.parent.resolve() / path.name if is_link else path.resolve()  # no snapshot follows a link
            if not real.is_relative_to(self.root):
                raise UsageError(f"{path} lies outside {self.root}: run remend once for each repository")
            found.append(real.relative_to(self.root).as_posix())
        return () if "." in found else tuple(dict.fromkeys(found))

    def selects(self, rule: str, *, is_ready: bool = True) -> bool:
        """Whether a rule is to run, by its id: one that is not ready only where it is selected by name."""
        if rule in self.config.ignore:
            return False
        return is_ready if self.config.select is None else rule in self.config.select

    def _choose_rules(self) -> tuple[Rule, ...]:
        known = self.config.known
        made = [self.config.made(known[rule]) for rule in known if self.selects(rule)]
        chosen = [rule for rule in made if self.selects(rule.id, is_ready=rule.is_ready)]
        if not chosen and not self.request.reviews:
            raise UsageError(
                "no rule is selected and configured: name one with --select, or configure one in [tool.remend]; "
                "`remend rules` lists them and `remend explain RULE` tells what they need"
            )
        return tuple(sorted(chosen, key=lambda rule: rule.turn))

    def work_tree(self) -> Snapshot:
        """The files on disk."""
        if self.repository is None:
            return FolderSnapshot(self.root)
        return self.repository.work_tree(remembers=self.request.cache)

    def head(self) -> str:
        """The commit that is checked out. Raises GitError where there is none."""
        commit = self.repository_or_fail().head()
        if commit is None:
            raise GitError(f"{self.root} has no commit yet to build a branch on: commit first, or use --in-place")
        return commit

    def history(self, commit: str, cache: Cache | None) -> History | None:
        """What led to a commit; None where no time is given for it."""
        if self.repository is None or not self.config.history_seconds:
            return None
        return self.repository.history(commit, self.config.history_seconds, cache)

    def repository_or_fail(self) -> Repository:
        """The repository. Raises UsageError outside of any."""
        if self.repository is None:
            raise UsageError(f"{self.root} is not in a git repository, so no branch can be written: use --in-place")
        return self.repository

    def dirty_paths(self) -> frozenset[str]:
        """Files whose uncommitted changes keep them out of a branch."""
        if self.repository is None or self.request.allow_dirty:
            return frozenset()
        return self.repository.changed_paths()

    def service_of(self, path: str) -> str:
        """The service that a path belongs to."""
        return self.config.service_of(self.configured(path))

    def area_of(self, path: str) -> str:
        """The business name of the area that a path is in: as configured, else its service, else its topmost folder."""
        named = self.config.area_of(self.configured(path)) or self.service_of(path)
        return named or path.partition("/")[0]

    @cached_property
    def boundaries(self) -> Boundaries:
        """Which files may import which."""
        return Boundaries(self.config.services, self.config.shared, self.home)

    def configured(self, path: str) -> str:
        """A path as the configuration names it: relative to the folder of the configuration."""
        return path.removeprefix(f"{self.home}/") if self.home else path

    @cached_property
    def home(self) -> str:
        """The folder of the configuration, relative to the root; empty where they are the same."""
        root = self.config.root.resolve()
        inside = root != self.root and root.is_relative_to(self.root)
        return root.relative_to(self.root).as_posix() if inside else ""

    def ignored_rules(self, path: str) -> frozenset[str]:
        """The ids of the rules that the configuration leaves out in the file at `path`."""
        return self.config.ignored_rules(self.configured(path))

    def in_reach(self, path: str) -> bool:
        """Whether a path is asked for and not excluded."""
        return self._is_asked_for(path) and self.config.keeps(self.configured(path))

    def may_tell(self, path: str) -> bool:
        """Whether a file of any kind, also one that no rule reads, is asked for and not excluded."""
        return self._is_asked_for(path) and not self.config.leaves_out(self.configured(path))

    def _is_asked_for(self, path: str) -> bool:
        return not self.scope or any(path == asked or path.startswith(asked + "/") for asked in self.scope)


def _folder_for(path: Path) -> Path:
    """The root outside a repository: the current folder where the path lies in it, else the path's own folder."""
    here = Path.cwd()
    if path.resolve().is_relative_to(here.resolve()):
        return here
    return path if path.is_dir() else path.parent
