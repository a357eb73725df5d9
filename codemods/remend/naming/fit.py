"""Whether a definition allows the way in which a name is used.

An answer is given only where the facts leave no doubt: what an unknown decorator or base may add cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from remend.index.facts import Attribute, Class, Function, ParameterKind
from remend.index.index import Definition, Index
from remend.naming.uses import Call, Uses

_KEEP_SIGNATURE = ("contextmanager", "asynccontextmanager", "cache", "lru_cache", "wraps", "total_ordering", "final")
_ON_EVERY_CLASS = ("mro", "register")
_ANYTHING = ("__getattr__", "__getattribute__")
_MAY_BE_AWAITED = ("Awaitable", "Coroutine", "Future", "Task", "Any")


@dataclass(frozen=True, slots=True)
class Fit:
    """How a definition fits: `against` says in half a sentence what speaks against it, `confirmed` counts what fits."""

    confirmed: int = 0
    against: str = ""

    @property
    def is_possible(self) -> bool:
        """Whether nothing speaks against the definition."""
        return not self.against


def fits(index: Index, found: Definition, uses: Uses) -> Fit:
    """Whether what `found` is allows all of `uses`."""
    match found.fact:
        case None:
            return _module_fits(index, found.path, uses)
        case Class() as owner:
            return _class_fits(index, found.path, owner, uses)
        case Function() as function:
            return _function_fits(function, uses)
        case Attribute() as attribute:
            return _instance_fits(index, found.path, attribute, uses)


def is_plain(name: str) -> bool:
    """Whether a name is a short word that could be anything."""
    return name.islower() and len(name) < 5


def is_vague(name: str, uses: Uses) -> bool:
    """Whether a plain name shows nothing of what it is."""
    return is_plain(name) and not uses.attributes


def accepts(function: Function, call: Call, *, is_bound: bool = False) -> bool | None:
    """Whether a call binds to the parameters; None where a decorator or an open call leaves that unknown.

    `is_bound` tells that the first parameter is filled already, as `self` is.
    """
    if not all(_keeps_signature(decorator) for decorator in function.decorators):
        return None
    positional = [p for p in function.parameters if p.kind <= ParameterKind.POSITIONAL][is_bound:]
    kinds = {parameter.kind for parameter in function.parameters}
    if call.positional > len(positional) and ParameterKind.VARIADIC not in kinds:
        return False
    filled = {parameter.name for parameter in positional[: call.positional]}
    named = [p for p in positional if p.kind is ParameterKind.POSITIONAL]
    named += [p for p in function.parameters if p.kind is ParameterKind.KEYWORD_ONLY]
    unknown = call.keywords - {parameter.name for parameter in named}
    if call.keywords & filled or (unknown and ParameterKind.VARIADIC_KEYWORD not in kinds):
        return False
    if call.is_open:
        return None
    required = {p.name for p in (*positional, *named) if not p.has_default}
    return required <= filled | call.keywords


def _module_fits(index: Index, path: str, uses: Uses) -> Fit:
    if uses.calls or uses.bases or uses.decorates or uses.raised or uses.entered:
        return Fit(against="it is a module")
    missing = sorted(name for name in uses.attributes if not index.defines(path, name))
    if missing:
        return Fit(against=f"it has no {missing[0]}")
    return Fit(confirmed=len(uses.attributes))


def _class_fits(index: Index, path: str, owner: Class, uses: Uses) -> Fit:
    is_known = not owner.decorators and not index.has_unknown_base(path, owner)
    confirmed = uses.bases + uses.raised
    for name in sorted(uses.attributes):
        if index.member(path, owner, name) is not None:
            confirmed += 1
        elif is_known and not name.startswith("__") and name not in _ON_EVERY_CLASS:
            return Fit(against=f"the class has no {name}")
    if is_known and uses.raised:
        return Fit(against="it is no exception")
    for name in _protocol(uses) if is_known else ():
        asynchronous = name.replace("__", "__a", 1)
        if index.member(path, owner, name) is None and index.member(path, owner, asynchronous) is None:
            return Fit(against=f"the class has no {name}")
    for call in uses.calls:
        verdict = _constructs(index, path, owner, call, is_known=is_known)
        if verdict is False:
            return Fit(against="its __init__ does not take these arguments")
        confirmed += verdict is True
    return Fit(confirmed=confirmed)


def _instance_fits(index: Index, path: str, attribute: Attribute, uses: Uses) -> Fit:
    """What is assigned the instance of a class has to have what is read from it; of other values nothing is known."""
    maker, is_call, _ = attribute.value.partition("(")
    made = index.lookup(path, maker) if is_call and maker.isidentifier() else None
    if made is None or not isinstance(made.fact, Class):
        return Fit()
    owner = made.fact
    has = {name for name in (*uses.attributes, *_ANYTHING) if index.member(made.path, owner, name) is not None}
    missing = sorted(name for name in uses.attributes - has if not name.startswith("__"))
    is_known = not owner.decorators and not index.has_unknown_base(made.path, owner) and has.isdisjoint(_ANYTHING)
    if missing and is_known:
        return Fit(against=f"it is made by {owner.name}, which has no {missing[0]}")
    return Fit(confirmed=0 if missing else len(uses.attributes & has))


def _protocol(uses: Uses) -> Iterator[str]:
    """The methods that the uses call without naming them."""
    if uses.entered:
        yield "__enter__"
    if uses.awaited:
        yield "__await__"


def _constructs(index: Index, path: str, owner: Class, call: Call, *, is_known: bool) -> bool | None:
    """Whether a class can be called so."""
    if owner.decorators or index.member(path, owner, "__new__") is not None:
        return None
    found = index.member(path, owner, "__init__")
    if found is not None and isinstance(found.fact, Function):
        return accepts(found.fact, call, is_bound=True)
    if not is_known or found is not None:
        return None
    return not (call.positional or call.keywords)


def _function_fits(function: Function, uses: Uses) -> Fit:
    if function.decorators and not all(map(_keeps_signature, function.decorators)):
        return Fit()
    if uses.bases:
        return Fit(against="it is a function, not a class")
    if uses.annotates or (uses.raised and not uses.calls):
        return Fit(against="it is a function, not a class")
    missing = sorted(name for name in uses.attributes if not name.startswith("__"))
    if missing and not function.decorators:
        return Fit(against=f"it is a function without {missing[0]}")
    is_coroutine = function.is_async and not function.decorators
    if uses.awaited and not function.is_async and _gives_no_awaitable(function):
        return Fit(against="it is no coroutine function")
    if uses.entered and is_coroutine:
        return Fit(against="it is a coroutine function")
    confirmed = int(uses.awaited and is_coroutine)
    for call in uses.calls:
        verdict = accepts(function, call)
        if verdict is False:
            return Fit(against="it does not take these arguments")
        confirmed += verdict is True
    return Fit(confirmed=confirmed)


def _gives_no_awaitable(function: Function) -> bool:
    return bool(function.returns) and not any(word in function.returns for word in _MAY_BE_AWAITED)


def _keeps_signature(decorator: str) -> bool:
    return decorator.partition("(")[0].rpartition(".")[2] in _KEEP_SIGNATURE
