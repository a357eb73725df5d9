"""What annotations, and the result of a coroutine itself, promise about how a value is used."""

from __future__ import annotations

import ast

from remend.inference.local import Closely
from remend.inference.values import NOTHING, Coroutine
from remend.module import Site
from remend.rules.missing_await.signature import cannot_be_awaited


def says_plain(annotation: ast.expr, site: Site, closely: Closely) -> bool:
    """Whether an annotation at `site` is that of a value which cannot be awaited."""
    said = closely.inference.annotations.read(annotation, closely.names(site.path))
    return said != NOTHING and cannot_be_awaited(said, closely.inference)


def says_result(annotation: ast.expr, site: Site, closely: Closely) -> bool:
    """Whether an annotation is that of what the coroutine at `site` gives."""
    value = closely.value(site.path)
    said = closely.inference.annotations.read(annotation, closely.names(site.path))
    return isinstance(value, Coroutine) and said is not None and said == value.result


def enters_result(site: Site, closely: Closely) -> bool:
    """Whether what the coroutine at `site` gives can be entered by `async with`."""
    value = closely.value(site.path)
    result = value.result if isinstance(value, Coroutine) else None
    return closely.inference.entered(result, is_async=True) is not None
