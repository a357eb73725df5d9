"""The scope of a commit's subject: the name of a service, folder or file, never cut in mid-word."""

from __future__ import annotations

import re
from collections.abc import Sequence

ABBREVIATIONS = {
    "administration": "admin",
    "application": "app",
    "authentication": "auth",
    "authorization": "authz",
    "configuration": "config",
    "database": "db",
    "dependencies": "deps",
    "development": "dev",
    "documentation": "docs",
    "environment": "env",
    "infrastructure": "infra",
    "internationalization": "i18n",
    "kubernetes": "k8s",
    "library": "lib",
    "management": "mgmt",
    "middleware": "mw",
    "notification": "notify",
    "notifications": "notify",
    "observability": "o11y",
    "package": "pkg",
    "packages": "pkgs",
    "production": "prod",
    "repository": "repo",
    "specification": "spec",
    "utilities": "utils",
}
"""Short forms that developers write and read as the words themselves."""

_FILLERS = frozenset(
    ("service", "services", "server", "backend", "frontend", "app", "application", "src", "lib", "core", "module")
)
"""Words that many a service has in its name."""

_KINDS = _FILLERS | {"api", "tests", "test", "unit", "integration", "e2e", "functional", "utils", "helpers", "scripts"}
"""Folders that many a package has, which tell little without the one above them."""

_WORD = re.compile(r"[_\-. ]+")


def scopes(place: str, depth: int = 1) -> list[list[str]]:
    """Names of a place, in the order in which they are wanted; those of one list say the same.

    A name has at least `depth` parts of the path, and more where they tell little alone; what is too long goes by fewer
    parts, by its folder, or without filling words.
    """
    if not place:
        return []
    parts = place.removesuffix(".py").rstrip("/").split("/")
    most = min(len(parts), max(depth, _telling_depth(parts)))
    names = [_joined(parts, count) for count in range(most, min(depth, most) - 1, -1)]
    shorter = [_joined([_telling(part) for part in parts], most)]
    folder = scopes("/".join(parts[:-1]), depth) if place.endswith(".py") else []
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys((names[0], *shorter, *names[1:])):
        found.setdefault(abbreviated(name), []).append(name)
    return [list(dict.fromkeys((*same, short))) for short, same in found.items()] + folder


def _telling_depth(parts: Sequence[str]) -> int:
    """How many of the last parts there are up to one that tells something."""
    return next((count for count, part in enumerate(reversed(parts), 1) if part.lower() not in _KINDS), len(parts))


def _joined(parts: Sequence[str], count: int) -> str:
    return "/".join(parts[-count:])


def _telling(name: str) -> str:
    """A name without filling words, unless it has no others."""
    words = [word for word in _WORD.split(name) if word]
    return "-".join(word for word in words if word.lower() not in _FILLERS) or name


def abbreviated(name: str) -> str:
    """`name` with each word that has a known short form in that form."""
    return re.sub(r"[A-Za-z]+", lambda match: ABBREVIATIONS.get(match[0].lower(), match[0]), name)
