"""What a setting is called: names, patterns of names, and which of them hold a secret."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

_SETTING = re.compile(r"_?[A-Z][A-Z0-9]*(?:_+[A-Z0-9]+)*")
_PATTERN = re.compile(r"[A-Z0-9_*]*[A-Z0-9_]{2}[A-Z0-9_*]*")
_ANY = "*"
_SECRET_WORDS = frozenset(
    {
        "SECRET",
        "SECRETS",
        "TOKEN",
        "PASSWORD",
        "PASSWD",
        "PASSPHRASE",
        "PWD",
        "KEY",
        "APIKEY",
        "CREDENTIAL",
        "CREDENTIALS",
        "DSN",
    }
)
_SECRET_ENDS = ("PASSWORD", "PASSWD", "SECRET", "APIKEY")
_STAGES = frozenset({"DEV", "DEVELOPMENT", "TEST", "TESTING", "STAGING", "STAGE", "PROD", "PRODUCTION", "LOCAL", _ANY})
_ENCODINGS = frozenset({"JSON", "B64", "BASE64", "HEX"})
_OPEN_KEYS = frozenset(
    {"PUBLIC", "PRIMARY", "FOREIGN", "PARTITION", "SORT", "CACHE", "ROUTING", "INDEX", "GROUP", "HOT", "SHORTCUT"}
)
_LEAST = 3
_NO_SECRET = re.compile(r"[\d.,:\s%]*|true|false|yes|no|on|off|none|null|[~./].*|https?://[^@]*", re.IGNORECASE)
_HIDDEN_IN_URL = re.compile(r"://[^/@:]*:[^/@]+@")


def is_setting(text: str) -> bool:
    """Whether a text is written as names of settings are."""
    return len(text) >= _LEAST and _SETTING.fullmatch(text) is not None


def is_pattern(text: str) -> bool:
    """Whether a text with `*` for what is computed tells enough of a name to be one of a setting."""
    return _ANY in text and _PATTERN.fullmatch(text) is not None


def covers(pattern: str, name: str) -> bool:
    """Whether a name, or another pattern, is among those that `pattern` stands for; a plain name stands for itself."""
    return pattern == name or (_ANY in pattern and _compiled(pattern).fullmatch(name) is not None)


def among(name: str, names: Iterable[str]) -> bool:
    """Whether some name or pattern of `names` covers `name`."""
    return any(covers(pattern, name) for pattern in names)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, pattern.split(_ANY))))


def is_secret(name: str) -> bool:
    """Whether what a setting holds is to be kept secret, as its name has it: by the last word, stages left aside."""
    words = [word for word in name.upper().split("_") if word]
    while words and (words[-1] in _STAGES or words[-1] in _ENCODINGS or words[-1].isdigit()):
        words.pop()
    if not words or not (words[-1] in _SECRET_WORDS or words[-1].endswith(_SECRET_ENDS)):
        return False
    return not (words[-1] == "KEY" and len(words) > 1 and words[-2] in _OPEN_KEYS)


def gives_away(name: str, value: str) -> bool:
    """Whether a literal is a secret once it stands for the secret `name`: no number, switch, path or open address."""
    if not value.strip() or _NO_SECRET.fullmatch(value):
        return False
    is_address = name.upper().rstrip("_*").endswith("DSN") or "://" in value
    return _HIDDEN_IN_URL.search(value) is not None if is_address else True


def listed(names: Iterable[str], most: int = 6) -> str:
    """Names as a sentence has them, the first few of many."""
    every = list(dict.fromkeys(names))
    if len(every) > most:
        return f"{', '.join(every[: most - 1])} and {len(every) - most + 1} more"
    return " and ".join(filter(None, (", ".join(every[:-1]), every[-1]))) if every else ""
