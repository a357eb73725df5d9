"""What is said about an import that cannot work: the data that detection and mending read."""

from __future__ import annotations

import msgspec

from remend.rules.broken_import.target import Target


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """What could be imported instead: a module, or with `name` what it holds; `evidence` says why, in few words."""

    module: str
    name: str = ""
    evidence: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.module}.{self.name}" if self.name else self.module


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about one import that cannot work.

    `missing` is what of it is not there. `chosen` takes its place; None means that nothing does, and `reason` says why.
    `others` are what was weighed besides. `unsafe_because` says what the choice may get wrong. `lost` tells the commit
    that deleted it. `keeps_name` tells that others may take the old name from the importing file, so that it has to go
    on binding it where the choice is called otherwise.
    """

    missing: Target
    chosen: Candidate | None = None
    others: tuple[Candidate, ...] = ()
    reason: str = ""
    unsafe_because: str = ""
    lost: str = ""
    keeps_name: bool = False
