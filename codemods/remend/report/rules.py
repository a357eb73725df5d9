"""What the rules say about themselves, from the rule classes alone: a list of all, and a page for one."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Literal, Union, get_args, get_origin

import msgspec

from remend.report.diff import diff_file
from remend.report.json import SeverityName, encode, severity_name
from remend.report.palette import BOLD, CYAN, DIM, SEVERITY, Palette
from remend.report.text import paragraphs
from remend.review.range_rule import RangeRule
from remend.rule import Keeps, Mends, RuleType

if TYPE_CHECKING:
    from remend.replace.check import Trial

SCHEMA: Literal["remend.rules/1"] = "remend.rules/1"
_INDENT = "    "
_TOML_NAMES: Mapping[object, str] = {str: "string", bool: "boolean", int: "integer", float: "float"}


class RuleEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One rule, as the list for programs holds it."""

    id: str
    summary: str
    severity: SeverityName
    safety: str
    options: list[str]


class RangeRuleEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that judges a range of commits."""

    id: str
    summary: str
    options: list[str]


class RuleList(msgspec.Struct, frozen=True, kw_only=True):
    """All rules, by id; `range_rules` are those of a review."""

    schema: Literal["remend.rules/1"]
    rules: list[RuleEntry]
    range_rules: list[RangeRuleEntry]


def catalog(rules: Iterable[RuleType], ranges: Iterable[type[RangeRule]], *, color: bool = False) -> str:
    """All rules as a table: id, severity, safety, and what it finds; then those that judge ranges of commits."""
    palette = Palette(color)
    listed, judging = _by_id(rules), list(ranges)
    width = max((len(name) for name in (*(rule.id for rule in listed), *(rule.id for rule in judging))), default=0)
    rows = [
        f"{palette(f'{rule.id:<{width}}', BOLD)}  {palette(f'{rule.severity.label:<8}', SEVERITY[rule.severity])}  "
        f"{rule.safety:<11}  {rule.summary}\n"
        for rule in listed
    ]
    rows += [f"{palette(f'{rule.id:<{width}}', BOLD)}  {'review':<21}  {rule.summary}\n" for rule in judging]
    return "".join(rows)


def catalog_json(rules: Iterable[RuleType], ranges: Iterable[type[RangeRule]]) -> str:
    """All rules as a versioned envelope of JSON."""
    judging = [RangeRuleEntry(id=rule.id, summary=rule.summary, options=_names(rule)) for rule in ranges]
    entries = [
        RuleEntry(
            id=rule.id,
            summary=rule.summary,
            severity=severity_name(rule.severity),
            safety=str(rule.safety),
            options=_names(rule),
        )
        for rule in _by_id(rules)
    ]
    return encode(RuleList(schema=SCHEMA, rules=entries, range_rules=judging))


def explain_range(rule: type[RangeRule], *, color: bool = False) -> str:
    """The page of one rule that judges ranges: what it finds, why that hurts, how it decides, and its options."""
    palette = Palette(color)
    return paragraphs(
        f"{palette(rule.id, BOLD)}  in a review\n",
        inspect.cleandoc(rule.__doc__ or rule.summary) + "\n",
        _section(f"Options, in [tool.remend.{rule.id}]", _options(rule), palette),
    )


def explain(rule: RuleType, *, color: bool = False) -> str:
    """The page of one rule: what it finds and why that hurts, its options, what it mends and what it leaves alone."""
    palette = Palette(color)
    head = f"{palette(rule.id, BOLD)}  {palette(rule.severity.label, SEVERITY[rule.severity])}, mend is {rule.safety}\n"
    mends = [each for each in rule.examples if isinstance(each, Mends)]
    keeps = [each for each in rule.examples if isinstance(each, Keeps)]
    return paragraphs(
        head,
        inspect.cleandoc(rule.__doc__ or rule.summary) + "\n",
        _section(f"Options, in [tool.remend.{rule.id}]", _options(rule), palette),
        _section("Mends", (_mends(each, palette) for each in mends), palette),
        _section("Leaves as it is", (_keeps(each, palette) for each in keeps), palette),
        f"To silence it on one line:  # remend: ignore[{rule.id}] the reason\n",
    )


def trials(found: Iterable[Trial], *, color: bool = False) -> str:
    """What came of the examples of declared rules: each that fails with the reason, and how many there are."""
    palette, told = Palette(color), list(found)
    if not told:
        return "no rule is declared: write one as [[tool.remend.replace]] or [[tool.remend.codemod]]\n"
    width = max(len(trial.rule) for trial in told)
    lines = [f"{palette(f'{each.rule:<{width}}', BOLD)}  {_result(each)}\n" for each in told]
    faults = [f"{fault}\n" for each in told for fault in each.faults]
    return paragraphs("".join(lines), *faults)


def _result(trial: Trial) -> str:
    if not trial.count:
        return "has no examples"
    noun = "example" if trial.count == 1 else "examples"
    return f"{len(trial.faults)} of {trial.count} {noun} failed" if trial.faults else f"{trial.count} {noun} held"


def _names(rule: RuleType | type[RangeRule]) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(rule.options_type)]


def _by_id(rules: Iterable[RuleType]) -> list[RuleType]:
    return sorted(rules, key=lambda rule: rule.id)


def _section(title: str, parts: Iterable[str], palette: Palette) -> str:
    return paragraphs(*((f"{palette(title, BOLD)}\n", *shown) if (shown := tuple(parts)) else ()))


def _options(rule: RuleType | type[RangeRule]) -> Iterator[str]:
    rows = list(_option_rows(rule.options_type))
    if rows:
        width = max(len(name) for name, _ in rows)
        yield "".join(f"{_INDENT}{name:<{width}}  {kind}\n" for name, kind in rows)
        yield _indented(inspect.cleandoc(rule.options_type.__doc__ or ""))


def _option_rows(options: type[msgspec.Struct], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Each option with its type and default; those of a table in the table are named as TOML names them."""
    for field in msgspec.structs.fields(options):
        name = f"{prefix}{field.encode_name}"
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield from _option_rows(field.type, f"{name}.")
        else:
            yield name, f"{_type_name(field.type)}, {_default(field)}"


def _type_name(annotation: object) -> str:
    """A type as a reader of TOML names it."""
    if annotation in _TOML_NAMES:
        return _TOML_NAMES[annotation]
    origin, arguments = (
        get_origin(annotation),
        [each for each in get_args(annotation) if each not in (NoneType, Ellipsis)],
    )
    if origin is Annotated:
        return _type_name(arguments[0])
    if origin is Literal:
        return " or ".join(_toml(value) for value in arguments)
    if origin in (Union, UnionType):
        return " or ".join(_type_name(each) for each in arguments)
    return f"list of {_type_name(arguments[0])}s" if origin in (tuple, list) else "table"


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "required"
    default = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    return "not set" if default is None else f"default {_toml(default)}"


def _mends(example: Mends, palette: Palette) -> str:
    before, after = example.before.encode(), example.after.encode()
    _, *lines = diff_file("", before, after, context=before.count(b"\n")).body(palette)
    title = " ".join(part for part in (example.title, "(with --unsafe)" if example.unsafe else "") if part)
    return _titled(title, example, palette) + "".join(f"{_INDENT}{line}".rstrip() + "\n" for line in lines)


def _keeps(example: Keeps, palette: Palette) -> str:
    title = example.because + (" (reported)" if example.found else "")
    return _titled(title, example, palette) + _indented(example.code)


def _titled(title: str, example: Mends | Keeps, palette: Palette) -> str:
    """The head of an example: its title, its settings, and the other files that say something, each with its text."""
    settings = [f"{_INDENT}{palette(f'with {key} = {_toml(value)}', DIM)}\n" for key, value in example.config]
    files = [
        f"{_INDENT}{palette(f'beside {path}', DIM)}\n" + _indented(_indented(text))
        for path, text in example.beside
        if text
    ]
    return "".join(([f"{_INDENT}{palette(title, CYAN)}\n"] if title else []) + settings + files)


def _toml(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _indented(text: str) -> str:
    return "".join(f"{_INDENT}{line}".rstrip() + "\n" for line in text.splitlines())
