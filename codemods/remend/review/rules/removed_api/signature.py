"""How the parameters of a function differ between two states, and whether a call still means what it meant."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import structs

from remend.index.facts import Function, Parameter, ParameterKind
from remend.naming.fit import accepts
from remend.naming.uses import Call

_BY_PLACE = frozenset({ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL})
_BY_NAME = frozenset({ParameterKind.POSITIONAL, ParameterKind.KEYWORD_ONLY})
_STARS = {ParameterKind.VARIADIC: "*", ParameterKind.VARIADIC_KEYWORD: "**"}


class Fit(enum.Enum):
    """What becomes of a call: it raises, it means something else, it is right, or that cannot be told."""

    RAISES = "no longer fits"
    SHIFTED = "gives an argument to another parameter now"
    RIGHT = "fits"
    OPEN = "cannot be told"


def differences(old: Sequence[Parameter], new: Sequence[Parameter]) -> tuple[str, ...]:
    """All that may break a call, each as what comes after the name of the function; none where no call can break."""
    return tuple(_differences(old, new))


def method_differences(old: Function, new: Function) -> tuple[str, ...]:
    """The same for methods, whose first parameter is no argument; and what else they were made."""
    before, after = kind_of_method(old), kind_of_method(new)
    is_other = before != after and ("property" in (before, after) or after == "method")
    turned = (f"is a {after} now and was a {before}",) if is_other else ()
    return turned + differences(_arguments(old), _arguments(new))


def kind_of_method(function: Function) -> str:
    """What the decorators say that a method is."""
    names = {written.partition("(")[0].rpartition(".")[2] for written in function.decorators}
    if any(name.endswith("property") for name in names):
        return "property"
    return "class method" if "classmethod" in names else "static method" if "staticmethod" in names else "method"


def fit(old: Function, new: Function, call: Call, *, was_bound: bool, is_bound: bool) -> Fit:
    """What becomes of a call; of one that was wrong already, nothing."""
    before, after = structs.replace(old, decorators=()), structs.replace(new, decorators=())
    if accepts(before, call, is_bound=was_bound) is False:
        return Fit.RIGHT
    answer = accepts(after, call, is_bound=is_bound)
    if answer is False:
        return Fit.RAISES
    if _is_shifted(before, after, call, was_bound=was_bound, is_bound=is_bound):
        return Fit.SHIFTED
    return Fit.RIGHT if answer else Fit.OPEN


def _is_shifted(old: Function, new: Function, call: Call, *, was_bound: bool, is_bound: bool) -> bool:
    """Whether an argument goes by its place to a parameter that had another place, or to one put before its own.

    One that took the place of another, which came back elsewhere, is that one by another name.
    """
    before = _places(old.parameters)[was_bound:]
    after = _places(new.parameters)[is_bound:]
    had = {parameter.name for parameter in old.parameters}

    def was_pushed(name: str) -> bool:
        at = after.index(name) if name in after else 0
        return at > 0 and at == before.index(name) + sum(other not in had for other in after[:at])

    pairs = zip(before[: call.positional], after, strict=False)
    return any(one != other and (other in had or was_pushed(one)) for one, other in pairs)


def _places(parameters: Sequence[Parameter]) -> list[str]:
    return [parameter.name for parameter in parameters if parameter.kind in _BY_PLACE]


def _arguments(method: Function) -> tuple[Parameter, ...]:
    is_static = kind_of_method(method) == "static method"
    has_first = bool(method.parameters) and method.parameters[0].kind in _BY_PLACE
    return method.parameters if is_static or not has_first else method.parameters[1:]


def _differences(old: Sequence[Parameter], new: Sequence[Parameter]) -> Iterator[str]:
    before, after = {each.name: each for each in old}, {each.name: each for each in new}
    kinds = {each.kind for each in new}
    renamed = dict(_renamed(old, new))
    for name, parameter in before.items():
        now = after.get(name)
        if parameter.kind in _STARS:
            if parameter.kind not in kinds:
                yield f"takes no `{_STARS[parameter.kind]}{name}` any more"
        elif now is None or now.kind in _STARS:
            if name in renamed:
                if parameter.kind in _BY_NAME and not name.startswith("_"):
                    yield f"has `{renamed[name]}` in the place of `{name}`"
            elif not _is_taken_in(parameter, kinds):
                yield f"takes no `{name}` any more"
        else:
            yield from _narrower(parameter, now, kinds)
    for name, parameter in after.items():
        if parameter.has_default or parameter.kind in _STARS or name in before:
            continue
        replaces = next((one for one, other in renamed.items() if other == name), None)
        if replaces is None:
            yield f"requires a new `{name}`"
        elif before[replaces].has_default:
            yield f"requires `{name}` now"
    yield from _moved(old, new)


def _narrower(old: Parameter, new: Parameter, kinds: set[ParameterKind]) -> Iterator[str]:
    if old.has_default and not new.has_default:
        yield f"requires `{old.name}` now"
    if old.kind in _BY_PLACE and new.kind not in _BY_PLACE and ParameterKind.VARIADIC not in kinds:
        yield f"takes `{old.name}` only by name now"
    is_named = old.kind in _BY_NAME and not old.name.startswith("_")
    if is_named and new.kind not in _BY_NAME and ParameterKind.VARIADIC_KEYWORD not in kinds:
        yield f"takes `{old.name}` only by place now"


def _is_taken_in(parameter: Parameter, kinds: set[ParameterKind]) -> bool:
    """Whether `*` and `**` take what went to a parameter, in every way that it could be given."""
    by_place = parameter.kind not in _BY_PLACE or ParameterKind.VARIADIC in kinds
    by_name = parameter.kind not in _BY_NAME or ParameterKind.VARIADIC_KEYWORD in kinds
    return by_place and by_name


def _renamed(old: Sequence[Parameter], new: Sequence[Parameter]) -> Iterator[tuple[str, str]]:
    """The parameters that another name took the place of: the same place, or the same number given only by name."""
    had, has = {each.name for each in old}, {each.name for each in new}
    pairs = list(zip(_places(old), _places(new), strict=False))
    named = [[each.name for each in every if each.kind is ParameterKind.KEYWORD_ONLY] for every in (old, new)]
    if len(named[0]) == len(named[1]):
        pairs += zip(*named, strict=True)
    yield from ((one, other) for one, other in pairs if one not in has and other not in had)


def _moved(old: Sequence[Parameter], new: Sequence[Parameter]) -> Iterator[str]:
    """Those that stay and have another place, so that an argument by place goes elsewhere."""
    before, after = _places(old), _places(new)
    common = [name for name in before if name in after]
    if common != [name for name in after if name in common]:
        now = [name for name in after if name in common]
        kept = SequenceMatcher(None, common, now, autojunk=False).get_matching_blocks()
        staying = {name for block in kept for name in common[block.a : block.a + block.size]}
        yield f"takes {', '.join(f'`{name}`' for name in common if name not in staying)} at another place"
        return
    for name in common:
        ahead = after[: after.index(name)]
        added = [other for other in ahead if other not in before]
        if len(ahead) > before.index(name) and added:
            yield f"takes `{added[-1]}` before `{name}`"
            return
