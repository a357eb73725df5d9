"""Whether a pattern that tells an object by its attributes alone is about the same kind of object at another place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from remend.inference.infer import Inference
from remend.inference.local import Closely
from remend.inference.values import ClassValue, Instance, ModuleValue, Outside, Plain
from remend.review.ends import Ends
from remend.review.rules.incomplete_refactor.sweep import States, Sweep
from remend.templates.match import Match, bindings
from remend.templates.names import Names
from remend.templates.term import Hole, Kind, Term, Tree, inside

_MOST_ASKED = 20


class Kinship:
    """What the objects are like that one sweep was about."""

    def __init__(self, ends: Ends, sweep: Sweep, files: Mapping[str, States]) -> None:
        self._ends = ends
        self._sweep = sweep
        self._files = files

    def with_place(self, names: Names, match: Match) -> bool | None:
        """Whether the objects at a place are of the kind that was rewritten; None where that cannot be told."""
        receivers = self._sweep.template.receivers
        if not receivers:
            return True
        answers = [self._with(hole, match.bound[hole], names) for hole in sorted(receivers)]
        return False if False in answers else None if None in answers else True

    def _with(self, hole: Hole, tree: Tree, names: Names) -> bool | None:
        if _is_fixed(tree.term) and any(bound[hole].term == tree.term for bound, _ in self._rewritten):
            return True
        kind = _kind(self._ends.files_after.inference, names, tree)
        kinds = self._kinds(hole)
        if kind is None:
            return None
        if kind in kinds:
            return True
        return False if None not in kinds and len(kinds) == 1 else None

    @cached_property
    def _rewritten(self) -> list[tuple[Mapping[Hole, Tree], Names]]:
        found = []
        for edit in self._sweep.edits[:_MOST_ASKED]:
            bound = bindings(self._sweep.template.left, edit.before)
            if bound is not None:
                found.append((bound, self._files[edit.path].before))
        return found

    def _kinds(self, hole: Hole) -> set[str | None]:
        inference = self._ends.files_before.inference
        return {_kind(inference, names, bound[hole]) for bound, names in self._rewritten}


def _is_fixed(term: Term) -> bool:
    """Whether a term stands for the same wherever it is met: all its names are shared ones, or `self`."""
    meanings = [each.head.meaning for each in inside(term) if isinstance(each, Term) and each.head.meaning is not None]
    return bool(meanings) and all(meaning.kind in (Kind.SHARED, Kind.SELF) for meaning in meanings)


def _kind(inference: Inference, names: Names, tree: Tree) -> str | None:
    """What an expression stands for, so that it can be compared between two states; None where that is not known."""
    value = Closely(inference, names.module).value(tree.path)
    match value:
        case Instance(of=of):
            return f"a {of.path}:{of.fact.name}"
        case ClassValue(path=path, fact=fact):
            return f"{path}:{fact.name}"
        case ModuleValue(path=path):
            return path
        case Plain(name=name):
            return name
        case Outside(dotted=dotted, is_instance=is_instance):
            return f"{'a ' if is_instance else ''}{dotted}"
    return None
