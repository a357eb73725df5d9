"""What stands beside a module in its package, which Python 2 finds under its bare name, and which of it is meant."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from remend.index.facts import Facts, Import
from remend.project import Project


def siblings(project: Project) -> Mapping[str, frozenset[str]]:
    """By the folder of each package what can be imported from beside its files."""
    packages = {path.rpartition("/")[0] for path in project.snapshot.paths if path.endswith("/__init__.py")}
    found: dict[str, set[str]] = {package: set() for package in packages}
    for path in project.snapshot.paths:
        folder, _, name = path.rpartition("/")
        if path.endswith(".py") and name != "__init__.py" and folder in found:
            found[folder].add(name.removesuffix(".py"))
        elif name == "__init__.py" and (above := folder.rpartition("/"))[0] in found:
            found[above[0]].add(above[2])
    return {folder: frozenset(names) for folder, names in found.items()}


def beside(path: str, known: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The modules beside one file."""
    folder, _, name = path.rpartition("/")
    return known.get(folder, frozenset()) - {name.removesuffix(".py")}


def meant(project: Project, known: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """By file the modules beside it that it imports by their bare names, and that are nothing else.

    A name may be a library's as well: where a file that has no such module beside it imports the name, it is; and a
    module beside that lacks what is imported from it is not meant.
    """
    facts = project.index.facts
    elsewhere = {name for path, each in facts.items() for name in _absolute(each).keys() - beside(path, known)}
    taken = elsewhere | project.modules.top_level | sys.stdlib_module_names
    found = {}
    for path, each in facts.items():
        names = _absolute(each)
        candidates = names.keys() & beside(path, known) - taken
        clear = frozenset(name for name in candidates if _has(facts, path.rpartition("/")[0], name, names[name]))
        if clear:
            found[path] = clear
    return found


def _absolute(facts: Facts) -> dict[str, list[Import]]:
    """The imports of a module by the first name that they look for."""
    found: dict[str, list[Import]] = {}
    for each in facts.imports:
        if not each.origin.startswith("."):
            found.setdefault(each.origin.partition(".")[0], []).append(each)
    return found


def _has(facts: Mapping[str, Facts], folder: str, module: str, imports: list[Import]) -> bool:
    """Whether a module beside has all that is imported from it, as far as it can be seen."""
    own = facts.get(f"{folder}/{module}.py")
    if own is None or not own.parses or own.is_dynamic:
        return True
    names = {each.name for kind in (own.functions, own.classes, own.names, own.imports) for each in kind}
    asked = {each.origin.rpartition(".")[2] for each in imports if not each.is_module and each.name != "*"}
    return "*" in names or asked <= names
