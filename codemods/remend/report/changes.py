"""A plan of changes as a person reads it: the commits that would be made, or those that were, and how to go on."""

from __future__ import annotations

import json
import shlex

from remend.git.draft import File
from remend.plan.changes.run import ChangePlan
from remend.plan.changes.unit import ChangeUnit
from remend.plan.changes.wording import size_of
from remend.report.diff import quote
from remend.report.palette import BOLD, CYAN, GREEN, PLAIN, RED, YELLOW, Palette, harmless
from remend.report.text import paragraphs
from remend.report.words import counted, duration

SHORT = 9
_LEFT_OUT_SHOWN = 3
FORMAT = "remend.plan/1"


def render(plan: ChangePlan, *, color: bool = False, quiet: bool = False) -> str:
    """The proposed commits one after another, each with its parts as a difference; `quiet` leaves those out."""
    palette = Palette(color)
    total = len(plan.units)
    units = (_unit(unit, number, total, palette, quiet=quiet) for number, unit in enumerate(plan.units, start=1))
    return paragraphs(*units, "" if quiet or total == 1 else _overview(plan, palette), _sum(plan, palette))


def render_json(plan: ChangePlan) -> str:
    """The plan as JSON, its parts by file and lines."""
    told = {
        "format": FORMAT,
        "base": plan.base,
        "branch": plan.branch or None,
        "left_out": list(plan.left_out),
        "units": [
            {
                "subject": unit.subject,
                "message": unit.message,
                "review_seconds": unit.review_seconds,
                "commit": unit.commit,
                "why": list(unit.why),
                "notes": list(unit.notes),
                "parts": [
                    {
                        "path": part.path,
                        "old": None if part.hunk is None else [part.hunk.old.start, len(part.hunk.old)],
                        "new": None if part.hunk is None else [part.hunk.new.start, len(part.hunk.new)],
                    }
                    for part in unit.parts
                ],
            }
            for unit in plan.units
        ],
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _unit(unit: ChangeUnit, number: int, total: int, palette: Palette, *, quiet: bool) -> str:
    mark = (unit.commit or "")[:SHORT] or f"commit {number}/{total}"
    head = f"{palette(mark, YELLOW)}  {palette(harmless(unit.subject), BOLD)}\n"
    head += f"    {_size(unit)}\n"
    if quiet:
        return head
    _, _, message = unit.message.partition("\n\n")
    indented = "".join(f"    {harmless(line)}".rstrip() + "\n" for line in message.split("\n")[:-1])
    return paragraphs(head, indented, "" if unit.commit else _parts(unit, palette))


def _overview(plan: ChangePlan, palette: Palette) -> str:
    """One line for each commit, at the end, where the reader of a long plan is."""
    total = len(plan.units)
    width = len(str(total))
    return "".join(
        f"{number:>{width}}/{total}  {palette(harmless(unit.subject), BOLD)}  ({_size(unit)})\n"
        for number, unit in enumerate(plan.units, start=1)
    )


def _size(unit: ChangeUnit) -> str:
    parts, files = counted(len(unit.parts), "part"), counted(len(unit.files), "file")
    return f"{parts} in {files}, {duration(unit.review_seconds)} to review"


def _parts(unit: ChangeUnit, palette: Palette) -> str:
    lines: list[str] = []
    for file in unit.files:
        lines.append(palette(quote(file.path), BOLD))
        for part in (part for part in unit.parts if part.file is file):
            if part.hunk is None:
                lines.append(palette(_what_became(unit.changes.get(file.path), size_of(file, unit.facts)), CYAN))
                continue
            lines.append(palette(f"@@ -{_range(part.hunk.old)} +{_range(part.hunk.new)} @@", CYAN))
            lines += [palette(harmless(f"-{line}"), RED) for line in part.removed.splitlines()]
            lines += [palette(harmless(f"+{line}"), GREEN) for line in part.added.splitlines()]
    return "".join(f"{line}\n" for line in lines)


def _what_became(state: File | None, size: tuple[int, int]) -> str:
    added, removed = size
    return "deleted" if state is None else f"the file as a whole, mode {state.mode}, +{added} -{removed}"


def _range(lines: range) -> str:
    return str(lines.start) if len(lines) == 1 else f"{lines.start if lines else lines.start - 1},{len(lines)}"


def _sum(plan: ChangePlan, palette: Palette = PLAIN) -> str:
    seconds = sum(unit.review_seconds for unit in plan.units)
    lines = [f"{counted(len(plan.units), 'commit')}, {duration(seconds)} to review"]
    if plan.left_out:
        some = ", ".join(map(harmless, plan.left_out[:_LEFT_OUT_SHOWN]))
        lines.append(f"{counted(len(plan.left_out), 'untracked file')} left out ({some}); name what is to be planned")
    if not plan.branch:
        lines.append("nothing was written; --commit makes a branch of these commits, --here commits them on this one")
    elif plan.branch == "HEAD":
        lines += ["", f"take it back  git reset --soft {plan.base[:SHORT]}    your files stay as they are"]
    else:
        name = shlex.quote(plan.branch)
        lines = [
            f"{palette(plan.branch, BOLD)}  {lines[0]}",
            *lines[1:],
            "",
            f"look at it    git log -p {plan.base[:SHORT]}..{name}",
            f"prove it      remend verify {plan.base[:SHORT]}..{name} --run COMMAND",
            f"take it over  {_takeover(plan, name)}",
            f"drop it       git branch -D {name}",
        ]
    return "".join(f"{line}\n" for line in lines)


def _takeover(plan: ChangePlan, name: str) -> str:
    if not plan.end:
        return f"git reset {name}    moves this branch there; your files stay as they are"
    end = plan.end[:SHORT]
    return f"git rebase --onto {name} {end} BRANCH    moves there what BRANCH has after {end}"
