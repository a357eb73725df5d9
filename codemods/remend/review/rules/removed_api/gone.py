"""What it means that something went: who still uses it, and where it is now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from remend.index.facts import Attribute, Class
from remend.index.index import Definition
from remend.index.roles import is_test
from remend.inference.references import Certainty
from remend.inference.values import Instance
from remend.model import Severity
from remend.review.ends import Ends
from remend.review.model import Change, Verdict
from remend.review.rules.removed_api.compare import Gone, Kind, Place, is_private
from remend.review.rules.removed_api.following import Position, Rename, renamed
from remend.review.rules.removed_api.members import Inquiry, Members, Receiver
from remend.review.rules.removed_api.offers import is_api, names_of, offered_by
from remend.review.rules.removed_api.spots import How, Spot, Use
from remend.review.rules.removed_api.successor import Successor, Successors
from remend.review.rules.removed_api.telling import Said, Teller, by_name, counted, in_order, listed, unused, worst
from remend.review.rules.removed_api.uses import Uses
from remend.rule import has_word

_OF_PYTHON = frozenset(name for kind in (str, bytes, list, dict, set, int, float, BaseException) for name in dir(kind))
_ADDING_NOTHING = frozenset({"dataclass", "define", "frozen", "final", "total_ordering", "runtime_checkable", "unique"})


class Losses:
    """Judges what went.

    Attributes:
        renamed: by the fingerprint of each regression so far where an attribute has the name that it had.
    """

    def __init__(self, ends: Ends, members: Members, teller: Teller, all_gone: Collection[Gone]) -> None:
        self._ends = ends
        self._members = members
        self._gone = {(gone.place.old, gone.place.symbol) for gone in all_gone}
        self._uses = Uses(ends, members)
        self._teller = teller
        self._successors = Successors(ends)
        self.renamed: dict[str, Mapping[Position, Rename]] = {}

    def inquiry(self, gone: Gone) -> Inquiry | None:
        """Where to look for it among the members of classes; None for what a module had, and in tests."""
        owner, name = gone.owner, gone.place.name
        if owner is None or is_test(gone.place.old):
            return None
        index, members = self._ends.files_after.inference.index, self._members
        is_given_below = any(_has(fact, name) for _, fact in members.below(owner))

        def judge(receiver: Receiver) -> Certainty:
            of = receiver.of if isinstance(receiver, Instance) else receiver
            if not members.inherits(Definition(of.path, of.fact), owner):
                return Certainty.OTHER
            if index.member(of.path, of.fact, name) is not None:
                return Certainty.OTHER
            may_have = is_given_below or index.has_unknown_base(of.path, of.fact) or _may_be_given(of.fact)
            return Certainty.PERHAPS if may_have else Certainty.SURE

        return Inquiry(name, owner, judge)

    def spot(self, gone: Gone, use: Use) -> Spot:
        """What is told of a use that was found so; by its name alone it counts where it can hardly be another one."""
        return use.spot(is_vague=use.certainty is Certainty.BY_NAME and not self._is_telling(gone, use.path))

    def _is_telling(self, gone: Gone, path: str) -> bool:
        """Whether nothing else has the name; an attribute has to stand in a file that names the class too."""
        name = gone.place.name
        if name in _OF_PYTHON or self._members.holders(name) or gone.owner is None:
            return False
        return gone.kind is Kind.METHOD or has_word(self._ends.head.contents[path], self._members.named(gone.owner))

    def judge(self, gone: Gone, spots: Iterable[Spot]) -> Change | None:
        """What is to be said of it, given its uses as a member; None where nobody need know."""
        if gone.kind is Kind.RE_EXPORT and self._is_gone_with_its_origin(gone):
            return None
        every = [*spots, *(use.spot() for use in self._find(gone))]
        found = in_order(every)
        sure = [spot for spot in found if spot.is_sure]
        doubtful = [spot for spot in found if not (spot.is_sure or spot.is_vague)]
        if sure:
            return None if self._is_told_elsewhere(gone, sure) else self._regression(gone, every, sure, doubtful)
        if doubtful:
            return self._question(gone, doubtful)
        return self._acceptable(gone, found) if self._is_worth_saying(gone) else None

    def _find(self, gone: Gone) -> Iterator[Use]:
        """The uses of a module or of what one had; what a test file had counts where other files use it."""
        place = gone.place
        if gone.kind is Kind.MODULE:
            yield from self._uses.imports(place.module)
            yield from self._uses.in_strings(place.module) if "." in place.module else ()
        elif gone.owner is None:
            is_test_file = is_test(place.old)
            yield from (use for use in self._of_name(gone) if not is_test_file or use.path != place.new)

    def _of_name(self, gone: Gone) -> Iterator[Use]:
        """The uses of a name of a module, and of those under which others passed it on and do not any more."""
        yield from self._uses.of_name(gone.place.new, gone.place.module, gone.place.name)
        head = self._ends.head.index
        for path, module, name in names_of(self._ends.base.index, gone.place)[1:]:
            if path in head.facts and not head.defines(path, name):
                yield from self._uses.of_name(path, module, name)

    def _is_told_elsewhere(self, gone: Gone, sure: Sequence[Spot]) -> bool:
        """Whether a private name is missed in its own file alone, where `undefined-name` finds each place."""
        is_own = gone.owner is None and all(use.path == gone.place.new for use in sure)
        return is_own and gone.place.is_private

    def _is_gone_with_its_origin(self, gone: Gone) -> bool:
        """Whether what a module passed on is gone where it was defined too, and told of there."""
        found = self._ends.base.index.lookup(gone.place.old, gone.place.name)
        if found is None:
            return False
        symbol = found.fact.name if found.fact is not None else ""
        return (found.path, symbol) in self._gone or (found.path, "") in self._gone

    def _is_worth_saying(self, gone: Gone) -> bool:
        if not is_api(self._ends, gone.place) or self._is_still_offered(gone.place):
            return False
        if gone.kind in (Kind.NAME, Kind.RE_EXPORT):
            return bool(offered_by(self._ends, gone.place)) or any(
                True for _ in self._ends.base.index.importing(gone.place.dotted)
            )
        return gone.kind is not Kind.ATTRIBUTE

    def _is_still_offered(self, place: Place) -> bool:
        """Whether those who passed a name on from a private module still have it, wherever it is now."""
        head, own = self._ends.head.index, is_private(place.module)
        names = names_of(self._ends.base.index, place)[1:] if own and place.symbol and "." not in place.symbol else []
        public = [name for name in names if not is_private(name.module)]
        return bool(public) and all(n.path in head.facts and head.defines(n.path, n.name) for n in public)

    def _regression(self, gone: Gone, every: list[Spot], sure: list[Spot], doubtful: list[Spot]) -> Change:
        successor = self._successors.of(gone)
        uses = counted(len(sure), "place")
        said = Said(
            verdict=Verdict.REGRESSION,
            severity=worst(sure, Severity.HIGH if any(map(_raises, sure)) else Severity.MEDIUM),
            title=f"{_what(gone)} {_became(gone, successor)}, and {uses} still use{'s' * (len(sure) == 1)} it",
            why=_why(gone, sure),
            evidence=(*self._past(gone), *_now(successor), *listed(sure), *listed(doubtful)),
        )
        change = self._teller.gone(gone.place, said, self._code_of(successor))
        self.renamed[change.fingerprint] = renamed(gone, successor, every, self._ends.head.index.facts)
        return change

    def _question(self, gone: Gone, doubtful: list[Spot]) -> Change:
        successor = self._successors.of(gone)
        said = Said(
            verdict=Verdict.NEEDS_VERIFICATION,
            severity=worst(doubtful, Severity.MEDIUM),
            title=f"{_what(gone)} {_became(gone, successor)}, and {counted(len(doubtful), 'place')} may still mean it",
            why=_why(gone, doubtful),
            evidence=(*self._past(gone), *_now(successor), *listed(doubtful)),
            questions=(self._question_of(gone, doubtful),),
        )
        return self._teller.gone(gone.place, said, self._code_of(successor))

    def _question_of(self, gone: Gone, doubtful: list[Spot]) -> str:
        first, name = doubtful[0], gone.place.name
        if gone.owner is None:
            return f"Does the string at {first.path}:{first.line} stand for `{gone.place.dotted}`, which is gone?"
        assert isinstance(gone.owner.fact, Class)
        owner = gone.owner.fact.name
        if any(use.certainty is Certainty.BY_NAME for use in doubtful):
            return f"Can `{name}` at {first.path}:{first.line} be read from an instance of `{owner}`?"
        return f"Does a base, a subclass or a decorator of `{owner}` provide `{name}` at {first.path}:{first.line}?"

    def _acceptable(self, gone: Gone, vague: Sequence[Spot]) -> Change:
        successor = self._successors.of(gone)
        is_common = gone.owner is not None and self._members.is_common(gone.place.name)
        uses = unused(is_certain=not vague and not is_common)
        said = Said(
            verdict=Verdict.ACCEPTABLE,
            severity=Severity.LOW,
            title=f"{_what(gone)} {_became(gone, successor)}, and nothing in the project {uses} any more",
            why="Code outside of the project that uses it has to follow.",
            evidence=(*self._past(gone), *_now(successor), *by_name(vague, gone.place.name)),
        )
        return self._teller.gone(gone.place, said, self._code_of(successor))

    def _past(self, gone: Gone) -> Iterator[str]:
        return _past(gone, offered_by(self._ends, gone.place))

    def _code_of(self, successor: Successor | None) -> str:
        if successor is None or not successor.path or not successor.line:
            return ""
        return self._teller.header(successor.path, successor.line, is_head=True)


def _has(owner: Class, name: str) -> bool:
    return name in {*(method.name for method in owner.methods), *(each.name for each in owner.attributes)}


def _may_be_given(owner: Class) -> bool:
    """Whether a class is one in name only, or one that a decorator may give members to."""
    decorators = {written.partition("(")[0].rpartition(".")[2] for written in owner.decorators}
    is_protocol = any(base.partition("[")[0].endswith("Protocol") for base in owner.bases)
    return is_protocol or not decorators <= _ADDING_NOTHING


def _what(gone: Gone) -> str:
    return f"{gone.kind.value} `{gone.place.dotted}`"


def _became(gone: Gone, successor: Successor | None) -> str:
    if successor is None or not successor.path:
        return "is gone"
    is_beside = successor.is_renamed and successor.path == gone.place.new
    name = successor.name.rpartition(".")[2] if is_beside else successor.name
    return f"was {'renamed' if successor.is_renamed else 'moved'} to `{name}`"


def _past(gone: Gone, public: str) -> Iterator[str]:
    if gone.kind is Kind.MODULE:
        yield f"{gone.place.old} was this module at the start of the range"
        return
    verb = "bound" if isinstance(gone.fact, Attribute) or gone.kind is Kind.RE_EXPORT else "defined"
    yield f"{gone.place.old}:{gone.place.line} {verb} it at the start of the range"
    if public:
        yield f"`{public}.__all__` listed it, so it was public"


def _now(successor: Successor | None) -> Iterator[str]:
    if successor is not None and successor.path:
        place = f"{successor.path}:{successor.line}" if successor.line else successor.path
        yield f"it is probably `{successor.name}` at {place} now: {successor.evidence}"
    elif successor is not None:
        yield f"the range wrote `{successor.name}` in its place {successor.evidence}"


def _raises(use: Spot) -> bool:
    return use.how in (How.CALLED, How.IMPORTED)


def _why(gone: Gone, uses: Sequence[Spot]) -> str:
    hows = {use.how for use in uses}
    errors = []
    if How.IMPORTED in hows:
        errors.append("ModuleNotFoundError" if gone.kind is Kind.MODULE else "ImportError")
    own = any(use.path == gone.place.new for use in uses if gone.owner is None and use.how in (How.CALLED, How.READ))
    others = any(use.path != gone.place.new or gone.owner for use in uses if use.how in (How.CALLED, How.READ))
    errors += ["NameError"] * own + ["AttributeError"] * (others or How.LISTED in hows)
    if not errors:
        return "Whoever looks it up by that name does not find it."
    return f"Where it is still used that raises {' or '.join(errors)} when the line runs."
