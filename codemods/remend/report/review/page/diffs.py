"""Code and differences of code: side by side where there is room, one below the other where there is not.

Each line knows its row, so that the style sheet can lay out the same lines either way; a line that stays is there
twice, and its twin is shown side by side only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import count, zip_longest

from remend.report.review.page.markup import Markup, join, tag, text
from remend.report.review.patch import Block

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_LONGEST = 400
_ALIKE = 0.5


def listing(stretches: Iterable[Iterable[tuple[int | None, str]]]) -> Markup:
    """Stretches of code with the number of each line, None where it is not known; set apart what does not follow."""
    shown: list[Markup] = []
    expected: int | None = None
    for lines in stretches:
        for place, (number, line) in enumerate(lines):
            is_apart = bool(shown) and (number != expected if number is not None else not place)
            shown.append(_line("div", "line apart" if is_apart else "line", number, text(_bare(line))))
            expected = number + 1 if number is not None else None
    return tag("div", *shown, class_="code")


def difference(blocks: Iterable[Block], label: str, *, numbered: bool) -> Markup:
    """What gives way to what; `numbered` where the blocks know where in the file they stand."""
    rows = count(1)
    lines = [line for block in blocks for line in (_kept if block.stays else _changed)(block, rows, numbered=numbered)]
    return tag("div", *lines, class_="code diff", role="group", aria_label=label)


def _kept(block: Block, rows: Iterator[int], *, numbered: bool) -> Iterator[Markup]:
    for place, line in enumerate(block.old):
        row, shown = f"--row:{next(rows)}", text(_bare(line))
        old, new = (block.old_line + place, block.new_line + place) if numbered else (None, None)
        yield _line("div", "line old kept", old, shown, style=row)
        yield _line("div", "line new kept twin", new, shown, style=row, aria_hidden="true")


def _changed(block: Block, rows: Iterator[int], *, numbered: bool) -> Iterator[Markup]:
    pairs = [_marked(_bare(old), _bare(new)) for old, new in zip_longest(block.old, block.new, fillvalue="")]
    taken = [next(rows) for _ in pairs]
    for side, name, first, lines in (
        ("old", "del", block.old_line, block.old),
        ("new", "ins", block.new_line, block.new),
    ):
        for place in range(len(lines)):
            shown = pairs[place][side == "new"]
            number = first + place if numbered else None
            yield _line(name, f"line {side}", number, shown, style=f"--row:{taken[place]}")


def _line(name: str, kind: str, number: int | None, shown: Markup, **attributes: str) -> Markup:
    counted = [tag("span", str(number), class_="number")] if number is not None else []
    return tag(name, *counted, tag("code", shown or Markup("&#8203;")), class_=kind, **attributes)


def _marked(old: str, new: str) -> tuple[Markup, Markup]:
    """Both lines, with the words marked in which they differ; with none where they have little in common."""
    before, after = _WORD.findall(old[:_LONGEST]), _WORD.findall(new[:_LONGEST])
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if max(len(old), len(new)) > _LONGEST or matcher.ratio() < _ALIKE:
        return text(old), text(new)
    codes = matcher.get_opcodes()
    return (
        join(_word(before[i:j], same=kind == "equal") for kind, i, j, _, _ in codes),
        join(_word(after[i:j], same=kind == "equal") for kind, _, _, i, j in codes),
    )


def _word(words: Sequence[str], *, same: bool) -> Markup:
    shown = text("".join(words))
    return shown if same or not shown else tag("b", shown)


def _bare(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")
