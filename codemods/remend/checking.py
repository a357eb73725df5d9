"""The spec in force: the composition, no logic of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from remend.config import Config, load_config
from remend.git.repository import Repository, open_repository
from remend.plan.spec import EffectiveSpec, effective_spec


def spec_in_force(folder: Path, overrides: Sequence[str]) -> EffectiveSpec:
    """The spec that holds in `folder`. Raises ConfigError where it, or the configuration, is wrong."""
    return effective_spec(_configured(folder, open_repository(folder), overrides))


def _configured(folder: Path, repository: Repository | None, overrides: Sequence[str]) -> Config:
    return load_config(folder, default_root=None if repository is None else repository.root, overrides=overrides)
