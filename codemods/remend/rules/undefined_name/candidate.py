"""What is asked about an undefined name, and what can be answered: the data that the sources of evidence share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from remend.index.imports import from_imports
from remend.module import Module
from remend.naming.uses import Uses


@dataclass(frozen=True, slots=True)
class Question:
    """One undefined name of one file, which is parsed already; `beside` is what it imports once it is mended."""

    module: Module
    name: str
    uses: Uses
    beside: tuple[Candidate, ...] = ()

    @property
    def path(self) -> str:
        """The file's path in the snapshot."""
        return self.module.path

    def taken(self) -> Iterator[tuple[str, frozenset[str]]]:
        """What the file takes names from, as written: each module with the names."""
        return from_imports(self.module.source.text.encode("utf-8", "replace"))


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the name may have meant, with the evidence for it in words that a reviewer reads.

    Either an import, `from module import name as alias`, where an empty `name` stands for `import module as alias` and
    an empty `alias` for none; or `rename`, a name that the file has already and that is to be used instead.

    `weight` tells how far one can rely on it, up to 1 for certain; 0 where its source does not say. `against` tells in
    half a sentence why it cannot be meant after all.
    """

    module: str = ""
    name: str = ""
    alias: str = ""
    rename: str = ""
    evidence: tuple[str, ...] = ()
    weight: float = 0.0
    against: str = ""

    @property
    def wording(self) -> str:
        """What the mend does, as code or in a few words."""
        if self.rename:
            return f"use {self.rename}"
        alias = f" as {self.alias}" if self.alias else ""
        return f"from {self.module} import {self.name}{alias}" if self.name else f"import {self.module}{alias}"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about an undefined name of a file.

    `chosen` is what the mend does; None means that there is none, and `reason` says why, in half a sentence.
    `candidates` are the others that were weighed. `unsafe_because` says what the mend could get wrong. `inside` tells
    that the import has to stand inside the functions that use the name, `typing` that it goes under TYPE_CHECKING.
    `root` is the folder of the project that the module is imported from, None where it is not the project's own.
    """

    chosen: Candidate | None = None
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""
    unsafe_because: str = ""
    inside: bool = False
    typing: bool = False
    root: str | None = None
