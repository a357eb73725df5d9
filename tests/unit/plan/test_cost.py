from __future__ import annotations

import pytest

from remend.plan.alike import Reading, Template, template_of
from remend.plan.cost import SECONDS_A_GLANCE, SECONDS_A_LINE, cost_of
from remend.plan.spec import default_spec

SITE = template_of("old('a')", "new('a')")
OTHER = template_of("old('a')", "newer('a')")
IMPORT = Template((("", "from a import new"),), 1, "")


def test_nothing_costs_nothing() -> None:
    assert (cost_of([]).seconds, cost_of([]).templates) == (0, ())


@pytest.mark.parametrize(("after", "lines"), [("new", 1), ("if a:\n    new\n", 2)])
def test_one_site_is_read_line_by_line(after: str, lines: int) -> None:
    assert cost_of([Reading((template_of("old", after),))]).seconds == lines * SECONDS_A_LINE


def test_the_same_edit_again_is_glanced_at() -> None:
    assert cost_of([Reading((SITE, SITE)), Reading((SITE,))]).seconds == SECONDS_A_LINE + 2 * SECONDS_A_GLANCE


def test_another_edit_is_read_again() -> None:
    cost = cost_of([Reading((SITE, OTHER))])

    assert (cost.seconds, cost.templates) == (2 * SECONDS_A_LINE, (SITE, OTHER))


def test_an_import_beside_sites_is_read_once_and_is_no_template() -> None:
    cost = cost_of([Reading((SITE,), (IMPORT,)), Reading((SITE,), (IMPORT,))])

    assert (cost.seconds, cost.templates) == (2 * SECONDS_A_LINE + SECONDS_A_GLANCE, (SITE,))


def test_an_import_that_is_a_site_is_glanced_at_like_one() -> None:
    cost = cost_of([Reading((IMPORT,)), Reading((IMPORT,))])

    assert (cost.seconds, cost.templates) == (SECONDS_A_LINE + SECONDS_A_GLANCE, (IMPORT,))


def test_one_change_in_300_files_is_within_the_limit() -> None:
    cost = cost_of([Reading((SITE,), (IMPORT,))] * 300)

    assert cost.reading == 2 * SECONDS_A_LINE <= default_spec().review_seconds
    assert cost.seconds == round(2 * SECONDS_A_LINE + 299 * SECONDS_A_GLANCE, 1)
