from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from remend.checkers.ty import Complaint, Position, Ty
from remend.inspection import Bench, Inspection, Task, inspect
from remend.model import Violation
from remend.project import Project
from remend.rules import missing_await
from remend.rules.missing_await import MissingAwait, MissingAwaitOptions, opinion
from remend.testing.cases import Files

OBJECT = "Object of type `CoroutineType[Any, Any, int]` "


def complaints(text: str, told: Sequence[tuple[str, str]]) -> tuple[Complaint, ...]:
    """What ty says, each about the first place of some code."""
    found = []
    for code, message in told:
        at = text.index(code)
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        found.append(Complaint("app.py", message, Position(line, column), Position(line, column + len(code))))
    return tuple(found)


def inspected(monkeypatch: pytest.MonkeyPatch, text: str, told: Sequence[tuple[str, str]]) -> Inspection:
    """What becomes of a file where ty says this of it."""
    monkeypatch.setattr(missing_await, "find_ty", lambda: Ty("ty", "0.0.100"))
    monkeypatch.setattr(opinion, "ask_ty", lambda *_: complaints(text, told))
    rule = MissingAwait(MissingAwaitOptions(types="ty"))
    rule.survey(Project(Files({"app.py": text.encode()})))
    assert rule.concerns("app.py", text.encode()) is bool(told)
    bench = Bench(rules=(rule,), known=frozenset({rule.id}), unsafe=True)
    return inspect(Task(path="app.py", raw=text.encode(), rules=bench.known, mends=rule.id), bench)


def body(*lines: str) -> str:
    return "async def work(a, b):\n" + "".join(f"    {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("before", "code", "message", "after"),
    [
        ("a.f()", "a.f()", f"unused-awaitable: {OBJECT}is not awaited", "await a.f()"),
        ("print(a.f().x)", "a.f().x", f"{OBJECT}has no attribute `x`", "print((await a.f()).x)"),
        ("b = a.f()[0]", "a.f()[0]", f"{OBJECT}is not subscriptable", "b = (await a.f())[0]"),
        ("len(k=a.f())", "k=a.f()", "Expected `int`, found `CoroutineType[Any, Any, int]`", "len(k=await a.f())"),
        ("return 1 + a.f()", "1 + a.f()", "types `int` and `CoroutineType[Any, Any, int]`", "return 1 + await a.f()"),
        (
            "return a.f() < 1",
            "a.f() < 1",
            "between objects of type `CoroutineType[int]` and `int`",
            "return await a.f() < 1",
        ),
        (
            "if a.f(): pass",
            "a.f()",
            "Expression is always truthy (has type `CoroutineType[int]`)",
            "if await a.f(): pass",
        ),
        ("a.f(); a.f()", "a.f()", f"{OBJECT}is not awaited", "await a.f(); a.f()"),
    ],
)
def test_what_ty_takes_for_a_coroutine_is_awaited(
    monkeypatch: pytest.MonkeyPatch, before: str, code: str, message: str, after: str
) -> None:
    made = inspected(monkeypatch, body(before), [(code, message)])

    assert made.rewrite is not None
    assert made.rewrite.after.decode() == body(after)
    (violation,) = (finding.violation for finding in made.findings)
    assert _told(violation) == ("only ty says that it gives a coroutine", ("ty says that it gives a coroutine",))


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("b = a.f()[0]", "a.f()[0]", "Object of type `Other` is not subscriptable"),
        ("len(a.f())", "a.f()", "Expected `CoroutineType[Any, Any, int]`, found `int`"),
        ("task = a.f()", "a.f()", f"{OBJECT}is not assignable to `int`"),
        ("a[0]()", "a[0]()", f"{OBJECT}is not awaited"),
    ],
)
def test_other_complaints_tell_nothing(monkeypatch: pytest.MonkeyPatch, text: str, code: str, message: str) -> None:
    assert _is_untouched(monkeypatch, body(text), code, message)


def _is_untouched(monkeypatch: pytest.MonkeyPatch, text: str, code: str, message: str) -> bool:
    monkeypatch.setattr(MissingAwait, "concerns", lambda *_: True)
    return inspected(monkeypatch, text, [(code, message)]).findings == ()


def _told(violation: Violation) -> tuple[str, tuple[str, ...]]:
    return violation.unsafe_because, violation.evidence


def test_a_variable_leads_to_the_call_that_it_was_assigned(monkeypatch: pytest.MonkeyPatch) -> None:
    text = body("x = a.f()", "print(x.y)")

    made = inspected(monkeypatch, text, [("x.y", f"{OBJECT}has no attribute `y`")]).rewrite

    assert made is not None
    assert made.after.decode() == body("x = await a.f()", "print(x.y)")


def test_a_variable_of_several_assignments_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    text = body("x = a.f()", "x = b", "print(x.y)")

    assert _is_untouched(monkeypatch, text, "x.y", f"{OBJECT}has no attribute `y`")


def test_what_is_not_async_is_left_to_what_is_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _is_untouched(monkeypatch, "def work(a):\n    a.f()\n", "a.f()", f"{OBJECT}is not awaited")


def test_the_environment_of_the_libraries_is_told(tmp_path: Path) -> None:
    libraries = tmp_path / ".venv" / "lib" / "python3" / "site-packages"
    libraries.mkdir(parents=True)

    assert opinion.environment_of([libraries]) is None

    (tmp_path / ".venv" / "pyvenv.cfg").write_text("")

    assert opinion.environment_of([libraries]) == tmp_path / ".venv"
    assert opinion.environment_of([]) is None
