"""Whatever goes wrong becomes one sentence on stderr and an exit code, in one place."""

from __future__ import annotations

import gc

import pytest

from remend import registry
from remend.errors import ConfigError, GitError, RemendError, RuleError, UsageError
from remend_cli.__main__ import main
from remend_cli.app import run


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let `remend rules` end in `error`."""

    def fail() -> None:
        raise error

    monkeypatch.setattr(registry, "all_rules", fail)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("use it so"), 2),
        (ConfigError("write it so"), 2),
        (GitError("commit it so"), 2),
        (RemendError("broken"), 3),
        (RuleError("env-access", "a.py", KeyError("k")), 3),
    ],
)
def test_an_expected_error_is_its_own_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: RemendError, code: int
) -> None:
    failing(monkeypatch, error)
    assert run(["rules"]) == code
    assert capsys.readouterr() == ("", f"remend: {error}\n")


def test_an_unexpected_error_asks_for_a_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, ZeroDivisionError("by zero"))
    assert run(["rules"]) == 3
    told = capsys.readouterr().err
    assert told == (
        "remend: internal error: ZeroDivisionError: by zero; please report this with what REMEND_TRACEBACK=1 shows\n"
    )


@pytest.mark.parametrize("error", [ZeroDivisionError("by zero"), RemendError("broken")])
def test_the_traceback_is_shown_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    failing(monkeypatch, error)
    monkeypatch.setenv("REMEND_TRACEBACK", "1")
    assert run(["rules"]) == 3
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_a_wrong_call_has_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    failing(monkeypatch, UsageError("use it so"))
    monkeypatch.setenv("REMEND_TRACEBACK", "1")
    assert run(["rules"]) == 2
    assert capsys.readouterr().err == "remend: use it so\n"


def test_an_interrupt_reaches_the_caller(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    failing(monkeypatch, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        run(["rules"])
    assert capsys.readouterr() == ("", "")


def test_an_interrupted_command_exits_with_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, KeyboardInterrupt())
    monkeypatch.setattr("sys.argv", ["remend", "rules"])
    with pytest.raises(SystemExit) as done:
        main()
    assert done.value.code == 130
    assert capsys.readouterr() == ("", "remend: interrupted\n")


def test_a_run_that_ends_well_exits_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules"]) == 0
    assert capsys.readouterr().err == ""


def test_a_process_that_goes_on_collects_its_garbage_as_before(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = gc.get_threshold()
    monkeypatch.setattr("sys.argv", ["remend", "rules"])
    with pytest.raises(SystemExit):
        main()
    assert gc.get_threshold() == before
    assert capsys.readouterr().out
