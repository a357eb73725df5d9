"""Leaves out what a rule that knows one file at a time makes of files, where others import what they would lose.

What renames something in all files is right only together, so all rewrites are looked at as one. Once one is left out,
others may be wrong because of it, and are left out too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence

from remend.index.facts import Import
from remend.index.index import ImportSite, Index
from remend.inspection import Inspection
from remend.model import Outcome
from remend.project import Project
from remend.store import Filed


def keep_asked(project: Project, changed: Mapping[str, bytes], inspections: Collection[Inspection]) -> list[Inspection]:
    """`inspections` of one rule, on what the rules before it `changed`, without rewrites that break imports."""
    found = {inspection.path: inspection for inspection in inspections}
    before = project.after(changed).index
    while True:
        rewritten = {path: each.rewrite.new for path, each in found.items() if each.rewrite is not None}
        after = project.after(Filed(project.store, changed).after(rewritten)).index
        takers = _takers(after, {after.modules.name(path) for path in rewritten} - {""})
        wrong = {path: reason for path in rewritten for reason in _broken(before, after, path, takers)}
        if not wrong:
            return list(found.values())
        found |= {path: _left(found[path], reason) for path, reason in wrong.items()}


def _takers(index: Index, modules: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """By module what is taken from it, by name, and the file that takes it; of no other module anything is kept."""
    found: dict[str, list[tuple[str, str]]] = {module: [] for module in modules}
    for path, facts in index.facts.items():
        for fact in filter(_takes, facts.imports):
            owner, _, name = index.origin(ImportSite(path, fact)).rpartition(".")
            if owner in found:
                found[owner].append((name, path))
    return {module: sorted(takers) for module, takers in found.items()}


def _broken(before: Index, after: Index, path: str, takers: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[str]:
    """What the rewrite of a file breaks: what others import from it, or what it imports itself."""
    for name, taker in takers.get(after.modules.name(path), ()):
        if before.defines(path, name) and not after.defines(path, name):
            yield f"it would take away `{name}`, which {taker} imports"
    known = {fact.origin for fact in before.facts[path].imports}
    for fact in after.facts[path].imports:
        owner, _, name = after.origin(ImportSite(path, fact)).rpartition(".")
        place = after.modules.find(owner)
        is_new = fact.origin not in known and _takes(fact)
        if is_new and place is not None and place in after.facts and not after.defines(place, name):
            yield f"it would import `{name}`, which {place} has not"


def _takes(fact: Import) -> bool:
    return not fact.is_module and fact.name != "*"


def _left(inspection: Inspection, reason: str) -> Inspection:
    findings = tuple(
        dataclasses.replace(each, outcome=Outcome.DECLINED, reason=reason) if each.outcome is Outcome.MENDED else each
        for each in inspection.findings
    )
    return dataclasses.replace(inspection, findings=findings, rewrite=None)
