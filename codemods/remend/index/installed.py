"""What the installed libraries offer, read from their files; nothing of them is imported or run."""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from packaging.utils import canonicalize_name

from remend.cache import Cache, Shelf, code_state, digest
from remend.index.facts import Facts
from remend.index.imports import from_imports
from remend.index.index import Definition, Index
from remend.index.modules import ModuleMap, absolute
from remend.index.reading import FactReader, file_state

_ENVIRONMENTS = (".venv", "venv")
_SITE_PACKAGES = ("lib/python3*/site-packages", "Lib/site-packages")
_CALLED_OTHERWISE: Mapping[str, tuple[str, ...]] = {
    "attrs": ("attr", "attrs"),
    "beautifulsoup4": ("bs4",),
    "djangorestframework": ("rest_framework",),
    "dnspython": ("dns",),
    "factory-boy": ("factory",),
    "faiss-cpu": ("faiss",),
    "faiss-gpu": ("faiss",),
    "gitpython": ("git",),
    "grpcio": ("grpc",),
    "mysqlclient": ("MySQLdb",),
    "opencv-contrib-python": ("cv2",),
    "opencv-python": ("cv2",),
    "opencv-python-headless": ("cv2",),
    "paho-mqtt": ("paho",),
    "pillow": ("PIL",),
    "progressbar2": ("progressbar",),
    "protobuf": ("google",),
    "psycopg-binary": ("psycopg",),
    "psycopg2-binary": ("psycopg2",),
    "pycryptodome": ("Crypto",),
    "pycryptodomex": ("Cryptodome",),
    "pyjwt": ("jwt",),
    "pymupdf": ("fitz",),
    "pynacl": ("nacl",),
    "pyopenssl": ("OpenSSL",),
    "pyqt5": ("PyQt5",),
    "pyqt6": ("PyQt6",),
    "pyserial": ("serial",),
    "pyside6": ("PySide6",),
    "pysocks": ("socks",),
    "python-multipart": ("multipart", "python_multipart"),
    "pyyaml": ("yaml",),
    "pyyaml-env-tag": ("yaml_env_tag",),
    "pyzmq": ("zmq",),
    "ruamel-yaml": ("ruamel",),
    "scikit-image": ("skimage",),
    "scikit-learn": ("sklearn",),
    "setuptools": ("setuptools", "pkg_resources"),
    "umap-learn": ("umap",),
    "websocket-client": ("websocket",),
}
_FOR_PYTHON = re.compile(r"^(?:python|py)_|_(?:python|py)$")
_MOST_FILES = 1500
_EXPORTS = re.compile(rb"^__all__\b[^=]*=\s*[(\[]([^)\]]*)", re.MULTILINE)
_QUOTED = re.compile(rb"[\"'](\w+)[\"']")
_BINDS = re.compile(
    rb"^(?:[ \t]+(?=def |class )|)(?:(?:async )?def |class |)([A-Za-z]\w*)\b[ \t]*(?=[:=(])", re.MULTILINE
)


def environments(root: Path) -> tuple[Path, ...]:
    """The folders of installed libraries that belong to the project at `root`; remend's own where there are none."""
    own = [root / name for name in _ENVIRONMENTS]
    active = os.environ.get("VIRTUAL_ENV")
    if active and Path(active).resolve() != Path(sys.prefix).resolve():
        own.append(Path(active))
    found = [folder for place in own for pattern in _SITE_PACKAGES for folder in sorted(place.glob(pattern))]
    return tuple(found) or tuple({Path(sysconfig.get_path(kind)) for kind in ("purelib", "platlib")})


class Installed:
    """The libraries in some folders of installed libraries, the first folder that has one counts."""

    def __init__(self, folders: Sequence[Path], cache: Cache | None = None) -> None:
        self._folders = tuple(folders)
        state = digest("installed", sys.version, code_state(Path(__file__).parent))
        self._facts = FactReader(cache)
        self._names_shelf = Shelf(cache, dict[str, tuple[str, ...]], digest("names", state))
        self._names: dict[str, Mapping[str, tuple[str, ...]]] = {}
        self._files_of: dict[str, Mapping[str, Path]] = {}

    def import_names(self, distribution: str) -> tuple[str, ...]:
        """The top-level modules of a distribution: by its metadata where it is installed, else by what is usual."""
        metadata = self._metadata.get(distribution)
        found = tuple(sorted(_top_level(metadata))) if metadata is not None else ()
        found = tuple(name for name in found if not name.startswith("_"))
        return found or _CALLED_OTHERWISE.get(distribution) or _usual_names(distribution)

    def has(self, package: str) -> bool:
        """Whether a top-level module is installed as Python code."""
        return bool(self._files(package))

    def look_up(self, package: str, name: str) -> tuple[Index, tuple[tuple[str, Definition], ...]]:
        """The modules of a package that publicly offer `name`, each with its definition, and the index to ask further.

        The shortest way comes first.
        """
        files = self._files(package)
        hits = self._binding(package, files).get(name, ())
        index = self._index(hits, files, name)
        found = []
        for path in hits:
            module = index.modules.name(path)
            definition = index.resolve(f"{module}.{name}")
            if definition is not None and definition.fact is not None and _is_public(index, path, name):
                found.append((module, definition))
        return index, tuple(sorted(found, key=lambda each: (each[0].count("."), each[0])))

    def look_in(self, module: str, name: str) -> tuple[Index, Definition | None]:
        """What an installed module offers under a name, and the index to ask further; None where it offers none."""
        package, _, inner = module.partition(".")
        files = self._files(package)
        below = "/".join((package, *filter(None, inner.split("."))))
        path = next((path for path in (f"{below}/__init__.py", f"{below}.py") if path in files), None)
        if path is None:
            return Index({}, ModuleMap(())), None
        index = self._index([path], files, name)
        found = index.resolve(f"{module}.{name}")
        is_offered = found is not None and found.fact is not None and _is_public(index, path, name)
        return index, found if is_offered else None

    def needed_submodule(self, package: str, attributes: Iterable[str]) -> str | None:
        """The module to import so that a package has `attributes`: itself or one in it; None where there is none.

        Where the package's own file is not there to ask, it counts as having them.
        """
        files = self._files(package)
        path = next((path for path in files if path.removesuffix(".py").removesuffix("/__init__") == package), None)
        if path is None:
            return package
        index = self._index([path], files, "")
        missing = sorted(each for each in attributes if not index.defines(path, each))
        inner = [each for each in missing if {f"{package}/{each}.py", f"{package}/{each}/__init__.py"} & files.keys()]
        if inner != missing or len(inner) > 1:
            return None
        return ".".join((package, *inner))

    @cached_property
    def _metadata(self) -> Mapping[str, Path]:
        found: dict[str, Path] = {}
        for folder in self._folders:
            for place in sorted(folder.glob("*.dist-info")):
                found.setdefault(canonicalize_name(place.name.partition("-")[0]), place)
        return found

    def _files(self, package: str) -> Mapping[str, Path]:
        """The public files of a package, by path below their folder; of a huge one those at its top."""
        known = self._files_of.get(package)
        if known is None:
            known = self._files_of[package] = next(filter(None, (_public_files(f, package) for f in self._folders)), {})
        return known

    def _binding(self, package: str, files: Mapping[str, Path]) -> Mapping[str, tuple[str, ...]]:
        """The files that may bind each name; found by a search, which the syntax tree confirms where it matters."""
        if package not in self._names:
            key = digest(package, [file_state(file) for file in files.values()])
            self._names |= self._names_shelf.fill({package: key}, lambda _: [_search(files)])
        return self._names[package]

    def _index(self, paths: Iterable[str], files: Mapping[str, Path], name: str) -> Index:
        """The facts of `paths` and of the modules of the same package that they take `name` from."""
        found: dict[str, Facts] = {}
        waiting = [(path, file, name) for path in paths if (file := files.get(path)) is not None]
        while waiting:
            path, file, wanted = waiting.pop()
            if path not in found:
                found[path] = self._facts.read(path, file)
                waiting += _taken_from(path, found[path], file.parents[path.count("/")], wanted)
        packages = {f"{folder}/__init__.py" for path in found for folder in _folders_above(path)}
        return Index(found, ModuleMap({*found, *packages}))


def _top_level(metadata: Path) -> Iterator[str]:
    """The names of the modules that a distribution installs."""
    listed = metadata / "top_level.txt"
    record = metadata / "RECORD"
    if listed.is_file():
        yield from {name for name in listed.read_text("utf-8").split() if name.isidentifier()}
    elif record.is_file():
        first = (line.partition(",")[0].partition("/") for line in record.read_text("utf-8").splitlines())
        names = {head if tail.endswith(".py") else head.removesuffix(".py") for head, _, tail in first if head != ".."}
        yield from (name for name in names if name.isidentifier() and name != "__pycache__")


def _public_files(folder: Path, package: str) -> Mapping[str, Path]:
    place = folder / package
    if not place.is_dir():
        file = folder / f"{package}.py"
        return {file.name: file} if file.is_file() else {}
    public = [file for file in sorted(place.rglob("*.py")) if not _is_private(file.relative_to(folder))]
    if len(public) > _MOST_FILES:
        public = [file for file in public if len(file.relative_to(place).parts) <= 1 + (file.name == "__init__.py")]
    return {file.relative_to(folder).as_posix(): file for file in public}


def _is_private(path: Path) -> bool:
    return any((part.startswith("_") and part != "__init__.py") or part in {"tests", "test"} for part in path.parts[1:])


def _is_public(index: Index, path: str, name: str) -> bool:
    """Whether a module means to offer a name: it says so, defines it itself, or is a package that gives it away."""
    facts = index.facts[path]
    if facts.exports is not None:
        return name in facts.exports
    return path.endswith("__init__.py") or name not in {each.name for each in facts.imports}


def _search(files: Mapping[str, Path]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for path, file in files.items():
        text = file.read_bytes()
        names = {name.decode() for name in _BINDS.findall(text)}
        for _, imported in from_imports(text):
            names |= imported
        for listed in _EXPORTS.findall(text):
            names |= {name.decode() for name in _QUOTED.findall(listed)}
        for name in names:
            found.setdefault(name, {})[path] = None
    return {name: tuple(paths) for name, paths in found.items()}


def _taken_from(path: str, facts: Facts, folder: Path, name: str) -> Iterator[tuple[str, Path, str]]:
    """The files of the same package that a module takes a name from, each with what it is called there."""
    package = path.partition("/")[0]
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    for each in facts.imports:
        if each.is_module or each.name not in (name, "*"):
            continue
        origin = absolute(each.origin, module, is_package=path.endswith("__init__.py"))
        owner, _, inner = (origin, "", name) if each.name == "*" else origin.rpartition(".")
        if owner.partition(".")[0] == package:
            for tail in ("/__init__.py", ".py"):
                target = owner.replace(".", "/") + tail
                if (folder / target).is_file():
                    yield target, folder / target, inner


def _folders_above(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _usual_names(distribution: str) -> tuple[str, ...]:
    """A distribution's own name, and that without the word that tells its language: `magic` of `python-magic`."""
    whole = distribution.replace("-", "_")
    return tuple(dict.fromkeys((whole, _FOR_PYTHON.sub("", whole))))
