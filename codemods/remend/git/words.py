"""Which words a commit took out of a file for good: neither that file nor another one that it touched has them after.

Unlike a name of Python, such a word may stand in a string or in a comment; texts are compared, nothing is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from remend.git.trail import Step

MOST_OTHER_FILES = 300
MOST_ORIGINS = 8

_LETTER = re.compile(rb"\w")

Read = Callable[[Sequence[str]], Mapping[str, bytes]]
StepsOf = Callable[[str], Sequence[Step]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LostWord:
    """The commit that took a word out of the file that was called `path` before it; `date` is the day, as ISO."""

    commit: str
    date: str
    subject: str
    path: str


def lost_words(path: str, words: Sequence[str], steps_of: StepsOf, read: Read) -> Iterator[tuple[str, LostWord]]:
    """The newest loss of each word on the way of a file, else of one that the commit which made the file changed too.

    A file is often made from parts of another one, and what that one had lost before is missing in the new one.
    """
    left = list(words)
    for way in (path, *_origins(steps_of(path))):
        if left:
            found = dict(_lost(steps_of(way), left, read, is_origin=way != path))
            yield from found.items()
            left = [word for word in left if word not in found]


def _origins(steps: Sequence[Step]) -> list[str]:
    """The files that were changed together with the making of a file; none where those were many."""
    made = [step for step in steps if step.change.status == "A"]
    found = [each.new for step in made for each in step.commit.changes if each.status == "M"]
    return found if len(found) <= MOST_ORIGINS else []


def _lost(
    steps: Sequence[Step], words: Sequence[str], read: Read, *, is_origin: bool
) -> Iterator[tuple[str, LostWord]]:
    texts = read(list(dict.fromkeys(blob for step in steps for blob in _blobs(step))))
    for word in words:
        if not (is_origin and steps and _has(texts.get(steps[0].change.new_blob, b""), word)):
            step = next((step for step in steps if _loses(step, word, texts, read)), None)
            if step is not None:
                commit = step.commit
                yield word, LostWord(commit=commit.id, date=commit.date, subject=commit.subject, path=step.path)


def _blobs(step: Step) -> list[str]:
    return [blob for blob in (step.change.old_blob, step.change.new_blob) if blob]


def _loses(step: Step, word: str, texts: Mapping[str, bytes], read: Read) -> bool:
    """Whether a word leaves a file by a step, and goes to no other file of the commit."""
    old, new = texts.get(step.change.old_blob), texts.get(step.change.new_blob)
    if old is None or new is None or not _has(old, word) or _has(new, word):
        return False
    blobs = [each.new_blob for each in step.commit.changes[:MOST_OTHER_FILES] if each.new_blob]
    return not any(_has(text, word) for text in read(list(dict.fromkeys(blobs))).values())


def _has(text: bytes, word: str) -> bool:
    raw = word.encode()
    at = text.find(raw)
    while at >= 0:
        around = text[max(0, at - 1) : at], text[at + len(raw) : at + len(raw) + 1]
        if not any(map(_LETTER.match, around)):
            return True
        at = text.find(raw, at + 1)
    return False
