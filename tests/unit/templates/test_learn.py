from __future__ import annotations

import pytest

from learning import learned, templates

ASSERTED = "`c.eq($A, a)` to `assert $A == a`"


def test_what_stays_the_same_is_a_hole_and_the_smallest_expression_is_told() -> None:
    before = "import os\na = int(os.getenv('A', '1'))\nb = os.getenv('B', '2').lower()\nc = [os.getenv(C, '3')]\n"
    after = before.replace("import os", "from env import get").replace("os.getenv", "get().read")

    assert templates(before, after) == ["`os.getenv($A, $B)` to `get().read($A, $B)`"]


def test_two_sites_are_not_enough() -> None:
    assert templates("import os\nos.a(1)\nos.a(2)\n", "import os\nos.b(1)\nos.b(2)\n") == []


def test_each_template_knows_its_sites() -> None:
    (found,) = learned("import os\nos.a(1)\nx = 1\nos.a(2)\nos.a(3)\n", "import os\nos.b(1)\nx = 1\nos.b(2)\nos.b(3)\n")

    assert [edit.line for edit in found.edits] == [2, 4, 5]


@pytest.mark.parametrize(
    ("before", "after", "template"),
    [
        ("os.a(1)\nos.a(2, 3)\nos.a()\n", "os.b(1)\nos.b(2, 3)\nos.b()\n", "`os.a($$$A)` to `os.b($$$A)`"),
        ("x = os.a\ny = [os.a]\nos.a.c()\n", "x = os.b\ny = [os.b]\nos.b.c()\n", "`os.a` to `os.b`"),
        (
            "os.a.get(1)\nos.a.get(2)\nos.a.get(3)\n",
            "e().get(1)\ne().get(2)\ne().get(3)\n",
            "`os.a.get($A)` to `e().get($A)`",
        ),
        ("f(1, 2)\nf(3, 4)\nf(5, 6)\n", "f(1)\nf(3)\nf(5)\n", "`f($A, $B)` to `f($A)`"),
        ("f(1)\nf(2)\nf(3)\n", "await f(1)\nawait f(2)\nawait f(3)\n", "`f($A)` to `await f($A)`"),
        ("f(a=1)\nf(a=2)\nf(a=3)\n", "f(b=1)\nf(b=2)\nf(b=3)\n", "`f(a=$A)` to `f(b=$A)`"),
        (
            "c.eq(1, a)\nc.eq(2, a)\nc.eq(3, a)\n",
            "assert 1 == a\nassert 2 == a\nassert 3 == a\n",
            "`c.eq($A, a)` to `assert $A == a`",
        ),
        ("f(g(1))\nf(g(2))\nf(g(3))\n", "f(1)\nf(2)\nf(3)\n", "`g($A)` to `$A`"),
    ],
)
def test_templates_of_many_forms(before: str, after: str, template: str) -> None:
    assert templates(before, after) == [template]


def test_where_the_smallest_edit_says_too_little_the_one_around_it_is_told() -> None:
    before = "def one(a, b, c):\n    save(a)\n    save(b)\n    save(c)\n"
    after = "def one(a, b, c):\n    save(a.id)\n    save(b.id)\n    save(c.id)\n"

    assert templates(before, after) == ["`save($A)` to `save($A.id)`"]


def test_what_differs_on_the_right_alone_parts_the_sites() -> None:
    before = "".join(f"f({n})\n" for n in range(8))
    after = "".join(f"g({n}, {'one' if n < 3 else 'other' if n < 7 else 'odd'})\n" for n in range(8))

    assert sorted(templates(before, after)) == ["`f($A)` to `g($A, one)`", "`f($A)` to `g($A, other)`"]


def test_values_that_came_part_the_sites_too() -> None:
    before = "".join(f"f({n})\n" for n in range(7))
    after = "".join(f"g({n}, {70 if n < 3 else 80 if n < 6 else 90})\n" for n in range(7))

    assert sorted(templates(before, after)) == ["`f($A)` to `g($A, 70)`", "`f($A)` to `g($A, 80)`"]


def test_many_lines_at_once_are_paired_where_none_came_or_went() -> None:
    before = "".join(f"os.a({n})\n" for n in range(110))

    assert templates(before, before.replace("os.a", "os.b")) == ["`os.a($A)` to `os.b($A)`"]
    assert templates(before, before.replace("os.a", "os.b") + "more()\n") == []


def test_what_goes_both_ways_is_no_template() -> None:
    before = "os.a(1)\nos.a(2)\nos.a(3)\nos.b(4)\n"
    after = "os.b(1)\nos.b(2)\nos.b(3)\nos.a(4)\n"

    assert templates(before, after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 'a'\ny = 'b'\nz = 'c'\n", "x = 'A'\ny = 'B'\nz = 'C'\n"),
        ("f(1)\nf(2)\nf(3)\n", "f(4)\nf(5)\nf(6)\n"),
        ("f(x, 1)\nf(y, 2)\nf(z, 3)\n", "f( x, 1 )\nf(\n  y, 2)\nf(z, 3)  # why\n"),
        ("f(f'a {x}')\nf(f'b {x}')\nf(f'c {x}')\n", "f(f'A {x}')\nf(f'B {x}')\nf(f'C {x}')\n"),
        ("f(a, b)\nf(c, d)\nf(e, g)\n", "f(b, a)\nf(d, c)\nf(g, e)\n"),
    ],
    ids=["text", "numbers", "layout", "f-strings", "a swap"],
)
def test_what_is_no_rewrite(before: str, after: str) -> None:
    assert templates(before, after) == []


def test_a_renamed_local_name_is_no_template() -> None:
    before = "def f(x):\n    use(x)\n    use(x, 1)\n    return x\n"

    assert templates(before, before.replace("x", "item")) == []


def test_equal_names_of_different_things_are_not_the_same() -> None:
    before = "".join(f"def f{n}(job):\n    job.a()\n    return job.b\n\n\n" for n in range(3))

    assert templates(before, before.replace("job.a()", "job.c()")) == ["`$A.a()` to `$A.c()`"]


def test_what_calls_anything_is_no_template() -> None:
    before = "def f(x):\n    one(x.a)\n    two(x.a)\n    three(x.a)\n"

    assert templates(before, before.replace("x.a)", "x.a, x.b)")) == []


def test_what_changes_with_its_surroundings_is_told_with_them() -> None:
    before = "x = a.p == os.q\ny = b.p == os.q\nz = c.p == os.q\n"

    assert templates(before, before.replace("== os.q", "in os.all")) == ["`$A.p == os.q` to `$A.p in os.all`"]


def test_pieces_that_came_or_went_do_not_mislead() -> None:
    before = "import os\nos.a(1)\nold()\nos.a(2)\nos.a(3)\n"
    after = "import os\nos.b(1)\nnew = 1\nother = 2\nos.b(2)\nmore()\nos.b(3)\n"

    assert templates(before, after) == ["`os.a($A)` to `os.b($A)`"]


def test_heads_of_compound_statements_are_read_too() -> None:
    before = "if os.a(1):\n    pass\nfor x in os.a(2):\n    pass\nwith os.a(3) as y:\n    pass\n"

    assert templates(before, before.replace("os.a", "os.b")) == ["`os.a($A)` to `os.b($A)`"]


def test_decorators_bases_and_defaults_are_read_too() -> None:
    before = "@app.a(1)\ndef f(x: app.a(2) = app.a(3)) -> None: ...\n@app.a(4)\nclass C(app.a(5)): ...\n"
    (found,) = learned(before, before.replace("app.a", "app.b"))

    assert str(found.template) == "`app.a($A)` to `app.b($A)`"
    assert len(found.edits) == 5


def test_imports_are_learned_too() -> None:
    before = "from a import x\ndef f():\n    from a import y\n    from a import z as c, d\n"

    assert templates(before, before.replace("from a", "from b")) == ["`from a import $$$A` to `from b import $$$A`"]


def test_learning_is_the_same_each_time() -> None:
    before = "".join(f"os.{name}({n})\n" for n in range(4) for name in "abc")
    after = before.replace("os.a", "os.x").replace("os.b", "os.y").replace("os.c", "os.z")

    assert (
        templates(before, after)
        == templates(before, after)
        == [
            "`os.a($A)` to `os.x($A)`",
            "`os.b($A)` to `os.y($A)`",
            "`os.c($A)` to `os.z($A)`",
        ]
    )
