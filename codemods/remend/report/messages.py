"""What is wrong with messages and commits by the spec, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import msgspec

from remend.checking import Checked
from remend.plan.spec.problem import Problem
from remend.report.json import encode
from remend.report.palette import BOLD, DIM, GREEN, RED, YELLOW, Palette, harmless
from remend.report.words import counted

SCHEMA: Literal["remend.messages/1"] = "remend.messages/1"

_ID_LENGTH = 9


class ProblemEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One problem; `line` is one of the message, or of the file at `path` where that is given, and 0 for none."""

    kind: str
    text: str
    line: int
    path: str


class MessageEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One message; `commit` is empty for one that is being written."""

    commit: str
    subject: str
    problems: list[ProblemEntry]


class MessagesEnvelope(msgspec.Struct, frozen=True, kw_only=True):
    """All that were checked."""

    schema: Literal["remend.messages/1"]
    messages: list[MessageEntry]


def render_json(checked: Sequence[Checked]) -> str:
    """The messages as a versioned envelope of JSON."""
    entries = [
        MessageEntry(
            commit=each.commit,
            subject=each.subject,
            problems=[
                ProblemEntry(kind=str(problem.kind), text=problem.text, line=problem.line, path=problem.path)
                for problem in each.problems
            ],
        )
        for each in checked
    ]
    return encode(MessagesEnvelope(schema=SCHEMA, messages=entries))


def render_message(checked: Checked, name: str, *, color: bool = False) -> str:
    """The problems of one message, each on its line; nothing where there are none."""
    palette = Palette(color)
    return "".join(
        f"{harmless(name)}:{problem.line}: {palette(str(problem.kind), YELLOW)}: {harmless(problem.text)}\n"
        for problem in checked.problems
    )


def render_commits(checked: Sequence[Checked], *, color: bool = False) -> str:
    """The commits as a table, each with its problems below it, and a line that counts them."""
    palette = Palette(color)
    return "".join(_commit(each, palette) for each in checked) + _summary(checked)


def _commit(checked: Checked, palette: Palette) -> str:
    number = len(checked.problems)
    mark = palette(f"{number:>2}", RED) if number else palette("ok", GREEN)
    head = f"{palette(checked.commit[:_ID_LENGTH], BOLD)}  {mark}  {harmless(checked.subject)}\n"
    return head + "".join(f"    {_problem(problem, palette)}\n" for problem in checked.problems)


def _problem(problem: Problem, palette: Palette) -> str:
    line = f":{problem.line}" if problem.path and problem.line else ""
    place = f"{problem.path}{line}: " if problem.path else f"line {problem.line}: " if problem.line else ""
    return f"{palette(str(problem.kind), YELLOW)}  {palette(harmless(place), DIM)}{harmless(problem.text)}"


def _summary(checked: Sequence[Checked]) -> str:
    wrong = [each for each in checked if each.problems]
    kinds = Counter(str(kind) for each in wrong for kind in {problem.kind for problem in each.problems})
    told = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0])))
    what = f"{len(wrong)} with problems: {told}" if wrong else "all as the spec has it"
    return f"{counted(len(checked), 'commit')}, {what}\n"
