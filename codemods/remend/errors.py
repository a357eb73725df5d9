"""Every exception that remend raises on purpose.

    RemendError                 one sentence that says what, where and what to do
    +-- UsageError              the call cannot be carried out as it was made     exit 2
    |   +-- ConfigError         a key, type or rule name in [tool.remend] is wrong
    |   +-- GitError            the repository cannot do what was asked
    +-- RuleError               a rule broke on a file                            exit 3

What merely says "no" to one violation is data (`Declined`), not an exception.
"""

from __future__ import annotations


class RemendError(Exception):
    """Base of all; its text is shown to the user as it is."""

    exit_code = 3


class UsageError(RemendError):
    """The call cannot be carried out as it was made."""

    exit_code = 2


class ConfigError(UsageError):
    """A key, type, value or rule name of the configuration is wrong."""


class GitError(UsageError):
    """The repository cannot do what was asked of it."""


class RuleError(RemendError):
    """A rule broke on a file; a defect of remend or of a rule package, never of the file."""

    def __init__(self, rule: str, path: str, cause: BaseException) -> None:
        super().__init__(
            f"rule {rule} broke on {path}: {type(cause).__name__}: {cause}; "
            f"leave the rule out with --ignore {rule} and report this"
        )
        self.rule = rule
        self.path = path
        self.cause = cause

    def __reduce__(self) -> tuple[type[RuleError], tuple[str, str, BaseException]]:
        return type(self), (self.rule, self.path, self.cause)
