"""What one source says of a spec, and how several of them, one over the other, make a whole one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, NamedTuple

from remend.plan.spec.model import Footer, Spec, Split, Tie

Origins = Mapping[tuple[str, str], str]
"""Where each value comes from, by the field of `Spec` and, where that holds several, what it is kept under there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The fields of `Spec`, None where nothing is said of them."""

    name: str | None = None
    types: Mapping[str, str] | None = None
    subject_limit: int | None = None
    imperative: bool | None = None
    body_width: int | None = None
    body_required: bool | None = None
    footers: tuple[Footer, ...] | None = None
    splits: Mapping[Split, str] | None = None
    exceptions: Mapping[Split, str] | None = None
    ties: Mapping[Tie, str] | None = None
    review_seconds: float | None = None
    max_commits: int | None = None


class Said(NamedTuple):
    """A draft and where it stands; `adds` tells that what it lists goes to what was said before, not in its place."""

    draft: Draft
    origin: str
    adds: bool = False


class Unread(NamedTuple):
    """A part of a spec that was not understood: where it stands, and what it says."""

    place: str
    line: int
    text: str


class Reading(NamedTuple):
    """What a file says of a spec, in its order, and what of it was not understood."""

    said: tuple[Said, ...]
    unread: tuple[Unread, ...] = ()


def build(said: Iterable[Said]) -> tuple[Spec, Origins]:
    """The spec that is left when each source has spoken over those before it. All together have to say everything."""
    values: dict[str, Any] = {}
    origins: dict[tuple[str, str], str] = {}
    for draft, origin, adds in said:
        for name in (field.name for field in fields(draft)):
            value = getattr(draft, name)
            if value is None:
                continue
            if not adds:
                origins = {key: place for key, place in origins.items() if key[0] != name}
                values.pop(name, None)
            values[name] = _joined(values.get(name), value)
            origins |= {(name, key): origin for key in _keys(value)}
    return Spec(**values), MappingProxyType(origins)


def _joined(before: Any, value: Any) -> Any:
    if isinstance(value, Mapping):
        return MappingProxyType({**(before or {}), **value})
    if isinstance(value, tuple):
        return (*(before or ()), *(each for each in value if each not in (before or ())))
    return value


def _keys(value: object) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        return tuple(str(key) for key in value)
    if isinstance(value, tuple):
        return tuple(footer.text for footer in value)
    return ("",)
