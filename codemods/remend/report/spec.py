"""The spec in force, each value with where it comes from, and what of the user's file came to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

import msgspec

from remend.plan.spec import EffectiveSpec, Split, Tie
from remend.plan.spec.footers import missing
from remend.report.json import encode
from remend.report.palette import BOLD, DIM, YELLOW, Palette, harmless
from remend.report.text import paragraphs

SCHEMA: Literal["remend.spec/1"] = "remend.spec/1"

_ELEMENT = re.compile(r"(?<=:)(\d+) .*")


class Row(NamedTuple):
    """What a value is called, the value, and its origin; without a name it goes on about the row before."""

    name: str
    value: str
    origin: str = ""
    warns: bool = False


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A value of the spec, and where it comes from."""

    value: str | int | float | bool
    origin: str


class TypeEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A type that a subject may start with."""

    type: str
    meaning: str
    origin: str


class FooterEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A footer; `missing` are the values that the configuration does not give, so that no message has it."""

    text: str
    types: tuple[str, ...]
    sample: str
    missing: tuple[str, ...]
    origin: str


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """What splits changes, or keeps them together, and why."""

    name: str
    reason: str
    exception: str
    origin: str


class UnreadEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the user's file that was not understood."""

    place: str
    line: int
    text: str


class SpecEnvelope(msgspec.Struct, frozen=True, kw_only=True):
    """The spec in force."""

    schema: Literal["remend.spec/1"]
    name: Value
    subject_limit: Value
    imperative: Value
    types: list[TypeEntry]
    body_width: Value
    body_required: Value
    footers: list[FooterEntry]
    split: list[Reason]
    together: list[Reason]
    review_seconds: Value
    max_commits: Value
    not_understood: list[UnreadEntry]


def render_json(effective: EffectiveSpec) -> str:
    """The spec as a versioned envelope of JSON."""
    spec, origin = effective.spec, effective.origin

    def value(field: str) -> Value:
        return Value(value=getattr(spec, field), origin=origin(field))

    types = [TypeEntry(type=kind, meaning=text, origin=origin("types", kind)) for kind, text in spec.types.items()]
    footers = [
        FooterEntry(
            text=each.text,
            types=each.types,
            sample=each.sample,
            missing=missing(each, effective.values),
            origin=origin("footers", each.text),
        )
        for each in spec.footers
    ]
    return encode(
        SpecEnvelope(
            schema=SCHEMA,
            name=value("name"),
            subject_limit=value("subject_limit"),
            imperative=value("imperative"),
            types=types,
            body_width=value("body_width"),
            body_required=value("body_required"),
            footers=footers,
            split=_reasons(effective, "splits", spec.splits),
            together=_reasons(effective, "ties", spec.ties),
            review_seconds=value("review_seconds"),
            max_commits=value("max_commits"),
            not_understood=[UnreadEntry(place=p, line=line, text=text) for p, line, text in effective.unread],
        )
    )


def render(effective: EffectiveSpec, *, color: bool = False) -> str:
    """The spec as text: each value with its origin, then what was not understood."""
    spec, origin, palette = effective.spec, effective.origin, Palette(color)
    types = [Row(f"  {kind}", meaning) for kind, meaning in spec.types.items()]
    subject = [
        Row("limit", f"{spec.subject_limit} characters", origin("subject_limit")),
        Row("imperative", _yes(spec.imperative), origin("imperative")),
        Row("types", ", ".join(spec.types), origin("types", next(iter(spec.types), ""))),
        *types,
    ]
    body = [
        Row("width", f"{spec.body_width} characters", origin("body_width")),
        Row("required", _yes(spec.body_required), origin("body_required")),
    ]
    limits = [
        Row("review-seconds", f"{spec.review_seconds:g}", origin("review_seconds")),
        Row("max-commits", str(spec.max_commits), origin("max_commits")),
    ]
    source = _ELEMENT.sub(r"\1", harmless(origin("name")))
    return paragraphs(
        f"{palette(harmless(spec.name), BOLD)}  {palette(f'({source})', DIM)}\n",
        _section("subject", subject, palette),
        _section("body", body, palette),
        _section("footers", _footer_rows(effective), palette),
        _section("split: commits of their own for", _reason_rows(_reasons(effective, "splits", spec.splits)), palette),
        _section("together: one commit for", _reason_rows(_reasons(effective, "ties", spec.ties)), palette),
        _section("limits", limits, palette),
        _section(
            f"not understood: {len(effective.unread)}",
            [Row(f"line {line}", f"{place}: {text}") for place, line, text in effective.unread],
            palette,
        ),
    )


def _reasons(effective: EffectiveSpec, field: str, given: Mapping[Split, str] | Mapping[Tie, str]) -> list[Reason]:
    exceptions: Mapping[str, str] = {str(split): text for split, text in effective.spec.exceptions.items()}
    return [
        Reason(name=name, reason=reason, exception=exceptions.get(name, ""), origin=effective.origin(field, name))
        for name, reason in given.items()
    ]


def _reason_rows(reasons: Iterable[Reason]) -> Iterator[Row]:
    for each in reasons:
        yield Row(each.name, each.reason, each.origin)
        if each.exception:
            yield Row("", f"except: {each.exception}")


def _footer_rows(effective: EffectiveSpec) -> Iterator[Row]:
    for footer in effective.spec.footers:
        kinds = ", ".join(footer.types) or "all types"
        lines = (footer.sample or footer.text).splitlines()
        yield Row(kinds, lines[0], effective.origin("footers", footer.text))
        yield from (Row("", line) for line in lines[1:])
        if lacking := missing(footer, effective.values):
            names = ", ".join(f"`{name}`" for name in lacking)
            yield Row("", f"left out of messages until tool.remend.commits.values has {names}", warns=True)


def _section(title: str, rows: Iterable[Row], palette: Palette) -> str:
    shown = list(rows)
    if not shown:
        return ""
    width = max(len(row.name) for row in shown)
    return f"{palette(title, BOLD)}\n" + "".join(_row(row, width, palette) for row in shown)


def _row(row: Row, width: int, palette: Palette) -> str:
    value = palette(harmless(row.value), YELLOW if row.warns else "")
    place = _ELEMENT.sub(r"\1", harmless(row.origin))
    origin = f"  {palette(f'({place})', DIM)}" if place else ""
    return f"  {harmless(row.name):<{width}}  {value}{origin}".rstrip() + "\n"


def _yes(value: bool) -> str:  # noqa: FBT001 (a value to be shown)
    return "yes" if value else "no"
