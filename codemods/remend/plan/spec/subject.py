"""The first line of a message: its parts, and whether git or a forge worded it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_FORMED = re.compile(r"(?P<kind>[A-Za-z][\w-]*)(?:\((?P<scope>[^()]*[^()\s][^()]*)\))?(?P<mark>!?): +(?P<title>\S.*)")
_ALMOST = re.compile(
    r"(?P<kind>[A-Za-z][\w-]*)\s*(?:[(\[](?P<scope>[^()\[\]]*)[)\]])?\s*(?P<mark>!?)\s*:\s*(?P<title>.*)"
)
_BY_GIT = re.compile(
    r"Merge (?:branch|branches|tag|tags|commit|commits|remote-tracking branch|pull request|[0-9a-f]{7,40} into)\b"
    r'|(?:Revert|Reapply) "|(?:fixup|squash|amend)! '
)
_REVERTING = re.compile(r"[Rr]evert(?:\([^()]*\))?!?: ")
_NUMBER_OF_FORGE = re.compile(r" \((?:#|!|[\w.-]+/[\w.-]+#)\d+\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A subject and its parts; one that is not `type(scope): title` is all title, `advice` is what was meant then."""

    text: str
    kind: str = ""
    scope: str = ""
    title: str
    advice: str = ""

    @property
    def length(self) -> int:
        """Characters, without the number that a forge puts at the end when it merges."""
        return len(_NUMBER_OF_FORGE.sub("", self.text))


def read_subject(text: str, types: Collection[str]) -> Subject:
    """The parts of a subject, where `types` are known."""
    formed = _FORMED.fullmatch(text)
    if formed is not None:
        return Subject(text=text, kind=formed["kind"], scope=(formed["scope"] or "").strip(), title=formed["title"])
    almost = _ALMOST.fullmatch(text)
    kind = almost["kind"].lower() if almost is not None else ""
    if almost is None or kind not in types:
        return Subject(text=text, title=text)
    scope = f"({almost['scope'].strip()})" if (almost["scope"] or "").strip() else ""
    title = almost["title"].strip() or "what it does"
    return Subject(text=text, title=title, advice=f"{kind}{scope}{almost['mark']}: {title}")


def is_by_git(subject: str, body: str) -> bool:
    """Whether git words such a message itself, or takes it away again: merges, reverts, what `--autosquash` folds."""
    return _BY_GIT.match(subject) is not None or (_REVERTING.match(subject) is not None and "reverts commit" in body)
