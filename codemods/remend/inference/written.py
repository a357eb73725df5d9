"""Parses the expressions that the index keeps as source: the same few are written all over a project."""

from __future__ import annotations

import ast
from functools import lru_cache


@lru_cache(maxsize=20_000)
def parsed(text: str) -> ast.expr | None:
    """The expression `text`, which may run over several lines and must not be changed; None where it is none."""
    try:
        return ast.parse(f"({text})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
