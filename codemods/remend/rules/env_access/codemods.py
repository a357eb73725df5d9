"""LibCST codemods of the rule: each rewrites one fragment, whose root is the use itself.

Arguments, keys and values keep their own tokens, comments and line breaks; only what reaches the environment is
replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import libcst as cst

from remend.rule import Codemod
from remend.rules.env_access.forms import Action, Use
from remend.rules.env_access.layout import dedented, inside, is_open, opens, separated, spread

Changed = cst.CSTNode | Sequence[cst.CSTNode] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """How the accessor is called: its expression, its methods by key, and the source argument for writes."""

    expression: str
    methods: dict[str, str]
    source: str | None = None

    def method(self, key: str) -> cst.Attribute:
        """The accessor's method, as an expression."""
        name = self.methods[key]
        return cst.Attribute(value=cst.parse_expression(self.expression), attr=cst.Name(name))

    def call(self, key: str, arguments: Sequence[cst.Arg] = ()) -> cst.Call:
        """A call of the accessor's method."""
        return cst.Call(func=self.method(key), args=arguments)

    def write(self, key: str, arguments: Sequence[cst.Arg], quote: str = '"') -> cst.Call:
        """A call that changes the environment, with the source argument where one is configured."""
        return self.call(key, self.sourced(arguments, quote))

    def sourced(
        self,
        arguments: Sequence[cst.Arg],
        quote: str = '"',
        opening: cst.BaseParenthesizableWhitespace | None = None,
    ) -> Sequence[cst.Arg]:
        """The arguments of a write with the source behind them, on a line of its own where they end so.

        `opening` is what stands between the bracket and the first argument.
        """
        if self.source is None:
            return arguments
        *before, last = arguments
        named = cst.Arg(
            keyword=cst.Name("source"),
            value=cst.SimpleString(f"{quote}{self.source}{quote}"),
            equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
        )
        if isinstance(last.comma, cst.Comma) and is_open(last.comma.whitespace_after):
            between = cst.Comma(whitespace_after=opening or cst.SimpleWhitespace(" "))
            return [*before, last.with_changes(comma=between), named.with_changes(comma=last.comma)]
        bare = last.with_changes(
            comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")), whitespace_after_arg=cst.SimpleWhitespace("")
        )
        return [*before, bare, named.with_changes(whitespace_after_arg=last.whitespace_after_arg)]


def codemod_for(use: Use, calls: Calls) -> Codemod:
    """The codemod of a use that is not refused."""
    return partial(_CODEMODS[use.action], calls)


def _get(calls: Calls, node: cst.CSTNode) -> Changed:
    match node:
        case cst.Call():
            arguments = _positional(node.args, ("key", "default"))
            return node.with_changes(func=calls.method("get"), args=arguments)
        case cst.Subscript():
            return calls.call("get", [_key_of(node)]).with_changes(**inside(node), **_parentheses(node))
    return None


def _get_method(calls: Calls, node: cst.CSTNode) -> Changed:
    return calls.method("get").with_changes(**_parentheses(node))


def _positional(arguments: Sequence[cst.Arg], order: tuple[str, ...]) -> list[cst.Arg]:
    """The arguments in the order of the parameters; keywords become positional, as the accessor names its own."""
    if all(argument.keyword is None for argument in arguments):
        return list(arguments)
    ranked = sorted(
        enumerate(arguments), key=lambda item: order.index(item[1].keyword.value) if item[1].keyword else item[0]
    )
    commas = [argument.comma for argument in arguments]
    moved = [argument.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT) for _, argument in ranked]
    return [argument.with_changes(comma=comma) for argument, comma in zip(moved, commas, strict=True)]


def _exists(calls: Calls, node: cst.CSTNode) -> Changed:
    if not isinstance(node, cst.Comparison):
        return None
    call = calls.call("exists", [cst.Arg(node.left)])
    if isinstance(node.comparisons[0].operator, cst.In):
        return call.with_changes(**_parentheses(node))
    return cst.UnaryOperation(operator=cst.Not(), expression=call).with_changes(**_parentheses(node))


def _get_all(calls: Calls, node: cst.CSTNode, key: str = "get_all") -> Changed:
    return calls.call(key).with_changes(**_parentheses(node))


def _delete(calls: Calls, node: cst.CSTNode) -> Changed:
    match node:
        case cst.Call():
            key = node.args[0].with_changes(comma=cst.MaybeSentinel.DEFAULT)
            return calls.write("delete", [key], _quote(key)).with_changes(**_parentheses(node))
        case cst.Del(target=cst.Subscript() as target):
            key = _key_of(target)
            return cst.Expr(calls.write("delete", [key], _quote(key)).with_changes(**inside(target)))
    return None


def _set(calls: Calls, node: cst.CSTNode) -> Changed:
    match node:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Subscript() as target)], value=value):
            key = _key_of(target)
            if is_open(target.lbracket.whitespace_after) or opens(value):
                return cst.Expr(spread(calls.write("set", [key, cst.Arg(value)], _quote(key)), target))
            return cst.Expr(calls.write("set", separated([key], [cst.Arg(value)]), _quote(key)))
        case cst.Call():
            return calls.write("set", node.args, _quote(node.args[0])).with_changes(**_parentheses(node))
    return None


def _augment(calls: Calls, node: cst.CSTNode) -> Changed:
    if not isinstance(node, cst.AugAssign) or not isinstance(node.target, cst.Subscript):
        return None
    key = _key_of(node.target)
    read = calls.call("get", [key])
    value = node.value
    plain = (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.SimpleString, cst.FormattedString)
    if not value.lpar and not isinstance(value, plain):
        value = value.with_changes(lpar=[cst.LeftParen(), *value.lpar], rpar=[*value.rpar, cst.RightParen()])
    total = cst.BinaryOperation(left=read, operator=cst.Add(), right=value)
    return cst.Expr(calls.write("set", separated([key], [cst.Arg(total)]), _quote(key)))


def _update(calls: Calls, node: cst.CSTNode) -> Changed:
    match node:
        case cst.Call():
            given = node if node.args[0].keyword is None else _with_mapping(node)
            return given.with_changes(
                func=calls.method("update"), args=calls.sourced(given.args, opening=given.whitespace_before_args)
            )
        case cst.AugAssign(value=value):
            return cst.Expr(calls.write("update", [cst.Arg(value)]))
    return None


def _with_mapping(call: cst.Call) -> cst.Call:
    """The call with its keyword arguments as one dict display, laid out as they were."""
    elements = [
        cst.DictElement(cst.SimpleString(f'"{a.keyword.value}"'), a.value, comma=a.comma)
        for a in call.args
        if a.keyword
    ]
    mapping = cst.Dict(
        elements,
        lbrace=cst.LeftCurlyBrace(whitespace_after=call.whitespace_before_args),
        rbrace=cst.RightCurlyBrace(whitespace_before=call.args[-1].whitespace_after_arg),
    )
    return call.with_changes(args=[cst.Arg(mapping)], whitespace_before_args=cst.SimpleWhitespace(""))


def _clear(calls: Calls, node: cst.CSTNode) -> Changed:
    return calls.call("clear").with_changes(**_parentheses(node))


def _set_default(calls: Calls, node: cst.CSTNode) -> Changed:
    if not isinstance(node, cst.Expr) or not isinstance(node.value, cst.Call):
        return None
    key = node.value.args[0]
    known = calls.call("exists", [cst.Arg(key.value)])
    call = node.value
    arguments = calls.sourced(call.args, _quote(key), call.whitespace_before_args)
    moved = dedented(call.with_changes(func=calls.method("set"), args=arguments))
    body = cst.IndentedBlock([cst.SimpleStatementLine([cst.Expr(moved)])])
    return cst.If(test=cst.UnaryOperation(operator=cst.Not(), expression=known), body=body)


def _take(calls: Calls, node: cst.CSTNode) -> Changed:
    if not isinstance(node, cst.Assign) or not isinstance(node.value, cst.Call):
        return None
    read = node.with_changes(value=node.value.with_changes(func=calls.method("get")))
    key = node.value.args[0].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return read, cst.Expr(calls.write("delete", [key], _quote(key)))


def _alias(calls: Calls, node: cst.CSTNode) -> Changed:
    if not isinstance(node, cst.Assign):
        return None
    return node.with_changes(value=cst.parse_expression(calls.expression))


def _key_of(subscript: cst.Subscript) -> cst.Arg:
    """The key as an argument, with the whitespace and comments that stood inside the brackets."""
    element = subscript.slice[0].slice
    assert isinstance(element, cst.Index)
    return cst.Arg(value=element.value, whitespace_after_arg=subscript.rbracket.whitespace_before)


def _quote(key: cst.Arg) -> str:
    value = key.value
    return "'" if isinstance(value, cst.SimpleString) and value.quote == "'" else '"'


def _parentheses(node: cst.CSTNode) -> dict[str, object]:
    return {"lpar": getattr(node, "lpar", ()), "rpar": getattr(node, "rpar", ())}


_CODEMODS: dict[Action, Callable[[Calls, cst.CSTNode], Changed]] = {
    Action.GET: _get,
    Action.GET_METHOD: _get_method,
    Action.EXISTS: _exists,
    Action.GET_ALL: _get_all,
    Action.SUBPROCESS: partial(_get_all, key="get_subprocess_env"),
    Action.DELETE: _delete,
    Action.SET: _set,
    Action.AUGMENT: _augment,
    Action.UPDATE: _update,
    Action.CLEAR: _clear,
    Action.SET_DEFAULT: _set_default,
    Action.TAKE: _take,
    Action.ALIAS: _alias,
}
