"""A name that a folder gives to all that it takes from one package: `Cart as CartPayload`, `User as UserPayload`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import msgspec

from remend.index.facts import Import
from remend.index.index import ImportSite
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.ground import Ground
from remend.rules.undefined_name.nicknames import Source

_CUSTOM = 3
"""How many things a folder has to rename alike before it does so by custom."""

MOST = 200
"""Files of a folder above which nobody reads them all for one name (an assumption)."""


class Affix(NamedTuple):
    """What stands before and after the thing's own name, and the package that the things so called come from."""

    before: str
    after: str
    package: str


class Affixes:
    """Knows what an undefined name is where the folder's files rename others alike; `definers` are asked for it."""

    def __init__(self, ground: Ground, definers: Source) -> None:
        self._index = ground.index
        self._definers = definers
        self._customs = lru_cache(maxsize=None)(self._find_customs)

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """The things from the right packages that would be called so, equally good; nothing where one is called so."""
        if self._index.definers(question.name):
            return ()
        found = {each.wording: each for each in self._renamed(question)}
        return list(found.values())

    def _renamed(self, question: Question) -> Iterator[Candidate]:
        for affix, names in self._customs(question.path.rpartition("/")[0]).items():
            bare = question.name.removeprefix(affix.before).removesuffix(affix.after)
            if len(names) < _CUSTOM or not bare or f"{affix.before}{bare}{affix.after}" != question.name:
                continue
            said = f"{len(names)} others from {affix.package} are called so: {min(names)}"
            for each in self._definers(replace(question, name=bare)):
                if not each.against and each.name == bare and affix.package in (each.module, _package(each.module)):
                    evidence = (*each.evidence, said)
                    yield msgspec.structs.replace(each, alias=question.name, weight=0.0, evidence=evidence)

    def _find_customs(self, folder: str) -> Mapping[Affix, set[str]]:
        """What the files of a folder rename, by how; only renamed names that keep their own in the new one."""
        customs: dict[Affix, set[str]] = defaultdict(set)
        paths = [path for path in self._index.facts if path.rpartition("/")[0] == folder]
        for path, facts in self._index.each(paths if len(paths) <= MOST else ()):
            for fact in facts.imports:
                affix = self._affix(path, fact) if fact.is_renamed and not fact.is_module else None
                if affix is not None:
                    customs[affix].add(fact.name)
        return customs

    def _affix(self, path: str, fact: Import) -> Affix | None:
        module, _, name = self._index.origin(ImportSite(path, fact)).rpartition(".")
        before, own, after = fact.name.partition(name)
        return Affix(before, after, _package(module)) if own and own != fact.name and _package(module) else None


def _package(module: str) -> str:
    return module.rpartition(".")[0]
