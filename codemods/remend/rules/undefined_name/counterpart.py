"""What files of one name import each from below its own folder, as every `urls.py` from its `views`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remend.index.index import Definition
from remend.naming.fit import fits
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.ground import Ground
from remend.rules.undefined_name.units import Units


class Counterpart:
    """Knows what an undefined name is where files of the same name, in other folders, take it from below their own."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._index = ground.index
        self._units = Units(ground)

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """The definition that lies to this file as others lie to their importers, if it is one and fits."""
        found = {each.path: each for each in self._counterparts(question) if self._may_be_meant(question, each)}
        if len(found) != 1:
            return ()
        (one,) = found.values()
        assert one.fact is not None
        file = question.path.rpartition("/")[2]
        said = f"{one.path} defines it in line {one.fact.line}, and another {file} takes its own from such a module"
        return (Candidate(module=self._units.name(question.path, one.path), name=question.name, evidence=(said,)),)

    def _counterparts(self, question: Question) -> Iterator[Definition]:
        folder, _, file = question.path.rpartition("/")
        for site in self._index.importers(question.name):
            other, _, name = site.path.rpartition("/")
            target = self._index.resolve(self._index.origin(site)) if name == file and other != folder else None
            if target is None or target.fact is None or not target.path.startswith(f"{other}/"):
                continue
            own = f"{folder}/{target.path.removeprefix(f'{other}/')}"
            found = self._index.lookup(own, question.name) if own in self._index.facts else None
            if found is not None and found.path == own:
                yield found

    def _may_be_meant(self, question: Question, found: Definition) -> bool:
        return (
            found.path != question.path
            and found.fact is not None
            and bool(self._index.modules.name(found.path))
            and self._ground.may_import(question.path, found.path)
            and self._units.reaches(question.path, found.path)
            and fits(self._index, found, question.uses).is_possible
        )
