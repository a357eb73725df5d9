from __future__ import annotations

import dataclasses

import pytest

from remend.plan.spec import Spec, Split, default_spec
from remend.plan.spec.diff import check_changes
from remend.plan.spec.touched import Touched


def touched(path: str, before: str | None, after: str | None) -> Touched:
    return Touched(path, *(None if text is None else text.encode() for text in (before, after)))


def problems(*files: Touched, title: str = "mend it", spec: Spec | None = None) -> list[tuple[str, str, int, str]]:
    found = check_changes(
        files,
        title,
        spec or default_spec(),
        service_of=lambda path: path.partition("/")[0] if path.split("/")[0] in {"api", "web", "jobs"} else "",
        keeps=lambda path: path.endswith(".py"),
    )
    return [(str(each.kind), each.path, each.line, each.text) for each in found]


API = touched("api/login.py", "def login():\n    return token\n", "def login():\n    return None\n")
WEB = touched("web/colors.py", "BLUE = 1\n", "BLUE = 2\n")


class TestServices:
    def test_two_that_have_nothing_to_do_with_each_other_are_told(self) -> None:
        assert problems(API, WEB) == [
            (
                "services",
                "",
                0,
                "services change that have nothing to do with each other here: `api` | `web`; make a commit of each",
            )
        ]

    def test_the_exception_of_the_spec_is_told(self) -> None:
        spec = dataclasses.replace(default_spec(), exceptions={Split.SERVICE: "Unless it is one feature"})

        assert problems(API, WEB, spec=spec)[0][3].endswith("make a commit of each (unless it is one feature)")

    def test_a_spec_that_does_not_split_by_service_says_nothing(self) -> None:
        assert problems(API, WEB, spec=dataclasses.replace(default_spec(), splits={})) == []

    @pytest.mark.parametrize(
        "web",
        [
            touched("web/page.py", "x = 1\n", "x = login()\n"),
            touched("web/page.py", "def page():\n    return token\n", "def page():\n    return 1\n"),
            touched("web/page.md", "old", "new"),
            touched("other/page.py", "x = 1\n", "x = 2\n"),
            touched("web/moved.py", "x = 1\n", "x = 1\n"),
        ],
        ids=["uses what changed", "changes alike", "is no code", "is no service", "did not change"],
    )
    def test_one_that_has_to_do_with_the_other_goes_with_it(self, web: Touched) -> None:
        assert problems(API, web) == []

    def test_what_a_path_tells_ties(self) -> None:
        api = touched("api/checkout_flow/views.py", "x = 1\n", "x = 2\n")

        assert problems(api, touched("web/b.py", "y = 1\n", "show(Checkout)\n")) == []
        assert problems(api, touched("web/b.py", "y = 1\n", "show(Basket)\n")) != []

    def test_what_the_message_is_about_ties(self) -> None:
        api = touched("api/a.py", "x = 1\n", "limit_of_rate = 1\n")
        web = touched("web/b.py", "y = 1\n", "print('Rates')\n")

        assert problems(api, web, title="add rate limits") == []
        assert problems(api, web, title="add both") != []

    def test_a_small_edit_in_many_places_is_one_thing(self) -> None:
        jobs = touched("jobs/nightly.py", "z = 1\n", "zz = 1\n")

        assert problems(API, WEB, jobs) == []

    def test_much_in_many_places_is_not(self) -> None:
        files = [
            touched(f"{name}/{name}_module.py", "", "".join(f"{name}_{n} = {n}{n}\n" for n in range(20)))
            for name in ("api", "web", "jobs")
        ]

        assert [kind for kind, *_ in problems(*files)] == ["services"]


class TestForeign:
    OWN = touched("pkg/core.py", "x = 1\n", "x = 2\n")

    def test_what_others_wrote_is_apart(self) -> None:
        six = touched("pkg/_vendor/six/moves.py", "a = 1\n", "a = 2\n")

        assert problems(six, self.OWN) == [
            (
                "vendor",
                six.path,
                0,
                "files that others wrote change together with code of this project; commit the update by itself",
            )
        ]

    @pytest.mark.parametrize(
        "other",
        [
            touched("pkg/_vendor/__init__.py", "a = 1\n", "a = 2\n"),
            touched("tests/vendor/test_six.py", "a = 1\n", "a = 2\n"),
        ],
    )
    def test_what_only_lies_near_it_is_not(self, other: Touched) -> None:
        assert problems(other, self.OWN) == []

    def test_a_spec_may_take_no_heed(self) -> None:
        six = touched("pkg/_vendor/six/moves.py", "a = 1\n", "a = 2\n")
        generated = touched("pkg/wire_pb2.py", "b = 1\n", "b = 2\n")

        assert problems(six, generated, self.OWN, spec=dataclasses.replace(default_spec(), splits={}, ties={})) == []

    def test_an_update_that_the_code_follows_is_one_thing(self) -> None:
        six = touched("pkg/_vendor/six/moves.py", "def old(): ...\n", "def renamed(): ...\n")

        assert problems(six, touched("pkg/core.py", "old()\n", "renamed()\n")) == []
        assert problems(six) == []

    def test_generated_files_follow_their_source(self) -> None:
        generated = touched("pkg/wire_pb2.py", "a = 1\n", "a = 2\n")
        source = touched("proto/wire.proto", "message A {}\n", "message B {}\n")

        assert [kind for kind, *_ in problems(generated, self.OWN)] == ["generated"]
        assert problems(generated, source, self.OWN) == []
        assert problems(generated) == []


class TestParsing:
    def test_a_file_that_breaks_is_told_with_the_line(self) -> None:
        assert problems(touched("a.py", "x = 1\n", "x = 1\nx = (\n")) == [
            ("parse", "a.py", 2, "the file does not parse: '(' was never closed; mend it in this commit")
        ]
        assert [kind for kind, *_ in problems(touched("a.py", None, "def f(:\n"))] == ["parse"]

    @pytest.mark.parametrize(
        "file",
        [
            touched("a.py", "x = (\n", "x = [\n"),
            touched("a.py", "# coding: nonsense\n", "# coding: nonsense\nx = 1\n"),
            touched("a.py", "x = 1\n", None),
            touched("a.txt", "x", "x = ("),
            touched("a.py", None, "import {{ name }}\n"),
            touched("tests/fixtures/broken.py", None, "x = (\n"),
            touched("a.py", None, "../b/a.py"),
            touched("a.py", "x = 1\n", "type X = int\ndef f[T](a: T) -> T: ...\n"),
            touched("a.py", "x = 1\n", "x = f'{d['a']}'\n"),
        ],
        ids=[
            "was broken",
            "was unreadable",
            "is gone",
            "is no code",
            "is a template",
            "is a sample",
            "is a link",
            "is newer",
            "is newer too",
        ],
    )
    def test_what_did_not_break_here_is_let_be(self, file: Touched) -> None:
        assert problems(file) == []
