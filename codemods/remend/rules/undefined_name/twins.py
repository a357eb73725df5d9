"""Modules of the standard library, and its backports, that have the same things: a file keeps to one of them."""

from __future__ import annotations

from collections.abc import Mapping

from remend.naming.uses import Uses
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.ground import Ground

_TWINS: Mapping[str, tuple[str, ...]] = {
    "collections.abc": ("typing",),
    "typing": ("collections.abc", "typing_extensions"),
}


def twin(question: Question, chosen: Candidate, ground: Ground) -> str:
    """The module instead of the chosen one from which the file takes what both have; empty where there is none.

    `Iterable` comes from `typing` where the file has its `Callable` from there.
    """
    taken: dict[str, set[str]] = {}
    for module, names in question.taken():
        taken.setdefault(module, set()).update(names)
    has = ground.offered_by
    for other in _TWINS.get(chosen.module, ()):
        own = {name for name in taken.get(chosen.module, ()) if _is_in(other, has(name, Uses()))}
        shared = {name for name in taken.get(other, ()) if chosen.module in has(name, Uses())}
        if shared and not own and _is_in(other, has(chosen.name, question.uses)):
            return other
    return ""


def _is_in(module: str, offers: Mapping[str, str]) -> bool:
    """Whether a module is among those that offer a name; the backports have all that `typing` has."""
    return module in offers or (module == "typing_extensions" and "typing" in offers)
