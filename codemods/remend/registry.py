"""Which rules there are: what stands in `remend.rules`, and what other distributions offer.

Nothing lists the rules, so nothing can forget one. A rule whose file, class and id do not agree is refused: whoever
reads the id in a report has to find its file.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType, ModuleType
from typing import TypeGuard

import remend.rules
from remend.errors import ConfigError
from remend.rule import Rule, RuleType

ENTRY_POINT_GROUP = "remend.rules"
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_REQUIRED = ("summary", "subject", "examples")


@cache
def all_rules() -> Mapping[str, RuleType]:
    """All rules that are installed, by id and sorted by it.

    Raises:
        ConfigError: see `discover_rules`.
    """
    return discover_rules(remend.rules, entry_points(group=ENTRY_POINT_GROUP))


def discover_rules(package: ModuleType, offered: Iterable[EntryPoint]) -> Mapping[str, RuleType]:
    """The rules in the modules and packages of `package`, and those that other distributions offer.

    Raises:
        ConfigError: an offered rule does not load, a rule is named wrongly or incomplete, or two have the same id.
    """
    found: dict[str, RuleType] = {}
    for rule in (*_own_rules(package), *map(_load, offered)):
        _check(rule)
        other = found.setdefault(rule.id, rule)
        if other is not rule:
            raise ConfigError(
                f"two rules have the id `{rule.id}`: {_name(other)} and {_name(rule)}; uninstall or rename one of them"
            )
    return MappingProxyType(dict(sorted(found.items())))


def _own_rules(package: ModuleType) -> Iterator[RuleType]:
    """The classes with an id that a module of `package` defines, or that a package in it offers from within."""
    for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(info.name)
        for value in vars(module).values():
            if _is_rule(value) and f"{value.__module__}.".startswith(f"{info.name}."):
                yield value


def _load(offer: EntryPoint) -> RuleType:
    try:
        rule: object = offer.load()
    except Exception as error:
        raise ConfigError(
            f"the rule {offer.value} {_origin(offer)}cannot be loaded ({type(error).__name__}: {error}); "
            "mend or uninstall that package"
        ) from error
    if not _is_rule(rule):
        raise ConfigError(f"{offer.value} {_origin(offer)}is no subclass of remend.rule.Rule that has an id")
    return rule


def _is_rule(value: object) -> TypeGuard[RuleType]:
    return isinstance(value, type) and issubclass(value, Rule) and "id" in vars(value)


def _origin(offer: EntryPoint) -> str:
    return f"of the package {offer.dist.name} " if offer.dist else ""


def _check(rule: RuleType) -> None:
    if not _ID.fullmatch(str(rule.id)):
        raise ConfigError(f"the id `{rule.id}` of {_name(rule)} is not in kebab-case, such as `mutable-default`")
    words = rule.id.split("-")
    if rule.__name__ != (wanted := "".join(word.capitalize() for word in words)):
        raise ConfigError(f"the rule `{rule.id}` is the class {_name(rule)}; its name has to be {wanted}")
    if (wanted := "_".join(words)) not in rule.__module__.split("."):
        raise ConfigError(f"the rule `{rule.id}` stands in {rule.__module__}; its module has to be called {wanted}")
    missing = [name for name in _REQUIRED if not hasattr(rule, name)]
    if not rule.triggers and rule.concerns is Rule.concerns:
        missing.append("triggers")
    if missing:
        raise ConfigError(f"the rule `{rule.id}`, {_name(rule)}, does not say its {' and '.join(missing)}")


def _name(rule: RuleType) -> str:
    return f"{rule.__module__}.{rule.__qualname__}"
