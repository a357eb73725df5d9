"""What is to be run at each commit, as it is asked for or configured."""

from __future__ import annotations

from dataclasses import dataclass

from remend.config import Config
from remend.errors import UsageError
from remend.workspace import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is to be run: shell commands, the seconds that each may take, and at how many commits at a time."""

    commands: tuple[str, ...]
    timeout: float
    jobs: int = 1


def terms_of(request: Request, config: Config) -> Terms:
    """What is to be run: what is asked for, else what is configured. Raises UsageError where a command is empty."""
    given = config.commits.commands if request.verify is None else request.verify
    if not all(command.strip() for command in given):
        raise UsageError("an empty command proves nothing: leave it out, or name what is to be run")
    commands = tuple(dict.fromkeys(given))
    return Terms(commands=commands, timeout=config.commits.verify_timeout, jobs=request.crew.jobs or 1)
