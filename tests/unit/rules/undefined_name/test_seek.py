from __future__ import annotations

from collections.abc import Sequence

import pytest

from questions import ask, ground_of
from remend.index.graph import Imports
from remend.rules.undefined_name import seek
from remend.rules.undefined_name.candidate import Answer, Candidate, Question
from remend.rules.undefined_name.definers import Definers
from remend.rules.undefined_name.habits import Habits
from remend.rules.undefined_name.seek import Source, Witness

APP = {
    "app/__init__.py": "",
    "app/a.py": "class Page: ...\n",
    "app/b.py": "from app.use import other\nclass Late: ...\n",
}
ONE = Candidate(module="one", name="x", evidence=("one says so",), weight=0.9)
TWO = Candidate(module="two", name="x", evidence=("two says so",), weight=0.8)


def says(*candidates: Candidate) -> Source:
    def source(_: Question) -> Sequence[Candidate]:
        return candidates

    return source


def answer(
    use: str, name: str, *witnesses: Witness, files: dict[str, str] | None = None, path: str = "app/use.py"
) -> Answer:
    project = {**APP, **(files or {}), path: use}
    ground = ground_of(project)
    heard = witnesses or (Witness(Habits(ground)), Witness(Definers(ground)))
    return seek.answer(ask(project, path, name), heard, ground, Imports(ground.index))


def weighed(*witnesses: Witness) -> list[tuple[str, float]]:
    found = answer("x", "x", *witnesses)
    every = [found.chosen, *found.candidates] if found.chosen else [*found.candidates]
    return [(candidate.wording, round(candidate.weight, 3)) for candidate in every]


def test_what_is_clearly_ahead_is_chosen() -> None:
    found = answer("Page()", "Page", files={"app/c.py": "from app.a import Page"})

    assert found.chosen is not None
    assert found.chosen.wording == "from app.a import Page"
    assert found.chosen.evidence == ("1 file imports it, 1 in the same folder", "app/a.py defines it in line 1")


def test_of_two_that_are_equally_good_none_is_chosen() -> None:
    found = answer("x", "x", Witness(says(ONE, TWO)))

    assert found.chosen is None
    assert found.candidates == (ONE, TWO)
    assert found.reason == "it could be `from one import x` or `from two import x`"


def test_what_too_little_speaks_for_is_not_chosen() -> None:
    found = answer("x", "x", Witness(says(Candidate(module="one", name="x")), 0.4))

    assert (found.chosen, found.reason) == (None, "too little speaks for `from one import x`")


def test_where_nothing_is_known_nothing_is_chosen() -> None:
    assert answer("x", "x") == Answer(reason="nothing in the project tells what it is")


def test_what_does_not_fit_is_told() -> None:
    found = answer("Page(1)", "Page")

    assert found.chosen is None
    assert found.reason == "`from app.a import Page`: its __init__ does not take these arguments"


def test_evidence_for_one_thing_adds_up() -> None:
    assert weighed(Witness(says(ONE)), Witness(says(ONE))) == [("from one import x", 0.99)]


def test_what_comes_later_counts_as_far_as_what_came_before_is_unsure() -> None:
    assert weighed(Witness(says(ONE)), Witness(says(TWO))) == [("from one import x", 0.9), ("from two import x", 0.08)]


def test_several_without_a_weight_share_the_trust() -> None:
    bare = [Candidate(module=module, name="x") for module in ("one", "two")]

    assert weighed(Witness(says(*bare), 0.9)) == [("from one import x", 0.45), ("from two import x", 0.45)]


def test_what_one_source_refuses_no_other_can_save() -> None:
    refused = Candidate(module="one", name="x", against="it has no y")

    assert answer("x", "x", Witness(says(ONE)), Witness(says(refused))).chosen is None


def test_of_a_package_and_its_submodule_the_import_brings_both() -> None:
    plain, inner = Candidate(module="lib", weight=0.7), Candidate(module="lib.sub", weight=0.7)

    assert weighed(Witness(says(plain)), Witness(says(inner))) == [("import lib.sub", 0.91)]


def test_a_rename_needs_no_place() -> None:
    found = answer("x", "x", Witness(says(Candidate(rename="y", weight=0.9))))

    assert (found.chosen, found.inside, found.typing) == (Candidate(rename="y", weight=0.9), False, False)


def test_an_import_that_closes_a_cycle_stands_inside_the_function() -> None:
    found = answer("other = 1\ndef f():\n    Late()", "Late")

    assert found.chosen is not None
    assert found.inside


def test_an_import_that_closes_a_cycle_at_import_time_is_none() -> None:
    found = answer("other = Late()", "Late")

    assert found.chosen is None
    assert found.reason == (
        "`from app.b import Late` would close the import cycle app/use.py -> app/b.py -> app/use.py"
    )


@pytest.mark.parametrize(
    ("use", "typing"),
    [
        ("if TYPE_CHECKING:\n    import os\ndef f(a: Page): ...", True),
        ("def f(a: Page): ...", False),
        ("if TYPE_CHECKING:\n    import os\ndef f(a: Page): Page()", False),
    ],
)
def test_an_annotation_is_served_under_type_checking_where_the_file_does_so(use: str, typing: bool) -> None:  # noqa: FBT001
    found = answer(use, "Page")

    assert found.chosen is not None
    assert found.typing is typing


def test_a_class_that_the_file_is_named_after_is_not_imported() -> None:
    files = {"app/other.py": "class UserStore: ..."}
    found = answer("UserStore()", "UserStore", files=files, path="app/user_store.py")

    assert found.chosen is None
    assert found.reason == "app/user_store.py is named as if it defined it itself"


GATE = {
    "app/hub.py": "from app.a import Page as Page\nfrom vendor.shapes import Circle as Circle\nother = 1\n",
    "app/list.py": "from app.a import Page\n__all__ = ['Page', 'one']\none = 1\n",
    "app/user.py": "from app.a import Page\none = 1\n",
    "app/box/__init__.py": "from app.a import Page\nfrom app.box.inner import Lid\nfrom vendor.shapes import Circle\n",
    "app/box/inner.py": "class Lid: ...\n",
    "far/lid.py": "from app.box.inner import Lid\n",
    "far/use.py": "from app.a import Page\n",
    "far/away.py": "from vendor.shapes import Circle\n",
}


@pytest.mark.parametrize(
    ("use", "name", "module"),
    [
        ("from app.hub import other\nPage()", "Page", "app.hub"),
        ("from app.list import one\nPage()", "Page", "app.list"),
        ("from app.hub import other\nCircle()", "Circle", "app.hub"),
        ("from app.user import one\nPage()", "Page", "app.a"),
        ("from app.box import one\nLid()", "Lid", "app.box"),
        ("from app.box import inner\nLid()", "Lid", "app.box.inner"),
        ("from app.box import inner, one\nLid()", "Lid", "app.box"),
        ("from app.box import one\nPage()", "Page", "app.a"),
        ("from app.box import one\nCircle()", "Circle", "vendor.shapes"),
        ("from app.hub import other\nfrom app.list import one\nPage()", "Page", "app.a"),
        ("from app.hub import other\nfrom app.a import x\nPage()", "Page", "app.a"),
    ],
)
def test_a_module_that_the_file_imports_from_and_that_gives_it_away_is_preferred(
    use: str, name: str, module: str
) -> None:
    found = answer(use, name, files=GATE, path="far/more.py")

    assert found.chosen is not None
    assert (found.chosen.module, found.chosen.name) == (module, name)
