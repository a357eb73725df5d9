"""The tokens of a text of Python 2, called as Python's own tokenizer calls them, which refuses them since 3.12."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator

from fissix.pgen2 import token
from fissix.pgen2.tokenize import TokenError, generate_tokens

_KINDS = {number: getattr(tokenize, name, tokenize.OP) for number, name in token.tok_name.items()}


def tokens_of(text: str) -> tuple[tokenize.TokenInfo, ...]:
    """All tokens; as many as there are, where the text breaks off."""
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        for kind, string, start, end, line in generate_tokens(io.StringIO(text).readline):
            yield tokenize.TokenInfo(_KINDS.get(kind, tokenize.OP), string, start, end, line)
    except (TokenError, SyntaxError):
        return
