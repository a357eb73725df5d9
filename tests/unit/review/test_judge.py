"""What the file rules found at both ends, as changes with a verdict, an origin and their lines."""

from __future__ import annotations

from remend.model import Severity
from remend.review.judge import UNPARSABLE
from remend.review.model import Change, Review
from repository import Files, MakeRepo, commit
from reviewing import change_to, reviewed, told

BROKEN = "def f(:\n    print(nothing)\n"
WHOLE = "def f():\n    print(nothing)\n"
LONG = "".join(f"name_{number} = {number}\n" for number in range(20))
ENVIRONMENT = {
    "pyproject.toml": '[tool.remend.env-access]\naccessor = "env:get_env"\n',
    "env.py": "class Env:\n    def get(self, name, default=None): ...\n\n\ndef get_env():\n    return Env()\n",
}
NEW, KEPT, GONE = "introduced regression", "carried regression", "resolved acceptable"


def review_between(make_repo: MakeRepo, before: Files, after: Files) -> Review:
    repo = make_repo(before)
    change_to(repo, after, "second")
    return reviewed(repo)


def change_of(found: Review, rule: str = "undefined-name") -> Change:
    (change,) = (change for change in found.changes if change.rule == rule)
    return change


def test_what_came_shows_the_lines_in_place_of_which_it_stands(make_repo: MakeRepo) -> None:
    before = {"a.py": "def f(x):\n    return (\n        x\n    )\n"}
    change = change_of(review_between(make_repo, before, {"a.py": "def f(x):\n    return nothing\n"}))

    assert (change.line, change.before, change.after) == (
        2,
        "    return (\n        x\n    )",
        "    return nothing",
    )
    assert change.why
    assert change.symbol == "f"


def test_what_went_stands_where_its_place_is_now(make_repo: MakeRepo) -> None:
    before = {"a.py": "def f():\n    return nothing\n"}
    change = change_of(review_between(make_repo, before, {"a.py": "import os\n\n\ndef f():\n    return os\n"}))

    assert (change.path, change.line, change.title) == ("a.py", 5, "no longer: nothing is not defined")
    assert (change.before, change.after) == ("    return nothing", "    return os")


def test_what_went_by_other_lines_is_told_at_its_own(make_repo: MakeRepo) -> None:
    call = "print(\n    os,\n)\n"
    found = review_between(make_repo, {"a.py": f"'''Doc.'''\n\n{call}"}, {"a.py": f"'''Doc.'''\n\nimport os\n\n{call}"})
    change = change_of(found)

    assert (change.line, change.end_line, change.before, change.after) == (6, 6, "    os,", "")


def test_what_went_with_its_file_stands_where_it_was(make_repo: MakeRepo) -> None:
    found = review_between(make_repo, {"a.py": WHOLE, "b.txt": "b\n"}, {})

    assert told(found) == [("undefined-name", "a.py", 2, GONE, "second")]
    assert found.scope.files == ("a.py", "b.txt")
    assert found.scope.unjudged == ("b.txt",)


def test_what_went_is_told_of_the_file_by_its_new_name(make_repo: MakeRepo) -> None:
    found = review_between(make_repo, {"a.py": f"{WHOLE}\n{LONG}"}, {"b.py": f"def f(): ...\n\n{LONG}"})

    assert [(c.path, c.line) for c in found.changes if c.rule == "undefined-name"] == [("b.py", 1)]


def test_what_stayed_in_a_renamed_and_edited_file_is_told_apart_from_what_came(make_repo: MakeRepo) -> None:
    found = review_between(make_repo, {"a.py": LONG + WHOLE}, {"b.py": f"{LONG}{WHOLE}    print(more)\n"})

    assert told(found, "undefined-name") == [
        ("undefined-name", "b.py", 22, KEPT, "first"),
        ("undefined-name", "b.py", 23, NEW, "second"),
    ]


def test_a_line_edited_around_what_stays_brings_nothing(make_repo: MakeRepo) -> None:
    lines = ("    print(nothing, 1)", "    value = str(nothing)", "    if nothing:\n        print(1)")
    after = {f"{number}.py": f"def f():\n{line}\n" for number, line in enumerate(lines)}
    found = review_between(make_repo, dict.fromkeys(after, WHOLE), after)

    assert told(found, "undefined-name") == [("undefined-name", path, 2, KEPT, "first") for path in after]


def test_a_name_on_the_line_of_another_that_went_is_new(make_repo: MakeRepo) -> None:
    found = review_between(make_repo, {"a.py": WHOLE}, {"a.py": WHOLE.replace("nothing", "nobody")})

    assert told(found, "undefined-name") == [
        ("undefined-name", "a.py", 2, GONE, "second"),
        ("undefined-name", "a.py", 2, NEW, "second"),
    ]


def test_of_two_equal_ones_in_a_function_the_one_that_was_there_is_carried(make_repo: MakeRepo) -> None:
    before = {**ENVIRONMENT, "a.py": "import os\n\n\ndef f():\n    x = os.getenv('A')\n    return x\n"}
    body = "    y = os.getenv('A')\n    z = 1\n    x = os.getenv('A')\n    return x\n"
    found = review_between(make_repo, before, {**ENVIRONMENT, "a.py": f"import os\n\n\ndef f():\n{body}"})
    (unit,) = found.units

    assert told(found, "env-access") == [
        ("env-access", "a.py", 5, NEW, "second"),
        ("env-access", "a.py", 7, KEPT, "first"),
    ]
    assert unit.rewrites[0].after.decode().endswith(body.replace("y = os.getenv", "y = get_env().get"))


def test_what_hurts_more_than_before_says_how_much_it_hurt(make_repo: MakeRepo) -> None:
    before = {**ENVIRONMENT, "a.py": "import os\n\nX = os.getenv('A')\n"}
    found = review_between(make_repo, before, {**ENVIRONMENT, "a.py": "\nX = os.getenv('A')\n"})
    change = change_of(found, "env-access")

    assert (change.origin, change.severity, change.before) == ("introduced", Severity.CRITICAL, "")
    assert change.evidence[0] == "it was there before, and was medium then"


def test_what_an_unchanged_file_suffers_says_so(make_repo: MakeRepo) -> None:
    before = {"a.py": "kept = 1\n\n\ndef f(): ...\n", "b.py": "from a import f, kept\n\nprint(f())\n"}
    change = change_of(review_between(make_repo, before, {**before, "a.py": "kept = 1\n"}), "broken-import")

    assert (change.path, change.line, change.before, change.after) == ("b.py", 1, "", "from a import f, kept")
    assert change.evidence[0] == "this file did not change: what it relies on did"


def test_what_an_unchanged_file_is_rid_of_is_told_at_its_lines(make_repo: MakeRepo) -> None:
    before = {"a.py": "kept = 1\n", "b.py": "from a import f, kept\n\nprint(f())\n"}
    change = change_of(review_between(make_repo, before, {**before, "a.py": "f = kept = 1\n"}), "broken-import")

    assert (change.path, change.line, change.origin, change.before) == ("b.py", 1, "resolved", "from a import f, kept")


def test_an_unchanged_file_tells_nothing_of_what_it_had_before(make_repo: MakeRepo) -> None:
    assert told(review_between(make_repo, {"a.py": WHOLE}, {"a.py": WHOLE, "b.py": "x = 1\n"})) == []


def test_a_file_that_stops_parsing_resolves_nothing(make_repo: MakeRepo) -> None:
    found = review_between(make_repo, {"a.py": WHOLE}, {"a.py": BROKEN})

    assert told(found) == [(UNPARSABLE, "a.py", 1, NEW, "second")]
    assert (found.changes[0].severity, found.changes[0].after) == (Severity.CRITICAL, "def f(:")
    assert [diagnostic.kind for diagnostic in found.diagnostics] == ["unparsable"]


def test_a_file_that_parses_again_brings_only_what_is_new_in_it(make_repo: MakeRepo) -> None:
    found = review_between(make_repo, {"a.py": BROKEN}, {"a.py": f"{WHOLE}    print(more)\n"})

    assert told(found) == [
        (UNPARSABLE, "a.py", 1, GONE, "second"),
        ("undefined-name", "a.py", 2, KEPT, "first"),
        ("undefined-name", "a.py", 3, NEW, "second"),
    ]
    assert (found.changes[0].title, found.changes[0].before) == ("no longer: invalid syntax", "def f(:")


def test_a_file_that_cannot_be_read_is_told_where_that_changed(make_repo: MakeRepo) -> None:
    before = {"still.py": BROKEN, "gone.py": "def (:\n", "old.py": BROKEN + LONG, "same.py": BROKEN}
    after: Files = {
        "still.py": f"{BROKEN}\n",
        "renamed.py": BROKEN + LONG,
        "same.py": BROKEN,
        "new.py": BROKEN,
        "null.py": b"x\0y\n",
        "bytes.py": b"# caf\xe9\n",
        "latin.py": b"# coding: latin-1\nx = 'caf\xe9'\n",
    }
    found = review_between(make_repo, before, after)

    assert told(found) == [(UNPARSABLE, path, 1, NEW, "second") for path in ("bytes.py", "new.py", "null.py")]


def test_the_code_is_that_of_its_lines_whatever_ends_them(make_repo: MakeRepo) -> None:
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for number, first in enumerate(("", "\ufeff", "x = '\x0c'\n\x0c\n", "# \x85 \u2028\n")):
        for kind, newline in (("lf", "\n"), ("crlf", "\r\n"), ("cr", "\r")):
            before[f"{kind}{number}.py"] = f"{first}old = 1\nlast = 2\n".replace("\n", newline)
            after[f"{kind}{number}.py"] = f"{first}old = (nothing)\nlast = 2\n".replace("\n", newline)
    found = review_between(make_repo, before, after)

    assert [change.path for change in found.changes] == sorted(after)
    assert {(change.before, change.after) for change in found.changes} == {("old = 1", "old = (nothing)")}


def test_other_line_ends_bring_nothing(make_repo: MakeRepo) -> None:
    found = review_between(make_repo, {"a.py": WHOLE}, {"a.py": WHOLE.replace("\n", "\r\n")})

    assert told(found) == [("undefined-name", "a.py", 2, KEPT, "first")]


def test_only_the_mode_of_a_file_changed(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": WHOLE})
    (repo / "a.py").chmod(0o755)
    commit(repo, {})

    assert told(reviewed(repo)) == []
    assert reviewed(repo).scope.files == ()
