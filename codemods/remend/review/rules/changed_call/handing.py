"""Whether a new member does no more with a result than to hand on what the old one gives."""

from __future__ import annotations

import ast

from remend.inference.values import FunctionValue
from remend.review.rules.changed_call.callee import Callee, Standing
from remend.review.rules.changed_call.members import is_same
from remend.review.rules.changed_call.returned import own_ways
from remend.review.rules.changed_call.side import Side


def hands_on(base: Side, head: Side, old: Callee, new: Callee) -> bool:
    """Whether every result of the new member is that of a call of the old one."""
    found = head.function(new.value) if isinstance(new.value, FunctionValue) else None
    if found is None:
        return False
    closely, function = found
    given = [(way, way[-1].value) for way in own_ways(function) if isinstance(way[-1], ast.Return)]
    for way, value in given:
        call = value.value if isinstance(value, ast.Await) else value
        if not isinstance(call, ast.Call):
            return False
        called = closely.value((*way, call, call.func))
        if not is_same(base, head, old, Callee("", Standing.FOUND, called)):
            return False
    return bool(given)
