"""What makes an answer doubtful for which everything seems to speak.

A file that imports the name from one place, under another name which it forgets, hardly means that of a second place.

A class of one plain word, `Context` or `Event`, is had from many packages. A file that takes names from a package which
has it, or which is not there to be looked into, may as well have taken this one from it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from remend.index.imports import from_imports
from remend.index.index import Definition, ImportSite
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.familiar import CONTESTED
from remend.rules.undefined_name.ground import Ground, distance
from remend.rules.undefined_name.kin import Kin

_ONE_HUMP = re.compile(r"[A-Z][a-z]+")
_MANY = 5
"""How many files have to import a thing, wherever they lie, so that it is what the project means by the word."""


class Doubts:
    """Knows where a class of one plain word may be another package's."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._index = ground.index
        self._kin = Kin(ground.index)

    def __call__(self, question: Question, chosen: Candidate) -> str:
        """Half a sentence on why the answer is not to be relied on; empty where it is."""
        forgotten = None if chosen.rename else self._kin.forgotten(question.module, question.name)
        if forgotten is not None and not self._is(chosen, forgotten[1]):
            return f"the file imports {question.name} from elsewhere as {forgotten[0]}, which it never uses"
        if chosen.rename or not _ONE_HUMP.fullmatch(question.name):
            return ""
        found = self._index.resolve(f"{chosen.module}.{chosen.name}") if chosen.name else None
        if found is None and chosen.module not in CONTESTED:
            return ""
        package = next(self._others(question, chosen), "")
        if not package or self._is_at_hand(question, chosen, found):
            return ""
        return f"{question.name} may be from {package} as well, which the file imports from"

    def _is(self, chosen: Candidate, found: Definition | None) -> bool:
        return found is not None and self._index.resolve(f"{chosen.module}.{chosen.name}") == found

    def _others(self, question: Question, chosen: Candidate) -> Iterator[str]:
        """The packages besides that the file takes names from, and that have this one or cannot be looked into."""
        beside = chosen.module.partition(".")[0]
        for module, _ in from_imports(question.module.source.text.encode("utf-8", "replace")):
            top = module.partition(".")[0]
            if top in ("", beside) or top in sys.stdlib_module_names or top in self._index.modules.top_level:
                continue
            if self._ground.has_outside(top, question.name) is not False:
                yield top

    def _is_at_hand(self, question: Question, chosen: Candidate, found: Definition | None) -> bool:
        """Whether the file or its folder has to do with the module, or many files mean the same by the word."""
        if chosen.module in self._kin.taken_from(question.path):
            return True
        if any(each.module == chosen.module and each.name for each in question.beside):
            return True
        if found is not None and self._is_near(question, found):
            return True
        paths = {site.path for site in self._index.importers(question.name) if self._is_same(site, chosen, found)}
        return len(paths) >= _MANY or any(distance(question.path, path) == 0 for path in paths)

    def _is_near(self, question: Question, found: Definition) -> bool:
        return distance(question.path, found.path) == 0 or self._kin.is_close(question.path, found.path)

    def _is_same(self, site: ImportSite, chosen: Candidate, found: Definition | None) -> bool:
        origin = self._index.origin(site)
        return origin == f"{chosen.module}.{chosen.name}" if found is None else self._index.resolve(origin) == found
