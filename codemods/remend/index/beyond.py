"""The modules that are not the project's: the standard library by its stubs, and the installed packages.

Nothing is looked for, and nothing is read, before it is asked about; nothing of it is imported or run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from typeshed_client.finder import find_typeshed, get_typeshed_versions

from remend.cache import Cache
from remend.index.conditions import Version
from remend.index.facts import Facts
from remend.index.reading import FactReader

_TYPESHED = "<typeshed>"
_NOTHING: frozenset[str] = frozenset()


class Beyond:
    """Finds the modules in some folders of installed libraries and in the standard library, and reads their facts.

    The standard library is that of a version of Python and of all after it. It comes before what is installed, a stub
    before the code that it describes, and a package `NAME-stubs` before both. Paths are absolute, or start with
    `<typeshed>`, so that none is a path of the project.
    """

    def __init__(self, folders: Sequence[Path], since: Version, cache: Cache | None = None) -> None:
        self._folders = tuple(folder.absolute().as_posix() for folder in folders)
        self._since = since
        self._reader = FactReader(cache, since)
        self._paths: dict[str, str | None] = {}
        self._names: dict[str, str] = {}
        self._facts: dict[str, Facts] = {}
        self._entries: dict[str, frozenset[str]] = {}

    def __contains__(self, path: object) -> bool:
        return path in self._names

    def find(self, name: str) -> str | None:
        """The path of the module called `name`; None where there is none, or it is a folder and no more."""
        if name not in self._paths:
            path = self._paths[name] = next(self._search(name), None)
            if path is not None:
                self._names[path] = name
        return self._paths[name]

    def is_standard(self, name: str) -> bool:
        """Whether the module called `name` is one of the standard library."""
        return (self.find(name) or "").startswith(_TYPESHED)

    def name(self, path: str) -> str:
        """The dotted name of the module at `path`, which must have been found; else it is empty."""
        return self._names.get(path, "")

    def facts(self, path: str) -> Facts:
        """The facts of a module that was found. Raises KeyError for any other path."""
        if path not in self._facts:
            if path not in self._names:
                raise KeyError(path)
            self._facts[path] = self._reader.read(path, self._file(path))
        return self._facts[path]

    def _search(self, name: str) -> Iterator[str]:
        parts = name.split(".")
        if self._is_in_versions(parts):
            yield from self._files(_TYPESHED, parts)
        for folder in self._folders:
            yield from self._files(folder, [f"{parts[0]}-stubs", *parts[1:]])
            yield from self._files(folder, parts)

    def _files(self, folder: str, parts: Sequence[str]) -> Iterator[str]:
        """The files of a module below `folder`, the one that counts first."""
        *above, last = parts
        for part in above:
            if part not in self._listed(folder):
                return
            folder = f"{folder}/{part}"
        listed = self._listed(folder)
        inside = self._listed(f"{folder}/{last}") if last in listed else _NOTHING
        yield from (f"{folder}/{last}/{init}" for init in ("__init__.pyi", "__init__.py") if init in inside)
        yield from (f"{folder}/{file}" for file in (f"{last}.pyi", f"{last}.py") if file in listed)

    def _listed(self, folder: str) -> frozenset[str]:
        """What is in a folder, in the case that it is written in; nothing in one that cannot be read."""
        known = self._entries.get(folder)
        if known is None:
            try:
                known = frozenset(entry.name for entry in self._file(folder).iterdir())
            except OSError:
                known = _NOTHING
            self._entries[folder] = known
        return known

    def _file(self, path: str) -> Path:
        return self._typeshed / path.removeprefix(_TYPESHED).lstrip("/") if path.startswith(_TYPESHED) else Path(path)

    def _is_in_versions(self, parts: Sequence[str]) -> bool:
        """Whether the standard library has a module in the version asked for, or will have it in a later one."""
        if parts[0] not in self._versions:
            return False
        last = (self._versions.get(".".join(parts[:count])) for count in range(1, len(parts) + 1))
        return all(version is None or version >= self._since for version in last)

    @cached_property
    def _typeshed(self) -> Path:
        return find_typeshed()

    @cached_property
    def _versions(self) -> Mapping[str, Version | None]:
        """The last version that has a module; None where it was not taken away."""
        return {name: span.max for name, span in get_typeshed_versions(self._typeshed).items()}
