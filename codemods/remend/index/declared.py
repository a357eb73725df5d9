"""Which distributions a project says it needs, and where it says so."""

from __future__ import annotations

import ast
import configparser
import contextlib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

_REQUIREMENTS = re.compile(r"(?:.*/)?(?:[\w.-]*requirements[\w.-]*|(?:.*/)?requirements/[\w./-]+)\.(?:txt|in|pip)$")
_INCLUDE = re.compile(r"^(?:-r|--requirement)[ =]*(\S+)")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_SETUP_OPTIONS = ("install_requires", "tests_require", "setup_requires", "extras_require")
_LISTS_THEM = re.compile(r"require|extras|dep", re.IGNORECASE)

Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Declaration:
    """A distribution, under its normalised name, that the file at `path` declares for all that lies in `folder`."""

    distribution: str
    path: str
    folder: str


def find_declared(paths: Iterable[str], read: Read) -> tuple[Declaration, ...]:
    """All declarations of a project, by path; files that cannot be read as what they are called declare nothing."""
    found: dict[Declaration, None] = {}
    for path in sorted(paths):
        folder, _, name = path.rpartition("/")
        reader = _READERS.get(name)
        if reader is None and _REQUIREMENTS.match(path):
            reader = _from_requirements
            folder = folder.removesuffix("requirements").rstrip("/")
        if reader is not None:
            for distribution in _names(reader, path, read):
                found[Declaration(distribution, path, folder)] = None
    return tuple(found)


def shared_names(distributions: Iterable[str]) -> frozenset[str]:
    """The dotted names that distributions may have below a package that others share: `a-b` may bring `a.b`."""
    return frozenset(dotted for each in distributions for dotted in _spelled(each.split("-")) if "." in dotted)


def _spelled(parts: list[str]) -> Iterator[str]:
    """All ways to write the parts of a name as packages and names with underscores."""
    first, *others = parts
    yield from (first + mark + rest for rest in _spelled(others) for mark in "._") if others else (first,)


def _names(reader: Callable[[str, Read], Iterable[str]], path: str, read: Read) -> Iterator[str]:
    """The normalised names of the requirements that a file lists."""
    try:
        written = list(reader(path, read))
    except (ValueError, SyntaxError, RecursionError, configparser.Error, AttributeError, TypeError):
        return
    for line in written:
        with contextlib.suppress(InvalidRequirement):
            yield canonicalize_name(Requirement(line).name)


def _text(path: str, read: Read) -> str:
    return read(path).decode("utf-8-sig", "replace")


def _from_pyproject(path: str, read: Read) -> Iterator[str]:
    data = tomllib.loads(_text(path, read))
    project, tool = data.get("project", {}), data.get("tool", {})
    groups = [
        project.get("dependencies", []),
        *project.get("optional-dependencies", {}).values(),
        *data.get("dependency-groups", {}).values(),
        tool.get("uv", {}).get("dev-dependencies", []),
        data.get("build-system", {}).get("requires", []),
    ]
    for group in groups:
        yield from (line for line in group if isinstance(line, str))
    poetry = tool.get("poetry", {})
    tables = [poetry.get("dependencies", {}), poetry.get("dev-dependencies", {})]
    tables += [group.get("dependencies", {}) for group in poetry.get("group", {}).values()]
    for table in tables:
        yield from (name for name in table if name != "python")


def _from_pipfile(path: str, read: Read) -> Iterator[str]:
    data = tomllib.loads(_text(path, read))
    yield from data.get("packages", {})
    yield from data.get("dev-packages", {})


def _from_setup_cfg(path: str, read: Read) -> Iterator[str]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(_text(path, read))
    lists = [parser.get("options", option, fallback="") for option in _SETUP_OPTIONS]
    if parser.has_section("options.extras_require"):
        lists += [value for _, value in parser.items("options.extras_require")]
    for each in lists:
        yield from filter(None, map(_bare, each.splitlines()))


def _from_setup_py(path: str, read: Read) -> Iterator[str]:
    """What stands literally in the arguments of a call, or in a list of the same name that is passed to it."""
    for node in ast.walk(ast.parse(read(path))):
        match node:
            case ast.keyword(arg=name, value=value) if name in _SETUP_OPTIONS:
                yield from _strings(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _LISTS_THEM.search(name):
                yield from _strings(value)


def _strings(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            yield from (e.value for e in elements if isinstance(e, ast.Constant) and isinstance(e.value, str))
        case ast.Dict(values=values):
            for value in values:
                yield from _strings(value)


def _from_requirements(path: str, read: Read) -> Iterator[str]:
    """The requirements of a file and of those that it includes, each file once."""
    waiting, seen = [path], set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        try:
            text = _text(path, read)
        except KeyError:
            continue
        for line in map(_bare, text.replace("\\\n", " ").splitlines()):
            include = _INCLUDE.match(line)
            if include is not None:
                other = _joined(path, include[1])
                waiting += [other] if other not in seen else []
            elif not line.startswith("-"):
                yield line.partition(" --")[0]


def _bare(line: str) -> str:
    return _COMMENT.sub("", line).strip()


def _joined(path: str, relative: str) -> str:
    """A path as seen from the folder of another one."""
    parts = path.split("/")[:-1]
    for part in relative.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


_READERS: Mapping[str, Callable[[str, Read], Iterator[str]]] = {
    "pyproject.toml": _from_pyproject,
    "Pipfile": _from_pipfile,
    "setup.cfg": _from_setup_cfg,
    "setup.py": _from_setup_py,
}
