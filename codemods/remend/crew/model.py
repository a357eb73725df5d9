"""What a crew is, and what is left of work that was lost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Who is to do the work.

    `jobs` is the number of processes of this machine, None to decide by the work. `max_file_seconds` is how long one
    file may take, None for as long as it takes. `scheduler` is the address of a dask scheduler whose workers do what is
    much and done file by file, None for this machine.
    """

    jobs: int | None = None
    max_file_seconds: float | None = None
    scheduler: str | None = None


HERE = Crew(jobs=1)
"""This process alone."""

AS_NEEDED = Crew()
"""This process, or as many as there are cores where the work is worth it."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A piece of work that came to nothing, and why, as a clause that says what happened."""

    why: str
