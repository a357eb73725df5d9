"""Which service a file belongs to, and so which other files may import it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from remend.config.patterns import boundary_of, matches


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
