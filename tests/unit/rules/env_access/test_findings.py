"""What the rule says of a place beside mending it: severity, evidence, words."""

from __future__ import annotations

from pathlib import Path

from remend.detect import detect
from remend.model import Safety, Severity, Violation
from remend.module import Module
from remend.project import Project
from remend.rules.env_access import EnvAccess, EnvAccessOptions
from remend.snapshot import FolderSnapshot

PROJECT = Path(__file__).parents[4] / "fixtures" / "rules" / "env_access" / "project"


def found(code: str, accessor: str | None = "app.environment:get_env") -> tuple[Violation, ...]:
    rule = EnvAccess(EnvAccessOptions(accessor=accessor))
    rule.survey(Project(FolderSnapshot(PROJECT)))
    module = Module.load("shop.py", code.encode())
    assert isinstance(module, Module)
    return detect(module, [rule])


def test_a_plain_read_is_of_medium_severity_and_names_the_accessor() -> None:
    (read,) = found("import os\n\n\nclass Shop:\n    def port(self):\n        return os.getenv('PORT')\n")
    assert (read.severity, read.safety, read.evidence) == (Severity.MEDIUM, Safety.SAFE, ())
    assert read.message == "os.getenv reads the environment past get_env()"
    assert (read.symbol, read.code) == ("Shop.port", "return os.getenv('PORT')")
    assert (read.span.line, read.span.column, read.span.end_column) == (6, 16, 33)


def test_a_file_that_mixes_both_patterns_is_an_incomplete_refactor() -> None:
    lines = "".join(f"x{n} = env.get('X')\n" for n in range(20))
    head = "import os\nfrom app.environment import get_env\nenv = get_env()\n"
    write, *_ = found(f"{head}os.environ['A'] = '1'\n{lines}")
    assert write.severity is Severity.HIGH
    assert write.message == "os.environ[k] = v writes the environment past get_env()"
    (evidence,) = write.evidence
    assert evidence == (
        "incomplete refactor: lines 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 and 8 more already go through get_env"
    )


def test_one_line_through_the_accessor_is_named_alone() -> None:
    (read,) = found("import os\nfrom app.environment import get_env\nos.getenv('A', get_env().get('B'))\n")
    assert read.evidence == ("incomplete refactor: line 3 already goes through get_env",)


def test_a_read_without_its_import_is_critical() -> None:
    (read,) = found("def port():\n    return os.getenv('PORT')\n")
    assert read.severity is Severity.CRITICAL
    assert read.evidence == ("os is not imported in this file: a NameError when the line runs",)


def test_a_test_double_is_low_and_never_mended() -> None:
    (double,) = found("def test(monkeypatch):\n    monkeypatch.setenv('A', '1')\n")
    assert (double.severity, double.safety) == (Severity.LOW, Safety.REPORT_ONLY)
    assert double.message == "monkeypatch.setenv reaches the environment past get_env()"


def test_without_an_accessor_uses_are_found_and_the_setting_is_asked_for() -> None:
    code = "import os\nos.getenv('A')\n"
    (read,) = found(code, accessor=None)
    assert read.message == "os.getenv reads the environment past the project's accessor"
    rule = EnvAccess(EnvAccessOptions())
    module = Module.load("shop.py", code.encode())
    assert isinstance(module, Module)
    (read,) = detect(module, [rule])
    answer = rule.mend(read, module)
    assert isinstance(answer, str)
    assert "tool.remend.env-access.accessor" in answer
    assert not rule.is_ready
