"""What every format says of an account in the same words."""

from __future__ import annotations

from collections.abc import Iterator

from remend.migrate.account import DONE, Account, Progress
from remend.report.words import counted

SHORT = 9


def headline(account: Account) -> str:
    """How much is done."""
    files = len(account.files)
    done = sum(account.count(each) for each in DONE)
    return f"{done:,} of {counted(files, 'file')} done, {percent(done, files)}" if files else "No files"


def percent(part: int, whole: int) -> str:
    """A share, never rounded up to all of it."""
    return f"{part * 100 // whole if whole else 100} %"


def counts(account: Account) -> str:
    """How many files came how far, those ways in which any did."""
    told = ", ".join(f"{account.count(each):,} {each}" for each in Progress if account.count(each))
    return f"{counted(len(account.files), 'file')}: {told}" if told else "no files"


def work(account: Account) -> str:
    """How much was mended, and how long that took."""
    mended = sum(file.mended for file in account.files)
    if not mended:
        return f"nothing mended, in {took(account.seconds)}"
    commits = counted(len(account.report.plan.units), "commit")
    return f"{counted(mended, 'place')} mended in {commits}, in {took(account.seconds)}"


def took(seconds: float) -> str:
    """How long something took."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


def place(account: Account) -> str:
    """Where the commits are, or that they are not."""
    report = account.report
    commits = counted(len(report.plan.units), "commit")
    where = "would be made" if report.branch is None else f"on {report.branch}"
    return f"{commits} {where}, from {report.plan.base[:SHORT]}"


def sentences(account: Account) -> Iterator[str]:
    """What else there is to know, as sentences."""
    told = work(account)
    yield f"{told[:1].upper()}{told[1:]}."
    report = account.report
    if report.branch is not None:
        yield f"The commits are on the branch `{report.branch}`."
    elif report.plan.units:
        yield "Nothing was written: it was a dry run."
    if waiting := account.count(Progress.WAITING):
        yield f"{counted(waiting, 'file')} {'waits' if waiting == 1 else 'wait'} for another run."
