"""Why the parts of a proposed commit are together, in words that name what ties them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations, islice
from types import MappingProxyType

from remend.plan.changes.evidence import Sign, signs
from remend.plan.changes.facts import Facts
from remend.plan.changes.ground import Ground

_SIGNS_TOLD = 3
_NAMES_TOLD = 3
_PAIRS_ASKED = 200
_LONGEST_NAME = 40


def why(facts: Sequence[Facts], ground: Ground) -> tuple[str, ...]:
    """What speaks most for some parts belonging together; nothing for a part alone."""
    weights, names = defaultdict[Sign, float](float), defaultdict[Sign, Counter[str]](Counter)
    for one, other in islice(combinations(facts, 2), _PAIRS_ASKED):
        for sign, strength in signs(one, other, ground):
            if sign.weight > 0:
                weights[sign] += sign.weight * strength
                names[sign].update(_names(sign, one, other, ground))
    told = sorted((sign for sign in weights if weights[sign] > 0), key=lambda sign: -weights[sign])[:_SIGNS_TOLD]
    return (f"together because {', '.join(_said(sign, names[sign]) for sign in told)}",) if told else ()


def _said(sign: Sign, names: Counter[str]) -> str:
    known = sorted(names, key=lambda name: (-names[name], name))[:_NAMES_TOLD]
    return f"{sign.words} ({', '.join(known)})" if known else sign.words


def _names(sign: Sign, one: Facts, other: Facts, ground: Ground) -> Iterable[str]:
    """What it is that is seen of two parts."""
    shared = _SHARED.get(sign)
    found = {*shared(one, other), *shared(other, one)} if shared is not None else set[str]()
    if sign is Sign.DEFINES or sign is Sign.BINDS or sign is Sign.ALIKE:
        found = {name for name in found if ground.is_rare(name)}
    return (name for name in found if name.isprintable() and len(name) <= _LONGEST_NAME)


def _replaced(one: Facts, other: Facts) -> Iterable[str]:
    gone, came = sorted(one.gone & other.gone), sorted(one.came & other.came)
    return (f"{old} -> {new}" for old, new in zip(gone, came, strict=False))


def _edit(one: Facts, _: Facts) -> Iterable[str]:
    old, new = (" ".join(tokens) for tokens in one.edit)
    return (f"{old} -> {new}" if old and new else f"add {new}" if new else f"drop {old}",)


_SHARED: Mapping[Sign, Callable[[Facts, Facts], Iterable[str]]] = MappingProxyType(
    {
        Sign.SYMBOL: lambda one, _: (one.symbol,),
        Sign.EDIT: _edit,
        Sign.REPLACED: _replaced,
        Sign.DEFINES: lambda one, other: one.defines & other.taken,
        Sign.BINDS: lambda one, other: one.binds & other.taken,
        Sign.DROPS: lambda one, other: one.drops & other.left,
        Sign.ABOUT: lambda one, other: one.about & other.all,
        Sign.CALLS: lambda one, other: one.about & other.surroundings,
        Sign.NAMESAKE: lambda one, _: (one.function,),
        Sign.ALIKE: lambda one, other: one.all & other.all,
        Sign.NUMBER: lambda one, other: (f"#{number}" for number in one.numbers & other.numbers),
        Sign.RELEASE: lambda one, other: one.releases & other.releases,
        Sign.TESTS: lambda one, other: (one.path,) if one.tests and other.tested in one.tests else (),
    }
)
"""What two parts share, seen from the first."""
