from __future__ import annotations

from remend.plan.spec import Split, Tie, default_spec


def test_the_spec_of_remend_gives_a_reason_for_all_that_splits_and_ties() -> None:
    spec = default_spec()

    assert set(spec.splits) == set(Split)
    assert set(spec.ties) == set(Tie)
    assert all([*spec.splits.values(), *spec.ties.values(), *spec.types.values()])


def test_the_spec_of_remend_wants_short_imperative_subjects_and_a_body() -> None:
    spec = default_spec()

    assert (spec.subject_limit, spec.imperative, spec.body_width, spec.body_required) == (50, True, 72, True)
    assert (spec.review_seconds, spec.max_commits, spec.footers) == (60, 20, ())
