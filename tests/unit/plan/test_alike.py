from __future__ import annotations

from collections.abc import Set as AbstractSet

import pytest

from remend.model import Edit, Rewrite
from remend.plan.alike import edit_of, imported, read_rewrite, template_of


def rewritten(before: str, *edits: tuple[str, str], encoding: str = "utf-8") -> Rewrite:
    """The rewrite in which the first of each pair, once in the text, becomes the second."""
    made = tuple(Edit(before.index(old), before.index(old) + len(old), new) for old, new in edits)
    return Rewrite(rule="old", path="a.py", old=before.encode(encoding), new=b"", mended=(), edits=made)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("old('a')", "new('a')"), ('old("b c")', 'new("b c")')),
        (("old('a')", "new('a')"), ("old(f(x), *y)", "new(f(x), *y)")),
        (("old['a']", "new('a')"), ('old["b"]', 'new("b")')),
        (("old(a, 1)", "new(a, 1)"), ("old(c, 20.5)", "new(c, 20.5)")),
        (("old(a,\n    b)", "new(a,\n    b)"), ("old(a, b)", "new(a, b)")),
        (("old(a)", "old(a, a)"), ("old(c)", "old(c, c)")),
        (("a()", "await a()"), ("b.c(d)", "await b.c(d)")),
        (("patch('a.old.f')", "patch('a.new.f')"), ('patch("a.old.g")', 'patch("a.new.g")')),
    ],
)
def test_what_is_carried_over_and_layout_make_no_other_template(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert template_of(*one).key == template_of(*other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("old(a)", "new(a)"), ("old(a)", "newer(a)")),
        (("old(a, b)", "new(a, b)"), ("old(a, b)", "new(b, a)")),
        (("old(a, b)", "new(a)"), ("old(a, b)", "new(b)")),
        (("old(a)", "new(a, 1)"), ("old(a)", "new(a, 2)")),
        (("old['a']", "new('a')"), ("old('a')", "new('a')")),
        (("old(a)", "not old(a)"), ("old(a)", "await old(a)")),
        (("f('old')", "f('new')"), ("f('old')", "f('newer')")),
    ],
)
def test_what_an_edit_is_about_makes_another_template(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert template_of(*one).key != template_of(*other).key


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("os.getenv('A', 1)", "get_env().get('A', 1)", "os.getenv -> get_env().get"),
        ("f(\n  a)", "await f(\n  a)", "add await"),
        ("f(a, b)", "f(a)", "drop , b"),
        ("x", "if a:\n    x\n", "add if a:"),
        ("f(a,  b)", "f(a, b)", "layout"),
    ],
)
def test_a_template_is_told_by_what_changes_at_its_first_site(before: str, after: str, text: str) -> None:
    assert template_of(before, after).text == text


@pytest.mark.parametrize(("before", "after", "lines"), [("old", "new", 1), ("a\nold\n", "a\nb\nc\n", 2), ("a", "", 1)])
def test_a_template_has_the_lines_that_change(before: str, after: str, lines: int) -> None:
    assert template_of(before, after).lines == lines


def test_what_takes_longer_to_compare_than_to_read_is_a_template_of_its_own() -> None:
    long = " ".join(f"a{number}" for number in range(1500))

    assert len(template_of(f"b, {long}, b", f"c, {long}, c").key) == 1


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import os\n", {("os", "", "")}),
        ("import a.b as c, d", {("a.b", "", "c"), ("d", "", "")}),
        ("from a import (  # why\n    b,\n    c as d,\n)", {("a", "b", ""), ("a", "c", "d")}),
        ("from .a import b\n    from .. import c\n", {(".a", "b", ""), ("..", "c", "")}),
        ("\n\n", set()),
    ],
)
def test_imports_are_known(code: str, names: AbstractSet[tuple[str, str, str]]) -> None:
    assert imported(code) == names


@pytest.mark.parametrize("code", ["a = 1", "import os; os.x", "from a import", "importing()", "import \0"])
def test_other_code_is_no_import(code: str) -> None:
    assert imported(code) is None


def test_an_import_that_comes_with_a_mend_is_read_beside_it() -> None:
    text = "import os\nfrom a import b\n\nos.x\n"

    reading = read_rewrite(
        rewritten(text, ("os.x", "c()"), ("import os\n", ""), ("from a import b", "from a import b, c"))
    )

    assert [site.text for site in reading.sites] == ["os.x -> c()"]
    assert [line.text for line in reading.beside] == ["drop import os", "add from a import c"]


def test_an_added_import_is_the_same_line_however_it_is_put_in() -> None:
    alone = read_rewrite(rewritten("x\n", ("x", "y"), ("", "from a import c\n")))
    joined = read_rewrite(rewritten("from a import b\nx\n", ("x", "y"), ("from a import b", "from a import (b, c)")))

    assert alone.beside == joined.beside


def test_where_imports_alone_change_they_are_the_sites() -> None:
    text = "from a.b import c, e\n"

    (one,) = read_rewrite(rewritten("from a.b import c\n", ("from a.b import c", "from a.d import c"))).sites
    (other,) = read_rewrite(rewritten(text, ("from a.b import c, e", "from a.d import c, e"))).sites
    (apart,) = read_rewrite(rewritten(text, (text, ""), ("", "from a.d import c\nfrom a.d import e\n"))).sites
    (renamed,) = read_rewrite(rewritten("from a.b import c\n", ("from a.b import c", "from a.b import g"))).sites

    assert one.key == other.key == apart.key
    assert one.text == "from a.b import ... -> from a.d import ..."
    assert renamed.text == "from a.b import c -> from a.b import g"


@pytest.mark.parametrize(("head", "encoding"), [("\ufeff", "utf-8"), ("# coding: latin-1\n'\xe9'; ", "latin-1")])
def test_an_edit_is_read_in_the_encoding_of_its_file(head: str, encoding: str) -> None:
    made = Rewrite(
        rule="old",
        path="a.py",
        old=f"{head}old\n".encode(encoding),
        new=b"",
        mended=(),
        edits=(Edit(len(head.lstrip("\ufeff")), len(head.lstrip("\ufeff")) + 3, "new"),),
    )

    assert [site.text for site in read_rewrite(made).sites] == ["old -> new"]


def test_what_stays_as_it_is_is_not_read() -> None:
    (site,) = read_rewrite(rewritten("old, keep\n", ("old", "new"), ("keep", "keep"))).sites

    assert site == template_of("old", "new")


@pytest.mark.parametrize(
    ("removed", "added", "edit"),
    [
        ("x = send(a)", "x = deliver(a)", (("send",), ("deliver",))),
        ("    y=send( b )", "    y=deliver( b )", (("send",), ("deliver",))),
        ("", "new", ((), ("new",))),
        ("a a", "a a a", ((), ("a",))),
        ("same", "same", ((), ())),
    ],
)
def test_an_edit_is_what_two_texts_do_not_share(
    removed: str, added: str, edit: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    assert edit_of(removed, added) == edit
