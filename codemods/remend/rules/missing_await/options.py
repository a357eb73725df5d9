"""The rule's own table of the configuration."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from remend.rule import Options


class MissingAwaitOptions(Options, frozen=True):
    """`sinks` are names of callables that run the coroutines they are given, besides the usual ones.

    `decorators` are those of decorators after which a call of a function gives what it gave before.
    With `propagate` a function in which a coroutine is forgotten becomes async, and all who call it await it, up to
    `max-propagation` functions; what the patterns of dotted names in `public` say stays as it is. `types` names a type
    checker that is asked as well, where it is installed.
    """

    sinks: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    propagate: bool = False
    max_propagation: Annotated[int, msgspec.Meta(ge=1)] = 25
    public: tuple[str, ...] = ()
    types: Literal["", "ty"] = ""
