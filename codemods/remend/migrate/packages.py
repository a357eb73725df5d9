"""The folders by which progress is told: neither one for everything nor one for every file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

MOST = 24
LARGE = 0.08
SMALL = 20
TOP = "."


def packages_of(paths: Collection[str]) -> dict[str, str]:
    """For each path the folder that it counts for.

    The largest folder is taken apart into those in it, as long as it holds more than a small part of all files and
    there are not too many; the files beside those folders then count for `folder/*`.
    """
    groups: dict[str, list[str]] = {TOP: list(paths)}
    whole: set[str] = set()
    while open_ones := [name for name in groups if name not in whole]:
        largest = max(open_ones, key=lambda name: (len(groups[name]), name))
        parts = _parts(largest, groups[largest])
        is_small = len(groups[largest]) <= max(len(paths) * LARGE, SMALL) and largest != TOP
        if is_small or len(groups) - 1 + len(parts) > MOST:
            whole.add(largest)
            continue
        del groups[largest]
        beside = parts.pop(largest, [])
        if beside:
            own = largest if largest == TOP or not parts else f"{largest}/*"
            groups[own] = beside
            whole.add(own)
        groups |= parts
    return {path: name for name, members in groups.items() for path in members}


def _parts(folder: str, paths: Collection[str]) -> dict[str, list[str]]:
    """The files of a folder by the folder in it that they lie in; those that lie in none keep its name."""
    depth = 0 if folder == TOP else folder.count("/") + 1
    parts: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        folders = path.split("/")[:-1]
        parts["/".join(folders[: depth + 1]) or TOP].append(path)
    return dict(parts)
