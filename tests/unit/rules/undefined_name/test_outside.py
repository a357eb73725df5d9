from __future__ import annotations

from pathlib import Path

import pytest

from questions import ask as ask_in
from remend.module import Module
from remend.naming.uses import Uses, read_uses, unbound_sites
from remend.project import Project
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.outside import Libraries, Outside
from remend.snapshot import FolderSnapshot


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the libraries of the environment lie that is active."""
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "environment"))
    site = tmp_path / "environment" / "lib" / "python3.11" / "site-packages"
    site.mkdir(parents=True)
    return site


@pytest.fixture
def project(tmp_path: Path, site: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text(
        '[project]\nrequires-python = ">=3.10"\ndependencies = ["shop", "numpy", "PyYAML", "far-away"]\n'
    )
    (site / "shop").mkdir()
    (site / "shop" / "__init__.py").write_text("class ShoppingBasket: ...\ndef total(x): ...\nclass Thing: ...\n")
    (site / "other").mkdir()
    (site / "other" / "__init__.py").write_text("class OtherBasket: ...\n")
    return root


def ask(root: Path, code: str, name: str, path: str = "app.py") -> list[Candidate]:
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text(code)
    module = Module.load(path, code.encode())
    assert isinstance(module, Module)
    project = Project(FolderSnapshot(root))
    libraries = Libraries.of(project)
    libraries.learn([name])
    outside = Outside(libraries, project.index)
    return list(outside(Question(module, name, read_uses(module, name, unbound_sites(module, name)))))


def found(root: Path, code: str, name: str, path: str = "app.py") -> list[tuple[str, str, str]]:
    return [(each.module, each.name, each.alias) for each in ask(root, code, name, path)]


def test_a_declared_library_is_known_by_its_name(project: Path) -> None:
    assert found(project, "x = yaml.safe_load(y)", "yaml") == [("yaml", "", "")]
    assert found(project, "x = shop.total(y)", "shop") == [("shop", "", "")]
    assert found(project, "x = shop.nothing(y)", "shop") == []
    assert found(project, "x = other.OtherBasket()", "other") == []


def test_it_is_not_known_where_a_value_is_meant(project: Path) -> None:
    assert found(project, "print(yaml)", "yaml") == []
    assert found(project, "yaml()", "yaml") == []
    assert found(project, "x = far_away.places.first()", "far_away") == []


def test_short_names_stand_for_libraries_that_are_declared_or_imported(project: Path) -> None:
    assert found(project, "x = np.zeros(3)", "np") == [("numpy", "", "np")]
    assert found(project, "x = pd.concat(y)", "pd") == []

    (project / "else.py").write_text("from pandas import Series\n")

    assert found(project, "x = pd.concat(y)", "pd") == [("pandas", "", "pd")]


def test_what_an_installed_library_offers_counts_where_it_is_declared(project: Path) -> None:
    (candidate,) = ask(project, "x = ShoppingBasket()", "ShoppingBasket")

    assert (candidate.module, candidate.name) == ("shop", "ShoppingBasket")
    assert candidate.evidence == ("shop, which pyproject.toml declares, offers ShoppingBasket in shop",)
    assert found(project, "x = ShoppingBasket(1, 2)", "ShoppingBasket") == []
    assert found(project, "x = OtherBasket()", "OtherBasket") == []


def test_plain_words_of_a_library_are_left_alone(project: Path) -> None:
    assert found(project, "x = total(3)", "total") == []
    assert found(project, "x = Thing()", "Thing") == []


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("from shop import tax\nx = total(3)", "total", [("shop", "total", "")]),
        ("from shop import tax\nx = total()", "total", []),
        ("from shop import tax\nx = total", "total", []),
        ("from shop import tax\nx = Thing()", "Thing", [("shop", "Thing", "")]),
        ("from shop.parts import Bolt\nx = Screw()", "Screw", [("shop.parts", "Screw", "")]),
        ("from shop.parts import Bolt\nx = thread(1)", "thread", []),
        ("from shop.parts import Bolt\nx = Gear()", "Gear", []),
        (
            "from shop.parts.metal import Bolt\nfrom shop.parts import Nut\nx = Screw()",
            "Screw",
            [("shop.parts", "Screw", "")],
        ),
        ("from shop.gone import Bolt\nx = Screw()", "Screw", []),
        ("from other import Basket\nx = OtherBasket()", "OtherBasket", [("other", "OtherBasket", "")]),
    ],
)
def test_a_library_is_asked_for_more_of_what_the_file_takes_from_it(
    project: Path, site: Path, code: str, name: str, expected: list[tuple[str, str, str]]
) -> None:
    parts = site / "shop" / "parts"
    parts.mkdir()
    (parts / "__init__.py").write_text("from shop.parts.metal import *\n")
    (parts / "metal.py").write_text(
        "from gears import Gear\n__all__ = ['Bolt', 'Screw']\nclass Bolt: ...\nclass Screw: ...\ndef thread(x): ...\n"
    )

    assert found(project, code, name) == expected


def test_what_is_of_the_project_is_not_looked_up_where_it_is_installed(project: Path) -> None:
    (project / "shop").mkdir()
    (project / "shop" / "__init__.py").write_text("def tax(): ...\n")

    assert found(project, "from shop import tax\nx = total(3)", "total") == []


@pytest.mark.parametrize(("elsewhere", "expected"), [("from shop.tools import as_price", 1), ("import shop", 0)])
def test_a_name_of_several_words_counts_where_the_project_imports_the_module(
    project: Path, site: Path, elsewhere: str, expected: int
) -> None:
    (site / "shop" / "tools.py").write_text("def round_price(x): ...\n")
    (project / "else.py").write_text(elsewhere)

    assert found(project, "x = round_price(3)", "round_price") == [("shop.tools", "round_price", "")] * expected


def test_the_evidence_tells_the_module_that_the_file_imports_from(project: Path) -> None:
    (candidate,) = ask(project, "from shop import tax\nx = total(3)", "total")

    assert candidate.evidence == ("shop, from which the file imports already, offers total",)


def test_declarations_count_below_their_own_folder(project: Path) -> None:
    (project / "sub").mkdir()
    (project / "sub" / "requirements.txt").write_text("requests\n")

    assert found(project, "x = requests.get(y)", "requests", "sub/app.py") == [("requests", "", "")]
    assert found(project, "x = requests.get(y)", "requests") == []


def test_what_the_oldest_python_lacks_is_not_offered(project: Path) -> None:
    assert found(project, "x = tomllib.loads(y)", "tomllib") == []
    assert found(project, "x = json.loads(y)", "json") == [("json", "", "")]


@pytest.mark.parametrize(
    ("name", "is_there"), [("dedent", True), ("PathLike", True), ("gather", True), ("Till", False)]
)
def test_a_name_is_the_standard_librarys_although_no_module_lists_it(project: Path, name: str, is_there: bool) -> None:  # noqa: FBT001
    code = Project(FolderSnapshot(project))

    assert Outside(Libraries.of(code), code.index).offers(name, Uses()) is is_there


@pytest.mark.parametrize(
    ("use", "name", "is_there"),
    [
        ("parse('a')", "parse", True),
        ("parse.quote('a')", "parse", True),
        ("parse.Command()", "parse", False),
        ("debug.run_all()", "debug", False),
        ("@debug\ndef f(): ...", "debug", True),
    ],
)
def test_a_name_is_not_the_standard_librarys_where_its_uses_do_not_fit(
    project: Path, use: str, name: str, *, is_there: bool
) -> None:
    code = Project(FolderSnapshot(project))
    uses = ask_in({"use.py": use}, "use.py", name).uses

    assert Outside(Libraries.of(code), code.index).offers(name, uses) is is_there


def test_a_library_is_known_without_the_word_that_tells_its_language(project: Path) -> None:
    (project / "pyproject.toml").write_text('[project]\ndependencies = ["python-magic", "pyzmq", "pytest"]\n')

    assert found(project, "x = magic.from_file(y)", "magic") == [("magic", "", "")]
    assert found(project, "x = zmq.Context()", "zmq") == [("zmq", "", "")]
    assert found(project, "x = test.run()", "test") == []


def test_a_word_that_is_handed_on_may_be_a_module_of_a_library_that_is_not_there(project: Path) -> None:
    (project / "pyproject.toml").write_text('[project]\ndependencies = ["dnspython"]\n')

    assert found(project, "x = getattr(dns.query, y)", "dns") == []
    assert found(project, "x = dns.make_query(y)", "dns") == [("dns", "", "")]
    assert found(project, "x = map(dns.from_text, y)", "dns") == [("dns", "", "")]


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("setup.py", "setup", [("setuptools", "setup", "")]),
        ("sub/setup.py", "find_packages", [("setuptools", "find_packages", "")]),
        ("app.py", "setup", []),
        ("setup.py", "build", []),
    ],
)
def test_setup_py_is_written_for_setuptools(
    project: Path, path: str, name: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found(project, f"{name}(name='x')", name, path) == expected
