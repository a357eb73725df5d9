"""What no fixer mends: parses under Python 3, and does something else there, or nothing at all.

It is told only where it is certain, or where Python 2 gave two meanings to one sign, as it did to `/`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from remend.legacy.concepts import MODULES

Left = tuple[ast.expr | ast.stmt, str, str]
"""Where it stands, what it is called, and what is the matter."""

_METHODS = {
    "__cmp__": "Python 3 never calls it: define __eq__ and __lt__, and perhaps functools.total_ordering",
    "__getslice__": "Python 3 never calls it: __getitem__ is given a slice",
    "__setslice__": "Python 3 never calls it: __setitem__ is given a slice",
    "__delslice__": "Python 3 never calls it: __delitem__ is given a slice",
    "__unicode__": "Python 3 never calls it: __str__ gives text",
    "__div__": "Python 3 calls __truediv__",
    "__rdiv__": "Python 3 calls __rtruediv__",
    "__idiv__": "Python 3 calls __itruediv__",
    "__coerce__": "Python 3 never calls it",
    "__hex__": "Python 3 calls __index__",
    "__oct__": "Python 3 calls __index__",
    "__long__": "Python 3 calls __int__",
}
_BUILTINS = {
    "cmp": "Python 3 has no cmp(): compare with < and ==",
    "coerce": "Python 3 has no coerce()",
    "buffer": "Python 3 has no buffer(): memoryview() wants bytes",
    "file": "Python 3 has no file(): open() gives text or bytes",
}
_MODULES = """
    Bastion MimeWriter UserDict audiodev compiler dircache exceptions fpformat hotshot htmllib ihooks
    imputil linuxaudiodev md5 mhlib mimetools mimify multifile mutex new os2emxpath popen2 posixfile
    rexec rfc822 sets sgmllib sha sre statvfs stringold strop sunaudio toaiff user
"""
_STRING = """
    atof atoi atol capitalize count expandtabs find index join joinfields letters ljust lower lowercase
    lstrip maketrans replace rfind rindex rjust rstrip split splitfields strip swapcase translate upper
    uppercase zfill
"""
_CODECS = frozenset({"hex", "base64", "zip", "zlib", "bz2", "rot13", "rot_13", "string_escape", "string-escape", "uu"})
_OF_BYTES = frozenset(
    {"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "b64encode", "encodestring", "crc32", "adler32"}
)
_MOVED = frozenset(MODULES.split()) - {"dbm"} | {"urllib2"}
_GONE = frozenset(_MODULES.split())
_FUNCTIONS = frozenset(_STRING.split())
_LISTING = frozenset({"keys", "items", "values"})


def leftovers(tree: ast.Module, own: frozenset[str]) -> Iterator[Left]:
    """What is left in a file that was mended; `own` are the names of the project's modules."""
    divides = _imports_division(tree)
    functions: list[ast.FunctionDef] = []
    caught: list[int] = []
    for node in _nodes(tree, _PLAIN):
        match node:
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()) if not divides and _may_be_whole(node):
                yield node, "division", "of two whole numbers it gave a whole one, which is // in Python 3"
            case ast.FunctionDef(name=name):
                functions.append(node)
                if name in _METHODS:
                    yield node, name, _METHODS[name]
            case ast.ExceptHandler(name=str()):
                caught.append(node.lineno)
            case ast.Import() | ast.ImportFrom():
                yield from _imports(node, own)
            case ast.Call():
                yield from _calls(node, own)
            case ast.Attribute(value=ast.Name(id="string"), attr=name) if name in _FUNCTIONS:
                yield node, f"string.{name}", "Python 3 has it as a method of strings, or not at all"
            case ast.ClassDef() if _has_object_before(node):
                yield node, "bases", "object has to be the last base in Python 3, where every class is one"
            case ast.For():
                yield from _changes_what_it_goes_over(node)
    yield from _unbound(functions, caught)


_PLAIN = (ast.Name, ast.Constant, ast.alias, ast.arg, ast.Load, ast.Store, ast.Del, ast.Pass)


def _nodes(tree: ast.AST, plain: tuple[type[ast.AST], ...] = ()) -> Iterator[ast.AST]:
    """All nodes in their order, but signs, what tells whether a name is bound, and those that are `plain`."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for name in reversed(node._fields):
            value = getattr(node, name, None)
            if isinstance(value, list):
                waiting += (v for v in reversed(value) if isinstance(v, ast.AST) and not isinstance(v, plain))
            elif isinstance(value, ast.AST) and name not in _SIGNS and not isinstance(value, plain):
                waiting.append(value)


_SIGNS = frozenset({"ctx", "op"})


def _has_object_before(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "object" for base in node.bases[:-1])


def _imports_division(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(a.name == "division" for a in node.names)
        for node in tree.body
    )


def _may_be_whole(node: ast.BinOp | ast.AugAssign) -> bool:
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
    return not any(map(_is_no_integer, sides))


def _is_no_integer(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=value):
            return not isinstance(value, int)
        case (
            ast.Call(func=ast.Name(id="float" | "str"))
            | ast.Call(func=ast.Attribute(value=ast.Name(id="time" | "math")))
        ):
            return True
        case ast.BinOp(left=left, right=right):
            return _is_no_integer(left) or _is_no_integer(right)
    return False


def _imports(node: ast.Import | ast.ImportFrom, own: frozenset[str]) -> Iterator[Left]:
    if isinstance(node, ast.ImportFrom):
        names = [node.module or ""] if not node.level else []
    else:
        names = [alias.name for alias in node.names]
    for name in names:
        if name in _GONE - own:
            yield node, f"import {name}", "Python 3 has no such module"


def _calls(node: ast.Call, own: frozenset[str]) -> Iterator[Left]:
    match node.func:
        case ast.Name(id=name) if name in _BUILTINS:
            yield node, f"{name}()", _BUILTINS[name]
        case ast.Name(id="sorted") | ast.Attribute(attr="sort"):
            by_position = isinstance(node.func, ast.Attribute) and node.args
            if by_position or any(keyword.arg == "cmp" for keyword in node.keywords):
                yield node, "sorting by cmp", "Python 3 sorts by key=, for instance functools.cmp_to_key(...)"
        case ast.Attribute(attr="encode" | "decode") if node.args and _is_text(node.args[0], _CODECS):
            yield node, "codec", "Python 3 has no such codec of text: see binascii, base64, zlib and codecs"
        case ast.Attribute(value=ast.Name(id="hashlib" | "base64" | "binascii" | "zlib" | "md5" | "sha"), attr=name):
            if name in _OF_BYTES and node.args and _is_text(node.args[0], None):
                yield node, "text for bytes", f"{name}() takes bytes in Python 3"
        case ast.Attribute(value=ast.Name(id="hmac"), attr="new"):
            if not all(map(_is_bytes, node.args[:2])):
                yield node, "text for bytes", "hmac.new() takes a key and a message of bytes in Python 3"
        case ast.Name(id="patch") | ast.Attribute(attr="patch"):
            for module in _moved_in(node.args[:1]) - own:
                yield node, "string", f"Python 3 has no module {module}"


def _is_text(node: ast.expr, among: frozenset[str] | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and (among is None or node.value in among)


def _is_bytes(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=bytes()) | ast.Call(func=ast.Attribute(attr="encode" | "digest")):
            return True
    return False


def _moved_in(texts: list[ast.expr]) -> frozenset[str]:
    """The modules that dotted names in strings begin with, where Python 3 has them under other names."""
    names = (text.value for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str))
    return frozenset(name.partition(".")[0] for name in names) & _MOVED


def _changes_what_it_goes_over(loop: ast.For) -> Iterator[Left]:
    match loop.iter:
        case ast.Call(func=ast.Attribute(value=over, attr=name), args=[]) if name in _LISTING:
            if _removes_from(loop, ast.dump(over)):
                how = f"go over list(....{name}())"
                message = f"the loop changes what it goes over, which raises in Python 3: {how}"
                yield loop.iter, "changed while iterated", message


def _removes_from(loop: ast.For, over: str) -> bool:
    for node in (each for statement in loop.body for each in ast.walk(statement)):
        match node:
            case ast.Delete(targets=[ast.Subscript(value=value)]) if ast.dump(value) == over:
                return True
            case ast.Call(func=ast.Attribute(value=value, attr="pop" | "popitem" | "clear")) if ast.dump(value) == over:
                return True
    return False


def _unbound(functions: list[ast.FunctionDef], caught: list[int]) -> Iterator[Left]:
    for function in functions:
        if any(function.lineno <= line <= (function.end_lineno or 0) for line in caught):
            yield from _used_after(function)


def _used_after(function: ast.FunctionDef) -> Iterator[Left]:
    """Uses of a caught exception after its clause, which unbinds the name in Python 3."""
    nodes = list(_nodes(function))
    clauses = [node for node in nodes if isinstance(node, ast.ExceptHandler) and node.name]
    names = {clause.name for clause in clauses}
    bound = {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    for node in nodes:
        if (
            isinstance(node, ast.Name)
            and node.id in names - bound
            and not any(
                clause.name == node.id and clause.lineno <= node.lineno <= (clause.end_lineno or 0)
                for clause in clauses
            )
        ):
            yield node, "caught exception", f"{node.id} is unbound after its except clause in Python 3"
