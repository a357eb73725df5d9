"""Under which other name a module has what is asked of it."""

from __future__ import annotations

from remend.index.index import Index
from remend.rules.broken_import.alike import is_like, is_near, names_like
from remend.rules.broken_import.answer import Answer, Candidate
from remend.rules.broken_import.demands import Demands
from remend.rules.broken_import.past import Past, Renaming
from remend.rules.broken_import.target import Target


class Renames:
    """Looks for names that took the place of missing ones in their module, by the history and by likeness."""

    def __init__(self, index: Index, past: Past, demands: Demands) -> None:
        self._index = index
        self._past = past
        self._demands = demands

    def certain(self, path: str, asked: Target, missing: Target) -> Answer | None:
        """The module has the thing under another name."""
        module = self._index.modules.find(missing.module)
        if not missing.name or module is None:
            return None
        for renaming in self._past.renamed(asked):
            found = self._index.lookup(module, renaming.name) if renaming.is_sure else None
            if found is not None:
                doubt = self._demands.fit(path, asked, found).against
                return Answer(missing=missing, chosen=_renamed_to(renaming, missing), unsafe_because=doubt)
        return None

    def likely(self, asked: Target, missing: Target) -> Answer | None:
        """The module has what may be the thing under another name: much of it is the same, or at least the name."""
        module = self._index.modules.find(missing.module)
        if not missing.name or module is None:
            return None
        found = tuple(
            _renamed_to(renaming, missing)
            for renaming in self._past.renamed(asked)
            if self._index.lookup(module, renaming.name) is not None
            and (renaming.is_alike or is_like(missing.name, renaming.name))
        )
        if len(found) == 1:
            doubt = f"{found[0].name} took its place, but may be another thing"
            return Answer(missing=missing, chosen=found[0], unsafe_because=doubt)
        return Answer(missing=missing, others=found, reason=f"{len(found)} names took its place") if found else None

    def alike(self, path: str, asked: Target, missing: Target) -> Answer | None:
        """The module defines something under a like name, one thing, that takes all that the file does with it."""
        module = self._index.modules.find(missing.module)
        if not missing.name or module is None:
            return None
        own = {fact.name for fact in self._index.facts[path].imports}
        found = [
            (name, fit)
            for name, definition in names_like(self._index, module, missing.name)
            if name not in own and not (fit := self._demands.fit(path, asked, definition)).against
        ]
        if len(found) != 1 or not found[0][1].confirmed:
            return None
        name = found[0][0]
        if not is_near(missing.name, name) and not self._demands.tell_apart(path, asked):
            return None
        evidence = f"{missing.module} has {name}, which takes what this file asks of {missing.name}"
        chosen = Candidate(module=missing.module, name=name, evidence=(evidence,))
        return Answer(
            missing=missing, chosen=chosen, unsafe_because="nothing but a like name tells that it is the same"
        )


def _renamed_to(renaming: Renaming, missing: Target) -> Candidate:
    return Candidate(module=missing.module, name=renaming.name, evidence=(renaming.evidence,))
