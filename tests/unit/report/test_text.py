"""A scan as a person reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from remend.model import Finding, Outcome
from remend.report import text
from reports import CLEAN, GETENV, PREVIEW, SCAN, SUBSCRIPT, scan_of

GOLDEN = """\
shop/billing.py:7:1: critical env-access os.environ[...] past the accessor get_env()
    os.environ["TOKEN"]
    mend is unsafe: a missing key raises KeyError, get() returns None
shop/settings.py:2:8: medium env-access os.getenv() past the accessor get_env()
    port = os.getenv("PORT", "80")
    note: lines 4 and 5 already go through get_env()
shop/big.py:1:1: note not read: larger than 1 MB
shop/broken.py:3:5: unparsable invalid syntax

2 found, 1 suppressed, 1 unparsable; 12 files, 4 inspected
"""


def test_a_scan_lists_blocks_by_path_then_diagnostics_then_the_sum() -> None:
    assert text.render(SCAN) == GOLDEN


def test_the_order_of_the_findings_does_not_matter() -> None:
    assert text.render(replace(SCAN, findings=SCAN.findings[::-1])) == GOLDEN


def test_quiet_leaves_out_the_sum_and_what_does_not_count() -> None:
    quiet = text.render(SCAN, quiet=True)
    assert quiet.splitlines()[-1] == "shop/broken.py:3:5: unparsable invalid syntax"
    assert "shop/big.py" not in quiet


def test_verbose_lists_what_is_suppressed_and_why() -> None:
    assert "shop/quiet.py:2:8:" in text.render(SCAN, verbose=True)
    assert "    suppressed: legacy\n" in text.render(SCAN, verbose=True)
    assert "shop/quiet.py" not in text.render(SCAN)


def test_a_clean_scan_says_so_in_one_line() -> None:
    assert text.render(CLEAN) == "nothing found; 3 files, 0 inspected\n"


def test_a_clean_quiet_scan_is_silent() -> None:
    assert text.render(CLEAN, quiet=True) == ""


def test_colour_changes_nothing_but_colour() -> None:
    painted = text.render(SCAN, color=True)
    assert "\x1b[1;31mcritical\x1b[0m" in painted
    plain = painted
    for code in ("1;31", "0", "1", "2", "31", "33", "36"):
        plain = plain.replace(f"\x1b[{code}m", "")
    assert plain == GOLDEN


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"code": "x = 1 \x1b[2J"}, "    x = 1 \\x1b[2J"),
        ({"code": "x\t= 1"}, "    x    = 1"),
        ({"code": "größe = 1"}, "    größe = 1"),
    ],
)
def test_control_characters_of_the_code_do_not_reach_the_terminal(changes: dict[str, str], line: str) -> None:
    assert line in text.render(scan_of(**changes)).splitlines()


def test_a_path_with_a_newline_stays_on_its_line() -> None:
    assert text.render(scan_of(path="a\nb.py")).startswith("a\\nb.py:2:8: medium")


def test_a_path_that_is_not_utf8_is_kept_for_the_output() -> None:
    assert text.render(scan_of(path="\udcff.py")).startswith("\udcff.py:2:8:")


def test_a_finding_without_a_reason_says_that() -> None:
    withheld = Finding(violation=GETENV, outcome=Outcome.WITHHELD)
    assert "    withheld: no reason was given\n" in text.render(replace(SCAN, findings=(withheld,)))


def test_statistics_count_by_rule_and_form() -> None:
    findings = tuple(Finding(violation=each, outcome=Outcome.FOUND) for each in (SUBSCRIPT, GETENV, SUBSCRIPT))
    assert text.statistics(replace(SCAN, findings=findings, diagnostics=())) == (
        "      2  env-access  os.environ[] read\n      1  env-access  os.getenv\n\n3 found; 12 files, 4 inspected\n"
    )


def test_statistics_of_a_clean_scan_are_the_sum_alone() -> None:
    assert text.statistics(CLEAN) == text.render(CLEAN)


def test_the_hint_counts_the_declined_whose_mend_is_unsafe() -> None:
    assert text.unsafe_hint(PREVIEW).startswith("--unsafe would mend 1 more")
    assert text.unsafe_hint(SCAN) == ""


def test_evidence_that_was_just_shown_for_the_same_file_is_not_repeated() -> None:
    second = replace(GETENV, span=replace(GETENV.span, line=9), evidence=(*GETENV.evidence, "and os is not imported"))
    elsewhere = replace(GETENV, path="shop/z.py")
    findings = tuple(Finding(violation=each, outcome=Outcome.FOUND) for each in (GETENV, second, elsewhere))
    notes = [line for line in text.render(replace(SCAN, findings=findings)).splitlines() if "    note: " in line]
    assert notes == [
        "    note: lines 4 and 5 already go through get_env()",
        "    note: and os is not imported",
        "    note: lines 4 and 5 already go through get_env()",
    ]
