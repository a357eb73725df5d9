"""The folders by which progress is told: neither one for everything nor one for every file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

MOST = 24
LARGE = 0.08
"""The share of all files from which a folder is taken apart."""
WORTH = 0.02
"""The share of all files from which a folder is told apart from the others beside it."""
SMALL = 20
TOP = "."
REST = "*"


def packages_of(paths: Collection[str]) -> dict[str, str]:
    """For each path the folder that it counts for.

    The largest folder is taken apart into those in it, as long as it holds more than a small part of all files and
    there are not too many. Files beside those folders, and those of folders that are small, count for `folder/*`.
    """
    groups: dict[str, list[str]] = {TOP: list(paths)}
    whole: set[str] = set()
    while open_ones := [name for name in groups if name not in whole]:
        largest = max(open_ones, key=lambda name: (len(groups[name]), name))
        whole.add(largest)
        if largest != TOP and len(groups[largest]) <= max(len(paths) * LARGE, SMALL):
            continue
        parts = _parts(largest, groups[largest], MOST - len(groups), len(paths) * WORTH)
        if len(parts) > 1 or largest not in parts:
            del groups[largest]
            groups |= parts
            whole.add(_rest(largest))
    return {path: name for name, members in groups.items() for path in members}


def _parts(folder: str, paths: Collection[str], most: int, least: float) -> dict[str, list[str]]:
    """The files of a folder by the folder in it that they lie in, those of at most `most` that hold `least` files."""
    depth = 0 if folder == TOP else folder.count("/") + 1
    found: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        folders = path.split("/")[:-1]
        found["/".join(folders[: depth + 1]) or TOP].append(path)
    beside = found.pop(folder, [])
    largest = sorted(found, key=lambda name: (-len(found[name]), name))[: max(most, 0)]
    kept = {name: found[name] for name in sorted(largest) if len(found[name]) >= least}
    others = [path for name, members in found.items() if name not in kept for path in members]
    if not kept:
        return {folder: [*beside, *others]}
    if folder == TOP and beside and not others:
        return {**kept, TOP: beside}
    return {**kept, _rest(folder): [*beside, *others]} if beside or others else kept


def _rest(folder: str) -> str:
    return REST if folder == TOP else f"{folder}/{REST}"
