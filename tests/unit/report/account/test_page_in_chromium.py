"""The page as a reader has it: wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts import ACCOUNT, HOSTILE
from browser import Browser, Scheme, find_chromium, started
from remend.migrate.account import Account
from remend.report.account import html

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with started(find_chromium(), tmp_path_factory.mktemp("profile")) as running:
        yield running


def opened(
    browser: Browser, folder: Path, account: Account = ACCOUNT, *, width: int = 1280, scheme: Scheme = "light"
) -> Browser:
    page = folder / "account.html"
    page.write_text(html.render(account), "utf-8")
    browser.open(page, width=width, scheme=scheme)
    return browser


@pytest.mark.parametrize("account", [ACCOUNT, HOSTILE])
def test_it_asks_for_nothing_and_complains_of_nothing(browser: Browser, tmp_path: Path, account: Account) -> None:
    tab = opened(browser, tmp_path, account)
    assert [url for url in tab.requested if not url.startswith("data:")] == [tab.run("location.href")]
    assert tab.told == []
    assert tab.run("window.owned") is None


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("account", [ACCOUNT, HOSTILE])
def test_nothing_runs_over_the_edge(browser: Browser, tmp_path: Path, account: Account, width: int) -> None:
    tab = opened(browser, tmp_path, account, width=width)
    assert tab.run("document.documentElement.scrollWidth") <= width


def test_the_bars_are_as_wide_as_what_they_stand_for(browser: Browser, tmp_path: Path) -> None:
    tab = opened(browser, tmp_path)
    widths = tab.run("[...document.querySelector('.bar').children].map((each) => each.getBoundingClientRect().width)")
    assert len(widths) == 6
    assert widths[3] == pytest.approx(2 * widths[0], rel=0.1)


@pytest.mark.parametrize("kind", ["migrated", "unchanged", "partly", "blocked", "waiting", "failed"])
def test_dark_is_another_picture_than_light(browser: Browser, tmp_path: Path, kind: str) -> None:
    fill = f"getComputedStyle(document.querySelector('.is-{kind}')).fill"
    light, dark = (opened(browser, tmp_path, scheme=scheme).run(fill) for scheme in ("light", "dark"))
    assert light != dark
