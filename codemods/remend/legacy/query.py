"""Runs Bowler queries over text; in the process of a plug-in, with the grammar that Bowler brings.

A query is made of Bowler's own classes, so it is loaded here, where Bowler and fissix are at home. Bowler itself would
read, ask and write; here its queries are only taken down, and what they are made of is run on text.
"""

from __future__ import annotations

import importlib.util
import os.path
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from bowler import Query
from bowler.tool import BowlerTool
from bowler.types import RetryFile
from moreorless.patch import apply_single_file

from remend.plugin.host import PluginError, Run, last_line
from remend.plugin.messages import Answer, Call, Job


class _Query:
    """One query, which works on text alone."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._paths = tuple(os.path.normpath(path) for path in query.paths)
        options = {"print_function": True} if query.python_version == 3 else {}
        self._tool = BowlerTool(query.compile(), options=options, write=False, interactive=False, silent=True)
        self._tool.log_error = _complain

    def reaches(self, job: Job) -> bool:
        """Whether the file is among those that the query is about."""
        matches = self._query.filename_matcher
        below = any(each in (".", job.path) or job.path.startswith(f"{each}/") for each in self._paths)
        return below and (matches is None or bool(matches(job.path)))

    def __call__(self, job: Job, text: str) -> str:
        ended = text if text.endswith("\n") else f"{text}\n"
        try:
            tree = self._tool.refactor_string(ended, job.path)
        except RetryFile:
            tree = self._tool.refactor_string(ended, job.path)
        made = ended if tree is None else str(tree)
        if self._query.processors and made != ended:
            made = self._accepted(job.path, ended, made)
        return made if ended == text else made.removesuffix("\n")

    def _accepted(self, path: str, before: str, after: str) -> str:
        """What is left of the changes when the query's own judges have seen each hunk."""
        hunks = self._tool.processed_file(after, path, before)
        judged = [(hunk, [judge(path, hunk) for judge in self._query.processors]) for hunk in hunks]
        accepted = [hunk for hunk, verdicts in judged if False not in verdicts]
        if len(accepted) == len(hunks):
            return after
        patch = "".join("\n".join(hunk[2:]) + "\n" for hunk in accepted)
        return str(apply_single_file(before, f"--- {path}\n+++ {path}\n{patch}")) if patch else before


def _complain(told: str, *args: object, **_: object) -> None:
    """Raise what Bowler would only write down: the error that it has caught, else one of its own."""
    error = sys.exc_info()[1]
    raise error if error is not None else ValueError(told % args if args else told)


def load_query(call: Call) -> Run:
    """The queries that a file makes. Raises PluginError."""
    file = Path(call.folders[0], call.target)
    if not file.is_file():
        raise PluginError("query", f"there is no file {call.target}")
    queries = _taken_down(lambda: _run(file, call))
    if not queries:
        raise PluginError("query", f"{call.target} makes no bowler.Query, neither by itself nor in a function main()")
    try:
        made = [_Query(query) for query in queries]
    except Exception as error:
        raise PluginError("query", f"Bowler cannot use what {call.target} says ({last_line(error)})") from error

    def run(job: Job) -> Answer:
        text = job.text
        for query in made:
            text = query(job, text) if query.reaches(job) else text
        return Answer(text=text)

    return run


def _taken_down(work: Callable[[], None]) -> list[Query]:
    """The queries that `work` would carry out, else all those that it makes; none of them is carried out."""
    made: list[Query] = []
    carried_out: list[Query] = []
    start = Query.__init__

    def take_down(query: Query, *args: Any, **options: Any) -> None:
        start(query, *args, **options)
        made.append(query)

    def execute(query: Query, **_: Any) -> Query:
        query.retcode = 0
        carried_out.append(query)
        return query

    Query.__init__, Query.execute = take_down, execute
    work()
    return list(dict.fromkeys(carried_out)) or [query for query in made if query.transforms]


def _run(file: Path, call: Call) -> None:
    """Run a file as `bowler run` does, and its `main()` if it has one. Raises PluginError."""
    sys.argv = [str(file), *call.args]
    try:
        module = _module(file)
        main = getattr(module, "main", None)
        if callable(main):
            main()
    except BaseException as error:
        raise PluginError("query", f"{call.target} cannot be run ({last_line(error)})") from error


def _module(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
