"""Which environment git runs in.

Git exports where it is working (`GIT_DIR`, `GIT_INDEX_FILE` and their kin) to the hooks and aliases that it starts. A
remend that runs in one of them would read, and worse write, that place instead of the repository it was asked about.
GitPython always hands the whole environment on, so such a variable cannot be removed; it is given the right value
instead. Identity, dates and configuration (`GIT_AUTHOR_*`, `GIT_COMMITTER_*`, `GIT_CONFIG*`) stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ALWAYS = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a repository lies: its git folder, and the top of its work tree (None if bare)."""

    git_dir: Path
    work_tree: Path | None

    @property
    def common_dir(self) -> Path:
        """The git folder that holds objects and branches, which linked work trees share."""
        pointer = self.git_dir / "commondir"
        return (self.git_dir / pointer.read_text().rstrip("\r\n")).resolve() if pointer.is_file() else self.git_dir

    def corrections(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """The right value for each variable of `inherited` that would lead git to another place."""
        common = self.common_dir
        right = {
            "GIT_DIR": str(self.git_dir),
            "GIT_COMMON_DIR": str(common),
            "GIT_WORK_TREE": str(self.work_tree or self.git_dir),
            "GIT_INDEX_FILE": str(self.git_dir / "index"),
            "GIT_OBJECT_DIRECTORY": str(common / "objects"),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
            "GIT_SHALLOW_FILE": str(common / "shallow"),
            "GIT_GRAFT_FILE": str(common / "info" / "grafts"),
            "GIT_REPLACE_REF_BASE": "refs/replace/",
            "GIT_IMPLICIT_WORK_TREE": "1",
            "GIT_NAMESPACE": "",
            "GIT_PREFIX": "",
        }
        return ALWAYS | {name: value for name, value in right.items() if name in inherited}

    def pinned(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """`corrections`, with this place named outright so that git does not look for it again."""
        named = {"GIT_DIR": str(self.git_dir)}
        if self.work_tree is not None:
            named["GIT_WORK_TREE"] = str(self.work_tree)
        return self.corrections(inherited) | named
