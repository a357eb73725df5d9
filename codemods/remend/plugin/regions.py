"""What lies between two texts: the regions that differ, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, takewhile

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class Region:
    """Characters `start` to `end` of the one text are `text` in the other; one of the two may be empty."""

    start: int
    end: int
    text: str


def regions(before: str, after: str) -> Iterator[Region]:
    """The regions in which two texts differ, without the indentation and the newline that both have."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    starts = list(accumulate(map(len, old), initial=0))
    first = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    most = min(len(old), len(new)) - first
    tails = zip(reversed(old[len(old) - most :]), reversed(new[len(new) - most :]), strict=True)
    last = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], tails))
    middle = SequenceMatcher(None, old[first : len(old) - last], new[first : len(new) - last])
    for kind, low, high, new_low, new_high in middle.get_opcodes():
        if kind != "equal":
            text = "".join(new[first + new_low : first + new_high])
            yield _trimmed(before, Region(starts[first + low], starts[first + high], text))


def _trimmed(before: str, region: Region) -> Region:
    old, new = before[region.start : region.end], region.text
    if not old or not new:
        return region
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head] and old[head] in " \t":
        head += 1
    tail = next((len(end) for end in ("\r\n", "\n") if old.endswith(end) and new.endswith(end)), 0)
    return Region(region.start + head, region.end - tail, new[head : len(new) - tail])
