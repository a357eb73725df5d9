"""A spec written as TOML, in the shape of the one that comes with remend."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Annotated

import msgspec

from remend.config.commits import FooterTable, check_names
from remend.config.decode import KeyPath, decode, dotted
from remend.config.table import parse_toml
from remend.plan.spec.draft import Draft, Said
from remend.plan.spec.model import Footer, Split, Tie

_Length = Annotated[int, msgspec.Meta(ge=20)]


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """Base of the tables: a key that is not known is an error."""


class _Subject(_Table, frozen=True, kw_only=True):
    limit: _Length | None = None
    imperative: bool | None = None
    types: Annotated[dict[str, str], msgspec.Meta(min_length=1)] | None = None


class _Body(_Table, frozen=True, kw_only=True):
    width: _Length | None = None
    required: bool | None = None


class _Limits(_Table, frozen=True, kw_only=True):
    review_seconds: Annotated[float, msgspec.Meta(gt=0)] | None = None
    max_commits: Annotated[int, msgspec.Meta(ge=1)] | None = None


class _File(_Table, frozen=True, kw_only=True):
    name: str | None = None
    footers: tuple[str | FooterTable, ...] | None = None
    subject: _Subject = _Subject()
    body: _Body = _Body()
    split: dict[str, str] | None = None
    together: dict[str, str] | None = None
    limits: _Limits = _Limits()


def read_toml(content: bytes, file: str, origin: Callable[[str], str]) -> tuple[Said, ...]:
    """What a TOML file says; `origin` tells where a value comes from, by its dotted key.

    Raises:
        ConfigError: it is no TOML, or a key or a type is wrong.
    """

    def place(path: KeyPath) -> str:
        return f"{file}: {dotted(path)}"

    table = decode(parse_toml(content, file), _File, place)
    check_names(table.split or (), Split, place(("split",)))
    check_names(table.together or (), Tie, place(("together",)))
    return tuple(Said(draft, origin(key)) for key, draft in _drafts(table))


def footers_of(given: tuple[str | FooterTable, ...] | None) -> tuple[Footer, ...] | None:
    """Footers as a table of TOML lists them: plain text, or a table of its own; blank ones are none."""
    if given is None:
        return None
    tables = [FooterTable(each) if isinstance(each, str) else each for each in given]
    return tuple(Footer(text=table.text.strip(), types=table.types) for table in tables if table.text.strip())


def _drafts(table: _File) -> Iterator[tuple[str, Draft]]:
    """Each value by its key; one that the file leaves out is a draft that says nothing."""
    subject, body, limits = table.subject, table.body, table.limits
    yield "name", Draft(name=table.name)
    yield "subject.types", Draft(types=subject.types)
    yield "subject.limit", Draft(subject_limit=subject.limit)
    yield "subject.imperative", Draft(imperative=subject.imperative)
    yield "body.width", Draft(body_width=body.width)
    yield "body.required", Draft(body_required=body.required)
    yield "footers", Draft(footers=footers_of(table.footers))
    if table.split is not None:
        yield "split", Draft(splits=MappingProxyType({Split(key): reason for key, reason in table.split.items()}))
    if table.together is not None:
        yield "together", Draft(ties=MappingProxyType({Tie(key): reason for key, reason in table.together.items()}))
    yield "limits.review-seconds", Draft(review_seconds=limits.review_seconds)
    yield "limits.max-commits", Draft(max_commits=limits.max_commits)
