"""An index that notes what it is asked.

What was worked out from it holds until one of those questions is answered otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from remend.index.bound import Fact
from remend.index.facts import Facts, Import
from remend.index.index import Index
from remend.index.modules import Modules

Question = tuple[str, ...]
"""What kind of question it is, and what it is about."""

FACTS, MODULE, NAME, FOLDER = "facts", "module", "name", "folder"
"""The kinds that an index is asked: what a file says, which file a module is, its name, whether it is a folder."""


class Traced(Index):
    """The same index as another one, with the `questions` about the project that were put to it."""

    def __init__(self, index: Index) -> None:
        self.questions: set[Question] = set()
        self._index = index
        super().__init__(_Facts(index.facts, self.questions), _Modules(index.modules, self.questions), index.narrow)

    def has_module(self, dotted: str) -> bool:
        """Asked of the other index, which looks through all modules once for that."""
        self.questions.add((FOLDER, dotted))
        return self._index.has_module(dotted)

    def _bound(self, path: str) -> Mapping[str, Fact | Import]:
        _note(self.questions, path)
        return super()._bound(path)


class _Facts(Mapping[str, Facts]):
    """Facts by path, with a note of each that is asked for; to go through all of them is not noted."""

    def __init__(self, facts: Mapping[str, Facts], questions: set[Question]) -> None:
        self._facts = facts
        self._questions = questions

    def __getitem__(self, path: str) -> Facts:
        _note(self._questions, path)
        return self._facts[path]

    def __contains__(self, path: object) -> bool:
        if isinstance(path, str):
            _note(self._questions, path)
        return path in self._facts

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


class _Modules(Modules):
    """Modules, with a note of each that is looked for."""

    def __init__(self, modules: Modules, questions: set[Question]) -> None:
        self._modules = modules
        self._questions = questions
        self.roots = modules.roots

    @property
    def top_level(self) -> frozenset[str]:
        """Not noted: nothing that is kept goes by it."""
        return self._modules.top_level

    def names(self, path: str) -> tuple[str, ...]:
        """Noted as the first of them is."""
        _note(self._questions, path, NAME)
        return self._modules.names(path)

    def name(self, path: str) -> str:
        """The first of its names, empty where it has none."""
        _note(self._questions, path, NAME)
        return self._modules.name(path)

    def find(self, name: str) -> str | None:
        """The path of the module called `name`, or None."""
        self._questions.add((MODULE, name))
        return self._modules.find(name)


def _note(questions: set[Question], path: str, kind: str = FACTS) -> None:
    if not path.startswith(("<", "/")):  # what lies beyond the project changes with what is installed
        questions.add((kind, path))
