"""The code base as a whole, as far as a rule needs to know it before it looks at single files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from remend.boundaries import Boundaries
from remend.cache import Cache, Roll, Shelf, always, code_state, digest
from remend.contents import Contents
from remend.index.beyond import Beyond
from remend.index.build import gather_facts
from remend.index.distributions import find_distributions
from remend.index.encoded import kept
from remend.index.facts import Facts
from remend.index.index import Index
from remend.index.installed import environments
from remend.index.modules import ModuleMap
from remend.index.narrow import Narrow, overlaid
from remend.index.shape import shapes_of
from remend.index.wide import wide_index
from remend.index.words import Spelling, Words, find_spelling, spelling_state
from remend.lazy import Lazy
from remend.searches import Searches
from remend.snapshot import Overlay, Snapshot
from remend.store import Store

if TYPE_CHECKING:
    from remend.git.history import History

Value = TypeVar("Value")

NO_BOUNDARIES = Boundaries()
_SHARE = 100
"""One in how many files may be asked about for it to pay to gather the facts of each as it comes up.

Measured cold by processor time, beside all at once: of 5,527 files, reviews of 15 and 17 took four and three tenths,
one of 47 eight; of 1,384, one of 134 nine; one of 84 of 1,366 half more, and so did one of 21 of 333.
"""

_PYTHON = (".py", ".pyi", ".pyw")
_DECLARING = (".toml", ".cfg", ".txt", ".in", ".pip", "Pipfile", ".build", ".gitignore", ".gitmodules")
"""How the files end that say what a project needs, what is built and what git leaves out; rules read no others."""


class _ByPath(msgspec.Struct, frozen=True, array_like=True):
    """What was made for the files that were in reach of a state."""

    state: str
    reach: frozenset[str]
    values: dict[str, str]


class Project:
    """A snapshot with the names of its modules.

    Attributes:
        snapshot: the state that is looked at.
        reach: the Python files that rules are asked about.
        modules: its modules by path and by name.
        contents: the bytes of all its Python files, by path.
        store: where contents and facts are put away.
        distributions: the folders that declare a distribution.
        boundary_of: the service that only files of the same service may import a path from; "" for all others.
        cache: where what was worked out is kept; None where nothing is to be.
        jobs: the number of processes for work on many files; None to decide by the work.
        index: what all its modules define and import.
        python: the oldest version of Python 3 that it runs on.
        wide: the index, together with the standard library and the installed packages.
        rewritten: the files that rules before have rewritten.
        history: the commits that led to this state; None where a question to them is not worth its time, as in a scan.
        beside: another state of the same code base, from which is taken what is known of the files that are the same;
            set before anything is asked.
        asked: how many files are asked about, as far as can be told at the start; None for as many as are in reach.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        modules: ModuleMap | None = None,
        *,
        boundary_of: Boundaries = NO_BOUNDARIES,
        reach: Sequence[str] | None = None,
        cache: Cache | None = None,
        jobs: int | None = None,
        history: History | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.boundary_of = boundary_of
        self.modules = modules or ModuleMap(snapshot.paths)
        self.reach = tuple(path for path in snapshot.paths if path.endswith(".py")) if reach is None else tuple(reach)
        self.cache = cache
        self.jobs = jobs
        self.rewritten: frozenset[str] = frozenset()
        self.history = history
        self.beside: Project | None = None
        self._told: dict[str, Any] = {}
        self.asked: int | None = None

    def after(self, changed: Mapping[str, bytes]) -> Project:
        """The project as it is once some of its Python files have other content; what is known of the rest is kept."""
        return _Rewritten(self, changed)

    @cached_property
    def contents(self) -> Contents:
        """Read as they are asked for: a byte search over everything costs less than deciding what to read."""
        paths = [path for path in self.snapshot.paths if path.endswith((".py", ".pyw"))]
        contents = Contents(self.snapshot, paths, self.store)
        if self.beside is not None:
            contents.learn(self.beside.contents, self._same)
        return contents

    @cached_property
    def store(self) -> Store:
        """Where bytes are put away; what few questions are put to stays in memory, since each searches it again."""
        if self.beside is not None:
            return self.beside.store
        return Store.of_memory() if self._is_about_few else Store()

    @cached_property
    def _is_about_few(self) -> bool:
        asked = len(self.reach) if self.asked is None else self.asked
        return is_about_few(asked, sum(path.endswith(".py") for path in self.snapshot.paths))

    @cached_property
    def distributions(self) -> frozenset[str]:
        """Read from the files that can declare one."""
        return find_distributions(self.snapshot.paths, self.snapshot.read)

    @cached_property
    def index(self) -> Index:
        """Of all modules; where few files are asked about, the facts of each are gathered when it comes to that."""
        paths = [path for path in self.snapshot.paths if path.endswith(".py")]
        if not self._is_about_few:
            return Index(kept(paths, self._gather, self.store), self.modules)
        facts = Lazy(paths, self._gather)
        spell = partial(self.tell, dict[str, tuple[str, Spelling]], find_spelling, spelling_state())
        beside = None if self.beside is None else self.beside.index.narrow
        words = Words(self.contents, spell, self.searches, None if beside is None else beside.words, self._same)
        return Index(facts, self.modules, Narrow(facts, words))

    @cached_property
    def searches(self) -> Searches:
        """Which Python files have something in their bytes."""
        return Searches(self.contents, self.cache, lambda: self.snapshot.blobs(self.contents))

    def _gather(self, paths: Sequence[str]) -> Mapping[str, Facts]:
        """Facts from the state beside where that has the same files, else from the cache or the files."""
        same = {} if self.beside is None else self.beside.index.of(path for path in paths if path in self._same)
        unknown = [path for path in paths if path not in same]
        return {**same, **gather_facts(self.snapshot, unknown, self.cache, jobs=self.jobs)}

    def tell(
        self, kind: type[dict[str, tuple[str, Value]]], find: Callable[[bytes], Value], state: str
    ) -> dict[str, Value]:
        """What `find` tells of the bytes of each Python file, kept in a `Roll` of this `kind` and `state`."""

        def make(unknown: list[str]) -> Iterator[Value]:
            self.contents.fetch(unknown)
            return (find(self.contents[path]) for path in unknown)

        if (told := self._told.get(state)) is None:
            if self.beside is None:
                told = Roll(self.cache, kind, state).fill(self.snapshot.blobs(self.contents), make)
            else:
                same = self.beside.tell(kind, find, state)
                others = [path for path in self.contents if path not in self._same]
                told = {path: same[path] for path in self._same} | dict(zip(others, make(others), strict=True))
            self._told[state] = told
        return told

    @cached_property
    def _same(self) -> frozenset[str]:
        """The Python files that are the same in the state beside."""
        if self.beside is None:
            return frozenset()
        blob, other = self.snapshot.blob, self.beside.snapshot
        paths = (path for path in self.snapshot.paths if path.endswith((".py", ".pyw")) and path in other)
        return frozenset(path for path in paths if blob(path) == other.blob(path))

    @cached_property
    def python(self) -> tuple[int, int]:
        """What the project declares; where it says nothing, the version that remend runs on."""
        from remend.index.oldest import lowest_python  # noqa: PLC0415 (a scan that recalls all needs none of it)

        return lowest_python(self.snapshot.paths, self.snapshot.read) or (3, sys.version_info.minor)

    @cached_property
    def wide(self) -> Index:
        """Reads a module beyond the project when it is first asked about, and finds out about none before."""
        return self.widened(self.index)

    def widened(self, index: Index) -> Index:
        """An index of this project, perhaps with other facts of some files, as `wide` is of its own."""
        return wide_index(index, self._beyond)

    @cached_property
    def _beyond(self) -> Beyond:
        return Beyond(environments(self.snapshot.root), self.python, self.cache)

    @cached_property
    def state(self) -> str:
        """A digest of all that rules look at: paths and how they are seen, code, its settings, what is installed.

        Of files that hold no code it knows the usual ones: pyproject, requirements, build files and those of git.
        """
        snapshot = self.snapshot
        others = snapshot.blobs(path for path in self.reach if not path.endswith((*_PYTHON, *_DECLARING)))
        return digest(self._state_of_all, self.reach, others)

    @cached_property
    def _state_of_all(self) -> str:
        """The same, whatever is in reach."""
        snapshot = self.snapshot
        contents = snapshot.blobs(path for path in snapshot.paths if path.endswith((*_PYTHON, *_DECLARING)))
        return digest(snapshot.paths, self.modules.roots, self.boundary_of, self._installed, contents)

    def shapes(self, paths: Iterable[str]) -> dict[str, str]:
        """Digests of what modules define and import, wherever it stands in them, by path."""

        def facts(unknown: list[str]) -> Iterator[tuple[str, Facts]]:
            return self.index.each(unknown)

        return shapes_of(self.snapshot, paths, facts, self.cache)

    @cached_property
    def footing(self) -> str:
        """A digest of what decides about names besides its files: roots, version of Python, what is installed."""
        return digest(self.modules.roots, self.python, self._installed)

    @cached_property
    def _installed(self) -> tuple[tuple[str, int], ...]:
        """The folders of installed libraries, and the times that change when one comes or goes."""
        folders = environments(self.snapshot.root)
        return tuple((folder.as_posix(), folder.stat().st_mtime_ns) for folder in folders)

    def recall(
        self, kind: type[Value], about: str, make: Callable[[], Value], lasts: Callable[[Value], bool] = always
    ) -> Value:
        """What `make` gives, from the cache where it was made for this very state the last time.

        `kind` is its type; `about` is a digest of all that it depends on besides the project and the code of
        remend. What does not last is not kept.
        """
        question = digest(about, self.reach, sys.version, code_state(Path(__file__).parent))
        return Shelf(self.cache, kind, question).latest(self.state, make, lasts)

    def recall_by_path(self, about: str, make: Callable[[], dict[str, str]]) -> dict[str, str]:
        """What `make` gives for some of the files in reach, from the cache where it was made for this very state.

        What was made for more files the last time counts for those in reach, and is kept instead.
        """
        question = digest("by path", about, sys.version, code_state(Path(__file__).parent))
        shelf = Shelf(self.cache, _ByPath, question)
        last = shelf.known(["last"]).get("last")
        in_reach = frozenset(self.reach)
        if last is not None and last.state == self._state_of_all and last.reach >= in_reach:
            return {path: value for path, value in last.values.items() if path in in_reach}
        made = make()
        shelf.keep({"last": _ByPath(self._state_of_all, in_reach, made)})
        return made

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        """Nothing is taken along to another process: files, history and cache stay where they are."""
        return _left_behind, ()

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        return self.contents[path] if path in self.contents else self.snapshot.read(path)


def is_about_few(asked: int, files: int) -> bool:
    """Whether questions about so many of a project's files are better put to some files alone than to all."""
    return max(asked, 1) * _SHARE <= files


def _left_behind() -> None:
    """What a rule in another process has for its project."""


class _Rewritten(Project):
    """A project some files of which have other content than in `base`."""

    def __init__(self, base: Project, changed: Mapping[str, bytes]) -> None:
        super().__init__(
            Overlay(base.snapshot, changed),
            base.modules,
            boundary_of=base.boundary_of,
            reach=base.reach,
            cache=base.cache,
            jobs=base.jobs,
            history=base.history,
        )
        self._base = base
        self._changed = changed
        self.rewritten = base.rewritten | frozenset(changed)

    @cached_property
    def contents(self) -> Contents:
        return self._base.contents.after(self._changed)

    @cached_property
    def store(self) -> Store:
        return self._base.store

    @cached_property
    def distributions(self) -> frozenset[str]:
        return self._base.distributions

    @cached_property
    def index(self) -> Index:
        facts = kept(sorted(self._changed), self._gather, self.store)
        base = self._base.index
        narrow = None if base.narrow is None else base.narrow.after(facts)
        return Index(overlaid(base.facts, facts), self.modules, narrow)
