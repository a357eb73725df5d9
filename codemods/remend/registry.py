"""Which rules there are: what stands in `remend.rules`, and what other distributions offer.

Nothing lists the rules, so nothing can forget one. A rule whose file, class and id do not agree is refused: whoever
reads the id in a report has to find its file. So the names of the files tell the ids, and a rule is loaded when it is
asked for: most runs need few of them.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import TypeGuard

import remend.rules
from remend.errors import ConfigError
from remend.rule import Rule, RuleType

ENTRY_POINT_GROUP = "remend.rules"
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_REQUIRED = ("summary", "subject", "examples")


class Rules(Mapping[str, RuleType]):
    """Rules by id and sorted by it, each loaded when it is asked for.

    Raises ConfigError then, where the rule is named wrongly or incomplete.
    """

    def __init__(self, loaders: Mapping[str, Callable[[], RuleType]]) -> None:
        self._loaders = dict(sorted(loaders.items()))
        self._loaded: dict[str, RuleType] = {}

    def __getitem__(self, rule: str) -> RuleType:
        if rule not in self._loaded:
            self._loaded[rule] = self._loaders[rule]()
        return self._loaded[rule]

    def __contains__(self, rule: object) -> bool:
        return rule in self._loaders

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaders)

    def __len__(self) -> int:
        return len(self._loaders)

    def beside(self, others: Mapping[str, RuleType]) -> Rules:
        """These rules together with others."""
        own = {rule: partial(self.__getitem__, rule) for rule in self}
        return Rules({**own, **{rule: partial(_given, kind) for rule, kind in others.items()}})


@cache
def all_rules() -> Rules:
    """All rules that are installed.

    Raises:
        ConfigError: see `discover_rules`.
    """
    return discover_rules(remend.rules, entry_points(group=ENTRY_POINT_GROUP))


def discover_rules(package: ModuleType, offered: Iterable[EntryPoint]) -> Rules:
    """The rules in the modules and packages of `package`, and those that other distributions offer.

    What is offered is loaded at once, since only the class tells its id.

    Raises:
        ConfigError: an offered rule does not load, is named wrongly or incomplete, or has the id of another.
    """
    names = [info.name for info in pkgutil.iter_modules(package.__path__)]
    loaders = {name.replace("_", "-"): partial(_own_rule, f"{package.__name__}.{name}") for name in names}
    for offer in offered:
        rule = _load(offer)
        _check(rule)
        other = loaders[rule.id]() if rule.id in loaders else rule
        if other is not rule:
            raise ConfigError(
                f"two rules have the id `{rule.id}`: {_name(other)} and {_name(rule)}; uninstall or rename one of them"
            )
        loaders[rule.id] = partial(_given, rule)
    return Rules(loaders)


def _own_rule(name: str) -> RuleType:
    """The class with an id that the module called `name` defines, or that the package offers from within."""
    values = vars(importlib.import_module(name)).values()
    own = [value for value in values if _is_rule(value) and f"{value.__module__}.".startswith(f"{name}.")]
    wanted = name.rpartition(".")[2].replace("_", "-")
    for rule in own:
        _check(rule)
    if [rule.id for rule in own] != [wanted]:
        raise ConfigError(f"{name} has to define one rule, with the id `{wanted}`")
    return own[0]


def _given(rule: RuleType) -> RuleType:
    return rule


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
