"""Looks for the sites that a sweep left: in its own files, then in the other files of their folders."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

from remend.index.roles import is_test
from remend.review.ends import Ends
from remend.review.rules.incomplete_refactor.kinship import Kinship
from remend.review.rules.incomplete_refactor.site import Left, judged
from remend.review.rules.incomplete_refactor.sweep import Progress, States, Sweep, is_annotation, sweeps
from remend.rule import has_word
from remend.templates.learn import LEAST_SITES
from remend.templates.match import Match, find
from remend.templates.names import Names
from remend.templates.term import Kind, Term, inside


def what_is_left(ends: Ends) -> tuple[Mapping[str, States], list[tuple[Sweep, list[Left]]]]:
    """The files that differ, and what is left of each sweep; a site is told with the one that has the most support."""
    found, files = sweeps(ends)
    seen: set[tuple[str, int, int]] = set()
    result = []
    for sweep in found:
        lefts = {(each.path, *each.place): each for each in _seek(ends, sweep, files)}
        result.append((sweep, [left for place, left in lefts.items() if place not in seen]))
        seen.update(lefts)
    return files, result


def _seek(ends: Ends, sweep: Sweep, files: Mapping[str, States]) -> Iterator[Left]:
    kinship = Kinship(ends, sweep, files)
    is_name = isinstance(sweep.edits[0].before.node, ast.Name)
    for path, progress in sweep.files.items():
        if is_name and not progress.is_mostly_done(is_test=is_test(path)):  # two objects, each where it belongs
            continue
        for match in progress.left:
            questions = (*_halfway(path, progress), *_written(files[path], match))
            if is_test(path) and (questions or sweep.template.same_function):  # it is what the test is about
                continue
            names = files[path].after
            left = judged(sweep, kinship, Left(path=path, names=names, match=match, questions=questions))
            if left is not None:
                yield left
    done: Counter[str] = Counter()
    for path, progress in sweep.files.items():
        done[_folder(path)] += progress.rewritten if not is_test(path) and progress.is_mostly_done(is_test=False) else 0
    for folder, rewritten in done.items():
        is_about_it = rewritten >= LEAST_SITES and not sweep.template.same_function
        beside = list(_beside(ends, sweep, kinship, files, folder)) if is_about_it else []
        yield from beside if len(beside) <= rewritten else ()  # the range was not about the folder


def _halfway(path: str, progress: Progress) -> tuple[str, ...]:
    if progress.is_mostly_done(is_test=is_test(path)):
        return ()
    counts = f"{len(progress.left)} sites of the file are left, {progress.former} there were"
    return (f"Was the rewrite meant to reach it? {counts}.",)


def _written(states: States, match: Match) -> tuple[str, ...]:
    node = match.tree.node
    if any(line in states.changed for line in range(node.lineno, node.end_lineno + 1)):
        return ("Is the old form meant here? The line itself was written in the range.",)
    return ()


def _beside(ends: Ends, sweep: Sweep, kinship: Kinship, files: Mapping[str, States], folder: str) -> Iterator[Left]:
    """What is left in the files of a folder of which the range rewrote no site."""
    words = [word.encode() for word in sweep.template.words]
    inside_folder = [path for path in ends.head.reach if _folder(path) == folder and path not in sweep.files]
    homes = _homes(ends, sweep)
    first = next(edit for edit in sweep.edits if _folder(edit.path) == folder)
    for path in inside_folder:
        raw = ends.head.read(path) if path not in homes and not is_test(path) else b""
        names = _names(ends, files, path) if raw and all(has_word(raw, (word,)) for word in words) else None
        for match in find(sweep.template, names) if names is not None else ():
            assert names is not None
            if not is_annotation(match.tree.path) and kinship.with_place(names, match):
                question = f"Was this file to follow {first.path}, where the form was rewritten?"
                left = judged(sweep, kinship, Left(path=path, names=names, match=match, questions=(question,)))
                if left is not None:
                    yield left


def _names(ends: Ends, files: Mapping[str, States], path: str) -> Names | None:
    if path in files:
        return files[path].after
    module = ends.module_after(path)
    return None if module is None else Names(module, ends.head.modules.name(path), path)


def _homes(ends: Ends, sweep: Sweep) -> set[str | None]:
    """The files that define what the new form names: the old form may be what it is made of."""
    terms = (each for each in inside(sweep.template.right) if isinstance(each, Term))
    meanings = (term.head.meaning for term in terms)
    shared = (meaning.identity for meaning in meanings if meaning is not None and meaning.kind is Kind.SHARED)
    return {ends.head.modules.resolve(identity) for identity in shared}


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
