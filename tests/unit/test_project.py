from __future__ import annotations

from pathlib import Path

from remend.project import Project
from remend.snapshot import FolderSnapshot
from repository import write


def test_a_project_reads_its_python_files_once(tmp_path: Path) -> None:
    write(tmp_path, {"src/shop/cart.py": "x\n", "run.pyw": "y\n", "note.txt": "z\n"})
    project = Project(FolderSnapshot(tmp_path))

    assert dict(project.contents) == {"run.pyw": b"y\n", "src/shop/cart.py": b"x\n"}
    write(tmp_path, {"run.pyw": "changed\n", "note.txt": "changed\n"})
    assert (project.read("run.pyw"), project.read("note.txt")) == (b"y\n", b"changed\n")
    assert project.modules.name("src/shop/cart.py") == "shop.cart"


def test_a_project_knows_its_roots(tmp_path: Path) -> None:
    write(tmp_path, {"backend/python/shop.py": "", "backend/src/cart.py": ""})

    project = Project(FolderSnapshot(tmp_path), ("python",), "backend")

    assert project.modules.find("shop") == "backend/python/shop.py"
    assert project.modules.find("cart") is None
