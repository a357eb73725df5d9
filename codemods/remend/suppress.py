"""Comments that silence a rule, and what is wrong with them.

    value = os.environ["HOME"]  # remend: ignore[env-access] the shell's own home is meant
    # remend: ignore-file[env-access]      at the top of a file

A comment without the name of a rule would silence what nobody has seen yet, and one that silences nothing hides that
its reason went away; both are reported.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from remend.model import Diagnostic, Violation
from remend.nearest import advise, nearest

MARKER = "remend:"
"""Stands in every file that has such a comment."""

_LINE = "ignore"
_FILE = "ignore-file"
_COMMENT = re.compile(r"#\s*remend:\s*(?P<verb>[\w-]+)[ \t]*(?:\[(?P<rules>[^\]]*)\])?")
_NO_STATEMENT = frozenset({tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.STRING, tokenize.ENCODING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """One comment: where it stands, counted from 1, and the rules that it names.

    `verb` is what the comment asks for; `at_top` tells whether it stands before the first statement, docstring aside.
    """

    line: int
    column: int
    verb: str
    rules: tuple[str, ...]
    at_top: bool

    def covers(self, violation: Violation) -> bool:
        """Whether this comment silences `violation`, found in the same file."""
        if violation.rule not in self.rules:
            return False
        if self.verb == _FILE:
            return self.at_top
        return self.verb == _LINE and self.line in (violation.span.line, violation.span.end_line)


@dataclass(frozen=True, slots=True)
class Suppressions:
    """All comments of one file that silence a rule."""

    comments: tuple[Suppression, ...] = ()

    def covers(self, violation: Violation) -> bool:
        """Whether a comment silences `violation`: on its first or last line, or for the whole file."""
        return any(comment.covers(violation) for comment in self.comments)

    def unused(
        self, used: Iterable[Violation], *, path: str, selected: Collection[str], known: Collection[str]
    ) -> tuple[Diagnostic, ...]:
        """What is wrong with the comments of the file at `path`.

        Args:
            used: the violations that were suppressed in this file.
            path: the file, for the diagnostics.
            selected: the rules that ran over this file; comments on others may well be in use.
            known: the ids of all rules.
        """
        suppressed = tuple(used)
        return tuple(
            Diagnostic(kind="unused-suppression", path=path, message=message, line=comment.line, column=comment.column)
            for comment in self.comments
            for message in _complaints(comment, suppressed, selected, known)
        )


def read_suppressions(text: str, tokens: Iterable[tokenize.TokenInfo] | None = None) -> Suppressions:
    """The suppression comments of a file's text; none where Python cannot split it into tokens.

    `tokens` are those of the text, where Python's own tokenizer is not the one to ask.
    """
    if MARKER not in text:
        return Suppressions()
    try:
        return Suppressions(tuple(_read(tokens or tokenize.generate_tokens(StringIO(text, newline=None).readline))))
    except (tokenize.TokenError, SyntaxError):
        return Suppressions()


def _read(tokens: Iterable[tokenize.TokenInfo]) -> Iterator[Suppression]:
    at_top = True
    for token in tokens:
        at_top = at_top and token.type in _NO_STATEMENT
        if token.type == tokenize.COMMENT and (found := _COMMENT.search(token.string)):
            line, column = token.start
            yield Suppression(
                line=line,
                column=column + found.start() + 1,
                verb=found["verb"],
                rules=tuple(name.strip() for name in (found["rules"] or "").split(",") if name.strip()),
                at_top=at_top,
            )


def _complaints(
    comment: Suppression, used: tuple[Violation, ...], selected: Collection[str], known: Collection[str]
) -> Iterator[str]:
    if comment.verb not in (_LINE, _FILE):
        if guess := nearest(comment.verb, (_LINE, _FILE)):
            yield f"`remend: {comment.verb}` means nothing; did you mean `{guess}`?"
        return
    if not comment.rules:
        yield f"name the rule that this comment suppresses: `# remend: {comment.verb}[rule-id]`"
    for rule in comment.rules:
        if rule not in known:
            yield f"there is no rule `{rule}` to suppress{advise(rule, known)}"
        elif comment.verb == _FILE and not comment.at_top:
            yield f"`remend: {_FILE}[{rule}]` counts only above the first statement; move it to the top of the file"
        elif rule in selected and not any(comment.covers(each) for each in used if each.rule == rule):
            yield f"this comment suppresses no violation of `{rule}`; remove it"
