"""The spec that holds where a repository has none of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from remend.plan.spec.draft import Said, build
from remend.plan.spec.model import Spec
from remend.plan.spec.toml_file import read_toml

FILE = Path(__file__).with_name("atomic-units.toml")
ORIGIN = "remend's own"


@cache
def default_spec() -> Spec:
    """The spec that comes with remend, from the file beside this one."""
    spec, _ = build(default_said())
    return spec


@cache
def default_said() -> tuple[Said, ...]:
    """What that file says, value by value."""
    return read_toml(FILE.read_bytes(), FILE.name, lambda _: ORIGIN)
