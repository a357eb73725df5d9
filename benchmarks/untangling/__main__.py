"""`python -m benchmarks.untangling REPOSITORY...`: squash its commits and see whether a plan finds them again."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.untangling.cases import cases
from benchmarks.untangling.causes import causes
from benchmarks.untangling.fit import fit
from benchmarks.untangling.score import by_evidence, by_file, by_folder, told
from remend.git.repository import open_repository
from remend.plan.changes.evidence import Sign


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.untangling", description=__doc__)
    parser.add_argument("repositories", nargs="+", type=Path, metavar="REPOSITORY")
    parser.add_argument("--count", type=int, default=100, help="cases of each length")
    parser.add_argument("--lengths", type=int, nargs="+", default=[2, 3], help="commits in a case")
    parser.add_argument("--causes", type=int, metavar="N", help="print the N most common causes of wrong pairs")
    parser.add_argument(
        "--fit", nargs="*", metavar="SIGN", help="print the weights of these signs, or of all, that fit best"
    )
    wanted = parser.parse_args()
    found = []
    for path in wanted.repositories:
        repository = open_repository(path)
        if repository is None:
            parser.error(f"{path} is no repository")
        for length in wanted.lengths:
            some = list(cases(repository, length, wanted.count))
            found += some
            if wanted.fit is None and some:
                print(f"{path.name}: {len(some)} cases of {length} commits, {sum(len(c.parts) for c in some)} parts")
                for name, plan in (("by file", by_file), ("by folder", by_folder), ("remend", by_evidence)):
                    print(told(name, some, plan), flush=True)
    if wanted.causes:
        for cause, share in list(causes(found, list(map(by_evidence, found))).items())[: wanted.causes]:
            print(f"  {share:.2f} {', '.join(cause)}")
    if wanted.fit is not None:
        free = [Sign[name] for name in wanted.fit] or list(Sign)
        for sign, weight in sorted(fit(found, free).items(), key=lambda each: -abs(each[1])):
            print(f"{sign.name:14} {weight:+.2f}  now {sign.weight:+.2f}")


if __name__ == "__main__":
    main()
