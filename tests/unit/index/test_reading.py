from __future__ import annotations

import pickle
from pathlib import Path

from remend.cache import Cache
from remend.index.facts import Facts
from remend.index.reading import FactReader


def names(facts: Facts) -> list[str]:
    return [each.name for each in facts.functions]


def test_a_file_is_read_once_and_again_where_it_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "m.py"
    file.write_text("def one(): ...\n")
    with Cache(tmp_path) as cache:
        reader = FactReader(cache)
        assert names(reader.read("m.py", file)) == ["one"]
        file.write_text("def other(): ...\n")
        assert names(reader.read("m.py", file)) == ["one"]
        assert names(FactReader(cache).read("m.py", file)) == ["other"]


def test_what_is_kept_for_one_version_is_not_taken_for_another(tmp_path: Path) -> None:
    file = tmp_path / "m.py"
    file.write_text("if sys.version_info < (3, 9):\n    def old(): ...\n")
    with Cache(tmp_path) as cache:
        found = [names(FactReader(cache, since).read("m.py", file)) for since in ((3, 8), (3, 9), None)]

    assert found == [["old"], [], ["old"]]


def test_a_file_that_is_gone_has_no_facts(tmp_path: Path) -> None:
    assert FactReader().read("m.py", tmp_path / "m.py") == Facts(parses=False)


def test_a_reader_can_be_handed_to_another_process(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(f"def of_{name[0]}(): ...\n")
    with Cache(tmp_path) as cache:
        reader = FactReader(cache)
        reader.read("a.py", tmp_path / "a.py")
        copy: FactReader = pickle.loads(pickle.dumps(reader))  # noqa: S301
    (tmp_path / "a.py").unlink()

    assert names(copy.read("a.py", tmp_path / "a.py")) == ["of_a"]
    assert names(copy.read("b.py", tmp_path / "b.py")) == ["of_b"]
