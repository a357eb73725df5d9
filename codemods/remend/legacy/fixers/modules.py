"""Imports that find their modules elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any

from fissix.fixer_util import Name
from fissix.fixes.fix_import import FixImport
from fissix.fixes.fix_imports import FixImports
from fissix.fixes.fix_imports2 import FixImports2
from fissix.fixes.fix_urllib import FixUrllib
from fissix.pgen2 import token
from fissix.pygram import python_symbols as syms
from fissix.pytree import Leaf, Node

from remend.legacy.fixers.buffers import WORDS, Content, content
from remend.legacy.modernized import Place

Results = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Uses:
    """What a file does with moved modules before any import is changed.

    The names in it, those of modules that are handed on as `values`, on which line a module is `first` used, and the
    `content` of its buffers.
    """

    names: AbstractSet[str]
    values: AbstractSet[str]
    first: Mapping[str, int]
    content: Content | None


class RelativeImports(FixImport):
    """Knows the modules beside the file from the project's index, not from the disk."""

    place = Place()

    def transform(self, node: Node, results: Results) -> Node | None:
        names = [leaf for leaf in results["imp"].leaves() if leaf.type == token.NAME]
        dotted = any(each.type == syms.dotted_name for each in results["imp"].pre_order())
        if node.type == syms.import_name and dotted:
            if any(self.probably_a_local_import(leaf.value) for leaf in names):
                self.warning(node, "it imports a module beside the file, which Python 3 looks for elsewhere")
            return None
        return super().transform(node, results)

    def probably_a_local_import(self, imp_name: str) -> bool:
        return imp_name.partition(".")[0] in self.place.siblings


class MovedModules(FixImports):
    """Leaves the project's own modules alone, and keeps a module's old name where the uses cannot follow.

    They cannot where the file uses the new name for something else, hands the module on as a value, or uses it above
    the import. A buffer becomes one of bytes where bytes go through it; where neither tells, that is told.
    """

    place = Place()
    leaves: Sequence[Leaf] = ()
    text = ""

    def start_tree(self, tree: Node, filename: str) -> None:
        super().start_tree(tree, filename)
        self.__dict__.pop("_uses", None)

    @cached_property
    def _uses(self) -> _Uses:
        return _uses(self.leaves, self.text, self.mapping)

    def transform(self, node: Node, results: Results) -> None:
        module = results.get("module_name")
        if module is not None and module.value in self.place.modules:
            return
        uses = self._uses
        if module is not None and module.value in WORDS:
            self._import_buffers(node, uses)
        if module is None or "name_import" not in results:
            self._use_buffers(results, uses)
            super().transform(node, results)
            _drop_renames(node)
            return
        new = self.mapping[module.value]
        if not _keeps_name(module, new, uses):
            super().transform(node, results)
            return
        module.replace(Name(f"{new} as {module.value}", prefix=module.prefix))
        if "multiple_imports" in results and (others := self.match(node)):
            self.transform(node, others)

    def _import_buffers(self, node: Node, uses: _Uses) -> None:
        is_used = not WORDS.isdisjoint(uses.first) or " as " in str(node)
        if uses.content is None and is_used:
            self.warning(node, "text or bytes may go through it: io.StringIO takes text alone, io.BytesIO bytes")
        elif uses.content is Content.BYTES and node.type == syms.import_from:
            for name in [leaf for child in node.children[3:] for leaf in child.leaves() if leaf.value == "StringIO"]:
                if name.prev_sibling is None or name.prev_sibling.value != "as":
                    is_named = name.parent.type == syms.import_as_name
                    name.replace(Name("BytesIO" if is_named else "BytesIO as StringIO", prefix=name.prefix))

    def _use_buffers(self, results: Results, uses: _Uses) -> None:
        """Make a buffer that is reached through its module one of bytes."""
        for module in results.get("bare_with_attr", ()):
            name = module.next_sibling.children[1]
            if uses.content is Content.BYTES and module.value in self.replace and name.value == "StringIO":
                name.replace(Name("BytesIO"))


def _keeps_name(module: Leaf, new: str, uses: _Uses) -> bool:
    is_above = uses.first.get(module.value, module.get_lineno()) < module.get_lineno()
    return new.partition(".")[0] in uses.names or module.value in uses.values or is_above


def _drop_renames(node: Node) -> None:
    """Take away an `as` that says what the module is called already."""
    for each in [child for child in node.pre_order() if child.type == syms.dotted_as_name]:
        name, _, nickname = each.children
        if name.type == token.NAME and name.value == nickname.value:
            each.replace(Name(name.value, prefix=each.prefix))


class MovedDatabases(MovedModules):
    """The same for `anydbm` and `whichdb`, which have to come after `dbm`."""

    mapping = FixImports2.mapping


class SplitModules(FixUrllib):
    """Mends `import urllib, urllib2` whole, and imports nothing twice."""

    def transform(self, node: Node, results: Results) -> None:
        super().transform(node, results)
        if "module" not in results or node.type != syms.import_name:
            return
        others = self.match(node)
        if others and "module" in others:
            self.transform(node, others)
        seen: set[str] = set()
        for name in [each for each in node.children[1].children if each.type != token.COMMA]:
            if (text := str(name).strip()) in seen:
                name.prev_sibling.remove()
                name.remove()
            seen.add(text)


def _uses(leaves: Sequence[Leaf], text: str, modules: Collection[str]) -> _Uses:
    names: set[str] = set()
    values: set[str] = set()
    first: dict[str, int] = {}
    before = ""
    for leaf, after in zip_longest(leaves, leaves[1:]):
        if leaf.type == token.NAME and before != ".":
            names.add(leaf.value)
            if leaf.value in modules and not _is_imported(leaf):
                first.setdefault(leaf.value, leaf.get_lineno())
                if after is None or after.value != ".":
                    values.add(leaf.value)
        before = leaf.value
    has_buffers = not names.isdisjoint(WORDS)
    return _Uses(names, values, first, content(leaves, text) if has_buffers else None)


def _is_imported(leaf: Leaf) -> bool:
    node: Node | Leaf | None = leaf
    while node is not None and node.type not in (syms.import_name, syms.import_from):
        node = node.parent
    return node is not None
