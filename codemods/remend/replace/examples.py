"""The examples that a configuration gives of a rule that it declares."""

from __future__ import annotations

from collections.abc import Sequence

from remend.errors import ConfigError
from remend.replace.table import ExampleTable
from remend.rule import Keeps, Mends


def check_examples(tables: Sequence[ExampleTable], place: str) -> None:
    """Raises ConfigError, which begins with `place`, where one is neither a pair nor kept."""
    for number, example in enumerate(tables, 1):
        pair = (example.before is None, example.after is None)
        if pair[0] != pair[1] or (example.keeps is None) == pair[0]:
            raise ConfigError(f"{place}: number {number} needs `before` and `after`, or `keeps`")


def examples_of(tables: Sequence[ExampleTable], *, is_unsafe: bool) -> tuple[Mends | Keeps, ...]:
    """The examples as those of any rule."""
    return tuple(_example(each, is_unsafe=is_unsafe) for each in tables)


def _example(example: ExampleTable, *, is_unsafe: bool) -> Mends | Keeps:
    beside = tuple(example.files.items())
    if example.keeps is not None:
        return Keeps(_ended(example.keeps), because=example.because or "it is kept", beside=beside)
    before, after = _ended(example.before or ""), _ended(example.after or "")
    return Mends(before, after, title=example.because, unsafe=is_unsafe, beside=beside)


def _ended(code: str) -> str:
    """Code with a newline at its end, as files have it."""
    return code if code.endswith("\n") else f"{code}\n"
