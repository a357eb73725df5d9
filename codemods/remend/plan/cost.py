"""What a unit costs its reviewer, in seconds.

Reviews still find defects at up to 500 lines an hour (the Cisco study of 2,500 reviews), which is 7.2 seconds a line.
A line that is the same edit as one before, strings and names aside, is not read again but glanced at; that the sites
are the same edit is checked here, not believed. That a glance takes a second is an assumption.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from remend.model import Rewrite
from remend.source import Source, read_source

SECONDS_A_LINE = 7.2
SECONDS_A_GLANCE = 1.0

_STRING = re.compile(
    r"""(?:\b[rbfuRBFU]{1,2})?("{3}.*?"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')""", re.DOTALL
)
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[A-Za-z_]\w*|\d[\w.]*")


def review_seconds(rewrites: Iterable[Rewrite]) -> float:
    """Seconds to review: distinct edit templates at reading speed, further sites at a glance each."""
    templates: set[tuple[str, str]] = set()
    lines = sites = 0
    for rewrite in rewrites:
        source = read_source(rewrite.path, rewrite.before)
        assert isinstance(source, Source)
        for edit in rewrite.edits:
            template = edit_template(source.text[edit.start : edit.end], edit.text)
            if template in templates:
                sites += 1
            else:
                templates.add(template)
                lines += max(_changed_lines(source.text[edit.start : edit.end], edit.text), 1)
    return round(lines * SECONDS_A_LINE + sites * SECONDS_A_GLANCE, 1)


def _changed_lines(before: str, after: str) -> int:
    """How many lines an edit changes: one that spans a statement may leave most of it as it was."""
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    return max((old - new).total(), (new - old).total())


def edit_template(before: str, after: str) -> tuple[str, str]:
    """What an edit has in common with others of its kind: both sides with strings and carried-over names blanked.

    A name that stands on both sides is carried over and only numbered; a name on one side alone is what the edit is
    about, and stays.
    """
    old, new = (_SPACE.sub(" ", _STRING.sub("'s'", code)).strip() for code in (before, after))
    carried = set(_WORD.findall(old)) & set(_WORD.findall(new)) - {"s"}
    numbers: dict[str, str] = {}

    def blank(match: re.Match[str]) -> str:
        word = match[0]
        return numbers.setdefault(word, f"${len(numbers) + 1}") if word in carried else word

    return _WORD.sub(blank, old), _WORD.sub(blank, new)
