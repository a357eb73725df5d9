"""A small project with its coroutines awaited, callers and all.

Importable as `propagated` from every test: `from propagated import mended, refusal`.
"""

from __future__ import annotations

from collections.abc import Mapping

from remend.inspection import Bench, Inspection, Task, inspect
from remend.mending.whole import keep_whole
from remend.project import Project
from remend.rules.missing_await import MissingAwait, MissingAwaitOptions
from remend.testing.cases import Files

OPTIONS = MissingAwaitOptions(propagate=True)
SAVE = "async def save(): ...\n\n\n"


def inspected(
    files: Mapping[str, str], reach: tuple[str, ...] | None = None, options: MissingAwaitOptions = OPTIONS
) -> list[Inspection]:
    """What the rule makes of each file of a project, with propagation."""
    project = Project(Files({path: text.encode() for path, text in files.items()}), reach=reach)
    rule = MissingAwait(options)
    rule.survey(project)
    bench = Bench(rules=(rule,), known=frozenset({rule.id}))
    tasks = [
        Task(path=path, raw=project.contents[path], rules=bench.known, mends=rule.id)
        for path in project.reach
        if rule.concerns(path, project.contents[path])
    ]
    return keep_whole(rule, [inspect(task, bench) for task in tasks], lambda _: [])


def mended(files: Mapping[str, str], options: MissingAwaitOptions = OPTIONS) -> dict[str, str]:
    """The files that change, with all that is mended."""
    made = [each.rewrite for each in inspected(files, options=options) if each.rewrite is not None]
    return {rewrite.path: rewrite.after.decode() for rewrite in made}


def refusal(
    files: Mapping[str, str], reach: tuple[str, ...] | None = None, options: MissingAwaitOptions = OPTIONS
) -> str:
    """Why nothing is mended; there is one reason."""
    found = inspected(files, reach, options)
    assert [each.rewrite for each in found if each.rewrite is not None] == []
    (reason,) = {finding.reason for each in found for finding in each.findings}
    return reason
