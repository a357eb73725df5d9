"""The words of a commit: a conventional subject, a body that says why, and trailers for machines."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Sequence

from remend.model import Rewrite, Severity, Violation
from remend.rule import Rule

SUBJECT_LIMIT = 50
BODY_WIDTH = 72
SITES_SHOWN = 10

_FILLERS = (
    "service",
    "services",
    "server",
    "backend",
    "frontend",
    "app",
    "application",
    "src",
    "lib",
    "core",
    "module",
)


def subject(rule: Rule, service: str, violations: Sequence[Violation]) -> str:
    """`type(scope): description` within 50 characters: first the description gets shorter, then the scope."""
    kind = "fix" if any(v.severity is Severity.CRITICAL for v in violations) else rule.kind
    starts = [*(f"{kind}({scope})" for scope in _scopes(service)), kind]
    titles = rule.titles_for(violations[0].concept) if violations else rule.titles
    texts = [f"{start}: {title}" for start in starts for title in titles]
    return next((text for text in texts if len(text) <= SUBJECT_LIMIT), texts[-1])


def _scopes(service: str) -> list[str]:
    """Shorter and shorter names of a service: its last folder, then that without words that every service has."""
    last = service.rstrip("/").rpartition("/")[2]
    words = [word for word in re.split(r"[_\-. ]+", last) if word]
    telling = [word for word in words if word.lower() not in _FILLERS]
    candidates = [last, "-".join(telling)]
    return [scope for scope in dict.fromkeys(candidates) if scope]


def body(rule: Rule, rewrites: Sequence[Rewrite]) -> str:
    """Why the change is made, how many sites it mends, and the first ten of them."""
    violations = [violation for rewrite in rewrites for violation in rewrite.mended]
    why = [textwrap.fill(paragraph, BODY_WIDTH) for paragraph in reasons(rule)[:1]]
    sites, files = len(violations), len(rewrites)
    count = f"{_counted(sites, 'site')} in {_counted(files, 'file')}:"
    lines = [line for violation in violations[:SITES_SHOWN] for line in _site(violation)]
    if sites > SITES_SHOWN:
        lines.append(f"- and {sites - SITES_SHOWN} more")
    return "\n\n".join([*why, "\n".join([count, *lines])])


def _site(violation: Violation) -> list[str]:
    """One site, and where its mend is a choice what was chosen and why."""
    first = f"- {violation.path}:{violation.span.line} {violation.form}"
    if not violation.remedy:
        return [first]
    why = f" ({'; '.join(violation.evidence)})" if violation.evidence else ""
    return [first, textwrap.fill(f"{violation.remedy}{why}", BODY_WIDTH, initial_indent="  ", subsequent_indent="  ")]


def reasons(rule: Rule) -> list[str]:
    """The paragraphs of a rule's docstring after its first sentence: why it hurts, then what the mend does."""
    paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(type(rule).__doc__ or ""))
    return [" ".join(paragraph.split()) for paragraph in paragraphs[1:]]


def trailers(rule: Rule, rewrites: Sequence[Rewrite], seconds: float) -> tuple[tuple[str, str], ...]:
    """What machines read later: the rule, the number of violations, the review estimate."""
    count = sum(len(rewrite.mended) for rewrite in rewrites)
    return (
        ("Remend-Rule", rule.id),
        ("Remend-Violations", str(count)),
        ("Remend-Review-Seconds", f"{seconds:g}"),
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
