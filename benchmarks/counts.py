"""How often one run of remend reads and parses: the numbers behind the times, the same on every machine.

    python -m benchmarks.counts scan --select env-access ...      (any arguments of remend)

Runs remend in this process, with one job, and counts at the doors: files opened below the current folder, blobs asked
of git, processes started, and the text given to `ast.parse`, `tokenize` and LibCST's parser.
"""

from __future__ import annotations

import ast
import os
import sys
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import libcst as cst

from remend.git.snapshots import BlobReader
from remend_cli.app import run

_PARSERS = (
    ("ast.parse", ast, "parse"),
    ("tokenize", tokenize, "generate_tokens"),
    ("LibCST parse", cst, "parse_module"),
)


class Counts:
    """Calls by what was called, and within that by what it was given."""

    def __init__(self) -> None:
        self.calls: dict[str, Counter[Any]] = {}
        self.characters: Counter[str] = Counter()

    def add(self, what: str, given: Any, length: int = 0) -> None:
        self.calls.setdefault(what, Counter())[given] += 1
        self.characters[what] += length

    def lines(self) -> Iterator[str]:
        yield f"{'':<14}{'calls':>9}{'different':>11}{'per one':>9}{'most':>6}{'characters':>13}"
        for what, given in sorted(self.calls.items()):
            total, different = given.total(), len(given)
            length = f"{self.characters[what]:>13,}" if self.characters[what] else ""
            yield f"{what:<14}{total:>9,}{different:>11,}{total / different:>9.2f}{max(given.values()):>6}{length}"


def count(arguments: list[str]) -> Counts:
    """What `remend ARGUMENTS --jobs 1` reads and parses; its own output is thrown away."""
    counts = Counts()
    here = str(Path.cwd())
    for what, module, name in _PARSERS:
        setattr(module, name, _counted(counts, what, getattr(module, name)))
    read = BlobReader.read

    def counted_read(self: BlobReader, blobs: list[str]) -> list[bytes | None]:
        for blob in blobs:
            counts.add("blob read", blob)
        return read(self, blobs)

    setattr(BlobReader, "read", counted_read)  # noqa: B010 (an assignment to a method is refused by mypy)

    def on_event(event: str, details: tuple[Any, ...]) -> None:
        if event == "subprocess.Popen":
            counts.add("process", str(details[1]))
        elif event == "open" and str(details[0]).startswith(here) and f"{here}/.git/" not in str(details[0]):
            counts.add("file read", details[0])

    sys.addaudithook(on_event)
    run([*arguments, "--jobs", "1", "--output", os.devnull])
    return counts


def _counted(counts: Counts, what: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def counted(source: Any, *arguments: Any, **options: Any) -> Any:
        text = source if isinstance(source, str | bytes) else source.__self__.getvalue()
        counts.add(what, text, len(text))
        return call(source, *arguments, **options)

    return counted


if __name__ == "__main__":
    print("\n".join(count(sys.argv[1:]).lines()))
