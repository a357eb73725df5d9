"""Pairs the calls that went with those that came in their place, by what takes their results and by likeness."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from remend.naming.likeness import words
from remend.review.rules.changed_call.sites import CallSite

_BY_NAME = ("return", "argument ", "value of ", "index of ", "with ", "for ", "Yield", "Lambda", ".", "[")
"""How the places of results start that say by themselves what a result is good for."""


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A call before, and the call whose result goes where the result of the other went."""

    old: CallSite
    new: CallSite


def pair_calls(old: Sequence[CallSite], new: Sequence[CallSite]) -> list[Pair]:
    """The pairs of one file; one call of each is in no other. A pair comes before those inside of its calls.

    Within one function: in the same stretch of lines where there are as many calls before as after, in the order in
    which they stand; in different stretches only one call with one. Calls of what is written the same go together
    first, so that they are not taken for others.
    """
    pairs: list[Pair] = []
    ways: list[tuple[Callable[[CallSite], Hashable], bool]] = [
        (lambda call: (call.symbol, call.hunk, call.place, call.callee), True),
        (lambda call: (call.symbol, call.place, call.callee), True),
        (lambda call: (call.symbol, call.hunk, call.place), True),
        (lambda call: (call.symbol, call.place), False),
    ]
    for key, may_be_several in ways:
        taken = {call for pair in pairs for call in (pair.old, pair.new)}
        left = [call for call in old if call not in taken], [call for call in new if call not in taken]
        pairs += _pairs_by(key, *left, may_be_several=may_be_several)
    order = {call: at for at, call in enumerate(new)}
    return sorted(pairs, key=lambda pair: order[pair.new])


def _pairs_by(
    key: Callable[[CallSite], Hashable], old: Iterable[CallSite], new: Iterable[CallSite], *, may_be_several: bool
) -> Iterator[Pair]:
    before, after = _grouped(key, old), _grouped(key, new)
    for each, calls in before.items():
        others = after.get(each, [])
        if len(calls) == len(others) and (may_be_several or len(calls) == 1):
            yield from (Pair(*both) for both in zip(calls, others, strict=True) if _may_be_one(*both))


def _grouped(key: Callable[[CallSite], Hashable], calls: Iterable[CallSite]) -> dict[Hashable, list[CallSite]]:
    found: dict[Hashable, list[CallSite]] = {}
    for call in calls:
        found.setdefault(key(call), []).append(call)
    return found


def _may_be_one(old: CallSite, new: CallSite) -> bool:
    """Whether a call may stand in for another; where nothing by name takes its result, that needs more than a place.

    One that was only put into another call, or taken out of it, is still there.
    """
    if old.callee != new.callee and (_holds(new.node, old.callee) or _holds(old.node, new.callee)):
        return False
    return old.place[0].startswith(_BY_NAME) or old.place[0].endswith("=") or is_alike(old.node.func, new.node.func)


def _holds(call: ast.Call, callee: str) -> bool:
    """Whether the arguments of a call, or what it is read from, call what is written as `callee`."""
    inner = (node for node in ast.walk(call) if isinstance(node, ast.Call) and node is not call)
    return any(ast.unparse(node.func) == callee for node in inner)


def is_alike(old: ast.expr, new: ast.expr) -> bool:
    """Whether two callees share a word of their last names, or what they are read from."""
    if not set(words(last_name(old))).isdisjoint(words(last_name(new))):
        return True
    match old, new:
        case ast.Attribute(value=one), ast.Attribute(value=other):
            return ast.dump(one) == ast.dump(other)
    return False


def last_name(callee: ast.expr) -> str:
    """The last name of what is called; empty where it has none."""
    match callee:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
