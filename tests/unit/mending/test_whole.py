from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from remend.inspection import Bench, Inspection, Task, inspect
from remend.mending.whole import keep_whole
from remend.model import Outcome, Violation
from remend.module import Module
from remend.rule import Mend
from throwaway import Old, Plan

TOGETHER = "it can only be mended together with other places, one of which is left as it is: "


class Whole(Old):
    """What stands in functions of one name is mended together; a line that is `stubborn` is left alone."""

    def __init__(self, **sizes: int) -> None:
        super().__init__(Plan())
        self.sizes = sizes

    def detect(self, module: Module) -> Iterator[Violation]:
        """Every read of `old`."""
        for violation in super().detect(module):
            yield replace(violation, concept=violation.symbol)

    def size_of(self, concept: str) -> int:
        """What the test says."""
        return self.sizes.get(concept, 0)

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        """The plan, unless the line is stubborn."""
        return "it is stubborn" if "stubborn" in violation.code else super().mend(violation, module)


def kept_whole(rule: Whole, files: Mapping[str, str]) -> Mapping[str, Inspection]:
    bench = Bench(rules=(rule,), known=frozenset({"old"}))
    tasks = {path: Task(path=path, raw=t.encode(), rules=bench.known, mends="old") for path, t in files.items()}

    def again(left_out: Mapping[str, Mapping[str, str]]) -> list[Inspection]:
        return [inspect(replace(tasks[path], without=tuple(why.items())), bench) for path, why in left_out.items()]

    found = keep_whole(rule, [inspect(task, bench) for task in tasks.values()], again)
    return {inspection.path: inspection for inspection in found}


def after(inspection: Inspection) -> str | None:
    return None if inspection.rewrite is None else inspection.rewrite.after.decode()


def test_what_is_complete_is_mended() -> None:
    found = kept_whole(Whole(f=2), {"a.py": "def f(): old\n", "b.py": "def f(): old\n"})

    assert [after(each) for each in found.values()] == ["def f(): new\n"] * 2


def test_none_is_mended_where_one_is_left_as_it_is() -> None:
    files = {"a.py": "def f(): old\ndef g(): old\n", "b.py": "\ndef f(): old, 'stubborn'\n"}

    found = kept_whole(Whole(f=2), files)

    assert after(found["a.py"]) == "def f(): old\ndef g(): new\n"
    assert after(found["b.py"]) is None
    declined = [f for f in found["a.py"].findings if f.outcome is Outcome.DECLINED]
    assert [f.reason for f in declined] == [f"{TOGETHER}b.py:2, it is stubborn"]


def test_a_place_that_a_comment_silences_counts_as_left() -> None:
    files = {"a.py": "def f(): old\n", "b.py": "def f(): old  # remend: ignore[old] it has to stay\n"}

    found = kept_whole(Whole(f=2), files)

    assert after(found["a.py"]) is None
    assert found["a.py"].findings[0].reason == f"{TOGETHER}b.py:1, suppressed by a comment"


def test_a_place_that_is_not_found_counts_as_left() -> None:
    found = kept_whole(Whole(f=2), {"a.py": "def f(): old\n"})

    assert found["a.py"].findings[0].reason == f"{TOGETHER}in a file that the rule leaves alone"


def test_leaving_one_out_may_leave_out_others() -> None:
    files = {
        "a.py": "def f(): old, 'stubborn'\n",
        "b.py": "def f(): old\ndef g(): old\n",
        "c.py": "def g(): old\ndef h(): old\ndef k(): old, 'stubborn'\n",
        "d.py": "def h(): old\ndef k(): old\n",
    }

    found = kept_whole(Whole(f=2, g=2, h=2, k=2), files)

    assert after(found["b.py"]) == "def f(): old\ndef g(): new\n"
    assert after(found["c.py"]) == "def g(): new\ndef h(): new\ndef k(): old, 'stubborn'\n"
    assert after(found["d.py"]) == "def h(): new\ndef k(): old\n"
