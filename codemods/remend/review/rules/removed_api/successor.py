"""Where something that went probably is now: told by its name, its text, and what stands in its place elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from remend.git.lines import replaced
from remend.index.facts import Class, Facts, Function
from remend.index.roles import is_test
from remend.review.ends import Ends
from remend.review.rules.removed_api.code import body, definitions
from remend.review.rules.removed_api.compare import Gone, Kind

_LEAST_MOVED = 50
_LEAST_RENAMED = 70
_FEWEST_LINES = 3


@dataclass(frozen=True, slots=True)
class Successor:
    """What took the place of something: its dotted name, where it is, and why it is held to be that.

    Without a path it is only what the range wrote in its place, and `evidence` how often. `percent` tells how many of
    its lines are the same where lines were compared, the old name taken for the new one; else it is 0.
    """

    name: str
    path: str
    line: int
    evidence: str
    is_renamed: bool = False
    percent: int = 0


class Successors:
    """Looks for what the files that differ have anew."""

    def __init__(self, ends: Ends) -> None:
        self._ends = ends
        self._index = ends.head.index
        self._texts: dict[tuple[bool, str], Mapping[str, list[str]]] = {}

    def of(self, gone: Gone) -> Successor | None:
        """The likely place of something that went; None where nothing tells of one."""
        if gone.kind is Kind.MODULE:
            return self._module(gone)
        before = self._text(gone.place.old, is_head=False).get(gone.place.symbol)
        if before is None:
            return self._moved_name(gone)
        found = [*self._candidates(gone, before)]
        return max(found, key=lambda pair: pair[0])[1] if found else self._in_its_place(gone)

    def _module(self, gone: Gone) -> Successor | None:
        renamed = next((c.new for c in self._ends.python if c.old == gone.place.old and c.new), None)
        if renamed is not None:
            return self._at(renamed, "git takes the two files for one")
        facts = self._ends.base.index.facts[gone.place.old]
        names = [*(each.name for each in facts.functions), *(each.name for each in facts.classes)]
        places = Counter(path for name in names for path, *_ in self._anew(name, gone.place.old))
        if not places:
            return None
        path, count = min(places.items(), key=lambda item: (-item[1], item[0]))
        if 2 * count < len(names):
            return None
        return self._at(path, f"{count} of its {len(names)} functions and classes are defined there now")

    def _at(self, path: str, evidence: str) -> Successor:
        return Successor(self._index.modules.name(path) or path, path, 0, evidence)

    def _moved_name(self, gone: Gone) -> Successor | None:
        """A plain name that one other module has anew."""
        if gone.owner is not None:
            return None
        found = [*self._anew(gone.place.name, gone.place.old)]
        if len(found) != 1:
            return None
        path, symbol, line = found[0]
        return Successor(self._dotted(path, symbol), path, line, "the range defines it there")

    def _anew(self, name: str, old: str) -> Iterator[tuple[str, str, int]]:
        """The modules that define a name which they did not define before."""
        base = self._ends.base.index
        had = {found.path for found in base.definers(name)} - {old}
        old_path = self._ends.old_path
        for found in self._index.definers(name):
            before = old_path.get(found.path)
            is_new = before is not None and before != old and before not in had
            if is_new and found.fact is not None and not is_test(found.path):
                yield found.path, name, found.fact.line

    def _candidates(self, gone: Gone, before: list[str]) -> Iterator[tuple[tuple[int, bool], Successor]]:
        """What may be the same thing, with how much of it is the same and whether it keeps its name."""
        for path, symbol, line in self._likely(gone):
            after = self._text(path, is_head=True).get(symbol)
            name = symbol.rpartition(".")[2]
            percent = _percent(before, gone.place.name, after, name) if after is not None else 0
            keeps_name = name == gone.place.name
            is_telling = min(len(before), len(after or ())) >= _FEWEST_LINES
            if percent >= (_LEAST_MOVED if keeps_name else _LEAST_RENAMED) and (keeps_name or is_telling):
                evidence = f"{percent} % of its lines are the same"
                dotted = self._dotted(path, symbol)
                found = Successor(dotted, path, line, evidence, is_renamed=not keeps_name, percent=percent)
                yield (percent, keeps_name), found

    def _likely(self, gone: Gone) -> Iterator[tuple[str, str, int]]:
        """The functions and classes that the range brought: of its name anywhere, of any name beside it."""
        name, base, head = gone.place.name, self._ends.base.index, self._index
        for new, old in self._ends.old_path.items():
            if new not in head.facts:
                continue
            had = dict(_definitions(base.facts[old])) if old in base.facts else {}
            is_beside = new == gone.place.new
            for symbol, fact in _definitions(head.facts[new]):
                is_named = symbol.rpartition(".")[2] == name
                is_same_kind = isinstance(fact, Class) == (gone.kind is Kind.CLASS)
                if symbol not in had and is_same_kind and (is_named or is_beside):
                    yield new, symbol, fact.line

    def _in_its_place(self, gone: Gone) -> Successor | None:
        """What the range wrote where the name stood, on lines that are otherwise the same."""
        if gone.kind not in (Kind.FUNCTION, Kind.CLASS):
            return None
        count: Counter[str] = Counter()
        files = 0
        name = gone.place.name.encode()
        for change in self._ends.python:
            if change.old and change.new and name in self._ends.before(change):
                found = dict(replaced(self._ends.before(change), self._ends.after(change), gone.place.name))
                count.update(found)
                files += bool(found)
        if not count:
            return None
        best, times = min(count.items(), key=lambda item: (-item[1], item[0]))
        if 2 * times <= count.total() or best.startswith("self."):
            return None
        written = f"{_times(times)}, in {files} file{'s' * (files > 1)}"
        return Successor(best, "", 0, written, is_renamed=True)

    def _dotted(self, path: str, symbol: str) -> str:
        return f"{self._index.modules.name(path) or path}.{symbol}"

    def _text(self, path: str, *, is_head: bool) -> Mapping[str, list[str]]:
        key = is_head, path
        if key not in self._texts:
            module = (self._ends.module_after if is_head else self._ends.module_before)(path)
            self._texts[key] = {} if module is None else {n: body(module, d) for n, d in definitions(module).items()}
        return self._texts[key]


def _percent(before: list[str], name: str, after: list[str], other: str) -> int:
    """How much of a definition is the same, its own name aside."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    renamed = [word.sub(other, line) for line in before]
    return int(100 * SequenceMatcher(None, renamed, after, autojunk=False).ratio())


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _definitions(facts: Facts) -> Iterator[tuple[str, Function | Class]]:
    yield from ((fact.name, fact) for fact in facts.functions)
    for owner in facts.classes:
        yield owner.name, owner
        yield from ((f"{owner.name}.{method.name}", method) for method in owner.methods)
