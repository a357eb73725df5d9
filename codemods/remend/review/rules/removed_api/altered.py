"""What it means that a function is called otherwise: what becomes of each place of the project that uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from remend.index.facts import Class
from remend.index.roles import is_test
from remend.inference.references import Certainty
from remend.inference.values import Instance
from remend.model import Severity
from remend.review.ends import Ends
from remend.review.model import Change, Verdict
from remend.review.rules.removed_api.calls import Calls
from remend.review.rules.removed_api.compare import MADE_BY, Altered, Place
from remend.review.rules.removed_api.members import Inquiry, Members, Receiver
from remend.review.rules.removed_api.offers import is_api, names_of, offered_by
from remend.review.rules.removed_api.spots import Spot, Use
from remend.review.rules.removed_api.telling import Said, Teller, by_name, counted, in_order, listed, unused, worst
from remend.review.rules.removed_api.uses import Uses

_MOST_TOLD = 2


class Alterations:
    """Judges functions that are called otherwise."""

    def __init__(self, ends: Ends, members: Members, teller: Teller) -> None:
        self._ends = ends
        self._members = members
        self._uses = Uses(ends, members)
        self._teller = teller
        self._calls = Calls(ends.files_after.inference, teller)

    def inquiry(self, altered: Altered) -> Inquiry | None:
        """Where to look for it among the members of classes; None for a function of a module."""
        owner, index, name = altered.owner, self._ends.files_after.inference.index, altered.function.name
        if owner is None:
            return None

        def judge(receiver: Receiver) -> Certainty:
            of = receiver.of if isinstance(receiver, Instance) else receiver
            return Certainty.SURE if index.member(of.path, of.fact, name) == altered.new else Certainty.OTHER

        return Inquiry(name, owner, judge)

    def spot(self, altered: Altered, use: Use) -> Spot:
        """What is told of a use that was found so; one by its name alone counts where nothing else has the name."""
        is_vague = use.certainty is Certainty.BY_NAME and self._members.holders(altered.function.name) > 1
        return use.spot(is_vague=True) if is_vague else self._calls.judge(use, altered)

    def judge(self, altered: Altered, spots: Iterable[Spot]) -> Iterator[Change]:
        """What is to be said of it, given its uses as a member, and of the calls that followed it."""
        found = in_order([*spots, *(self._calls.judge(use, altered) for use in self._find(altered))])
        if is_test(altered.place.old):
            found = [each for each in found if not each.doubt]
        wrong = [each for each in found if each.wrong and each.is_sure]
        doubtful = [each for each in found if each.doing and each not in wrong]
        vague = [each for each in found if each.is_vague]
        right = len(found) - len(wrong) - len(doubtful) - len(vague)
        facts = (*self._facts(altered), *_listed(wrong), *_listed(doubtful), *_fitting(right, wrong or doubtful))
        if wrong:
            said = _regression(altered, wrong, facts)
        elif doubtful:
            said = _question(altered, doubtful, facts)
        elif is_api(self._ends, altered.place):
            is_common = altered.owner is not None and self._members.is_common(altered.function.name)
            rest = "fits" if right else unused(is_certain=not vague and not is_common)
            said = _acceptable(altered, rest, (*facts, *by_name(vague, altered.function.name)))
        else:
            return
        yield self._teller.altered(altered.place, (altered.new.path, altered.function.line), said)
        yield from (self._teller.follows(altered.place, spot) for spot in found if spot.follows and spot.is_sure)

    def _find(self, altered: Altered) -> Iterator[Use]:
        """The uses of a function of a module, and where a class is called in place of its `__init__`."""
        owner, path = altered.owner, altered.new.path
        if owner is None:
            head = self._ends.head.index
            now = Place(old=path, new=path, module=head.modules.name(path), symbol=altered.function.name, line=0)
            yield from self._uses.of_function(names_of(head, now), altered.new)
        elif altered.function.name == MADE_BY:
            yield from self._uses.of_construction(owner, altered.new)

    def _facts(self, altered: Altered) -> Iterator[str]:
        at = f"{altered.place.old}:{altered.place.line}"
        if at != f"{altered.new.path}:{altered.function.line}":
            yield f"at the start of the range it stood at {at}"
        texts = _texts(altered)
        if len(texts) > _MOST_TOLD:
            yield f"it {'; it '.join(texts)}"
        public = offered_by(self._ends, altered.place)
        if public:
            yield f"`{public}.__all__` listed it, so it is public"


def _texts(altered: Altered) -> list[str]:
    turned = "is async now" if altered.function.is_async else "is not async any more"
    return [*altered.differences, *([turned] if altered.turned else [])]


def _what(altered: Altered) -> str:
    texts = _texts(altered)
    more = ["and more"] if len(texts) > _MOST_TOLD else []
    return f"`{altered.place.dotted}` {', '.join([*texts[:_MOST_TOLD], *more])}"


def _regression(altered: Altered, wrong: Sequence[Spot], facts: tuple[str, ...]) -> Said:
    is_forgotten = any(each.wrong == "does not await it" for each in wrong)
    return Said(
        verdict=Verdict.REGRESSION,
        severity=worst(wrong, Severity.HIGH),
        title=f"{_what(altered)}; {counted(len(wrong), 'place')} did not follow",
        why="What is not awaited does not run, and stands for its own result."
        if is_forgotten
        else "Where that line runs it raises, or does something else than before.",
        evidence=facts,
    )


def _question(altered: Altered, doubtful: Sequence[Spot], facts: tuple[str, ...]) -> Said:
    first = doubtful[0]
    severity = Severity.MEDIUM if any(each.wrong for each in doubtful) else Severity.LOW
    return Said(
        verdict=Verdict.NEEDS_VERIFICATION,
        severity=worst(doubtful, severity),
        title=f"{_what(altered)}; {counted(len(doubtful), 'place')} may not have followed",
        why="If it did not follow, that line raises or does something else than before.",
        evidence=facts,
        questions=(f"Is `{_called(altered)}` still called rightly by way of {first.path}:{first.line}?",),
    )


def _acceptable(altered: Altered, rest: str, facts: tuple[str, ...]) -> Said:
    who = "all that the project does with it" if rest == "fits" else "nothing in the project"
    return Said(
        verdict=Verdict.ACCEPTABLE,
        severity=Severity.LOW,
        title=f"{_what(altered)}; {who} {rest}",
        why="Code outside of the project that calls it has to follow.",
        evidence=facts,
    )


def _called(altered: Altered) -> str:
    name = altered.function.name
    return name if altered.owner is None else f"{_name(altered.owner.fact)}.{name}"


def _name(owner: object) -> str:
    assert isinstance(owner, Class)
    return owner.name


def _listed(spots: Sequence[Spot]) -> Iterator[str]:
    for doing in dict.fromkeys(each.doing for each in spots):
        yield from listed([each for each in spots if each.doing == doing])


def _fitting(right: int, others: Sequence[Spot]) -> Iterator[str]:
    if right:
        yield f"{counted(right, 'other place' if others else 'place')} in the project fit{'s' * (right == 1)}"
