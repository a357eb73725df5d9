"""What can be said of a declared codemod before any of it is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from remend.config import load_config
from remend.errors import ConfigError
from remend.model import Safety, Severity
from remend.rule import RuleType


def declared(folder: Path, text: str) -> dict[str, RuleType]:
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return dict(load_config(folder).declared)


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ('codemod = "pkg.mod:ConvertFormat"', "convert-format"),
        ('codemod = "pkg.mod.ConvertFormatCommand"', "convert-format"),
        ('codemod = "pkg.mod:UseHTTPClient2"', "use-http-client2"),
        ('codemod = "pkg.mod:_Private_One"', "private-one"),
        ('query = "tools/rename_it.py"', "rename-it"),
        ('codemod = "pkg.mod:A"\nname = "own"', "own"),
    ],
)
def test_a_codemod_is_named_after_its_class_or_file(tmp_path: Path, keys: str, name: str) -> None:
    (rule,) = declared(tmp_path, f"[[tool.remend.codemod]]\n{keys}\n")

    assert rule == name


def test_what_it_says_of_itself(tmp_path: Path) -> None:
    text = '[[tool.remend.codemod]]\ncodemod = "pkg:Mend"\nseverity = "high"\ntriggers = ["b", "a"]\n'
    (plain,) = declared(tmp_path, text).values()
    (told,) = declared(tmp_path, f'{text}subject = "mend it"\nmessage = "It is old.\\n\\nVery."\n').values()

    assert (plain.summary, plain.subject, plain.safety) == ("Mend writes it otherwise", "run mend", Safety.UNSAFE)
    assert (told.summary, told.subject, told.severity) == ("It is old", "mend it", Severity.HIGH)
    assert told.__doc__ == "It is old.\n\nVery.\n\n`pkg:Mend` is run on each file, and what it changes is verified."
    assert told.triggers == (b"a", b"b")


def test_a_codemod_is_selected_as_other_rules_are(tmp_path: Path) -> None:
    declared(tmp_path, '[tool.remend]\nselect = ["mend"]\n[[tool.remend.codemod]]\ncodemod = "pkg:Mend"\n')

    assert load_config(tmp_path).select == ("mend",)


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        ("", "0: say either `codemod`, a class, or `query`, a file"),
        ('codemod = "a:B"\nquery = "c.py"', "0: say either `codemod`, a class, or `query`, a file"),
        ('codemod = "Alone"', "0.codemod: `Alone` is no class as in `package.module:Class`"),
        ('name = "x"\ncodemod = "a/b.py"', "x.codemod: `a/b.py` is no class as in `package.module:Class`"),
        ('query = "../c.py"', "0.query: `../c.py` is no Python file below the root of the project"),
        ('query = "c.txt"', "0.query: `c.txt` is no Python file below the root of the project"),
        ('query = "1.py"', "0.name: this key is required where `1` gives no name for a rule"),
        ('query = "c.py"\nargs = { a = 1 }', "0.args: the arguments of a query are a list of texts"),
        ('codemod = "a:B"\nargs = ["c"]', "0.args: the arguments of a codemod are a table of what its options would"),
        ('codemod = "a:B"\nmax-seconds = 0', "0.max-seconds: expected "),
        ('codemod = "a:B"\ntrigers = ["a"]', "0.trigers: unknown key; did you mean `triggers`?"),
        ('codemod = "a:B"\nexamples = [{ before = "a" }]', "0.examples: number 1 needs `before` and `after`, or `ke"),
        ('codemod = "a:EnvAccess"', "0.name: there is another rule `env-access`; name this one otherwise"),
    ],
)
def test_what_is_wrong_with_a_table_is_one_sentence(tmp_path: Path, keys: str, what: str) -> None:
    with pytest.raises(ConfigError) as caught:
        declared(tmp_path, f"[[tool.remend.codemod]]\n{keys}\n")

    assert str(caught.value).startswith(f"{tmp_path / 'pyproject.toml'}: tool.remend.codemod.{what}")


def test_two_of_one_name_are_refused(tmp_path: Path) -> None:
    table = '[[tool.remend.codemod]]\ncodemod = "a:Mend"\n'
    replace = '[[tool.remend.replace]]\nname = "mend"\nmatch = "m.f()"\nreplace = "m.g()"\n'

    for text in (table + table, replace + table):
        with pytest.raises(ConfigError, match="there is another rule `mend`"):
            declared(tmp_path, text)
