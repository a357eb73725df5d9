"""What stopped a plug-in, noted where all processes of a run see it: a file that hangs is waited for only once."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from remend.plugin.messages import Job, written


class Setbacks:
    """Notes of one run, in a temporary folder of the process that begins it."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._owner = 0

    def begin(self) -> None:
        """Make room for notes, where there is none."""
        if self._folder is None:
            self._folder, self._owner = Path(tempfile.mkdtemp(prefix="remend-codemod-")), os.getpid()

    def note(self, job: Job, what: str) -> None:
        """Note what happened."""
        if self._folder is not None:
            (self._folder / _name(job)).write_text(what, encoding="utf-8")

    def told(self, job: Job) -> str:
        """What happened before; empty where nothing did."""
        if self._folder is None or not any(self._folder.iterdir()):
            return ""
        note = self._folder / _name(job)
        return note.read_text(encoding="utf-8") if note.exists() else ""

    def forget(self) -> None:
        """Remove all notes."""
        folder, self._folder = self._folder, None
        if folder is not None and self._owner == os.getpid():
            shutil.rmtree(folder, ignore_errors=True)


def _name(job: Job) -> str:
    return hashlib.sha256(written(job)).hexdigest()
