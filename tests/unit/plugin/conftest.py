"""Plug-ins leave no process behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from remend.plugin.client import stop_all


@pytest.fixture(autouse=True, scope="module")
def stopped() -> Iterator[None]:
    yield
    stop_all()


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the plug-ins of a module's tests lie in."""
    return tmp_path_factory.mktemp("tools")
