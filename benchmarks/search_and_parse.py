"""The least that a scan could do: search every Python file for some words, and parse those that hold one, or all.

    python benchmarks/search_and_parse.py FOLDER [--words environ getenv] [--jobs 2]

No rule, no scope, no git, nothing that it says about what it found: a yardstick, not a tool.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import warnings
from collections.abc import Iterator


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("folder")
    options.add_argument("--words", nargs="+", default=())
    options.add_argument("--jobs", type=int, default=1)
    given = options.parse_args()
    words = tuple(word.encode() for word in given.words)
    warnings.simplefilter("ignore")
    matching = [content for path in python_files(given.folder) if (content := matched(path, words)) is not None]
    if given.jobs > 1:
        from multiprocessing import Pool  # noqa: PLC0415 (one process does not pay for it)

        with Pool(given.jobs) as pool:
            parsed = sum(pool.imap_unordered(parses, matching, chunksize=8))
    else:
        parsed = sum(map(parses, matching))
    print(f"{len(matching)} files hold one of the words, {parsed} parse")


def python_files(folder: str) -> Iterator[str]:
    for where, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"]
        yield from (os.path.join(where, name) for name in files if name.endswith(".py"))  # noqa: PTH118 (it is faster)


def matched(path: str, words: tuple[bytes, ...]) -> bytes | None:
    """The content of a file that holds one of `words` as a whole word, if any are given; None of any other."""
    with open(path, "rb") as file:  # noqa: PTH123 (it is faster)
        content = file.read()
    if not words:
        return content
    if not any(word in content for word in words):
        return None
    return content if re.search(rb"\b(?:" + b"|".join(words) + rb")\b", content) else None


def parses(content: bytes) -> bool:
    try:
        ast.parse(content)
    except (SyntaxError, ValueError):
        return False
    return True


if __name__ == "__main__":
    main()
