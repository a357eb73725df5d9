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
    """Run `remend ARGUMENTS` in `cwd`, with variables added to the environment; newlines come as they were written."""
    run = subprocess.run(
        command(*arguments), cwd=cwd, env={**os.environ, **environment}, capture_output=True, check=False
    )
    stdout, stderr = (stream.decode("utf-8", "surrogateescape") for stream in (run.stdout, run.stderr))
    return subprocess.CompletedProcess(run.args, run.returncode, stdout, stderr)
