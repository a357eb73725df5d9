"""What the range rewrote at several sites in the same way, and how far it came with it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from remend.index.roles import is_test
from remend.review.ends import Ends, FileChange
from remend.templates.edits import Edit, edits_between
from remend.templates.learn import LEAST_SITES, Learned, learn
from remend.templates.match import Match, find
from remend.templates.names import Names
from remend.templates.template import Template
from remend.templates.term import Term

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_MAKING = ("Await", "Call")


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """The names of a file at the start and at the end of the range, and the lines that came in between."""

    before: Names
    after: Names
    changed: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a file has come: the sites that were rewritten, all that there were at the start, and those left."""

    rewritten: int
    former: int
    left: tuple[Match, ...]

    def is_mostly_done(self, *, is_test: bool) -> bool:
        """Whether so much is gone of what there was that what is left stands out; tests often keep both forms."""
        return (4 if is_test else 2) * len(self.left) <= self.former


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A template, the edits that it was learned from, and how far each of their files has come."""

    template: Template
    edits: tuple[Edit, ...]
    files: Mapping[str, Progress]


def sweeps(ends: Ends) -> tuple[list[Sweep], Mapping[str, States]]:
    """What was rewritten throughout the range, the best supported first, and the files that differ, by path."""
    edits: list[Edit] = []
    files: dict[str, States] = {}
    for change in ends.python:
        hunks = [hunk for hunk in ends.hunks(change) if hunk.old_end > hunk.old_start and hunk.new_end > hunk.new_start]
        states = _states(ends, change) if hunks else None
        if states is not None:
            files[change.new] = states
            lines = [
                (range(each.old_start + 1, each.old_end + 1), range(each.new_start + 1, each.new_end + 1))
                for each in hunks
            ]
            found = edits_between(states.before.module, states.after.module, lines, (states.before, states.after))
            edits += [edit for edit in found if not is_annotation(edit.before.path)]
    made = (_sweep(learned, files) for learned in learn(edits))
    return [sweep for sweep in made if sweep is not None], files


def _states(ends: Ends, change: FileChange) -> States | None:
    before = ends.module_before(change.old) if change.old else None
    after = ends.module_after(change.new) if before is not None and change.new else None
    if before is None or after is None:
        return None
    former = Names(before, ends.base.modules.name(change.old), change.new)
    changed = frozenset(line for hunk in ends.hunks(change) for line in range(hunk.new_start + 1, hunk.new_end + 1))
    latter = Names(after, ends.head.modules.name(change.new), change.new, former.at_top())
    return States(before=former, after=latter, changed=changed)


def _sweep(learned: Learned, files: Mapping[str, States]) -> Sweep | None:
    """What was learned as a sweep; None where it is no template to go by."""
    template = learned.template
    if not _is_rewrite(template):
        return None
    progress = {}
    for path, rewritten in sorted(Counter(edit.path for edit in learned.edits).items()):
        states = files[path]
        former = sum(1 for _ in find(template, states.before))
        left = tuple(each for each in find(template, states.after) if not is_annotation(each.tree.path))
        progress[path] = Progress(rewritten=rewritten, former=former, left=left)
    done = [path for path, each in progress.items() if each.is_mostly_done(is_test=is_test(path))]
    if sum(progress[path].rewritten for path in done) < LEAST_SITES:
        return None
    reverse = template.reversed
    beside = sum(1 for path in done for _ in find(reverse, files[path].before)) if reverse is not None else 0
    if beside >= len(learned.edits):  # two things that were both in use, not an old and a new way
        return None
    return Sweep(template=template, edits=learned.edits, files=progress)


def _is_rewrite(template: Template) -> bool:
    """Whether a template brings something new, instead of other values, or fewer arguments."""
    left, right = template.left, template.right
    if left.head.type in ("Import", "ImportFrom"):
        return False
    if isinstance(right, Term) and left.parts == right.parts and _is_constant(left) and _is_constant(right):
        return False
    if template.added:
        return True
    return isinstance(right, Term) and right.head.type in _MAKING and left in right.parts


def _is_constant(term: Term) -> bool:
    """Whether a pattern reads a constant, as its name has it: another one is another value, not another form."""
    return term.head.type == "Attribute" and str(term.head.field("attr")).isupper()


def is_annotation(path: tuple[ast.AST, ...]) -> bool:
    """Whether the last node of `path` stands in an annotation."""
    for above, child in zip(reversed(path[:-1]), reversed(path), strict=False):
        if isinstance(above, (ast.arg, ast.AnnAssign)) and above.annotation is child:
            return True
        if isinstance(above, _FUNCTIONS) and above.returns is child:
            return True
        if isinstance(above, ast.stmt):
            return False
    return False
