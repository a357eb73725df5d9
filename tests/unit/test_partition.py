from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from remend.inspection import Bench, Task, inspect
from remend.model import Rewrite, Violation
from remend.module import Module
from remend.partition import partition
from remend.plan import plan_units
from remend.plan.units import rank
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


def task(path: str, text: str) -> Task:
    return Task(path=path, raw=text.encode(), rules=frozenset({"old"}), mends="old")


def parted(rule: Old, files: dict[str, str]) -> list[Rewrite]:
    bench = Bench(rules=(rule,), known=frozenset({"old"}))
    tasks = {path: task(path, text) for path, text in files.items()}
    rewrites = [made for each in tasks.values() if (made := inspect(each, bench).rewrite) is not None]
    return partition(rewrites, lambda rewrite: tasks[rewrite.path], lambda path: path, bench)


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

    units = plan_units(Named(), parted(Named(), files), lambda path: path)

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


def test_concepts_are_ranked_and_services_count_where_there_is_none() -> None:
    bench = Bench(rules=(Old(),), known=frozenset({"old"}))
    found = [inspect(task(path, "old\n"), bench).rewrite for path in ("x.py", "y.py")]
    violations = [violation for rewrite in found if rewrite for violation in rewrite.mended]

    assert rank(reversed(violations), lambda path: path) == (("", "x.py"), ("", "y.py"))
