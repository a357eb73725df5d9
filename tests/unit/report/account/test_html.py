"""The page as a file; how it looks is told in Chromium."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from accounts import ACCOUNT, CLEAN, EMPTY, HOSTILE, WRITTEN
from remend.migrate.account import Account
from remend.report.account import html

VOID = {"br", "input", "link", "meta"}


class Page(HTMLParser):
    """A page read back: elements with their attributes, and its text; fails where a tag is not closed."""

    def __init__(self, account: Account) -> None:
        super().__init__()
        self.source = html.render(account)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(self.source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.mark.parametrize("account", [ACCOUNT, WRITTEN, EMPTY, CLEAN, HOSTILE])
def test_it_stands_alone_and_links_lead_somewhere(account: Account) -> None:
    page = Page(account)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert all((link["href"] or "").removeprefix("#") in ids for link in page.all("a"))
    assert not page.all("script") + page.all("img") + page.all("iframe")
    assert not re.search(r"url\(|@import|https?:", page.source)


def test_the_sections_stand_in_their_order_and_those_with_nothing_to_say_are_left_out() -> None:
    sections = [section["id"] for section in Page(ACCOUNT).all("section")]
    assert sections == ["summary", "packages", "blockers", "failed", "blocked", "partly", "series", "notes"]
    assert [section["id"] for section in Page(CLEAN).all("section")] == ["summary", "packages"]
    assert [section["id"] for section in Page(EMPTY).all("section")] == ["summary"]


def test_the_picture_says_the_same_in_words() -> None:
    told = [svg["aria-label"] for svg in Page(ACCOUNT).all("svg") if svg["class"] == "bar"]
    assert told == [
        "all files: 1 migrated, 1 unchanged, 1 partly, 2 blocked, 1 waiting, 1 failed",
        "shop: 1 migrated, 1 unchanged, 1 partly, 1 blocked, 1 failed",
        "stock: 1 blocked, 1 waiting",
    ]


def test_the_stretches_of_a_bar_make_the_whole() -> None:
    bars = re.findall(r'<svg class="bar".*?</svg>', html.render(ACCOUNT))
    for bar in bars:
        assert sum(map(float, re.findall(r' width="([\d.]+)%"', bar))) == pytest.approx(100, abs=0.1)


def test_it_says_where_the_commits_are() -> None:
    assert "Nothing was written: it was a dry run." in Page(ACCOUNT).text
    assert "The commits are on the branch remend/env-access." in Page(WRITTEN).text


def test_hostile_text_is_text() -> None:
    source = html.render(HOSTILE)
    assert "<script>owned" not in source
    assert "\u202e" not in source
    source.encode()
