"""What the standard library offers under a name, read from typeshed's stubs; nothing of it is imported.

Parsing all stubs takes seconds, so a search over their text tells which few of them can offer a name, and what was
found once is kept in the cache.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from importlib.metadata import version as version_of
from pathlib import Path

from typeshed_client import Resolver, get_search_context
from typeshed_client.finder import get_typeshed_versions

from remend.cache import Cache, Shelf, code_state, digest
from remend.collecting import without_collecting
from remend.index import additions, stubs
from remend.index.additions import is_there
from remend.index.facts import Function
from remend.index.stubs import Offer, Stubs, module_path

Version = tuple[int, int]

_NEWEST = (3, 14)
_PLATFORMS = ("linux", "win32", "darwin")
_STAR = re.compile(rb"^[ \t]*from ([\w.]+) import \*", re.MULTILINE)
_BACKPORTS = "typing_extensions"
_HIDDEN = (
    "distutils",
    "lib2to3",
    "nt",
    "ntpath",
    "posix",
    "posixpath",
    "sre_compile",
    "sre_constants",
    "sre_parse",
    _BACKPORTS,
)
_AT_THE_TOP = re.compile(rb"^[^ \t\r\n#)\]]", re.MULTILINE)
_BINDING = (b"", b"def", b"async def", b"class", b"type")
_AFTER_BINDING = tuple(bytes([sign]) for sign in b" :=([")
_IN_EVERY_MODULE = frozenset(f"__{word}__" for word in ("all", "doc", "file", "loader", "name", "package", "spec"))


Surface = Mapping[str, tuple[Function, ...]]
"""The public names of a module; with the overloads of those that are functions."""


class Standard:
    """The standard library of one version of Python, on all platforms together.

    Attributes:
        version: the version, as major and minor number.
    """

    def __init__(self, version: Version, cache: Cache | None = None) -> None:
        self.version = version
        self._cache = cache
        contexts = (get_search_context(search_path=[], version=version, platform=each) for each in _PLATFORMS)
        self._resolvers = [Resolver(context) for context in contexts]
        self._typeshed = self._resolvers[0].ctx.typeshed
        state = digest(
            "standard",
            version_of("typeshed_client"),
            version,
            code_state(Path(__file__)),
            code_state(Path(stubs.__file__)),
            code_state(Path(additions.__file__)),
        )
        self._offer_shelf = Shelf(cache, tuple[Offer, ...], digest("offers", state))
        self._surface_shelf = Shelf(cache, dict[str, tuple[Function, ...]], digest("surfaces", state))
        self._tops: dict[str, list[int]] = {}
        self._offers: dict[str, tuple[Offer, ...]] = {}
        self._surfaces: dict[str, dict[str, tuple[Function, ...]]] = {}

    def learn(self, names: Iterable[str]) -> None:
        """Find out at once what many names stand for, which is faster than one by one."""
        unknown = {name: name for name in names if name not in self._offers}
        if unknown:
            with without_collecting():
                self._offers |= self._offer_shelf.fill(unknown, lambda missing: [self._find(name) for name in missing])
        self._learn_surfaces(module for name in unknown for module in self.modules_called(name))

    def offers(self, name: str) -> tuple[Offer, ...]:
        """All public modules' offers of `name`, by module; modules themselves are not among them."""
        self.learn([name])
        return self._offers[name]

    def may_bind(self, module: str, name: str) -> bool:
        """Whether a public module seems to have a name, which its `__all__` need not list."""
        is_known = module in self.modules and is_there(module, name, self.version)
        return is_known and self._shows(module, name.encode())

    def backports(self, name: str) -> bool:
        """Whether `typing_extensions` has a name; most of its names are those of `typing` in later versions."""
        names = self._resolvers[0].get_module(module_path(_BACKPORTS))
        listed = names.get_dunder_all(self._resolvers[0]) or ()
        return name in listed

    @cached_property
    def newest(self) -> Standard:
        """The standard library of the newest Python that the stubs know of."""
        return Standard(_NEWEST, self._cache)

    def modules_called(self, name: str) -> tuple[str, ...]:
        """The public modules whose last part is `name`."""
        return self._by_last_part.get(name, ())

    def surface(self, module: str) -> Surface:
        """What a module has; its submodules are not among it. Empty for a module that there is not."""
        self._learn_surfaces([module])
        return self._surfaces.get(module, {})

    @cached_property
    def modules(self) -> frozenset[str]:
        """The dotted names of all public modules."""
        return frozenset(name for name in self._files if _is_public(name))

    @cached_property
    def _files(self) -> Mapping[str, Path]:
        versions = get_typeshed_versions(self._typeshed)
        found = {}
        for path in sorted(self._typeshed.rglob("*.pyi")):
            module = ".".join(path.relative_to(self._typeshed).with_suffix("").parts).removesuffix(".__init__")
            parts = module.split(".")
            spans = [versions.get(".".join(parts[:count])) for count in range(1, len(parts) + 1)]
            if all(span is None or span.min <= self.version <= (span.max or self.version) for span in spans):
                found[module] = path
        return found

    @cached_property
    def _by_last_part(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for module in sorted(self.modules):
            found.setdefault(module.rpartition(".")[2], []).append(module)
        return {part: tuple(modules) for part, modules in found.items()}

    @cached_property
    def _texts(self) -> Mapping[str, bytes]:
        return {module: path.read_bytes() for module, path in self._files.items()}

    @cached_property
    def _stars(self) -> Mapping[str, tuple[str, ...]]:
        found = ((module, _STAR.findall(text)) for module, text in self._texts.items() if b"import *" in text)
        return {module: tuple(each.decode() for each in origins) for module, origins in found}

    def _learn_surfaces(self, modules: Iterable[str]) -> None:
        unknown = {module: module for module in modules if module not in self._surfaces and module in self.modules}
        if unknown:
            with without_collecting():
                self._surfaces |= self._surface_shelf.fill(
                    unknown, lambda missing: [self._read(each) for each in missing]
                )

    def _find(self, name: str) -> tuple[Offer, ...]:
        word = name.encode()
        hits = {module for module, text in self._texts.items() if word in text and self._shows(module, word)}
        hits |= {module for module, origins in self._stars.items() if hits.intersection(origins)}
        hits |= {module for module, origins in self._stars.items() if hits.intersection(origins)}
        having = (module for module in sorted(hits & self.modules) if is_there(module, name, self.version))
        offers = (self._offer(module, name) for module in having)
        return tuple(offer for offer in offers if offer is not None)

    def _shows(self, module: str, word: bytes) -> bool:
        """Whether a stub may bind `word` at its top: what stands deeper counts only below an `if` or in `__all__`."""
        text = self._texts[module]
        at = text.find(word)
        while at >= 0:
            start, end = text.rfind(b"\n", 0, at) + 1, at + len(word)
            before, after = text[start:at], text[end : end + 1]
            if before.endswith(b'"') and after == b'"':
                if b"__all__" in text:
                    return True
            elif (before.endswith(b" as ") or (before.strip() in _BINDING and after in _AFTER_BINDING)) and (
                not before[:1].isspace() or self._is_at_the_top(module, start)
            ):
                return True
            at = text.find(word, end)
        return False

    def _is_at_the_top(self, module: str, start: int) -> bool:
        """Whether an indented line belongs to a statement of the module that is no definition."""
        text = self._texts[module]
        if module not in self._tops:
            self._tops[module] = [found.start() for found in _AT_THE_TOP.finditer(text)]
        above = self._tops[module][bisect_right(self._tops[module], start) - 1]
        return not text.startswith((b"class", b"def", b"async", b"@"), above)

    def _offer(self, module: str, name: str) -> Offer | None:
        for resolver in self._resolvers_for(module):
            names = resolver.get_module(module_path(module))
            info = names.names.get(name)
            listed = names.get_dunder_all(resolver) if "__all__" in names.names else None
            if info is not None and (info.is_exported if listed is None else name in listed):
                return Stubs(resolver).describe(module, name)
        return None

    def _read(self, module: str) -> dict[str, tuple[Function, ...]]:
        found: dict[str, tuple[Function, ...]] = dict.fromkeys(_IN_EVERY_MODULE, ())
        for resolver in self._resolvers_for(module):
            stub = Stubs(resolver)
            names = resolver.get_module(module_path(module))
            listed = (names.get_dunder_all(resolver) if "__all__" in names.names else None) or ()
            for name, info in names.names.items():
                is_public = info.is_exported or name in listed
                if name not in found and is_public and is_there(module, name, self.version):
                    found[name] = stub.overloads(module, name)
        return found

    def _resolvers_for(self, module: str) -> Sequence[Resolver]:
        """One for each platform where that makes a difference."""
        return self._resolvers if b"sys.platform" in self._texts[module] else self._resolvers[:1]


def _is_public(module: str) -> bool:
    return not any(part.startswith("_") for part in module.split(".")) and module.partition(".")[0] not in _HIDDEN
