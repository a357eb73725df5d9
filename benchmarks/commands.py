"""The commands that are measured, as command lines over a code base."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import Command
from remend.rules.env_access import EnvAccess

PROJECT = Path(__file__).parents[1]


def _with_benchmarks() -> dict[str, str]:
    """The environment in which Python finds this package from any folder."""
    return {"PYTHONPATH": os.pathsep.join(filter(None, (str(PROJECT), os.environ.get("PYTHONPATH"))))}


@dataclass(frozen=True, slots=True)
class Tree:
    """A code base with its accessor, and the commands that can be run on it."""

    folder: Path
    accessor: str

    @property
    def selection(self) -> tuple[str, ...]:
        return "--select", "env-access", "--config", f'env-access.accessor="{self.accessor}"'

    def scan(self, *options: str) -> Command:
        return self._remend("scan", "--no-cache", *options)

    def fix(self, *options: str) -> Command:
        return self._remend("fix", *options)

    def names(self, *options: str) -> Command:
        """Looks for undefined names and broken imports; without options the first run fills the cache."""
        line = (sys.executable, "-m", "remend_cli", "scan", "--select", "undefined-name,broken-import", *options)
        name = "scan for names" if options else "scan for names from the cache"
        return Command(name=name, line=line, folder=self.folder, succeeds_with=(0, 1))

    def review(self, *options: str) -> Command:
        """Reviews the last commit; without options all runs but the first find the review in the cache."""
        line = (sys.executable, "-m", "remend_cli", "review", "HEAD~1..HEAD", "--fail-on", "never", *options)
        name = "review of 10 changed files" + ("" if options else ", cached")
        return Command(name=name, line=line, folder=self.folder)

    def search_and_parse(self, jobs: int) -> Command:
        words = [word.decode() for word in EnvAccess.triggers]
        line = (*self._script("search_and_parse", jobs), "--words", *words)
        return Command(name=f"search and ast.parse, {jobs} proc.", line=line, folder=self.folder)

    def parse(self, jobs: int) -> Command:
        line = self._script("search_and_parse", jobs)
        return Command(name=f"ast.parse of all files, {jobs} proc.", line=line, folder=self.folder)

    def index(self, jobs: int, cache: Path | None = None) -> Command:
        """Builds the index; with `cache`, the first run fills it and later ones find all in it."""
        line = self._script("build_index", jobs)
        if cache is None:
            return Command(name=f"index without cache, {jobs} proc.", line=line, folder=self.folder)
        cache.mkdir(exist_ok=True)
        return Command(name="index from the cache", line=(*line, "--cache", str(cache)), folder=self.folder)

    def libcst_runner(self, settings: Path, files: str) -> Command:
        """LibCST's own runner, printing its changes as a diff; `settings` is where its configuration is written."""
        settings.mkdir()
        (settings / ".libcst.codemod.yaml").write_text(f"repo_root: {str(self.folder)!r}\n", "utf-8")
        codemod = ("--external", "benchmarks.libcst_codemod.ReadEnvThroughAccessor", "--accessor", self.accessor)
        options = ("--jobs", "2", "--unified-diff=3", "--no-format", "--include-generated", "--hide-progress")
        return Command(
            name=f"LibCST codemod runner, {files}",
            line=(sys.executable, "-m", "libcst.tool", "codemod", *codemod, *options, str(self.folder)),
            folder=settings,
            environment=_with_benchmarks(),
            succeeds_with=(0, 1),
        )

    def counts(self, *arguments: str) -> Command:
        """Counts what one run of remend reads and parses; `-P` keeps the code base from shadowing what is imported."""
        return Command(
            name=" ".join(("remend", *arguments)),
            line=(sys.executable, "-P", "-m", "benchmarks.counts", *arguments, *self.selection),
            folder=self.folder,
            environment=_with_benchmarks(),
        )

    def _script(self, name: str, jobs: int) -> tuple[str, ...]:
        return sys.executable, str(PROJECT / "benchmarks" / f"{name}.py"), str(self.folder), "--jobs", str(jobs)

    def _remend(self, *arguments: str) -> Command:
        line = (sys.executable, "-m", "remend_cli", *arguments, *self.selection)
        name = " ".join(("remend", *arguments)).replace(" --no-cache", "")
        return Command(name=name, line=line, folder=self.folder, succeeds_with=(0, 1))
