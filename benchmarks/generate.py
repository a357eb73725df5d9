"""Writes a code base to measure on: some services, one accessor, and one file in twenty that goes past it.

The same seed gives the same bytes on every machine.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

ACCESSOR = "shared.environment:get_env"
SERVICES = ("billing", "catalog", "gateway", "orders", "reports")
PAST_THE_ACCESSOR = 0.05
"""The share of files that reach the environment themselves; about what a half-finished refactoring leaves."""

_ACCESSOR = '''"""The one way to the environment."""

import os


class Environment:
    def get(self, key, default=None):
        return os.environ.get(key, default)

    def set(self, key, value, source="unknown"):
        os.environ[key] = value

    def exists(self, key):
        return key in os.environ

    def delete(self, key):
        os.environ.pop(key, None)

    def get_all(self):
        return dict(os.environ)

    def update(self, values):
        os.environ.update(values)

    def get_subprocess_env(self):
        return dict(os.environ)


_environment = Environment()


def get_env():
    return _environment
'''

_READS = (
    'os.getenv("{0}", "{1}")',
    'os.environ.get("{0}", "{1}")',
    'os.environ.get("{0}")',
    'os.environ["{0}"]',
    '("{0}" in os.environ)',
)

_CLASS = '''

class {kind}{number}:
    """Holds the {noun} of one {owner}, and what came of it."""

    limit = {limit}

    def __init__(self, {noun}, items=(), *, strict=False):
        self.{noun} = {noun}
        self.items = list(items)
        self.strict = strict
        self._seen = {{}}

    async def {verb}(self, session, key):
        """{verb} one item; a second call answers from memory."""
        if key in self._seen:
            return self._seen[key]
        found = [item for item in self.items if item.get("key") == key and item["size"] < self.limit]
        if not found and self.strict:
            raise KeyError(f"no {noun} {{key!r}} among {{len(self.items)}}")
        result = await session.fetch({{"{noun}": self.{noun}, "found": found, "limit": {limit} + len(found)}})
        for position, item in enumerate(result or ()):
            # the first one wins: later ones are corrections that were never asked for
            self._seen.setdefault(item.get("key", position), item)
        return self._seen.get(key, {{}})

    def total(self, *, weights=None):
        amount = 0.0
        for item in self.items:
            try:
                amount += float(item["amount"]) * (weights or {{}}).get(item["key"], 1.0)
            except (KeyError, ValueError) as error:
                logger.warning("an odd {noun}: %s (%s)", item, error)
        return round(amount, 2)
'''

_KINDS = ("Invoice", "Product", "Route", "Parcel", "Summary", "Ledger")
_NOUNS = ("account", "shelf", "request", "address", "period", "voucher")
_VERBS = ("load", "price", "resolve", "ship", "collect", "renew")
_KEYS = ("HOST", "PORT", "TOKEN", "REGION", "DEBUG", "POOL_SIZE", "CACHE_URL", "TIMEOUT")


def generate(folder: Path, *, files: int, seed: int = 0) -> None:
    """Write a code base of `files` modules, and its packages and accessor besides, into `folder`."""
    chance = random.Random(seed)
    _write(folder / "shared" / "__init__.py", "")
    _write(folder / "shared" / "environment.py", _ACCESSOR)
    for service in SERVICES:
        for package in ("", "core", "routes", "tests"):
            _write(folder / service / package / "__init__.py", "")
    for number in range(files):
        service = chance.choice(SERVICES)
        package = chance.choice(("core", "routes", "tests"))
        _write(folder / service / package / f"module_{number}.py", "".join(_module(chance, service, number)))


def _module(chance: random.Random, service: str, number: int) -> Iterator[str]:
    past = chance.random() < PAST_THE_ACCESSOR
    yield f'"""Part {number} of {service}."""\n\nimport logging\n'
    if past:
        yield "import os\n"
    yield "from datetime import datetime, timezone\n\nlogger = logging.getLogger(__name__)\n"
    yield f"STARTED = datetime({2000 + number % 25}, 1, 1, tzinfo=timezone.utc)\n"
    for count in range(chance.randint(1, 16)):
        yield _CLASS.format(
            kind=chance.choice(_KINDS),
            number=count,
            noun=chance.choice(_NOUNS),
            owner=chance.choice(_NOUNS),
            verb=chance.choice(_VERBS),
            limit=chance.randint(10, 9999),
        )
    for count in range(chance.randint(1, 8) if past else 0):
        key = f"{service.upper()}_{chance.choice(_KEYS)}"
        yield f"\n\ndef setting_{count}():\n    return {chance.choice(_READS).format(key, chance.randint(0, 99))}\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
