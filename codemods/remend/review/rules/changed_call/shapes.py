"""What a function returns, as far as it can be told, and what is lost where one takes the place of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class Keys:
    """A dict, or an object: `names` are its keys or members, each with its type, empty where that is not known.

    `kind` says in words what it is; `is_open` that it may have more. `is_object` tells members from keys; `path` is the
    file that defines the class of an object, `ancestry` are the names of that and of its bases.
    """

    names: Mapping[str, str]
    is_open: bool = False
    is_object: bool = False
    kind: str = "a dict"
    path: str = ""
    ancestry: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Arity:
    """A tuple of so many parts."""

    count: int


@dataclass(frozen=True, slots=True)
class Typed:
    """A value of a type of which only the name is known."""

    name: str


Shape = Keys | Arity | Typed

NOTHING = Typed("None")
_VAGUE = frozenset(
    ["dict", "list", "tuple", "set", "object", "Any", "Mapping", "Iterable", "Iterator", "Sequence", "type"]
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new shape has not, or has besides, or has otherwise than the old one.

    `unsure` are the names that the new one may have. `other` says in words how the two differ as a whole. `is_known`
    tells whether both shapes are known well enough to say so.
    """

    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    retyped: tuple[tuple[str, str, str], ...] = ()
    unsure: tuple[str, ...] = ()
    other: str = ""
    is_known: bool = True
    is_object: bool = field(default=False)

    @property
    def is_none(self) -> bool:
        """Whether the new shape gives at least what the old one gave."""
        return self.is_known and not (self.lost or self.retyped or self.unsure or self.other)


UNKNOWN = Difference(is_known=False)


def compare(old: Shape | None, new: Shape | None) -> Difference:
    """What differs."""
    match old, new:
        case Keys(), Keys():
            return _compared(old, new)
        case Arity(count=count), Arity(count=other):
            return Difference() if count == other else Difference(other=f"{count} parts became {other}")
        case Typed(name=name), Typed(name=other) if name == other:
            return Difference(is_known=name.partition("[")[0] not in _VAGUE)
        case (Keys() | Arity() | Typed(), Keys() | Arity() | Typed()) if _kind(old) != _kind(new):
            return UNKNOWN if _may_be_one(old, new) else Difference(other=f"{described(old)} became {described(new)}")
    return UNKNOWN


def _compared(old: Keys, new: Keys) -> Difference:
    if old.is_object != new.is_object:
        return Difference(other=f"{described(old)} became {described(new)}")
    if new.is_object and (old.kind in new.ancestry or not set(old.names) - set(new.names)):
        return Difference(is_object=True)
    if new.is_object:
        return Difference(other=f"{described(old)} became {described(new)}", is_object=True)
    missing = tuple(name for name in old.names if name not in new.names)
    typed = ((name, kind, new.names.get(name, "")) for name, kind in old.names.items())
    retyped = tuple(each for each in typed if each[1] and each[2] and each[1] != each[2])
    return Difference(
        lost=() if new.is_open else missing,
        gained=tuple(name for name in new.names if name not in old.names),
        retyped=retyped,
        unsure=missing if new.is_open else (),
        is_known=not old.is_open,
        is_object=new.is_object,
    )


def _kind(shape: Shape) -> str:
    match shape:
        case Keys(is_object=True, kind=kind):
            return kind
        case Keys():
            return "dict"
        case Arity():
            return "tuple"
    return shape.name.partition("[")[0]


def _may_be_one(old: Shape, new: Shape) -> bool:
    """Whether two types by name may be the same, or one may stand for the other."""
    kinds = {_kind(old), _kind(new)}
    return bool(kinds & {"object", "Any", "Mapping", "Iterable", "Iterator", "Sequence", "type"}) or kinds <= {
        "int",
        "float",
        "bool",
    }


def described(shape: Shape | None) -> str:
    """A shape in words."""
    match shape:
        case Keys(names=names, kind=kind, is_object=False):
            more = " and others" if shape.is_open else ""
            return f"{kind} with the keys {listed(names)}{more}" if names else f"{kind} without a known key"
        case Keys(kind=kind):
            return f"`{kind}`"
        case Arity(count=count):
            return f"a tuple of {count}"
        case Typed(name="None"):
            return "nothing"
        case Typed(name=name):
            return f"`{name}`"
    return "what cannot be told"


def listed(names: Mapping[str, str] | tuple[str, ...]) -> str:
    """Names in backticks, separated by commas; of many only the first."""
    shown = [f"`{name}`" for name in names][:_MOST_NAMES]
    left = len(names) - len(shown)
    return ", ".join(shown) + (f" and {left} more" if left else "")
