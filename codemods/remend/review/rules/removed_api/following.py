"""Follows what a range renamed: the rule that renames the attributes that still have the old name."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import libcst as cst

from remend.detect import detect
from remend.index.facts import Class, Facts, Function
from remend.inference.references import Certainty
from remend.model import Safety, Severity, Violation
from remend.module import Module, Site
from remend.review.ends import Ends
from remend.review.model import MendedAt
from remend.review.rules.removed_api.compare import Gone, Kind
from remend.review.rules.removed_api.signature import method_differences
from remend.review.rules.removed_api.spots import Spot
from remend.review.rules.removed_api.successor import Successor
from remend.review.rules.removed_api.telling import RULE
from remend.rule import Change, Keeps, Mend, Mends, Options, Rule
from remend.templates.learned import SiteKey, site_key


@dataclass(frozen=True, slots=True)
class Rename:
    """The name that something had and the one that it has; `doubt` says what is not known, and is empty for nothing."""

    old: str
    new: str
    doubt: str


Position = tuple[str, int, int]
"""Where an attribute starts, with what it is read from, at the end of a range: file, line and column as `ast` does."""


def renamed(
    gone: Gone, successor: Successor | None, spots: Iterable[Spot], facts: Mapping[str, Facts]
) -> Mapping[Position, Rename]:
    """Where an attribute has the name that a method, function or class had, if that has another one in its place now.

    It has to be called as before. `facts` are those of the end of the range.
    """
    if successor is None or not successor.is_renamed or successor.path not in facts:
        return {}
    old, new = gone.place.name, successor.name.rpartition(".")[2]
    now = next((each for each in _beside(gone, facts[successor.path]) if each.line == successor.line), None)
    if successor.path != gone.place.new or now is None or now.name != new or not _is_alike(gone.fact, now):
        return {}
    if old.startswith("__") or new.startswith("__"):
        return {}
    same = f"{successor.percent} % of the lines of both are the same" if successor.percent < 100 else ""
    return {
        (spot.path, *spot.at): Rename(old, new, "; ".join(filter(None, (same, _DOUBTS[spot.certainty]))))
        for spot in spots
        if spot.at is not None and not spot.is_vague
    }


def _beside(gone: Gone, facts: Facts) -> Sequence[Function | Class]:
    """What its place has of its kind now."""
    if gone.kind is Kind.METHOD and gone.owner is not None and isinstance(gone.owner.fact, Class):
        return gone.owner.fact.methods
    if gone.kind is Kind.FUNCTION:
        return facts.functions
    return facts.classes if gone.kind is Kind.CLASS else ()


def _is_alike(before: object, now: Function | Class) -> bool:
    """Whether what is told of both is the same; of functions, whether each call means what it meant."""
    if isinstance(before, Class) and isinstance(now, Class):
        return before.decorators == now.decorators
    if not isinstance(before, Function) or not isinstance(now, Function):
        return False
    is_same_kind = (before.is_async, before.is_generator) == (now.is_async, now.is_generator)
    return is_same_kind and before.decorators == now.decorators and not method_differences(before, now)


_DOUBTS = {
    Certainty.SURE: "",
    Certainty.PERHAPS: "what it is read from may have the old name from elsewhere",
    Certainty.BY_NAME: "what it is read from is not known, and only the name speaks for it",
}

Sites = Mapping[str, Mapping[SiteKey, Rename]]
"""What is to be renamed: by file, and by the function around it and its code."""


class FollowRename(Rule):
    """A method, function or class that is used by the name that it had.

    Where such a line runs, it raises AttributeError.

    The mend is the new name. It is safe where what it is read from is known and the range left everything but the name
    as it was; else it is unsafe.
    """

    id = RULE
    summary = "an attribute by the name that it had"
    subject = "follow renamed attributes"
    kind = "fix"
    severity = Severity.HIGH
    examples: ClassVar[tuple[Mends | Keeps, ...]] = ()

    def __init__(self, sites: Sites) -> None:
        super().__init__(Options())
        self._sites = sites

    def titles_for(self, concept: str) -> tuple[str, ...]:
        """The names, where they are short enough."""
        return f"rename uses of {concept}", f"rename {concept}", self.subject

    def concerns(self, path: str, raw: bytes) -> bool:  # noqa: ARG002 (the sites are known)
        """Whether one of the sites is in the file."""
        return path in self._sites

    @property
    def knowledge(self) -> object:
        """Nothing but the sites."""
        return repr([(path, sorted(self._sites[path].items(), key=repr)) for path in sorted(self._sites)])

    def detect(self, module: Module) -> Iterator[Violation]:
        """Yield the sites of the file that still have the old name."""
        asked = self._sites.get(module.path, {})
        found: dict[tuple[int, int], Rename] = {}
        for site, key in _attributes(module, {rename.old for rename in asked.values()}):
            rename = asked.get(key)
            if rename is not None:
                span = module.span(site.node)
                found[span.start, span.end] = rename
                yield Violation(
                    rule=self.id,
                    path=module.path,
                    span=span,
                    severity=self.severity,
                    safety=Safety.UNSAFE if rename.doubt else Safety.SAFE,
                    message=f"`{rename.old}` was renamed to `{rename.new}`",
                    form=f".{rename.old}",
                    code=module.source.line(span.line).strip(),
                    symbol=module.symbol(site.path),
                    unsafe_because=rename.doubt,
                    concept=f"{rename.old} to {rename.new}",
                )
        module.notes[self.id] = found

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        """The new name."""
        rename: Rename = module.notes[self.id][violation.span.start, violation.span.end]
        return Mend(changes=(Change(target=violation.span, codemod=_Attribute(rename.new)),))


@dataclass(frozen=True, slots=True)
class _Attribute:
    """Gives an attribute another name."""

    name: str

    def __call__(self, node: cst.CSTNode, /) -> cst.CSTNode | None:
        return node.with_changes(attr=cst.Name(self.name)) if isinstance(node, cst.Attribute) else None


def follow(
    ends: Ends, found: Mapping[str, Mapping[Position, Rename]]
) -> tuple[FollowRename, Mapping[str, tuple[MendedAt, ...]]]:
    """The rule that renames what is used by an old name, and for each of `found` the places where it does.

    A site is told by its code and the function around it. So it is left alone where the same code of the same function
    does not everywhere mean the same thing.
    """
    wanted: defaultdict[str, dict[tuple[int, int], set[Rename]]] = defaultdict(dict)
    for places in found.values():
        for (path, line, column), rename in places.items():
            wanted[path].setdefault((line, column), set()).add(rename)
    modules = {path: module for path in sorted(wanted) if (module := ends.module_after(path)) is not None}
    rule = FollowRename({path: known for path, module in modules.items() if (known := _known(module, wanted[path]))})
    sites = {
        (path, *_start(module, violation)): _site(violation)
        for path, module in modules.items()
        for violation in detect(module, (rule,))
    }
    return rule, {
        name: tuple(sites[place] for place in sorted(places) if place in sites) for name, places in found.items()
    }


def _site(violation: Violation) -> MendedAt:
    span = violation.span
    return MendedAt(fingerprint=violation.fingerprint, path=violation.path, line=span.line, end_line=span.end_line)


def _known(module: Module, wanted: Mapping[tuple[int, int], set[Rename]]) -> Mapping[SiteKey, Rename]:
    """The sites of a file each of which is sure to mean one thing, wherever its code stands in its function."""
    meant: dict[SiteKey, set[Rename | None]] = {}
    for site, key in _attributes(module, {rename.old for renames in wanted.values() for rename in renames}):
        node = site.node
        assert isinstance(node, ast.Attribute)
        meant.setdefault(key, set()).update(wanted.get((node.lineno, node.col_offset)) or {None})
    sure = {key: next(iter(renames)) for key, renames in meant.items() if len(renames) == 1}
    return {key: rename for key, rename in sure.items() if rename is not None}


def _attributes(module: Module, names: Iterable[str]) -> Iterator[tuple[Site, SiteKey]]:
    for site in module.sites(names):
        if isinstance(site.node, ast.Attribute) and isinstance(site.node.ctx, ast.Load):
            yield site, site_key(module, site)


def _start(module: Module, violation: Violation) -> tuple[int, int]:
    """Where a violation starts, as `ast` tells places."""
    line = module.source.line(violation.span.line)
    return violation.span.line, len(line[: violation.span.column - 1].encode())
