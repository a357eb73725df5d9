"""The oldest Python that a project runs on, as it says itself."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable

from packaging.specifiers import InvalidSpecifier, SpecifierSet

Read = Callable[[str], bytes]

_OLDEST, _NEWEST = 8, 20
_REQUIRES_PYTHON = {
    "pyproject.toml": re.compile(r"^requires-python\s*=\s*[\"']([^\"']+)", re.MULTILINE),
    "setup.cfg": re.compile(r"^python_requires\s*=\s*(\S.*)$", re.MULTILINE),
    "setup.py": re.compile(r"\bpython_requires\s*=\s*[\"']([^\"']+)"),
}


def lowest_python(paths: Iterable[str], read: Read) -> tuple[int, int] | None:
    """The oldest Python 3 that the project at the root says it runs on; None where it says nothing."""
    known = frozenset(paths)
    for name, pattern in _REQUIRES_PYTHON.items():
        match = pattern.search(read(name).decode("utf-8-sig", "replace")) if name in known else None
        with contextlib.suppress(InvalidSpecifier):
            if match is not None:
                allowed = SpecifierSet(match[1])
                return next(((3, minor) for minor in range(_OLDEST, _NEWEST) if f"3.{minor}.99" in allowed), None)
    return None
