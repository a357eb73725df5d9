"""A scan of what is as it was at the last one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from remend import survey
from remend.checkers.ruff_program import Ruff
from remend.project import Project
from remend.rules import undefined_name
from remend.rules.broken_import import BrokenImport
from remend.rules.env_access import EnvAccess
from remend.rules.undefined_name import UndefinedName, UndefinedNameOptions
from remend.scanning import Request, scan
from repository import MakeRepo, write
from scenarios import BOOKSHOP

Surveys = list[str]


@pytest.fixture
def surveys(monkeypatch: pytest.MonkeyPatch) -> Surveys:
    """The rules that look at the project, as often as they do."""
    told: Surveys = []
    for rule in (BrokenImport, EnvAccess):
        monkeypatch.setattr(rule, "survey", _telling(rule.survey, told))
    return told


def _telling(survey: Callable[..., None], told: Surveys) -> Callable[..., None]:
    def tell(self: BrokenImport | EnvAccess, *arguments: object) -> None:
        told.append(self.id)
        survey(self, *arguments)

    return tell


def _scan(folder: Path, *overrides: str) -> list[str]:
    report = scan(Request(paths=(folder,), select=("broken-import", "env-access"), overrides=overrides))
    return [f"{finding.violation.path}:{finding.violation.span.line}" for finding in report.findings]


def test_what_is_as_it_was_is_not_surveyed_again(make_repo: MakeRepo, surveys: Surveys) -> None:
    shop = make_repo(BOOKSHOP)
    first = _scan(shop)
    assert (len(first), surveys) == (9, ["broken-import", "env-access"])
    assert (_scan(shop), len(surveys)) == (first, 2)


@pytest.mark.parametrize(
    ("added", "place"),
    [
        ("import os\n\nPORT = os.getenv('PORT')\n", "orders/more.py:3"),
        ("from orders.nowhere import port\n", "orders/more.py:1"),
    ],
)
def test_what_changed_is_surveyed_again(make_repo: MakeRepo, surveys: Surveys, added: str, place: str) -> None:
    shop = make_repo(BOOKSHOP)
    first = _scan(shop)
    write(shop, {"orders/more.py": added})
    assert set(_scan(shop)) - set(first) == {place}
    assert len(surveys) == 4


def test_other_settings_are_another_scan(make_repo: MakeRepo, surveys: Surveys) -> None:
    shop = make_repo(BOOKSHOP)
    first = _scan(shop)
    ignored = _scan(shop, 'per-file-ignores={"catalog/*" = ["env-access"]}')
    assert ignored == [place for place in first if not place.startswith("catalog/")] != first
    assert _scan(shop, 'exclude=["catalog/"]') == ignored
    assert len(surveys) == 6


def _edit(shop: Path, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (the others patch)
    """One byte of a file, its size and its time of modification as before."""
    file = max(shop.glob("orders/*.py"), key=lambda each: each.stat().st_size)
    before = file.stat()
    text = file.read_text()
    file.write_text(text[:-1] + "#")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _declare(shop: Path, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (the others patch)
    write(shop, {"requirements.txt": "requests\n"})


def _install(shop: Path, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (the shop stays)
    patch.setattr(Project, "_installed", (("/lib/site-packages", 1),))


def _upgrade_python(shop: Path, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (the shop stays)
    patch.setattr(sys, "version", "3.99.0")


def _upgrade_remend(shop: Path, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (the shop stays)
    patch.setattr(survey, "code_state", lambda _: (("survey.py", 1, 1),))


@pytest.mark.parametrize("change", [_edit, _declare, _install, _upgrade_python, _upgrade_remend])
def test_whatever_an_answer_depends_on_is_looked_at_again(
    make_repo: MakeRepo,
    surveys: Surveys,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path, pytest.MonkeyPatch], None],
) -> None:
    shop = make_repo(BOOKSHOP)
    _scan(shop)
    with monkeypatch.context() as patch:
        change(shop, patch)
        _scan(shop)
    assert len(surveys) == 4


def test_another_ruff_may_find_other_names(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = UndefinedName(UndefinedNameOptions())
    before = rule.premises
    monkeypatch.setattr(undefined_name, "find_ruff", lambda: Ruff("ruff", "99.0"))
    assert rule.premises != before


def test_a_rule_that_cannot_say_what_it_goes_by_is_always_asked(
    make_repo: MakeRepo, surveys: Surveys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EnvAccess, "premises", None)
    shop = make_repo(BOOKSHOP)
    assert _scan(shop) == _scan(shop)
    assert len(surveys) == 4
