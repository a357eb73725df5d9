"""The review in SARIF 2.1.0, for code scanning and for editors.

What the range did well is left out unless it is asked for: GitHub raises an alert for each result, whatever its kind
and baseline say. It also tells alerts apart by a hash of the line alone, which its upload action fills in; the
fingerprint that stands here is for all others.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from remend import __version__
from remend.model import Severity
from remend.registry import all_rules
from remend.report.json import encode
from remend.report.review.patch import Block, read
from remend.report.review.plain import attribution, utf8
from remend.review.model import Change, Origin, Review, Scope, Verdict
from remend.review.range_rule import all_range_rules

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST = 5_000
_ROOT = "%SRCROOT%"
_STATES = {Origin.INTRODUCED: "new", Origin.CARRIED: "unchanged", Origin.RESOLVED: "absent"}
_LINK = re.compile(r"\[([^\[\]]*)\](?=\()")
_COMMIT = re.compile(r"[0-9a-f]{7,64}")


def render(review: Review, *, verbose: bool = False) -> str:
    """The review as one run; the most severe 5,000 results, which is what GitHub takes.

    `verbose` adds what is acceptable or was resolved.
    """
    asked = review.changes if verbose else tuple(change for change in review.changes if _is_problem(change))
    results = _most_severe(asked)
    rules = sorted({change.rule for change in results})
    run = {
        "tool": {"driver": {"name": "remend", "version": __version__, "rules": _rules(rules)}},
        "invocations": [_invocation(review, len(asked) - len(results))],
        **_where(review.root, review.scope),
        "columnKind": "unicodeCodePoints",
        "results": [_result(change, rules.index(change.rule)) for change in results],
    }
    return encode({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _is_problem(change: Change) -> bool:
    return change.verdict is not Verdict.ACCEPTABLE and change.origin is not Origin.RESOLVED


def _most_severe(changes: Sequence[Change]) -> list[Change]:
    """As many changes as GitHub takes, in the order of the review."""
    ranked = sorted(range(len(changes)), key=lambda place: -changes[place].severity)
    return [changes[place] for place in sorted(ranked[:MOST])]


def _where(root: str, scope: Scope) -> dict[str, Any]:
    """Where the reviewed files are, and of which commit they are."""
    uri = PurePath(root).as_uri()
    provenance: dict[str, Any] = {"repositoryUri": uri, "mappedTo": {"uriBaseId": _ROOT}}
    if _COMMIT.fullmatch(scope.head):
        provenance["revisionId"] = scope.head
    return {
        "originalUriBaseIds": {_ROOT: {"uri": f"{uri.removesuffix('/')}/"}},
        "versionControlProvenance": [provenance],
    }


def _rules(ids: Iterable[str]) -> list[dict[str, Any]]:
    known = {rule.id: (rule.summary, rule.__doc__) for rule in all_rules().values()}
    known |= {rule.id: (rule.summary, rule.__doc__) for rule in all_range_rules()}
    return [_rule(id_, *known.get(id_, (id_, None))) for id_ in ids]


def _rule(id_: str, summary: str, doc: str | None) -> dict[str, Any]:
    about = inspect.cleandoc(doc or summary)
    return {
        "id": id_,
        "name": "".join(word.capitalize() for word in id_.split("-")),
        "shortDescription": {"text": summary},
        "fullDescription": {"text": about.partition("\n\n")[0].replace("\n", " ")},
        "help": {"text": about},
        "defaultConfiguration": {"level": "warning"},
    }


def _invocation(review: Review, left: int) -> dict[str, Any]:
    said = [
        _notification(each.kind, "error" if each.counts else "note", each.message, each.path, each.line)
        for each in review.diagnostics
    ]
    said += [_notification("not-judged", "note", "no rule speaks about this file", p) for p in review.scope.unjudged]
    said += [_notification("note", "note", note) for note in review.notes]
    if left:
        said.append(_notification("left-out", "warning", f"{left:,} less severe results were left out"))
    successful = review.exit_code in (0, 1)
    return {"executionSuccessful": successful, "exitCode": review.exit_code, "toolExecutionNotifications": said}


def _notification(kind: str, level: str, message: str, path: str = "", line: int = 0) -> dict[str, Any]:
    said: dict[str, Any] = {"descriptor": {"id": kind}, "level": level, "message": _message(message)}
    return {**said, "locations": [_location(path, {"startLine": line} if line else {})]} if path else said


def _result(change: Change, rule_index: int) -> dict[str, Any]:
    region = {"startLine": max(change.line, 1), "endLine": max(change.end_line, change.line, 1)}
    location = _location(change.path, region)
    if change.symbol:
        location["logicalLocations"] = [{"fullyQualifiedName": utf8(change.symbol)}]
    result: dict[str, Any] = {
        "ruleId": change.rule,
        "ruleIndex": rule_index,
        "kind": "pass" if change.verdict is Verdict.ACCEPTABLE else "fail",
        "level": _level(change),
        "baselineState": _STATES[change.origin],
        "message": _message("\n".join(_said(change))),
        "locations": [location],
    }
    if change.fingerprint:
        result["partialFingerprints"] = {"remend/v1": change.fingerprint}
    if artifact_changes := _artifact_changes(change.mend):
        about = {"text": "What remend would change"}
        result["fixes"] = [{"description": about, "artifactChanges": artifact_changes}]
    return {**result, "properties": dict(_properties(change))}


def _level(change: Change) -> str:
    if change.verdict is Verdict.ACCEPTABLE:
        return "none"
    is_grave = change.severity >= Severity.HIGH
    if change.verdict is Verdict.REGRESSION:
        return "error" if is_grave else "warning"
    return "warning" if is_grave else "note"


def _said(change: Change) -> Iterator[str]:
    yield change.title
    if change.why:
        yield change.why
    yield from (f"- {fact}" for fact in change.evidence)
    yield from (f"To verify: {question}" for question in change.questions)
    if change.declined:
        yield f"No mend: {change.declined}"
    if change.blame is not None:
        yield f"Brought by {attribution(change.blame)}"


def _properties(change: Change) -> Iterator[tuple[str, str]]:
    yield "verdict", change.verdict
    yield "origin", change.origin
    yield "severity", change.severity.label
    if change.blame is not None:
        yield "commit", change.blame.commit


def _message(text: str) -> dict[str, str]:
    """A message; code that looks like one of SARIF's links, such as `table[key](value)`, is kept from being one."""
    return {"text": _LINK.sub(r"\\[\1\\]", utf8(text))}


def _location(path: str, region: Mapping[str, int]) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(path)}
    return {"physicalLocation": {**physical, "region": region} if region else physical}


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": _ROOT}


def _artifact_changes(mend: str) -> list[dict[str, Any]]:
    """What a diff replaces, file by file; nothing where it holds bytes that JSON cannot."""
    if utf8(mend) != mend:
        return []
    return [
        {
            "artifactLocation": _artifact(file.path),
            "replacements": [_replacement(block) for hunk in file.hunks for block in hunk if not block.stays],
        }
        for file in read(mend)
    ]


def _replacement(block: Block) -> dict[str, Any]:
    """What takes the place of whole lines; only the last line of a file may be without a newline."""
    region = {"startLine": block.old_line, "startColumn": 1, "endLine": block.old_line + len(block.old), "endColumn": 1}
    if block.old and not block.old[-1].endswith("\n"):
        last = block.old[-1]
        region |= {"endLine": block.old_line + len(block.old) - 1, "endColumn": len(last) + 1}
    return {"deletedRegion": region, "insertedContent": {"text": "".join(block.new)}}
