from __future__ import annotations

from dataclasses import replace

from drafts import draft, rewrite, violation
from remend.model import Safety
from remend.plan import plan_units
from remend.plan.spec import default_spec
from throwaway import Old

SPEC = default_spec()


def test_a_unit_says_all_that_its_commit_needs() -> None:
    files = rewrite("shop/a.py", violation("shop/a.py"), violation("shop/a.py", form="old")), rewrite("shop/b.py")

    (unit,) = plan_units([draft(*files)], SPEC)

    assert unit.message == (
        "refactor(shop): say new\n"
        "\n"
        "It is going away.\n"
        "\n"
        "3 sites in 2 files, one template:\n"
        "- shop/a.py:7 old()\n"
        "- shop/a.py:7 old\n"
        "- shop/b.py:7 old()\n"
        "\n"
        "Remend-Rule: old\n"
        "Remend-Violations: 3\n"
        "Remend-Template: old0 -> new0\n"
        "Remend-Review-Seconds: 8.2\n"
    )
    assert (unit.rule, unit.service, unit.review_seconds, unit.templates) == ("old", "shop", 8.2, 1)
    assert (len(unit.violations), unit.safety, unit.notes, unit.commit) == (3, Safety.SAFE, (), None)


def test_a_series_has_as_many_units_as_the_spec_allows() -> None:
    rule = Old()
    drafts = [draft(rule=rule, service=f"s{number:02}") for number in range(30)]

    units = plan_units(drafts, SPEC)

    assert len(units) == SPEC.max_commits == len({unit.subject for unit in units})
    assert sum(len(unit.violations) for unit in units) == 30
    assert units[-1].notes == ("put together from 11 units, for a series of 20 commits at most",)
    assert "Put together from 11 units" in units[-1].body
    assert units == plan_units(drafts, SPEC)
    assert len(plan_units(drafts, replace(SPEC, max_commits=30))) == 30


def test_nothing_mended_is_no_unit() -> None:
    assert plan_units([], SPEC) == ()
