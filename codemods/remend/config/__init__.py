"""The configuration of a run: read from `[tool.remend]` and the command line, checked, and frozen."""

from __future__ import annotations

from remend.config.commits import CommitsTable, FooterTable
from remend.config.load import Config, load_config
from remend.config.patterns import DEFAULT_EXCLUDE, DEFAULT_INCLUDE

__all__ = ["DEFAULT_EXCLUDE", "DEFAULT_INCLUDE", "CommitsTable", "Config", "FooterTable", "load_config"]
