"""Code that reaches the environment and the accessor on purpose, side by side.

A test of the accessor checks what arrives in `os.environ`; an export copies the accessor's values there. Rewriting such
code makes it compare or copy the accessor with itself: it still runs, and says nothing any more. Where the code looks
like that, the mend is unsafe.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from remend.module import Module, Site
from remend.rules.env_access.forms import Action, Use
from remend.rules.env_access.spelling import Speller

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_TEST_FILE = re.compile(r"(?:^|/)(?:tests?/|test_[^/]*$|conftest[^/]*$|[^/]*_tests?\.py$)")


def weigh_crossings(uses: Sequence[Use], module: Module, speller: Speller, methods: Mapping[str, str]) -> None:
    """Mark the uses that stand beside the accessor on purpose as unsafe. `methods` are the accessor's, by key."""
    subject = _tested_accessor(module, speller)
    doubles = {function: use for use in uses if use.report_only and (function := _function_of(use)) is not None}
    for use in uses:
        if line := _fallback_line(use, speller):
            use.refused = f"it stands in for the accessor where the import on line {line} fails"
            use.stands_in = True
        if use.unsafe or use.refused or use.report_only:
            continue
        function = _function_of(use)
        if subject:
            use.unsafe = subject
        elif function in doubles:
            line = module.span(doubles[function].target.node).line
            use.unsafe = f"line {line} puts a double in place of the environment that it means"
        elif function is not None:
            key = _key_of(use)
            if key is not None and any(_same(key, other) for other in _keys_reached(function, speller, methods)):
                shown = ast.unparse(key)
                use.unsafe = f"{function.name} reaches {shown} through the accessor too: it may compare the two"
            elif use.action.writes and _carries_over(use, function, methods):
                use.unsafe = f"{function.name} writes what it took from the accessor: it may export it on purpose"


def keep_worlds_together(uses: Sequence[Use], module: Module) -> None:
    """Let uses of one key go together where the file writes it.

    An accessor that isolates does not write through to the environment: a write that moves and a read that stays would
    no longer meet. A file that replaces or clears the environment as a whole ties all its uses together.
    """
    own = [use for use in uses if not use.report_only and not use.stands_in]
    groups: dict[str, list[Use]] = {}
    whole = any(use.action in (Action.CLEAR, Action.UPDATE) and not _is_literal_update(use) for use in own)
    for use in own:
        for name in [""] if whole else filter(None, (_group_name(key, use) for key in _keys_of(use))):
            groups.setdefault(name, []).append(use)
    why = "the file changes the environment as a whole, so it goes with" if whole else "it goes with"
    held_back = True
    while held_back:
        held_back = False
        for group in groups.values():
            held_back = _hold_back(group, why, module) or held_back


def _hold_back(group: Sequence[Use], why: str, module: Module) -> bool:
    """Let all of a group stay where one of it does and it writes; whether that held back any that could move."""
    stays = next((use for use in group if use.refused or use.unsafe), None)
    moves = [use for use in group if not use.refused and not use.unsafe]
    if stays is None or not moves or not any(use.action.writes or use.action is Action.NONE for use in group):
        return False
    line = module.span(stays.target.node).line
    for use in moves:
        use.unsafe = f"{why} line {line}, which cannot move: {stays.refused or stays.unsafe}"
    return True


def _group_name(key: ast.expr | None, use: Use) -> str:
    if isinstance(key, ast.Constant):
        return ast.dump(key)
    function = _function_of(use)
    return f"{ast.dump(key)} in {id(function)}" if key is not None and function is not None else ""


def _is_literal_update(use: Use) -> bool:
    """Whether the keys that an update writes stand in the code."""
    match use.target.node:
        case ast.Call(args=arguments, keywords=keywords) if arguments or keywords:
            spelled = all(isinstance(a, ast.Dict) and None not in a.keys for a in arguments)
            return spelled and all(keyword.arg is not None for keyword in keywords)
    return False


def _function_of(use: Use) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    return next((n for n in reversed(use.base.site.path) if isinstance(n, _FUNCTIONS)), None)


def is_test(path: str) -> bool:
    """Whether a file belongs to a test suite, by the names that pytest and unittest go by."""
    return _TEST_FILE.search(path) is not None


def _fallback_line(use: Use, speller: Speller) -> int:
    """The line that imports the accessor in the `try` whose handler the use stands in; 0 where there is none."""
    accessor = speller.accessor
    for above, handler in zip(use.base.site.path, use.base.site.path[1:], strict=False):
        if isinstance(above, ast.Try) and isinstance(handler, ast.ExceptHandler):
            for node in (node for statement in above.body for node in ast.walk(statement)):
                if isinstance(node, ast.ImportFrom) and any(alias.name == accessor.name for alias in node.names):
                    return node.lineno
    return 0


def _tested_accessor(module: Module, speller: Speller) -> str:
    """Why a test file is taken for a test of the accessor itself; empty where it is none."""
    accessor = speller.accessor
    if not is_test(module.path):
        return ""
    if accessor.module.rpartition(".")[2] in module.path.rpartition("/")[2]:
        return f"the file tests {accessor.module}, so it may mean the environment itself"
    for site in module.sites({accessor.class_name} if accessor.class_name else ()):
        if isinstance(site.node, (ast.Name, ast.Attribute)) and not _is_annotation(site):
            return f"the file tests {accessor.class_name} itself, so it may mean the environment behind it"
    return ""


def _is_annotation(site: Site) -> bool:
    parent = site.parent()
    return isinstance(parent, (ast.arg, ast.AnnAssign, *_FUNCTIONS))


def _keys_of(use: Use) -> list[ast.expr]:
    """All keys that a use reads or writes, as far as they stand in the code."""
    if use.action is Action.UPDATE and isinstance(use.target.node, ast.Call):
        call = use.target.node
        spelled = [key for argument in call.args if isinstance(argument, ast.Dict) for key in argument.keys if key]
        return [*spelled, *(ast.Constant(keyword.arg) for keyword in call.keywords if keyword.arg)]
    key = _key_of(use)
    return [] if key is None else [key]


def _key_of(use: Use) -> ast.expr | None:
    match use.target.node:
        case ast.Call(args=[key, *_]) | ast.Expr(value=ast.Call(args=[key, *_])) | ast.Subscript(slice=key):
            return key
        case ast.Compare(left=key):
            return key
        case ast.Assign(value=ast.Call(args=[key, *_])) if use.action is Action.TAKE:
            return key
        case ast.Assign(targets=[ast.Subscript(slice=key)]) | ast.AugAssign(target=ast.Subscript(slice=key)):
            return key
        case ast.Delete(targets=[ast.Subscript(slice=key)]):
            return key
    return None


def _same(one: ast.expr, other: ast.expr) -> bool:
    return ast.dump(one) == ast.dump(other)


def _keys_reached(function: ast.AST, speller: Speller, methods: Mapping[str, str]) -> Iterator[ast.expr]:
    """The keys that a function hands to the accessor, or to anything with methods that no mapping has."""
    telling = {methods[key] for key in ("set", "delete", "exists") if key in methods}
    held = {ast.dump(call.node) for call in speller.calls}
    texts = {holder.text for holder in speller.holders}
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(value=receiver, attr=method), args=[key, *_]):
                through = method in methods.values() and (ast.dump(receiver) in held or ast.unparse(receiver) in texts)
                if through or method in telling:
                    yield key


def _carries_over(use: Use, function: ast.AST, methods: Mapping[str, str]) -> bool:
    """Whether what is written comes from a snapshot that the accessor gave."""
    givers = {methods[key] for key in ("get_all", "get_subprocess_env") if key in methods}
    names = {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and _asks(node.value, givers)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    sources: list[ast.AST] = [use.target.node]
    sources += [node.iter for node in use.base.site.path if isinstance(node, ast.For)]
    return any(_asks(s, givers) or any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(s)) for s in sources)


def _asks(node: ast.AST, givers: set[str]) -> bool:
    return any(
        isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr in givers for n in ast.walk(node)
    )
