"""Whether a subclass makes a plain method of one that its base defines as async."""

from __future__ import annotations

from remend.inference.plain import AWAITABLES
from remend.inference.values import ClassValue, Coroutine, FunctionValue, Instance, Plain, Value
from remend.rules.missing_await.known import Known


def overridden(callee: Value | None, known: Known) -> str:
    """The method, with its class, that may be called in the place of `callee` and gives nothing to await."""
    receiver = callee.receiver if isinstance(callee, FunctionValue) else None
    if not isinstance(callee, FunctionValue) or not isinstance(receiver, Instance):
        return ""
    name, base, infer = callee.fact.name, receiver.of, known.inference
    for path, owner in known.plain_methods.get(name, ()):
        if (base.path, base.fact) in infer.index.bases(path, owner):
            of = Instance(ClassValue(path, owner.line, owner))
            if not _may_be_awaited(infer.called(infer.member(of, name))):
                return f"{owner.name}.{name}"
    return ""


def _may_be_awaited(made: Value | None) -> bool:
    return isinstance(made, Coroutine) or (isinstance(made, Plain) and made.name in AWAITABLES)
