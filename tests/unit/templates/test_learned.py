from __future__ import annotations

import pickle
from collections.abc import Mapping

import pytest

from learning import NAME, PATH, learned, loaded, names_of
from remend.detect import detect
from remend.index.modules import ModuleMap
from remend.inspection import Bench, Task, inspect
from remend.model import Outcome, Safety
from remend.module import Surroundings
from remend.rewrite import Attempt, rewrite
from remend.templates.imports import imports_of
from remend.templates.learned import Completion, LearnedRewrite, site_key
from remend.templates.match import find
from remend.templates.names import Names
from remend.templates.term import Meaning

MODULES = ModuleMap([PATH, "env.py", "shop/other.py"])


def completing(before: str, after: str, text: str, lost: Mapping[str, Meaning] | None = None) -> LearnedRewrite:
    """A rule that completes in `text` all that the template of two texts matches."""
    (found,) = learned(before, after)
    names = names_of(after)
    imports = imports_of(found.template, found.edits, lambda _: names, MODULES)
    module = loaded(text)
    here = Names(module, NAME, PATH, lost or {})
    sites = frozenset(site_key(module, match.tree) for match in find(found.template, here))
    completion = Completion(
        template=found.template, sites={PATH: sites}, imports=imports, count=3, lost={PATH: lost or {}}
    )
    return LearnedRewrite([completion])


def attempt(before: str, after: str, text: str, lost: Mapping[str, Meaning] | None = None) -> Attempt:
    rule = completing(before, after, text, lost)
    module = loaded(text)
    return rewrite(module, rule, detect(module, [rule]))


def completed(before: str, after: str, text: str, lost: Mapping[str, Meaning] | None = None) -> str:
    found = attempt(before, after, text, lost)
    assert found.declined == ()
    assert found.rewrite is not None
    return found.rewrite.after.decode()


def refusals(before: str, after: str, text: str) -> list[str]:
    found = attempt(before, after, text)
    assert found.rewrite is None
    return [declined.reason for declined in found.declined]


def three(form: str, head: str = "import os\n") -> str:
    return head + "".join(f"{form.replace('N', f'v{number}')}\n" for number in range(3))


GETENV = three("os.getenv('N', N)"), three("get_env().get('N', N)", "from env import get_env\n")


def test_the_new_form_comes_with_its_import_and_the_old_import_goes() -> None:
    text = "import os\n\nA = os.getenv( 'A',  # why\n  'b' )\n"

    assert completed(*GETENV, text) == "from env import get_env\n\nA = get_env().get( 'A',  # why\n  'b' )\n"


def test_an_import_that_is_there_is_used_and_one_that_is_needed_stays() -> None:
    text = "import os\nfrom env import get_env\n\nA = os.getenv('A', 1)\nB = os.sep\n"

    assert completed(*GETENV, text) == text.replace("os.getenv", "get_env().get")


def test_a_name_that_nothing_binds_any_longer_is_known_by_what_it_was() -> None:
    lost = names_of(GETENV[0]).at_top()

    assert completed(*GETENV, "A = os.getenv('A', 1)\n", lost) == (
        "from env import get_env\n\nA = get_env().get('A', 1)\n"
    )


def test_the_import_of_what_the_file_has_lost_comes_back() -> None:
    before, after = three("os.a(N)"), three("os.b(N)")
    lost = names_of(before).at_top()

    assert completed(before, after, "os.a(7)\n", lost) == "import os\n\nos.b(7)\n"


def test_sites_within_sites_are_all_rewritten() -> None:
    text = "import os\n\nA = os.getenv(os.getenv('A', 1), os.getenv('B', 2))\n"

    assert completed(*GETENV, text) == (
        "from env import get_env\n\nA = get_env().get(get_env().get('A', 1), get_env().get('B', 2))\n"
    )


def test_newlines_of_the_file_stay() -> None:
    text = "import os\r\n\r\nA = os.getenv(\r\n    'A',\r\n    1,\r\n)\r\n"

    assert completed(*GETENV, text) == (
        "from env import get_env\r\n\r\nA = get_env().get(\r\n    'A',\r\n    1,\r\n)\r\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "result"),
    [
        ("os.a(N)", "os.b(x=N)", "os.a(p + q)", "os.b(x=p + q)"),
        ("os.a(N)", "N.os", "os.a(p + q)", "(p + q).os"),
        ("os.a(N, x)", "N.y or x", "y = os.a(p, x).z", "y = (p.y or x).z"),
        ("os.a(N, x)", "N.y or x", "y = os.a(p, x)", "y = p.y or x"),
        ("os.a(N)", "await os.a(N)", "y = f(os.a(p))", "y = f(await os.a(p))"),
        ("os.a(N)", "os.b(os, N)", "os.a('q\"')", "os.b(os, 'q\"')"),
        ("os.a(N)", "os.b(N, 1)", "os.a(\n  p(\n    1))", "os.b(p(\n    1), 1)"),
        ("os.eq(N, x)", "assert N == x", "os.eq(p, x)", "assert p == x"),
        ("os.eq(N, x)", "assert N == x", "os.eq(p or q, x)", "assert (p or q) == x"),
        ("os.a(N, x)", "N + x", "os.a(p\n * 2, x)", "(p\n * 2 + x)"),
        ("g(os.a(N))", "g(N)", "g(os.a(p))", "g(p)"),
    ],
)
def test_what_stood_in_the_holes_keeps_its_text(old: str, new: str, code: str, result: str) -> None:
    assert completed(three(old), three(new), f"import os\n{code}\nos.sep\n") == f"import os\n{result}\nos.sep\n"


def test_arguments_that_move_as_a_whole_keep_their_stars() -> None:
    before = "import os\nos.a()\nos.a(1)\nos.a(1, 2)\n"
    after = "import os\nos.c(os.b())\nos.c(os.b(1))\nos.c(os.b(1, 2))\n"

    assert completed(before, after, "import os\nos.a(x, *y, z=f( 1 ), **w)\n") == (
        "import os\nos.c(os.b(x, *y, z=f( 1 ), **w))\n"
    )


def test_a_comment_that_would_be_lost_is_a_reason_to_decline() -> None:
    text = "import os\nos.a(  # why\n    p)\nos.sep\n"

    assert refusals(three("os.a(N)"), three("N.os"), text) == ["a comment inside it would be lost"]


def test_a_name_that_is_taken_is_a_reason_to_decline() -> None:
    text = "import os\ndef get_env(): ...\nA = os.getenv('A', 1)\n"

    assert refusals(*GETENV, text) == ["`get_env` stands for something else here"]


def test_an_import_that_is_made_in_two_ways_is_a_reason_to_decline() -> None:
    after = (
        "def f():\n    from env import get_env\n    get_env().get('0', 0)\n    get_env().get('1', 1)\n"
        "    get_env().get('2', 2)\n"
    )
    before = "import os\ndef f():\n" + "".join(f"    os.getenv('{n}', {n})\n" for n in range(3))

    assert refusals(before, after, "import os\nA = os.getenv('A', 1)\n") == [
        "how to import `get_env` cannot be told from the files that were rewritten"
    ]


def test_a_module_is_imported_as_it_was() -> None:
    after = three("e.get('N', N)", "import env as e\n")

    assert completed(GETENV[0], after, "import os\n\nA = os.getenv('A', 1)\n") == (
        "import env as e\n\nA = e.get('A', 1)\n"
    )


def test_the_mend_needs_consent_and_passes_all_checks() -> None:
    text = "import os\n\n\ndef f():\n    return os.getenv('A', 1)\n"
    rule = completing(*GETENV, text)
    task = Task(
        path=PATH,
        raw=text.encode(),
        rules=frozenset({rule.id}),
        mends=rule.id,
        surroundings=Surroundings(name=NAME, first_party=frozenset({"shop", "env"})),
    )
    held = inspect(task, Bench(rules=(rule,), known=frozenset({rule.id})))
    done = inspect(task, Bench(rules=(rule,), known=frozenset({rule.id}), unsafe=True))

    (kept,), (finding,) = held.findings, done.findings
    assert (kept.outcome, kept.violation.safety) == (Outcome.DECLINED, Safety.UNSAFE)
    assert kept.reason == "unsafe: learned from 3 sites; whether both forms do the same is not known"
    assert finding.outcome is Outcome.MENDED
    assert finding.violation.symbol == "f"
    assert done.rewrite is not None
    assert b"return get_env().get('A', 1)" in done.rewrite.after


def test_only_the_sites_it_is_told_are_found() -> None:
    text = "import os\n\nA = os.getenv('A', 1)\n"
    rule = completing(*GETENV, text)
    found = detect(loaded(text + "B = os.getenv('B', 1)\n"), [rule])

    assert [violation.span.line for violation in found] == [3]
    assert rule.concerns(PATH, b"")
    assert not rule.concerns("shop/other.py", b"")
    assert rule.knowledge != completing(*GETENV, "import os\nos.getenv('C', 1)\n").knowledge
    assert rule.titles_for(found[0].concept)[0] == "rewrite os.getenv($A, $B) to get_env().get($A, $B)"


def test_the_rule_can_be_handed_to_another_process() -> None:
    text = "import os\n\nA = os.getenv('A', 1)\n"
    rule = pickle.loads(pickle.dumps(completing(*GETENV, text)))  # noqa: S301 (made a moment ago)

    assert [violation.span.line for violation in detect(loaded(text), [rule])] == [3]
