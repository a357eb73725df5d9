"""Text that becomes markup: escaped once, and readable."""

from __future__ import annotations

from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from remend.report.review.page.markup import Markup, join, prose, tag, text
from remend.report.review.plain import plain


@given(st.text(st.characters()))
def test_text_comes_back_as_it_was_said_and_opens_no_tag(content: str) -> None:
    shown = text(content)

    assert unescape(shown) == plain(content)
    assert not set("<>\"'") & set(shown)
    assert shown.isprintable()


def test_markup_is_taken_as_it_is_and_text_is_not() -> None:
    assert tag("p", "a < b", Markup("<br>")) == "<p>a &lt; b<br></p>"
    assert join(["<", tag("b", "c")], ", ") == "&lt;, <b>c</b>"


def test_an_attribute_is_named_escaped_and_left_out() -> None:
    assert tag("input", class_="a", data_x='"&', checked=True, disabled=False, value="") == (
        '<input class="a" data-x="&quot;&amp;" checked value="">'
    )
    assert tag("meta", name="viewport", http_equiv="b") == '<meta name="viewport" http-equiv="b">'


def test_names_in_backquotes_are_code_and_stay_escaped() -> None:
    assert prose("`a<b>` is not `c`") == "<code>a&lt;b&gt;</code> is not <code>c</code>"
    assert prose("one ` alone, and `` two") == "one ` alone, and `` two"


def test_what_would_mislead_a_reader_is_spelled_out() -> None:
    assert text("a\u202eb\x1b[1m\tc\n\udcff") == "a\\u202eb\\x1b[1m    c\\n\\udcff"
