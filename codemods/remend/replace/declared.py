"""A declared replacement once its patterns are read: checked, frozen, and known to make sense."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from remend.config.decode import KeyPath
from remend.errors import ConfigError
from remend.replace.conditions import INSIDE, KINDS, PLACES
from remend.replace.examples import check_examples, examples_of
from remend.replace.move import Move, read_move
from remend.replace.pattern import Pattern, PatternError, read_pattern
from remend.replace.seek import Form
from remend.replace.table import ReplaceTable, TypeTable
from remend.rule import Keeps, Mends, Needs
from remend.templates.term import Hole

Place = Callable[[KeyPath], str]


@dataclass(frozen=True, slots=True)
class Declared:
    """One `[[tool.remend.replace]]`.

    `imports` are those that it gives, by the dotted name that each binds; `kinds` and `types` are the conditions on
    holes by name, `inside` is where the code has to stand, empty for anywhere.
    """

    table: ReplaceTable
    forms: tuple[Form, ...]
    move: Move | None = None
    imports: Mapping[str, Needs] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    inside: str = ""

    @property
    def old(self) -> str:
        """What is replaced, in a few words."""
        return self.move.old if self.move is not None else self.forms[0].text

    @property
    def new(self) -> str:
        """What takes its place; empty where nothing does."""
        return self.move.new if self.move is not None else (self.table.replace or "")

    @property
    def examples(self) -> tuple[Mends | Keeps, ...]:
        """The examples as those of any rule."""
        return examples_of(self.table.examples, is_unsafe=self.table.safety == "unsafe")


def declare(table: ReplaceTable, place: Place) -> Declared:
    """The replacement that a table declares; `place` begins an error message about one of its keys.

    Raises ConfigError.
    """
    _check_keys(table, place)
    imports = _imports(table, place)
    imported = {needs.bound: _dotted(needs) for needs in imports}
    kinds, types = _where(table, place)
    move = _move(table, place)
    return Declared(
        table=table,
        forms=move.forms if move is not None else tuple(_forms(table, imported, place)),
        move=move,
        imports={_dotted(needs): needs for needs in imports},
        kinds=kinds,
        types={**types, **(move.types if move is not None else {})},
        inside=str(table.where.get(INSIDE, "")),
    )


def _check_keys(table: ReplaceTable, place: Place) -> None:
    if (table.moved is None) == (not table.match):
        raise ConfigError(f"{place(())}: say either `match`, with `replace`, or `from`, with `to`")
    other, value = ("to", table.to) if table.moved is not None else ("replace", table.replace)
    if not value and table.safety != "report-only":
        raise ConfigError(f"{place((other,))}: this key is required, unless the safety is `report-only`")
    if (table.to is not None and table.moved is None) or (table.replace is not None and table.moved is not None):
        raise ConfigError(f"{place(())}: `replace` goes with `match`, and `to` with `from`")
    check_examples(table.examples, place(("examples",)))


def _move(table: ReplaceTable, place: Place) -> Move | None:
    if table.moved is None:
        return None
    for name in table.where:
        if name != INSIDE:
            raise ConfigError(f"{place(('where', name))}: a move has no holes")
    try:
        return read_move(table.moved, table.to or "")
    except PatternError as error:
        raise ConfigError(f"{place(('from',))}: {error}") from error


def _imports(table: ReplaceTable, place: Place) -> list[Needs]:
    found: list[Needs] = []
    for text in (table.imports,) if isinstance(table.imports, str) else table.imports:
        try:
            statements = ast.parse(text).body
        except SyntaxError:
            statements = []
        if not statements or not all(isinstance(each, (ast.Import, ast.ImportFrom)) for each in statements):
            raise ConfigError(f"{place(('imports',))}: `{text}` is no import statement")
        for statement in statements:
            if isinstance(statement, ast.ImportFrom) and (statement.level or statement.names[0].name == "*"):
                raise ConfigError(f"{place(('imports',))}: `{text}` is relative or takes all names; name them")
            found += _needs_of(statement)
    return found


def _needs_of(statement: ast.stmt) -> Iterator[Needs]:
    if isinstance(statement, ast.ImportFrom):
        for alias in statement.names:
            yield Needs(module=statement.module or "", name=alias.name, alias=alias.asname or "")
    elif isinstance(statement, ast.Import):
        for alias in statement.names:
            yield Needs(module=alias.name, alias=alias.asname or "")


def _dotted(needs: Needs) -> str:
    """What an import binds: of `import a.b` the whole, since that is what is spoken of."""
    return f"{needs.module}.{needs.name}" if needs.name else needs.module if needs.alias else needs.bound


def _forms(table: ReplaceTable, imported: Mapping[str, str], place: Place) -> Iterator[Form]:
    def pattern(key: str, text: str) -> Pattern:
        try:
            return read_pattern(text, imported)
        except PatternError as error:
            raise ConfigError(f"{place((key,))}: {error}") from error

    right = pattern("replace", table.replace) if table.replace else None
    for text in (table.match,) if isinstance(table.match, str) else table.match:
        left = pattern("match", text)
        form = Form(text, left, right)
        if not form.words:
            raise ConfigError(f"{place(('match',))}: `{text}` names nothing that could be looked for")
        if right is not None:
            for hole in sorted(right.holes - left.holes):
                raise ConfigError(f"{place(('replace',))}: `{_written(hole)}` does not stand in `match`")
            if left.is_statement != right.is_statement:
                raise ConfigError(
                    f"{place(('replace',))}: `match` and `replace` are both expressions or both statements"
                )
        yield form
        for name in table.where:
            if name != INSIDE and name not in {hole.name for hole in left.holes}:
                raise ConfigError(f"{place(('where', name))}: there is no hole `${name}` in `{text}`")


def _written(hole: Hole) -> str:
    return f"$...{hole.name}" if hole.many else f"${hole.name}"


def _where(table: ReplaceTable, place: Place) -> tuple[dict[str, str], dict[str, str]]:
    """The conditions on holes: kinds of code, and types."""
    kinds: dict[str, str] = {}
    types: dict[str, str] = {}
    for name, condition in table.where.items():
        if name == INSIDE:
            if condition not in PLACES:
                raise ConfigError(f"{place(('where', name))}: this is one of {', '.join(f'`{p}`' for p in PLACES)}")
        elif isinstance(condition, TypeTable):
            types[name] = condition.type
        elif condition in KINDS:
            kinds[name] = condition
        else:
            known = ", ".join(f"`{kind}`" for kind in KINDS)
            raise ConfigError(f'{place(("where", name))}: this is one of {known}, or {{ type = "module.Class" }}')
    return kinds, types
