"""Puts the answers about one changed call together, and says what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from remend.detect import identity
from remend.index.roles import is_test
from remend.inference.values import ClassValue
from remend.model import Severity
from remend.naming.likeness import words
from remend.review.model import Change, Origin, Verdict
from remend.review.rules.changed_call.answers import Answer, awaited_alike, exists
from remend.review.rules.changed_call.callee import Callee, Standing, made_at, resolve
from remend.review.rules.changed_call.equivalence import equivalent
from remend.review.rules.changed_call.members import is_renamed, is_same, label, place
from remend.review.rules.changed_call.pairs import Pair
from remend.review.rules.changed_call.side import Sides
from remend.review.rules.changed_call.sites import CallSite

RULE = "changed-call"
_LEAST_WORDS = 2
_MOST_LINES = 6
_NEAR = 3
_MOST_PLACES = 5


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A pair that calls two members, with the answers to the three questions."""

    pair: Pair
    old: Callee
    new: Callee
    answers: tuple[Answer, ...]

    @property
    def places(self) -> tuple[str, str]:
        """Where both members are defined."""
        return place(self.old.value), place(self.new.value)

    @property
    def verdict(self) -> Verdict:
        """A regression by one no, acceptable by all yes."""
        held = [answer.holds for answer in self.answers]
        if False in held:
            return Verdict.REGRESSION
        return Verdict.NEEDS_VERIFICATION if None in held else Verdict.ACCEPTABLE

    @property
    def severity(self) -> Severity:
        """HIGH where it fails, or somebody misses what it does not give; LOW where nothing speaks against it."""
        deciding = [answer for answer in self.answers if answer.holds is not True]
        if any(answer.is_severe and answer.holds is False for answer in deciding):
            return Severity.HIGH
        is_vague = not deciding or all(answer.holds is None and not answer.clause for answer in deciding)
        return Severity.LOW if is_vague else Severity.MEDIUM


def judge(sides: Sides, pair: Pair) -> Judged | None:
    """What to say of a pair; None where both call one member, or neither is known well enough to say a word."""
    if pair.old.callee == pair.new.callee:
        return None
    old, new = resolve(sides.base, pair.old), resolve(sides.head, pair.new)
    if not _is_telling(sides, pair, old, new):
        return None
    answers = (
        exists(old, new),
        awaited_alike(sides.base, sides.head, old, new, (pair.old, pair.new)),
        equivalent(sides.base, sides.head, old, new, pair.new),
    )
    judged = Judged(pair, old, new, answers)
    return None if _is_quiet(sides, judged) else judged


def _is_quiet(sides: Sides, judged: Judged) -> bool:
    """Whether there is nothing to tell.

    Nobody takes the result, a definition was given another name, or a function of which nothing is known makes what a
    class made before, or the reverse.
    """
    pair, severity = judged.pair, judged.severity
    if judged.verdict is Verdict.REGRESSION:
        return False
    if not pair.new.is_used or is_test(pair.new.closely.module.path) or _makes(judged.old, judged.new):
        return True
    is_calm = judged.verdict is Verdict.ACCEPTABLE or severity is Severity.LOW
    has_class = isinstance(judged.old.value, ClassValue) or isinstance(judged.new.value, ClassValue)
    if has_class and judged.verdict is Verdict.NEEDS_VERIFICATION and severity is Severity.LOW:
        return True
    return is_calm and is_renamed(sides.base, sides.head, judged.old, judged.new)


def _makes(old: Callee, new: Callee) -> bool:
    """Whether both are constructors: what they give is judged by what is read of it, and else by nobody."""
    return isinstance(old.value, ClassValue) and isinstance(new.value, ClassValue)


def _is_telling(sides: Sides, pair: Pair, old: Callee, new: Callee) -> bool:
    if new.standing is Standing.OUTSIDE or is_same(sides.base, sides.head, old, new):
        return False
    if new.standing is Standing.MISSING:
        return True
    if not old.is_project:
        return False
    return new.standing is Standing.FOUND or bool(new.undefined) or _may_stand_in(pair, old, new)


def _may_stand_in(pair: Pair, old: Callee, new: Callee) -> bool:
    """Whether a member of which nothing is known is likely to be the other one by a new name."""
    shared = set(words(old.name)) & set(words(new.name))
    return pair.new.is_used and old.name != new.name and len(shared) >= _LEAST_WORDS


def changes(judged: Sequence[Judged]) -> list[Change]:
    """A change for each regression; of all else one for each pair of members, at the first place."""
    found: dict[tuple[str, ...], list[Judged]] = {}
    for at, each in enumerate(judged):
        key = (label(each.old), label(each.new), each.verdict, *each.places)
        found.setdefault((*key, str(at)) if each.verdict is Verdict.REGRESSION else key, []).append(each)
    return [_change(group[0], group[1:]) for group in found.values()]


def _change(judged: Judged, others: Sequence[Judged]) -> Change:
    old, new = judged.pair.old, judged.pair.new
    path, (first, last) = new.closely.module.path, extent(new)
    form = f"{label(judged.old)} to {label(judged.new)}"
    clause = next((answer.clause for answer in judged.answers if answer.clause and answer.holds is not True), "")
    also = [f"The same at {each.pair.new.closely.module.path}:{each.pair.new.node.lineno}." for each in others]
    if len(also) > _MOST_PLACES:
        also = [*also[:_MOST_PLACES], f"The same at {len(also) - _MOST_PLACES} more places."]
    return Change(
        rule=RULE,
        path=path,
        line=first,
        end_line=last,
        verdict=judged.verdict,
        origin=Origin.INTRODUCED,
        severity=judged.severity,
        title=f"`{judged.old.text}()` became `{judged.new.text}()`{clause}",
        topic=f"{judged.old.name} became {judged.new.name}",
        why=why(judged),
        symbol=new.symbol,
        evidence=(*dict.fromkeys(fact for answer in judged.answers for fact in answer.evidence), *also),
        questions=tuple(dict.fromkeys(q for a in judged.answers if a.holds is None for q in a.questions)),
        before=code(old, lines(old)),
        after=code(new, (first, last)),
        fingerprint=fingerprint(path, new.symbol, form),
    )


def why(judged: Judged) -> str:
    """What the change does, in a sentence or two."""
    exists_, awaited, same = judged.answers
    if judged.verdict is Verdict.ACCEPTABLE:
        if judged.old.standing is Standing.MISSING:
            return "The old call could only raise AttributeError; the new member exists and is called as it has to be."
        return "The new member exists and is called as it has to be, and its result has the shape that is relied on."
    if exists_.holds is False:
        return (
            "The call fails as soon as it runs."
            if not judged.new.undefined
            else ("The call fails as soon as it runs, whatever the member itself would do.")
        )
    if awaited.holds is False:
        return "The result is not what the code around the call works with."
    if same.holds is False:
        return "Whoever reads the result does not find in it what the old member gave."
    if judged.old.standing is Standing.MISSING:
        return "The call failed before and after the change, so nothing shows that it gives what its readers expect."
    return "A member took the place of another; what is read of its result may be missing or have another meaning."


def extent(call: CallSite) -> tuple[int, int]:
    """The lines of a call with what makes its receiver right above it, and the comment over both."""
    first, last = lines(call)
    made = made_at(call)
    if made is not None and 0 <= first - (made.end_lineno or made.lineno) <= _NEAR:
        first = made.lineno
    source = call.closely.module.source
    while first > 1 and source.line(first - 1).lstrip().startswith("#") and first - 1 in call.changed:
        first -= 1
    return first, last


def lines(call: CallSite) -> tuple[int, int]:
    """The lines of the statement around a call; of one with a body, or a long one, only those of the call."""
    statement, node = call.statement, call.node
    last = node.end_lineno or node.lineno
    if hasattr(statement, "body") or (statement.end_lineno or 0) - statement.lineno >= _MOST_LINES:
        return node.lineno, last
    return statement.lineno, statement.end_lineno or last


def code(call: CallSite, span: tuple[int, int]) -> str:
    """Some lines of the file of a call."""
    return "\n".join(map(call.closely.module.source.line, range(span[0], span[1] + 1)))


def fingerprint(*parts: str) -> str:
    """What a change is known by, whatever line it stands on."""
    return identity(RULE, *parts)
