"""What remend and the process of a plug-in tell each other: one line of JSON each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import msgspec

T = TypeVar("T")


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """Which plug-in a process is for.

    Attributes:
        kind: what it is.
        target: the class or the file.
        args: what its command line would give it.
        folders: where modules of the project are looked for; the first one is its root.
        seconds: how long it may take for one file.
        desk: the folder that it works in, which goes with the process.
    """

    kind: Literal["codemod", "query"]
    target: str
    args: Mapping[str, Any] | tuple[str, ...] = ()
    folders: tuple[str, ...]
    seconds: float
    desk: str = ""


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """The plug-in is loaded: from which files, with size and time of each. Or what is wrong with one of its keys."""

    sources: tuple[tuple[str, int, int], ...] = ()
    key: str = ""
    problem: str = ""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A file to change: its path from the root of the project, the name of its module, its text."""

    path: str
    module: str
    text: str


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file: its text now, what the plug-in warned of, and how it failed, empty where it did not."""

    text: str = ""
    warnings: tuple[str, ...] = ()
    failure: str = ""


def written(message: msgspec.Struct) -> bytes:
    """The line of a message; by way of the standard library's JSON, which escapes what UTF-8 cannot hold."""
    return json.dumps(msgspec.to_builtins(message)).encode("ascii") + b"\n"


def read(line: bytes, kind: type[T]) -> T:
    """The message of a line."""
    return msgspec.convert(json.loads(line), kind)
