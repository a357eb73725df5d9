from __future__ import annotations

import dataclasses

from remend.migrate.waiting import to_wait
from remend.model import Finding, Outcome
from reports import GETENV
from throwaway import Old, Plan


class Whole(Old):
    """Mends each concept as a whole or not at all."""

    def size_of(self, concept: str) -> int:
        return 2 if concept == "both" else 0


RULE = Whole(Plan(words=("a",)))


def found(path: str, concept: str = "", outcome: Outcome = Outcome.MENDED) -> Finding:
    violation = dataclasses.replace(GETENV, rule=RULE.id, path=path, concept=concept)
    return Finding(violation=violation, outcome=outcome)


def waiting(most: int, *findings: Finding) -> set[str]:
    return set(to_wait(findings, (RULE,), most))


def test_the_first_files_are_taken_up_and_the_others_wait() -> None:
    assert waiting(2, found("c.py"), found("a.py"), found("b.py"), found("a.py")) == {"c.py"}
    assert waiting(3, found("c.py"), found("a.py"), found("b.py")) == set()


def test_what_cannot_be_mended_takes_no_place() -> None:
    assert waiting(1, found("a.py", outcome=Outcome.DECLINED), found("b.py"), found("c.py")) == {"c.py"}


def test_files_that_are_only_right_together_are_taken_up_together() -> None:
    both = found("a.py", "both"), found("z.py", "both")
    assert waiting(1, *both, found("b.py")) == {"b.py"}
    assert waiting(2, *both, found("b.py")) == {"b.py"}
    assert waiting(3, *both, found("b.py")) == set()


def test_a_concept_that_need_not_be_whole_holds_nothing_together() -> None:
    assert waiting(1, found("a.py", "each"), found("b.py", "each")) == {"b.py"}
