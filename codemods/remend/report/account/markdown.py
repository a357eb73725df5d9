"""The account as Markdown, for a pull request or a wiki."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from remend.migrate.account import Account, PackageAccount, Progress
from remend.report.account.words import headline, percent, place, sentences
from remend.report.review.plain import plain
from remend.report.text import paragraphs
from remend.report.words import duration, size

_MOST = 30
_MARKUP = re.compile(r"[\\`*\[\]<>|#&]|(?<!\w)_|_(?!\w)|~(?=~)")


def render(account: Account) -> str:
    """The whole account, with a newline at the end; sections with nothing to say are left out."""
    return paragraphs(
        f"# {headline(account)}\n",
        " ".join(sentences(account)) + "\n",
        _section("By package", _packages(account)),
        _section("What blocks the rest", _blockers(account)),
        _section("Failed", _failed(account)),
        _section("Commits", _commits(account)),
        _section("Notes", [f"- {_text(note)}" for note in account.notes]),
    )


def _section(title: str, lines: Iterable[str]) -> str:
    told = "".join(f"{line}\n" for line in lines)
    return f"## {title}\n\n{told}" if told else ""


def _packages(account: Account) -> Iterator[str]:
    columns = [each for each in Progress if account.count(each)]
    if not columns:
        return
    yield f"| package | files | {' | '.join(columns)} | done |"
    yield "|---|" + "--:|" * (len(columns) + 2)
    whole = PackageAccount(name="all", files=len(account.files), counts={c: account.count(c) for c in columns})
    for each in (*account.packages, whole):
        name = "all" if each is whole else _code(each.name)
        cells = " | ".join(f"{number:,}" if (number := each.counts.get(c)) else "" for c in columns)
        yield f"| {name} | {each.files:,} | {cells} | {percent(each.done, each.files)} |"


def _blockers(account: Account) -> Iterator[str]:
    if not account.blockers:
        return
    yield "| files | alone | rule | cause | for example |"
    yield "|--:|--:|---|---|---|"
    for each in account.blockers[:_MOST]:
        where = _code(f"{each.path}:{each.line}")
        yield f"| {each.files:,} | {each.alone:,} | {_code(each.rule)} | {_text(each.cause)} | {where} |"
    if len(account.blockers) > _MOST:
        yield f"\n{len(account.blockers) - _MOST:,} more causes."
    yield "\n*alone* counts the files that nothing else holds back."


def _failed(account: Account) -> Iterator[str]:
    failed = [file for file in account.files if file.progress is Progress.FAILED]
    for file in failed[:_MOST]:
        why = "; ".join(f"line {left.line}: {left.reason}" for left in file.left)
        yield f"- {_code(file.path)} {_text(why)}"
    if len(failed) > _MOST:
        yield f"- {len(failed) - _MOST:,} more"


def _commits(account: Account) -> Iterator[str]:
    units = account.report.plan.units
    if units:
        yield f"{_text(place(account))}.\n"
    for number, unit in enumerate(units, start=1):
        about = size(len(unit.violations), len(unit.rewrites), unit.templates)
        yield f"{number}. {_code(unit.subject)} {about}, {duration(unit.review_seconds)} to review"


def _text(text: str) -> str:
    return _MARKUP.sub(lambda found: f"\\{found[0]}", plain(text))


def _code(text: str) -> str:
    shown = plain(text).replace("|", "\\|")
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`"
