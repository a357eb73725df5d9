from __future__ import annotations

from pathlib import Path

import pytest

from remend.detect import detect
from remend.model import Severity
from remend.review.model import Change, Origin, Verdict
from remend.review.rules.incomplete_refactor import IncompleteRefactor
from remend.review.rules.incomplete_refactor.complete import completing
from remend.rewrite import rewrite
from repository import Files, MakeRepo
from reviewing import change_to, ends_of

SETTINGS = "shop/settings.py"
HEAD = "from env import get\n\n"
ENV = {"env.py": "def get():\n    return {}\n"}


def judged(repo: Path) -> list[Change]:
    with ends_of(repo) as ends:
        return list(IncompleteRefactor().judge(ends))


def between(make_repo: MakeRepo, before: Files, after: Files) -> list[Change]:
    repo = make_repo(before)
    change_to(repo, after)
    return judged(repo)


def reads(form: str, *names: str) -> str:
    """A line for each name, in which the form stands with it."""
    return "".join(f"{name} = {form.replace('N', name).replace('0', str(ord(name)))}\n" for name in names)


OLD, NEW = "os.getenv('N', 0)", "get().get('N', 0)"
DONE = ("A", "B", "C")


def one_file(make_repo: MakeRepo, left: str, imports: str = "import os\n", path: str = SETTINGS) -> list[Change]:
    """Three reads are rewritten in a file that also has what is `left`."""
    before = "import os\n\n" + reads(OLD, *DONE) + left
    return between(make_repo, {path: before, **ENV}, {path: imports + HEAD + reads(NEW, *DONE) + left, **ENV})


def test_what_is_left_in_a_rewritten_file_is_a_regression(make_repo: MakeRepo) -> None:
    (change,) = one_file(make_repo, reads(OLD, "D"))

    assert (change.path, change.line, change.end_line) == (SETTINGS, 7, 7)
    assert change.verdict is Verdict.REGRESSION
    assert change.origin is Origin.INTRODUCED
    assert change.severity is Severity.MEDIUM
    assert change.topic == "`os.getenv($A, $B)` to `get().get($A, $B)`"
    assert change.title == "`os.getenv($A, $B)` is left here, where 3 other sites in this file were rewritten"
    assert change.evidence == (
        "3 sites were rewritten in the range: shop/settings.py:4, shop/settings.py:5, shop/settings.py:6",
        "1 of the 4 sites that the file had is left",
        "in the new form it is `get().get('D', 68)`",
    )
    assert change.after == "D = os.getenv('D', 68)"
    assert change.questions == ()
    assert change.cause is not None
    assert (change.cause.came, change.cause.went) == ("A = get().get('A', 65)", "A = os.getenv('A', 65)")


def test_a_site_is_found_whose_import_the_range_took_away(make_repo: MakeRepo) -> None:
    (change,) = one_file(make_repo, reads(OLD, "D"), imports="")

    assert change.verdict is Verdict.REGRESSION


def test_all_is_well_where_nothing_is_left(make_repo: MakeRepo) -> None:
    assert one_file(make_repo, "") == []


@pytest.mark.parametrize(
    "left",
    [
        "D = os.getenv('D')\n",
        "def f(os):\n    return os.getenv('D', '')\n",
        "D: os.getenv('D', '') = 1\n",
        "D = 'os.getenv(1, 2)'\n",
        "def get(name):\n    return os.getenv(name, '')\n",
        "try:\n    D = get().get('D', '')\nexcept KeyError:\n    D = os.getenv('D', '')\n",
        "get = os.getenv('D', '')\n",
    ],
    ids=["other arguments", "another os", "an annotation", "text", "the new form itself", "a fallback", "its variable"],
)
def test_what_is_meant_to_stay_is_not_told(make_repo: MakeRepo, left: str) -> None:
    assert one_file(make_repo, left) == []


def test_a_form_that_mostly_stayed_teaches_nothing(make_repo: MakeRepo) -> None:
    assert one_file(make_repo, reads(OLD, "D", "E", "F", "G")) == []


def test_a_file_that_was_hardly_touched_is_asked_about(make_repo: MakeRepo) -> None:
    other = "shop/other.py"
    before = {SETTINGS: "import os\n" + reads(OLD, *DONE), other: "import os\n" + reads(OLD, *"ABCDE")}
    after = {
        SETTINGS: HEAD + reads(NEW, *DONE),
        other: "import os\n" + HEAD + reads(NEW, "A") + reads(OLD, *"BCDE"),
    }
    changes = between(make_repo, {**before, **ENV}, {**after, **ENV})

    assert [(each.path, each.verdict, each.severity) for each in changes] == [
        (other, Verdict.NEEDS_VERIFICATION, Severity.LOW)
    ] * 4
    assert changes[0].questions == ("Was the rewrite meant to reach it? 4 sites of the file are left, 5 there were.",)


def test_what_was_written_in_the_range_is_asked_about(make_repo: MakeRepo) -> None:
    before = "import os\n\n" + reads(OLD, *DONE)
    after = "import os\n" + HEAD + reads(NEW, *DONE) + reads(OLD, "D")
    repo = make_repo({SETTINGS: before, **ENV})
    change_to(repo, {SETTINGS: after, **ENV})

    assert [(c.verdict, c.questions) for c in judged(repo)] == [
        (Verdict.NEEDS_VERIFICATION, ("Is the old form meant here? The line itself was written in the range.",))
    ]


def test_what_was_written_in_a_test_is_meant(make_repo: MakeRepo) -> None:
    before = "import os\n\n" + reads(OLD, *"ABCD")
    after = "import os\n" + HEAD + reads(NEW, *"ABCD") + reads(OLD, "E")

    assert between(make_repo, {"tests/test_a.py": before, **ENV}, {"tests/test_a.py": after, **ENV}) == []


def test_other_files_of_the_folder_need_verification(make_repo: MakeRepo) -> None:
    beside = "import os\n\n" + reads(OLD, "X")
    away = {"shop/deep/far.py": beside, "tools.py": beside, "shop/test_it.py": beside, **ENV}
    before = {SETTINGS: "import os\n" + reads(OLD, *DONE), "shop/cart.py": beside, **away}
    after = {SETTINGS: HEAD + reads(NEW, *DONE), "shop/cart.py": beside, **away}
    (change,) = between(make_repo, before, after)

    assert (change.path, change.line) == ("shop/cart.py", 3)
    assert (change.verdict, change.severity) == (Verdict.NEEDS_VERIFICATION, Severity.LOW)
    assert change.questions == ("Was this file to follow shop/settings.py, where the form was rewritten?",)
    assert change.title == "`os.getenv($A, $B)` is left here, where 3 other sites in the range were rewritten"
    assert change.cause is not None
    assert change.cause.path == SETTINGS


def test_a_folder_that_the_range_was_not_about_is_left_alone(make_repo: MakeRepo) -> None:
    beside = {"shop/cart.py": "import os\n\n" + reads(OLD, "W", "X", "Y", "Z"), **ENV}
    before = {SETTINGS: "import os\n" + reads(OLD, *DONE), **beside}

    assert between(make_repo, before, {SETTINGS: HEAD + reads(NEW, *DONE), **beside}) == []


def test_the_home_of_the_new_form_may_be_made_of_the_old_one(make_repo: MakeRepo) -> None:
    home = {"shop/env.py": "import os\n\ndef read(name):\n    return os.getenv(name, '')\n"}
    before = {SETTINGS: "import os\n" + reads(OLD, *DONE), **home}
    after = {SETTINGS: "from shop.env import read\n" + reads("read('N')", *DONE), **home}

    assert between(make_repo, before, after) == []


def test_tests_are_asked_about_and_only_where_little_is_left(make_repo: MakeRepo) -> None:
    test = "tests/test_cart.py"
    (change,) = one_file(make_repo, reads(OLD, "D"), path=test)

    assert change.verdict is Verdict.NEEDS_VERIFICATION
    assert change.questions == ("Is it the old form that this test is about?",)
    assert one_file(make_repo, reads(OLD, "D", "E"), path=test) == []


def test_a_test_that_was_hardly_touched_is_left_alone(make_repo: MakeRepo) -> None:
    other = "tests/test_other.py"
    before = {"tests/test_a.py": "import os\n" + reads(OLD, *DONE), other: "import os\n" + reads(OLD, *"ABCDE")}
    after = {
        "tests/test_a.py": HEAD + reads(NEW, *DONE),
        other: "import os\n" + HEAD + reads(NEW, "A") + reads(OLD, *"BCDE"),
    }

    assert between(make_repo, before, after) == []


def test_a_new_function_of_the_file_that_does_it_in_the_old_form_may_not_fit(make_repo: MakeRepo) -> None:
    before = "import os\n" + reads(OLD, *DONE, "D")
    helper = "\ndef read(name):\n    return os.getenv(name, '')\n\n"
    after = "import os\n" + helper + reads("read('N')", *DONE) + reads(OLD, "D")
    (change,) = between(make_repo, {SETTINGS: before}, {SETTINGS: after})

    assert change.verdict is Verdict.NEEDS_VERIFICATION
    assert change.questions == ("Should it call `read` too, which does it in the old form itself (line 3)?",)


def test_other_arguments_of_the_same_function_may_not_be_needed(make_repo: MakeRepo) -> None:
    before = "import os\n" + reads("os.get(N)", *DONE, "D")
    after = "import os\n" + reads("os.get(N, key=os.key)", *DONE) + reads("os.get(N)", "D")
    (change,) = between(make_repo, {SETTINGS: before}, {SETTINGS: after})

    assert change.verdict is Verdict.NEEDS_VERIFICATION
    assert change.questions == ("Does this call of `os.get` need the new arguments too?",)
    assert between(make_repo, {"tests/test_a.py": before}, {"tests/test_a.py": after}) == []


MODELS = "class Cart:\n    def old(self): ...\n    def new(self): ...\n\n\nclass Other:\n    def old(self): ...\n"


@pytest.mark.parametrize(
    ("call", "verdicts"),
    [
        ("x.old()", [Verdict.REGRESSION]),
        ("y.old()", []),
        ("unknown.old()", [Verdict.NEEDS_VERIFICATION]),
    ],
)
def test_an_object_is_told_by_its_class(make_repo: MakeRepo, call: str, verdicts: list[Verdict]) -> None:
    def text(name: str) -> str:
        head = "from shop.models import Cart, Other\n"
        body = "".join(f"\n\ndef f{n}(c{n}: Cart):\n    return c{n}.{name}()\n" for n in range(3))
        return f"{head}{body}\n\ndef last(x: Cart, y: Other, unknown):\n    return {call}\n"

    models = {"shop/models.py": MODELS, "shop/__init__.py": ""}
    changes = between(make_repo, {"shop/use.py": text("old"), **models}, {"shop/use.py": text("new"), **models})

    assert [change.verdict for change in changes] == verdicts


def test_self_of_another_class_is_another_object(make_repo: MakeRepo) -> None:
    first = "class A:\n    def f(self):\n" + "".join(f"        self.old({n})\n" for n in range(3))
    second = "\n\nclass B:\n    def f(self):\n        self.old(4)\n"

    changes = between(make_repo, {SETTINGS: first + second}, {SETTINGS: first.replace("old", "new") + second})

    assert changes == []


def test_what_needs_self_is_not_asked_of_a_function_without(make_repo: MakeRepo) -> None:
    first = "import os\nclass A:\n    def f(self):\n" + "".join(f"        os.old({n})\n" for n in range(3))
    second = "\n\ndef g():\n    os.old(4)\n"
    after = first.replace("os.old", "self.new") + second

    assert between(make_repo, {SETTINGS: first + second}, {SETTINGS: after}) == []


def test_a_name_that_is_bound_anew_may_be_another_object(make_repo: MakeRepo) -> None:
    def text(name: str) -> str:
        lines = "".join(f"    job.{name}({n})\n" for n in range(3))
        return f"def f(job):\n{lines}    job = job.next\n    job.old(4)\n"

    (change,) = between(make_repo, {SETTINGS: text("old")}, {SETTINGS: text("new")})

    assert change.questions == ("Is `job` the same object here as where it was rewritten? It is bound more than once.",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("os.get('N', 1)", "os.get('N')"),
        ("x: os.List[N]", "x: list[N]"),
        ("os.get('N', 1)", "os.get('N', 2)"),
        ("N = os.LOW", "N = os.HIGH"),
    ],
    ids=["fewer arguments", "annotations", "another value", "another constant"],
)
def test_what_is_no_rewrite_leaves_nothing_behind(make_repo: MakeRepo, old: str, new: str) -> None:
    def text(form: str) -> str:
        return "import os\n" + "".join(form.replace("N", n) + "\n" for n in "ABC") + old.replace("N", "D") + "\n"

    assert between(make_repo, {SETTINGS: text(old)}, {SETTINGS: text(new)}) == []


def test_two_forms_that_were_side_by_side_are_two_things(make_repo: MakeRepo) -> None:
    both = "import http\n" + "".join(f"http.post({n})\n" for n in range(10, 14))
    before = both + "".join(f"http.get({n})\n" for n in range(4))
    after = both + "".join(f"http.post({n})\n" for n in range(3)) + "http.get(3)\n"

    assert between(make_repo, {SETTINGS: before}, {SETTINGS: after}) == []


def test_each_site_is_told_once_and_always_in_the_same_way(make_repo: MakeRepo) -> None:
    left = reads(OLD, "D", "E") + "F = [os.getenv('D', ''), os.getenv('D', '')]\n"
    before = "import os\n\n" + reads(OLD, *"ABCGH") + left
    repo = make_repo({SETTINGS: before, **ENV})
    change_to(repo, {SETTINGS: "import os\n" + HEAD + reads(NEW, *"ABCGH") + left, **ENV})
    changes = judged(repo)

    assert [change.line for change in changes] == [9, 10, 11, 11]
    assert len({change.fingerprint for change in changes}) == 4
    assert judged(repo) == changes


def test_files_that_cannot_be_read_do_not_stop_it(make_repo: MakeRepo) -> None:
    before = {SETTINGS: "import os\n\n" + reads(OLD, *DONE, "D"), "shop/bad.py": "a = (\n", "shop/gone.py": "x = 1\n"}
    after = {SETTINGS: "import os\n" + HEAD + reads(NEW, *DONE) + reads(OLD, "D"), "shop/bad.py": "b = (\nos.getenv\n"}

    assert len(between(make_repo, {**before, **ENV}, {**after, **ENV, "shop/new.py": "y = 2\n"})) == 1


def test_a_file_that_moved_is_followed(make_repo: MakeRepo) -> None:
    kept = "".join(f"def kept_{n}():\n    return {n}\n\n\n" for n in range(20))
    before = {"shop/config.py": "import os\n\n" + kept + reads(OLD, *DONE, "D"), **ENV}
    after = {SETTINGS: "import os\n" + HEAD + kept + reads(NEW, *DONE) + reads(OLD, "D"), **ENV}

    assert [change.verdict for change in between(make_repo, before, after)] == [Verdict.REGRESSION]


def test_what_is_left_can_be_completed(make_repo: MakeRepo) -> None:
    left = reads(OLD, "D") + "E = [os.getenv('E', 1), os.getenv('E', 1)]\n"
    beside = {"shop/cart.py": "import os\n\n\ndef f():\n" + "    " + reads(OLD, "X"), **ENV}
    repo = make_repo({SETTINGS: "import os\n\n" + reads(OLD, *DONE) + left, **beside})
    change_to(repo, {SETTINGS: HEAD + reads(NEW, *DONE) + left, **beside})
    with ends_of(repo) as ends:
        told = {change.fingerprint for change in IncompleteRefactor().judge(ends)}
        rule = completing(ends)
        modules = [ends.module_after(path) for path in (SETTINGS, "shop/cart.py")]

    texts, found = [], set()
    for module in modules:
        assert module is not None
        violations = detect(module, [rule])
        made = rewrite(module, rule, violations).rewrite
        assert made is not None
        texts.append(made.after.decode())
        found |= {violation.fingerprint for violation in violations}
    assert found == told
    assert texts == [
        HEAD + reads(NEW, *DONE, "D") + "E = [get().get('E', 1), get().get('E', 1)]\n",
        "from env import get\n\n\ndef f():\n    X = get().get('X', 88)\n",
    ]


def test_another_object_in_a_few_places_is_no_rewrite(make_repo: MakeRepo) -> None:
    lines = [f"def f{number}():\n    log.info({number})\n" for number in range(8)]
    head = "from shop.logs import log, weblog\n\n\n"
    other = [line.replace("log.info", "weblog.info") if number < 3 else line for number, line in enumerate(lines)]
    logs = {"shop/logs.py": "log = weblog = object()\n"}
    before, after = head + "\n\n".join(lines), head + "\n\n".join(other)

    assert between(make_repo, {"shop/web.py": before, **logs}, {"shop/web.py": after, **logs}) == []


def test_other_files_need_not_follow_new_arguments(make_repo: MakeRepo) -> None:
    lines = "".join(f"P{number} = re.compile({number!r} + X)\n" for number in "abcd")
    beside = {"shop/other.py": "import re\n\nX = ''\nP = re.compile('e' + X)\n"}
    before = {"shop/first.py": f"import re\n\nX = ''\n{lines}", **beside}
    after = {"shop/first.py": f"import re\n\nX = ''\n{lines.replace(')', ', re.DOTALL)')}", **beside}

    assert between(make_repo, before, after) == []
