"""Whether a subclass makes a plain method of one that its base defines as async."""

from __future__ import annotations

import re

from remend.inference.plain import AWAITABLES
from remend.inference.values import ClassValue, Coroutine, FunctionValue, Instance, Plain, Value
from remend.rules.missing_await.known import Known

_FOR_SYNC = re.compile(r"Sync(?![a-z])|Blocking")


def overridden(callee: Value | None, caller: str, known: Known) -> str:
    """The method, with its class, that may be called in the place of `callee` and gives nothing to await.

    A subclass that has a method `caller` of its own does not run the one around the call, and one that is called sync
    is for another mode.
    """
    receiver = callee.receiver if isinstance(callee, FunctionValue) else None
    if not isinstance(callee, FunctionValue) or not isinstance(receiver, Instance):
        return ""
    name, base, infer = callee.fact.name, receiver.of, known.inference
    for path, owner in known.plain_methods(name):
        is_apart = _FOR_SYNC.search(owner.name) or any(method.name == caller for method in owner.methods)
        if not is_apart and (base.path, base.fact) in infer.index.bases(path, owner):
            of = Instance(ClassValue(path, owner.line, owner))
            if not _may_be_awaited(infer.called(infer.member(of, name))):
                return f"{owner.name}.{name}"
    return ""


def _may_be_awaited(made: Value | None) -> bool:
    return isinstance(made, Coroutine) or (isinstance(made, Plain) and made.name in AWAITABLES)
