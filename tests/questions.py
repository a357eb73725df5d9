"""Questions about an undefined name, asked in a project that is written down as texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from remend.index.extract import extract
from remend.index.index import Index
from remend.index.modules import ModuleMap
from remend.module import Module
from remend.naming.uses import read_uses, unbound_sites
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.ground import Ground


def ground_of(files: Mapping[str, str], boundary_of: Callable[[str], str] = lambda _: "") -> Ground:
    """What is known of a project; each folder with a `pyproject.toml` is a distribution."""
    facts = {path: extract(path, text.encode()) for path, text in files.items() if path.endswith(".py")}
    homes = {path.removesuffix("pyproject.toml").rstrip("/") for path in files if path.endswith("pyproject.toml")}
    return Ground(
        index=Index(facts, ModuleMap(files)),
        read=lambda path: files[path].encode(),
        boundary_of=boundary_of,
        distributions=frozenset(homes),
    )


def ask(files: Mapping[str, str], path: str, name: str) -> Question:
    """The question what `name` is in the file at `path`."""
    module = Module.load(path, files[path].encode())
    assert isinstance(module, Module)
    return Question(module, name, read_uses(module, name, unbound_sites(module, name)))


def written(candidate: Candidate) -> str:
    """A candidate as an import statement, with what speaks against it."""
    return " # ".join(filter(None, (candidate.wording, candidate.against)))
