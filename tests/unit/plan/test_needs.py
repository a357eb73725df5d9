from __future__ import annotations

from collections.abc import Sequence

from drafts import draft, rewrite, unsafe, violation
from remend.index.modules import ModuleMap
from remend.model import Edit, Rewrite, Safety, Severity
from remend.plan.draft import Draft
from remend.plan.needs import in_order
from throwaway import Old

RULE = Old()
LOW, HIGH = Severity.LOW, Severity.HIGH
MODULES = ModuleMap(["shop/__init__.py", "shop/a.py", "shop/b.py", "shop/c.py"])


def adding(path: str, *lines: str, text: str = "x\n") -> Draft:
    """A unit that puts lines before the text of a file."""
    new = "".join(f"{line}\n" for line in lines)
    made = Rewrite(
        rule="old",
        path=path,
        old=text.encode(),
        new=(new + text).encode(),
        mended=(violation(path),),
        edits=tuple(Edit(0, 0, f"{line}\n") for line in lines),
    )
    return draft(made, rule=RULE, place=path)


def shown(drafts: Sequence[Draft]) -> list[str]:
    return [" ".join(each.path for each in unit.rewrites) for unit in drafts]


def test_units_that_need_nothing_stay_in_their_order() -> None:
    drafts = [adding("shop/b.py", "import os"), adding("shop/a.py", "from shop.b import x"), adding("z.py", "")]

    assert in_order(drafts, MODULES) == drafts
    assert in_order([], MODULES) == []


def test_what_hurts_most_comes_first_among_what_is_safe() -> None:
    mild, bad = (
        draft(rewrite(path, violation(path, severity=worst))) for path, worst in (("a.py", LOW), ("b.py", HIGH))
    )
    risky = draft(rewrite("c.py", unsafe("c.py", severity=Severity.CRITICAL)))
    again = draft(rewrite("a.py", violation("a.py", severity=HIGH)))

    assert in_order([mild, risky, bad, again], MODULES) == [bad, mild, again, risky]


def test_what_brings_a_name_comes_before_what_imports_it() -> None:
    importing = adding("shop/a.py", "from shop.b import new")
    relative = adding("shop/__init__.py", "from .b import new")
    bringing = adding("shop/b.py", "new = 1")

    assert shown(in_order([importing, relative, bringing], MODULES)) == ["shop/b.py", "shop/a.py", "shop/__init__.py"]
    assert shown(in_order([importing, adding("shop/b.py", "new = 1", text="new\n")], MODULES)) == [
        "shop/a.py",
        "shop/b.py",
    ]


def test_units_that_need_each_other_are_one() -> None:
    one = adding("shop/a.py", "from shop.b import new", "newer = 1")
    other = adding("shop/b.py", "from shop.a import newer", "new = 1")
    third = adding("shop/c.py", "from shop.a import newer")

    found = in_order([third, one, other], MODULES)

    assert shown(found) == ["shop/a.py shop/b.py", "shop/c.py"]
    assert (found[0].units, len(found[0].violations), found[0].notes) == (1, 2, ())


def test_mends_of_one_file_keep_their_order() -> None:
    first = draft(rewrite("shop/b.py"), rule=RULE)
    second = draft(rewrite("shop/b.py", unsafe("shop/b.py")), rule=RULE)

    assert in_order([first, second], MODULES) == [first, second]
    assert in_order([second, first], MODULES)[0].safety is Safety.UNSAFE
