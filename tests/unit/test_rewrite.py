from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st

from remend.detect import detect
from remend.edits import splice
from remend.model import Edit, Safety, Span, Violation
from remend.module import Module, Site, Surroundings
from remend.rewrite import Attempt, rewrite
from remend.rule import Change, Mend, Needs
from throwaway import NEW, Changed, Old, Plan, load, renamed

WHOLE = "it can only be mended together with other places, one of which is left as it is"


def attempt(module: Module, plan: Plan | None = None) -> Attempt:
    rule = Old(plan)
    return rewrite(module, rule, detect(module, [rule]))


def mended(text: str, plan: Plan | None = None, surroundings: Surroundings | None = None) -> str:
    """The text after all its violations were mended."""
    found = attempt(load(text, surroundings), plan)
    assert found.declined == ()
    assert found.rewrite is not None
    return found.rewrite.after.decode()


def reasons(text: str, plan: Plan | None = None) -> list[str]:
    """Why each violation of a text was declined; nothing is mended."""
    found = attempt(load(text), plan)
    assert found.rewrite is None
    return [declined.reason for declined in found.declined]


def parsed(template: str) -> Callable[[cst.CSTNode], Changed]:
    """A codemod that puts the fragment in the place of `X`."""

    def codemod(node: cst.CSTNode) -> Changed:
        return cst.parse_expression(template.replace("X", cst.Module([]).code_for_node(node)))

    return codemod


def both(node: cst.CSTNode) -> Changed:
    """The statement, renamed, and another one below it."""
    return [renamed(node), cst.Expr(cst.parse_expression("more()"))]


def block(node: cst.CSTNode) -> Changed:
    """An `if` around the statement."""
    statement = renamed(node)
    assert isinstance(statement, cst.BaseSmallStatement)
    return cst.If(test=cst.Name("a"), body=cst.IndentedBlock([cst.SimpleStatementLine([statement])]))


def test_what_lies_outside_the_fragments_stays_byte_for_byte() -> None:
    text = "\f# é \r\nx = old \t\r\n\n\ry = f( old )  # old\r\n  \r'old'"

    assert mended(text) == text.replace("x = old", "x = new").replace("( old )", "( new )")


def test_a_rewrite_tells_what_it_did() -> None:
    module = load("x = old, keep\ny = old\n")
    rule = Old()
    violations = detect(module, [rule])

    found = rewrite(module, rule, violations)

    assert found.rewrite is not None
    assert (found.rewrite.rule, found.rewrite.path) == ("old", "shop/cart.py")
    assert found.rewrite.before == b"x = old, keep\ny = old\n"
    assert found.rewrite.after == b"x = new, keep\ny = new\n"
    assert found.rewrite.mended == violations
    assert found.rewrite.edits == (Edit(4, 7, "new"), Edit(18, 21, "new"))


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("# coding: latin-1\n'é'; old\n", "latin-1"),
        ("\ufeffé = old\r\n", "utf-8"),
        ("# coding: shift_jis\n'表'; old\n", "shift_jis"),
    ],
)
def test_a_file_keeps_its_encoding(raw: str, encoding: str) -> None:
    found = attempt(load(raw, encoding=encoding))

    assert found.rewrite is not None
    assert found.rewrite.after == raw.replace("old", "new").encode(encoding)


def test_a_result_that_the_encoding_cannot_hold_is_declined() -> None:
    module = load("# coding: latin-1\nold\n", encoding="latin-1")

    found = attempt(module, Plan(codemod=lambda _: cst.Name("нов")))

    assert found.rewrite is None
    assert [d.reason for d in found.declined] == ["the file's encoding, iso-8859-1, cannot hold the result"]


def test_nothing_to_mend_is_no_rewrite() -> None:
    assert rewrite(load("old\n"), Old(), ()) == Attempt(rewrite=None)


def test_a_mend_works_on_what_the_mends_inside_it_left() -> None:
    plan = Plan(codemod=parsed("g(X)"), up=1)

    assert mended("old(old(1))\n", plan) == "g(old(g(old(1))))\n"


def test_a_codemod_sees_its_fragment_without_parentheses_of_ours() -> None:
    plan = Plan(
        codemod=lambda node: renamed(node) if isinstance(node, cst.Tuple) and len(node.lpar) < 2 else None, up=1
    )

    assert mended("x = (old, 1)\n", plan) == "x = (new, 1)\n"
    assert mended("x = old, 1\n", plan) == "x = new, 1\n"
    assert mended("x = ((\n    old,\n    1))\n", plan) == "x = ((\n    new,\n    1))\n"


def test_two_mends_of_one_target_are_one_too_many() -> None:
    found = attempt(load("f(old, old)\n"), Plan(up=1))

    assert found.rewrite is not None
    assert found.rewrite.after == b"f(new, new)\n"
    assert [d.reason for d in found.declined] == ["another mend already rewrites the same code"]


def test_a_reason_of_the_rule_is_handed_on() -> None:
    assert reasons("old\nold\n", Plan(reason="not today")) == ["not today", "not today"]


def test_mends_that_belong_together_are_made_together() -> None:
    assert mended("old; old\n", Plan(together=2)) == "new; new\n"


def test_where_one_is_left_out_none_of_them_is_made() -> None:
    assert reasons("old; old\n", Plan(together=3)) == [WHOLE, WHOLE]


def test_where_one_turns_out_impossible_none_of_them_is_made() -> None:
    plan = Plan(codemod=lambda node: None if isinstance(node, cst.Call) else renamed(node), up=1, together=2)

    assert reasons("x = old(1)\ny = -old\n", plan) == ["its form was not expected by the codemod", WHOLE]


def test_a_codemod_that_says_no_leaves_the_others_their_mends() -> None:
    plan = Plan(codemod=lambda node: None if isinstance(node, cst.Call) else renamed(node), up=1)

    found = attempt(load("x = old(1)\ny = -old\n"), plan)

    assert found.rewrite is not None
    assert found.rewrite.after == b"x = old(1)\ny = -new\n"
    assert [d.reason for d in found.declined] == ["its form was not expected by the codemod"]


def test_a_refused_mend_leaves_those_inside_it_theirs() -> None:
    plan = Plan(codemod=lambda node: None if isinstance(node, cst.Call) and len(node.args) > 1 else renamed(node), up=1)

    found = attempt(load("old(2, old(1))\n"), plan).rewrite
    assert found is not None
    assert found.after == b"old(2, new(1))\n"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("f(  # why\n    old,\n)\n", "f(  # why\n    new,\n)\n"),
        ("f(\r\n    old,  # why\r\n)\r\n", "f(\r\n    new,  # why\r\n)\r\n"),
        ("f(\r    old,\r)\r", "f(\r    new,\r)\r"),
        ("f(old, '#a', '''\n# b''')\n", "f(new, '#a', '''\n# b''')\n"),
    ],
)
def test_comments_and_newlines_inside_a_fragment_are_kept(text: str, after: str) -> None:
    assert mended(text, Plan(up=1)) == after


def test_a_comment_that_would_be_lost_is_worth_more_than_the_mend() -> None:
    plan = Plan(codemod=lambda _: cst.Name("new"), up=1)

    assert reasons("f(  # why\n    old,\n)\n", plan) == ["a comment inside it would be lost"]


def test_a_hash_in_a_string_is_no_comment() -> None:
    assert mended("f(old, '#a')\n", Plan(codemod=lambda _: cst.Name("new"), up=1)) == "new\n"


def test_a_fragment_with_mixed_newlines_is_declined() -> None:
    assert reasons("f(\r\n    old,\n)\n", Plan(up=1)) == ["its lines end in different newlines"]


def test_what_is_too_deep_for_libcst_is_declined() -> None:
    text = "f(" + "-" * 600 + "1, old)\n"

    assert reasons(text, Plan(up=1)) == ["it is nested too deeply for LibCST"]


STATEMENT = Plan(codemod=both, up=1, statement=True)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("old\n", "new\nmore()\n"),
        ("old", "new\nmore()"),
        ("if a:\n\told  # why\n", "if a:\n\tnew\n\tmore()  # why\n"),
        ("if a:\r\n  old\r\n", "if a:\r\n  new\r\n  more()\r\n"),
        ("class A:\n  def f(self):\n    old\n", "class A:\n  def f(self):\n    new\n    more()\n"),
    ],
)
def test_a_statement_may_become_several(text: str, after: str) -> None:
    assert mended(text, STATEMENT) == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("old\n", "if a:\n    new\n"),
        ("if a:\n  old\n", "if a:\n  if a:\n    new\n"),
        ("def f():\n\told\n", "def f():\n\tif a:\n\t\tnew\n"),
        ("x\r\nif b:\r\n  c\r\nold\r\n", "x\r\nif b:\r\n  c\r\nif a:\r\n  new\r\n"),
        ("if b: c\nold\n", "if b: c\nif a:\n    new\n"),
    ],
)
def test_a_statement_may_become_a_block_in_the_files_indentation(text: str, after: str) -> None:
    assert mended(text, Plan(codemod=block, up=1, statement=True)) == after


@pytest.mark.parametrize("text", ["if a: old\n", "old; b\n", "b; old\n", "for old in old: old\n", "b; \\\nold\n"])
@pytest.mark.parametrize("codemod", [both, block])
def test_beside_other_code_a_statement_stays_one(text: str, codemod: Callable[[cst.CSTNode], Changed]) -> None:
    plan = Plan(codemod=codemod, up=1, statement=True, words=("old",))
    text = text.replace("for old in old", "for b in c")

    assert reasons(text, plan) == ["it shares its lines with other code, and becomes more than one line"]


def test_beside_other_code_a_statement_that_stays_one_is_mended() -> None:
    assert mended("if a: old; b\n", Plan(up=1, statement=True)) == "if a: new; b\n"


def test_where_python_places_a_node_wrongly_nothing_is_mended() -> None:
    text = "f'''\n  {f\"\"\"a{old}\n{{ {old}\"\"\"} {old}'''\n"

    found = attempt(load(text))

    after = found.rewrite.after.decode() if found.rewrite is not None else text
    assert ast.unparse(ast.parse(after)).count("new") == 3 - len(found.declined)
    assert {d.reason for d in found.declined} <= {"where it stands in this f-string cannot be told"}


IMPORTS = Plan(needs=NEW, frees=True)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("import old\n\nx = old\n", "from shared.env import new\n\nx = new\n"),
        ("import sys\nimport old\n\nx = old\n", "import sys\n\nfrom shared.env import new\n\nx = new\n"),
        ("from shared.env import old\n\nx = old\n", "from shared.env import new\n\nx = new\n"),
        ("from shared.env import a, old\n\nx = old\n", "from shared.env import a, new\n\nx = new\n"),
        ("from shared.env import old, z\nx = old, z\n", "from shared.env import z, new\nx = new, z\n"),
        ("import old\nimport a, old\nx = old\n", "import a\n\nfrom shared.env import new\nx = new\n"),
    ],
)
def test_the_import_that_is_needed_comes_as_the_one_that_is_not_goes(text: str, after: str) -> None:
    assert mended(text, IMPORTS) == after


def test_two_names_of_one_module_go_into_one_import() -> None:
    class Two(Old):
        def mend(self, violation: Violation, module: Module) -> Mend | str:
            mend = super().mend(violation, module)
            assert isinstance(mend, Mend)
            return replace(mend, needs=(Needs(module="shared.env", name=f"new_{violation.form}"),))

    rule = Two(Plan(words=("old", "older"), codemod=lambda _: cst.Name("x")))
    module = load("from shared.env import a\nold, older\n")

    found = rewrite(module, rule, detect(module, [rule]))

    assert found.rewrite is not None
    assert found.rewrite.after == b"from shared.env import a, new_old, new_older\nx, x\n"


def test_two_names_of_one_module_that_is_not_imported_yet_share_a_line() -> None:
    class Two(Old):
        def mend(self, violation: Violation, module: Module) -> Mend | str:
            names = ("b", "a")
            return Mend(needs=tuple(Needs(module="shared.env", name=name) for name in names))

    module = load("import sys\n\nold\n")

    found = rewrite(module, Two(), detect(module, [Two()]))

    assert found.rewrite is not None
    assert found.rewrite.after == b"import sys\n\nfrom shared.env import a, b\n\nold\n"


def test_a_mend_may_change_several_places_for_several_violations() -> None:
    class Both(Old):
        def mend(self, violation: Violation, module: Module) -> Mend | str:
            sites: dict[Span, Site] = module.notes[self.id]
            new = (Change(target=span, codemod=lambda _: cst.Name("new")) for span in sites)
            made: Mend = module.notes.setdefault("mend", Mend(changes=tuple(new)))
            return made

    module = load("old + old\n")

    found = rewrite(module, Both(), detect(module, [Both()]))

    assert found.rewrite is not None
    assert found.rewrite.after == b"new + new\n"
    assert len(found.rewrite.mended) == 2


def test_what_one_mend_answers_is_declined_together() -> None:
    class Half(Old):
        def mend(self, violation: Violation, module: Module) -> Mend | str:
            sites: dict[Span, Site] = module.notes[self.id]
            codemods = (lambda _: cst.Name("new"), lambda _: None)
            each = (Change(target=span, codemod=codemod) for span, codemod in zip(sites, codemods, strict=True))
            made: Mend = module.notes.setdefault("mend", Mend(changes=tuple(each)))
            return made

    module = load("old + old\n")

    found = rewrite(module, Half(), detect(module, [Half()]))

    assert found.rewrite is None
    assert [declined.reason for declined in found.declined] == ["its form was not expected by the codemod"] * 2


PREPARE = "import sys\nsys.path.append(str(Path(__file__).parent.parent))\n"


@pytest.mark.parametrize(
    "text",
    [
        "old\n|import z\nfrom shared import y\n",
        "def f(): old\n|f()\nfrom shared import y\n",
        "def f(): old\ndef g(): f()\n|g()\nfrom shared import y\n",
        "class A:\n    def f(self): old\n|x = A().f()\nfrom shared import y\n",
        "f = lambda: old\n|f()\nfrom shared import y\n",
        "def f(): old\n|@f\ndef g(): pass\nfrom shared import y\n",
        "if a:\n    def f(): old\n|x = [f() for _ in b]\nfrom shared import y\n",
    ],
)
def test_the_import_stands_above_the_first_statement_that_runs_a_mended_place(text: str) -> None:
    first = "from shared.env import new\n\n"

    assert mended(text.replace("|", ""), Plan(needs=NEW)) == first + text.replace("|", "").replace("old", "new")


@pytest.mark.parametrize(
    "text",
    [
        "def f(): old\nfrom shared import y\n|f()\n",
        "def f(): old\nx = 1\nfrom shared import y\n|",
        "def f(): old\ndef g(): f()\nfrom shared import y\n|g()\n",
        "def f(): old\nx = lambda: f()\nfrom shared import y\n|",
    ],
)
def test_what_only_defines_a_mended_place_does_not_run_it(text: str) -> None:
    after = text.replace("|", "from shared.env import new\n").replace("old", "new")

    assert mended(text.replace("|", ""), Plan(needs=NEW), Surroundings(first_party=frozenset({"shared"}))) == after


def test_a_mend_whose_import_has_no_place_is_declined_and_the_others_go_on() -> None:
    needs = Needs(module="shared.env", name="new", root="")
    text = f"x = old\n{PREPARE}"

    assert reasons(text, Plan(needs=needs)) == ["shared.env can be imported only below line 3, which prepares sys.path"]


@given(st.text(max_size=20), st.lists(st.tuples(st.integers(0, 20), st.text(max_size=3)), max_size=4))
def test_a_splice_changes_the_edits_alone(text: str, inserts: list[tuple[int, str]]) -> None:
    edits = [Edit(min(at, len(text)), min(at, len(text)), new) for at, new in inserts]

    after = splice(text, edits)

    assert len(after) == len(text) + sum(len(edit.text) for edit in edits)
    assert splice(text, []) == text


def test_a_splice_of_a_part_takes_the_edits_within_it() -> None:
    assert splice("abcdef", [Edit(2, 3, "X"), Edit(3, 3, "Y")], 1, 5) == "bXYde"


def test_edits_do_not_overlap() -> None:
    with pytest.raises(AssertionError, match="edits overlap"):
        splice("abcdef", [Edit(0, 3, "X"), Edit(2, 4, "Y")])


def test_safety_is_not_the_concern_of_rewriting() -> None:
    assert mended("old\n", Plan(safety=Safety.UNSAFE)) == "new\n"


def test_a_text_takes_the_place_of_anything() -> None:
    assert mended("x = old.y\r\n", Plan(text="a\nb")) == "x = a\r\nb.y\r\n"
    assert mended("f(old, 1)\n", Plan(text="")) == "f(, 1)\n"


def test_a_text_stays_apart_from_the_word_beside_it() -> None:
    assert mended('x = 1 if"a"in old else 2\n', Plan(up=0, text="new")) == 'x = 1 if"a"in new else 2\n'


def test_a_text_that_would_take_another_mend_away_is_declined() -> None:
    found = attempt(load("f(old, g(old))\n"), Plan(up=1, text="new()"))

    assert found.rewrite is not None
    assert found.rewrite.after == b"f(old, new())\n"
    assert [each.reason for each in found.declined] == ["another mend rewrites code that it replaces"]
