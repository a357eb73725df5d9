"""The small repositories of `fixtures/repos`, as files for a test to start from.

Importable as `scenarios` from every test: `from scenarios import BOOKSHOP`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

REPOS = Path(__file__).parents[1] / "fixtures" / "repos"


def files_of(folder: Path) -> dict[str, bytes]:
    """The content of every file below `folder`, by POSIX path; what git, remend and Python keep there is left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {".git", ".remend_cache", "__pycache__"} & set(path.relative_to(folder).parts)
    }


BOOKSHOP: Mapping[str, bytes] = files_of(REPOS / "ssot_regression" / "before")
BOOKSHOP_MENDED: Mapping[str, bytes] = files_of(REPOS / "ssot_regression" / "after")
