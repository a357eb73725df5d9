"""`python -m benchmarks.untangling REPOSITORY...`: squash its commits and see whether a plan finds them again."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.untangling.cases import cases
from benchmarks.untangling.fit import fit
from benchmarks.untangling.score import by_evidence, by_file, by_folder, told
from remend.git.repository import open_repository


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.untangling", description=__doc__)
    parser.add_argument("repositories", nargs="+", type=Path, metavar="REPOSITORY")
    parser.add_argument("--count", type=int, default=100, help="cases of each length")
    parser.add_argument("--lengths", type=int, nargs="+", default=[2, 3], help="commits in a case")
    parser.add_argument("--fit", action="store_true", help="print the weights that fit these repositories best")
    wanted = parser.parse_args()
    found = []
    for path in wanted.repositories:
        repository = open_repository(path)
        if repository is None:
            parser.error(f"{path} is no repository")
        for length in wanted.lengths:
            some = list(cases(repository, length, wanted.count))
            found += some
            if not wanted.fit and some:
                print(f"{path.name}: {len(some)} cases of {length} commits, {sum(len(c.parts) for c in some)} parts")
                for name, plan in (("by file", by_file), ("by folder", by_folder), ("remend", by_evidence)):
                    print(told(name, some, plan), flush=True)
    if wanted.fit:
        for sign, weight in sorted(fit(found).items(), key=lambda each: -abs(each[1])):
            print(f"{sign.name:14} {weight:+.2f}  now {sign.weight:+.2f}")


if __name__ == "__main__":
    main()
