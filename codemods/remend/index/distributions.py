"""Which files are installed together.

One repository can hold several distributions, each with a `pyproject.toml` or `setup.py` of its own. What one of them
can import is what it depends on, not what happens to lie in the next folder.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

MARKS = ("pyproject.toml", "setup.py", "setup.cfg")
_DECLARES = re.compile(rb"^\s*\[(?:project|tool\.poetry|metadata)\]", re.MULTILINE)


def find_distributions(paths: Iterable[str], read: Callable[[str], bytes]) -> frozenset[str]:
    """The folders that declare a distribution, relative to the root; "" is the root itself.

    A `pyproject.toml` or `setup.cfg` that only configures tools declares none.
    """
    found = set()
    for path in paths:
        folder, _, name = path.rpartition("/")
        if name in MARKS and (name == "setup.py" or _DECLARES.search(read(path))):
            found.add(folder)
    return frozenset(found)


def distribution_of(path: str, distributions: frozenset[str]) -> str:
    """The innermost distribution that a file lies in; "" where it lies in none but the root's."""
    folder = path.rpartition("/")[0]
    while folder and folder not in distributions:
        folder = folder.rpartition("/")[0]
    return folder


def strangers(top: str, home: str, distributions: frozenset[str], files: Mapping[str, bytes]) -> frozenset[str]:
    """The distributions besides `home` in which no file imports the top-level package `top`."""
    imports = re.compile(rb"^[ \t]*(?:from|import)[ \t]+" + re.escape(top.encode()) + rb"\b", re.MULTILINE)
    known = {home}
    for path, content in files.items():
        own = distribution_of(path, distributions)
        if own not in known and top.encode() in content and imports.search(content):
            known.add(own)
    return distributions - known
