"""Tells whether what modules define and import has changed, wherever in them it stands.

Most edits change what happens inside of functions and move the rest by some lines. What was worked out from the facts
of a whole project holds until one of them says something else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path

import msgspec
from msgspec.structs import replace

from remend.cache import Cache, Shelf, code_state, digest
from remend.index.facts import Attribute, Class, Facts, Function, Import
from remend.snapshot import Snapshot

_ENCODER = msgspec.msgpack.Encoder()


def shapes_of(
    snapshot: Snapshot,
    paths: Iterable[str],
    facts: Callable[[list[str]], Iterable[tuple[str, Facts]]],
    cache: Cache | None = None,
) -> dict[str, str]:
    """A digest of what each module says, by path; `facts` is called for those that the cache does not know."""
    state = digest("shape", code_state(Path(__file__).parent))
    blobs = snapshot.blobs(paths)

    def make(unknown: list[str]) -> list[str]:
        known = {path: _shape(told) for path, told in facts(unknown)}
        return [known[path] for path in unknown]

    return Shelf(cache, str, state).fill(blobs, make)


def _shape(facts: Facts) -> str:
    return hashlib.sha1(_ENCODER.encode(_numbered(facts)), usedforsecurity=False).hexdigest()


def _numbered(facts: Facts) -> Facts:
    """The same facts with their place among each other for their lines, since which of two comes first still counts."""
    methods = (method for owner in facts.classes for method in owner.methods)
    attributes = (attribute for owner in facts.classes for attribute in owner.attributes)
    every: Iterable[Function | Class | Attribute | Import]
    every = chain(facts.functions, facts.classes, facts.names, facts.imports, methods, attributes)
    order = {line: number for number, line in enumerate(sorted({fact.line for fact in every}))}

    def function(fact: Function) -> Function:
        return replace(fact, line=order.get(fact.line, 0), inner=tuple(map(function, fact.inner)))

    def owner(fact: Class) -> Class:
        held = tuple(replace(each, line=order[each.line]) for each in fact.attributes)
        return replace(fact, line=order[fact.line], methods=tuple(map(function, fact.methods)), attributes=held)

    return replace(
        facts,
        functions=tuple(map(function, facts.functions)),
        classes=tuple(map(owner, facts.classes)),
        names=tuple(replace(each, line=order[each.line]) for each in facts.names),
        imports=tuple(replace(each, line=order[each.line]) for each in facts.imports),
    )
