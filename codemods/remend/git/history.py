"""What the history of a repository tells about names that are gone: imports, definitions, modules, botched sweeps.

Every question is asked once for all files. The commits are listed once, which reads no file; then the versions of just
the asked-for files are read and compared as Python, not as lines, so that it does not matter how an import is laid out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from remend.cache import Cache
from remend.git.command import GitCommand

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, order=True)
class Imported:
    """An import: `from module import name as alias`; `name` is empty for `import module`, `alias` where it has none."""

    module: str
    name: str = ""
    alias: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LostImport:
    """An import that a commit removed from a file, or changed so that it no longer binds the name.

    `date` is the day, as ISO. `module` has leading dots where it is relative to `path`, which is what the file was
    called before that commit. `became` are the imports that the same commit added to the file; `renamed_uses` the names
    that took the place of this one on lines that are otherwise the same, with how often, the most frequent first.
    """

    commit: str
    date: str
    subject: str
    path: str
    module: str
    name: str
    alias: str
    became: tuple[Imported, ...] = ()
    renamed_uses: Counts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LostDefinition:
    """A name that a commit removed from a module; `kind` is `class`, `function`, `name` or `import`.

    `added` are the names of that kind that the commit added to the module, `renamed` those that took its place on lines
    that are otherwise the same, with how often, and `moved_to` the files that it added a definition of this name to.
    """

    commit: str
    date: str
    subject: str
    path: str
    kind: str
    added: tuple[str, ...] = ()
    renamed: Counts = ()
    moved_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """The newest commit that brought a name into a file; `before` is what stood on the same lines, with how often."""

    commit: str
    date: str
    subject: str
    before: Counts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A commit that renamed a file, or deleted it (`new` is None).

    `new` is where the file is in the commit that history is told from, after all later renames, which are in `via`.
    `similarity` is in percent, of the least similar step.
    """

    commit: str
    date: str
    subject: str
    old: str
    new: str | None
    similarity: int
    via: tuple[str, ...] = ()


class History:
    """The history of one commit; made by `Repository.history`.

    Attributes:
        was_cut: whether the time ran out, so that answers hold what was found till then.
        gaps: what this copy of the repository lacks, as sentences.
    """

    def __init__(self, command: GitCommand, commit: str, budget_seconds: float, cache: Cache | None = None) -> None:
        self.commit = commit
        self._command, self._cache, self._budget = command, cache, budget_seconds
        self.was_cut = False
        self.gaps: tuple[str, ...] = ()

    def lost_imports(self, wanted: Mapping[str, frozenset[str]]) -> Mapping[tuple[str, str], tuple[LostImport, ...]]:
        """Imports that earlier versions of a file had for names it has no binding for now, the newest loss first.

        `wanted` maps paths to names; the answer has only those (path, name) that something was found for.
        """
        return {}

    def moves(self, missing: frozenset[str]) -> Mapping[str, tuple[Move, ...]]:
        """The commits that renamed or deleted each of these files, the newest first."""
        return {}

    def lost_definitions(self, wanted: Mapping[str, frozenset[str]]) -> Mapping[tuple[str, str], LostDefinition]:
        """The newest commit that removed each name from the module level of a file, which may be gone itself."""
        return {}

    def uses_replaced(self, wanted: Mapping[str, frozenset[str]]) -> Mapping[tuple[str, str], Replaced]:
        """The newest commit that brought each name into its file, and what stood there before."""
        return {}
