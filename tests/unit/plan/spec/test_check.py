from __future__ import annotations

import dataclasses

import pytest

from remend.plan.spec import Footer, default_spec
from remend.plan.spec.check import check_message
from remend.plan.spec.cleanup import cleaned
from remend.plan.spec.model import Spec

BODY = "\n\nThe cache is read before it is filled.\n"
LAX = dataclasses.replace(default_spec(), body_required=False)


def problems(message: str, spec: Spec = LAX) -> list[tuple[str, int, str]]:
    return [(str(each.kind), each.line, each.text) for each in check_message(cleaned(message), spec, {})]


def kinds(message: str, spec: Spec = LAX) -> list[str]:
    return [kind for kind, _, _ in problems(message, spec)]


class TestGood:
    @pytest.mark.parametrize(
        "message",
        [
            "fix(cache): fill it before it is read",
            "fix: fill it",
            "feat!: drop the old cache",
            "feat(api, db)!: drop the old cache",
            "fix(cache):  fill it",
            "docs: name what is not cached, e.g. files, etc.",
            "feat: add " + "x" * 40,
            "feat: add " + "x" * 40 + " (#12345)",
            "feat: add " + "ä" * 40,
        ],
    )
    def test_nothing_is_said(self, message: str) -> None:
        assert problems(message + BODY, default_spec()) == []

    @pytest.mark.parametrize(
        "message",
        [
            "Merge branch 'main' of https://example.org/repo into a-branch-with-a-long-name",
            "Merge pull request #12 from someone/branch\n\nTitle",
            "Merge remote-tracking branch 'origin/main'",
            "Merge tag 'v1'",
            "Merge commit from fork",
            'Revert "fix(cache): fill it before it is read, and more."',
            'Reapply "fix(cache): fill it"',
            "revert: fill the cache\n\nThis reverts commit 1234567.",
            "fixup! fix(cache): fill it before it is read, however long that is",
            "squash! fixup! x",
            "amend! x",
        ],
    )
    def test_what_git_words_itself_is_let_be(self, message: str) -> None:
        assert problems(message, default_spec()) == []


class TestSubject:
    @pytest.mark.parametrize(
        ("message", "expected"),
        [
            ("Fill the cache", "begin with a type: feat, fix, refactor, perf, test, docs, style, chore"),
            ("fix(cache) : fill it", "write `fix(cache): fill it`"),
            ("fix:fill it", "write `fix: fill it`"),
            ("fix(): fill it", "write `fix: fill it`"),
            ("fix[cache]: fill it", "write `fix(cache): fill it`"),
            ("fix:", "write `fix: what it does`"),
        ],
    )
    def test_the_form(self, message: str, expected: str) -> None:
        assert problems(message) == [("form", 1, f"the subject is not `type(scope): what it does`; {expected}")]

    @pytest.mark.parametrize(
        ("message", "expected"),
        [
            ("Fix: fill it", "there is no type `Fix`; did you mean `fix`?"),
            ("feature: fill it", "there is no type `feature`; did you mean `feat`?"),
            ("revert: fill it", "there is no type `revert`; known: "),
        ],
    )
    def test_the_type(self, message: str, expected: str) -> None:
        ((kind, line, text),) = problems(message)

        assert (kind, line) == ("type", 1)
        assert text.startswith(expected)

    def test_the_length_is_counted_in_characters(self) -> None:
        assert problems("feat: add " + "ä" * 41) == [
            ("limit", 1, "the subject has 51 characters, 1 more than 50; shorten it and tell the rest in the body")
        ]

    def test_the_mood(self) -> None:
        assert problems("fix: filled it") == [
            ("mood", 1, "`filled` is not in the imperative; begin with a verb such as `fill`")
        ]
        assert problems("fix: filled it", dataclasses.replace(LAX, imperative=False)) == []

    def test_the_full_stop(self) -> None:
        assert problems("fix: fill it.") == [("stop", 1, "the subject ends with a full stop; leave it out")]

    @pytest.mark.parametrize(
        "title",
        [
            "various updates",
            "misc",
            "misc fixes",
            "minor changes",
            "update",
            "fix stuff",
            "more cleanup",
            "WIP",
            "wip: the cache",
            "[wip] cache",
            "various small fixes for the cache",
            "updates and fixes",
            "small fixes.",
        ],
    )
    def test_a_heap_of_things_is_no_subject(self, title: str) -> None:
        assert "vague" in kinds(f"chore: {title}")
        assert "vague" in kinds(title)

    @pytest.mark.parametrize(
        "title", ["update the cache", "fix changes of time", "remove various leftovers", "work offline"]
    )
    def test_what_names_something_is_one(self, title: str) -> None:
        assert kinds(f"fix: {title}") == []


class TestBody:
    def test_a_body_says_why(self) -> None:
        expected = [("body", 1, "there is no body; say after a blank line why the change is made")]

        assert problems("fix: fill it", default_spec()) == expected
        assert problems("fix: fill it\n\nCo-authored-by: A <a@b.org>\nFixes #12, #13\n", default_spec()) == expected

    @pytest.mark.parametrize(
        "body", ["Fixes #12 since it was read too early", "Note: it was read too early", "- a\n- b"]
    )
    def test_what_tells_something_is_a_body(self, body: str) -> None:
        assert problems(f"fix: fill it\n\n{body}\n", default_spec()) == []

    def test_the_line_after_the_subject_is_blank(self) -> None:
        assert problems("# comment\nfix: fill it\nbody") == [
            (
                "blank",
                3,
                "the line after the subject is not blank; put a blank line between the subject and the body",
            )
        ]

    def test_a_body_is_wrapped(self) -> None:
        long = "word " * 16

        assert problems(f"fix: fill it\n\n{long}\n") == [
            ("width", 3, "the line has 79 characters, 7 more than 72; wrap the body at 72")
        ]
        assert ", and so do 2 other lines; wrap" in problems(f"fix: fill it\n\n{long}\n{long}\n{long}\n")[0][2]
        assert ", and so does another line; wrap" in problems(f"fix: fill it\n\n- {long}\n{long}\n")[0][2]

    @pytest.mark.parametrize(
        "body",
        [
            "See https://example.org/" + "a" * 30 + " for more about the cache and what it is good for",
            "the file " + "a/" * 40,
            "    " + "quoted code " * 8,
            "```\n" + "code " * 20 + "\n```",
            "> " + "quoted " * 15,
            "| " + "cell | " * 15,
            "why\n\nSigned-off-by: " + "Some Name With Very Many Parts " * 2 + "<a@example.org>",
            "why\n\nCo-authored-by: " + "a " * 40 + "\n  goes on " + "b " * 40,
        ],
    )
    def test_what_cannot_be_wrapped_may_be_long(self, body: str) -> None:
        assert problems(f"fix: fill it\n\n{body}\n") == []


class TestFooters:
    SPEC = dataclasses.replace(
        LAX,
        footers=(
            Footer(text="VAL: [Who: {who}]", types=("feat",)),
            Footer(text="{attribution}", sample="Made with Robot\nCo-Authored-By: Robot <r@example.org>"),
        ),
    )
    ROBOT = "Made with Robot\nCo-Authored-By: Robot <r@example.org>\n"

    def test_what_the_spec_demands_is_missed_at_the_end(self) -> None:
        value = "the footer `VAL: [Who: {who}]` is missing, which the spec demands for the type `feat`"
        robot = "the footer `Made with Robot` and `Co-Authored-By: Robot <r@example.org>` is missing"

        assert problems("feat: add it\n\nwhy\n", self.SPEC) == [
            ("footer", 3, f"{value}; add it at the end"),
            ("footer", 3, f"{robot}, which the spec demands; add it at the end"),
        ]

    def test_what_is_there_is_not_missed(self) -> None:
        assert problems(f"feat: add it\n\nwhy\n\nVAL: [Who: all]\n\n{self.ROBOT}", self.SPEC) == []

    def test_a_footer_of_one_type_is_not_missed_in_another(self) -> None:
        assert problems(f"fix: mend it\n\nwhy\n\n{self.ROBOT}", self.SPEC) == []

    def test_footers_alone_are_no_body(self) -> None:
        spec = dataclasses.replace(self.SPEC, body_required=True)

        assert kinds(f"feat: add it\n\nVAL: [Who: all]\n\n{self.ROBOT}", spec) == ["body"]


def test_an_empty_message_is_told() -> None:
    assert problems("# nothing but a comment\n") == [("empty", 1, "the message is empty; say what the commit does")]
