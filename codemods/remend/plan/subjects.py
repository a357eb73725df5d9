"""The subjects of a series: conventional, in the imperative, within the limit, and no two of them the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from remend.model import Safety, Severity
from remend.plan.draft import Draft
from remend.plan.scope import scopes
from remend.plan.spec import Spec
from remend.rule import Rule

_UNSAFE = " (unsafe)"
_DEEPEST = 3


def subjects(drafts: Sequence[Draft], spec: Spec) -> list[str]:
    """A subject for each draft. Those that would be the same are told apart by scope, at last by number.

    What is unsafe says so where the series has safe commits of the same concept.
    """
    safe = {about for draft in drafts if draft.safety is Safety.SAFE for about in _concepts(draft)}
    marks = [_UNSAFE if draft.safety is Safety.UNSAFE and safe & _concepts(draft) else "" for draft in drafts]
    chosen = [subject(draft, spec, mark) for draft, mark in zip(drafts, marks, strict=True)]
    for depth in range(2, _DEEPEST + 1):
        for same in _same(chosen):
            for number in same:
                chosen[number] = subject(drafts[number], spec, marks[number], depth)
    same = [number for each in _same(chosen) for number in each]
    room = f" ({len(same)}/{len(same)})"
    fitted = [subject(drafts[number], spec, marks[number] + room) for number in same]
    for each in _alike(fitted):
        for count, place in enumerate(each, 1):
            chosen[same[place]] = f"{fitted[place].removesuffix(room)} ({count}/{len(each)})"
    return chosen


def _concepts(draft: Draft) -> set[tuple[Rule, str]]:
    return {(rule, concept) for rule in draft.rules for concept in draft.concepts}


def _same(texts: Sequence[str]) -> list[list[int]]:
    """The places of texts that stand there more than once."""
    return [places for places in _alike(texts) if len(places) > 1]


def _alike(texts: Sequence[str]) -> list[list[int]]:
    numbers = defaultdict(list)
    for number, text in enumerate(texts):
        numbers[text].append(number)
    return list(numbers.values())


def subject(draft: Draft, spec: Spec, mark: str = "", depth: int = 1) -> str:
    """`type(scope): description` within the limit: first the description gets shorter, then the scope.

    A scope that only says the same in fewer letters is taken before a shorter description.
    """
    kind = kind_of(draft, spec)
    texts = [
        f"{kind}{scope}: {title}{mark}"
        for same in [*scopes(draft.place, depth), []]
        for title in _titles(draft)
        for scope in [f"({name})" for name in same] or [""]
    ]
    return next((text for text in texts if len(text) <= spec.subject_limit), texts[-1])


def kind_of(draft: Draft, spec: Spec) -> str:
    """The type of its commit, of those that the spec has."""
    is_fix = any(violation.severity is Severity.CRITICAL for violation in draft.violations)
    return spec.type_for("fix" if is_fix else draft.rules[0].kind)


def _titles(draft: Draft) -> tuple[str, ...]:
    if len(draft.rules) > 1:
        return f"mend what {len(draft.rules)} rules found", "mend the rest"
    (rule,) = draft.rules
    return rule.titles_for(draft.concepts[0]) if len(draft.concepts) == 1 else rule.titles
