"""Paths against gitignore-style patterns; each list of patterns is compiled once."""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath

from pathspec import GitIgnoreSpec

DEFAULT_INCLUDE = ("*.py", "*.pyw")
VENDORED = ("_vendor/", "_vendored/", "vendor/", "vendored/", "third_party/", "third-party/")
GENERATED = ("*_pb2.py", "*_pb2_grpc.py", "*.generated.py")
DEFAULT_EXCLUDE = (
    # environments and caches
    ".git/",
    ".hg/",
    ".svn/",
    ".venv/",
    "venv/",
    "virtualenv/",
    "site-packages/",
    "node_modules/",
    ".tox/",
    ".nox/",
    ".eggs/",
    "*.egg-info/",
    "__pycache__/",
    "__pypackages__/",
    ".mypy_cache/",
    ".pytest_cache/",
    ".ruff_cache/",
    ".remend_cache/",
    *VENDORED,
    *GENERATED,
)


@cache
def compile_patterns(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    """The patterns ready to match. Raises ValueError where one of them is malformed."""
    return GitIgnoreSpec.from_lines(patterns)


def matches(patterns: tuple[str, ...], path: str) -> bool:
    """Whether `path`, a relative POSIX path, or a folder above it matches as `.gitignore` would."""
    prepared = _prepared(patterns)
    if isinstance(prepared, GitIgnoreSpec):
        return prepared.match_file(path)
    folder = path.rpartition("/")[0]
    return prepared.search(path) is not None or (folder != "" and _lies_in(patterns, folder))


@cache
def _prepared(patterns: tuple[str, ...]) -> re.Pattern[str] | GitIgnoreSpec:
    """One expression for the patterns of files; all of them where some take back what others match."""
    spec = compile_patterns(patterns)
    if any(each.include is False for each in spec.patterns):
        return spec
    return _any_of(tuple(each for each in patterns if not _is_of_folders(each)))


@cache
def _lies_in(patterns: tuple[str, ...], folder: str) -> bool:
    """Whether a pattern of folders matches `folder` or one above it: asked once for all the files in it."""
    return _any_of(tuple(filter(_is_of_folders, patterns))).search(f"{folder}/file") is not None


def _is_of_folders(pattern: str) -> bool:
    return pattern.rstrip().endswith("/")


@cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for what any of the patterns matches."""
    expressions = (str(each.regex.pattern) for each in compile_patterns(patterns).patterns if each.regex is not None)
    return re.compile("|".join(re.sub(r"\(\?P<\w+>", "(", each) for each in expressions) or r"(?!)")


@cache
def boundary_of(folders: tuple[str, ...], folder: str) -> str:
    """The boundary that `folder` lies in, as a path; "" where it lies in none.

    `folders` are patterns of the folders that are boundaries, and the innermost one counts. Without any, each top-level
    folder is one.
    """
    if folder == ".":
        return ""
    above = [part.as_posix() for part in (PurePosixPath(folder), *PurePosixPath(folder).parents)][-2::-1]
    if not folders:
        return above[0]
    marked = (next((name for name in above if matches((each,), f"{name}/")), "") for each in folders)
    return max(marked, key=len)
