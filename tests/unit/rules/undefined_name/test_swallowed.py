from __future__ import annotations

import pytest

from remend.index.extract import extract
from remend.index.index import Definition, Index
from remend.index.modules import ModuleMap
from remend.module import Module
from remend.naming.uses import Uses
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.swallowed import SwallowedImport, find_swallowed

LINE = "from lib import env\n"


def question(code: str) -> Question:
    module = Module.load("app.py", code.encode())
    assert isinstance(module, Module)
    return Question(module, "env", Uses())


def swallowed(code: str, *, verdict: bool | None = None) -> list[Candidate]:
    def fits(_found: Definition, _uses: Uses) -> bool | None:
        return verdict

    texts = {"app.py": code, "lib.py": "def env(): ...\ndef other(): ...\n"}
    index = Index({path: extract(path, text.encode()) for path, text in texts.items()}, ModuleMap(texts))
    return list(SwallowedImport(index, fits)(question(code)))


def test_an_import_inside_the_docstring_was_meant_to_run() -> None:
    evidence = ("line 2 imports it, but stands inside a string",)
    assert swallowed(f'"""\n{LINE}Text.\n"""\nenv()\n') == [Candidate(module="lib", name="env", evidence=evidence)]


def test_its_alias_is_kept() -> None:
    (candidate,) = swallowed('import os\n"""\nfrom lib import other as env\n"""\nenv()\n')
    assert (candidate.module, candidate.name, candidate.alias) == ("lib", "other", "env")


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f'"""\n    {LINE}"""\nenv()\n', id="an example"),
        pytest.param('"""\n>>> from lib import env\n"""\nenv()\n', id="a doctest"),
        pytest.param(f'TEXT = """\n{LINE}"""\nenv()\n', id="a text that is used"),
        pytest.param('"""\nfrom gone import env\n"""\nenv()\n', id="it does not exist"),
        pytest.param(f'"""\n{LINE}from lib import other as env\n"""\nenv()\n', id="two differ"),
        pytest.param('"""\nfrom .lib import env\n"""\nenv()\n', id="relative"),
        pytest.param('"""\nimports env from lib\nimport env.x\n"""\nenv()\n', id="prose and a module"),
    ],
)
def test_there_is_no_such_import_where(code: str) -> None:
    assert swallowed(code) == []


def test_an_import_that_cannot_be_meant_is_not_taken() -> None:
    assert swallowed(f'"""\n{LINE}"""\nenv.x\n', verdict=False) == []


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ('"""\nenv = make()\n"""\n', "line 2, `env = make()`, would bind it, but stands inside a string"),
        (f'"""\n{LINE}"""\n', "line 2, `from lib import env`, would bind it, but stands inside a string"),
        ('"""\nfrom lib import env as e\nx = env\nenv: the environment\n"""\n', ""),
    ],
)
def test_the_line_that_never_runs_is_told(code: str, told: str) -> None:
    assert find_swallowed(question(code)) == told
