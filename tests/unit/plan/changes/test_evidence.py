from __future__ import annotations

from multiprocessing import get_context

import pytest

from planning import changed
from remend.plan.changes.evidence import Odds, Sign, signs
from remend.plan.changes.facts import Facts, facts_of
from remend.plan.changes.ground import Ground
from remend.plan.changes.parts import FileChange

FILES = (
    changed("shop/money.py", "", "def rounded(x): ...\n", (range(1, 1), range(1, 2))),
    changed(
        "shop/cart.py",
        "def total(x):\n    return x\n\n\nfirst = 1\nspread  = 2\n",
        "def total(x):\n    return rounded(x)\n\n\nsecond = 1\nspread = 2\n",
        (range(2, 3), range(2, 3)),
        (range(5, 6), range(5, 6)),
        (range(6, 7), range(6, 7)),
    ),
    changed("tests/test_money.py", None, "from shop.money import rounded\n\n\ndef test_rounded():\n    rounded(1)\n"),
    changed("docs/cart.md", "first\n", "second, see #1234\n", (range(1, 2), range(1, 2))),
    changed("CHANGES.md", "# Changes\n", "# Changes\n- total is rounded (#1234)\n", (range(2, 2), range(2, 3))),
    changed("setup.cfg", "version = 1.0\n", "version = 1.1\n", (range(1, 2), range(1, 2))),
)


@pytest.mark.parametrize("past", [(), (("shop/cart.py", "docs/cart.md"),) * 5], ids=["new", "old"])
def test_what_is_worked_out_for_many_is_what_is_seen_of_each_two(past: tuple[tuple[str, ...], ...]) -> None:
    facts, ground = grounded(*FILES, past=past)
    odds = Odds(facts, ground)

    for at, one in enumerate(facts):
        seen = [ground.prior + sum(sign.weight * much for sign, much in signs(one, two, ground)) for two in facts[:at]]
        assert odds.row(at) == pytest.approx(seen)


def test_what_is_worked_out_can_be_handed_to_another_process() -> None:
    facts, ground = grounded(*FILES)
    odds = Odds(facts, ground)

    with get_context("spawn").Pool(1) as pool:
        found = pool.map(odds.row, range(len(facts)))

    assert found == [odds.row(at) for at in range(len(facts))]


def test_a_definition_is_tied_to_its_use_and_an_issue_to_its_note() -> None:
    facts, ground = grounded(*FILES)

    assert Sign.DEFINES in {sign for sign, _ in signs(facts[0], facts[1], ground)}
    assert Sign.NUMBER in {sign for sign, _ in signs(facts[5], facts[6], ground)}


def test_two_entries_of_the_notes_are_not_tied_by_being_in_one_file() -> None:
    before = "# Changes\n\n## Added\n\n## Fixed\n"
    after = "# Changes\n\n## Added\n- one more thing\n\n## Fixed\n- something else\n"
    entries = changed("CHANGES.md", before, after, (range(4, 4), range(4, 5)), (range(6, 6), range(7, 8)))
    facts, ground = grounded(entries)

    assert [each.is_entry for each in facts] == [True, True]
    assert {Sign.FILE, Sign.CALM, Sign.TOP}.isdisjoint(sign for sign, _ in signs(facts[0], facts[1], ground))


def test_a_version_is_tied_to_the_notes_on_it() -> None:
    version = changed("shop/__init__.py", 'version = "1.2.3"\n', 'version = "1.3.0"\n', (range(1, 2), range(1, 2)))
    facts, ground = grounded(version, changed("CHANGES.md", "", "## 1.3.0\n", (range(1, 1), range(1, 2))))

    assert Sign.RELEASE in {sign for sign, _ in signs(facts[0], facts[1], ground)}


def test_a_reworded_note_is_no_entry() -> None:
    facts, _ = grounded(changed("CHANGES.md", "- first\n", "- second\n", (range(1, 2), range(1, 2))))

    assert not facts[0].is_entry


def grounded(*files: FileChange, past: tuple[tuple[str, ...], ...] = ()) -> tuple[tuple[Facts, ...], Ground]:
    facts = facts_of(files)
    return facts, Ground.of(files, facts, past)
