"""The spec that holds where a repository has none of its own."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType

from remend.plan.spec.model import Spec, Split, Tie

FILE = Path(__file__).with_name("atomic-units.toml")


@cache
def default_spec() -> Spec:
    """The spec that comes with remend, from the file beside this one."""
    table = tomllib.loads(FILE.read_text("utf-8"))
    subject, body, limits = table["subject"], table["body"], table["limits"]
    return Spec(
        name=table["name"],
        types=MappingProxyType(subject["types"]),
        subject_limit=subject["limit"],
        imperative=subject["imperative"],
        body_width=body["width"],
        body_required=body["required"],
        splits=MappingProxyType({Split(key): reason for key, reason in table["split"].items()}),
        ties=MappingProxyType({Tie(key): reason for key, reason in table["together"].items()}),
        review_seconds=limits["review-seconds"],
        max_commits=limits["max-commits"],
    )
