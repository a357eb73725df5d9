"""All that the search for what has to become async goes by, of one project."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cached_property

from remend.index.calls import find_calls, gather_calls
from remend.index.extract import extract
from remend.index.index import Index
from remend.index.narrow import overlaid
from remend.inference.infer import Inference
from remend.inference.references import Files
from remend.project import Project
from remend.rules.missing_await.known import Known
from remend.rules.missing_await.lore import Learned
from remend.rules.missing_await.propagate.callers import Callers
from remend.rules.missing_await.propagate.family import Families
from remend.rules.missing_await.propagate.trials import Trials


class Ground:
    """One project.

    Attributes:
        project: its files.
        known: its coroutine functions, with the calls of all its files.
        public: patterns of the dotted names that others may call.
        files: its files, parsed as they are asked for.
    """

    def __init__(self, project: Project, known: Known, public: tuple[str, ...]) -> None:
        every = list(project.contents)
        self.project = project
        self.known = known.changed(calls=gather_calls(project.snapshot, every, project.cache))
        self.public = public
        self.index = known.inference.index
        self.files = Files(known.inference, project.contents)
        self.reach = frozenset(project.reach)

    @cached_property
    def callers(self) -> Callers:
        """Who calls what."""
        return Callers(self.files, self.known.calls, self.definers)

    @cached_property
    def families(self) -> Families:
        """Which methods belong together."""
        return Families(self.index)

    @cached_property
    def trials(self) -> Trials:
        """How tests are run."""
        return Trials(self.project.snapshot.paths, self.project.snapshot.read)

    @cached_property
    def programs(self) -> str:
        """What the settings of the project say, where programs may be declared by the functions they start with."""
        names = [p for p in self.project.snapshot.paths if p.endswith(("pyproject.toml", "setup.cfg"))]
        return "\n".join(raw.decode("utf-8", "replace") for _, raw in self.project.snapshot.read_many(names))

    @cached_property
    def definers(self) -> Mapping[str, frozenset[tuple[str, int]]]:
        """The places of all functions and methods of each name that are not async."""
        found: dict[str, set[tuple[str, int]]] = {}
        for path, facts in self.index.facts.items():
            for function in (*facts.functions, *(method for owner in facts.classes for method in owner.methods)):
                if not function.is_async:
                    found.setdefault(function.name, set()).add((path, function.line))
        return {name: frozenset(places) for name, places in found.items()}

    def after(self, changed: Mapping[str, bytes], names: frozenset[str]) -> Known:
        """What would be known with the content of some files replaced; `names` are those of new coroutine functions."""
        facts = overlaid(self.project.index.facts, {path: extract(path, raw) for path, raw in changed.items()})
        index = self.project.widened(Index(facts, self.project.modules))
        known = self.known.changed(
            inference=Inference(index, self.known.inference.keeping),
            calls={**self.known.calls, **{path: find_calls(raw) for path, raw in changed.items()}},
            contents=overlaid(self.known.contents, changed),
        )
        lore = self.known.lore
        assert isinstance(lore, Learned)
        return dataclasses.replace(
            known,
            lore=dataclasses.replace(
                lore, names=lore.names | names | {f".{name}" for name in names}, plain=lore.plain - names
            ),
        )
