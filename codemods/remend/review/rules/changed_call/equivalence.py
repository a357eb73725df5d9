"""Whether a new member gives what the old one gave, as far as anybody in the project reads of it."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from remend.index.facts import Facts
from remend.inference.local import FunctionNode
from remend.inference.values import ClassValue, FunctionValue
from remend.review.rules.changed_call.answers import YES, Answer
from remend.review.rules.changed_call.callee import Callee, Standing
from remend.review.rules.changed_call.consumers import Consumers, Escape, Read
from remend.review.rules.changed_call.handing import hands_on
from remend.review.rules.changed_call.members import label, place, told, took_place
from remend.review.rules.changed_call.outside_code import Mention, Route, mentions, route_of
from remend.review.rules.changed_call.returned import result_of, returned, shape_of_value
from remend.review.rules.changed_call.shapes import NOTHING, Arity, Difference, Keys, Shape, compare, described, listed
from remend.review.rules.changed_call.side import Side
from remend.review.rules.changed_call.sites import CallSite
from remend.review.rules.changed_call.taker import taken

_DICT = frozenset(dir(dict))
_MOST_NAMESAKES = 3


@dataclass(frozen=True, slots=True)
class Gives:
    """What the two members give: `old` and `new` are shapes, `by_name` those of what only has the old one's name."""

    old: Shape | None
    new: Shape | None
    by_name: tuple[tuple[FunctionValue, Shape | None], ...] = ()

    @property
    def difference(self) -> Difference:
        """What differs; where the old member is not there, from the one thing that has its name."""
        if self.old is None and len(self.by_name) == 1:
            return compare(self.by_name[0][1], self.new)
        return compare(self.old, self.new)


def equivalent(base: Side, head: Side, old: Callee, new: Callee, call: CallSite) -> Answer:
    """Whether the new call gives what the old one gave."""
    if not call.is_used or new.standing is not Standing.FOUND:
        return YES
    if old.standing is Standing.FOUND and hands_on(base, head, old, new):
        return Answer(holds=True, evidence=(f"{told(new)} hands on what `{label(old)}` gives.",))
    given = returned(head, new.value) or shape_of_value(head, result_of(call.closely.value(call.path)))
    gives = Gives(returned(base, old.value), given, _namesakes(base, old))
    parts = _unpacked(call)
    if parts and isinstance(gives.new, Arity) and gives.new.count != parts:
        fact = f"{told(new)} gives a tuple of {gives.new.count}, which is taken apart into {parts}: ValueError."
        return Answer(holds=False, evidence=(fact,), clause=f", which gives {gives.new.count} parts", is_severe=True)
    difference = gives.difference
    evidence = _compared(old, new, gives)
    if difference.is_none and old.standing is Standing.FOUND:
        return Answer(holds=True, evidence=evidence)
    if difference.other and _is_renamed_class(base, head, gives):
        return Answer(holds=True, evidence=(*evidence, "That is one class by another name."))
    taker = taken(head, new, call)
    if difference.other and taker:
        return Answer(holds=True, evidence=(*evidence, f"{taker} takes just that."))
    uses = Consumers(head).uses(call.closely, call.path, far=isinstance(gives.new, Keys))
    reads = [use for use in uses if isinstance(use, Read)]
    escapes = [use for use in uses if isinstance(use, Escape)]
    lacking = [read for read in reads if _is_lacking(read, gives)]
    routes = _routes(head, call, escapes)
    evidence += tuple(_where(escapes, routes))
    refused = [name for route, inside in routes if not inside for name in difference.lost if name in route.required]
    if any(read.is_sure for read in lacking) or refused:
        return _lost_and_read(old, new, [*evidence, *_reading(lacking), *_refusing(routes, refused)], lacking, refused)
    names = tuple(dict.fromkeys(read.name for read in reads))
    if names and not escapes and isinstance(gives.new, Keys) and not set(names) - set(gives.new.names):
        return Answer(holds=True, evidence=(*evidence, f"All that is read of it is there: {listed(names)}."))
    if gives.new == NOTHING and gives.old not in (None, NOTHING):
        return Answer(holds=False, evidence=evidence, clause=", which gives nothing")
    texts = _texts(head, difference, call, routes, escapes)
    evidence += (*_reading(lacking), *_mentioning(texts))
    if difference.lost and not texts:
        evidence += ("No front end or test that can be read and names the route or the function has a lost key.",)
    if old.standing is Standing.MISSING and not new.undefined and not lacking and not texts:
        return Answer(holds=True, evidence=evidence)
    return Answer(
        holds=None, evidence=evidence, questions=_questions(old, new, gives, routes), clause=_clause(difference)
    )


def _is_renamed_class(base: Side, head: Side, gives: Gives) -> bool:
    old, new = gives.old, gives.new
    if not isinstance(old, Keys) or not isinstance(new, Keys) or not (old.is_object and new.is_object):
        return False
    return took_place(base, head, (old.path, old.kind), (new.path, new.kind))


def _namesakes(base: Side, old: Callee) -> tuple[tuple[FunctionValue, Shape | None], ...]:
    """What has the name of an old member that is not there, and can be called like it."""
    if old.standing is not Standing.MISSING:
        return ()
    on_class = isinstance(old.receiver, ClassValue)
    methods = base.project.index.under(old.name, _methods) or ()
    alike = (each for each in methods if _is_of_class(each) == on_class)
    return tuple((value, returned(base, value)) for value in islice(alike, _MOST_NAMESAKES))


def _methods(some: Mapping[str, Facts]) -> dict[str, list[FunctionValue]]:
    """All methods by name."""
    found: dict[str, list[FunctionValue]] = {}
    for path, facts in some.items():
        for owner in facts.classes:
            of = ClassValue(path, owner.line, owner)
            for fact in owner.methods:
                found.setdefault(fact.name, []).append(FunctionValue(path, fact.line, fact, of, of))
    return found


def _is_of_class(method: FunctionValue) -> bool:
    return any(each in {"classmethod", "staticmethod"} for each in method.fact.decorators)


def _compared(old: Callee, new: Callee, gives: Gives) -> tuple[str, ...]:
    """What both give, and what differs."""
    found = []
    if gives.old is not None:
        found.append(f"{told(old)} gave {described(gives.old)}.")
    for value, shape in gives.by_name:
        owner = value.owner.fact.name if value.owner else ""
        found.append(
            f"By name only, `{owner}.{value.fact.name}` ({place(value)}) can be called like the old one; "
            f"it gives {described(shape)}."
        )
    if gives.new is not None:
        would = "would give" if new.undefined else "gives"
        found.append(f"{told(new)} {would} {described(gives.new)}.")
    difference = gives.difference
    kind = "members" if difference.is_object else "keys"
    compared = ", compared with that" if gives.old is None and gives.by_name else ""
    if difference.is_object and difference.is_none and described(gives.old) != described(gives.new):
        found.append(f"{described(gives.new)} has all the members of {described(gives.old)}.")
    if difference.lost:
        found.append(f"Lost {kind}{compared}: {listed(difference.lost)}.")
    if difference.unsure:
        found.append(f"Perhaps lost: {listed(difference.unsure)}.")
    if difference.gained and not difference.is_object:
        found.append(f"Gained {kind}{compared}: {listed(difference.gained)}.")
    found += [f"`{name}` was `{before}` and is `{after}`." for name, before, after in difference.retyped]
    if difference.other:
        found.append(f"The kind of value changed: {difference.other}.")
    return tuple(found)


def _is_lacking(read: Read, gives: Gives) -> bool:
    """Whether a part is read that the new value certainly has not, and the old one may have had."""
    new, old = gives.new, gives.old
    if not isinstance(new, Keys) or new.is_open or read.name in new.names:
        return False
    if new.is_object != read.is_member:
        return not new.is_object and read.name not in _DICT and isinstance(old, Keys) and old.is_object
    if isinstance(old, Keys) and not old.is_open:
        return read.name in old.names and old.is_object == new.is_object
    return not read.name.startswith("_") and not new.is_object


def _routes(side: Side, call: CallSite, escapes: Sequence[Escape]) -> list[tuple[Route, tuple[str, ...]]]:
    """The routes that give the result away, each with the keys under which it is in there."""
    found = []
    for each in escapes:
        closely = side.closely(each.path) if each.function is not None else None
        if closely is not None and isinstance(each.function, FunctionNode):
            near = call.closely if each.path == call.closely.module.path else closely
            route = route_of(side, near, each.function)
            found += [(route, each.inside)] if route is not None else []
    return found


def _where(escapes: Sequence[Escape], routes: Sequence[tuple[Route, tuple[str, ...]]]) -> list[str]:
    found = []
    for each in escapes:
        under = f" under the key `{'.'.join(each.inside)}`" if each.inside else ""
        found.append(f"The result {each.what}{under} ({each.path}:{each.line}).")
    for route, _ in routes:
        model = f"the response model `{route.model}`" if route.model else "no response model"
        found.append(f"It leaves the project by the route {route.method} {route.path}, which has {model}.")
    return found


def _reading(reads: Sequence[Read]) -> list[str]:
    return [
        f"`{read.name}` is read at {read.path}:{read.line}"
        + (" with a default" if read.has_default else "")
        + ("" if read.is_sure else ", of what is called by name only")
        + "."
        for read in reads
    ]


def _refusing(routes: Sequence[tuple[Route, tuple[str, ...]]], refused: Sequence[str]) -> list[str]:
    models = [route.model for route, _ in routes if route.model]
    return [f"The response model `{models[0]}` insists on {listed(tuple(refused))}."] if refused else []


def _mentioning(texts: Sequence[Mention]) -> list[str]:
    return [f"As text, `{each.word}` stands in {each.path}:{each.line}." for each in texts]


def _lost_and_read(
    old: Callee, new: Callee, evidence: Sequence[str], lacking: Sequence[Read], refused: Sequence[str]
) -> Answer:
    names = tuple(dict.fromkeys([*(read.name for read in lacking), *refused]))
    would = "would" if new.undefined else "does"
    clause = f", which {would} not give {listed(names)}"
    return Answer(
        holds=None if old.standing is Standing.MISSING else False,
        evidence=tuple(evidence),
        questions=(f"Where is {listed(names)} to come from?",) if old.standing is Standing.MISSING else (),
        clause=clause,
        is_severe=True,
    )


def _texts(
    side: Side,
    difference: Difference,
    call: CallSite,
    routes: Sequence[tuple[Route, tuple[str, ...]]],
    escapes: Sequence[Escape],
) -> list[Mention]:
    """Where text has a lost key and names what gives the result away: the routes, or the functions that return it."""
    if not difference.lost:
        return []
    functions = [each.function.name for each in escapes if each.function is not None]
    functions += [call.function.name] if call.function is not None else []
    return mentions(side, difference.lost, [route.path for route, _ in routes], functions)


def _questions(
    old: Callee, new: Callee, gives: Gives, routes: Sequence[tuple[Route, tuple[str, ...]]]
) -> tuple[str, ...]:
    difference = gives.difference
    readers = " and ".join(f"{route.method} {route.path}" for route, _ in routes)
    whose = f"whoever calls {readers}" if readers else "whoever gets the result"
    found = []
    if difference.lost:
        kind = "members" if difference.is_object else "keys"
        found.append(f"Does {whose} need one of the lost {kind} {listed(difference.lost)}?")
    if difference.unsure:
        found.append(f"Does {told(new)} give {listed(difference.unsure)}?")
    if difference.retyped or difference.other:
        found.append(f"Does {whose} get along with the new types?")
    if not found:
        vague = [each for each, shape in ((old, gives.old), (new, gives.new)) if shape is None]
        names = " and ".join(f"`{label(each)}`" for each in vague)
        why = f"; nothing tells the shape of what is returned by {names}" if vague else ""
        found.append(f"Does {told(new)} give what {told(old)} gave{why}?")
    return tuple(found)


def _clause(difference: Difference) -> str:
    if difference.lost:
        kind = "members" if difference.is_object else "keys"
        return f", without the {kind} {listed(difference.lost)}"
    return ", which gives another kind of value" if difference.other or difference.retyped else ""


def _unpacked(call: CallSite) -> int:
    """Into how many parts the result is taken apart right where it comes; 0 where it is not, or has a star."""
    match call.statement:
        case ast.Assign(targets=[ast.Tuple(elts=parts)], value=value) if value is call.node or (
            isinstance(value, ast.Await) and value.value is call.node
        ):
            return 0 if any(isinstance(part, ast.Starred) for part in parts) else len(parts)
    return 0
