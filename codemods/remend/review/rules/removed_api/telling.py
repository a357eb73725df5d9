"""How a change of an API is put into words: its places, its evidence, its lines at both ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from remend.detect import identity
from remend.index.roles import is_test
from remend.model import Severity
from remend.review.ends import Ends
from remend.review.model import Cause, Change, Origin, Verdict
from remend.review.rules.removed_api.code import brief, head, lines
from remend.review.rules.removed_api.compare import Place
from remend.review.rules.removed_api.spots import Spot

RULE = "removed-api"
_MOST_PLACES = 10


def counted(number: int, noun: str) -> str:
    """A number with what it counts: `1 call`, `2 calls`."""
    return f"{number} {noun}{'s' * (number != 1)}"


def listed(spots: Sequence[Spot]) -> Iterator[str]:
    """One sentence a place for the first of them, and one for how many there are besides."""
    for spot in spots[:_MOST_PLACES]:
        doubt = "" if spot.is_sure else f" ({spot.certainty.value})"
        yield f"{spot.path}:{spot.line} {spot.doing or spot.how.value}{doubt}: `{spot.code}`"
    if len(spots) > _MOST_PLACES:
        files = len({spot.path for spot in spots[_MOST_PLACES:]})
        yield f"and {counted(len(spots) - _MOST_PLACES, 'place')} more, in {counted(files, 'file')}"


def in_order(spots: Iterable[Spot]) -> list[Spot]:
    """Product code first, then tests, each by path and line; a place counts once."""
    found = {(spot.path, spot.line, spot.how): spot for spot in spots}
    return [found[key] for key in sorted(found, key=lambda key: (is_test(key[0]), key[0], key[1], key[2].value))]


def unused(*, is_certain: bool) -> str:
    """What can be said of who uses a thing where nobody is known to."""
    return "uses it" if is_certain else "is known to use it"


def by_name(vague: Sequence[Spot], name: str) -> Iterator[str]:
    """How many places may use a thing after all, as far as its name alone tells."""
    if vague:
        where = f"the first at {vague[0].path}:{vague[0].line}"
        yield f"{counted(len(vague), 'place')} with `.{name}` of something unknown may mean others, {where}"


def worst(spots: Sequence[Spot], severity: Severity) -> Severity:
    """How much it hurts that some places fail: less where they are tests alone."""
    return min(severity, Severity.MEDIUM) if all(is_test(spot.path) for spot in spots) else severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of a change, in words."""

    verdict: Verdict
    severity: Severity
    title: str
    why: str
    evidence: tuple[str, ...]
    questions: tuple[str, ...] = ()


class Teller:
    """Makes changes of one range."""

    def __init__(self, ends: Ends) -> None:
        self._ends = ends

    def gone(self, place: Place, said: Said, after: str = "") -> Change:
        """Something that the head has not, at its place in the base; `after` is the code that took its place."""
        first, last, before = self._code(place.old, place.line, is_head=False) if place.symbol else (1, 1, "")
        path = place.new if self._ends.old_path.get(place.new) == place.old else place.old
        cause = Cause(path=path, went=before) if before else None
        return _change(place, said, at=(path, first, last), code=(before, after), cause=cause)

    def altered(self, place: Place, now: tuple[str, int], said: Said) -> Change:
        """Something that is called otherwise, at its place in the head."""
        _, _, before = self._code(place.old, place.line, is_head=False)
        first, last, after = self._code(*now, is_head=True)
        old, new = before.splitlines(), after.splitlines()
        came = "\n".join(line for line in new if line not in old)
        cause = Cause(path=now[0], came=came, went="\n".join(line for line in old if line not in new))
        code = brief(old, new), brief(new, old)
        return _change(place, said, at=(now[0], first, last), code=code, cause=cause)

    def follows(self, place: Place, spot: Spot) -> Change:
        """A call that the range made right, in a file that it changed."""
        file = next(each for each in self._ends.files if each.new == spot.path)
        hunks = (each for each in self._ends.hunks(file) if each.new_start < spot.line <= each.new_end)
        hunk = next(hunks, None)
        before = (
            self._ends.lines_before(file.old)[hunk.old_start : hunk.old_end] if hunk is not None and file.old else []
        )
        said = Said(
            verdict=Verdict.ACCEPTABLE,
            severity=Severity.LOW,
            title=f"awaits `{place.dotted}`, which is async now",
            why="Without the `await` the call would only make a coroutine.",
            evidence=(f"{place.new}:{place.line} had it as a plain function",),
        )
        code = "\n".join(before), spot.code
        at = Place(old=file.old, new=spot.path, module="", symbol=f"{place.symbol} at {spot.line}", line=spot.line)
        change = _change(at, said, at=(spot.path, spot.line, spot.line), code=code, cause=None)
        return replace(change, symbol="", topic=f"awaits {place.dotted}")

    def touched(self, path: str, first: int, last: int) -> bool:
        """Whether the range wrote one of some lines of the head."""
        change = next((each for each in self._ends.files if each.new == path), None)
        hunks = self._ends.hunks(change) if change is not None else ()
        return any(hunk.new_start < last and first <= hunk.new_end for hunk in hunks)

    def header(self, path: str, line: int, *, is_head: bool) -> str:
        """The lines that say how the thing on a line is called."""
        return self._code(path, line, is_head=is_head)[2]

    def _code(self, path: str, line: int, *, is_head: bool) -> tuple[int, int, str]:
        module = (self._ends.module_after if is_head else self._ends.module_before)(path)
        if module is None:
            return line, line, ""
        first, last = head(module, line)
        return first, last, lines(module, first, last)


def _change(
    place: Place, said: Said, *, at: tuple[str, int, int], code: tuple[str, str], cause: Cause | None
) -> Change:
    return Change(
        rule=RULE,
        path=at[0],
        line=at[1],
        end_line=at[2],
        verdict=said.verdict,
        origin=Origin.INTRODUCED,
        severity=said.severity,
        title=said.title,
        topic=_topic(place, said.verdict),
        why=said.why,
        symbol=place.symbol,
        evidence=said.evidence,
        questions=said.questions,
        before=code[0],
        after=code[1],
        cause=cause,
        fingerprint=identity(RULE, place.new or place.old, place.symbol),
    )


def _topic(place: Place, verdict: Verdict) -> str:
    """What is read together: what nobody uses any more of a file; all else by the class or the thing itself."""
    is_settled = verdict is Verdict.ACCEPTABLE
    return "API that nothing here needs any more" if is_settled else place.symbol.partition(".")[0] or place.module
