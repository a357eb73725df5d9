"""What to do about a review: actions, the most urgent first, and lines to paste into a shell that check the rest."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence

from remend.index.index import Index
from remend.index.roles import is_test
from remend.review.model import Change, Verdict, is_regression
from remend.review.routes import Route
from remend.review.topics import worst_first

_MOST_TESTS = 10
_MOST_ROUTES = 10


def steps_of(
    changes: Sequence[Change], rules: frozenset[str], index: Index, routes: Callable[[str], Sequence[Route]]
) -> tuple[str, ...]:
    """Commands that show whether the regressions are mended: the scan that must find nothing, tests, and requests."""
    regressed = [change for change in changes if is_regression(change)]
    told = [*regressed, *(change for change in changes if change.verdict is Verdict.NEEDS_VERIFICATION)]
    return (*_scans(regressed, rules), *_tests(told, index), *_requests(told, routes))


def actions_of(changes: Sequence[Change]) -> tuple[str, ...]:
    """What to do, the most urgent first: mend, then check."""
    found = [
        f"{_verb(s.first)} {s.first.path}:{s.lines}: {s.title}" for s in worst_first(filter(is_regression, changes))
    ]
    open_ones = (change for change in changes if change.verdict is Verdict.NEEDS_VERIFICATION)
    found += [f"check {s.first.path}:{s.lines}: {s.title}" for s in worst_first(open_ones)]
    return tuple(found)


def _verb(change: Change) -> str:
    return "take the mend of" if change.mend else "mend"


def _scans(regressed: Sequence[Change], rules: frozenset[str]) -> Iterator[str]:
    """One scan over the files of the file rules, which has to come out empty of them."""
    scanned = [change for change in regressed if change.rule in rules]
    if scanned:
        select = ",".join(sorted({change.rule for change in scanned}))
        yield f"remend scan --select {select} {_words({change.path for change in scanned})}"


def _tests(told: Sequence[Change], index: Index) -> Iterator[str]:
    """The tests that import what was touched."""
    paths = {change.path for change in told if change.path in index.facts}
    found = {path for path in paths if is_test(path)}
    for path in sorted(paths):
        for name in index.modules.names(path):
            found.update(site.path for site in index.importing(name) if is_test(site.path))
    if found:
        yield f"python -m pytest {_words(sorted(found)[:_MOST_TESTS])}"


def _requests(told: Sequence[Change], routes: Callable[[str], Sequence[Route]]) -> Iterator[str]:
    """A request for each web route that a change is in."""
    asked: dict[str, None] = {}
    for change in told:
        for route in routes(change.path):
            if route.line <= change.line <= route.end_line:
                asked[_curl(route)] = None
    yield from list(asked)[:_MOST_ROUTES]


def _curl(route: Route) -> str:
    method = "" if route.method == "GET" else f"-X {shlex.quote(route.method)} "
    return f"curl -i {method}{shlex.quote(f'http://localhost:8000{route.path}')}"


def _words(paths: Iterable[str]) -> str:
    """Paths as arguments for a shell, none of which a program takes for an option."""
    return " ".join(shlex.quote(f"./{path}" if path.startswith("-") else path) for path in sorted(paths))
