from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

import pytest

from remend.errors import ConfigError
from remend.registry import all_rules, discover_rules
from repository import write

Install = Callable[[dict[str, str]], ModuleType]


def rule(name: str, identifier: str, *, base: str = "Rule", body: str = "") -> str:
    return (
        "from remend.rule import Rule\n\n"
        f"class {name}({base}):\n"
        f"    id = {identifier!r}\n"
        "    summary = subject = 'x'\n"
        "    triggers, examples = (b'x',), ()\n"
        f"{body}\n"
    )


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Writes modules, with a package `made_rules` among them, where they can be imported, and gives that package."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)

    def place(files: dict[str, str]) -> ModuleType:
        write(tmp_path, {"made_rules/__init__.py": ""} | files)
        importlib.invalidate_caches()
        return importlib.import_module("made_rules")

    yield place
    for name in set(sys.modules) - before:
        del sys.modules[name]


def offers() -> list[EntryPoint]:
    return list(entry_points(group="remend.rules").select(name="made"))


DISTRIBUTION = "made-1.0.dist-info"
METADATA = {f"{DISTRIBUTION}/METADATA": "Metadata-Version: 2.1\nName: made\nVersion: 1.0\n"}


def offer(value: str) -> dict[str, str]:
    return METADATA | {f"{DISTRIBUTION}/entry_points.txt": f"[remend.rules]\nmade = {value}\n"}


def test_rules_of_modules_and_packages_are_found_and_sorted(install: Install) -> None:
    package = install(
        {
            "made_rules/zebra_crossing.py": rule("ZebraCrossing", "zebra-crossing"),
            "made_rules/old_thing/__init__.py": "from made_rules.old_thing.find import OldThing\n",
            "made_rules/old_thing/find.py": rule("OldThing", "old-thing"),
        }
    )

    found = discover_rules(package, ())

    assert [(name, kind.__name__) for name, kind in found.items()] == [
        ("old-thing", "OldThing"),
        ("zebra-crossing", "ZebraCrossing"),
    ]


def test_what_a_module_imports_or_leaves_without_an_id_is_not_its_rule(install: Install) -> None:
    package = install({"made_rules/a_b.py": rule("AB", "a-b") + "\nclass Variant(AB):\n    severity = 1\n"})

    assert [kind.__name__ for kind in discover_rules(package, ()).values()] == ["AB"]


def test_a_rule_is_loaded_when_it_is_asked_for(install: Install) -> None:
    package = install(
        {
            "made_rules/my_rule.py": rule("MyRule", "my-rule"),
            "made_rules/their_rule.py": rule("TheirRule", "their-rule"),
        }
    )

    rules = discover_rules(package, ())

    assert list(rules) == ["my-rule", "their-rule"]
    assert "their-rule" in rules
    assert "other-rule" not in rules
    assert rules["my-rule"] is rules["my-rule"]
    assert "made_rules.my_rule" in sys.modules
    assert "made_rules.their_rule" not in sys.modules


def test_rules_stand_beside_others_without_being_loaded(install: Install) -> None:
    package = install({"made_rules/my_rule.py": rule("MyRule", "my-rule"), "elsewhere.py": rule("Extra", "extra")})
    extra = importlib.import_module("elsewhere").Extra

    rules = discover_rules(package, ()).beside({"extra": extra})

    assert list(rules) == ["extra", "my-rule"]
    assert rules["extra"] is extra
    assert "made_rules.my_rule" not in sys.modules
    assert rules["my-rule"].__name__ == "MyRule"


def test_another_distribution_offers_a_rule(install: Install) -> None:
    package = install({"elsewhere/my_rule.py": rule("MyRule", "my-rule")} | offer("elsewhere.my_rule:MyRule"))

    assert [kind.__module__ for kind in discover_rules(package, offers()).values()] == ["elsewhere.my_rule"]


def test_an_offer_of_a_rule_that_is_there_already_is_no_second_one(install: Install) -> None:
    package = install({"made_rules/my_rule.py": rule("MyRule", "my-rule")} | offer("made_rules.my_rule:MyRule"))

    assert list(discover_rules(package, offers())) == ["my-rule"]


def test_two_rules_with_one_id_are_refused_by_name(install: Install) -> None:
    package = install(
        {"made_rules/my_rule.py": rule("MyRule", "my-rule"), "elsewhere/my_rule.py": rule("MyRule", "my-rule")}
        | offer("elsewhere.my_rule:MyRule")
    )

    with pytest.raises(ConfigError) as caught:
        discover_rules(package, offers())

    assert str(caught.value) == (
        "two rules have the id `my-rule`: made_rules.my_rule.MyRule and elsewhere.my_rule.MyRule; "
        "uninstall or rename one of them"
    )


@pytest.mark.parametrize(
    ("value", "files", "expected"),
    [
        (
            "elsewhere.none:MyRule",
            {"elsewhere/__init__.py": ""},
            (
                "the rule elsewhere.none:MyRule of the package made cannot be loaded "
                "(ModuleNotFoundError: No module named 'elsewhere.none'); mend or uninstall that package"
            ),
        ),
        (
            "elsewhere.my_rule:MyRule",
            {"elsewhere/my_rule.py": "1 / 0\n"},
            (
                "the rule elsewhere.my_rule:MyRule of the package made cannot be loaded "
                "(ZeroDivisionError: division by zero); mend or uninstall that package"
            ),
        ),
        (
            "elsewhere.my_rule",
            {"elsewhere/my_rule.py": ""},
            "elsewhere.my_rule of the package made is no subclass of remend.rule.Rule that has an id",
        ),
    ],
    ids=["missing", "broken", "no rule"],
)
def test_an_offer_that_is_no_rule_is_refused_with_its_distribution(
    install: Install, value: str, files: dict[str, str], expected: str
) -> None:
    package = install(files | offer(value))

    with pytest.raises(ConfigError) as caught:
        discover_rules(package, offers())

    assert str(caught.value) == expected


def test_an_offer_without_a_distribution_is_refused_as_well(install: Install) -> None:
    package = install({})

    with pytest.raises(ConfigError, match=r"^the rule nowhere:X cannot be loaded"):
        discover_rules(package, [EntryPoint("x", "nowhere:X", "remend.rules")])


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"made_rules/my_rule.py": rule("MyRule", "my_rule")},
            "the id `my_rule` of made_rules.my_rule.MyRule is not in kebab-case, such as `mutable-default`",
        ),
        (
            {"made_rules/my_rule.py": rule("My", "my-rule")},
            "the rule `my-rule` is the class made_rules.my_rule.My; its name has to be MyRule",
        ),
        (
            {"made_rules/mine.py": rule("MyRule", "my-rule")},
            "the rule `my-rule` stands in made_rules.mine; its module has to be called my_rule",
        ),
        (
            {"made_rules/my_rule.py": rule("MyRule", "my-rule", body="del MyRule.subject, MyRule.triggers")},
            "the rule `my-rule`, made_rules.my_rule.MyRule, does not say its subject and triggers",
        ),
        (
            {"made_rules/my_rule.py": "from remend.rule import Rule\n"},
            "made_rules.my_rule has to define one rule, with the id `my-rule`",
        ),
        (
            {"made_rules/my_rule/__init__.py": "from .an_other import AnOther\n"}
            | {"made_rules/my_rule/an_other.py": rule("AnOther", "an-other")},
            "made_rules.my_rule has to define one rule, with the id `my-rule`",
        ),
    ],
    ids=["kebab", "class", "file", "incomplete", "none", "another"],
)
def test_file_class_and_id_have_to_agree(install: Install, files: dict[str, str], expected: str) -> None:
    package = install(files)

    with pytest.raises(ConfigError) as caught:
        dict(discover_rules(package, ()))

    assert str(caught.value) == expected


def test_the_rules_of_remend_are_well_named_and_looked_up_once() -> None:
    assert all_rules() is all_rules()
    assert all(kind.id == name and kind.__module__.startswith("remend.rules.") for name, kind in all_rules().items())
