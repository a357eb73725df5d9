"""Which modules may exist although no file of the snapshot holds them.

A build writes some (`_version.py`, `*_pb2.py`), a link or a submodule brings others, and code puts objects of its own
into `sys.modules`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cached_property

from pathspec import GitIgnoreSpec

USUAL = ("*_pb2", "*_pb2_grpc", "_version", "version", "__version__", "__about__", "_generated_version")

_BUILD_FILES = frozenset({"setup.py", "setup.cfg", "pyproject.toml", "meson.build", "CMakeLists.txt", "build.py"})
_REPLACED = re.compile(rb"""sys\.modules\[\s*["']([\w.]+)["']\s*\]\s*=(?!=)""")
_SUBMODULE = re.compile(rb"^\s*path\s*=\s*(\S+)", re.MULTILINE)
_WRITTEN_PATH = re.compile(rb"[\w./-]+")


class Generated:
    """Answers from the build files, `.gitignore` files and links of a snapshot.

    `patterns` are those of the configuration; one without a slash or a dot is matched against a module's last part.
    `is_link` tells whether a path is a symbolic link.
    """

    def __init__(
        self,
        paths: Iterable[str],
        read: Callable[[str], bytes],
        patterns: Iterable[str] = USUAL,
        is_link: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._paths = tuple(paths)
        self._read = read
        self._patterns = tuple(patterns)
        self._is_link = is_link
        self._known: dict[str, bool] = {}

    def may_exist(self, stem: str) -> bool:
        """Whether a module may come to lie at `stem`, a path without its suffix."""
        if stem not in self._known:
            self._known[stem] = self._may_exist(stem)
        return self._known[stem]

    def _may_exist(self, stem: str) -> bool:
        dotted, name = stem.replace("/", "."), stem.rpartition("/")[2]
        if any(fnmatchcase(dotted if "." in pattern else name, pattern) for pattern in self._patterns):
            return True
        if any(f"/{stem}".endswith(written) for written in self._written) or self._is_linked(stem):
            return True
        return any(self._is_ignored(path) for path in (f"{stem}.py", f"{stem}/__init__.py"))

    def _is_linked(self, stem: str) -> bool:
        parts = stem.split("/")
        above = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        return not self._submodules.isdisjoint(above) or any(map(self._is_link, (*above, f"{stem}.py")))

    def _is_ignored(self, path: str) -> bool:
        return any(
            path.startswith(start) and spec.match_file(path[len(start) :]) for start, spec in self._ignored.items()
        )

    @cached_property
    def _ignored(self) -> Mapping[str, GitIgnoreSpec]:
        found = {}
        for path in self._named(".gitignore"):
            lines = self._read(path).decode("utf-8", "replace").splitlines()
            found[path.removesuffix(".gitignore")] = GitIgnoreSpec.from_lines(lines)
        return found

    @cached_property
    def _submodules(self) -> frozenset[str]:
        found = [
            text.decode("utf-8", "replace")
            for p in self._named(".gitmodules")
            for text in _SUBMODULE.findall(self._read(p))
        ]
        return frozenset(found)

    @cached_property
    def _written(self) -> frozenset[str]:
        """What build files name: paths of Python files and dotted names, as the end of a path without its suffix."""
        found = set()
        for path in self._paths:
            if path.rpartition("/")[2] in _BUILD_FILES:
                for match in _WRITTEN_PATH.findall(self._read(path)):
                    text = match.decode("ascii")
                    if text.endswith(".py") and "/" in text:
                        found.add("/" + text.removesuffix(".py").removeprefix("./").lstrip("/"))
        return frozenset(found)

    def _named(self, name: str) -> list[str]:
        return [path for path in self._paths if path.rpartition("/")[2] == name]


def replaced_modules(contents: Mapping[str, bytes]) -> frozenset[str]:
    """The modules for which code that is no test puts something else into `sys.modules`."""
    found: set[str] = set()
    for path, content in contents.items():
        if b"sys.modules[" in content and not path.rpartition("/")[2].startswith("test_"):
            found.update(name.decode("ascii", "replace") for name in _REPLACED.findall(content))
    return frozenset(found)
