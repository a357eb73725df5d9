"""The page as a reader has it: in a browser, wide and narrow, light and dark, with the keyboard, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from browser import Browser, Scheme, find_chromium, started
from remend.report.review import html
from remend.review.model import Review
from reviews import HOSTILE, REVIEW

pytestmark = pytest.mark.slow

SHOWN = "[...document.querySelectorAll('.card')].filter((card) => card.checkVisibility()).map((card) => card.id)"
RULE = "document.querySelector('select')"
CONTRASTS = """
(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if ((channels(color)[3] ?? 1) > 0) return channels(color);
    }
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("script") || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const ink = channels(element.closest("svg") ? style.fill : style.color);
    const [a, b] = [light(ink), light(behind(element))].sort((x, y) => y - x);
    found.push([(a + 0.05) / (b + 0.05), element.outerHTML.slice(0, 120)]);
  }
  return found;
})()
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with started(find_chromium(), tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Any:
    """Opens a review: `page(REVIEW, width=360)`; answers with the browser."""

    def show(review: Review = REVIEW, *, width: int = 1280, scheme: Scheme = "light", scripts: bool = True) -> Browser:
        path = tmp_path / "review.html"
        path.write_text(html.render(review), "utf-8")
        browser.open(path, width=width, scheme=scheme, scripts=scripts)
        return browser

    return show


@pytest.mark.parametrize("review", [REVIEW, HOSTILE])
def test_the_page_asks_for_nothing_and_complains_of_nothing(page: Any, review: Review) -> None:
    tab = page(review)

    assert [url for url in tab.requested if not url.startswith("data:")] == [tab.run("location.href")]
    assert tab.told == []


def test_hostile_text_is_text(page: Any) -> None:
    tab = page(HOSTILE)

    assert tab.run("window.owned") is None
    assert tab.run("document.querySelectorAll('script, img, iframe, object, base, form').length") == 1
    assert tab.run("document.querySelector('#regression-1 h3').textContent") == HOSTILE.changes[0].title
    assert tab.run("[...document.querySelectorAll('[id]')].length") == tab.run(
        "new Set([...document.querySelectorAll('[id]')].map((element) => element.id)).size"
    )


@pytest.mark.parametrize("review", [REVIEW, HOSTILE])
@pytest.mark.parametrize("width", [320, 360, 820, 1280])
def test_nothing_is_wider_than_the_window(page: Any, review: Review, width: int) -> None:
    assert page(review, width=width).run("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "is_beside"), [(1280, True), (360, False)])
def test_a_difference_is_side_by_side_where_there_is_room(page: Any, width: int, *, is_beside: bool) -> None:
    tab = page(width=width)
    old, new = (
        tab.run(f"(({{x, y}}) => ({{x, y}}))(document.querySelector('.diff {side}').getBoundingClientRect())")
        for side in ("del", "ins")
    )

    assert (old["y"] == new["y"], old["x"] < new["x"]) == (is_beside, is_beside)
    assert tab.run("document.querySelector('.twin').checkVisibility()") is is_beside


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_all_text_has_the_contrast_that_reading_needs(page: Any, scheme: Scheme, width: int) -> None:
    found = page(width=width, scheme=scheme).run(CONTRASTS)

    assert len(found) > 200
    assert [each for each in found if each[0] < 4.5] == []


@pytest.mark.parametrize("scripts", [True, False])
def test_the_theme_follows_the_system_until_one_is_chosen(page: Any, *, scripts: bool) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    light, dark = page().run(background), page(scheme="dark", scripts=scripts).run(background)
    assert light != dark

    tab = page(scheme="dark", scripts=scripts)
    tab.run("document.querySelector('#theme-light').click()")

    assert tab.run(background) == light


def test_a_chosen_theme_is_remembered(page: Any) -> None:
    tab = page()
    tab.run("document.querySelector('#theme-dark').click()")
    again = page()
    chosen = again.run("document.querySelector('input[name=theme]:checked').value")
    again.run("localStorage.clear()")

    assert chosen == "dark"


def test_without_scripts_everything_is_there_and_no_control_is_idle(page: Any) -> None:
    with_scripts = page().run("document.querySelectorAll('.card').length")
    tab = page(scripts=False)

    assert len(tab.run(SHOWN)) == with_scripts
    assert tab.run("[...document.querySelectorAll('button, .filters')].some((each) => each.checkVisibility())") is False
    assert tab.run("document.querySelector('#steps').checkVisibility()") is True


@pytest.mark.parametrize(
    ("action", "kept"),
    [
        ("document.querySelector('input[value=critical]').click()", ["regression-1", "regression-2"]),
        ("document.querySelector('input[value=acceptable]').click()", ["acceptable-1", "acceptable-2"]),
        (
            "for (const v of ['critical', 'acceptable']) document.querySelector(`input[value=${v}]`).click()",
            [],
        ),
        (f"{RULE}.value = 'changed-call'; {RULE}.dispatchEvent(new Event('input', {{bubbles: true}}))", ["verify-1"]),
    ],
)
def test_a_filter_shows_what_agrees_with_it(page: Any, action: str, kept: list[str]) -> None:
    tab = page()
    everything = tab.run(SHOWN)
    tab.run(action)

    assert tab.run(SHOWN) == kept
    shown = tab.run("[...document.querySelectorAll('[data-cards]')].filter((each) => each.checkVisibility()).length")
    assert shown == len({name.split("-")[0] for name in kept})
    assert tab.run("document.querySelector('.nothing').checkVisibility()") is (kept == [])
    tab.run("document.querySelector('[data-reset]').click()")
    assert tab.run(SHOWN) == everything


def test_the_filter_works_from_the_keyboard(page: Any) -> None:
    tab = page()
    tab.press("/", "/")
    for key in "TIDE":
        tab.press(key, key)

    assert tab.run(SHOWN) == ["carried-1"]
    assert tab.run("document.querySelector('output').textContent") == "1 of 11 changes"
    tab.press("Escape")
    assert len(tab.run(SHOWN)) == 9
    tab.press("Tab")
    assert tab.run("document.activeElement.value") == "regression"
    tab.press(" ", " ")
    assert len(tab.run(SHOWN)) == 5


def test_what_has_the_focus_can_be_seen(page: Any) -> None:
    tab = page()
    tab.press("Tab")

    assert tab.run("document.activeElement.className") == "skip"
    assert tab.run("document.activeElement.getBoundingClientRect().width") > 50
    assert tab.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_link_to_a_change_that_is_filtered_away_brings_it_back(page: Any) -> None:
    tab = page()
    tab.run("document.querySelector('input[value=acceptable]').click()")
    tab.run("location.hash = '#regression-1'; new Promise((done) => setTimeout(done, 200))")

    assert "regression-1" in tab.run(SHOWN)


def test_the_steps_are_copied_as_they_are_pasted(page: Any) -> None:
    tab = page()
    tab.run("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    tab.run("document.querySelector('[data-copy]').click()")

    assert tab.run("window.copied") == "".join(f"{step}\n" for step in REVIEW.steps)
    assert tab.run("document.querySelector('[data-copy]').textContent") == "Copied"


def test_the_steps_are_selected_where_nothing_can_be_copied(page: Any) -> None:
    tab = page()
    tab.run("navigator.clipboard.writeText = async () => { throw new Error('no'); }")
    tab.run("document.querySelector('[data-copy]').click()")

    assert tab.run("getSelection().toString().split('\\n').length") == len(REVIEW.steps)


def test_paper_gets_the_text_in_light_and_no_control(page: Any) -> None:
    tab = page(replace(REVIEW, scope=replace(REVIEW.scope, files=tuple(f"{n}.py" for n in range(40)))), scheme="dark")
    tab.print_media()

    assert tab.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.run("[...document.querySelectorAll('aside, .themes, button')].some((e) => e.checkVisibility())") is False
    tab.run("window.dispatchEvent(new Event('beforeprint'))")
    assert tab.run("[...document.querySelectorAll('main details')].every((each) => each.open)") is True
