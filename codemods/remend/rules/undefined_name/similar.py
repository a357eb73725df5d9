"""A name that the file has already and that the undefined one was meant to be.

Three kinds of evidence, none of them a mere likeness of letters: an import that binds the very thing under another
name, a definition whose name has the same letters with one word moved (what a careless sweep leaves behind), and an
import that nothing uses, whose name is alike and whose signature takes what is asked of the undefined one.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence

from remend.index.index import Definition, Index
from remend.module import Module, occurrences
from remend.naming.likeness import contains, moved_part, slips, words
from remend.naming.uses import Uses
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.scopes import Binding, BindingKind

_DOUBTED = 0.5
"""How much a like name weighs where something of the project has the very name, and might be meant."""

Fits = Callable[[Definition, Uses], bool | None]
"""Whether a definition allows the uses; None where that cannot be told."""


class SameThing:
    """An import of the file that binds what the name stands for, under another name: `np` for `numpy`."""

    def __init__(self, index: Index, fits: Fits) -> None:
        self._index = index
        self._fits = fits

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """The one such import, to be used instead."""
        found = [
            binding
            for binding in _imports(question.module)
            if binding.origin.rpartition(".")[2] == question.name and self._may_be(question, binding)
        ]
        if len({binding.name for binding in found}) != 1 or not stands_everywhere(question, found[0].name):
            return ()
        name = found[0].name
        text = f"line {_line(found[0])} imports `{found[0].origin}` as `{name}`"
        return (Candidate(rename=name, evidence=(text,)),)

    def _may_be(self, question: Question, binding: Binding) -> bool:
        unused = unused_imports(question.module, binding.name.__eq__)
        if isinstance(binding.statement, ast.ImportFrom) and binding not in unused:
            return False  # an alias that is used keeps the name free for another thing
        definition = self._index.lookup(question.path, binding.name)
        if definition is not None:
            return self._fits(definition, question.uses) is not False
        # Outside the project nothing can be looked up: trust whole modules alone, `time` is in `datetime` too.
        return isinstance(binding.statement, ast.Import)


class MovedPart:
    """A class or function of the file whose name is the undefined one with a word moved to its front or end."""

    def __init__(self, index: Index, fits: Fits) -> None:
        self._index = index
        self._fits = fits

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """The one such definition, to be used instead."""
        found = []
        for name, bindings in question.module.scope.bindings.items():
            move = moved_part(question.name, name)
            if move is not None and all(binding.kind is BindingKind.DEFINITION for binding in bindings):
                found.append((name, move, bindings[0]))
        if len(found) != 1 or not stands_everywhere(question, found[0][0]):
            return ()
        name, move, binding = found[0]
        definition = self._index.lookup(question.path, name)
        if definition is not None and self._fits(definition, question.uses) is False:
            return ()
        where = "front" if move.to_front else "end"
        text = f"line {_line(binding)} defines `{name}`, the same name with `{move.part}` moved to its {where}"
        weight = _DOUBTED if self._index.definers(question.name) else 0.0
        return (Candidate(rename=name, evidence=(text,), weight=weight),)


class UnusedImport:
    """An import that nothing in the file uses, of a like name, that takes what is asked of the undefined one."""

    def __init__(self, index: Index, fits: Fits) -> None:
        self._index = index
        self._fits = fits

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """The one such import, to be used instead; none where the uses tell too little for a signature to count."""
        if not _tells(question.uses):
            return ()
        alike = list(unused_imports(question.module, lambda name: _is_like(question.name, name)))
        if len(alike) != 1 or not stands_everywhere(question, alike[0].name):
            return ()
        definition = self._index.lookup(question.path, alike[0].name)
        if definition is None or not self._fits(definition, question.uses) or self._is_elsewhere(question.name):
            return ()
        name, line = alike[0].name, _line(alike[0])
        where = definition.path + (f":{definition.fact.line}" if definition.fact is not None else "")
        text = f"line {line} imports `{name}`, which nothing uses; {where} {_asked(question.uses)}"
        return (Candidate(rename=name, evidence=(text,)),)

    def _is_elsewhere(self, name: str) -> bool:
        """Whether the project has something of exactly this name, which is then a better answer."""
        if self._index.definers(name):
            return True
        sites = self._index.importers(name)
        top_level = self._index.modules.top_level
        origins = {self._index.origin(site) for site in sites}
        return any(origin.partition(".")[0] not in top_level or self._index.resolve(origin) for origin in origins)


def unused_imports(module: Module, is_asked: Callable[[str], bool]) -> Iterator[Binding]:
    """Of the names asked for those that imports at the top of a file bind and that nothing reads, as far as it tells.

    Not those that are there for others: in a package's `__init__`, in `__all__`, `import x as x`, under a condition, or
    with a `noqa`; nor `import a.b`, which is there for what it does.
    """
    asked = [binding for binding in _imports(module) if is_asked(binding.name)]
    if module.is_package or not asked:
        return
    read = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
    quoted = [text for node in ast.walk(module.tree) if (text := _quoted_code(node))]
    lines = module.source.text.splitlines()
    for binding in asked:
        name = binding.name
        if name in read or any(next(occurrences(text, name), None) is not None for text in quoted):
            continue
        if not _is_for_others(binding) and "noqa" not in lines[_line(binding) - 1]:
            yield binding


def _imports(module: Module) -> Iterator[Binding]:
    """The imports at the top of a file that bind a name for good, with no other binding of it."""
    for bindings in module.scope.bindings.values():
        first = bindings[0]
        if len(bindings) == 1 and first.kind is BindingKind.IMPORT and not first.blocks and first.name != "*":
            yield first


def _is_for_others(binding: Binding) -> bool:
    statement = binding.statement
    if isinstance(statement, ast.Import):
        return any("." in alias.name and alias.asname is None for alias in statement.names)
    assert isinstance(statement, ast.ImportFrom)
    return statement.module == "__future__" or any(
        alias.name == alias.asname == binding.name for alias in statement.names
    )


def _quoted_code(node: ast.AST) -> str:
    """A string that may name something, an annotation or an entry of `__all__`; empty for a text and all else."""
    match node:
        case ast.Constant(value=str(text)) if "\n" not in text and text.count(" ") < 4:
            return text
    return ""


def stands_everywhere(question: Question, name: str) -> bool:
    """Whether `name` stands for what the module binds to it at every place where the undefined name is used."""
    sites = [site for site in question.module.sites({question.name}) if isinstance(site.node, ast.Name)]
    top = question.module.scope
    found = [question.module.scope_at(site.path).lookup(name) for site in sites]
    return bool(sites) and all(each is not None and each[0] is top for each in found)


def _is_like(name: str, other: str) -> bool:
    if name.strip("_") == other.strip("_") or contains(name, other) or contains(other, name):
        return True
    most = 2 if len(words(name)) > 1 and len(name) >= 8 else 1
    return len(name) >= 4 and slips(name, other, most) is not None and name.lower() != other.lower()


def _tells(uses: Uses) -> bool:
    """Whether the uses say enough to tell one signature from another: attributes, a keyword, or two arguments."""
    return bool(uses.attributes) or any(call.keywords or call.positional > 1 for call in uses.calls)


def _asked(uses: Uses) -> str:
    parts = []
    if uses.calls:
        parts.append("takes the arguments")
    if uses.attributes:
        parts.append(f"has {', '.join(f'`{each}`' for each in sorted(uses.attributes))}")
    return " and ".join(parts)


def _line(binding: Binding) -> int:
    return int(getattr(binding.statement, "lineno", 0))
