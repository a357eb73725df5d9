"""A misspelt name: nothing is called so, and something that is in scope is spelt almost so.

Spelling alone proves nothing, so this is a suggestion: light enough for any import of exactly this name to outweigh it.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterator, Sequence

from remend.index.index import Index
from remend.naming.likeness import allowed_slips, slips, style
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.similar import Fits
from remend.scopes import Scope

UNSAFE_BECAUSE = "the spelling alone speaks for it"
_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))
_DIGITS = "0123456789"


class Misspelling:
    """A name in scope at all places of the undefined one that differs from it by a slip or two of the keyboard."""

    def __init__(self, index: Index, fits: Fits) -> None:
        self._index = index
        self._fits = fits

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """The one name that is closest; none where two are, or where the project knows the undefined one."""
        name = question.name
        most = allowed_slips(name)
        if not most or name in sys.stdlib_module_names or self._index.definers(name) or self._index.importers(name):
            return ()
        close: dict[int, list[str]] = {}
        for other in _in_scope(question):
            count = slips(name, other, most) if _is_comparable(name, other) else None
            if count is not None:
                close.setdefault(count, []).append(other)
        nearest = close[min(close)] if close else []
        if len(nearest) != 1 or not self._may_be(question, nearest[0]):
            return ()
        return (Candidate(rename=nearest[0], evidence=(f"`{nearest[0]}` is in scope and spelt almost so",)),)

    def _may_be(self, question: Question, other: str) -> bool:
        if other not in question.module.scope.bindings:
            return True
        definition = self._index.lookup(question.path, other)
        return definition is None or self._fits(definition, question.uses) is not False


def _in_scope(question: Question) -> Iterator[str]:
    """The names, builtins among them, that are bound wherever the undefined name is used."""
    sites = [site for site in question.module.sites({question.name}) if isinstance(site.node, ast.Name)]
    found = [_visible(question.module.scope_at(site.path)) for site in sites]
    shared = set(found[0]).intersection(*found[1:]) if found else set()
    yield from sorted(shared | _BUILTINS)


def _visible(scope: Scope) -> frozenset[str]:
    """The names bound in a scope and in those around it that it can see."""
    names: set[str] = set()
    for each in scope.chain():
        if each is scope or each.is_function or each.parent is None:
            names.update(each.bindings)
    return frozenset(names)


def _is_comparable(name: str, other: str) -> bool:
    """Whether a difference can be a slip: `user` and `users`, `step1` and `step2`, `Path` and `path` are two names."""
    if len(other) < 4 or other.startswith(name) or name.startswith(other) or style(name) != style(other):
        return False
    return name.rstrip(_DIGITS) != other.rstrip(_DIGITS)
