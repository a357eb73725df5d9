"""What a file's own history says about a name: an import of it that an earlier commit removed or changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from remend.git.lost import LostImport
from remend.index.index import Index
from remend.index.modules import absolute
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.similar import stands_everywhere

_CERTAIN = 0.95
_MOST_ASKED = 3

Losses = Mapping[tuple[str, str], Sequence[LostImport]]


class Past:
    """Knows what an undefined name was in earlier versions of its file."""

    def __init__(self, losses: Losses, index: Index) -> None:
        self._losses = losses
        self._index = index

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """The newest import of the name that can be had again, else the name that took its place elsewhere."""
        losses = self._losses.get((question.path, question.name), ())[:_MOST_ASKED]
        for loss in losses:
            found = self._restored(loss) or self._renamed(loss, question)
            if found is not None:
                return (found,)
        return ()

    def _restored(self, loss: LostImport) -> Candidate | None:
        module = self._module(loss)
        if not module or not self._exists(module, loss.name):
            return None
        evidence = f"{_when(loss)} removed this import from the file, which still uses it"
        return Candidate(module=module, name=loss.name, alias=loss.alias, weight=_CERTAIN, evidence=(evidence,))

    def _renamed(self, loss: LostImport, question: Question) -> Candidate | None:
        """The name that the same commit put in its place on other lines, where the file binds that."""
        if not loss.renamed_uses:
            return None
        name, count = loss.renamed_uses[0]
        if not stands_everywhere(question, name):
            return None
        gone = ".".join(filter(None, (self._module(loss), loss.name)))
        places = "one other place" if count == 1 else f"{count} other places"
        evidence = f"{_when(loss)} removed the import of {gone}, and put `{name}` in its place at {places}"
        return Candidate(rename=name, weight=_CERTAIN, evidence=(evidence,))

    def _module(self, loss: LostImport) -> str:
        """The module that was imported, as an absolute name."""
        name = self._index.modules.name(loss.path)
        return absolute(loss.module, name, is_package=loss.path.endswith("__init__.py"))

    def _exists(self, module: str, name: str) -> bool:
        """Whether the import can still work, as far as the project tells."""
        modules = self._index.modules
        if module.partition(".")[0] not in modules.top_level:
            return True
        path = modules.find(module)
        if not name or path is None:
            return self._index.has_module(f"{module}.{name}".rstrip("."))
        return self._index.defines(path, name)


def _when(loss: LostImport) -> str:
    return f"commit {loss.commit[:9]} of {loss.date}"
