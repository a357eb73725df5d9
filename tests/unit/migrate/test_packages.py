from __future__ import annotations

from collections import Counter

from remend.migrate.packages import MOST, packages_of


def test_a_small_project_counts_by_its_top_folders() -> None:
    assert packages_of(["setup.py", "shop/a.py", "shop/deep/b.py", "stock/c.py"]) == {
        "setup.py": ".",
        "shop/a.py": "shop",
        "shop/deep/b.py": "shop",
        "stock/c.py": "stock",
    }


def test_a_large_folder_is_taken_apart() -> None:
    large = [f"src/app/part_{n % 3}/m{n}.py" for n in range(90)]
    names = packages_of([*large, "src/app/__init__.py", *(f"tools/{n}.py" for n in range(9))])
    assert Counter(names.values()) == {
        "src/app/part_0": 30,
        "src/app/part_1": 30,
        "src/app/part_2": 30,
        "src/app/*": 1,
        "tools": 9,
    }


def test_there_are_never_too_many() -> None:
    names = packages_of([f"a/b{n % 40}/c{n % 7}/m{n}.py" for n in range(4_000)])
    assert 10 <= len(set(names.values())) <= MOST
    spread = packages_of([f"s{n % 6}/b{n % 5}/c{n % 7}/m{n}.py" for n in range(4_000)])
    assert 6 <= len(set(spread.values())) <= MOST


def test_small_folders_count_together() -> None:
    many = [f"large/m{n}.py" for n in range(900)] + [f"tiny{n}/m.py" for n in range(60)] + ["setup.py"]
    assert Counter(packages_of(many).values()) == {"large": 900, "*": 61}


def test_nothing_gives_nothing() -> None:
    assert packages_of([]) == {}
