"""The ruff that is installed: where it is, whether it is new enough, and how it is run."""

from __future__ import annotations

import functools
import importlib
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from typing import NamedTuple

from remend.errors import UsageError

MINIMUM = (0, 9)
"""The oldest ruff whose output is understood."""

_REQUIREMENT = f"ruff>={MINIMUM[0]}.{MINIMUM[1]}"
_UNHEARD = ("RUFF_", "FORCE_COLOR", "CLICOLOR_FORCE")


class Ruff(NamedTuple):
    """A ruff that is new enough."""

    program: str
    version: str


def start_ruff(program: str, arguments: Sequence[str], text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run it on `text`, with none of its variables set. Raises UsageError where it cannot be run."""
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(_UNHEARD)}
    try:
        return subprocess.run([program, *arguments], input=text, capture_output=True, env=environment, check=False)
    except OSError as error:
        raise UsageError(
            f"ruff ({program}) cannot be run: {error.strerror}; install it again: {advice('--force-reinstall ')}"
        ) from error


def find_ruff() -> Ruff:
    """The ruff that is installed beside remend; the one on PATH only where there is no such package."""
    try:
        program = importlib.import_module("ruff.__main__").find_ruff_bin()
    except ImportError:
        program = shutil.which("ruff")
    except FileNotFoundError:
        program = None
    if program is None:
        raise UsageError(f"ruff, which finds undefined names, is not installed; install it: {advice()}")
    return Ruff(program, _version(program))


@functools.cache
def _version(program: str) -> str:
    """The version of a ruff that is new enough. Raises UsageError for any other."""
    said = start_ruff(program, ("--version",)).stdout.decode("utf-8", "replace").strip()
    found = re.match(r"ruff ((\d+)\.(\d+)\S*)", said)
    if found is None or (int(found[2]), int(found[3])) < MINIMUM:
        version = found[1] if found else "unknown"
        raise UsageError(f"ruff ({program}) has version {version}, remend needs {_REQUIREMENT}; update it: {advice()}")
    return found[1]


def advice(option: str = "--upgrade ") -> str:
    """The command that installs a ruff that will do."""
    return f'pip install {option}"{_REQUIREMENT}"'
