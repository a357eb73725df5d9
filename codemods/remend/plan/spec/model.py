"""What a spec of atomic commits says: which changes stay together, which come apart, and how a commit is worded."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from remend.plan.spec.types import type_among


class Split(enum.StrEnum):
    """What puts changes into commits of their own."""

    CONCEPT = "concept"
    SERVICE = "service"
    SAFETY = "safety"
    REVIEW = "review"
    VENDOR = "vendor"


class Tie(enum.StrEnum):
    """What keeps changes in one commit, whatever would split them."""

    DEPENDENCY = "dependency"
    TEST = "test"
    GENERATED = "generated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """A line, or several, at the end of a message; `{name}` stands for a value that the configuration gives.

    `types` are the commit types that need it, none for all of them. `sample` is how the spec shows it, where only the
    configuration can say how it reads.
    """

    text: str
    types: tuple[str, ...] = ()
    sample: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """The rules by which changes become commits.

    Attributes:
        name: what the spec calls itself.
        types: the types that a subject may start with, each with its meaning.
        subject_limit: characters of a subject at most.
        imperative: whether a subject has to be in the imperative.
        body_width: characters of a line of the body at most.
        body_required: whether a message needs a body that says why.
        footers: what a message has to end with.
        splits: what puts changes into commits of their own, each with its reason.
        exceptions: where such a thing does not, in the words of the spec.
        ties: what keeps them together nevertheless, each with its reason.
        review_seconds: what a commit may cost its reviewer.
        max_commits: the most commits of one series.
    """

    name: str
    types: Mapping[str, str]
    subject_limit: int
    imperative: bool
    body_width: int
    body_required: bool
    footers: tuple[Footer, ...] = ()
    splits: Mapping[Split, str] = field(default_factory=lambda: MappingProxyType({}))
    exceptions: Mapping[Split, str] = field(default_factory=lambda: MappingProxyType({}))
    ties: Mapping[Tie, str] = field(default_factory=lambda: MappingProxyType({}))
    review_seconds: float
    max_commits: int

    def type_for(self, wanted: str) -> str:
        """The type that the spec has for a kind of change, the nearest where it has none of that name."""
        return type_among(wanted, self.types)
