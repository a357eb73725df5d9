from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import libcst as cst
import pytest

from remend.inspection import Bench, Task, inspect
from remend.mending.partition import Parts, Whole, partition, take_apart
from remend.model import Rewrite, Safety, Violation
from remend.module import Module
from remend.plan import Grouping, draft_units, plan_units
from remend.plan.spec import default_spec
from remend.rule import Change, Mend
from throwaway import Old, Plan


class Named(Old):
    """Every word is a concept of its own, and becomes itself with an underscore."""

    def __init__(self, *together: str) -> None:
        super().__init__(Plan(words=("a", "b", "c")))
        self.together = together

    def detect(self, module: Module) -> Iterator[Violation]:
        for violation in super().detect(module):
            yield replace(violation, concept=violation.form)

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        if violation.form in self.together and len(module.sites(self.together)) < len(self.together):
            return "it needs the others"
        new = cst.Name(f"{violation.form}_")
        return Mend(changes=(Change(target=violation.span, codemod=lambda _: new),))


class Doubtful(Old):
    """`a` and `b` are unsafe to mend; those of `together` are mended together or not at all."""

    def __init__(self, *together: str) -> None:
        super().__init__(Plan(words=("a", "b", "c", "d", "e")))
        self.together = together

    def detect(self, module: Module) -> Iterator[Violation]:
        for violation in super().detect(module):
            is_unsafe = violation.form in {"a", "b"}
            yield replace(violation, safety=Safety.UNSAFE if is_unsafe else Safety.SAFE)

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        new = cst.Name(f"{violation.form}_")
        together = ("all", len(self.together)) if violation.form in self.together else None
        return Mend(changes=(Change(target=violation.span, codemod=lambda _: new),), together=together)


def task(path: str, text: str) -> Task:
    return Task(path=path, raw=text.encode(), rules=frozenset({"old"}), mends="old")


def parted(rule: Old, files: dict[str, str]) -> list[Rewrite]:
    bench = Bench(rules=(rule,), known=frozenset({"old"}), unsafe=True)
    tasks = {path: task(path, text) for path, text in files.items()}
    rewrites = [made for each in tasks.values() if (made := inspect(each, bench).rewrite) is not None]
    grouping = Grouping(rule, rewrites, lambda path: path, default_spec())

    def apart(files: Sequence[Whole]) -> list[Parts]:
        return [parts for _, parts in sorted(take_apart(files, bench), key=lambda each: each[0])]

    return partition(rewrites, lambda rewrite: tasks[rewrite.path], grouping, apart)


def texts(rewrites: list[Rewrite]) -> list[tuple[str, str, str, list[str]]]:
    return [(r.path, r.before.decode(), r.after.decode(), [v.form for v in r.mended]) for r in rewrites]


def test_a_file_of_several_concepts_is_mended_one_after_the_other() -> None:
    found = parted(Named(), {"x.py": "b, a, b\n", "y.py": "a\n"})

    assert texts(found) == [
        ("y.py", "a\n", "a_\n", ["a"]),
        ("x.py", "b, a, b\n", "b, a_, b\n", ["a"]),
        ("x.py", "b, a_, b\n", "b_, a_, b_\n", ["b", "b"]),
    ]
    assert [v.span.column for rewrite in found[1:] for v in rewrite.mended] == [4, 1, 7]


def test_the_parts_are_units_that_follow_on_each_other_over_all_services() -> None:
    files = {"x.py": "b, a\n", "y.py": "c, b\n"}

    parts = parted(Named(), files)
    grouping = Grouping(Named(), parts, lambda path: path, default_spec())
    units = plan_units(draft_units(Named(), parts, grouping, lambda path: path, default_spec()), default_spec())

    state = dict(files)
    for rewrite in (rewrite for unit in units for rewrite in unit.rewrites):
        assert state[rewrite.path] == rewrite.before.decode()
        state[rewrite.path] = rewrite.after.decode()
    assert state == {"x.py": "b_, a_\n", "y.py": "c_, b_\n"}
    assert [[r.path for r in unit.rewrites] for unit in units] == [["x.py"], ["x.py", "y.py"], ["y.py"]]
    assert [unit.service for unit in units] == ["x.py", "", "y.py"]


def test_what_cannot_be_mended_apart_stays_whole() -> None:
    (found,) = parted(Named("a", "b"), {"x.py": "b, a\n"})

    assert texts([found]) == [("x.py", "b, a\n", "b_, a_\n", ["a", "b"])]


def test_what_is_safe_is_mended_before_what_is_not() -> None:
    found = parted(Doubtful(), {"x.py": "a, c, b, d\n", "y.py": "c\n"})

    assert texts(found) == [
        ("y.py", "c\n", "c_\n", ["c"]),
        ("x.py", "a, c, b, d\n", "a, c_, b, d_\n", ["c", "d"]),
        ("x.py", "a, c_, b, d_\n", "a_, c_, b_, d_\n", ["a", "b"]),
    ]


def test_what_is_safe_but_needs_what_is_not_waits_for_it() -> None:
    assert texts(parted(Doubtful("a", "c"), {"x.py": "a, c, d\n"})) == [
        ("x.py", "a, c, d\n", "a, c, d_\n", ["d"]),
        ("x.py", "a, c, d_\n", "a_, c_, d_\n", ["a", "c"]),
    ]
    assert texts(parted(Doubtful("a", "c"), {"x.py": "a, c\n"})) == [("x.py", "a, c\n", "a_, c_\n", ["a", "c"])]


class NamedAndDoubtful(Doubtful):
    """`a` and `c` are one concept, the others another."""

    def detect(self, module: Module) -> Iterator[Violation]:
        for violation in super().detect(module):
            yield replace(violation, concept="ac" if violation.form in {"a", "c"} else "bd")


def test_concepts_and_what_is_safe_come_apart_at_once() -> None:
    found = parted(NamedAndDoubtful(), {"x.py": "a, b, c, d\n"})

    assert [(rewrite.after.decode(), [v.form for v in rewrite.mended]) for rewrite in found] == [
        ("a, b, c_, d\n", ["c"]),
        ("a, b, c_, d_\n", ["d"]),
        ("a_, b, c_, d_\n", ["a"]),
        ("a_, b_, c_, d_\n", ["b"]),
    ]


@pytest.mark.parametrize("text", ["a, b, c, d, d", "a, b, c, d, e"])
def test_where_safe_and_unsafe_do_not_come_apart_concepts_do(text: str) -> None:
    found = parted(NamedAndDoubtful("b", "d"), {"x.py": f"{text}\n"})

    assert [[v.form for v in rewrite.mended] for rewrite in found] == [["a", "c"], ["b", *text[9:].split(", ")]]
    assert found[-1].after.decode() == "a_, b_, c_, " + ", ".join(f"{name}_" for name in text[9:].split(", ")) + "\n"
