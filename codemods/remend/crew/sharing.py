"""One object for equal contents of files, since what comes from another process is a copy of what is here already."""

from __future__ import annotations

from dataclasses import replace

from remend.inspection import Inspection, Task
from remend.model import Rewrite


class Sharing:
    """Contents that rewrites share: each begins with what the one before it, or the code base, holds."""

    def __init__(self) -> None:
        self._known: dict[bytes, bytes] = {}

    def inspection(self, task: Task, inspection: Inspection) -> Inspection:
        """What came of a task, whose rewrite begins with the very bytes of the task."""
        if inspection.rewrite is None:
            return inspection
        self.content(task.raw)
        return replace(inspection, rewrite=self.rewrite(inspection.rewrite))

    def rewrite(self, rewrite: Rewrite) -> Rewrite:
        """The same rewrite, of contents that are kept once."""
        return replace(rewrite, before=self.content(rewrite.before), after=self.content(rewrite.after))

    def content(self, content: bytes) -> bytes:
        """The object that stands for all equal contents."""
        return self._known.setdefault(content, content)
