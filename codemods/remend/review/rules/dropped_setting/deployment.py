"""Settings in the files that a system is deployed with, read line by line as data.

Only names in capitals count, and these files write each of them on a line of its own or as `NAME=value`; so no parser
of YAML is needed to find them, and files with templates in them are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from remend.index.roles import is_test
from remend.review.rules.dropped_setting.mentions import Declared, Kind
from remend.review.rules.dropped_setting.names import is_setting

_YAML = (".yml", ".yaml")
_PIPELINES = (".github/", ".gitlab", ".circleci/", ".azure", "azure-pipelines", "bitbucket-pipelines", ".travis")
_FOLDERS = re.compile(r"(?:^|/)(?:deploy\w*|k8s|kubernetes|helm|charts?|manifests?|infra\w*|docker|compose|ops)/")
_FILES = re.compile(r"(?:docker-)?compose[^/]*|app\.ya?ml|cloudbuild[^/]*|values[^/]*|render\.ya?ml|serverless\.ya?ml")
_EXAMPLE = re.compile(r"example|sample|template|\.dist\b|defaults?\b")
_TEST = re.compile(r"(?:^|[._/-])(?:test|tests|testing|ci)(?:[._/-]|$)")

_CAPITALS = re.compile(r"[A-Z][A-Z0-9_]{2}")
_ASSIGNED = re.compile(r"(?<![\w$.{/?&])([A-Z][A-Z0-9_]+)=")
_DOTENV = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=")
_KEY = re.compile(r"""^\s*(?:-\s+)?["']?([A-Z][A-Z0-9_]+)["']?\s*:(?:\s|$)""")
_NAMED = re.compile(r"""^\s*(?:-\s+)?(?:name|key|envVar):\s*["']?([A-Z][A-Z0-9_]+)["']?\s*$""")
_PASSED_ON = re.compile(r"""^\s*-\s+["']?([A-Z][A-Z0-9_]+)["']?\s*$""")
_DOCKER = re.compile(r"^\s*(?:ENV|ARG)\s+([A-Za-z_]\w*)", re.IGNORECASE)


@cache
def kind_of(path: str) -> Kind | None:
    """What sort of place a file is by its path; None where it is none that declares settings."""
    name = path.rpartition("/")[2].lower()
    is_dotenv = name == ".env" or name.startswith(".env.") or name.endswith(".env")
    is_docker = name.startswith("dockerfile") or name.endswith(".dockerfile")
    is_pipeline = path.startswith(_PIPELINES)
    is_yaml = name.endswith(_YAML) and (is_pipeline or _FOLDERS.search(path.lower()) or _FILES.fullmatch(name))
    if not (is_dotenv or is_docker or is_yaml):
        return None
    if is_test(path) or _TEST.search(name):
        return Kind.TEST
    if _EXAMPLE.search(name):
        return Kind.EXAMPLE
    return Kind.PIPELINE if is_pipeline else Kind.DEPLOYMENT


def declared_in(path: str, raw: bytes) -> Iterator[Declared]:
    """The settings that a file of deployment sets, in its order."""
    kind = kind_of(path)
    if kind is None:
        return
    patterns = _patterns(path.rpartition("/")[2].lower())
    for number, line in enumerate(raw.decode("utf-8", "replace").splitlines(), start=1):
        if _CAPITALS.search(line) and not line.lstrip().startswith("#"):
            for name in dict.fromkeys(found for pattern in patterns for found in pattern.findall(line)):
                if is_setting(name):
                    yield Declared(name=name, path=path, line=number, kind=kind)


def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    if name.endswith(_YAML):
        return _KEY, _NAMED, _PASSED_ON, _ASSIGNED
    return (_DOTENV,) if "env" in name.split(".") else (_DOCKER, _ASSIGNED)
