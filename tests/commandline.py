"""The command line as a user starts it.

Importable as `commandline` from every test: `from commandline import remend`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def command(*arguments: str) -> list[str]:
    """What starts `remend ARGUMENTS` in a process of its own."""
    return [sys.executable, "-m", "remend_cli", *arguments]


def remend(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `remend ARGUMENTS` in `cwd`, with variables added to the environment."""
    return subprocess.run(
        command(*arguments),
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="surrogateescape",
    )
