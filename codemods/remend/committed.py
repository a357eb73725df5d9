"""What HEAD holds where no work tree does: the configuration of a bare repository, a spec that is not checked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from remend.config import Config
from remend.config.table import FILE_NAME
from remend.git.repository import Repository

if TYPE_CHECKING:
    from remend.plan.spec import EffectiveSpec


def committed_config(repository: Repository | None) -> bytes | None:
    """The configuration that HEAD holds, where there is no work tree to have it; None where there is one."""
    if repository is None or not repository.bare:
        return None
    return _of_head(repository, FILE_NAME) or b""


def spec_for(config: Config, repository: Repository | None) -> EffectiveSpec:
    """The spec that holds where `config` does; HEAD has its file where the work tree has not.

    Raises:
        ConfigError: the file that it names cannot be read, or is malformed.
    """
    from remend.plan.spec import effective_spec  # noqa: PLC0415 (a scan needs no spec)

    name = config.commits.spec
    if name is None or repository is None or (config.root / name).exists():
        return effective_spec(config)
    path = (config.root.resolve() / name).resolve()
    top = repository.root.resolve()
    inside = path.relative_to(top).as_posix() if path.is_relative_to(top) else ""
    return effective_spec(config, _of_head(repository, inside) if inside else None)


def _of_head(repository: Repository, path: str) -> bytes | None:
    head = repository.head()
    if head is None:
        return None
    snapshot = repository.commit(head)
    try:
        return snapshot.read(path) if path in snapshot else None
    finally:
        repository.close()  # what follows may fail, and nobody would end the process that reads
