"""Moves: what is only called otherwise now, or stands elsewhere.

pkg.old -> pkg.new                                        a module, with all below it
pkg.old:name -> pkg.new:other                             a function, class or constant
pkg.mod:Class.member -> pkg.mod:Class.other               a method or attribute
pkg.mod:function(old=) -> pkg.mod:function(new=)          an argument by keyword; of a method likewise
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from remend.replace.pattern import PatternError, read_pattern
from remend.replace.seek import Form

_NAME = r"[^\W\d]\w*"
_PLACE = re.compile(
    rf"(?P<module>{_NAME}(?:\.{_NAME})*)"
    rf"(?::(?P<name>{_NAME})(?:\.(?P<member>{_NAME}))?(?:\((?P<argument>{_NAME})=\))?)?"
)
_NOTATION = "write `pkg.module`, `pkg.module:name`, `pkg.module:Class.member` or `pkg.module:function(argument=)`"


@dataclass(frozen=True, slots=True)
class Move:
    """A move by its two ends, as they are written.

    `forms` are the patterns that find its uses, `types` the classes of their holes. `module` and `name` are what import
    statements ask for, by their old and new names; empty where none has to follow.
    """

    old: str
    new: str
    forms: tuple[Form, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)
    module: tuple[str, str] = ("", "")
    name: tuple[str, str] = ("", "")

    @property
    def words(self) -> frozenset[str]:
        """Words all of which stand in every file with an import that has to follow."""
        return frozenset(filter(None, (self.name[0], self.module[0].rpartition(".")[2])))

    def follow(self, module: str, name: str) -> tuple[str, str] | None:
        """What an import of `name` from `module`, or of the module itself, has to ask for; None for as it does."""
        old, new = self.module
        if self.name[0]:
            return (new, self.name[1]) if (module, name) == (old, self.name[0]) else None
        if not old:
            return None
        if module == old or module.startswith(f"{old}."):
            return new + module.removeprefix(old), name
        if name and f"{module}.{name}" == old and "." in new:
            parent, _, last = new.rpartition(".")
            return parent, last
        return None


def read_move(old: str, new: str) -> Move:
    """The move that two ends tell. Raises PatternError."""
    ends = [_PLACE.fullmatch(text.strip()) for text in (old, new)]
    if ends[0] is None or ends[1] is None:
        raise PatternError(f"`{old if ends[0] is None else new}` names no place: {_NOTATION}")
    before, after = ends[0].groupdict(), ends[1].groupdict()
    if before == after:
        raise PatternError("both ends are the same")
    parts = [key for key in ("name", "member", "argument") if (before[key] is None) != (after[key] is None)]
    if parts:
        raise PatternError(f"`{old}` and `{new}` are not of one kind: {_NOTATION}")
    if before["argument"]:
        return _argument(old, new, before, after)
    if before["member"]:
        return _member(old, new, before, after)
    if before["name"]:
        dotted = (f"{before['module']}.{before['name']}", f"{after['module']}.{after['name']}")
        form = _form(old, *dotted)
        return Move(old, new, (form,), {}, (before["module"], after["module"]), (before["name"], after["name"]))
    return Move(old, new, module=(before["module"], after["module"]))


def _member(old: str, new: str, before: Mapping[str, str], after: Mapping[str, str]) -> Move:
    owner = f"{before['module']}.{before['name']}"
    if (before["module"], before["name"]) != (after["module"], after["name"]):
        raise PatternError(f"a member stays in its class; move the class itself, or write `{owner}` in both")
    forms = (
        _form(old, f"$RECEIVER.{before['member']}", f"$RECEIVER.{after['member']}"),
        _form(old, f"{owner}.{before['member']}", f"{owner}.{after['member']}"),
    )
    return Move(old, new, forms, {"RECEIVER": owner})


def _argument(old: str, new: str, before: Mapping[str, str], after: Mapping[str, str]) -> Move:
    if any(before[key] != after[key] for key in ("module", "name", "member")):
        raise PatternError("an argument stays with its function; move the function by a replacement of its own")
    owner = f"{before['module']}.{before['name']}"
    ends = [f"$...ARGUMENTS, {each['argument']}=$VALUE" for each in (before, after)]
    if before["member"]:
        member = before["member"]
        forms = (
            _form(old, f"$RECEIVER.{member}({ends[0]})", f"$RECEIVER.{member}({ends[1]})"),
            _form(old, f"{owner}.{member}({ends[0]})", f"{owner}.{member}({ends[1]})"),
        )
        return Move(old, new, forms, {"RECEIVER": owner})
    return Move(old, new, (_form(old, f"{owner}({ends[0]})", f"{owner}({ends[1]})"),))


def _form(text: str, left: str, right: str) -> Form:
    return Form(text, read_pattern(left, {}), read_pattern(right, {}))
