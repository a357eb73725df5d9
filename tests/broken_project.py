"""A small project on disk, and what is broken in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from remend.index.build import gather_facts
from remend.index.declared import find_declared, shared_names
from remend.index.index import Index
from remend.index.modules import ModuleMap
from remend.rules.broken_import.find import Finder
from remend.rules.broken_import.generated import Generated, replaced_modules
from remend.rules.broken_import.places import Places
from remend.snapshot import FolderSnapshot


def finder_of(root: Path, roots: tuple[str, ...] = ("", "src")) -> Finder:
    snapshot = FolderSnapshot(root)
    paths = [path for path in snapshot.paths if path.endswith(".py")]
    index = Index(gather_facts(snapshot, paths), ModuleMap(snapshot.paths))
    generated = Generated(snapshot.paths, snapshot.read, is_link=lambda path: (root / path).is_symlink())
    replaced = replaced_modules({path: snapshot.read(path) for path in paths})
    shared = shared_names(each.distribution for each in find_declared(snapshot.paths, snapshot.read))
    return Finder(index, Places(snapshot.paths, roots), generated.may_exist, replaced, shared.__contains__)


def write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def broken_in(root: Path, files: Mapping[str, str]) -> set[tuple[str, str]]:
    """Write files, and give path and missing target of every broken import."""
    write(root, files)
    found = finder_of(root).broken(FolderSnapshot(root).paths)
    return {(path, str(missing)) for path, targets in found.items() for missing in targets.values()}
