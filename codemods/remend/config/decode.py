"""Plain TOML data made into typed structs, with errors that name the whole path of the wrong key.

msgspec tells the path as well, yet leaves out the keys of a mapping and what the right name would have been.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Sequence
from typing import TypeVar, Union, get_args, get_origin

import msgspec

from remend.errors import ConfigError
from remend.nearest import advise

T = TypeVar("T")
KeyPath = tuple[str, ...]

_PLACE = re.compile(r" - at (?:`key` in )?`\$(.*)`$")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")
_FIELD = re.compile(r"Object (contains unknown|missing required) field `(.*)`")
_TOML_NAMES = {"object": "table", "str": "string", "int": "integer", "bool": "boolean"}
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ANY_KEY = "..."


def decode(value: object, kind: type[T], at: Callable[[KeyPath], str], below: KeyPath = ()) -> T:
    """`value` as a `kind`.

    Raises:
        ConfigError: a key or a type is wrong; the message begins with what `at` says of the key's path, which starts
            with `below`.
    """
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        complaint = str(error)
    what, steps = _parse(complaint)
    path = _path(value, kind, steps, complaint)
    field = _FIELD.fullmatch(what)
    if field is None:
        raise ConfigError(f"{at((*below, *path))}: {_in_toml_words(what)}")
    place = at((*below, *path, field[2]))
    if field[1] == "missing required":
        raise ConfigError(f"{place}: this key is required")
    raise ConfigError(f"{place}: unknown key{advise(field[2], _names(kind, path))}")


def dotted(path: KeyPath) -> str:
    """A path of keys as TOML writes it."""
    keys = (key if _BARE_KEY.fullmatch(key) else '"' + key.replace('"', '\\"') + '"' for key in path)
    return ".".join(keys)


def _parse(complaint: str) -> tuple[str, list[str]]:
    what, *place = _PLACE.split(complaint)
    return what, [name or index for name, index in _STEP.findall("".join(place))]


def _path(value: object, kind: object, steps: Sequence[str], complaint: str) -> KeyPath:
    """The keys that `steps` lead through; where msgspec leaves one out, the one whose removal changes the complaint."""
    path: KeyPath = ()
    node = value
    for step in steps:
        if not isinstance(node, dict):
            break
        key = step
        if step == _ANY_KEY:
            key = next(key for key in node if _complaint(_replaced(value, path, {key: node[key]}), kind) == complaint)
        path, node = (*path, key), node[key]
    return path


def _complaint(value: object, kind: object) -> str:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        return str(error)
    return ""


def _replaced(value: object, path: KeyPath, node: object) -> object:
    if not path or not isinstance(value, dict):
        return node
    return {**value, path[0]: _replaced(value[path[0]], path[1:], node)}


def _names(kind: object, path: KeyPath) -> list[str]:
    """The keys that a table at `path` of `kind` may have."""
    choices = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    structs = [each for each in choices if isinstance(each, type) and issubclass(each, msgspec.Struct)]
    fields = {field.encode_name: field.type for struct in structs for field in msgspec.structs.fields(struct)}
    if not path:
        return list(fields)
    return _names(fields.get(path[0]), path[1:])


def _in_toml_words(what: str) -> str:
    """What msgspec says, with the names that TOML gives to types, fit to follow a colon."""
    words = re.sub(r"`([a-z| ]+)`", lambda found: f"`{_kinds(found[1])}`", what)
    return words[:1].lower() + words[1:]


def _kinds(names: str) -> str:
    return " | ".join(_TOML_NAMES.get(name, name) for name in names.split(" | ") if name != "null")
