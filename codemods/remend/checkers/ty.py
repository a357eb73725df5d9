"""Asks the type checker ty what it has against a project's code, where its package is installed.

It is a second opinion, never a requirement. One process looks at all files at once, in a copy, so that neither the
project's own settings for ty nor uncommitted files count.
"""

from __future__ import annotations

import functools
import importlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from remend.errors import UsageError

MINIMUM = (0, 0, 100)
"""The oldest ty whose output is understood."""

_REQUIREMENT = f"ty>={'.'.join(map(str, MINIMUM))}"
_OPTIONS = (
    *("check", "--output-format", "gitlab", "--exit-zero", "--no-progress", "--color", "never"),
    *("--error", "unused-awaitable", "--no-respect-ignore-files"),
)
_UNHEARD = ("TY_", "VIRTUAL_ENV", "CONDA_", "PYTHONPATH")


class Ty(NamedTuple):
    """A ty that is new enough."""

    program: str
    version: str


class Position(msgspec.Struct, frozen=True, order=True):
    """Line and column, which count from 1, in characters."""

    line: int
    column: int


class _Positions(msgspec.Struct, frozen=True):
    begin: Position
    end: Position


class _Location(msgspec.Struct, frozen=True):
    path: str
    positions: _Positions


class _Complaint(msgspec.Struct, frozen=True):
    description: str
    location: _Location


class Complaint(NamedTuple):
    """What ty says about the code from `begin` to `end`, which is exclusive."""

    path: str
    message: str
    begin: Position
    end: Position


def find_ty() -> Ty:
    """The ty that is installed beside remend. Raises UsageError where none is, or one that is too old."""
    try:
        program = str(importlib.import_module("ty").find_ty_bin())
    except (ImportError, FileNotFoundError, AttributeError):
        raise UsageError(
            f'ty, which `types = "ty"` of missing-await asks for, is not installed; install it: {_advice()}'
        ) from None
    return Ty(program, _version(program))


def ask_ty(
    ty: Ty, contents: Mapping[str, bytes], roots: Sequence[str], environment: Path | None
) -> tuple[Complaint, ...]:
    """All that ty has against the files `contents`, by path.

    `roots` are the folders that module names start from, `environment` the one that libraries are installed in. Raises
    UsageError where ty cannot be run, gives up, or cannot be understood.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="remend-") as folder:
            _write(Path(folder) / "tree", contents.items())
            (Path(folder) / "settings").mkdir()
            found = _run(ty, Path(folder), roots, environment)
    except OSError as error:
        raise UsageError(
            f"no temporary files can be written for ty: {error.strerror or error}; free some space or set TMPDIR"
        ) from error
    return tuple(
        Complaint(each.location.path, each.description, each.location.positions.begin, each.location.positions.end)
        for each in found
    )


def _write(tree: Path, contents: Iterable[tuple[str, bytes]]) -> None:
    tree.mkdir()
    for path, raw in contents:
        file = tree / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)


def _run(ty: Ty, folder: Path, roots: Sequence[str], environment: Path | None) -> list[_Complaint]:
    options = [*_OPTIONS, *(("--python", str(environment)) if environment is not None else ())]
    for root in roots:
        if root and (folder / "tree" / root).is_dir():
            options += ["--extra-search-path", root]
    ran = _start(ty.program, [*options, "--project", "."], folder / "tree", folder / "settings")
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip().partition("\n")[0] or f"exit status {ran.returncode}"
        raise UsageError(f"ty {ty.version} ({ty.program}) gave up: {said}; update it: {_advice()}")
    try:
        return msgspec.json.decode(ran.stdout, type=list[_Complaint])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        said = f"ty {ty.version} ({ty.program}) writes what remend cannot read ({error})"
        raise UsageError(f"{said}; update both, or install an older ty") from error


def _start(
    program: str, arguments: Sequence[str], folder: Path | None = None, settings: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(_UNHEARD)}
    if settings is not None:
        environment |= {"XDG_CONFIG_HOME": str(settings), "APPDATA": str(settings)}
    try:
        return subprocess.run([program, *arguments], cwd=folder, capture_output=True, env=environment, check=False)
    except OSError as error:
        raise UsageError(
            f"ty ({program}) cannot be run: {error.strerror}; install it again: {_advice('--force-reinstall ')}"
        ) from error


@functools.cache
def _version(program: str) -> str:
    said = _start(program, ("--version",)).stdout.decode("utf-8", "replace").strip()
    found = re.match(r"ty ((\d+)\.(\d+)\.(\d+)\S*)", said)
    if found is None or tuple(map(int, found.groups()[1:])) < MINIMUM:
        version = found[1] if found else "unknown"
        raise UsageError(f"ty ({program}) has version {version}, remend needs {_REQUIREMENT}; update it: {_advice()}")
    return found[1]


def _advice(option: str = "--upgrade ") -> str:
    return f'pip install {option}"{_REQUIREMENT}"'
