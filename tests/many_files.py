"""A repository in which files differ in everything that a repair must not touch.

Importable as `many_files` from every test: `from many_files import FILES, make_many`.
"""

from __future__ import annotations

from pathlib import Path

from repository import MakeRepo, git

ACCESSOR = b'''"""The one door to the environment."""
import os


class Environment:
    def get(self, key, default=None):
        return os.environ.get(key, default)

    def set(self, key, value):
        os.environ[key] = value

    def exists(self, key):
        return key in os.environ

    def delete(self, key):
        os.environ.pop(key, None)

    def get_all(self):
        return dict(os.environ)


def get_env() -> Environment:
    return Environment()
'''

LATIN = '# -*- coding: latin-1 -*-\nimport os\n\nCAFÉ = "é"\nNAME = os.getenv("CAFÉ", CAFÉ), "ü"\n'

FILES: dict[str, str | bytes] = {
    "pyproject.toml": '[tool.remend.env-access]\naccessor = "shared.environment:get_env"\n',
    "README.md": "Set `os.environ` with care: os.getenv('A').  \n",
    "shared/__init__.py": b"",
    "shared/environment.py": ACCESSOR,
    "billing/__init__.py": b"",
    "billing/settings.py": b'''"""Settings."""

import os

from shared.environment import get_env

env = get_env()

RATE = env.get("RATE")
CURRENCY = os.getenv("CURRENCY", "EUR")   # as printed
KEY = os.environ["KEY"]  # raises where it is not set


def configure(legacy_total):
    os.environ["MODE"] = "batch"
    if "DEBUG" in os.environ:
        os.environ.pop("DEBUG")
    return legacy_total, os.environ.pop("ONCE", None)
''',
    "billing/invoice.py": b"import os\r\n\r\n\r\ndef invoice(legacy_total):\r\n"
    b'    """The total.\t\r\n    """\r\n    return os.getenv("PREFIX",\r\n        "I"), legacy_total   \r\n',
    "catalog/latin.py": LATIN.encode("latin-1"),
    "catalog/marked.py": b"\xef\xbb\xbfimport os\n\nprint(os.environ.get('A'), '\xc3\xa9', legacy_total)\n",
    "catalog/mixed.py": b"import os\r\nA = os.getenv('A')\nB = os.getenv('B')\r\n\x0c\nC = 1 \t\r\n",
    "orders/tail.py": b"import os\nimport sys\n\nPORT = os.getenv('PORT')  \nprint(sys.argv)\n\n\n  \nlast = 'line'   ",
    "orders/run.py": b"#!/usr/bin/env python3\nimport os\nfrom shared import environment\n\nprint(os.getenv('RUN'))\n",
    "orders/lost.py": b"from shared.environment import get_env\n\n\ndef host():\n"
    b"    return get_env().get('A') or os.getenv('HOST')\n",
    "orders/quiet.py": b"import os\n\nHOME = os.environ['HOME']  # remend: ignore[env-access] the shell's own\n",
    "orders/broken.py": b"import os\nprint(os.getenv('A')\n",
    "orders/none.py": b"",
    "tools/names.py": b"def total():\n    return legacy_total\n",
}

LINK = "orders/link.py"
LINKED = "../billing/settings.py"
EXECUTABLE = "orders/run.py"


def make_many(make_repo: MakeRepo) -> Path:
    """A repository with FILES, an executable and a symlink among them."""
    repo = make_repo(FILES)
    (repo / EXECUTABLE).chmod(0o755)
    (repo / LINK).symlink_to(LINKED)
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "--message", "modes")
    return repo
