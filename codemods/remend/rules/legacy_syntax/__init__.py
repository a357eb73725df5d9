"""The rule `legacy-syntax`: a file that only Python 2 can run."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import ClassVar

from remend.legacy.concepts import CONCEPTS
from remend.legacy.evidence import MAY_TELL
from remend.legacy.modernized import Place
from remend.model import Safety, Severity
from remend.module import Surroundings
from remend.project import Project
from remend.rule import Keeps, Mends, Options
from remend.rules.legacy_syntax.beside import beside, meant, siblings
from remend.source import Source
from remend.text_rule import Reading, TextRule

_METHODS = sorted({method for concept in CONCEPTS.values() for method in concept.methods})
_DEFINED = re.compile(rf"^[ \t]+def ({'|'.join(_METHODS)})\((.*)".encode(), re.MULTILINE)


class LegacySyntaxOptions(Options, frozen=True):
    """`python2` says that the project holds Python 2 that is to become Python 3."""

    python2: bool = False


class LegacySyntax(TextRule):
    """A file that only Python 2 can run.

    Where Python 3 cannot parse it, it cannot be imported, and no other rule can look at it; where it can, it fails once
    it gets to what only Python 2 has, such as `unicode`, `d.has_key` or `urllib2`.

    The mend writes it as Python 3, one concept a commit: print statements, except clauses, literals, modules that have
    moved. The file parses once all that concerns it has been mended; it is mended whole or left as it is. In a file
    that parses only what Python 3 does not have is mended, and with it what gives no list any more, such as `map`; none
    of it where the file asks which Python it runs on, imports `six` or `future`, or tries. What does something else in
    Python 3 without looking different, such as a division of whole numbers, is told with its line.
    """

    id = "legacy-syntax"
    summary = "a file that only Python 2 can run"
    subject = "write Python 3"
    safety = Safety.SAFE
    severity = Severity.HIGH
    price = 6
    options_type = LegacySyntaxOptions
    example_options = (("python2", True),)
    examples: ClassVar[tuple[Mends | Keeps, ...]] = (
        Mends(
            "try:\n    print stock[name],\nexcept KeyError, error:\n    print >>log, `error`\n",
            "try:\n    print(stock[name], end=' ')\nexcept KeyError as error:\n    print(repr(error), file=log)\n",
            title="statements and expressions that Python 3 writes otherwise",
        ),
        Mends(
            "import Queue\n\nqueue = Queue.Queue(0777L)\nprint queue\n",
            "import queue as Queue\n\nqueue = Queue.Queue(0o777)\nprint(queue)\n",
            title="a module that has moved, and whose new name the file uses for something else",
        ),
        Mends(
            "print orders.items()\n",
            "print(list(orders.items()))\n",
            title="what is called may be no dict",
            unsafe=True,
        ),
        Mends(
            "import urllib2\n\npage = urllib2.urlopen(unicode(address))\n",
            "import urllib.request, urllib.error, urllib.parse\n\npage = urllib.request.urlopen(str(address))\n",
            title="Python 3 parses it and cannot run it",
        ),
        Keeps(
            "try:\n    text = unicode\nexcept NameError:\n    text = str\n",
            because="the file runs on both",
        ),
        Keeps(
            "True = 1\nprint True\n", because="nothing takes the place of a name that cannot be assigned", found=True
        ),
    )
    options: LegacySyntaxOptions

    def __init__(self, options: LegacySyntaxOptions) -> None:
        super().__init__(options)
        self._suspects: frozenset[str] = frozenset()
        self._doubts: dict[str, str] = {}
        self._beside: Mapping[str, frozenset[str]] = {}
        self._meant: Mapping[str, frozenset[str]] = {}
        self._modules: frozenset[str] = frozenset()

    @property
    def is_ready(self) -> bool:
        """Only where the configuration says that there is Python 2 to mend: to leave it is a choice as well."""
        return self.options.python2

    @property
    def premises(self) -> object:
        return self.options

    def survey(self, project: Project) -> None:
        """Learn which files do not parse, what their neighbours are called, and which methods the project defines."""
        facts = project.index.facts
        self._suspects = frozenset(path for path in project.reach if path not in facts or not facts[path].parses)
        self._modules = project.modules.top_level
        self._beside = siblings(project)
        self._meant = meant(project, self._beside)
        self._doubts = _doubts(project, self._suspects)

    def concerns(self, path: str, raw: bytes) -> bool:
        """Whether Python cannot parse the file, or it may use or import what only Python 2 has or finds."""
        return path in self._suspects or MAY_TELL.search(raw) is not None or path in self._meant

    @property
    def knowledge(self) -> object:
        """The methods that the project defines, and the names of its modules."""
        return self.options, self._doubts, self._modules

    def knows(self, path: str) -> object:
        """The modules beside the file, and which of them it means."""
        place = self._place(path)
        return place.siblings, place.meant

    def titles_for(self, concept: str) -> tuple[str, ...]:
        """What becomes of the concept, else what becomes of the file."""
        return (CONCEPTS[concept].title, *self.titles) if concept in CONCEPTS else ("indent with spaces", *self.titles)

    def read(
        self,
        source: Source,
        surroundings: Surroundings,  # noqa: ARG002 (the index knows more)
        tree: ast.Module | None,
    ) -> Reading | None:
        """What fissix makes of the file."""
        from remend.rules.legacy_syntax.reading import read_file  # noqa: PLC0415 (only here fissix is needed)

        return read_file(source, self._place(source.path), self._doubts, tree)

    def _place(self, path: str) -> Place:
        return Place(
            siblings=beside(path, self._beside),
            meant=self._meant.get(path, frozenset()),
            modules=self._modules,
        )


def _doubts(project: Project, suspects: frozenset[str]) -> dict[str, str]:
    """By the names of methods where the project defines one of its own, which a mend of its calls would go past."""
    found: dict[str, str] = {}
    for path in sorted(project.contents):
        for method, rest in _DEFINED.findall(project.contents[path]):
            is_iterator = method == b"next" and rest.replace(b" ", b"").startswith(b"self)") and path in suspects
            if not is_iterator:
                found.setdefault(method.decode(), f"{path} defines a method {method.decode()} of its own")
    return found
