"""Which service a file belongs to, and so which other files may import it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from remend.config.patterns import boundary_of, matches
from remend.index.roles import is_test


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The services that the configuration declares, and what all of them share, as patterns below its folder `home`."""

    services: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    home: str = ""

    def __call__(self, path: str) -> str:
        """The declared service whose files alone may import `path`; "" where none is declared, or it is shared."""
        local = path.removeprefix(f"{self.home}/") if self.home else path
        if not self.services or (self.shared and matches(self.shared, local)):
            return ""
        return boundary_of(self.services, str(PurePosixPath(local).parent))


def may_import(path: str, target: str, service_of: Callable[[str], str]) -> bool:
    """Whether product code stays free of tests and services stay apart if `path` imports from `target`.

    `service_of` gives the service that alone may import a path, as `Boundaries` does.
    """
    return (is_test(path) or not is_test(target)) and service_of(target) in ("", service_of(path))
