"""The spec that holds for a repository: remend's own, under the file it names, under the keys of its configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from remend.config import CommitsTable, Config
from remend.errors import ConfigError
from remend.plan.spec.default import default_said, default_spec
from remend.plan.spec.draft import Draft, Origins, Reading, Said, Unread, build
from remend.plan.spec.footers import filled, missing
from remend.plan.spec.model import Footer, Spec, Split, Tie
from remend.plan.spec.toml_file import footers_of, read_toml
from remend.plan.spec.xml_file import read_xml

_TABLE = "tool.remend.commits"


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveSpec:
    """A spec and how it came about.

    Attributes:
        spec: the spec.
        values: what the configuration gives for the holes of footers.
        origins: where each value comes from.
        unread: what of the file was not understood.
    """

    spec: Spec
    values: Mapping[str, str]
    origins: Origins
    unread: tuple[Unread, ...] = ()

    @property
    def unfilled(self) -> tuple[tuple[Footer, tuple[str, ...]], ...]:
        """The footers that no message of remend's can have, each with the values that are missing."""
        lacking = ((footer, missing(footer, self.values)) for footer in self.spec.footers)
        return tuple((footer, names) for footer, names in lacking if names)

    @property
    def to_write(self) -> Spec:
        """The spec for messages that remend writes: its footers filled in, without those that lack a value."""
        texts = ((footer, filled(footer, self.values)) for footer in self.spec.footers)
        written = tuple(replace(footer, text=text) for footer, text in texts if text is not None)
        return replace(self.spec, footers=written)

    def origin(self, field: str, key: str = "") -> str:
        """Where a value comes from, by its field and what it is kept under there."""
        return self.origins.get((field, key), "")


def effective_spec(config: Config, content: bytes | None = None) -> EffectiveSpec:
    """The spec that holds where `config` does; `content` is that of the file it names, None to read it there.

    Raises:
        ConfigError: the file that it names cannot be read, or is malformed.
    """
    commits = config.commits
    reading = Reading(()) if commits.spec is None else _read(config.root, commits.spec, content)
    below = (*default_said(), *reading.said)
    said = (Said(draft, f"{_TABLE}.{key}") for key, draft in _configured(commits, build(below)[0]))
    spec, origins = build((*below, *said))
    return EffectiveSpec(
        spec=spec, values=MappingProxyType(dict(commits.values)), origins=origins, unread=reading.unread
    )


def _read(root: Path, name: str, content: bytes | None) -> Reading:
    try:
        content = (root / name).read_bytes() if content is None else content
    except (OSError, ValueError) as error:
        problem = error.strerror if isinstance(error, OSError) else str(error)
        raise ConfigError(
            f"{_TABLE}.spec: {name} cannot be read: {problem}; name an XML or TOML file, relative to {root}"
        ) from error
    if name.lower().endswith(".xml") or content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return read_xml(content, name, default_spec().types)
    return Reading(read_toml(content, name, lambda key: f"{name}: {key}"))


def _configured(commits: CommitsTable, below: Spec) -> Iterator[tuple[str, Draft]]:
    """What the keys set; a list keeps the meanings and reasons that the spec below has."""
    if commits.types is not None:
        types = commits.types
        meanings = types if isinstance(types, Mapping) else {kind: below.types.get(kind, "") for kind in types}
        yield "types", Draft(types=MappingProxyType(dict(meanings)))
    yield "subject-limit", Draft(subject_limit=commits.subject_limit)
    yield "imperative", Draft(imperative=commits.imperative)
    yield "body-width", Draft(body_width=commits.body_width)
    yield "body-required", Draft(body_required=commits.body_required)
    yield "footers", Draft(footers=footers_of(commits.footers))
    own = default_spec()
    if commits.split is not None:
        reasons = {**own.splits, **below.splits}
        yield "split", Draft(splits=MappingProxyType({Split(name): reasons[Split(name)] for name in commits.split}))
    if commits.together is not None:
        why = {**own.ties, **below.ties}
        yield "together", Draft(ties=MappingProxyType({Tie(name): why[Tie(name)] for name in commits.together}))
    yield "review-seconds", Draft(review_seconds=commits.review_seconds)
    yield "max-commits", Draft(max_commits=commits.max_commits)
