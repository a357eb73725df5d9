"""What a file reads from an undefined name, attribute by attribute, and with which arguments it calls that."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from remend.module import Site
from remend.naming.uses import Call, unbound_sites
from remend.rules.undefined_name.candidate import Question

_PLAIN_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Read:
    """One chain of attributes that starts at the name, as long as it goes; `call` where the whole of it is called."""

    attributes: tuple[str, ...]
    call: Call | None


def find_reads(question: Question) -> tuple[Read, ...]:
    """All chains that start at the name where it is unbound, each once; one without attributes is the bare name.

    Annotations that are strings are not looked into.
    """
    sites = unbound_sites(question.module, question.name)
    return tuple(dict.fromkeys(_read(site) for site in sites if isinstance(site.node, ast.Name)))


def may_be_submodules(question: Question) -> frozenset[str]:
    """What is read from the name and looks like a module in it: a word that is read on from, or handed on."""
    reads = [read.attributes for read in find_reads(question) if read.attributes]
    read_on = {first for first, *rest in reads if rest and first[:1].islower()}
    called = {read.attributes[0] for read in find_reads(question) if read.attributes and read.call}
    handed_on = {first for first, *rest in reads if not rest and _PLAIN_WORD.fullmatch(first) and first not in called}
    return frozenset(read_on | handed_on)


def _read(site: Site) -> Read:
    attributes, level, node = [], 1, site.node
    while isinstance(above := site.parent(level), ast.Attribute):
        attributes.append(above.attr)
        node, level = above, level + 1
    is_called = isinstance(above, ast.Call) and above.func is node
    return Read(tuple(attributes), _call(above) if is_called and isinstance(above, ast.Call) else None)


def _call(node: ast.Call) -> Call:
    """How a call passes its arguments."""
    starred = any(isinstance(argument, ast.Starred) for argument in node.args)
    named = frozenset(keyword.arg for keyword in node.keywords if keyword.arg is not None)
    is_open = starred or any(keyword.arg is None for keyword in node.keywords)
    return Call(sum(not isinstance(argument, ast.Starred) for argument in node.args), named, is_open)
