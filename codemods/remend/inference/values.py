"""What an expression may stand for.

Two values are equal where they stand for the same thing; facts that come along do not count. None takes the place of a
value wherever nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from remend.index.facts import Class, Function


@dataclass(frozen=True, slots=True)
class ModuleValue:
    """A module of the index."""

    path: str


@dataclass(frozen=True, slots=True)
class ClassValue:
    """A class itself; `line` is where it is defined in the file at `path`."""

    path: str
    line: int
    fact: Class = field(compare=False)


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance of a class; `arguments` are those of its type, as in `Box[int]`."""

    of: ClassValue
    arguments: tuple[Value | None, ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionValue:
    """A function or method; `owner` is the class that defines it, `receiver` what it is called on.

    `made` is what stands under its name instead where that is known of a function inside of another.
    """

    path: str
    line: int
    fact: Function = field(compare=False)
    owner: ClassValue | None = field(default=None, compare=False)
    receiver: Value | None = field(default=None, compare=False)
    made: Value | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Coroutine:
    """What a call of a coroutine function gives: it does nothing before it is awaited, and then gives `result`.

    `function` is the function called, None where a library is not there to be read. `doubt` tells why it may be
    something else, and is empty where that is certain; `followed` are the decorators that were looked through.
    """

    result: Value | None = None
    function: FunctionValue | None = None
    doubt: str = ""
    followed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plain:
    """An instance of what Python brings along: `name` is `str`, `list`, `dict`, `Awaitable` and so on."""

    name: str
    arguments: tuple[Value | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ManagerValue:
    """A context manager made by a decorator, which gives `gives` when it is entered."""

    gives: Value | None
    is_async: bool


@dataclass(frozen=True, slots=True)
class Outside:
    """Something of a library that is not there to be read, by its dotted name; or an instance of it."""

    dotted: str
    is_instance: bool = False


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of several values."""

    values: tuple[Value, ...]


Value = ModuleValue | ClassValue | Instance | FunctionValue | Coroutine | Plain | ManagerValue | Outside | AnyOf

NOTHING = Plain("None")


def any_of(values: list[Value | None]) -> Value | None:
    """One of `values`; None as soon as one is not known.

    That it may be nothing does not count beside others, coroutines excepted: nothing cannot be awaited.
    """
    flat: dict[Value, None] = {}
    for value in values:
        if value is None:
            return None
        flat.update(dict.fromkeys(value.values if isinstance(value, AnyOf) else (value,)))
    telling = [value for value in flat if value != NOTHING]
    if not telling or any(map(_is_coroutine, telling)):
        telling = list(flat)
    if not telling:
        return None
    return telling[0] if len(telling) == 1 else AnyOf(tuple(telling))


def _is_coroutine(value: Value) -> bool:
    return isinstance(value, Coroutine) or (isinstance(value, Plain) and value.name == "Coroutine")
