from __future__ import annotations

from collections.abc import Iterator

from remend.review.ends import Ends
from remend.review.model import Change
from remend.review.range_rule import RangeRule
from remend.rule import Options


class LimitOptions(Options, frozen=True):
    limit: int = 3


class Limits(RangeRule):
    id = "limits"
    summary = "limits"
    options_type = LimitOptions

    def judge(self, ends: Ends) -> Iterator[Change]:
        return iter(())


def test_a_rule_without_a_table_has_its_defaults() -> None:
    assert Limits().options == LimitOptions(limit=3)


def test_a_rule_has_its_own_table_and_knows_the_others() -> None:
    tables = {"limits": LimitOptions(limit=7), "other": Options()}

    rule = Limits(tables)

    assert rule.options == LimitOptions(limit=7)
    assert rule.tables == tables
