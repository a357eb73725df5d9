from __future__ import annotations

import ast

import pytest

from remend.edits import splice
from remend.imports.place import place_import
from remend.model import Edit
from remend.module import Module, Surroundings
from remend.rule import Needs

LINE = "from shared.env import get_env"
SURROUNDINGS = Surroundings(name="shop.cart", first_party=frozenset({"shop", "shared"}))


def load(text: str) -> Module:
    module = Module.load("shop/cart.py", text.encode(), SURROUNDINGS)
    assert isinstance(module, Module), module
    return module


def answer(text: str, *, leaving: str = "", root: str | None = None) -> str:
    """The text with the import that the top-level statements with `USE` need, or why there is no place for it."""
    module = load(text)
    needs = Needs(module="shared.env", name="get_env", root=root)
    uses = [s for s in module.tree.body if any(isinstance(n, ast.Name) and n.id == "USE" for n in ast.walk(s))]
    gone = frozenset(s for s in module.tree.body if leaving and ast.unparse(s) == leaving)
    edit = place_import(module, needs, uses, gone)
    return splice(text, [edit]) if isinstance(edit, Edit) else edit


def in_function(text: str) -> str:
    """The text with the import in the body of its first function, or why there is no place for it."""
    module = load(text)
    function = next(n for n in ast.walk(module.tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)))
    edit = place_import(module, Needs(module="shared.env", name="get_env", function=function), [], frozenset())
    return splice(text, [edit]) if isinstance(edit, Edit) else edit


def marked(text: str) -> tuple[str, str]:
    """`text` without and with what stands between `<<` and `>>`, the import for IMPORT."""
    before, _, rest = text.partition("<<")
    added, _, after = rest.partition(">>")
    return before + after, before + added.replace("IMPORT", LINE) + after


@pytest.mark.parametrize(
    "text",
    [
        "<<IMPORT\n>>",
        "<<IMPORT\n\n>>x = USE\n",
        "<<IMPORT\n\n>>x = USE",
        "#!/usr/bin/env python\n<<IMPORT\n\n>>x = USE\n",
        "#!/usr/bin/env python\n<<\nIMPORT\n>>\nx = USE\n",
        "#!/usr/bin/env python\n# coding: utf-8\n<<IMPORT\n\n>>x = USE\n",
        "#!/usr/bin/env python\n<<IMPORT\n\n>># about x\nx = USE\n",
        "# Copyright of somebody\n# and its licence\n<<\nIMPORT\n>>\nx = USE\n",
        "<<IMPORT\n\n>># about x\nx = USE\n",
        "# nothing else\n<<\nIMPORT\n>>",
        '"""Doc."""\n<<\nIMPORT\n>>',
        '"""Doc."""<<\n\nIMPORT>>',
        '"""Doc."""\n<<\nIMPORT\n\n>>x = USE\n',
        '"""Doc."""\n<<\nIMPORT\n>>\n\nx = USE\n',
        '"""Doc."""  # more\n<<\nIMPORT\n\n>># about x\nx = USE\n',
        "# first\n'''Doc\n# as well.'''\n<<\nIMPORT\n>>\nx = USE\n",
        "from __future__ import annotations\n<<\nIMPORT\n>>\nx = USE\n",
        '"""Doc."""\n\nfrom __future__ import (\n    annotations,\n)\n<<\nIMPORT\n>>\n\ndef f(): USE\n',
    ],
)
def test_in_a_file_without_imports_it_stands_below_what_has_to_be_first(text: str) -> None:
    before, after = marked(text)

    assert answer(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "import os\n<<\nIMPORT\n>>x = USE\n",
        "import os\n<<\nIMPORT\n>>\n\nx = USE\n",
        "import os<<\n\nIMPORT>>",
        "import os  # why\n<<\nIMPORT\n>># about x\nx = USE\n",
        "import os \\\n    , sys\n<<\nIMPORT\n>>\nx = USE\n",
        "import os\n\nimport requests\n<<\nIMPORT\n>>\nx = USE\n",
        "import os\nimport requests\n<<IMPORT\n>>\nx = USE\n",
        "import os\n<<\nIMPORT\n>>x = USE\nimport sys\n",
        '"""Doc."""\nfrom __future__ import annotations\n\nimport os\n<<\nIMPORT\n>>\nx = USE\n',
        "from shared.env import *\n<<IMPORT\n>>x = USE\n",
    ],
)
def test_it_stands_below_the_imports_in_a_section_of_its_own_where_the_file_has_sections(text: str) -> None:
    before, after = marked(text)

    assert answer(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "import os\n\nfrom shared.alpha import a\n<<IMPORT\n>>from shared.zeta import z\n\nx = USE\n",
        "import os\n\nfrom shared.zeta import z\nfrom shared.alpha import a\n<<IMPORT\n>>\nx = USE\n",
        "import os\n\nfrom shared.alpha import a\nfrom shared.beta import b\n<<IMPORT\n>>\nx = USE\n",
        "import os\n\nimport shared.alpha\nimport shared.zeta\n<<IMPORT\n>>\nx = USE\n",
        "import os\n\nfrom shared import a\n<<IMPORT\n>>\nfrom shop import b\n\nx = USE\n",
        "import os\n\n<<IMPORT\n>>from shop.alpha import a\nfrom shop.zeta import z\n\nx = USE\n",
        "import os\n\n<<IMPORT\n>>from shop.zeta import z\n\nx = USE\n",
        "import os\n\n<<IMPORT\n\n>>from . import b\n\nx = USE\n",
        "import os\nimport requests\nimport shop.cart\n<<IMPORT\n>>import zope\nx = USE\n",
    ],
)
def test_it_stands_beside_its_like(text: str) -> None:
    before, after = marked(text)

    assert answer(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "<<IMPORT\n\n>>try:\n    from shared.env import a\nexcept ImportError:\n    a = 1\nx = USE\n",
        "<<IMPORT\n\n>>if TYPE_CHECKING:\n    from shared.env import a\nx = USE\n",
        "<<IMPORT\n\n>>def f():\n    from shared.env import a\n\n\nx = USE\n",
        "import os\ntry:\n    import z\nexcept ImportError:\n    z = 1\nimport sys\n<<\nIMPORT\n>>x = USE\n",
        "import os\n<<\nIMPORT\n>>if a:\n    from shared import b\nx = USE\n",
    ],
)
def test_an_import_that_may_not_run_is_no_anchor(text: str) -> None:
    before, after = marked(text)

    assert answer(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "<<IMPORT\n\n>>x = USE\nimport os\n",
        "<<IMPORT\n\n>>x = USE\nfrom shared.env import a\n",
        "import os\n<<\nIMPORT\n>>@USE\ndef f(): pass\nfrom shared.alpha import a\n",
        "<<IMPORT\n\n>>import os; x = USE\n",
        "<<IMPORT\n\n>>import os; import sys\n\nx = USE\n",
        '"""Doc."""; import os\n<<\nIMPORT\n\n>>x = USE\n',
    ],
)
def test_it_stands_above_the_first_use(text: str) -> None:
    before, after = marked(text)

    assert answer(before) == after


@pytest.mark.parametrize("text", ['"""Doc."""; x = USE\n', "from __future__ import annotations; x = USE\n"])
def test_where_no_line_is_above_the_first_use_there_is_no_place(text: str) -> None:
    assert answer(text) == "there is no line for its import above it"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from shared.env import a\nx = USE\n", "from shared.env import a, get_env\nx = USE\n"),
        ("from shared.env import a  # noqa\n", "from shared.env import a, get_env  # noqa\n"),
        ("from shared.env import a; import b\n", "from shared.env import a, get_env; import b\n"),
        ("from ..shared.env import a\n", f"{LINE}\n\nfrom ..shared.env import a\n"),
        ("from shared.env import get_env as g\n", "from shared.env import get_env as g, get_env\n"),
        ("import os\r\nfrom shared.env import (\r\n    a,\r\n)\r\n", None),
    ],
)
def test_it_goes_into_an_import_of_the_same_module(before: str, after: str | None) -> None:
    assert answer(before) == (after or before.replace("    a,\r\n", "    a,\r\n    get_env,\r\n"))


def test_a_relative_import_of_the_same_module_is_one() -> None:
    module = load("from .env import a\n")

    edit = place_import(module, Needs(module="shop.env", name="get_env"), [], frozenset())

    assert edit == Edit(0, 18, "from .env import a, get_env")


def test_an_import_that_is_there_and_does_not_help_is_not_added_again() -> None:
    assert answer("from shared.env import get_env\nx = USE\n") == (
        "the import that stands there does not reach the place that needs it"
    )


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_lines_end_as_they_do_in_the_file(newline: str) -> None:
    text = "import os\n\n\nx = USE\n".replace("\n", newline)

    assert answer(text) == f"import os\n\n{LINE}\n\n\nx = USE\n".replace("\n", newline)


@pytest.mark.parametrize(
    "text",
    [
        "<<IMPORT\n>>import os\n\nx = USE\n",
        '"""Doc."""\n\n<<IMPORT\n>>import os\nx = USE\n',
        "import sys\n<<\nIMPORT\n>>import os\n\nx = USE\n",
        "from shared import a\n<<IMPORT\n>>import os\n\nx = USE\n",
    ],
)
def test_an_import_that_goes_gives_its_place_and_is_no_anchor(text: str) -> None:
    before, after = marked(text)

    assert answer(before, leaving="import os") == after


PREPARE = "sys.path.insert(0, str(Path(__file__).parent.parent))\n"


@pytest.mark.parametrize(
    "text",
    [
        f"import sys\n{PREPARE}<<\nIMPORT\n\n>>x = USE\n",
        f"import sys\n{PREPARE}import os\n<<\nIMPORT\n>>x = USE\n",
        f"import sys\n{PREPARE}from shared import a\n<<IMPORT\n>>x = USE\n",
        f"import sys\nfrom shared import a\n<<IMPORT\n>>{PREPARE}x = USE\n",
        "import sys\n<<\nIMPORT\n>>sys.path.insert(0, str(Path(__file__).parent / 'lib'))\nx = USE\n",
    ],
)
def test_it_stands_below_what_prepares_the_path_to_it(text: str) -> None:
    before, after = marked(text)

    assert answer(before, root="") == after


def test_above_what_prepares_the_path_it_cannot_be_imported() -> None:
    assert answer(f"import sys\nx = USE\n{PREPARE}", root="") == (
        "shared.env can be imported only below line 3, which prepares sys.path"
    )


def test_a_module_that_is_not_the_projects_own_needs_no_path() -> None:
    assert answer(f"import sys\n{PREPARE}x = USE\n") == f"import sys\n\n{LINE}\n{PREPARE}x = USE\n"


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    <<IMPORT\n    >>USE\n",
        "async def f():\n  <<IMPORT\n  >>USE",
        "class A:\n\t@d\n\tdef f(self):\n\t\t<<IMPORT\n\t\t>>USE\n",
        'def f():\n    """Doc."""\n    <<IMPORT\n    >>USE\n',
        'def f():\n    """Doc\n    # as well"""\n    <<IMPORT\n    >>USE\n',
        'def f(a="""\n# odd""") -> int:\n    <<IMPORT\n    >>USE\n',
        "def f():\n    <<IMPORT\n    >># why\n    # and how\n    USE\n",
        'def f():\n    """Doc."""\n\n    <<IMPORT\n    >># why\n    USE\n',
        "def f(\n    a,  # one\n    # two\n) -> int:\n    <<IMPORT\n    >># why\n    USE\n",
        "def f():\n    <<IMPORT\n    >>@d\n    def g(): pass\n",
        "def f():\n    <<IMPORT\n    >>a; USE\n",
        "def f():\r\n    <<IMPORT\r\n    >>USE\r\n",
    ],
)
def test_in_a_function_it_is_the_first_statement_below_the_docstring(text: str) -> None:
    before, after = marked(text)

    assert in_function(before) == after


@pytest.mark.parametrize(
    "text", ["def f(): USE\n", "if a:\n    def f(): USE\n", "def f():\n    'Doc.'; USE\n", "def f(): \\\n    USE\n"]
)
def test_a_body_on_the_line_of_its_def_has_no_place(text: str) -> None:
    assert in_function(text) == "the body of f stands on the line of its def"
