"""Settles what speaks against moving a use to the accessor, once all uses of the file are known."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from remend.imports.reach import can_import
from remend.module import Module
from remend.rules.env_access.accessor import Accessor
from remend.rules.env_access.contract import misfit
from remend.rules.env_access.crossing import keep_worlds_together, weigh_crossings
from remend.rules.env_access.forms import Action, Use
from remend.rules.env_access.spelling import Speller, Spelling

_WRITERS = frozenset({"set", "delete", "update"})
_GIVEN = {"set": 2, "delete": 1, "exists": 1, "update": 1, "get_all": 0, "clear": 0, "get_subprocess_env": 0}


def weigh(
    uses: Sequence[Use], module: Module, speller: Speller, methods: Mapping[str, str], by_name: frozenset[str]
) -> None:
    """Write into each use why it is refused or unsafe.

    `methods` are the accessor's, by their configured keys; `by_name` is what writes are given by name besides.
    """
    for use in uses:
        use.refused = use.refused or _obstacle(use, speller, methods, by_name)
    weigh_crossings(uses, module, speller, methods)
    distance = _distance(module, speller.accessor)
    for use in uses:
        if not use.report_only:
            use.unsafe = use.unsafe or distance or _untimely(use, module, speller)
    keep_worlds_together(uses, module)


def spell_use(use: Use, speller: Speller) -> Spelling | str:
    """The accessor at a use; for a variable that holds the environment, at its assignment."""
    return speller.spell(use.base.site if use.alias is None else use.alias.statement)


def _obstacle(use: Use, speller: Speller, methods: Mapping[str, str], by_name: frozenset[str]) -> str:
    """Why the accessor cannot be called for a use: a method it lacks, or a name that is not to be had there."""
    signatures = speller.accessor.signatures
    for key in use.action.methods:
        name = methods.get(key, "")
        if not name or (signatures is not None and name not in signatures):
            wanted = " and ".join(methods.get(each, each) for each in use.action.methods)
            return f"it needs the accessor's {wanted}, and there is no {name or key}"
        more = by_name if key in _WRITERS else frozenset[str]()
        if signatures is not None and (why := misfit(signatures[name], _given(key, use), more)):
            return f"the accessor's {name} {why}"
    own, other = speller.module.surroundings.boundary, speller.accessor.boundary
    if other and own != other:
        return f"{own or 'this file'} may not import from the service {other}, which is not among the shared ones"
    spelling = spell_use(use, speller)
    return spelling if isinstance(spelling, str) else ""


def _given(key: str, use: Use) -> int:
    """How many positional arguments a mend of `use` hands to the method for `key`."""
    if key != "get":
        return _GIVEN[key]
    call = use.target.node
    if isinstance(call, ast.Assign):
        call = call.value
    with_default = isinstance(call, ast.Call) and len(call.args) + len(call.keywords) > 1
    return 2 if with_default or use.action is Action.GET_METHOD else 1


def _distance(module: Module, accessor: Accessor) -> str:
    """Why moving any use of a file may break it; empty where nothing says so."""
    distribution = module.surroundings.distribution
    if module.path in accessor.doubled:
        return f"{accessor.doubled[module.path]} replaces the environment of this module by name"
    if accessor.root is None:
        return ""
    if module.path.rpartition("/")[2] == "setup.py":
        return f"setup.py runs before the project is installed, so {accessor.module} may not be there"
    if distribution in accessor.strangers:
        return f"{distribution or 'the root'} is a distribution of its own that imports nothing from {accessor.package}"
    if can_import(module, accessor.root, accessor.tops):
        return ""
    return f"the file is run by itself, and nothing in it shows that {accessor.module} can be imported there"


def _untimely(use: Use, module: Module, speller: Speller) -> str:
    """Why the accessor's import would run other files of the project too early, at this use; empty where it would not.

    A write at the top of a file may have to come before them, and a package that is imported for something else would
    load them all.
    """
    company = speller.accessor.company
    spelling = spell_use(use, speller) if company else ""
    if isinstance(spelling, str) or spelling.needs is None or spelling.needs.function is not None:
        return ""
    if any(module.surroundings.name == package for package, _ in speller.accessor.around):
        return f"importing {speller.accessor.module} would load {company[0]} whenever the package is imported"
    if not use.action.writes or use.base.scope.is_function:
        return ""
    end = module.extent(use.target.node)[1]
    imports = (s for s in module.tree.body if isinstance(s, (ast.Import, ast.ImportFrom)))
    if not any(module.extent(statement)[0] > end for statement in imports):
        return ""
    return f"importing {speller.accessor.module} above it would run {company[0]} before the variable is set"
