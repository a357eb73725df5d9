"""The settings that classes of pydantic-settings read: one a field, with its prefix or its aliases."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from remend.inference.local import Closely
from remend.review.rules.dropped_setting.mentions import Read

_BASE = "BaseSettings"
_ALIASES = ("validation_alias", "alias", "env")


def read_by_fields(closely: Closely) -> Iterator[Read]:
    """What the settings classes at the top of a file read, in source order."""
    if "Settings" in closely.module.source.text:
        for node in closely.module.tree.body:
            if isinstance(node, ast.ClassDef) and _is_settings(closely, node):
                prefix = _prefix(node)
                for field in node.body:
                    if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                        yield from _reads(field, field.target.id, prefix, node.name, closely.module.path)


def _is_settings(closely: Closely, node: ast.ClassDef) -> bool:
    of = closely.class_of(node)
    above = closely.inference.index.bases(of.path, of.fact)
    written = [*of.fact.bases, *(base for each in above if each is not None for base in each[1].bases)]
    return any(base.rpartition(".")[2] == _BASE for base in written)


def _reads(field: ast.AnnAssign, attribute: str, prefix: str, owner: str, path: str) -> Iterator[Read]:
    if attribute.startswith("_") or attribute == "model_config" or "ClassVar" in ast.unparse(field.annotation):
        return
    default, aliases = _default(field.value), _aliases(field.value)
    for name in aliases or [f"{prefix}{attribute}".upper()]:
        yield Read(
            name=name,
            path=path,
            line=field.lineno,
            end_line=field.end_lineno or field.lineno,
            symbol=owner,
            default="" if default is None else ast.unparse(default),
            literal=str(default.value) if isinstance(default, ast.Constant) and default.value is not None else None,
            demands=default is None,
            target=attribute,
            statement=(field.lineno, field.end_lineno or field.lineno),
        )


def _default(value: ast.expr | None) -> ast.expr | None:
    """What a field is without a setting; None where it has to be set."""
    if isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] == "Field":
        named = {keyword.arg: keyword.value for keyword in value.keywords}
        value = value.args[0] if value.args else named.get("default") or named.get("default_factory")
    return None if isinstance(value, ast.Constant) and value.value is Ellipsis else value


def _aliases(value: ast.expr | None) -> list[str]:
    if not isinstance(value, ast.Call):
        return []
    given = {keyword.arg: keyword.value for keyword in value.keywords}
    alias = next((given[name] for name in _ALIASES if name in given), None)
    nodes = ast.walk(alias) if alias is not None else ()
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def _prefix(node: ast.ClassDef) -> str:
    """The `env_prefix` of a class, by `model_config` or by an inner `Config`."""
    for each in ast.walk(node):
        match each:
            case ast.keyword(arg="env_prefix", value=ast.Constant(value=str(prefix))):
                return prefix
            case ast.Dict(keys=[*keys], values=[*values]):
                for key, value in zip(keys, values, strict=True):
                    match key, value:
                        case ast.Constant(value="env_prefix"), ast.Constant(value=str(prefix)):
                            return prefix
            case ast.Assign(targets=[ast.Name(id="env_prefix")], value=ast.Constant(value=str(prefix))):
                return prefix
    return ""
