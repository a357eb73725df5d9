"""Runs rules over one parsed file: what they find, identified so that it can be recognised in another revision."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Sequence

from remend.errors import RemendError, RuleError
from remend.model import Violation
from remend.module import Module
from remend.rule import Rule


def detect(module: Module, rules: Sequence[Rule]) -> tuple[Violation, ...]:
    """All violations of `rules` in `module`, by position, each with its fingerprint. Raises RuleError."""
    found: list[Violation] = []
    for rule in rules:
        try:
            found.extend(rule.detect(module))
        except RemendError:
            raise
        except Exception as error:
            raise RuleError(rule.id, module.path, error) from error
    return identified(sorted(found, key=lambda violation: (violation.span, violation.rule)), module.source.text)


def identified(violations: Sequence[Violation], text: str) -> tuple[Violation, ...]:
    """Give each violation its fingerprint: likeness, its own code, and which of several equal ones it is."""
    seen: Counter[tuple[str, ...]] = Counter()
    result = []
    for violation in violations:
        code = " ".join(text[violation.span.start : violation.span.end].split())
        key = (*likeness(violation), code)
        result.append(dataclasses.replace(violation, fingerprint=identity(*key, str(seen[key]))))
        seen[key] += 1
    return tuple(result)


def identity(*parts: str) -> str:
    """16 hexadecimal digits for what does not depend on line numbers."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def likeness(violation: Violation) -> tuple[str, ...]:
    """What a violation keeps when code around or inside it is mended: rule, path, symbol and form."""
    return violation.rule, violation.path, violation.symbol, violation.form
