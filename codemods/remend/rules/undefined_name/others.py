"""What other files do with a name, by a search in their text: good enough to compare, and cheap."""

from __future__ import annotations

import re
from collections.abc import Iterable

_IMPORTS = re.compile(rb"\s*(?:from|import)\b|\s*$")


def used_in(name: str, texts: Iterable[bytes]) -> tuple[set[str], bool, bool]:
    """Which attributes are read from a name, whether it is called, and whether it stands alone, in any of `texts`."""
    pattern = re.compile(rb"(?<![\w.])%b\b(?:\.(\w+)|(\()|())" % re.escape(name.encode()))
    attributes: set[str] = set()
    is_called = is_bare = False
    for text in texts:
        for match in pattern.finditer(text):
            before = text[text.rfind(b"\n", 0, match.start()) + 1 : match.start()]
            if match[1] is not None:
                attributes.add(match[1].decode("utf-8", "replace"))
            elif match[2] is not None:
                is_called = True
            elif not _IMPORTS.match(before):
                is_bare = True
    return attributes, is_called, is_bare
