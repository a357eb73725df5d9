"""Takes a unit apart that is too long to read: by package, then by file.

What is left over of a package after the parts that are too much for it stays together, so that a service with one busy
package becomes two commits and not one for each of its folders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from posixpath import commonpath

from remend.model import Rewrite

Seconds = Callable[[Sequence[Rewrite]], float]


@dataclass(frozen=True, slots=True)
class Part:
    """Some rewrites of a unit, and the folder or file that they are told apart by, empty for the whole."""

    rewrites: tuple[Rewrite, ...]
    place: str = ""


def split(rewrites: Sequence[Rewrite], reading: Seconds, limit: float) -> list[Part]:
    """`rewrites`, each of another file, in parts that read within `limit` as far as that can be.

    The first folder level at which the paths differ is the one that is split, then the next; a part that is still too
    long is one file, or reads no faster in parts.
    """
    return _split(Part(tuple(rewrites)), reading, limit)


def _split(whole: Part, reading: Seconds, limit: float) -> list[Part]:
    asked = reading(whole.rewrites)
    if asked <= limit or len(whole.rewrites) == 1:
        return [whole]
    children = [Part(files, place) for place, files in _children(whole.rewrites).items()]
    parts = _packed([child for child in children if reading(child.rewrites) <= limit], whole.place, reading, limit)
    for child in children:
        parts += _split(child, reading, limit) if reading(child.rewrites) > limit else []
    return parts if max(reading(part.rewrites) for part in parts) < asked else [whole]


def _children(rewrites: Sequence[Rewrite]) -> dict[str, tuple[Rewrite, ...]]:
    """The rewrites by the first folder in which their paths differ; by file where they lie in one folder."""
    folders = [rewrite.path.rpartition("/")[0] for rewrite in rewrites]
    top = commonpath(folders)
    start = len(top) + 1 if top else 0
    found: dict[str, list[Rewrite]] = {}
    for rewrite, folder in zip(rewrites, folders, strict=True):
        inner = folder[start:].partition("/")[0]
        place = f"{folder[:start]}{inner}" if inner else rewrite.path if len({*folders}) == 1 else top
        found.setdefault(place, []).append(rewrite)
    return {place: tuple(files) for place, files in found.items()}


def _packed(children: Iterable[Part], place: str, reading: Seconds, limit: float) -> list[Part]:
    """Parts of a folder put together as far as they read within the limit, what adds least first."""
    left = list(children)
    packs: list[Part] = []
    while left:
        pack: list[Part] = []
        files: tuple[Rewrite, ...] = ()
        while left:
            seconds, _, name = min((reading((*files, *p.rewrites)), -len(p.rewrites), p.place) for p in left)
            if seconds > limit:
                break
            pack += [part for part in left if part.place == name]
            left = [part for part in left if part.place != name]
            files = tuple(rewrite for part in pack for rewrite in part.rewrites)
        packs.append(pack[0] if len(pack) == 1 else Part(tuple(sorted(files, key=lambda r: r.path)), place))
    return packs
