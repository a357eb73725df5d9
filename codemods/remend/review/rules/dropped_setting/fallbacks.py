"""Secrets written into the code: what a function uses where a secret is missing."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remend.model import Severity
from remend.module import touches
from remend.review.ends import FileChange
from remend.review.model import Change, Origin, Verdict
from remend.review.rules.dropped_setting.chains import Chain, chains
from remend.review.rules.dropped_setting.comparison import Comparison
from remend.review.rules.dropped_setting.conditions import Condition, conditions
from remend.review.rules.dropped_setting.mentions import Read
from remend.review.rules.dropped_setting.names import gives_away, is_secret, listed
from remend.review.rules.dropped_setting.tell import RULE, at, identified, text_of

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_WHY = "A process that lacks the secret starts all the same, with one that everybody can read in the source."


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal that a function takes for a secret which it looked for; `reads` are all reads of the function."""

    chain: Chain
    value: str
    node: ast.stmt
    conditions: tuple[Condition, ...]
    reads: tuple[Read, ...]

    @property
    def likeness(self) -> tuple[str, str, tuple[str, ...]]:
        """What it has in common with itself at the other end, if the function only moved."""
        return self.chain.symbol.rpartition(".")[2], self.value, tuple(c.text for c in self.conditions)


def judge_fallbacks(comparison: Comparison, file: FileChange) -> Iterator[Change]:
    """The literals of a file that came to stand for a secret."""
    yield from _defaults(comparison, file)
    yield from _constants(comparison, file)


def _defaults(comparison: Comparison, file: FileChange) -> Iterator[Change]:
    had = {(read.name, read.literal) for change in comparison.code for read in comparison.read_before(change)}
    found: dict[tuple[str, str, str], list[Read]] = {}
    for read in comparison.read_after(file):
        value = read.literal
        if value and (read.name, value) not in had and is_secret_in_code(read):
            found.setdefault((read.name, read.symbol, value), []).append(read)
    for reads in found.values():
        yield _default(comparison, file, reads)


def is_secret_in_code(read: Read) -> bool:
    """Whether what a read takes for a missing setting is a secret that is written out."""
    return bool(read.literal) and is_secret(read.name) and gives_away(read.name, read.literal or "")


def _default(comparison: Comparison, file: FileChange, reads: Sequence[Read]) -> Change:
    read = reads[0]
    return identified(
        f"literal for {read.name}: {read.literal}",
        Change(
            rule=RULE,
            path=file.path,
            line=read.line,
            end_line=read.end_line,
            verdict=Verdict.NEEDS_VERIFICATION,
            origin=Origin.INTRODUCED,
            severity=Severity.HIGH,
            title=f"a literal stands in for {read.name} where it is not set",
            topic=f"literal for {read.name}",
            why=_WHY,
            symbol=read.symbol,
            evidence=(f"{at(reads)} takes {read.default} where {read.name} is not set.", _set_in(comparison, read)),
            questions=(f"Is {read.name} set wherever this runs with real data, or should it fail without?",),
            after=text_of(comparison.ends.after(file), read.statement),
        ),
    )


def _set_in(comparison: Comparison, read: Read) -> str:
    live = [each for each in comparison.head.declarations(read.name) if each.kind.is_live]
    return f"{live[0].place} declares {read.name}." if live else f"Nothing in the project sets {read.name}."


def _constants(comparison: Comparison, file: FileChange) -> Iterator[Change]:
    known = {each.likeness for each in _find(comparison.read_before(file), _tree(comparison, file.old, at_head=False))}
    for each in _find(comparison.read_after(file), _tree(comparison, file.new, at_head=True)):
        if each.likeness not in known:
            yield _change(comparison, file, each)


def _tree(comparison: Comparison, path: str, *, at_head: bool) -> ast.Module | None:
    ends = comparison.ends
    module = (ends.module_after(path) if at_head else ends.module_before(path)) if path else None
    return module.tree if module is not None else None


def _find(reads: Sequence[Read], tree: ast.Module | None) -> Iterator[Constant]:
    """The constants that functions give in place of a secret which they read into a variable and would give else."""
    secret = [each for each in chains(reads) if any(map(is_secret, each.names)) and each.reads[0].target]
    for chain in secret if tree is not None else ():
        assert tree is not None
        function = _function(tree, chain.reads[0].line)
        if function is None:
            continue
        target, own = chain.reads[0].target, tuple(read for read in reads if read.symbol == chain.symbol)
        statements = list(_statements(function))
        hands_on = target == "return" or any(_mentions(node, target) for node in statements)
        for node in statements if hands_on else ():
            value = _given(node, target)
            if node.lineno > chain.reads[0].line and value and gives_away(chain.names[-1], value):
                yield Constant(chain, value, node, tuple(conditions(function, node)), own)


def _function(tree: ast.AST, line: int) -> ast.AST | None:
    """The innermost function around a line."""
    for child in ast.iter_child_nodes(tree):
        if touches(child, (line,)):
            inner = _function(child, line)
            if inner is not None or isinstance(child, _FUNCTIONS):
                return inner or child
    return None


def _statements(function: ast.AST) -> Iterator[ast.stmt]:
    """The statements of a function in source order, without those of functions in it."""
    for child in ast.iter_child_nodes(function):
        if isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)) and not isinstance(child, _FUNCTIONS):
            if isinstance(child, ast.stmt):
                yield child
            yield from _statements(child)


def _given(node: ast.stmt, target: str) -> str:
    """The text that a statement returns, or assigns to the variable of the secret."""
    match node:
        case ast.Return(value=ast.Constant(value=str(text))):
            return text
        case ast.Assign(targets=[assigned], value=ast.Constant(value=str(text))) if ast.unparse(assigned) == target:
            return text
    return ""


def _mentions(node: ast.stmt, target: str) -> bool:
    """Whether a statement returns what a variable holds, or something made of it."""
    return (
        isinstance(node, ast.Return)
        and node.value is not None
        and any(
            isinstance(each, (ast.Name, ast.Attribute)) and ast.unparse(each) == target for each in ast.walk(node.value)
        )
    )


def _change(comparison: Comparison, file: FileChange, found: Constant) -> Change:
    function, names = found.chain.symbol.rpartition(".")[2], found.chain.names
    line, end = found.node.lineno, found.node.end_lineno or found.node.lineno
    guards = [each for each in found.conditions if not each.is_about(found.chain.reads[0].target)]
    verb = "returns" if isinstance(found.node, ast.Return) else "takes"
    place = f"{file.path}:{line} {verb} {found.value!r}."
    return identified(
        f"constant {found.value} {' '.join(each.text for each in guards)}",
        Change(
            rule=RULE,
            path=file.path,
            line=line,
            end_line=end,
            verdict=Verdict.NEEDS_VERIFICATION,
            origin=Origin.INTRODUCED,
            severity=Severity.HIGH,
            title=f"{function} {verb} a constant where {_unset(names)}",
            topic=f"constant secret of {function}",
            why=_WHY,
            symbol=found.chain.symbol,
            evidence=(place, _when(guards, names), *_assumed(guards, found.reads)),
            questions=tuple(_questions(guards, found)),
            after=text_of(comparison.ends.after(file), (guards[0].line if guards else line, end)),
        ),
    )


def _unset(names: Sequence[str]) -> str:
    return f"none of {listed(names)} is set" if len(names) > 1 else f"{names[0]} is not set"


def _when(guards: Sequence[Condition], names: Sequence[str]) -> str:
    if not guards:
        return f"It is used wherever {_unset(names)}."
    return (
        f"It is used where {_unset(names)} and {' and '.join(f'`{each.text}` (line {each.line})' for each in guards)}."
    )


def _assumed(guards: Sequence[Condition], reads: Sequence[Read]) -> Iterator[str]:
    """What the variables that the conditions ask are where their own settings are missing."""
    for read in reads:
        if read.literal is not None and any(each.is_about(read.target) for each in guards):
            yield f"`{read.target}` is {read.default} where {read.name} is not set (line {read.line})."


def _questions(guards: Sequence[Condition], found: Constant) -> Iterator[str]:
    others = [each.compared for each in guards if each.compared]
    if guards and len(others) == len(guards) and all(each.is_denied for each in guards):
        subject = guards[0].subject
        yield f"Which values has `{subject}` besides {listed(others)}, and may each of them run with a constant secret?"
    elif guards:
        yield f"Can `{' and '.join(each.text for each in guards)}` hold in a system with real data?"
    else:
        yield f"Is one of {listed(found.chain.names)} set wherever this runs with real data?"
