"""Takes a unit apart that is too long to read: by package, then by file.

What is left over of a package after the parts that are too much for it stays together, so that a service with one busy
package becomes two commits and not one for each of its folders.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from posixpath import commonpath

from remend.model import Rewrite

Keys = frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class Part:
    """Some rewrites of a unit, and the folder or file that they are told apart by, empty for the whole."""

    rewrites: tuple[Rewrite, ...]
    place: str = ""


@dataclass(frozen=True, slots=True)
class ToRead:
    """What there is to read: by path what a file has of it, and what each of these takes, once, in whatever files."""

    keys: Mapping[str, Keys]
    seconds: Mapping[Hashable, float]

    def of(self, part: Part) -> Keys:
        """What a part has."""
        return Keys().union(*(self.keys[rewrite.path] for rewrite in part.rewrites))

    def takes(self, keys: Collection[Hashable]) -> float:
        """Seconds for all of it."""
        return sum(self.seconds[key] for key in keys)


def split(rewrites: Sequence[Rewrite], reading: ToRead, limit: float) -> list[Part]:
    """`rewrites`, each of another file, in parts that read within `limit` as far as that can be.

    The first folder level at which the paths differ is the one that is split, then the next; a part that is still too
    long is one file, or reads no faster in parts.
    """
    return _split(Part(tuple(rewrites)), reading, limit)


def _split(whole: Part, reading: ToRead, limit: float) -> list[Part]:
    asked = reading.takes(reading.of(whole))
    if asked <= limit or len(whole.rewrites) == 1:
        return [whole]
    children = [Part(files, place) for place, files in _children(whole.rewrites).items()]
    short: list[Part] = []
    long: list[Part] = []
    for child in children:
        (short if reading.takes(reading.of(child)) <= limit else long).append(child)
    parts = _packed(short, whole.place, reading, limit)
    parts += [part for child in long for part in _split(child, reading, limit)]
    return parts if max(reading.takes(reading.of(part)) for part in parts) < asked else [whole]


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


def _packed(children: Iterable[Part], place: str, reading: ToRead, limit: float) -> list[Part]:
    """Parts of a folder put together as far as they read within the limit, what adds least first."""
    left: dict[Keys, list[Part]] = {}
    for child in children:
        left.setdefault(reading.of(child), []).append(child)
    packs: list[Part] = []
    while left:
        pack: list[Part] = []
        known = Keys()
        while left:
            added, _, _, keys = min(
                (reading.takes(keys - known), -len(like), like[0].place, keys) for keys, like in left.items()
            )
            if reading.takes(known) + added > limit:
                break
            pack += left.pop(keys)
            known |= keys
        files = sorted((rewrite for part in pack for rewrite in part.rewrites), key=lambda rewrite: rewrite.path)
        packs.append(pack[0] if len(pack) == 1 else Part(tuple(files), place))
    return packs
