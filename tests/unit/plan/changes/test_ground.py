from __future__ import annotations

from planning import changed
from remend.plan.changes.facts import facts_of
from remend.plan.changes.ground import Ground, History

FILES = tuple(changed(path, None, "x = 1\n") for path in ("a.py", "b.py", "c.py", "new.py"))


def history(*past: tuple[str, ...]) -> History:
    return Ground.of(FILES, facts_of(FILES), past).history


def test_files_that_changed_together_are_told_from_those_that_did_by_chance() -> None:
    seen = history(*[("a.py", "b.py")] * 5, *[("c.py",)] * 5, *[("other.py",)] * 10)

    assert seen.company["a.py", "b.py"].chance > 0 > seen.company["a.py", "c.py"].chance
    assert seen.company["a.py", "b.py"].share > 0.5
    assert ("a.py", "new.py") not in seen.company


def test_a_commit_of_many_files_says_nothing_of_two() -> None:
    assert history(("a.py", "b.py", *(f"{number}.py" for number in range(30)))).company == {}


def test_a_file_that_each_commit_touches_is_not_calm() -> None:
    seen = history(*[("a.py",)] * 99, ("b.py",))

    assert seen.calm["a.py"] < 0.01 < seen.calm["b.py"] < seen.calm["new.py"] < 1
