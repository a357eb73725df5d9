"""A scan of what is as it was at the last one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from remend.rules.broken_import import BrokenImport
from remend.rules.env_access import EnvAccess
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


def test_a_rule_that_cannot_say_what_it_goes_by_is_always_asked(
    make_repo: MakeRepo, surveys: Surveys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EnvAccess, "premises", None)
    shop = make_repo(BOOKSHOP)
    assert _scan(shop) == _scan(shop)
    assert len(surveys) == 4
