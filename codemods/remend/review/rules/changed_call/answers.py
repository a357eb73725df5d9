"""Two of the three questions about a call that became another: is there such a member, and is it awaited as it must be.

Each is answered with what decides it; `equivalence` answers the third, whether it gives what the old one gave.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from remend.inference.plain import AWAITABLES, PASSING
from remend.inference.values import ClassValue, Coroutine, FunctionValue, Instance, Plain, Value
from remend.review.rules.changed_call.callee import Callee, Standing
from remend.review.rules.changed_call.members import label, name_of, place, told
from remend.review.rules.changed_call.side import Side
from remend.review.rules.changed_call.sites import CallSite

_ENTERED = ("with", "for")


@dataclass(frozen=True, slots=True)
class Answer:
    """`holds` is None where it cannot be told; `clause` goes on the title, `is_severe` says that it hurts at once."""

    holds: bool | None
    evidence: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    clause: str = ""
    is_severe: bool = False


YES = Answer(holds=True)


def exists(old: Callee, new: Callee) -> Answer:
    """Whether the new member exists on what it is read from."""
    evidence = []
    was_broken = old.standing is Standing.MISSING
    if was_broken:
        evidence.append(
            f"Before the change, `{old.text}` was read from {_receiver(old)}, which has no `{old.name}`: "
            "the old call raised AttributeError."
        )
    if new.undefined:
        evidence += _would_be(new)
    if new.standing is Standing.MISSING:
        would = "would be" if new.undefined else "is"
        evidence.append(f"What `{new.text}` is read from {would} {_receiver(new)}, which has no `{new.name}`.")
        return Answer(
            holds=None if was_broken else False,
            evidence=tuple(evidence),
            questions=(f"Which member was meant by `{new.name}`, which {_receiver(new)} does not have?",),
            clause=", which does not exist",
            is_severe=True,
        )
    if new.standing is Standing.FOUND:
        would = "would be" if new.undefined else "is"
        evidence.append(f"`{new.text}` {would} {_place_of(new)}{_kind(new.value)}.")
    if new.undefined:
        question = (
            f"Is `{new.undefined}` to be imported from {new.made_by.path}?"
            if new.made_by is not None
            else f"What is `{new.undefined}` to stand for?"
        )
        return Answer(
            holds=None if was_broken else False,
            evidence=tuple(evidence),
            questions=(question,),
            clause=f", with `{new.undefined}` defined nowhere",
            is_severe=not was_broken,
        )
    return Answer(holds=True if new.is_project else None, evidence=tuple(evidence))


def _place_of(callee: Callee) -> str:
    """The member with its place; the place alone where it is called what is written."""
    return f"that of {place(callee.value)}" if callee.text == label(callee) else told(callee)


def _would_be(new: Callee) -> list[str]:
    found = [f"Nothing in the file binds `{new.undefined}`: as it stands, the new call raises NameError."]
    if new.made_by is not None:
        line = getattr(new.made_by.fact, "line", 1)
        returns = getattr(new.made_by.fact, "returns", "")
        gives = f", which returns `{returns}`" if returns else ""
        found.append(
            f"`{new.undefined}` would be that of {new.made_by.path}:{line}{gives}: no other definition in the project "
            "leads to the member."
        )
    elif new.rivals:
        places = ", ".join(f"{each.path}:{getattr(each.fact, 'line', 1)}" for each in new.rivals[:3])
        found.append(f"The project defines `{new.undefined}` at {places}.")
    return found


def _receiver(callee: Callee) -> str:
    where = place(callee.receiver)
    kind = "an instance of " if isinstance(callee.receiver, Instance) else ""
    return f"{kind}`{name_of(callee.receiver)}`" + (f" ({where})" if where else "")


def _kind(value: Value | None) -> str:
    match value:
        case FunctionValue(fact=fact):
            return ", a coroutine function" if fact.is_async and not fact.is_generator else ", a plain function"
        case ClassValue():
            return ", a class"
    return ""


def awaited_alike(base: Side, head: Side, old: Callee, new: Callee, sites: tuple[CallSite, CallSite]) -> Answer:
    """Whether the new member is called as it has to be: awaited if it is a coroutine function, else not."""
    before, after = sites
    if not isinstance(new.value, FunctionValue) or after.place[0].startswith(_ENTERED):
        return YES
    function, was_coroutine = new.value, _is_coroutine(base, old)
    if head.inference.is_coroutine_function(function):
        if after.is_awaited:
            return Answer(holds=True, evidence=("The new call is awaited, as it must be.",))
        if was_coroutine and not before.is_awaited:
            return YES
        return _not_awaited(after, new)
    if not after.is_awaited:
        return _plain(head, function, was_awaited=was_coroutine and before.is_awaited)
    given = head.inference.called(function)
    if isinstance(given, Plain) and given.name not in AWAITABLES and given.name not in {"Any", "object"}:
        fact = f"The new call is awaited, but {told(new)} is a plain function that returns a `{given.name}`: TypeError."
        return Answer(holds=False, evidence=(fact,), clause=", which cannot be awaited", is_severe=True)
    if given is None:
        return Answer(holds=None, questions=(f"Does {told(new)} return something that can be awaited?",))
    return YES


def _plain(head: Side, function: FunctionValue, *, was_awaited: bool) -> Answer:
    given = head.inference.called(function)
    if isinstance(given, Coroutine) or (isinstance(given, Plain) and given.name in AWAITABLES):
        return YES
    before = "The old call was awaited; the" if was_awaited else "The"
    return Answer(holds=True, evidence=(f"{before} new call is not awaited, which is right for a plain function.",))


def _not_awaited(call: CallSite, new: Callee) -> Answer:
    first = call.place[0]
    if first.startswith((".", "[")) or not call.is_used:
        fact = f"{told(new)} is a coroutine function, and the new call is not awaited."
        return Answer(holds=False, evidence=(fact,), clause=", which is not awaited", is_severe=call.is_used)
    if any(f" of {name}" in first or f".{name}" in first for name in PASSING) or _is_awaited_later(call):
        return YES
    return Answer(
        holds=None,
        evidence=(f"{told(new)} is a coroutine function; the call itself is not awaited.",),
        questions=(f"Is what `{label(new)}` gives awaited where it goes?",),
    )


def _is_awaited_later(call: CallSite) -> bool:
    """Whether the function awaits a name that the call is assigned to."""
    match call.statement:
        case ast.Assign(targets=[ast.Name(id=name)]):
            around = call.function
            awaited = [each.value for each in ast.walk(around) if isinstance(each, ast.Await)] if around else []
            return any(isinstance(each, ast.Name) and each.id == name for each in awaited)
    return False


def _is_coroutine(side: Side, callee: Callee) -> bool:
    return isinstance(callee.value, FunctionValue) and side.inference.is_coroutine_function(callee.value)
