from __future__ import annotations

from dataclasses import replace

import pytest

from questions import ask, ground_of, written
from remend.rules.undefined_name.definers import Definers
from remend.rules.undefined_name.seek import ENOUGH

APP = {
    "app/__init__.py": "",
    "app/core/__init__.py": "from app.core._engine import Engine\n",
    "app/core/_engine.py": "class Engine: ...\nclass Hidden: ...\n",
    "app/shapes.py": "def make_circle(radius): ...\nLIMIT = 1\nbuffer = []\nT = TypeVar('T')\ndef run(): ...\n",
    "app/web/__init__.py": "",
}


def definers(files: dict[str, str], use: str, name: str, path: str = "app/web/use.py") -> list[str]:
    project = {**files, path: use}
    return [written(candidate) for candidate in Definers(ground_of(project))(ask(project, path, name))]


def weight(files: dict[str, str], use: str, name: str, path: str = "app/web/use.py") -> float:
    project = {**files, path: use}
    return max(candidate.weight for candidate in Definers(ground_of(project))(ask(project, path, name)))


@pytest.mark.parametrize(
    ("use", "name", "found"),
    [
        ("make_circle(1)", "make_circle", ["from app.shapes import make_circle"]),
        ("make_circle()", "make_circle", ["from app.shapes import make_circle # it does not take these arguments"]),
        ("LIMIT", "LIMIT", ["from app.shapes import LIMIT"]),
        ("shapes.make_circle", "shapes", ["from app import shapes"]),
        ("shapes.make_square", "shapes", ["from app import shapes # it has no make_square"]),
        ("shapes", "shapes", []),
        ("app.core", "app", ["import app"]),
        ("nothing()", "nothing", []),
    ],
)
def test_a_definition_of_the_project_may_be_meant(use: str, name: str, found: list[str]) -> None:
    assert definers(APP, use, name) == found


def test_a_package_that_gives_a_name_away_is_preferred_from_outside() -> None:
    assert definers(APP, "Engine()", "Engine") == ["from app.core import Engine"]
    assert definers(APP, "Hidden()", "Hidden") == ["from app.core._engine import Hidden"]
    assert definers(APP, "Engine()", "Engine", "app/core/use.py") == ["from app.core._engine import Engine"]


def test_a_package_is_passed_by_where_neighbours_do_so() -> None:
    files = {**APP, "app/web/other.py": "from app.core._engine import Hidden"}

    assert definers(files, "Engine()", "Engine") == ["from app.core._engine import Engine"]


def test_several_definitions_share_the_trust_by_closeness() -> None:
    files = {**APP, "app/web/near.py": "def make_circle(radius): ..."}

    assert definers(files, "make_circle(1)", "make_circle")[0] == "from app.web.near import make_circle"
    assert weight(files, "make_circle(1)", "make_circle") < weight(APP, "make_circle(1)", "make_circle")


@pytest.mark.parametrize(("use", "name"), [("buffer", "buffer"), ("T", "T"), ("run", "run"), ("_secret", "_secret")])
def test_a_name_that_many_things_have_says_little(use: str, name: str) -> None:
    files = {**APP, "app/core/secrets.py": "class _secret: ..."}

    assert weight(files, use, name) < 0.5 < weight(files, "LIMIT", "LIMIT")


@pytest.mark.parametrize(
    "path", ["tests/help.py", "app/test_it.py", "conftest.py", "scripts/tool.py", "app/web/use.py", "setup.py"]
)
def test_tests_scripts_and_the_file_itself_define_nothing_for_product_code(path: str) -> None:
    files = {**APP, "tests/__init__.py": "", path: "class Only: ..."}

    assert definers(files, "Only()", "Only") == []


def test_a_script_that_is_imported_is_a_module() -> None:
    files = {**APP, "scripts/tool.py": "class Only: ...", "app/jobs.py": "from scripts.tool import other"}

    assert definers(files, "Only()", "Only") == ["from scripts.tool import Only"]


def test_tests_take_from_product_code_and_from_their_own_support() -> None:
    files = {
        **APP,
        "tests/__init__.py": "",
        "tests/help.py": "class Fake: ...",
        "tests/test_a.py": "import app\nclass Case: ...",
        "tests/conftest.py": "class Fixed: ...",
    }

    assert definers(files, "Engine()", "Engine", "tests/test_b.py") == ["from app.core import Engine"]
    assert definers(files, "Fake()", "Fake", "tests/test_b.py") == ["from tests.help import Fake"]
    assert definers(files, "Case()", "Case", "tests/test_b.py") == []
    assert definers(files, "Fixed()", "Fixed", "tests/test_b.py") == []


def test_what_is_out_of_reach_is_not_meant() -> None:
    files = {**APP, "one/pyproject.toml": "", "one/lib/__init__.py": "", "one/lib/m.py": "class Far: ..."}

    assert definers(files, "Far()", "Far") == []
    assert definers({**files, "app/jobs.py": "import lib"}, "Far()", "Far") == ["from lib.m import Far"]


def test_services_stay_apart() -> None:
    files = {**APP, "app/web/use.py": "Engine()"}
    ground = ground_of(files, lambda path: "/".join(path.split("/")[:2]))

    assert Definers(ground)(ask(files, "app/web/use.py", "Engine")) == []


def test_evidence_names_the_line() -> None:
    project = {**APP, "app/web/use.py": "LIMIT"}
    (found,) = Definers(ground_of(project))(ask(project, "app/web/use.py", "LIMIT"))

    assert found.evidence == ("app/shapes.py defines it in line 2",)


def test_what_a_test_defines_is_meant_elsewhere_only_if_somebody_imports_it() -> None:
    packages = {f"tests/{folder}__init__.py": "" for folder in ("", "a/", "b/")}
    files = {**packages, "tests/a/unused.py": "class Sub:\n    kind = 1\n"}

    assert weight(files, "Sub.kind", "Sub", "tests/b/test_scope.py") < ENOUGH
    assert weight(files, "Sub.kind", "Sub", "tests/a/test_scope.py") > ENOUGH
    files["tests/a/test_other.py"] = "from tests.a.unused import Base\n"
    assert weight(files, "Sub.kind", "Sub", "tests/b/test_scope.py") > ENOUGH


@pytest.mark.parametrize("decorator", ["pytest.fixture", "fixture(scope='module')"])
def test_a_fixture_is_never_imported(decorator: str) -> None:
    files = {**APP, "app/web/conftest.py": f"import pytest\n@{decorator}\ndef made_up(): ...\n"}

    assert definers(files, "made_up.path", "made_up", "app/web/test_use.py") == []


def test_a_definition_that_nobody_imports_is_doubted_where_the_standard_library_has_the_name() -> None:
    files = {**APP, "app/text.py": "def dedent(text): ...\n"}
    project = {**files, "app/web/use.py": "dedent('a')"}
    ground = replace(ground_of(project), is_standard=lambda name, _: name == "dedent")
    (found,) = Definers(ground)(ask(project, "app/web/use.py", "dedent"))

    assert weight(files, "dedent('a')", "dedent") > ENOUGH
    assert found.weight < ENOUGH


@pytest.mark.parametrize(
    ("path", "files", "is_enough"),
    [
        ("app/web/__main__.py", {}, True),
        ("app/web/__main__.py", {"app/other.py": "def main(): ..."}, True),
        ("app/web/__main__.py", {"app/web/more.py": "def main(): ..."}, False),
        ("app/web/__main__.py", {"app/web/in/more.py": "def main(): ..."}, False),
        ("app/web/use.py", {}, False),
        ("app/__main__.py", {}, False),
    ],
)
def test_what_starts_a_package_calls_what_one_module_beside_it_defines(
    path: str, files: dict[str, str], *, is_enough: bool
) -> None:
    files = {**APP, "app/web/cli.py": "main = Cli.launch\n", **files}

    assert (weight(files, "main()", "main", path) > ENOUGH) is is_enough
    assert weight(files, "main", "main", path) < ENOUGH


SCRIPTS = {"jobs/tools.py": "def sweep(): ...\n", "jobs/run.py": "", "other/tools.py": "def sweep(): ...\n"}


@pytest.mark.parametrize(
    ("use", "found"),
    [("tools.sweep()", ["import tools"]), ("tools.mop()", []), ("tools = 1\nother_tools.sweep()", [])],
)
def test_a_script_may_import_the_one_beside_it(use: str, found: list[str]) -> None:
    assert definers(SCRIPTS, use, "tools", "jobs/run.py") == found


def test_a_definition_in_a_module_that_the_file_takes_names_from_comes_first() -> None:
    files = {**APP, "app/web/a.py": "class Page: ...\nclass Part: ...\n", "app/web/b.py": "class Page: ...\n"}
    use = "from app.web.a import Part\nPage()"

    assert definers(files, use, "Page")[0] == "from app.web.a import Page"
    assert weight(files, use, "Page") >= ENOUGH > weight(files, "Page()", "Page")


def test_what_a_package_tells_of_itself_is_no_private_matter() -> None:
    files = {**APP, "app/__init__.py": "__version__ = '1'\n", "app/core/_engine.py": "__secret__ = 1\n"}

    assert (
        weight(files, "print(__version__)", "__version__") >= ENOUGH > weight(files, "print(__secret__)", "__secret__")
    )


@pytest.mark.parametrize(
    ("known", "found"), [(False, "from forms import Form"), (True, "from pages.forms import Form")]
)
def test_a_script_takes_what_lies_beside_it_as_scripts_do(known: bool, found: str) -> None:  # noqa: FBT001
    files = {
        "pages/__init__.py": "",
        "pages/models.py": "class User: ...\n",
        "pages/forms.py": "class Form: ...\n",
        "pages/main.py": "from models import User\nForm()\n",
    }
    ground = replace(ground_of(files), is_known=lambda _: known)

    assert [written(each) for each in Definers(ground)(ask(files, "pages/main.py", "Form"))] == [found]


SUPPORT = {
    "app/__init__.py": "",
    "app/test/__init__.py": "",
    "app/test/shop/__init__.py": "",
    "app/test/shop/models.py": "class Cart: ...\nclass CartItem: ...\n",
    "app/test/shop/urls.py": "from app.test.shop.models import Cart",
}


@pytest.mark.parametrize(
    ("other", "use", "is_enough"),
    [
        ("app/web/tests/test_cart.py", "CartItem()", True),
        ("app/test/shop/forms.py", "CartItem()", False),
        ("app/test/shop/forms.py", "from app.test.shop.models import Cart\nCartItem()", True),
    ],
)
def test_far_tests_take_from_modules_that_serve_several(other: str, use: str, is_enough: bool) -> None:  # noqa: FBT001
    files = {**SUPPORT, other: "from app.test.shop.models import Cart"}

    assert (weight(files, use, "CartItem", "app/core/sub/tests/test_use.py") >= ENOUGH) is is_enough


def test_a_test_takes_from_the_module_that_it_is_named_after() -> None:
    files = {**APP, "app/a.py": "class Kind: ...\nclass A: ...", "app/b.py": "class Kind: ...\nclass B: ..."}
    use = "from app.a import A\nfrom app.b import B\nKind"

    assert definers(files, use, "Kind", "app/test_b.py")[0] == "from app.b import Kind"
    assert weight(files, use, "Kind", "app/test_b.py") >= ENOUGH > weight(files, use, "Kind", "app/test_c.py")


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("app/use.py", "from app.parts import make_part"),
        ("app/async_use.py", "from app.async_parts import make_part"),
        ("app/aio/use.py", "from app.async_parts import make_part"),
        ("app/asyncore.py", "from app.parts import make_part"),
    ],
)
def test_synchronous_and_asynchronous_modules_keep_to_their_own(path: str, first: str) -> None:
    files = {**APP, "app/async_parts.py": "def make_part(): ...", "app/parts.py": "def make_part(): ..."}

    assert definers(files, "make_part()", "make_part", path)[0] == first


@pytest.mark.parametrize(
    ("other", "found"),
    [("", "from gears import Gear"), ("from tools.gears import Gear", "from tools.gears import Gear")],
)
def test_a_script_in_a_package_that_nobody_imports_takes_from_beside_it(other: str, found: str) -> None:
    files = {**APP, "bin/tools/__init__.py": "", "bin/tools/gears.py": "class Gear: ...", "bin/tools/other.py": other}
    use = "Gear()\nif __name__ == '__main__':\n    main()"

    assert definers(files, use, "Gear", "bin/tools/use.py") == [found]
