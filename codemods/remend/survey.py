"""One state of a workspace, made ready so that each of its files can be inspected on its own."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from inspect import getfile
from pathlib import Path
from typing import Self

from remend.cache import Cache, Shelf, code_state, digest, is_text
from remend.crew.journal import Journal
from remend.crew.pool import inspect_all
from remend.crew.record import Record
from remend.crew.sharing import Sharing
from remend.crew.workers import Progress
from remend.index.distributions import distribution_of
from remend.index.imports import taken_names
from remend.index.modules import ModuleMap
from remend.inspection import Bench, Inspection, Task, all_last, lasts
from remend.model import Rewrite
from remend.module import Surroundings
from remend.project import Project
from remend.rule import Rule
from remend.snapshot import Snapshot, blob_id
from remend.store import plain
from remend.suppress import MARKER
from remend.watch import UNWATCHED, Watch
from remend.workspace import Workspace

Withheld = Mapping[str, Mapping[str, str]]
"""By path the fingerprints of what is not to be mended, each with the reason."""


class Survey:
    """One state of a workspace with its rules made familiar with it, ready to inspect file by file.

    A context manager: the cache is open for as long as it is. `history` is the commit whose history rules may ask, each
    when its turn has come; `beside` is another state of the same code base that is looked at too. `asked` is the number
    of files that are asked about, where not all in reach are. `journal` keeps what comes of mending as it comes,
    `watch` is told what goes on.

    Attributes:
        project: the state and its modules.
        paths: the files in reach.
        rules: the rules that take part, in the order of their turns.
        record: keeps what comes of mending.
    """

    def __init__(
        self,
        workspace: Workspace,
        snapshot: Snapshot,
        *,
        history: str | None = None,
        beside: Project | None = None,
        asked: int | None = None,
        journal: Journal | None = None,
        watch: Watch = UNWATCHED,
    ) -> None:
        self.workspace = workspace
        self.watch = watch
        self.record = Record(journal, self._premises)
        self.paths = tuple(path for path in snapshot.paths if workspace.in_reach(path))
        self.cache = Cache(workspace.root) if workspace.request.cache else None
        self.project = Project(
            snapshot,
            ModuleMap(snapshot.paths, workspace.config.source_roots, workspace.home),
            boundary_of=workspace.boundaries,
            reach=self.paths,
            cache=self.cache,
            jobs=workspace.request.crew.jobs,
            history=workspace.history(history, self.cache) if history is not None else None,
        )
        self.project.beside = beside
        self.project.asked = asked
        self._only: frozenset[str] | None = None
        self._withheld: Withheld = {}
        self._names: Mapping[str, str] = {}
        self._lost: set[str] = set()
        self.rules = workspace.rules
        self.bench = self._bench()

    @cached_property
    def sharing(self) -> Sharing:
        """Keeps equal contents once."""
        return Sharing(self.project.store)

    def _bench(self) -> Bench:
        return Bench(
            rules=self.rules, known=frozenset(self.workspace.config.known), unsafe=self.workspace.request.unsafe
        )

    def ask_only(self, rules: Collection[str]) -> None:
        """Leave out the rules whose id is not among these."""
        self.rules = tuple(rule for rule in self.rules if rule.id in rules)
        self.bench = self._bench()

    def admit(self, rule: Rule) -> None:
        """Let another rule take part from now on."""
        self.rules = tuple(sorted((*self.rules, rule), key=lambda each: each.turn))
        self.bench = self._bench()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.cache is not None:
            self.cache.close()

    @contextmanager
    def narrowed_to(self, paths: Collection[str]) -> Iterator[None]:
        """Take all but `paths` out of reach for a while."""
        whole = self.paths
        self.paths = self.project.reach = tuple(path for path in whole if path in paths)
        try:
            yield
        finally:
            self.paths = self.project.reach = whole

    def mend_only(self, fingerprints: Collection[str] | None, names: Mapping[str, str] | None = None) -> None:
        """Mend of all that is found just what has one of these fingerprints; None for everything.

        `names` are by their fingerprints now what violations were called when it was decided what to withhold.
        """
        self._only = None if fingerprints is None else frozenset(fingerprints)
        self._names = names or {}

    def withhold(self, withheld: Withheld) -> None:
        """Mend nothing of this, and give the reason."""
        self._withheld = withheld

    def scan(self, progress: Progress | None) -> list[Inspection]:
        """Find what there is to find; where all is as it was at the last such scan, without a look at any file."""
        premises = {rule.id: rule.premises for rule in self.rules}
        if None in premises.values() or not all(map(is_text, self.paths)):
            return self._scan(progress)
        ignored = {path: rules for path in self.paths if (rules := self._ignored(path))}
        services = self.workspace.config.services
        about = digest("scan", self._code(), self.bench.known, self.bench.unsafe, premises, ignored, services)
        return self.project.recall(list[Inspection], about, lambda: self._scan(progress), all_last)

    def _scan(self, progress: Progress | None) -> list[Inspection]:
        for rule in self.rules:
            rule.survey(self.project)
            rule.weigh(self.project)
        return self.inspect(progress)

    def introduce(self) -> None:
        """Make the rules familiar with the state, so that they can mend it in turn."""
        for rule in self.rules:
            self.watch.begin(f"getting to know the code base for {rule.id}")
            rule.survey(self.project)
        if self.watch is not UNWATCHED:
            self.watch.expect(self._looks())

    def _looks(self) -> int:
        """About how many times a file will be looked at when the rules mend in turn."""
        self.project.contents.fetch(self.paths)
        return sum(rule.concerns(path, self.project.read(path)) for path in self.paths for rule in self.rules)

    def detect(self) -> list[Inspection]:
        """What the rules find, without what they would do about it."""
        self.introduce()
        return self.inspect(None)

    def gaps(self) -> list[str]:
        """What the history could not tell, as sentences without a full stop."""
        history = self.project.history
        if history is None:
            return []
        seconds = self.workspace.config.history_seconds
        cut = f"the history was searched for {seconds:g} seconds, and not to its end (history-seconds)"
        return [*history.gaps, *([cut] if history.was_cut else [])]

    def turn_to(self, rule: Rule, changed: Mapping[str, bytes]) -> None:
        """Let `rule` learn how to mend what the rules before it left; `changed` is the content of what they rewrote."""
        self.watch.begin(rule.id)
        rule.weigh(self.project.after(changed) if changed else self.project)
        self.record.turn_to(rule.id, changed)

    def inspect(
        self,
        progress: Progress | None,
        *,
        mends: Rule | None = None,
        changed: Mapping[str, bytes] | None = None,
    ) -> list[Inspection]:
        """Inspect the files in reach that a rule may speak about; with `mends` also mend what that rule finds.

        `changed` replaces the content of files that an earlier rule rewrote.
        """
        overlay = changed or {}
        self.project.contents.fetch(self.paths)
        tasks = []
        for path in self.paths:
            if path in self._lost:
                continue
            raw = overlay[path] if path in overlay else self.project.read(path)
            rules = self._speaking(path, raw, mends)
            if rules:
                tasks.append(self._task(path, raw, rules, mends))
        return self._inspect_new(tasks, progress) if mends is None else self._inspect(tasks, progress)

    def inspect_without(
        self, rule: Rule, left_out: Mapping[str, Mapping[str, str]], changed: Mapping[str, bytes]
    ) -> list[Inspection]:
        """Mend some files anew; `left_out` are, by path, the concepts of which nothing is mended, with the reason."""
        tasks = []
        for path, reasons in left_out.items():
            raw = changed[path] if path in changed else self.project.read(path)
            task = self._task(path, raw, self._speaking(path, raw, rule), rule)
            tasks.append(dataclasses.replace(task, without=tuple(reasons.items())))
        return self._inspect(tasks, None)

    def task_of(self, rewrite: Rewrite, rule: Rule) -> Task:
        """The task that led to what `rule` made of one file."""
        speaking = self._speaking(rewrite.path, rewrite.before, rule)
        return self._task(rewrite.path, rewrite.before, speaking, rule)

    def _task(self, path: str, raw: bytes, rules: frozenset[str], mends: Rule | None) -> Task:
        surroundings = Surroundings(
            name=self.project.modules.name(path),
            first_party=self.project.modules.top_level,
            exported=self._taken.get(path, frozenset()) if mends is not None else frozenset(),
            distribution=distribution_of(path, self.project.distributions),
            boundary=self.workspace.service_of(path) if self.workspace.config.services else "",
        )
        return Task(
            path=path,
            raw=self.project.store.put(raw),
            rules=rules,
            surroundings=surroundings,
            mends=mends.id if mends else "",
            only=self._only,
            withheld=self._withheld_in(path) if mends is not None else (),
        )

    def _withheld_in(self, path: str) -> tuple[tuple[str, str], ...]:
        reasons = dict(self._withheld.get(path, {}))
        reasons |= {new: reasons[old] for new, old in self._names.items() if old in reasons}
        return tuple(reasons.items())

    def _inspect(self, tasks: Sequence[Task], progress: Progress | None) -> list[Inspection]:
        looked_at: set[str] = set()

        def made(some: Sequence[Task]) -> Iterator[tuple[int, Inspection]]:
            for rule in self.bench.rules if some else ():
                rule.prepare()
            for number, inspection in inspect_all(some, self.bench, self.workspace.crew):
                looked_at.add(inspection.path)
                self.watch.look(inspection.path)
                if progress is not None:
                    progress(len(tasks) - len(some) + len(looked_at), len(tasks))
                yield number, inspection

        recalled = self.record.recall(tasks, Task.question, Inspection, made, lasts=lasts)
        found = [self.sharing.inspection(each) for each in recalled]
        self._lost |= {inspection.path for inspection in found if inspection.gave_up}
        for task in tasks:
            if task.path not in looked_at:
                self.watch.look(task.path)
        return found

    def _premises(self) -> str:
        """All that mends depend on besides the turn and the piece of work."""
        rules = {r.id: (r.options, r.knowledge if r.premises is None else r.premises) for r in self.rules}
        state = self.project.state, self.project.snapshot.label, self.workspace.config.history_seconds
        return digest(self._code(), rules, self.bench.known, self.bench.unsafe, state)

    def _inspect_new(self, tasks: Sequence[Task], progress: Progress | None) -> list[Inspection]:
        """Inspect the files that the cache does not know, and remember them."""
        if self.cache is None:
            return self._inspect(tasks, progress)
        by_path = {task.path: task for task in tasks if is_text(task.path)}
        contents = {path: self._question(task) for path, task in by_path.items()}
        shelf = Shelf(self.cache, Inspection, self._state())
        found = shelf.fill(contents, lambda paths: self._inspect([by_path[path] for path in paths], progress), lasts)
        others = self._inspect([task for task in tasks if task.path not in by_path], None)
        return sorted((*found.values(), *others), key=lambda inspection: inspection.path)

    def _question(self, task: Task) -> str:
        """What findings in a file depend on besides what `_state` tells."""
        known = {rule.id: rule.knows(task.path) for rule in self.bench.rules if rule.id in task.rules}
        return digest(task.path, task.rules, task.surroundings, blob_id(plain(task.raw)), known)

    def _state(self) -> str:
        """What findings depend on besides the file: the rules and all they know, the code that runs, its Python."""
        return digest(self._code(), sorted(self.bench.known), {r.id: r.knowledge for r in self.bench.rules})

    def _code(self) -> object:
        places = [Path(__file__), *(Path(getfile(type(rule))) for rule in self.bench.rules)]
        return sys.version, [code_state(place.parent) for place in dict.fromkeys(places)]

    def _speaking(self, path: str, raw: bytes, mends: Rule | None) -> frozenset[str]:
        """The rules to run over a file: none where the rule to mend, or any rule at all, is not concerned.

        A mend is checked by the rules without triggers too: that they were not concerned before tells nothing of after.
        """
        marked = MARKER.encode() in raw
        if mends is not None and not (marked or mends.concerns(path, raw)):
            return frozenset()
        rules = self.rules
        concerned = {rule.id for rule in rules if marked or rule.concerns(path, raw)}
        if not concerned:
            return frozenset()
        checking = {rule.id for rule in rules if not rule.triggers} if mends is not None else set()
        allowed = frozenset(concerned | checking) - self._ignored(path)
        return allowed if mends is None or mends.id in allowed else frozenset()

    def _ignored(self, path: str) -> frozenset[str]:
        return self.workspace.ignored_rules(path)

    @cached_property
    def _taken(self) -> Mapping[str, frozenset[str]]:
        names = sorted({name for rule in self.rules for name in rule.releases})
        return taken_names(self.project.contents, names) if names else {}
