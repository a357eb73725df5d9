"""What is shown as one: changes of one rule, path and topic."""

from __future__ import annotations

from dataclasses import replace

from remend.model import Severity
from remend.review.topics import topics
from reviews import CALL, ENV, UNDEFINED


def test_changes_of_one_rule_path_and_topic_are_one_in_the_order_of_the_first() -> None:
    found = topics([ENV[0], UNDEFINED, *ENV[1:]])

    assert [topic.changes for topic in found] == [ENV, (UNDEFINED,)]


def test_another_rule_or_path_is_another_topic_and_so_is_a_change_without_one() -> None:
    others = [replace(UNDEFINED, path="other.py"), replace(UNDEFINED, rule="removed-api")]

    assert len(topics([UNDEFINED, *others])) == 3
    assert len(topics([CALL, CALL])) == 2


def test_a_topic_says_what_its_changes_say() -> None:
    (alike,) = topics(ENV)
    (different,) = topics([ENV[0], replace(ENV[1], title="another")])

    assert alike.title == ENV[0].title
    assert different.title == f"{ENV[0].title}; another"


def test_a_topic_is_as_severe_as_its_worst_change_and_says_each_thing_once() -> None:
    (topic,) = topics(
        [replace(ENV[0], severity=Severity.LOW, evidence=("a", "b")), replace(ENV[1], evidence=("b", ""))]
    )

    assert topic.severity is Severity.CRITICAL
    assert topic.each_once(lambda change: change.evidence) == ("a", "b")
