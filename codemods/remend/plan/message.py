"""The words of a commit beside its subject: a body that says why and what to check, and trailers for machines."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections import Counter
from collections.abc import Iterator

from remend.detect import identity
from remend.model import Safety, Violation
from remend.plan.draft import Draft
from remend.plan.spec import Spec
from remend.plan.spec.footers import parted
from remend.plan.subjects import kind_of
from remend.report.words import counted, size
from remend.rule import Rule

SITES_SHOWN = 10


def body(draft: Draft, spec: Spec) -> str:
    """Why the change is made, what to check, how many sites it mends, the first ten of them, and what else is known."""
    width = spec.body_width
    why = [textwrap.fill(paragraph, width) for rule in draft.rules for paragraph in reasons(rule)[:1]]
    notes = [textwrap.fill(f"{note[:1].upper()}{note[1:]}.", width) for note in draft.notes]
    text, _ = parted(spec.footers, kind_of(draft, spec))
    parts = [*why, _checks(draft, width), _sites(draft, width), *notes, "\n".join(text)]
    return "\n\n".join(part for part in parts if part)


def _checks(draft: Draft, width: int) -> str:
    """What could be another meaning, most frequent first."""
    unsafe = [violation for violation in draft.violations if violation.safety is Safety.UNSAFE]
    told = Counter(violation.unsafe_because for violation in unsafe).most_common()
    lines = [_item(f"{why} ({counted(count, 'site')})", width) for why, count in sorted(told, key=_rarity)]
    return "\n".join(["To check, for the meaning may change:", *lines]) if lines else ""


def _rarity(told: tuple[str, int]) -> tuple[int, str]:
    return -told[1], told[0]


def _sites(draft: Draft, width: int) -> str:
    violations = draft.violations
    head = f"{size(len(violations), len(draft.rewrites), len(draft.cost.templates))}:"
    lines = list(_listed(violations[:SITES_SHOWN], width))
    if len(violations) > SITES_SHOWN:
        lines.append(f"- and {len(violations) - SITES_SHOWN} more")
    return "\n".join([head, *lines])


def _listed(violations: tuple[Violation, ...], width: int) -> Iterator[str]:
    """The sites, and of each what was chosen, where that is a choice, and why; what was just said is not said again."""
    said: tuple[str, tuple[str, ...]] = "", ()
    for violation in violations:
        yield f"- {violation.path}:{violation.span.line} {violation.form}"
        evidence = () if not violation.remedy and said == (violation.path, violation.evidence) else violation.evidence
        said = violation.path, violation.evidence
        why = "; ".join(evidence)
        if violation.remedy:
            why = f"{violation.remedy} ({why})" if why else violation.remedy
        if why:
            yield textwrap.fill(why, width, initial_indent="  ", subsequent_indent="  ")


def _item(text: str, width: int) -> str:
    return textwrap.fill(text, width, initial_indent="- ", subsequent_indent="  ")


def reasons(rule: Rule) -> list[str]:
    """The paragraphs of a rule's docstring after its first sentence: why it hurts, then what the mend does."""
    paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(type(rule).__doc__ or ""))
    return [" ".join(paragraph.split()) for paragraph in paragraphs[1:]]


def trailers(draft: Draft, spec: Spec) -> tuple[tuple[str, str], ...]:
    """What machines read later: rule, violations, the one template, the estimate; then what the spec asks for."""
    templates = draft.cost.templates
    _, told = parted(spec.footers, kind_of(draft, spec))
    return (
        *(("Remend-Rule", rule.id) for rule in draft.rules),
        ("Remend-Violations", str(len(draft.violations))),
        *((("Remend-Template", _template(templates[0].text, spec)),) if len(templates) == 1 else ()),
        ("Remend-Review-Seconds", f"{draft.cost.seconds:g}"),
        *told,
    )


def _template(text: str, spec: Spec) -> str:
    """The template as its first site shows it, or a digest of that where it is longer than a line."""
    return text if len(text) <= spec.body_width else identity(text)
