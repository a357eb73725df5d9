"""Compares Python 2 code under Python 2.7 with its migrated copy under Python 3: the same input, the same output?

    python -m benchmarks.outputs BEFORE AFTER --python2 python2.7 [--python3 python3]

Each module that both can import is asked the same: its pure functions are called with simple values, the examples of
its doctests are worked out, and its unit tests are run. All differences are printed, those of each module together.
"""

from __future__ import annotations

import argparse
import ast
import itertools
import json
import os
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.outputs.pure import pure_functions

PROBE = Path(__file__).with_name("probe.py")
VALUES = (
    "''", "'a b'", "7", "None", "['b', 'a']", "{'a': 1, 'b': 'x'}", "'<a href=\"/x?y=1&amp;z\">Caf\\t</a>'",
    "u'\\xe9t\\xe9'", "-3", "2.5", "[3, 1, 2]", "(1, 2)", "True", "'2010-05-12T10:11:12Z'", "[('a', 1), ('b', [])]",
    "'0x1F,12'", "[]",
)  # fmt: skip
"""Arguments, of which a function that takes several is given fewer."""
FEWER = {0: 0, 1: len(VALUES), 2: 9, 3: 6}

Outcomes = Mapping[str, str]
Calls = Mapping[str, Sequence[tuple[str, Sequence[str]]]]


@dataclass(frozen=True, slots=True)
class Module:
    """What became of one module under both Pythons."""

    name: str
    before: Outcomes
    after: Outcomes

    @property
    def imports(self) -> tuple[bool, bool]:
        return self.before.get("import") == "", self.after.get("import") == ""

    def compared(self) -> Iterator[tuple[str, str, str]]:
        """What both were asked, with both answers."""
        if all(self.imports):
            yield from ((what, self.before[what], self.after.get(what, "nothing")) for what in self.before)


def main() -> None:
    given = _arguments()
    names = {name: path for name, path in _modules(given.after) if (given.before / path).exists()}
    trees = dict(_trees(given.after, names))
    calls: dict[str, list[tuple[str, Sequence[str]]]] = {name: [] for name in names}
    for function in pure_functions(trees):
        count = FEWER.get(function.arity)
        if count is not None:
            values = itertools.product(VALUES[:count], repeat=function.arity)
            calls[function.module] += ((function.name, arguments) for arguments in values)
    with ThreadPoolExecutor() as both:
        before = both.submit(_probe, given.python2, given.before, calls)
        after = _probe(given.python3, given.after, calls)
    nothing: Outcomes = {}
    _tell([Module(name, before.result().get(name, nothing), after.get(name, nothing)) for name in names])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="outputs", description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--python2", required=True)
    parser.add_argument("--python3", default=sys.executable)
    return parser.parse_args()


def _modules(root: Path) -> Iterator[tuple[str, Path]]:
    """The dotted names and paths of the modules that can be imported from a folder."""
    for path in sorted(root.rglob("*.py")):
        inside = path.relative_to(root)
        if (
            all((root / folder / "__init__.py").exists() for folder in inside.parents[:-1])
            and inside.stem != "__main__"
        ):
            name = ".".join(inside.with_suffix("").parts)
            yield name.removesuffix(".__init__"), inside


def _trees(root: Path, names: Mapping[str, Path]) -> Iterator[tuple[str, ast.Module]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, path in names.items():
            try:
                yield name, ast.parse((root / path).read_bytes())
            except SyntaxError:
                continue


def _probe(python: str, root: Path, calls: Calls) -> Mapping[str, Outcomes]:
    """What one Python says of each module, in an empty folder that is home as well."""
    with tempfile.TemporaryDirectory(prefix="outputs-") as home:
        environment = {**os.environ, "HOME": home, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            (python, "-W", "ignore", str(PROBE), str(root.resolve())),
            input=json.dumps([{"module": module, "calls": asked} for module, asked in calls.items()]).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=home,
            env=environment,
            check=True,
        )
    found: dict[str, dict[str, str]] = {}
    for module, what, outcome in map(json.loads, done.stdout.splitlines()):
        found.setdefault(module, {})[what] = outcome
    return found


def _tell(modules: Sequence[Module]) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    functions: dict[bool, set[str]] = {True: set(), False: set()}
    for module in modules:
        if module.imports == (True, False):
            print(f"{module.name}: import: {module.after.get('import', 'nothing')}")
        for what, before, after in module.compared():
            kind = what.partition(" ")[0]
            counts[kind, "equal" if before == after else "different"] += 1
            if kind == "call":
                functions[before == after].add(f"{module.name}.{what.partition('(')[0]}")
            if before != after:
                print(f"{module.name}: {what}\n    2: {before}\n    3: {after}")
    both, old = sum(all(m.imports) for m in modules), sum(m.imports[0] for m in modules)
    print(f"{len(modules)} modules, {old} imported under 2.7, {both} of them under 3")
    print(f"{len(functions[True] | functions[False])} functions called, {len(functions[False])} with differences")
    for kind in ("call", "example", "statement", "test"):
        print(f"{kind}: {counts[kind, 'equal']} equal, {counts[kind, 'different']} different")
    for python, said in (("2.7", [each.before for each in modules]), ("3", [each.after for each in modules])):
        print(f"tests under {python}: {_tests(said)}")


def _tests(said: Iterable[Outcomes]) -> str:
    """How many tests ended in which way."""
    ends = (end for outcomes in said for what, end in outcomes.items() if what.startswith("test "))
    counts = Counter(end.split()[0].rstrip(":") for end in ends)
    return f"{counts['passes']} pass, {counts['fails']} fail, {counts['raises']} raise, {counts['is']} are skipped"


if __name__ == "__main__":
    main()
