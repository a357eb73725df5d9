"""The dotted names that expressions of a file have by way of imports, those through re-exports of the project too."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence

from remend.index.facts import Guard
from remend.index.index import Index
from remend.module import Module, Site
from remend.templates.names import Names
from remend.templates.term import Kind

_MOST_STEPS = 8


class Home:
    """The code base, as far as names are followed through it; `index` is None where nothing of it is known."""

    def __init__(self, index: Index | None = None) -> None:
        self._index = index
        self._known: dict[str, str] = {}

    def canonical(self, dotted: str) -> str:
        """The name under which something is defined, for one under which the project offers it."""
        if self._index is None or dotted.partition(".")[0] not in self._index.modules.top_level:
            return dotted
        if dotted not in self._known:
            found = dotted
            for _ in range(_MOST_STEPS):
                further = self._step(found, self._index)
                if not further:
                    break
                found = further
            self._known[dotted] = found
        return self._known[dotted]

    @staticmethod
    def _step(dotted: str, index: Index) -> str:
        """What the module that a name is taken from imports under it; empty where it imports nothing of the kind."""
        parts = dotted.split(".")
        for count in range(len(parts) - 1, 0, -1):
            path = index.modules.find(".".join(parts[:count]))
            if path is not None and path in index.facts:
                binding = [fact for fact in index.facts[path].imports if fact.name == parts[count]]
                is_certain = len(binding) == 1 and binding[0].guard is Guard.NONE
                return index.named(path, ".".join(parts[count:])) if is_certain else ""
        return ""


class Resolver:
    """What the names of one file lead to."""

    def __init__(self, module: Module, home: Home) -> None:
        self.module = module
        self.home = home
        self.names = Names(module, module.surroundings.name, module.path)
        self._known: dict[ast.AST, str] = {}

    def dotted(self, path: tuple[ast.AST, ...]) -> str:
        """The dotted name of the last node of `path`; empty where it has none, or more than one."""
        node = path[-1]
        if node not in self._known:
            self._known[node] = self._work_out(path)
        return self._known[node]

    def _work_out(self, path: tuple[ast.AST, ...]) -> str:
        root = root_of(path)
        if root is None:
            return ""
        meaning = self.names(root.path)
        if meaning.kind is not Kind.SHARED or " or " in meaning.identity:
            return ""
        attributes = (node.attr for node in reversed(root.path[len(path) - 1 : -1]) if isinstance(node, ast.Attribute))
        return self.home.canonical(".".join((meaning.identity, *attributes)))

    def is_imported_by(self, path: tuple[ast.AST, ...], aliases: Collection[ast.alias]) -> bool:
        """Whether the name that the last node of `path` begins with is bound by one of some imports."""
        root = root_of(path)
        found = (
            self.module.scope_at(root.path).lookup(root.node.id) if root and isinstance(root.node, ast.Name) else None
        )
        statements = [binding.statement for binding in found[1]] if found is not None else []
        names = [each for each in statements if isinstance(each, (ast.Import, ast.ImportFrom))]
        return any(alias in aliases for statement in names for alias in statement.names)

    def called(self, name: str) -> Sequence[str]:
        """The words under which the file may speak of what is imported as `name`: that, and what `as` makes of it."""
        found = {name}
        for site in self.module.sites((name,)):
            if isinstance(site.node, ast.alias) and site.node.asname:
                found.add(site.node.asname)
        return sorted(found)


def root_of(path: tuple[ast.AST, ...]) -> Site | None:
    """The name that a chain of attributes begins with; None where it begins with something else."""
    while isinstance(path[-1], ast.Attribute):
        path = (*path, path[-1].value)
    return Site(path[-1], path) if isinstance(path[-1], ast.Name) else None
