"""One block of imports - a file's, a function's or that under `if TYPE_CHECKING` - and where it takes a new one.

The new line goes to its like: beside imports of the same package, else into the section of its kind, in the order that
is kept there. Where sections are kept and there is none for it, it gets one of its own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import libcst as cst

from remend.imports.order import (
    STANDARD,
    Import,
    groups_of,
    has_sections,
    imports_any,
    is_sorted_as_usual,
    name_order,
    names_of,
    parts_kinds,
    section_of,
    style_of,
)
from remend.imports.spelling import module_of, shared_parts
from remend.imports.statement import add_name, wrapped
from remend.model import Edit
from remend.module import Module
from remend.rule import Needs

_LIMITS = (88, 100, 120)
_MAY_BE_LONG = re.compile(r"#|://|noqa")


@dataclass(frozen=True)
class Block:
    """Imports that stand in one place of a file, and those that show the style of the file."""

    module: Module
    imports: tuple[Import, ...]
    shown: tuple[Import, ...]
    indent: str = ""

    @cached_property
    def groups(self) -> list[list[Import]]:
        """The block's imports as blank lines part them."""
        return groups_of(self.imports, self.module)

    @cached_property
    def _shown_groups(self) -> list[list[Import]]:
        return [*self.groups, *(groups_of(self.shown, self.module) if self.shown != self.imports else [])]

    @cached_property
    def limit(self) -> int:
        """The length that lines of imports may have, as far as the file tells."""
        source = self.module.source
        lines = (source.line(number) for number in range(1, len(source.line_starts) + 1))
        lengths = sorted(len(line) for line in lines if not _MAY_BE_LONG.search(line))
        longest = lengths[-2] if len(lengths) > 1 else 0
        return next((limit for limit in _LIMITS if longest <= limit), longest)

    def extended(self, needs: Needs, changed: Mapping[int, Edit]) -> Edit | str | None:
        """The import of the same module with one more name, a reason why not, None where there is none to extend.

        `changed` are edits of the same rewrite to other statements, by their start.
        """
        if not needs.name or self._has_one_name_a_line:
            return None
        same = [s for s in self.imports if isinstance(s, ast.ImportFrom) and module_of(s, self.module) == needs.module]
        if self._parts_aliases:
            same = [s for s in same if all(bool(alias.asname) == bool(needs.alias) for alias in s.names)]
            if needs.alias:
                return None
        if not same:
            return None
        statement = same[0]
        start, end = self.module.extent(statement)
        text = changed[start].text if start in changed else self.module.source.text[start:end]
        order = None if start in changed else name_order(self.shown, self._shown_groups)
        limit = 0 if self._has_company(statement) else max(self.limit - len(self.indent), 0)
        try:
            longer = add_name(text, needs.name, needs.alias, order=order)
            if limit and "\n" not in longer and "\r" not in longer and len(longer) > limit:
                longer = wrapped(longer, self.module.source.newline, self.indent)
        except cst.ParserSyntaxError as error:
            return f"the import of {needs.module} could not be extended: {error.message}"
        return Edit(start, end, longer)

    def _has_company(self, statement: Import) -> bool:
        """Whether a comment or another statement stands on the statement's lines."""
        start, end = self.module.extent(statement)
        source = self.module.source
        before = source.line(statement.lineno)[: start - source.line_starts[statement.lineno - 1]]
        last = statement.end_lineno or statement.lineno
        return bool(before.strip() or source.line(last)[end - source.line_starts[last - 1] :].strip())

    @cached_property
    def _has_one_name_a_line(self) -> bool:
        froms = [s for s in self.shown if isinstance(s, ast.ImportFrom)]
        plain = [module_of(s, self.module) for s in froms if not s.names[0].asname]
        return all(len(s.names) == 1 for s in froms) and len(set(plain)) < len(plain)

    @cached_property
    def _parts_aliases(self) -> bool:
        """Whether `from m import a` and `from m import b as c` are kept apart."""
        froms = [s for s in self.shown if isinstance(s, ast.ImportFrom)]
        if any(len({bool(alias.asname) for alias in s.names}) > 1 for s in froms):
            return False
        plain = {module_of(s, self.module) for s in froms if not s.names[0].asname}
        aliased = [module_of(s, self.module) for s in froms if s.names[0].asname]
        if any(name in plain for name in aliased) or len(set(aliased)) < len(aliased):
            return True
        return len(self.shown) > 1 and is_sorted_as_usual(self._shown_groups)

    def placed(self, line: str) -> Edit:
        """The edit that puts the import `line`, written without indentation, where it belongs; the block has some."""
        new = _parsed(line)
        code = self.rendered(line)
        group = self._group_of(new)
        if group is not None:
            return self._among(group, new, code)
        if has_sections(self._shown_groups, self.module):
            return self._in_new_section(new, code)
        return self._below(self.imports[-1], code)

    def rendered(self, line: str) -> str:
        """An import as it stands in the block: indented, and wrapped where it is too long for a line."""
        if line.startswith("from ") and len(self.indent) + len(line) > self.limit:
            return self.indent + wrapped(line, self.module.source.newline, self.indent)
        return self.indent + line

    def _group_of(self, new: Import) -> list[Import] | None:
        """The imports without a blank line between that `new` belongs to."""
        like = list(self.imports)
        if parts_kinds(self.groups, self.module) or parts_kinds(groups_of(self.shown, self.module), self.module):
            like = [s for s in like if isinstance(s, type(new))]
        name = names_of(new)[0]
        section = section_of(new, self.module)
        kin = [s for s in like if imports_any(s, frozenset({name.partition(".")[0]}))]
        if section == STANDARD or self.module.surroundings.first_party:  # else nothing tells the project's own apart
            kin = kin or [s for s in like if section_of(s, self.module) == section]
        if kin:
            group_of = {s: group for group in self.groups for s in group}
            nearest = max(
                kin,
                key=lambda s: (shared_parts(names_of(s)[0], name), self._share(group_of[s], section), len(group_of[s])),
            )
            return group_of[nearest]
        for group in self.groups:
            ranks = [section_of(s, self.module) for s in group]
            if min(ranks) < section < max(ranks):
                return group
        return None

    def _share(self, group: list[Import], section: int) -> bool:
        """Whether most of a group is of a section."""
        return 2 * sum(section_of(s, self.module) == section for s in group) >= len(group)

    def _among(self, group: list[Import], new: Import, code: str) -> Edit:
        """Where the order of a group, or of those in it that are of the same kind, puts the new one."""
        section = section_of(new, self.module)
        kin = [s for s in group if imports_any(s, frozenset({names_of(new)[0].partition(".")[0]}))]
        alike = [s for s in group if section_of(s, self.module) == section]
        sectioned = has_sections(self._shown_groups, self.module)
        for near in (group, alike) if sectioned else (kin or alike or group,):
            style = style_of(self._shown_groups, near) if near else None
            if style is not None:
                later = next((s for s in near if style.key(s) > style.key(new)), None)
                return self._below(near[-1], code) if later is None else self._above(later, code)
        return self._below((kin or [s for s in group if isinstance(s, type(new))] or group)[-1], code)

    def _in_new_section(self, new: Import, code: str) -> Edit:
        section = section_of(new, self.module)
        before = [group for group in self.groups if max(section_of(s, self.module) for s in group) <= section]
        if not before:
            return self._above(self.imports[0], code + self.module.source.newline, section=True)
        return self._below(before[-1][-1], code, section=True)

    def _above(self, statement: Import, code: str, *, section: bool = False) -> Edit:
        """Above a statement and what its comment says of it; a heading below a blank line is the section's."""
        source = self.module.source
        number = statement.lineno
        while number > 1 and source.line(number - 1).lstrip().startswith("#"):
            number -= 1
        is_first = any(statement is group[0] for group in self.groups)
        if is_first and (not section or number == 1):
            number = statement.lineno
        start = source.line_starts[number - 1]
        return Edit(start, start, code + source.newline)

    def _below(self, statement: Import, code: str, *, section: bool = False) -> Edit:
        return after_line(self.module, statement.end_lineno or statement.lineno, code, blank_before=section)


def _parsed(line: str) -> Import:
    statement = ast.parse(line).body[0]
    assert isinstance(statement, (ast.Import, ast.ImportFrom))
    return statement


def after_line(
    module: Module, number: int, line: str, *, blank_before: bool = False, blank_after: bool = False
) -> Edit:
    """The edit that puts a line below line `number`, a blank one around it where wanted and not yet there."""
    newline = module.source.newline
    text = (newline if blank_before else "") + line + newline
    starts = module.source.line_starts
    if number < len(starts):
        start = starts[number]
        following = module.source.line(number + 1)
        return Edit(start, start, text + (newline if blank_after and following.strip() else ""))
    end = len(module.source.text)
    return Edit(end, end, newline + text.removesuffix(newline))
