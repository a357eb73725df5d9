from __future__ import annotations

from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

import pytest

from remend.crew.journal import Journal
from remend.errors import UsageError

QUESTIONS = ["one", "two", "three"]


class Work:
    """Makes answers, and remembers for what."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, numbers: list[int]) -> Iterator[tuple[int, str]]:
        for place, number in enumerate(numbers):
            self.asked.append(number)
            yield place, f"answer {number}"


def ask(journal: Journal, questions: list[str], work: Work) -> list[str]:
    return list(journal.recall(questions, str, work, bool))


def test_what_was_answered_is_not_asked_again(tmp_path: Path) -> None:
    first, second = Work(), Work()
    with Journal(tmp_path) as journal:
        answers = ask(journal, QUESTIONS[:2], first)
    with Journal(tmp_path, resume=True) as journal:
        assert journal.found == 2
        assert ask(journal, QUESTIONS, second) == [*answers, "answer 2"]
        assert ask(journal, QUESTIONS, second) == [*answers, "answer 2"]
    assert (first.asked, second.asked) == ([0, 1], [2])


def test_answers_are_kept_as_they_come(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        answers = journal.recall(QUESTIONS, str, Work(), bool)
        next(answers)
        next(answers)
    with Journal(tmp_path, resume=True) as journal:
        assert journal.found == 2


def test_known_and_unknown_may_alternate(tmp_path: Path) -> None:
    work = Work()
    with Journal(tmp_path) as journal:
        ask(journal, ["b", "d"], Work())
        assert ask(journal, ["a", "b", "c", "d", "e"], work) == [
            "answer 0",
            "answer 0",
            "answer 2",
            "answer 1",
            "answer 4",
        ]
    assert work.asked == [0, 2, 4]


def test_without_resume_it_begins_anew(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        assert not journal.was_there
        ask(journal, QUESTIONS, Work())
    with Journal(tmp_path) as journal:
        assert (journal.was_there, journal.found) == (True, 0)
        ask(journal, QUESTIONS[:1], Work())
    with Journal(tmp_path, resume=True) as journal:
        assert journal.found == 1


@pytest.mark.parametrize("cut", [1, 5, 24, 30])
def test_a_torn_record_is_cut_off_and_written_again(tmp_path: Path, cut: int) -> None:
    with Journal(tmp_path) as journal:
        ask(journal, QUESTIONS, Work())
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole[:-cut])
    work = Work()
    with Journal(tmp_path, resume=True) as journal:
        assert journal.found == 2
        assert ask(journal, QUESTIONS, work) == ["answer 0", "answer 1", "answer 2"]
    assert work.asked == [2]
    assert journal.path.read_bytes() == whole


@pytest.mark.parametrize("at", [20, 45, 60])
def test_from_a_damaged_record_on_nothing_is_believed(tmp_path: Path, at: int) -> None:
    with Journal(tmp_path) as journal:
        ask(journal, QUESTIONS, Work())
    content = bytearray(journal.path.read_bytes())
    content[at] ^= 1
    journal.path.write_bytes(content)
    with Journal(tmp_path, resume=True) as journal:
        assert journal.found < 2
        assert ask(journal, QUESTIONS, Work()) == ["answer 0", "answer 1", "answer 2"]


@pytest.mark.parametrize("content", [b"", b"remend journal 0\n", b"SQLite format 3\0 and more of it"])
def test_a_file_of_another_kind_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".remend_cache").mkdir()
    (tmp_path / ".remend_cache" / "migrate.journal").write_bytes(content)
    with Journal(tmp_path, resume=True) as journal:
        assert journal.found == 0
        assert ask(journal, QUESTIONS, Work()) == ["answer 0", "answer 1", "answer 2"]
    with Journal(tmp_path, resume=True) as journal:
        assert journal.found == 3


def test_what_cannot_be_kept_is_answered_all_the_same(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        assert list(journal.recall(["a"], str, lambda _: iter([(0, "\udcff")]), bool)) == ["\udcff"]
    with Journal(tmp_path, resume=True) as journal:
        assert journal.found == 0


def test_where_nothing_can_be_written_that_is_said(tmp_path: Path) -> None:
    (tmp_path / ".remend_cache").write_text("a file")
    with pytest.raises(UsageError, match=r"migrate\.journal cannot be written: .*; a migration keeps there"):
        Journal(tmp_path)


def test_a_second_run_at_the_same_time_is_refused(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        ask(journal, QUESTIONS, Work())
        with get_context("spawn").Pool(1) as pool:
            told = pool.apply(_refusal, (tmp_path,))
    assert "another `remend migrate` is at work here" in told
    with Journal(tmp_path, resume=True) as journal:
        assert journal.found == 3


def _refusal(root: Path) -> str:
    try:
        Journal(root).__exit__()
    except UsageError as error:
        return str(error)
    return ""


def test_a_run_that_ended_well_leaves_none(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        ask(journal, QUESTIONS, Work())
        journal.remove()
    assert not journal.path.exists()


def test_a_run_that_found_nothing_out_leaves_none(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        assert journal.path.exists()
    assert not journal.path.exists()


def test_what_is_done_first_is_kept_first_and_told_in_its_place(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        answers = journal.recall(QUESTIONS, str, lambda _: iter([(2, "c"), (1, "b"), (0, "a")]), bool)
        assert next(answers) == "a"
    with Journal(tmp_path, resume=True) as journal:
        assert journal.found == 3
        assert ask(journal, QUESTIONS, Work()) == ["a", "b", "c"]


def test_what_does_not_last_is_not_kept(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        told = list(journal.recall(QUESTIONS, str, Work(), lambda answer: answer != "answer 1"))
        assert told == ["answer 0", "answer 1", "answer 2"]
    with Journal(tmp_path, resume=True) as journal:
        assert journal.found == 2
