"""Imports that find their modules elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
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

from remend.legacy.modernized import Place

Results = dict[str, Any]


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
    the import.
    """

    place = Place()
    leaves: Sequence[Leaf] = ()

    def start_tree(self, tree: Node, filename: str) -> None:
        super().start_tree(tree, filename)
        self._used: set[str] = set()
        self._values: set[str] = set()
        self._first: dict[str, int] = {}
        before = ""
        for leaf, after in zip_longest(self.leaves, self.leaves[1:]):
            if leaf.type == token.NAME and before != ".":
                self._used.add(leaf.value)
                if leaf.value in self.mapping and not _is_imported(leaf):
                    self._first.setdefault(leaf.value, leaf.get_lineno())
                    if after is None or after.value != ".":
                        self._values.add(leaf.value)
            before = leaf.value

    def transform(self, node: Node, results: Results) -> None:
        module = results.get("module_name")
        if module is None or "name_import" not in results:
            if module is None or module.value not in self.place.modules:
                super().transform(node, results)
            return
        if module.value in self.place.modules:
            return
        new = self.mapping[module.value]
        if not self._keeps_name(module, new):
            super().transform(node, results)
            return
        module.replace(Name(f"{new} as {module.value}", prefix=module.prefix))
        if "multiple_imports" in results and (others := self.match(node)):
            self.transform(node, others)

    def _keeps_name(self, module: Leaf, new: str) -> bool:
        is_above = self._first.get(module.value, module.get_lineno()) < module.get_lineno()
        return new.partition(".")[0] in self._used or module.value in self._values or is_above


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


def _is_imported(leaf: Leaf) -> bool:
    node: Node | Leaf | None = leaf
    while node is not None and node.type not in (syms.import_name, syms.import_from):
        node = node.parent
    return node is not None
