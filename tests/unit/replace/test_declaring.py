"""What is said of a replacement that cannot be one: the whole path of the key, and what to do."""

from __future__ import annotations

import pickle

import pytest

from declaring import declared
from remend.errors import ConfigError
from remend.rule import Options


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"match": "m.f("}, "replace.probe.match: this is no Python"),
        ({"match": "def f(): ..."}, "replace.probe.match: write one expression or one simple statement"),
        ({"match": "f(1)"}, "replace.probe.match: `f` is no builtin: write it with its module, such as `module.f`"),
        ({"match": "$A + $B"}, "replace.probe.match: `$A + $B` names nothing that could be looked for"),
        ({"match": "m.f($...A, $...B)"}, "replace.probe.match: `$...B` stands where there can be no such hole"),
        ({"match": "$A.$B"}, "replace.probe.match: `$B` stands for an expression"),
        ({"match": "m.f()", "replace": "m.g($A)"}, "replace.probe.replace: `$A` does not stand in `match`"),
        ({"match": "m.f()", "replace": "x = 1"}, "replace.probe.replace: `match` and `replace` are both"),
        ({"match": "m.f()", "replace": None}, "replace.probe.replace: this key is required"),
        ({}, "replace.probe: say either `match`, with `replace`, or `from`, with `to`"),
        ({"match": "m.f()", "where": {"A": "name"}}, "replace.probe.where.A: there is no hole `$A` in `m.f()`"),
        ({"match": "m.f($A)", "where": {"A": "def"}}, "replace.probe.where.A: this is one of `constant`"),
        ({"match": "m.f()", "where": {"inside": "name"}}, "replace.probe.where.inside: this is one of `async def`"),
        ({"match": "m.f()", "imports": "x = 1"}, "replace.probe.imports: `x = 1` is no import statement"),
        ({"match": "m.f()", "imports": "from . import a"}, "replace.probe.imports: `from . import a` is relative"),
        ({"match": "m.f()", "examples": [{"before": "x"}]}, "replace.probe.examples: number 1 needs `before` and"),
        ({"match": "m.f()", "examples": [{"befor": "x"}]}, "replace.probe.examples.befor: unknown key"),
        ({"matches": "m.f()"}, "replace.probe.matches: unknown key; did you mean `match`?"),
        ({"match": "m.f()", "safety": "sure"}, "replace.probe.safety: "),
        ({"name": "Not Kebab", "match": "m.f()"}, 'replace."Not Kebab".name: '),
        ({"from_": "a b", "to": "c", "replace": None}, "replace.probe.from: `a b` names no place: write"),
        ({"from_": "m:f", "to": "m", "replace": None}, "replace.probe.from: `m:f` and `m` are not of one kind"),
        ({"from_": "m:f", "to": "m:f", "replace": None}, "replace.probe.from: both ends are the same"),
        ({"from_": "m:A.f", "to": "m:B.f", "replace": None}, "replace.probe.from: a member stays in its class"),
        ({"from_": "m:f(a=)", "to": "m:g(a=)", "replace": None}, "replace.probe.from: an argument stays with its"),
    ],
)
def test_a_replacement_that_cannot_be_one(keys: dict[str, object], message: str) -> None:
    given = {key: value for key, value in {"replace": "m.g()", **keys}.items() if value is not None}
    if not keys:
        given = {}

    with pytest.raises(ConfigError) as error:
        declared(**given)

    assert str(error.value).startswith(message)


def test_a_replacement_can_go_to_another_process() -> None:
    rule = declared(match="m.f()", replace="m.g()")(Options())

    again = pickle.loads(pickle.dumps(rule))  # noqa: S301

    assert (again.id, again.knowledge) == (rule.id, rule.knowledge)


@pytest.mark.parametrize(
    ("keys", "title"),
    [
        ({"subject": "use g"}, "use g"),
        ({}, "replace m.f() by m.g()"),
    ],
)
def test_the_commit_says_what_was_declared(keys: dict[str, str], title: str) -> None:
    assert declared(match="m.f()", replace="m.g()", **keys)(Options()).titles[0] == title
