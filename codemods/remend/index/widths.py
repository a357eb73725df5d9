"""How long the lines of a project may be, as its formatters and linters are told."""

from __future__ import annotations

import configparser
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

Read = Callable[[str], bytes]

_BLACK = 88
"""What black, and `ruff format` after it, allow where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Widths:
    """By folder the length that lines may have in all that lies in it."""

    by_folder: Mapping[str, int] = field(default_factory=dict)

    def of(self, path: str) -> int:
        """The length for the file at `path`, told by the nearest folder that tells one; 0 where none does."""
        folder = path
        while folder:
            folder = folder.rpartition("/")[0]
            if folder in self.by_folder:
                return self.by_folder[folder]
        return 0


def find_widths(paths: Iterable[str], read: Read) -> Widths:
    """What the settings among `paths` say; files that cannot be read as what they are called say nothing."""
    found: dict[str, tuple[int, int]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        if name in _READERS:
            width = _width(_READERS[name], read(path))
            rank = list(_READERS).index(name)
            if width and (folder not in found or rank < found[folder][0]):
                found[folder] = rank, width
    return Widths({folder: width for folder, (_, width) in found.items()})


def _width(reader: Callable[[str], object], raw: bytes) -> int:
    try:
        width = reader(raw.decode("utf-8-sig"))
    except (ValueError, configparser.Error):
        return 0
    return width if isinstance(width, int) and not isinstance(width, bool) and width > 0 else 0


def _of_ruff(table: object) -> object:
    if not isinstance(table, dict):
        return 0
    return table.get("line-length") or (_BLACK if "format" in table else 0)


def _from_ruff(text: str) -> object:
    return _of_ruff(tomllib.loads(text))


def _from_pyproject(text: str) -> object:
    tool = tomllib.loads(text).get("tool")
    if not isinstance(tool, dict):
        return 0
    black = tool.get("black")
    return _of_ruff(tool.get("ruff")) or (black.get("line-length", _BLACK) if isinstance(black, dict) else 0)


def _from_ini(text: str) -> object:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    told = (parser.get(section, "max-line-length", fallback="") for section in ("flake8", "pycodestyle"))
    written = next(filter(None, told), "") or parser.get("flake8", "max_line_length", fallback="0")
    return int(written.partition("#")[0])


_READERS: Mapping[str, Callable[[str], object]] = {
    ".ruff.toml": _from_ruff,
    "ruff.toml": _from_ruff,
    "pyproject.toml": _from_pyproject,
    ".flake8": _from_ini,
    "setup.cfg": _from_ini,
    "tox.ini": _from_ini,
}
"""The files that may tell, those before the others that count before them."""
