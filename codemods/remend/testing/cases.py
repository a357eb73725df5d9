"""The cases of a rule: what its examples and a folder of fixtures say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from remend.config.decode import KeyPath, decode, dotted
from remend.rule import Keeps, RuleType
from remend.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One file that a rule mends or keeps, and the project around it.

    `after` is the same as `before` where the rule must keep the file. `declined` holds a part of the reason for each
    place that is found and not mended, in their order; None where there must be at least one, whatever the reason.
    """

    name: str
    rule: RuleType
    before: bytes
    after: bytes
    path: str
    unsafe: bool = False
    declined: tuple[str, ...] | None = ()
    options: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule.id}: {self.name}"

    @property
    def mends(self) -> bool:
        """Whether the rule has to change the file."""
        return self.after != self.before


class _Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in a `<case>.toml`."""

    path: str | None = None
    unsafe: bool = False
    declined: tuple[str, ...] = ()
    options: dict[str, Any] = {}
    files: dict[str, str] = {}


class Files(Snapshot):
    """A project that is nowhere on disk."""

    label = "a case"

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.root = Path()
        self.files = files
        self.paths = tuple(sorted(files))

    def read(self, path: str) -> bytes:
        return self.files[path]


def example_cases(rule: RuleType) -> tuple[Case, ...]:
    """The examples of `rule` as cases."""
    return tuple(_example_cases(rule))


def _example_cases(rule: RuleType) -> Iterator[Case]:
    for number, example in enumerate(rule.examples, 1):
        before, after = (example.code, example.code) if isinstance(example, Keeps) else (example.before, example.after)
        title = example.because if isinstance(example, Keeps) else example.title or "mended"
        yield Case(
            name=f"example {number}, {title}",
            rule=rule,
            before=before.encode(),
            after=after.encode(),
            path="example.py",
            unsafe=not isinstance(example, Keeps) and example.unsafe,
            declined=None if isinstance(example, Keeps) and example.found else (),
            options=dict((*rule.example_options, *example.config)),
            files={path: text.encode() for path, text in example.beside},
        )


def fixture_cases(rule: RuleType, folder: Path) -> tuple[Case, ...]:
    """The cases in `folder`. Raises ValueError where a file there belongs to no case."""
    names = {path.name.removesuffix(".py") for path in folder.glob("*.py") if not path.name.endswith(".after.py")}
    for path in sorted(folder.iterdir()):
        owner = path.name.removesuffix(".py").removesuffix(".toml").removesuffix(".after")
        if path.is_file() and owner not in names:
            raise ValueError(f"{path}: there is no {owner}.py that this file could belong to")
    project = folder / "project"
    files = {path.relative_to(project).as_posix(): path.read_bytes() for path in sorted(project.rglob("*.py"))}
    return tuple(_fixture_case(rule, folder / f"{name}.py", files) for name in sorted(names))


def _fixture_case(rule: RuleType, file: Path, files: Mapping[str, bytes]) -> Case:
    settings = _read_settings(file.with_suffix(".toml"))
    before, after = file.read_bytes(), file.with_suffix(".after.py")
    if after.exists() == file.stem.startswith("keep_"):
        raise ValueError(f"{file}: a case has either an .after.py beside it, or a name that starts with keep_")
    return Case(
        name=file.stem,
        rule=rule,
        before=before,
        after=after.read_bytes() if after.exists() else before,
        path=settings.path or file.name,
        unsafe=settings.unsafe,
        declined=settings.declined,
        options={**dict(rule.example_options), **settings.options},
        files={**files, **{path: text.encode() for path, text in settings.files.items()}},
    )


def _read_settings(file: Path) -> _Settings:
    def place(path: KeyPath) -> str:
        return f"{file}: {dotted(path)}"

    return decode(tomllib.loads(file.read_text("utf-8")), _Settings, place) if file.exists() else _Settings()
