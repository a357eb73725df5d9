"""Whether a title begins like an order: `add`, and not `added`, `adds` or `adding`.

No grammar is guessed at. The forms of verbs that commits are about are known, and one of them at the beginning is told
together with the right one; of any other word nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

_VERBS = """
    abort accept access add address adjust adopt align allow amend annotate append apply assert assign attach avoid
    await backport batch block bootstrap break build bump bundle cache calculate call cancel catch change check
    clarify clean clear close collect combine commit compare complete compress compute configure connect
    consolidate convert copy correct create declare decode decouple decrease deduplicate default define delay
    delete deploy deprecate derive detect disable disallow discard document download drop duplicate emit enable
    encode enforce enhance ensure escape evaluate exclude execute expand explain export expose extend extract fetch
    fill filter finish fix flatten forbid force format forward generate group guard handle harden hide ignore implement
    import improve include increase inform inherit initialize inject inline insert install integrate introduce
    invalidate isolate join keep limit link load lock lower maintain make mark measure mention merge migrate
    minimize mock modernize modify move name normalize obtain omit open optimize organize override parse pass patch
    persist pin polish populate prefer prepare prevent print propagate protect provide publish pull push raise read
    recover redirect reduce refactor refer refine reformat register reject release reload remove rename render
    reorder reorganize repair replace report request require resolve respect restore restrict restructure retrieve
    retry return reuse revert review revise rewrite run sanitize save scan schedule select send separate serialize
    set share show simplify skip solve sort specify speed split start stop store strip submit support suppress swap
    switch sync synchronize tag teach tighten track transform translate trigger trim truncate try tune tweak unify
    unpin update upgrade upload use validate verify wait warn wire wrap write
"""
COMMIT_VERBS = frozenset(_VERBS.split())
_IRREGULAR = MappingProxyType(
    {
        "broke": "break",
        "built": "build",
        "caught": "catch",
        "forbade": "forbid",
        "hid": "hide",
        "kept": "keep",
        "made": "make",
        "ran": "run",
        "rewrote": "rewrite",
        "rewritten": "rewrite",
        "sent": "send",
        "shown": "show",
        "taught": "teach",
        "wrote": "write",
        "written": "write",
    }
)
_FIRST_WORD = re.compile(r"[A-Za-z]+(?![\w/.(`'-])")
_DOUBLED = re.compile(r".*[^aeiou][aeiou][^aeiouwxy]")


def inflected(title: str) -> tuple[str, str] | None:
    """The first word of `title` and the order that it should be, where the word is another form of a known verb."""
    match = _FIRST_WORD.match(title)
    if match is None:
        return None
    order = _forms().get(match[0].lower())
    return None if order is None else (match[0], order)


@cache
def _forms() -> Mapping[str, str]:
    """Each form of a verb with the verb; a form that is itself an order counts as one."""
    forms = dict(_IRREGULAR)
    for verb in sorted(COMMIT_VERBS):
        forms |= dict.fromkeys(_regular(verb), verb)
    return MappingProxyType({form: verb for form, verb in forms.items() if form not in COMMIT_VERBS})


def _regular(verb: str) -> Iterator[str]:
    """The third person, the past and the `-ing` form."""
    if verb.endswith("y") and verb[-2] not in "aeiou":
        yield from (f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing")
    elif verb.endswith("e"):
        yield from (f"{verb}s", f"{verb}d", f"{verb[:-1]}ing")
    else:
        yield f"{verb}es" if verb.endswith(("s", "x", "z", "ch", "sh")) else f"{verb}s"
        yield from (f"{verb}ed", f"{verb}ing")
        if _DOUBLED.fullmatch(verb):
            yield from (f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing")
