"""LibCST codemods, loaded and run as they are in the process of a plug-in."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from plugging import CODEMOD
from remend.plugin.codemod import load_codemod
from remend.plugin.host import PluginError
from remend.plugin.messages import Answer, Call, Job

TYPED = """
from libcst.codemod import ContextAwareTransformer, VisitorBasedCodemodCommand
from libcst.metadata import FullyQualifiedNameProvider, TypeInferenceProvider


class Typed(VisitorBasedCodemodCommand):
    METADATA_DEPENDENCIES = (TypeInferenceProvider,)


class Plain(ContextAwareTransformer):
    def __init__(self, context, ending="_"):
        super().__init__(context)
        self.ending = ending

    def leave_Name(self, original_node, updated_node):
        return updated_node.with_changes(value=original_node.value + self.ending)


class Named(VisitorBasedCodemodCommand):
    METADATA_DEPENDENCIES = (FullyQualifiedNameProvider,)

    def leave_Name(self, original_node, updated_node):
        names = self.get_metadata(FullyQualifiedNameProvider, original_node, ())
        return updated_node.with_changes(value=next((each.name.replace(".", "_") for each in names), "none"))
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with codemods, from which modules are imported, and forgotten afterwards."""
    files = {"works": CODEMOD, "broken": "def\n", "lacking": "import absent\n", "typed": TYPED}
    for name, text in files.items():
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        monkeypatch.delitem(sys.modules, name, raising=False)
        monkeypatch.setitem(sys.modules, name, None)
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return tmp_path


def call(root: Path, target: str, **args: object) -> Call:
    return Call(kind="codemod", target=target, args=args, folders=(str(root),), seconds=1)


@pytest.mark.parametrize(
    ("target", "args", "key", "problem"),
    [
        ("nowhere.at_all:It", {}, "codemod", "there is no module nowhere, neither in the project nor among what is"),
        ("works:It", {}, "codemod", "the module works has no It"),
        ("works.NOTHING", {}, "codemod", "works.NOTHING is no LibCST codemod, which is a class below libcst.codemod."),
        ("broken:It", {}, "codemod", "broken cannot be imported (SyntaxError: "),
        ("lacking:It", {}, "codemod", "lacking cannot be imported (ModuleNotFoundError: No module named 'absent')"),
        ("typed:Typed", {}, "codemod", "Typed needs the metadata of TypeInferenceProvider, which remend cannot give"),
        ("works:Rename", {"odd": 1}, "args", "Rename does not know odd; it knows old, new, most"),
        ("works:Rename", {"new": "odd"}, "args", "new is one of new, newer, very_old, not odd"),
        ("works:Rename", {"most": "many"}, "args", "most cannot be many (ValueError: invalid literal for int()"),
        ("works:Needs", {}, "args", "Needs does not take them (TypeError: missing a required argument: 'what')"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(
    root: Path, target: str, args: dict[str, object], key: str, problem: str
) -> None:
    with pytest.raises(PluginError) as caught:
        load_codemod(call(root, target, **args))

    assert caught.value.key == key
    assert caught.value.problem.startswith(problem)


def test_options_that_are_not_given_have_their_defaults(root: Path) -> None:
    run = load_codemod(call(root, "works.Rename", new="newer"))

    assert run(Job(path="a.py", module="a", text="old = 1\n")) == Answer(text="newer = 1\n")


def test_any_codemod_will_do(root: Path) -> None:
    run = load_codemod(call(root, "typed:Plain", ending="2"))

    assert run(Job(path="a.py", module="a", text="a = b\n")) == Answer(text="a2 = b2\n")


def test_qualified_names_begin_at_the_source_root(root: Path) -> None:
    run = load_codemod(call(root, "typed:Named"))

    assert run(Job(path="src/shop/cart.py", module="shop.cart", text="def f(): ...\n")).text == (
        "def shop_cart_f(): ...\n"
    )
