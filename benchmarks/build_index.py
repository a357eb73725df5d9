"""Builds the index of a work tree, and says of how many files.

    python benchmarks/build_index.py FOLDER [--jobs 2] [--cache FOLDER]

Without a cache every file is parsed; with one, the second run parses and reads none.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from remend.cache import Cache
from remend.git.repository import open_repository
from remend.index.build import gather_facts
from remend.index.index import Index
from remend.index.modules import ModuleMap


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=Path)
    options.add_argument("--jobs", type=int)
    options.add_argument("--cache", type=Path)
    given = options.parse_args()
    repository = open_repository(given.folder)
    if repository is None:
        options.error(f"{given.folder} is not in a git repository")
    with repository:
        tree = repository.work_tree()
        paths = [path for path in tree.paths if path.endswith(".py")]
        if given.cache is None:
            facts = gather_facts(tree, paths, jobs=given.jobs)
        else:
            with Cache(given.cache) as cache:
                facts = gather_facts(tree, paths, cache, jobs=given.jobs)
        index = Index(facts, ModuleMap(tree.paths))
    print(f"{len(index.facts)} files are in the index, {sum(facts.parses for facts in index.facts.values())} parse")


if __name__ == "__main__":
    main()
