"""One object for what is equal, since what comes from another process is a copy of what is here already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from remend.inspection import Inspection
from remend.model import Rewrite, Violation
from remend.store import Store

NOTHING: Mapping[Violation, Violation] = MappingProxyType({})


class Sharing:
    """Puts the contents of rewrites away in `store`: each begins with what the code base, or one before it, holds."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def inspection(self, inspection: Inspection) -> Inspection:
        """What came of a file, whose rewrite mends the very violations that were found."""
        if inspection.rewrite is None:
            return inspection
        found = {finding.violation: finding.violation for finding in inspection.findings}
        return replace(inspection, rewrite=self.rewrite(inspection.rewrite, found))

    def rewrite(self, rewrite: Rewrite, found: Mapping[Violation, Violation] = NOTHING) -> Rewrite:
        """The same rewrite, with what it mends from what was `found`."""
        return replace(
            rewrite,
            old=self._store.put(rewrite.old),
            new=self._store.put(rewrite.new),
            mended=tuple(found.get(violation, violation) for violation in rewrite.mended),
            steps=tuple(self.rewrite(step, found) for step in rewrite.steps),
        )
