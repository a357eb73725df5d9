"""HTML by construction: text becomes markup here and nowhere else, so none of it can be taken for a tag.

A template language would do the same with a dependency more and without types: here a text that was not escaped is a
`str`, one that is markup a `Markup`, and mypy tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from remend.report.review.plain import plain

_QUOTED = re.compile(r"`([^`\s](?:[^`]*[^`\s])?)`")
_VOID = frozenset({"br", "input", "link", "meta"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(content: str) -> Markup:
    """`content` as it is to be read: on one line, without a character that hides or turns around what stands there."""
    return content if isinstance(content, Markup) else Markup(escape(plain(content)))


def prose(content: str) -> Markup:
    """A sentence whose names of code stand in backquotes, as code."""
    parts = _QUOTED.split(content)
    return join(tag("code", part) if place % 2 else part for place, part in enumerate(parts))


def join(children: Iterable[str], separator: str = "") -> Markup:
    """The children one after another; those that are no markup are text."""
    return Markup(text(separator).join(map(text, children)))


def tag(name: str, /, *children: str, **attributes: str | int | bool) -> Markup:
    """An element. An attribute is named with `_` for `-`, and may end in one; False leaves it out."""
    opened = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    return Markup(opened if name in _VOID else f"{opened}{join(children)}</{name}>")


def _attribute(key: str, value: str | int | bool) -> str:  # noqa: FBT001
    if value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'
