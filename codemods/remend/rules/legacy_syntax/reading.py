"""What the rule finds in one file, and how it is mended."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from tokenize import TokenInfo

from remend.legacy.concepts import CONCEPTS, GIVING_LISTS
from remend.legacy.evidence import Evidence, evidence
from remend.legacy.modernized import Modernized, Place, Step
from remend.legacy.read import left_in, read
from remend.legacy.tokens import tokens_of
from remend.model import Edit, Safety, Severity, Violation
from remend.source import Source
from remend.text_rule import TextMend, TextStep

_RULE = "legacy-syntax"


def read_file(
    source: Source, place: Place, doubts: Mapping[str, str], tree: ast.Module | None = None
) -> Python2 | None:
    """A file of Python 2; None where fissix cannot read it, or where it parses as `tree` and may be no Python 2.

    `doubts` are methods that the project defines itself. Of a file that parses only that is read for which there is
    evidence, and what gives no list any more.
    """
    known = Evidence(frozenset(CONCEPTS), frozenset()) if tree is None else evidence(tree, source.text, place)
    told = () if known is None else [name for name in known.told if tree is None or not _is_own(name, doubts)]
    if known is None or not told:
        return None
    in_lf = source.text.count("\r\n") != source.text.count("\n") or not source.text.count("\r")
    text = source.text if in_lf else source.text.replace("\r\n", "\n")
    asked = CONCEPTS.keys() & {*told, *GIVING_LISTS}
    doubtful = {name: _doubt(name, doubts) for name in CONCEPTS if name in asked}
    order = tuple(sorted(doubtful, key=lambda name: (bool(doubtful[name]), name)))
    place = place if tree is None else replace(place, siblings=place.meant)
    whole = read(text, source.path, order, place, known.tried)
    return None if whole is None else Python2(source, text, place, whole, order, doubtful, known.tried)


def _is_own(concept: str, doubts: Mapping[str, str]) -> bool:
    """Whether the project itself defines what the concept is about, so that its use tells nothing."""
    return concept in CONCEPTS and any(method in doubts for method in CONCEPTS[concept].methods)


def _doubt(name: str, doubts: Mapping[str, str]) -> str:
    own = (doubts[method] for method in CONCEPTS[name].methods if method in doubts)
    return CONCEPTS[name].doubt or next(own, "")


@dataclass(frozen=True)
class Python2:
    """One file of Python 2 as it was read.

    `text` is its text in which lines end in LF, `whole` what all concepts make of it in `order`, `doubtful` by concept
    why its mend is not certain. What begins on the lines in `tried` is left as it is.
    """

    source: Source
    text: str
    place: Place
    whole: Modernized
    order: tuple[str, ...]
    doubtful: Mapping[str, str]
    tried: frozenset[int]

    @cached_property
    def tokens(self) -> tuple[TokenInfo, ...]:
        """The tokens of the file."""
        return tokens_of(self.text)

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """Each place that a fixer changes, and what no fixer does."""
        return tuple(self._found())

    def _found(self) -> Iterator[Violation]:
        for step in self.whole.steps:
            doubt = self.doubtful.get(step.concept, "")
            for site in step.sites:
                yield replace(
                    self._violation(site, step.concept, f"written for Python 2: {step.concept}"),
                    concept=step.concept,
                    severity=Severity.MEDIUM if doubt else Severity.HIGH,
                    safety=Safety.UNSAFE if doubt else Safety.SAFE,
                    unsafe_because=doubt,
                )
        for left in left_in(self._certain, self.text, self.source.path, self.place):
            yield self._violation((left.start, left.end), left.form, left.message)
        starts = Source(self.source.path, self.text, "utf-8").line_starts
        for warned in self.whole.warnings:
            start = starts[warned.line - 1]
            end = starts[warned.line] - 1 if warned.line < len(starts) else len(self.text)
            yield self._violation((start, end), warned.concept, warned.message)

    def _violation(self, site: tuple[int, int], form: str, message: str) -> Violation:
        span = self.source.span(self._own(site[0]), self._own(site[1]))
        return Violation(
            rule=_RULE,
            path=self.source.path,
            span=span,
            severity=Severity.LOW,
            safety=Safety.REPORT_ONLY,
            message=message,
            form=form,
            code=self.source.line(span.line).strip(),
            symbol="",
        )

    def reason(self, violation: Violation) -> str:
        """What is left to whoever migrates the file."""
        return violation.message if violation.safety is Safety.REPORT_ONLY else ""

    def mend(self, chosen: Collection[Violation]) -> TextMend:
        """The steps that mend what is chosen; what of a concept is not chosen stays as it is."""
        steps = self._steps({violation.concept for violation in chosen}, chosen)
        sites = {(step.concept, self._own(start), self._own(end)) for step in steps for start, end in step.sites}
        return TextMend(
            steps=tuple(self._restored(steps)),
            mended=tuple(v for v in chosen if (v.concept, v.span.start, v.span.end) in sites),
        )

    def _steps(self, concepts: Collection[str], chosen: Collection[Violation]) -> tuple[Step, ...]:
        spans = {(violation.concept, violation.span) for violation in chosen}
        left = [v for v in self.violations if v.concept in concepts and (v.concept, v.span) not in spans]
        first = [step for step in self.whole.steps if step.concept in concepts]
        if not left and first == list(self.whole.steps[: len(first)]):
            return tuple(first)
        kept = self.tried | {violation.span.line for violation in left}
        asked = [name for name in self.order if name in concepts]
        made = read(self.text, self.source.path, asked, self.place, kept)
        return () if made is None else made.steps

    @property
    def _certain(self) -> tuple[Step, ...]:
        return tuple(step for step in self.whole.steps if not self.doubtful.get(step.concept))

    def _restored(self, steps: tuple[Step, ...]) -> Iterator[TextStep]:
        """The steps in the newlines of the file."""
        before = self.text
        for step in steps:
            edits, text = step.edits, step.text
            if self.text is not self.source.text:
                edits, text = _in_crlf(edits, _newlines(before)), text.replace("\n", "\r\n")
            yield TextStep(concept=step.concept, text=text, edits=edits)
            before = step.text

    def _own(self, offset: int) -> int:
        """An offset as the file counts, CRLF as two."""
        return offset if self.text is self.source.text else _shifted(offset, self._ends)

    @cached_property
    def _ends(self) -> list[int]:
        return _newlines(self.text)


def _in_crlf(edits: tuple[Edit, ...], newlines: list[int]) -> tuple[Edit, ...]:
    return tuple(
        Edit(_shifted(edit.start, newlines), _shifted(edit.end, newlines), edit.text.replace("\n", "\r\n"))
        for edit in edits
    )


def _newlines(text: str) -> list[int]:
    return [at for at, character in enumerate(text) if character == "\n"]


def _shifted(offset: int, newlines: list[int]) -> int:
    return offset + bisect_right(newlines, offset - 1)
