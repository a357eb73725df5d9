"""LibCST codemods as rules."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest

from plugging import after, inspected, plug_in
from remend.errors import ConfigError
from remend.model import Outcome, Safety
from remend.plugin.client import stop_all
from remend.project import Project
from remend.rule import Options
from remend.testing.cases import Files


def told(inspection: object) -> list[tuple[str, str]]:
    return [(each.kind, each.message) for each in getattr(inspection, "diagnostics")]  # noqa: B009


def test_what_a_codemod_changes_is_found_and_mended(tools: Path) -> None:
    kind = plug_in(tools, message="old is out of date.\n\nNobody knows it.", severity="high")
    code = "old = 1\n\n\nclass A:\n    def f(self):\n        return old  # mine\n"

    found = inspected(kind, code)

    assert [(f.violation.span.line, f.violation.span.column, f.violation.code) for f in found.findings] == [
        (1, 1, "old = 1"),
        (6, 9, "return old  # mine"),
    ]
    assert [f.violation.symbol for f in found.findings] == ["", "A.f"]
    assert {f.outcome for f in found.findings} == {Outcome.MENDED}
    assert found.rewrite is not None
    assert found.rewrite.after.decode() == code.replace("old", "new")
    assert kind.summary == "old is out of date"


def test_what_it_does_not_change_is_silent(tools: Path) -> None:
    assert inspected(plug_in(tools), "other = 1\n").findings == ()


def test_its_arguments_are_those_of_its_command_line(tools: Path) -> None:
    assert after(plug_in(tools, args={"old": "a", "most": "3"}), "a = old\n") == "new = old\n"


def test_the_changes_of_a_file_are_made_all_or_not_at_all(tools: Path) -> None:
    found = inspected(plug_in(tools), "old = 1  # remend: ignore[probe]\n\nprint(old)\n")

    assert [f.outcome for f in found.findings] == [Outcome.SUPPRESSED, Outcome.DECLINED]
    assert "together with other places" in found.findings[1].reason


def test_it_is_unsafe_unless_it_is_declared_to_be_safe(tools: Path) -> None:
    (found,) = inspected(plug_in(tools, safety="unsafe"), "old = 1\n").findings

    assert (found.violation.safety, found.outcome) == (Safety.UNSAFE, Outcome.DECLINED)
    assert found.reason == "unsafe: Rename is not declared to be safe"


def test_it_can_be_told_to_report_only(tools: Path) -> None:
    (found,) = inspected(plug_in(tools, safety="report-only", message="look at it"), "old = 1\n").findings

    assert (found.outcome, found.reason) == (Outcome.DECLINED, "look at it")


def test_carriage_returns_stay(tools: Path) -> None:
    assert after(plug_in(tools), "a = 1\r\nold = 1\r\nif old:\r\n    old = 2\r\n").count("\r\n") == 4


def test_a_file_of_mixed_newlines_stays(tools: Path) -> None:
    (found,) = inspected(plug_in(tools), "a = 1\r\nb = 1\r\nold = 1\nold = 2\r\n").findings

    assert found.reason == "its lines end in different newlines"


def test_what_changes_its_own_result_is_declined(tools: Path) -> None:
    (found,) = inspected(plug_in(tools, codemod="work.Again"), "a = 1\n").findings

    assert (found.outcome, found.reason) == (Outcome.DECLINED, "a second run would change its result again")


def test_no_comment_is_lost_unless_it_may_be(tools: Path) -> None:
    (found,) = inspected(plug_in(tools, codemod="work:Stripped"), "a = 1  # type: int\n").findings

    assert found.reason == "the comment `# type: int` would be lost (drops-comments)"
    assert (
        after(plug_in(tools, codemod="work:Stripped", drops_comments=["# type:"]), "a = 1  # type: int\n")
        == "a = 1  #\n"
    )


def test_a_file_that_it_skips_is_silent(tools: Path) -> None:
    found = inspected(plug_in(tools), "old = 1\nskip_me = 2\n")

    assert (found.findings, found.diagnostics) == ((), ())


def test_its_warnings_are_told_and_do_not_count(tools: Path) -> None:
    (warning,) = inspected(plug_in(tools), "old = 1\nwarn_me = 2\n").diagnostics

    assert (warning.kind, warning.message, warning.counts) == ("note", "probe: it is odd", False)


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("break_me", "ValueError: cannot take it at all"),
        ("exit_me", "SystemExit: 4"),
        ("kill_me", "its process ended with the exit code 7"),
        ("print_me", "EOFError: EOF when reading a line"),
        ("write_me", "ValueError: ['written']"),
    ],
)
def test_what_goes_wrong_costs_its_file_alone(tools: Path, word: str, why: str) -> None:
    kind = plug_in(tools)
    found = inspected(kind, f"old = {word}\n")

    assert told(found) == [("plug-in-failed", f"probe (Rename) failed on this file: {why}")]
    assert found.findings == ()
    assert after(kind, "old = 1\n") == "new = 1\n"


@pytest.mark.slow
def test_what_hangs_is_stopped(tools: Path) -> None:
    kind = plug_in(tools, max_seconds=0.5)
    start = time.monotonic()

    assert told(inspected(kind, "hang_me = 1\n")) == [
        ("plug-in-failed", "probe (Rename) failed on this file: it was stopped after 0.5 seconds (max-seconds)")
    ]
    assert time.monotonic() - start < 30
    for number in range(20):
        inspected(kind, f"other = {number}\n")
    start = time.monotonic()
    assert inspected(kind, "hang_me = 1\n").diagnostics
    assert time.monotonic() - start < 0.5
    assert after(kind, "old = 1\n") == "new = 1\n"


def test_a_codemod_knows_which_module_it_works_on(tools: Path) -> None:
    (failure,) = inspected(plug_in(tools), "tell_me = 1\n", "shop/__init__.py").diagnostics

    assert f"('shop', 'shop', '{tools}/shop/__init__.py')" in failure.message


def test_it_is_asked_only_about_files_with_its_triggers(tools: Path) -> None:
    rule = plug_in(tools, triggers=["old"])(Options())

    assert rule.concerns("a.py", b"old = 1")
    assert not rule.concerns("a.py", b"older = 1")
    assert plug_in(tools)(Options()).concerns("a.py", b"older = 1")


def test_it_crosses_the_border_of_a_process(tools: Path) -> None:
    rule = plug_in(tools)(Options())
    rule.survey(Project(Files({})))
    again = pickle.loads(pickle.dumps(rule))  # noqa: S301 (its own)

    assert (again.id, again.titles, again.knowledge) == (rule.id, rule.titles, rule.knowledge)


@pytest.mark.slow
def test_its_code_is_looked_at_again_when_it_changes(tmp_path: Path) -> None:
    kind = plug_in(tmp_path)
    assert after(kind, "old = 1\n") == "new = 1\n"
    work = tmp_path / "work.py"
    work.write_text(work.read_text().replace("self.new)", '"brand_" + self.new)'))

    assert after(kind, "old = 1\n") == "brand_new = 1\n"


def test_it_leaves_nothing_in_the_project_or_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    inspected(plug_in(tmp_path), "old = write_me\n")
    assert {path.name for path in tmp_path.rglob("*")} > {"work.py", "written"}
    stop_all()

    assert sorted(path.name for path in tmp_path.rglob("*")) == ["work.py"]


def test_what_cannot_be_used_is_told_at_once(tools: Path) -> None:
    with pytest.raises(ConfigError, match=r"^codemod\.probe\.codemod: the module work has no It$"):
        inspected(plug_in(tools, codemod="work:It"), "")
