"""What goes without saying one by one: what nobody needs any more of a class, a module or a whole package."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from remend.review.ends import Ends
from remend.review.model import Change, Verdict
from remend.review.rules.removed_api.telling import counted

_FEWEST = 4
_MOST_TOLD = 20
Key = tuple[str, str]


def folded(ends: Ends, changes: Iterable[Change]) -> Iterator[Change]:
    """The changes, with one for all modules of a package that went, and one for many names of one class or module."""
    left = {folder for path in ends.head.index.facts for folder in _folders(path)}
    groups: dict[Key, list[Change]] = {}
    for change in changes:
        if change.verdict is Verdict.ACCEPTABLE:
            groups.setdefault(_key(change, left), []).append(change)
        else:
            yield change
    for (place, kind), together in groups.items():
        if len(together) < (2 if kind == "package" else _FEWEST):
            yield from together
        else:
            yield _as_one(place, kind, together)


def _key(change: Change, left: Collection[str]) -> Key:
    """What a change may be told together with: a folder, a class of a file, or the file.

    `left` are the folders with a module somewhere below them.
    """
    if not change.symbol:
        folder = _gone_folder(change.path, left)
        return (folder, "package") if folder else (change.path, "module")
    owner, dot, _ = change.symbol.rpartition(".")
    return (f"{change.path} {owner}", "class") if dot else (change.path, "names")


def _gone_folder(path: str, left: Collection[str]) -> str:
    """The topmost folder around a file in which no module is left; empty for none."""
    return next((folder for folder in reversed([*_folders(path)]) if folder not in left), "")


def _folders(path: str) -> Iterator[str]:
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _as_one(place: str, kind: str, together: list[Change]) -> Change:
    """One change for all, at the first of them."""
    first = min(together, key=lambda change: change.line)
    told = [_in_short(change.title) for change in together[:_MOST_TOLD]]
    if len(together) > _MOST_TOLD:
        told.append(f"and {counted(len(together) - _MOST_TOLD, 'other')}")
    what = {
        "package": f"all {len(together)} modules of `{place}` moved or are gone",
        "class": f"{len(together)} members of class `{place.partition(' ')[2]}` are gone or called otherwise",
    }.get(kind, f"{len(together)} names of `{place}` are gone or called otherwise")
    title = f"{what}, and nothing in the project is known to need them as they were"
    return replace(first, title=title, symbol=place.partition(" ")[2], evidence=tuple(told))


def _in_short(title: str) -> str:
    """What happened to one of them; that nothing needs it is said of all."""
    return title.partition("; ")[0].partition(", and nothing ")[0]
