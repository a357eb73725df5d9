"""Names of the project's code in strings that are imported when they are used: targets of patches and the like.

Such a string fails as an import does, and no checker looks at it. It is never certain what it should say: a patch names
the place where the code under test looks something up, which need not be where that is defined.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from remend.module import Module, Site

UNSAFE_BECAUSE = "a patch has to name the place where the code under test looks the name up, which may be another"

_CALL = re.compile(rb"""\b(?:patch|setattr|delattr|import_module)\s*\(\s*["']([^\W\d]\w*(?:\.\w+)+)["']""")
_FUNCTIONS = frozenset({"patch", "setattr", "delattr", "import_module"})
_DECIDES = frozenset({"create", "raising"})


def dotted_strings(content: bytes) -> frozenset[str]:
    """The dotted names that a file may hand, as strings, to what imports them; some may stand in comments."""
    return frozenset(name.decode("utf-8", "replace") for name in _CALL.findall(content))


def find_strings(module: Module, wanted: frozenset[str]) -> Iterator[Site]:
    """The strings among `wanted` that are the first argument of a call that imports what they name."""
    lasts = {name.rpartition(".")[2] for name in wanted}
    for site in module.sites(lasts):
        node, call = site.node, site.parent()
        if isinstance(node, ast.Constant) and node.value in wanted and isinstance(call, ast.Call):
            is_first = bool(call.args) and call.args[0] is node
            decides = any(keyword.arg in _DECIDES for keyword in call.keywords)
            if is_first and not decides and _name_of(call.func) in _FUNCTIONS:
                yield site


def _name_of(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
