"""Where a module or a name that is gone went, with what speaks for it.

In the order of weight: a commit that moved it; a file of the same name that has all that is asked for; the one other
place that defines the name; another name that took its place. Two places that are equally good are none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

import msgspec

from remend.index.index import Definition, Index
from remend.index.roles import is_source
from remend.rules.broken_import.answer import Answer, Candidate
from remend.rules.broken_import.demands import Demands
from remend.rules.broken_import.find import Finder
from remend.rules.broken_import.past import Past
from remend.rules.broken_import.renames import Renames
from remend.rules.broken_import.target import Target

_STALE = re.compile(
    r"(?:^|[/_.-])(?:backups?|legacy|archived?|deprecated|old|duplicates?|obsolete|examples?)(?=$|[/_.-])"
)


class Successors:
    """Looks for what takes the place of missing imports."""

    def __init__(
        self, index: Index, finder: Finder, past: Past, demands: Demands, may_import: Callable[[str, str], bool]
    ) -> None:
        self._index = index
        self._demands = demands
        self._renames = Renames(index, past, demands)
        self._finder = finder
        self._past = past
        self._may_import = may_import
        self._taken = lru_cache(maxsize=None)(self._find_taken)

    def answers(self, path: str, broken: Mapping[Target, Target]) -> dict[Target, Answer]:
        """An answer for everything that the file at `path` asks for in vain."""
        taken: dict[str, set[str]] = {}
        for asked, missing in broken.items():
            if not missing.name and asked.name not in ("", "*"):
                taken.setdefault(asked.module, set()).add(asked.name)
        return {
            asked: self._answer(path, asked, missing, frozenset(taken.get(asked.module, ())))
            for asked, missing in broken.items()
        }

    def _answer(self, path: str, asked: Target, missing: Target, taken: frozenset[str]) -> Answer:
        lost = self._past.deletion(asked)
        for answer in self._weighed(path, asked, missing, taken):
            if answer is not None:
                return msgspec.structs.replace(answer, missing=missing, lost=lost)
        return Answer(missing=missing, reason=self._nothing(asked), lost=lost)

    def _weighed(self, path: str, asked: Target, missing: Target, taken: frozenset[str]) -> Iterator[Answer | None]:
        """What each kind of evidence says, in the order of its weight."""
        yield self._moved(path, asked, missing)
        if not self._past.moved_to(asked):
            yield self._renames.certain(path, asked, missing)
        yield self._doubted(path, asked, self._same_file(path, asked, missing, taken))
        yield self._doubted(path, asked, self._same_name(path, asked, missing))
        yield self._renames.likely(asked, missing)
        yield self._renames.alike(path, asked, missing)

    def _nothing(self, asked: Target) -> str:
        what = asked.name if asked.name not in ("", "*") else asked.module.rpartition(".")[2]
        return f"nothing that this file may import is called {what}"

    def _moved(self, path: str, asked: Target, missing: Target) -> Answer | None:
        """The module is where a commit moved it to; or the submodule that the name stands for."""
        for new, said in self._past.moves(str(missing)):
            name = self._finder.spelled(new, path)
            if name is None or not self._may_import(path, new):
                continue
            if missing.name:
                module, _, last = name.rpartition(".")
                return _sure(missing, Candidate(module=module, name=last, evidence=(said,))) if module else None
            if asked.name in ("", "*"):
                return _sure(missing, Candidate(module=name, evidence=(said,)))
            if self._index.lookup(new, asked.name) is not None:
                return _sure(missing, Candidate(module=name, name=asked.name, evidence=(said,)))
        return None

    def _same_file(self, path: str, asked: Target, missing: Target, taken: frozenset[str]) -> Answer | None:
        """A module of the same file name, that has all the names that the file takes."""
        if not taken or missing.name:
            return None
        last = missing.module.rpartition(".")[2]
        found = [
            (module, name)
            for module in self._modules_called(last)
            if self._holds(module, taken) and (name := self._reachable(path, module, missing)) is not None
        ]
        if len(found) != 1:
            return None
        name = found[0][1]
        has = "has the name" if len(taken) == 1 else f"has all {len(taken)} names"
        evidence = (f"{name} is the one module called {last} that {has} asked for",)
        chosen = Candidate(module=name, name=asked.name, evidence=evidence)
        doubt = self._foreign(path, missing, name)
        if found[0][0] not in self._past.moved_to(asked):
            doubt = self._past.had_its_own(asked) or self._past.untold(asked) or doubt
        return Answer(missing=missing, chosen=chosen, unsafe_because=doubt)

    def _holds(self, module: str, names: frozenset[str]) -> bool:
        """Whether a module has all of the names, and one at least as its own; a package may pass on what it likes."""
        found = [self._index.lookup(module, name) for name in names]
        own = module.endswith("/__init__.py") or any(each is not None and each.path == module for each in found)
        return own and None not in found

    def _same_name(self, path: str, asked: Target, missing: Target) -> Answer | None:
        """The name is defined elsewhere in the project, in one place or in one that the others take it from."""
        if asked.name in ("", "*"):
            return None
        found: dict[Definition, Candidate] = {}
        counts: dict[Definition, int] = {}
        moved = self._past.moved_to(asked)
        for definition in self._index.definers(asked.name):
            name = self._reachable(path, definition.path, missing)
            if name is not None and name != missing.module:
                ways = self._ways(definition, asked.name, path)
                counts[definition] = sum(ways.values())
                module = min(ways, key=lambda way: (-ways[way], way.count("."), way), default=name)
                found[definition] = Candidate(module=module, name=asked.name)
        if not found:
            return None
        by_commit = [definition for definition in found if definition.path in moved]
        best = max(found, key=lambda definition: counts[definition])
        if len(by_commit) == 1 and counts[by_commit[0]] == counts[best]:
            return _sure(missing, _because(found[by_commit[0]], moved[by_commit[0].path]))
        users = counts[best]
        says = f"{users} other file{'s import' if users > 1 else ' imports'} it from there"
        if len(found) == 1:
            chosen = _because(found[best], f"{found[best].module} has the project's one definition of {asked.name}")
            doubt = "nothing but the name tells that it is the same"
            if own := self._past.had_its_own(asked):
                doubt = own
            elif users and not self._past.was_asked(asked):
                doubt = f"the history did not tell whether {asked.module} had a {asked.name} of its own"
            elif users and missing.name and not self._is_beside(best.path, missing.module):
                doubt = f"{missing.module} is there without it, and nothing shows that it ever had it"
            elif users:
                foreign = self._foreign(path, missing, chosen.module)
                return Answer(missing=missing, chosen=_because(chosen, says), unsafe_because=foreign)
            return Answer(missing=missing, chosen=chosen, unsafe_because=doubt)
        if not by_commit and users > 2 and users > 4 * (sum(counts.values()) - users):
            others = tuple(found[each] for each in found if each != best)
            doubt = f"{len(others)} more module{'s define' if len(others) > 1 else ' defines'} {asked.name}"
            return Answer(missing=missing, chosen=_because(found[best], says), others=others, unsafe_because=doubt)
        reason = f"{len(found)} modules define {asked.name} and nothing tells which one is meant"
        return Answer(missing=missing, others=tuple(found.values()), reason=reason)

    def _doubted(self, path: str, asked: Target, answer: Answer | None) -> Answer | None:
        """The answer, unsafe where what is chosen does not allow what the file does with it."""
        if answer is None or answer.chosen is None or answer.unsafe_because:
            return answer
        found = self._index.resolve(str(answer.chosen))
        against = self._demands.fit(path, asked, found).against if found is not None else ""
        return msgspec.structs.replace(answer, unsafe_because=against) if against else answer

    def _is_beside(self, path: str, module: str) -> bool:
        """Whether a file lies in the folder of a module."""
        other = self._index.modules.find(module) or ""
        return path.rpartition("/")[0] == other.rpartition("/")[0]

    def _foreign(self, path: str, missing: Target, module: str) -> str:
        """What is doubtful where a module is of another top-level package, which no file around `path` imports from."""
        top = module.partition(".")[0]
        around = path.partition("/")[0]
        if top == missing.module.partition(".")[0] or around == path:
            return ""
        if any(site.path != path and site.path.startswith(f"{around}/") for site in self._index.importing(module)):
            return ""
        return f"no other file of {around} imports {module}"

    def _reachable(self, path: str, module: str, missing: Target) -> str | None:
        """The name under which `path` may import a module that could take the place of `missing`."""
        if module == path or not is_source(module) or not self._may_import(path, module):
            return None
        if _STALE.search(module) and not _STALE.search(path) and not _STALE.search(missing.module.replace(".", "/")):
            return None
        return self._finder.spelled(module, path)

    def _ways(self, definition: Definition, name: str, path: str) -> Counter[str]:
        """The modules that other files import a definition from, with how many do."""
        ways: Counter[str] = Counter()
        for importer, origin, found in self._taken(name):
            if importer != path and found == definition and self._may_take(path, origin):
                ways[origin.rpartition(".")[0]] += 1
        return ways

    def _find_taken(self, name: str) -> Sequence[tuple[str, str, Definition | None]]:
        """The files that import a name as it is called, each with what it asks for and what that is."""
        sites = (s for s in self._index.importers(name) if not (s.fact.is_module or s.fact.is_renamed))
        origins = [(site.path, self._index.origin(site)) for site in sites]
        found = {origin: self._index.resolve(origin) for origin in {origin for _, origin in origins}}
        return [(path, origin, found[origin]) for path, origin in origins]

    def _may_take(self, path: str, origin: str) -> bool:
        through = self._index.modules.find(origin.rpartition(".")[0])
        return (
            through is not None
            and through != path
            and self._may_import(path, through)
            and is_source(through)
            and self._finder.spelled(through, path) is not None
        )

    def _modules_called(self, last: str) -> Iterable[str]:
        return self._by_last_part.get(last, ())

    @cached_property
    def _by_last_part(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for path in self._index.facts:
            found.setdefault(path.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2], []).append(path)
        return {part: tuple(paths) for part, paths in found.items()}


def _sure(missing: Target, chosen: Candidate) -> Answer:
    return Answer(missing=missing, chosen=chosen)


def _because(candidate: Candidate, *evidence: str) -> Candidate:
    return msgspec.structs.replace(candidate, evidence=(*candidate.evidence, *evidence))
