"""Knows violations again after the mends of other rules changed what stands inside of them, and with it their code."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from remend.detect import likeness
from remend.inspection import Inspection
from remend.model import Violation


def followed(before: Iterable[Violation], after: Iterable[Violation]) -> dict[str, str]:
    """By its fingerprint after other mends the one that each violation had before them.

    Violations of one likeness are the same ones, in their order, where there are as many as before.
    """
    was, now = _alike(before), _alike(after)
    return {
        new.fingerprint: old.fingerprint
        for like, found in now.items()
        if len(found) == len(was[like])
        for old, new in zip(was[like], found, strict=True)
    }


def wanted(only: Collection[str] | None, names: Mapping[str, str]) -> Collection[str] | None:
    """The fingerprints of `only` as they are now, None for all; `names` maps what is now to what was."""
    if only is None or not names:
        return only
    return frozenset(only) - names.keys() - set(names.values()) | {new for new, old in names.items() if old in only}


def named(inspection: Inspection, names: Mapping[str, str]) -> Inspection:
    """An inspection whose violations have the fingerprints that they had before."""

    def again(violation: Violation) -> Violation:
        return dataclasses.replace(violation, fingerprint=names.get(violation.fingerprint, violation.fingerprint))

    if not names:
        return inspection
    findings = tuple(dataclasses.replace(f, violation=again(f.violation)) for f in inspection.findings)
    rewrite = inspection.rewrite
    if rewrite is not None:
        rewrite = dataclasses.replace(rewrite, mended=tuple(map(again, rewrite.mended)))
    return dataclasses.replace(inspection, findings=findings, rewrite=rewrite)


def _alike(violations: Iterable[Violation]) -> defaultdict[tuple[str, ...], list[Violation]]:
    found: defaultdict[tuple[str, ...], list[Violation]] = defaultdict(list)
    for violation in violations:
        found[likeness(violation)].append(violation)
    return found
