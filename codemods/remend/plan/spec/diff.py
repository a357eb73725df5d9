"""What a commit changes against a spec: services that it mixes, what others wrote beside own code, breakage."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from statistics import median

from remend.config.patterns import GENERATED, VENDORED, matches
from remend.index.roles import is_test
from remend.model import Diagnostic
from remend.plan.spec.model import Spec, Split, Tie
from remend.plan.spec.mood import COMMIT_VERBS
from remend.plan.spec.problem import Kind, Problem
from remend.plan.spec.touched import Part, Touched, groups_of, parts_of, plain_words
from remend.source import parse, read_source

_TEMPLATE = re.compile(rb"\{\{|\{%")
_LINK = re.compile(rb"[\w./-]+")
_SAMPLES = frozenset(
    {"fixtures", "testdata", "test_data", "data", "samples", "cases", "examples", "snippets", "templates"}
)
_MOST_LINES_OF_A_SWEEP = 8


def check_changes(
    touched: Sequence[Touched],
    title: str,
    spec: Spec,
    *,
    service_of: Callable[[str], str],
    keeps: Callable[[str], bool],
) -> Iterator[Problem]:
    """What is wrong with a set of changes that a commit with this title makes.

    `service_of` gives the declared service that a file is of, "" for what is of none or is shared; `keeps` tells
    whether a Python file is looked at at all.
    """
    if Split.SERVICE in spec.splits:
        python = [each for each in touched if each.path.endswith(".py")]
        services = parts_of(python, {each.path: service_of(each.path) for each in python})
        yield from _services(services, title, spec)
    own = [each for each in touched if keeps(each.path) and _is_own(each.path)]
    if Split.VENDOR in spec.splits:
        vendored = [each for each in touched if _is_vendored(each.path)]
        text = "files that others wrote change together with code of this project; commit the update by itself"
        yield from _mixed(vendored, own, Kind.VENDOR, text)
    if Tie.GENERATED in spec.ties:
        stems = {_source_stem(each.path) for each in touched if not matches(GENERATED, each.path)}
        orphans = [each for each in touched if matches(GENERATED, each.path) and _source_stem(each.path) not in stems]
        text = "generated files change without their source, together with other code; commit them by themselves"
        yield from _mixed(orphans, own, Kind.GENERATED, text)
    yield from _broken(each for each in touched if keeps(each.path))


def _is_own(path: str) -> bool:
    """Whether a file is code of the project that people wrote."""
    return path.endswith(".py") and not (is_test(path) or matches(VENDORED, path) or matches(GENERATED, path))


def _is_vendored(path: str) -> bool:
    """Whether others wrote a file; the top of their folder is ours, and so are tests that are named after them."""
    is_top = PurePosixPath(path).name == "__init__.py" and matches(VENDORED, f"{PurePosixPath(path).parent}/")
    outside = not matches(VENDORED, f"{PurePosixPath(path).parent.parent}/")
    return matches(VENDORED, path) and not is_test(path) and not (is_top and outside)


def _services(services: Mapping[str, Part], title: str, spec: Spec) -> Iterator[Problem]:
    groups = groups_of(services, frozenset(plain_words(title)) - COMMIT_VERBS)
    if len(groups) < 2 or _is_sweep(services.values()):
        return
    names = " | ".join(", ".join(f"`{name}`" for name in group) for group in groups)
    unless = spec.exceptions.get(Split.SERVICE, "")
    excuse = f" ({unless[:1].lower()}{unless[1:]})" if unless else ""
    text = f"services change that have nothing to do with each other here: {names}"
    yield Problem(kind=Kind.SERVICES, text=f"{text}; make a commit of each{excuse}")


def _is_sweep(parts: Collection[Part]) -> bool:
    """Whether this looks like one small edit in many places, though no two of them have a line in common."""
    sizes = [len(each.lines) for part in parts for each in part.files]
    return len(parts) > 2 and median(sizes) <= _MOST_LINES_OF_A_SWEEP


def _mixed(foreign: Sequence[Touched], own: Sequence[Touched], kind: Kind, text: str) -> Iterator[Problem]:
    if foreign and own and not Part("", tuple(foreign)).is_tied(Part("", tuple(own))):
        yield Problem(kind=kind, path=foreign[0].path, text=text)


def _broken(touched: Iterable[Touched]) -> Iterator[Problem]:
    """Files that Python could parse before, or that are new, and that it cannot parse now."""
    for each in touched:
        if each.after is None or not each.path.endswith((".py", ".pyw")) or _LINK.fullmatch(each.after):
            continue
        wrong = _error(each.path, each.after)
        if wrong is None or (each.before is not None and _error(each.path, each.before) is not None):
            continue
        if each.before is None and (_TEMPLATE.search(each.after) or not _SAMPLES.isdisjoint(each.path.split("/"))):
            continue
        text = f"the file does not parse: {wrong.message}; mend it in this commit"
        yield Problem(kind=Kind.PARSE, path=each.path, line=wrong.line, text=text)


def _error(path: str, content: bytes) -> Diagnostic | None:
    """What keeps a file from being parsed, by any Python: one that is newer than this may read what this cannot."""
    source = read_source(path, content)
    if isinstance(source, Diagnostic):
        return source
    tree = parse(source)
    return tree if isinstance(tree, Diagnostic) and not _is_newer(source.text) else None


def _is_newer(text: str) -> bool:
    import libcst as cst  # noqa: PLC0415 (needed by the few files that do not parse)

    try:
        cst.parse_module(text)
    except cst.ParserSyntaxError:
        return False
    return True


def _source_stem(path: str) -> str:
    """What a generated file and its source are both called."""
    return re.sub(r"(?:_pb2(?:_grpc)?|\.generated)$", "", PurePosixPath(path).stem)
