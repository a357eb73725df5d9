"""What the user wants, checked key by key.

A misspelt key that is ignored in silence costs its author an afternoon. So whatever is not known is an error that names
the file, the whole path of the key and the nearest right name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import msgspec

from remend.config.commits import CommitsTable, checked
from remend.config.declarations import Declarations, read_declarations
from remend.config.decode import decode, dotted
from remend.config.patterns import DEFAULT_EXCLUDE, DEFAULT_INCLUDE, boundary_of, compile_patterns, matches
from remend.config.table import SECTION, Table, folder_of, read_table
from remend.errors import ConfigError
from remend.nearest import advise
from remend.registry import all_rules
from remend.rule import Options, Rule, RuleType

Texts = str | tuple[str, ...]

DEFAULT_HISTORY_SECONDS = 20.0


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """What a run goes by. Paths are POSIX paths relative to `root`, patterns are those of `.gitignore`.

    Attributes:
        root: the folder of the pyproject.toml that configures the run, else the default that the caller named.
        select: the rules to run; None means all that are ready to run.
        ignore: the rules to leave out.
        include: patterns of the files that are looked at.
        exclude: the user's patterns of files to leave out.
        default_excludes: whether environments, vendored and generated files are left out as well.
        per_file_ignores: for a pattern the rules that are left out in the files that match.
        services: patterns of the folders that are boundaries; empty means the top-level folders.
        shared: patterns of what every service may import.
        source_roots: the folders that module names start from; empty means that they are found.
        history_seconds: how long a repair may look into the history of the repository; 0 means not at all.
        max_file_seconds: how long the rules may take over one file; None means as long as they take.
        areas: for a pattern the business name of what matches, as a review tells it.
        commits: how changes become commits, where that is not as the spec says.
        rules: by id the tables of the rules that have one.
        declarations: the replacements and the codemods that are declared, each of them a rule.
    """

    root: Path
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    include: tuple[str, ...] = DEFAULT_INCLUDE
    exclude: tuple[str, ...] = ()
    default_excludes: bool = True
    per_file_ignores: Mapping[str, tuple[str, ...]] = {}
    services: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    source_roots: tuple[str, ...] = ()
    history_seconds: float = DEFAULT_HISTORY_SECONDS
    max_file_seconds: float | None = None
    areas: Mapping[str, str] = {}
    commits: CommitsTable = CommitsTable()
    rules: Mapping[str, Options] = {}
    declarations: Declarations = Declarations()

    @property
    def declared(self) -> Mapping[str, RuleType]:
        """The rules that are declared here, by id."""
        return self.declarations.rules(self.root, self.source_roots, lambda path: dotted((*SECTION, *path)))

    @property
    def known(self) -> Mapping[str, RuleType]:
        """All rules by id, loaded when they are asked for: those that are installed, and those declared here."""
        return all_rules().beside(self.declared)

    def made(self, rule: RuleType) -> Rule:
        """A rule with its options. Raises ConfigError where it needs some and has no table."""
        options = self.rules.get(rule.id)
        return rule(decode({}, rule.options_type, Table(values={}).place, (rule.id,)) if options is None else options)

    def keeps(self, path: str) -> bool:
        """Whether the file at `path` is looked at: included, and not excluded."""
        return matches(self.include, path) and not self.leaves_out(path)

    def leaves_out(self, path: str) -> bool:
        """Whether the file at `path`, of whatever kind, is excluded."""
        excluded = (*DEFAULT_EXCLUDE, *self.exclude) if self.default_excludes else self.exclude
        return matches(excluded, path)

    def ignored_rules(self, path: str) -> frozenset[str]:
        """The ids of the rules that `per-file-ignores` leaves out in the file at `path`."""
        return frozenset(
            chain.from_iterable(rules for pattern, rules in self.per_file_ignores.items() if matches((pattern,), path))
        )

    def area_of(self, path: str) -> str:
        """The business name of the file at `path`, by the first pattern that matches; "" where none does."""
        return next((name for pattern, name in self.areas.items() if matches((pattern,), path)), "")

    def service_of(self, path: str) -> str:
        """The folder of the service that the file at `path` belongs to; "" where it belongs to none."""
        return boundary_of(self.services, str(PurePosixPath(path).parent))


class _General(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """The keys of `[tool.remend]` beside the tables of the rules; a list of one may be written as a string."""

    select: Texts | None = None
    ignore: Texts = ()
    include: Texts = DEFAULT_INCLUDE
    exclude: Texts = ()
    default_excludes: bool = True
    per_file_ignores: dict[str, Texts] = {}
    services: Texts = ()
    shared: Texts = ()
    source_roots: Texts = ()
    history_seconds: Annotated[float, msgspec.Meta(ge=0)] = DEFAULT_HISTORY_SECONDS
    max_file_seconds: Annotated[float, msgspec.Meta(gt=0)] | None = None
    areas: dict[str, str] = {}
    commits: CommitsTable = CommitsTable()
    replace: tuple[dict[str, Any], ...] = ()
    codemod: tuple[dict[str, Any], ...] = ()


_GENERAL_KEYS = frozenset(field.encode_name for field in msgspec.structs.fields(_General))


def load_config(
    start: Path,
    *,
    default_root: Path | None = None,
    overrides: Sequence[str] = (),
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    rules: Mapping[str, RuleType] | None = None,
    committed: bytes | None = None,
) -> Config:
    """The configuration for `start`, a file or a folder.

    The nearest pyproject.toml upwards that has a `[tool.remend]` counts. Where there is none, or an override names
    another file, `root` is `default_root`, else the folder of `start`.

    Args:
        start: where to look from.
        default_root: the root where no pyproject.toml decides it.
        overrides: each the path of a TOML file, which replaces the one found, or `key=value` for one key.
        select: rule ids, each perhaps several with commas between, in place of those of the file; empty is not given.
        ignore: likewise.
        rules: the rule classes by id; all that are installed where it is left out.
        committed: the content of the pyproject.toml that counts, where none is to be looked for.

    Raises:
        ConfigError: a file cannot be read, or a key, a type, a pattern or the name of a rule is wrong.
    """
    installed = all_rules() if rules is None else rules
    table = read_table(start, overrides, committed)
    general, options = _decode(table, installed)
    root = table.root or (default_root or folder_of(start)).resolve()
    source_roots = _texts(general.source_roots)
    taken = () if not general.replace and not general.codemod else {*installed, *_range_options()}
    declarations = read_declarations(general.replace, general.codemod, table.place, taken)
    known = (*installed, *declarations.rules(root, source_roots, table.place))

    def ids(key: str, given: Sequence[str] | None, configured: Texts) -> tuple[str, ...]:
        return _rule_ids(given, f"--{key}", known) if given else _rule_ids(configured, table.place((key,)), known)

    def patterns(key: str, value: Texts) -> tuple[str, ...]:
        return _patterns(_texts(value), table.place((key,)))

    return Config(
        root=root,
        select=None if general.select is None and not select else ids("select", select, general.select or ()),
        ignore=ids("ignore", ignore, general.ignore),
        include=patterns("include", general.include),
        exclude=patterns("exclude", general.exclude),
        default_excludes=general.default_excludes,
        per_file_ignores=_per_file_ignores(general.per_file_ignores, table, known),
        services=patterns("services", general.services),
        shared=patterns("shared", general.shared),
        source_roots=source_roots,
        history_seconds=general.history_seconds,
        max_file_seconds=general.max_file_seconds,
        areas={pattern: name for pattern, name in general.areas.items() if patterns("areas", (pattern,))},
        commits=checked(general.commits, lambda path: table.place(("commits", *path))),
        rules=options,
        declarations=declarations,
    )


def _decode(table: Table, rules: Mapping[str, RuleType]) -> tuple[_General, dict[str, Options]]:
    general = {key: value for key, value in table.values.items() if key in _GENERAL_KEYS}
    own = {key: value for key, value in table.values.items() if key not in general}
    ranges = {} if all(key in rules for key in own) else _range_options()
    options = {}
    for key, value in own.items():
        if key not in rules and key not in ranges:
            known = (*_GENERAL_KEYS, *rules, *ranges)
            raise ConfigError(f"{table.place((key,))}: unknown key{advise(key, known)}")
        kind = rules[key].options_type if key in rules else ranges[key]
        options[key] = decode(value, kind, table.place, below=(key,))
    return decode(general, _General, table.place), options


def _range_options() -> dict[str, type[Options]]:
    from remend.review.range_rule import all_range_rules  # noqa: PLC0415 (a scan without such a table needs none)

    return {rule.id: rule.options_type for rule in all_range_rules()}


def _per_file_ignores(given: Mapping[str, Texts], table: Table, rules: Collection[str]) -> dict[str, tuple[str, ...]]:
    ignores = {}
    for pattern, ids in given.items():
        place = table.place(("per-file-ignores", pattern))
        _patterns((pattern,), place)
        ignores[pattern] = _rule_ids(ids, place, rules)
    return ignores


def _rule_ids(given: str | Sequence[str], place: str, rules: Collection[str]) -> tuple[str, ...]:
    ids = [part.strip() for text in _texts(given) for part in text.split(",") if part.strip()]
    for rule in ids:
        known = (
            rules if rule in rules or not all(each in rules for each in all_rules()) else (*rules, *_range_options())
        )
        if rule not in known:
            raise ConfigError(f"{place}: there is no rule `{rule}`{advise(rule, known)}")
    return tuple(dict.fromkeys(ids))


def _patterns(patterns: tuple[str, ...], place: str) -> tuple[str, ...]:
    for pattern in patterns:
        try:
            compile_patterns((pattern,))
        except ValueError as error:
            raise ConfigError(f"{place}: `{pattern}` is not a pattern as .gitignore has them") from error
    return patterns


def _texts(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
