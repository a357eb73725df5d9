"""What a long run tells while it goes on, to whoever watches."""

from __future__ import annotations


class Watch:
    """Is told of each step; this one looks away, another overrides what it wants to hear."""

    def note(self, text: str) -> None:
        """Something that the user should know at once, as a sentence without a full stop."""

    def expect(self, looks: int) -> None:
        """About so many times a file will be looked at, whatever the stage; may be told again."""

    def begin(self, stage: str) -> None:
        """A stage begins: a rule, by its id, or what is done between them in a few words."""

    def look(self, path: str) -> None:
        """A file was looked at once more."""


UNWATCHED = Watch()
