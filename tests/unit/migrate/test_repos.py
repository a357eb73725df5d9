from __future__ import annotations

from pathlib import Path

import pytest

from accounts import ACCOUNT
from remend.errors import UsageError
from remend.migrate.repos import Repo, read_list, worst
from remend.report.account import repos as accounts


def listed(folder: Path, text: str) -> list[str]:
    file = folder / "list.txt"
    file.write_bytes(text.encode())
    return [path.relative_to(folder).as_posix() for path in read_list(file)]


def test_a_list_has_one_path_a_line_and_comments(tmp_path: Path) -> None:
    text = "\ufeff# all of them\n\n  shop  # the first\r\nstock\nshop\nodd#name\n"
    assert listed(tmp_path, text) == ["shop", "stock", "odd#name"]


def test_an_absolute_path_stays_one(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("/somewhere/else\n")
    assert read_list(tmp_path / "list.txt") == (Path("/somewhere/else"),)


def test_a_list_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="names no repository"):
        listed(tmp_path, "# nothing\n")
    with pytest.raises(UsageError, match="No such file or directory; --repos takes a file"):
        read_list(tmp_path / "nothing.txt")
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="it is not UTF-8"):
        read_list(tmp_path / "bytes.txt")


REPOS = (
    Repo(path=Path("/all/shop"), account=ACCOUNT),
    Repo(path=Path("/gone/stock"), error="there is no file or folder /gone/stock: name one that exists", code=2),
    Repo(path=Path("/other/shop"), account=ACCOUNT),
)


def test_the_worst_exit_code_counts() -> None:
    assert [repo.exit_code for repo in REPOS] == [3, 2, 3]
    assert worst(REPOS) == 3
    assert worst(()) == 0


def test_the_sum_has_a_line_for_each() -> None:
    assert accounts.as_text(REPOS, quiet=True) == (
        "    28 %  /all/shop  7 files, 1 commit\n"
        "not done  /gone/stock  there is no file or folder /gone/stock: name one that exists\n"
        "    28 %  /other/shop  7 files, 1 commit\n"
        "\n3 repositories, 1 not done\n"
    )
    assert "=== /all/shop\n" in accounts.as_text(REPOS)


def test_each_account_has_a_file_of_its_own() -> None:
    files = accounts.beside(Path("out", "account.html"), REPOS)
    assert [file.as_posix() for file in files] == ["out/account-shop.html", "out/account-shop-2.html"]
