"""The table that configures a run, as it stands in files and on the command line, before anything of it is checked."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from remend.config.decode import KeyPath, dotted
from remend.errors import ConfigError

FILE_NAME = "pyproject.toml"
SECTION = ("tool", "remend")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The keys that configure a run, and where they came from.

    Attributes:
        values: the keys, those of the command line merged over those of the file.
        file: the file that was read; None where there is none.
        section: the keys above `values` in that file.
        root: the folder of the pyproject.toml that was found, None where an override named the file or there is none.
        overridden: the paths of the keys that came from the command line.
    """

    values: Mapping[str, object]
    file: Path | None = None
    section: KeyPath = SECTION
    root: Path | None = None
    overridden: tuple[KeyPath, ...] = ()

    def place(self, path: KeyPath) -> str:
        """Where the key at `path` was set, as an error message begins: the file and the whole path."""
        if any(path[: len(key)] == key[: len(path)] for key in self.overridden):
            return f"--config: {dotted((*SECTION, *path))}"
        return f"{self.file or FILE_NAME}: {dotted((*self.section, *path))}"


def read_table(start: Path, overrides: Sequence[str], committed: bytes | None = None) -> Table:
    """The table that counts for `start`, with `overrides` (files and `key=value`) put over it.

    `committed` is the pyproject.toml that counts where no override names a file, None to look for one from `start`.

    Raises:
        ConfigError: a file cannot be read or is no TOML, or an override is neither a file nor `key=value`.
    """
    files = [Path(text) for text in overrides if _names_file(text)]
    assignments = [_assignment(text) for text in overrides if not _names_file(text)]
    table = _explicit(files[-1]) if files else _found(start) if committed is None else _committed(committed)
    values = table.values
    for assigned in assignments:
        values = _merged(values, assigned)
    return Table(
        values=values,
        file=table.file,
        section=table.section,
        root=table.root,
        overridden=tuple(_leaf(assigned) for assigned in assignments),
    )


def folder_of(start: Path) -> Path:
    """`start` itself where it is a folder, else the folder that it lies in; absolute."""
    path = start.resolve()
    return path if path.is_dir() else path.parent


def _found(start: Path) -> Table:
    folder = folder_of(start)
    for above in (folder, *folder.parents):
        file = above / FILE_NAME
        if file.is_file() and b"remend" in (content := _read(file)):
            section = _section(parse_toml(content, file), file)
            if section is not None:
                return Table(values=section, file=file, root=above)
    return Table(values={})


def _committed(content: bytes) -> Table:
    file = Path(f"HEAD:{FILE_NAME}")
    return Table(values=_section(parse_toml(content, file), file) or {}, file=file)


def _explicit(file: Path) -> Table:
    """A file named on the command line: its `[tool.remend]`, or all of it where it has no such table."""
    content = parse_toml(_read(file), file)
    section = _section(content, file)
    return Table(values=content, file=file, section=()) if section is None else Table(values=section, file=file)


def _section(content: Mapping[str, object], file: Path) -> Mapping[str, object] | None:
    tool = content.get("tool")
    if not isinstance(tool, dict) or "remend" not in tool:
        return None
    section = tool["remend"]
    if not isinstance(section, dict):
        raise ConfigError(f"{file}: {dotted(SECTION)}: this is a table, written as [{dotted(SECTION)}]")
    return section


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file}: this configuration cannot be read: {error.strerror}") from error


def parse_toml(content: bytes, file: Path | str) -> dict[str, object]:
    """The tables of a TOML file. Raises ConfigError, which names the file, where it is none."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{file}: line {line} is not UTF-8, which TOML has to be; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: invalid TOML: {error}; mend the file") from error


def _names_file(override: str) -> bool:
    return "=" not in override or os.path.isfile(override)  # noqa: PTH113 (Path's fails on a name that is too long)


def _assignment(override: str) -> dict[str, object]:
    """`key=value` as a nested table; a value that is no TOML is a plain string."""
    key, _, value = override.partition("=")
    for line in (override, f"{key} = {json.dumps(value, ensure_ascii=False)}"):
        try:
            return tomllib.loads(line)
        except tomllib.TOMLDecodeError:
            continue
    raise ConfigError(f"--config: `{override}` is neither a file nor KEY=VALUE with a dotted key, such as select=RULE")


def _leaf(assigned: Mapping[str, object]) -> KeyPath:
    path: KeyPath = ()
    node: object = assigned
    while isinstance(node, dict) and len(node) == 1:
        ((key, node),) = node.items()
        path = (*path, key)
    return path


def _merged(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
