"""Judges an import that gives a name to another object: one change with all that the file uses of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from remend.index.roles import is_test
from remend.inference.local import Closely
from remend.inference.values import FunctionValue, Value
from remend.model import Severity
from remend.review.ends import Ends, FileChange
from remend.review.model import Cause, Change, Origin, Verdict
from remend.review.rules.changed_call.answers import Answer, awaited_alike
from remend.review.rules.changed_call.callee import Callee, Standing
from remend.review.rules.changed_call.equivalence import equivalent
from remend.review.rules.changed_call.imports import Switch, Used, is_gone, switches, uses
from remend.review.rules.changed_call.members import is_same, name_of, place
from remend.review.rules.changed_call.shapes import listed
from remend.review.rules.changed_call.side import Side, Sides
from remend.review.rules.changed_call.sites import CallSite, place_of
from remend.review.rules.changed_call.verdicts import RULE, fingerprint

_MOST_LINES = 12


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """A switched import with the members that are gone, by name their first line, and the answers about the others."""

    switch: Switch
    gone: dict[str, int]
    kept: tuple[str, ...]
    answers: tuple[Answer, ...]


def judge_imports(ends: Ends, sides: Sides, change: FileChange) -> Iterator[Change]:
    """A change for each import of a file that gives a name to another object of the project, if that tells anything."""
    for switch in switches(ends, sides, change):
        closely = sides.head.closely(change.new)
        if closely is None:
            return
        judged = _judged(sides, closely, switch)
        is_bad = bool(judged.gone) or any(answer.holds is False for answer in judged.answers)
        has_members = bool(judged.kept or judged.answers)
        if is_bad or (has_members and switch.old is not None and not switch.is_moved and not is_test(change.new)):
            yield _change(ends, closely, change, judged)


def _judged(sides: Sides, closely: Closely, switch: Switch) -> _Judged:
    gone: dict[str, int] = {}
    kept: dict[str, None] = {}
    answers: list[Answer] = []
    for used in uses(closely, switch):
        line = getattr(used.way[-1], "end_lineno", 0)
        has_gone = is_gone(sides, used) if used.member else False
        if has_gone:
            gone.setdefault(used.member, line)
        elif has_gone is False:
            kept.update({used.member: None} if used.member else {})
            answers += _asked(sides, closely, used)
    return _Judged(switch, gone, tuple(kept), tuple(dict.fromkeys(answers)))


def _asked(sides: Sides, closely: Closely, used: Used) -> Iterator[Answer]:
    """What is to be said of a call of a function that is another than before."""
    old = _member(sides.base, used.was, used.member)
    new = _member(sides.head, used.owner, used.member)
    if used.call is None or not isinstance(old, FunctionValue) or not isinstance(new, FunctionValue):
        return
    assert isinstance(used.way[-1], ast.expr)
    text = ast.unparse(used.way[-1])
    before, after = Callee(text, Standing.FOUND, old), Callee(text, Standing.FOUND, new)
    if sides.base.has(old.path) and sides.head.has(new.path) and not is_same(sides.base, sides.head, before, after):
        site = CallSite(closely, used.call, 0, place_of(used.call), range(0))
        yield awaited_alike(sides.base, sides.head, before, after, (site, site))
        yield equivalent(sides.base, sides.head, before, after, site)


def _member(side: Side, owner: Value | None, name: str) -> Value | None:
    return side.inference.member(owner, name) if name else owner


def _change(ends: Ends, closely: Closely, change: FileChange, judged: _Judged) -> Change:
    switch, path = judged.switch, change.new
    holds = [answer.holds for answer in judged.answers]
    if judged.gone or False in holds:
        verdict = Verdict.REGRESSION
    else:
        verdict = Verdict.NEEDS_VERIFICATION if None in holds else Verdict.ACCEPTABLE
    deciding = [answer for answer in judged.answers if answer.holds is not True]
    clause = next((answer.clause for answer in deciding if answer.clause), "")
    if judged.gone:
        clause = f", which has no {listed(tuple(judged.gone))}"
    is_severe = bool(judged.gone) or any(answer.is_severe and answer.holds is False for answer in deciding)
    mild = Severity.MEDIUM if clause and deciding else Severity.LOW
    first, last = _lines(switch.statement)
    line = closely.module.source.line
    came = [line(at) for at in range(first, last + 1) if any(h.new_start < at <= h.new_end for h in ends.hunks(change))]
    return Change(
        rule=RULE,
        path=path,
        line=first,
        end_line=last,
        verdict=verdict,
        origin=Origin.INTRODUCED,
        severity=Severity.HIGH if is_severe else mild,
        title=f"`{switch.name}` is `{switch.origins[1]}` now, and was `{switch.origins[0]}`{clause}",
        topic=f"{switch.name} is another object",
        why=_why(verdict, gone=bool(judged.gone)),
        symbol=switch.name,
        evidence=tuple(_evidence(judged, path)),
        questions=tuple(dict.fromkeys(q for a in judged.answers if a.holds is None for q in a.questions)),
        before=_before(ends, change, switch),
        after="\n".join(map(line, range(first, last + 1))),
        cause=Cause(path=path, came="\n".join(came)) if came else None,
        fingerprint=fingerprint(path, switch.name, " to ".join(switch.origins)),
    )


def _why(verdict: Verdict, *, gone: bool) -> str:
    if gone:
        return "The file goes on using members that the new object does not have: that fails as soon as it runs."
    if verdict is Verdict.REGRESSION:
        return "The file goes on as with the old object, and the new one does not answer like it."
    if verdict is Verdict.ACCEPTABLE:
        return "All that the file uses of it is there, and answers like that of the old object."
    return "The file goes on as with the old object; whether the new one answers alike cannot be told."


def _evidence(judged: _Judged, path: str) -> Iterator[str]:
    switch = judged.switch
    if switch.old is not None:
        yield f"`{switch.name}` stood for `{_name(switch.old)}` ({place(switch.old)})."
    yield f"`{switch.name}` stands for `{_name(switch.new)}` ({place(switch.new)})."
    for member, line in judged.gone.items():
        yield f"`{member}` is used at {path}:{line}, and `{_name(switch.new)}` has no such member."
    if judged.kept:
        yield f"What else the file uses of it is not known to be missing: {listed(judged.kept)}."
    yield from dict.fromkeys(fact for answer in judged.answers for fact in answer.evidence)


def _name(value: Value) -> str:
    return value.fact.name if isinstance(value, FunctionValue) else name_of(value)


def _lines(statement: ast.stmt) -> tuple[int, int]:
    last = statement.end_lineno or statement.lineno
    return statement.lineno, last if last - statement.lineno < _MOST_LINES else statement.lineno


def _before(ends: Ends, change: FileChange, switch: Switch) -> str:
    module = ends.module_before(change.old)
    if module is None or switch.went is None:
        return ""
    first, last = _lines(switch.went)
    return "\n".join(map(module.source.line, range(first, last + 1)))
