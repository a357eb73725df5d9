from __future__ import annotations

import pytest

from remend.model import Severity
from remend.review.model import Change, Verdict
from remend.review.rules.changed_call import ChangedCall
from repository import MakeRepo
from reviewing import change_to, ends_of

ROUTE = "from fastapi import APIRouter\nfrom shop import old, new\n\nrouter = APIRouter()\n\n\n"


def judge(make_repo: MakeRepo, shop: str, before: str, after: str, **others: str) -> list[Change]:
    """What is told of `show.py`, which imports `old` and `new` of `shop.py`, that does not change."""
    files = {"shop.py": shop, **{name.replace("__", "."): text for name, text in others.items()}}
    start = "" if before.startswith("from ") else "from shop import old, new\n\n\n"
    repo = make_repo({**files, "show.py": start + before})
    change_to(repo, {**files, "show.py": start + after})
    with ends_of(repo) as ends:
        return list(ChangedCall().judge(ends))


def shop(old: str, new: str, start: str = "") -> str:
    """A module with two functions; each body is what follows its `def`, without the indentation."""
    parts = (
        f"def {name}():\n" + "".join(f"    {line}\n" for line in body.splitlines())
        for name, body in (("old", old), ("new", new))
    )
    return start + "\n\n".join(parts)


def show(name: str, body: str = "return {}()") -> str:
    return "def show():\n" + "".join(f"    {line}\n" for line in body.format(name).splitlines())


def judge_results(make_repo: MakeRepo, old: str, new: str, body: str, start: str = "") -> Change:
    [change] = judge(make_repo, shop(old, new, start), show("old", body), show("new", body))
    return change


BUILT = """\
made = {"b": 2}
made["c"] = len([])
made.update({"d": 1}, e=1)
made.setdefault("f", 1)
return made"""


@pytest.mark.parametrize(
    ("new", "keys"),
    [
        ('return {"b": 1, "c": 2}', "`b`, `c`"),
        ("return dict(b=1, c=2)", "`b`, `c`"),
        (BUILT, "`b`, `c`, `d`, `e`, `f`"),
        ('return {**inner(), "c": 1}', "`b`, `c`"),
        ("return inner()", "`b`"),
        ('if old:\n    return {"b": 1}\nreturn {"c": 1}', "`b`, `c`"),
        ("return Typed()", "`b`"),
    ],
)
def test_keys_are_read_from_how_a_dict_is_made(make_repo: MakeRepo, new: str, keys: str) -> None:
    start = (
        "from typing import TypedDict\n\n\nclass Typed(TypedDict):\n    b: int\n\n\n"
        "def inner():\n    return {'b': 1}\n\n\n"
    )
    change = judge_results(make_repo, 'return {"a": 1, "b": 1}', new, "return {}()", start)

    assert (change.verdict, change.severity) == (Verdict.NEEDS_VERIFICATION, Severity.MEDIUM)
    assert any(f"gives a dict with the keys {keys}." in fact for fact in change.evidence)
    assert "Lost keys: `a`." in change.evidence
    assert change.title == "`old()` became `new()`, without the keys `a`"
    assert change.questions == ("Does whoever gets the result need one of the lost keys `a`?",)


@pytest.mark.parametrize(
    "new", ["return {**unknown(), 'b': 1}", "d = {'b': 1}\nunknown(d)\nreturn d", "return {key(): 1}"]
)
def test_what_a_dict_may_have_besides_is_not_lost(make_repo: MakeRepo, new: str) -> None:
    change = judge_results(make_repo, 'return {"a": 1}', new, "return {}()['a']")

    assert change.verdict is Verdict.NEEDS_VERIFICATION
    assert "Perhaps lost: `a`." in change.evidence
    assert change.questions == ("Does `new` (shop.py:5) give `a`?",)


@pytest.mark.parametrize(
    "body",
    ["found = {}()\nreturn found['a']", "return {}()['a']", "return {}().get('a')", "f = {}() or {{}}\nreturn f['a']"],
)
def test_a_lost_key_that_the_function_reads_is_a_regression(make_repo: MakeRepo, body: str) -> None:
    change = judge_results(make_repo, 'return {"a": 1, "b": 1}', 'return {"b": 1}', body)

    assert (change.verdict, change.severity) == (Verdict.REGRESSION, Severity.HIGH)
    assert change.title == "`old()` became `new()`, which does not give `a`"
    assert any(fact.startswith("`a` is read at show.py:") for fact in change.evidence)


def test_a_key_lost_that_nobody_reads_is_acceptable_where_all_readers_are_known(make_repo: MakeRepo) -> None:
    body = "found = {}()\nif found:\n    print(found['b'])"
    change = judge_results(make_repo, 'return {"a": 1, "b": 1}', 'return {"b": 1}', body)

    assert change.verdict is Verdict.ACCEPTABLE
    assert change.evidence[-1] == "All that is read of it is there: `b`."


def test_a_lost_key_that_a_caller_reads_is_a_regression(make_repo: MakeRepo) -> None:
    caller = "from show import show\n\n\ndef page():\n    all = show()\n    return all['shop']['a']\n"
    given = shop('return {"a": 1}', 'return {"b": 1}')

    [change] = judge(
        make_repo,
        given,
        show("old", "return {{'shop': {}()}}"),
        show("new", "return {{'shop': {}()}}"),
        page__py=caller,
    )

    assert change.verdict is Verdict.REGRESSION
    assert "`a` is read at page.py:6." in change.evidence
    assert "The result is returned by `show` under the key `shop` (show.py:5)." in change.evidence


def test_what_is_called_by_name_only_decides_nothing(make_repo: MakeRepo) -> None:
    before, after = (
        f"from shop import old, new\n\n\nclass Site:\n    def show(self):\n        return {n}()\n"
        for n in ("old", "new")
    )
    caller = "def page(site):\n    return site.show()['a']\n"

    [change] = judge(make_repo, shop('return {"a": 1}', 'return {"b": 1}'), before, after, page__py=caller)

    assert change.verdict is Verdict.NEEDS_VERIFICATION
    assert "`a` is read at page.py:2, of what is called by name only." in change.evidence


def test_a_response_model_that_insists_on_a_lost_key_is_a_regression(make_repo: MakeRepo) -> None:
    model = "from pydantic import BaseModel\n\n\nclass Answer(BaseModel):\n    a: int\n    c: int = 1\n"
    route = '@router.get("/show", response_model=Answer)\ndef show():\n    return {}()\n'
    before, after = (
        ROUTE.replace("\n\nr", "\nfrom model import Answer\n\nr", 1) + route.format(n) for n in ("old", "new")
    )
    given = shop('return {"a": 1, "c": 1}', 'return {"b": 1}')

    [change] = judge(make_repo, given, before, after, model__py=model)

    assert (change.verdict, change.severity) == (Verdict.REGRESSION, Severity.HIGH)
    assert "The response model `Answer` insists on `a`." in change.evidence


def test_front_ends_and_tests_are_read_as_text(make_repo: MakeRepo) -> None:
    route = '@router.get("/show/all")\ndef show():\n    found = {}()\n    return {{"shop": found}}\n'
    front = 'const all = await fetch("/show/all");\nrender(all.shop.alpha);\n'
    case = "from show import show\n\n\ndef test_it(client):\n    assert 'alpha' in client.get('/show/all').text\n"
    files = {"front__tsx": front, "other__ts": "render(alpha)\n", "test_it__py": case}
    given = shop('return {"alpha": 1}', 'return {"b": 1}')

    [change] = judge(make_repo, given, ROUTE + route.format("old"), ROUTE + route.format("new"), **files)

    assert change.verdict is Verdict.NEEDS_VERIFICATION
    assert change.evidence[-2:] == (
        "As text, `alpha` stands in front.tsx:2.",
        "As text, `alpha` stands in test_it.py:5.",
    )
    assert "It leaves the project by the route GET /show/all, which has no response model." in change.evidence
    assert change.questions == ("Does whoever calls GET /show/all need one of the lost keys `alpha`?",)


def test_keys_of_another_type_are_named(make_repo: MakeRepo) -> None:
    change = judge_results(make_repo, 'return {"a": 1, "b": f()}', 'return {"a": "1", "b": 2}', "return {}()")

    assert change.verdict is Verdict.NEEDS_VERIFICATION
    assert "`a` was `int` and is `str`." in change.evidence
    assert change.questions == ("Does whoever gets the result get along with the new types?",)


def test_more_keys_are_acceptable(make_repo: MakeRepo) -> None:
    change = judge_results(make_repo, 'return {"a": 1}', 'return {"a": 1, "b": 2}', "return {}()")

    assert change.verdict is Verdict.ACCEPTABLE
    assert "Gained keys: `b`." in change.evidence


def test_a_tuple_that_is_taken_apart_needs_as_many_parts(make_repo: MakeRepo) -> None:
    change = judge_results(make_repo, "return 1, 2", "return 1, 2, 3", "one, two = {}()\nreturn one, two")

    assert (change.verdict, change.severity) == (Verdict.REGRESSION, Severity.HIGH)
    assert change.title.endswith(", which gives 3 parts")


def test_a_function_that_gives_nothing_is_a_regression(make_repo: MakeRepo) -> None:
    change = judge_results(make_repo, 'return {"a": 1}', "print(1)", "return {}()")

    assert change.verdict is Verdict.REGRESSION
    assert change.title.endswith(", which gives nothing")


OBJECTS = """\
from dataclasses import dataclass


@dataclass
class Old:
    name: str
    size: int


@dataclass
class New:
    name: str


def old() -> Old:
    return Old("", 1)


def new() -> New:
    return New("")
"""


def test_members_of_an_object_are_read_too(make_repo: MakeRepo) -> None:
    lost = judge(make_repo, OBJECTS, show("old", "return {}().size"), show("new", "return {}().size"))
    kept = judge(make_repo, OBJECTS, show("old", "return {}().name"), show("new", "return {}().name"))
    whole = judge(make_repo, OBJECTS, show("old"), show("new"))

    assert [change.verdict for change in (*lost, *kept, *whole)] == [
        Verdict.REGRESSION,
        Verdict.ACCEPTABLE,
        Verdict.NEEDS_VERIFICATION,
    ]
    assert "The kind of value changed: `Old` became `New`." in whole[0].evidence


def test_a_parameter_that_is_declared_as_the_new_type_takes_it(make_repo: MakeRepo) -> None:
    taker = "def take(what: New) -> None: ...\n"
    body = "from shop import New, old, new\n\n\n" + taker + "\n\ndef show():\n    take({})\n"

    [change] = judge(make_repo, OBJECTS, body.format("old()"), body.format("new()"))

    assert change.verdict is Verdict.ACCEPTABLE
    assert change.evidence[-1] == "The parameter `what` of `take` (show.py:4) takes just that."


def test_what_an_heir_defines_anew_is_not_read_from_the_base(make_repo: MakeRepo) -> None:
    base = "class Base:\n    def old(self):\n        return {'a': 1}\n\n    def new(self):\n        return {'b': 1}\n"
    heir = "\n\nclass Heir(Base):\n    def new(self):\n        return {'a': 1}\n"
    start = "from shop import Base\n\n\ndef show(base: Base):\n    return base."
    changes = judge(make_repo, base + heir, start + "old()['a']\n", start + "new()['a']\n")

    assert [change.verdict for change in changes] == [Verdict.NEEDS_VERIFICATION]


def test_one_plain_type_at_both_ends_is_acceptable(make_repo: MakeRepo) -> None:
    typed = "def old() -> str:\n    return f()\n\n\ndef new() -> str:\n    return g()\n"

    [change] = judge(make_repo, typed, show("old"), show("new"))

    assert change.verdict is Verdict.ACCEPTABLE


def test_nothing_known_of_the_results_is_asked_at_low_severity(make_repo: MakeRepo) -> None:
    change = judge_results(make_repo, "return f()", "return g()", "return {}()")

    assert (change.verdict, change.severity) == (Verdict.NEEDS_VERIFICATION, Severity.LOW)
    assert change.questions == (
        (
            "Does `new` (shop.py:5) give what `old` (shop.py:1) gave; nothing tells the shape of what is returned by "
            "`old` and `new`?"
        ),
    )


def test_a_function_that_hands_on_what_the_old_one_gives_is_acceptable(make_repo: MakeRepo) -> None:
    change = judge_results(make_repo, "return f()", "if f():\n    print(1)\nreturn old()", "return {}()")

    assert change.verdict is Verdict.ACCEPTABLE
    assert change.evidence[-1] == "`new` (shop.py:5) hands on what `old` gives."


def test_a_body_sees_its_parameters_within_branches(make_repo: MakeRepo) -> None:
    part = "class Part:\n    def keys(self):\n        return {'b': 1}\n\n\n"
    new = "def new(part: Part = Part()):\n    if part:\n        return part.keys()\n"
    given = f"{part}def old():\n    return {{'b': 1}}\n\n\n{new}"

    [change] = judge(make_repo, given, show("old"), show("new"))

    assert change.verdict is Verdict.ACCEPTABLE


def test_a_constructor_in_place_of_another_is_judged_by_what_is_read(make_repo: MakeRepo) -> None:
    def changes(body: str) -> list[Change]:
        texts = (f"from shop import New, Old\n\n\n{show(name, body)}" for name in ("Old", "New"))
        return judge(make_repo, OBJECTS, *texts)

    [change] = changes("made = {}(1)\nreturn made.size")

    assert change.verdict is Verdict.REGRESSION
    assert changes("made = {}(1)\nreturn made.name") == []
    assert changes("return {}(1)") == []


def test_an_object_with_all_the_members_of_the_other_is_acceptable(make_repo: MakeRepo) -> None:
    [change] = judge(make_repo, OBJECTS, show("new"), show("old"))

    assert change.verdict is Verdict.ACCEPTABLE
    assert change.evidence[-1] == "`Old` has all the members of `New`."


def test_a_class_by_another_name_is_no_other_kind_of_value(make_repo: MakeRepo) -> None:
    before = "class Message:\n    size = 1\n\n    @classmethod\n    def read(cls) -> 'Message': ...\n"
    after = before.replace("Message", "Letter").replace("size", "length")
    given = "from mail import {0}\n\n\ndef show():\n    return {0}.read()\n"
    repo = make_repo({"mail.py": before, "show.py": given.format("Message")})
    change_to(repo, {"mail.py": after, "show.py": given.format("Letter")})

    with ends_of(repo) as ends:
        assert list(ChangedCall().judge(ends)) == []


def test_a_type_that_an_argument_tells_is_known(make_repo: MakeRepo) -> None:
    build = "\n\nfrom typing import TypeVar\n\nT = TypeVar('T')\n\n\ndef build(kind: type[T]) -> T: ...\n"
    start = "from shop import Old, build, old\n\n\n"

    [change] = judge(make_repo, OBJECTS + build, start + show("old"), start + show("build", "return {}(Old)"))

    assert change.verdict is Verdict.ACCEPTABLE


@pytest.mark.parametrize(
    ("body", "fact"),
    [
        ("for each in {}():\n    print(each)", "is used as a whole"),
        ("return [each for each in {}()]", "is used as a whole"),
        ("take(all={}())", "is handed to `take`"),
        ("take(*{}())", "is used as a whole"),
        ("found = {}()\ntake(found)", "is handed to `take`"),
        ("found = {}()\nreturn found.items()", "is read as a whole"),
        ("found = {}()\nreturn found[key]", "is read by a key that is not written out"),
        ("return {{key: {}()}}", "is put into a dict"),
        ("yield {}()", "is used as a whole"),
        ("return table[{}()]", "is used as a whole"),
        ("total += {}()", "is used as a whole"),
        ("return (lambda: {}())()", "is used as a whole"),
        ("if (found := {}()):\n    print(1)", "is used as a whole"),
        ("return 1 if key else {}()", "is returned by `show`"),
        ("found: dict = {}()\nreturn found", "is returned by `show`"),
    ],
)
def test_where_a_result_goes_is_told(make_repo: MakeRepo, body: str, fact: str) -> None:
    change = judge_results(make_repo, 'return {"a": 1}', 'return {"b": 1}', body)

    assert change.verdict is Verdict.NEEDS_VERIFICATION
    assert any(fact in told for told in change.evidence)


def test_a_call_within_another_place_is_another_call(make_repo: MakeRepo) -> None:
    given = shop('return {"a": 1}', 'return {"b": 1}')

    assert judge(make_repo, given, show("old", "return [{}()]"), show("new", "return f([{}()])")) == []
    assert judge(make_repo, given, show("old", "one = {}()"), show("new", "two = {}()")) == []


def test_a_parameter_by_position_or_name_takes_its_type(make_repo: MakeRepo) -> None:
    taker = "def take(one: int, *, what: New) -> None: ...\n"
    body = "from shop import New, old, new\n\n\n" + taker + "\n\ndef show():\n    {}\n"

    [named] = judge(make_repo, OBJECTS, body.format("take(1, what=old())"), body.format("take(1, what=new())"))
    [other] = judge(make_repo, OBJECTS, body.format("take(old())"), body.format("take(new())"))
    [unknown] = judge(make_repo, OBJECTS, body.format("give(old())"), body.format("give(new())"))

    assert [each.verdict for each in (named, other, unknown)] == [
        Verdict.ACCEPTABLE,
        Verdict.NEEDS_VERIFICATION,
        Verdict.NEEDS_VERIFICATION,
    ]
