"""The web routes that a file declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from remend.index.modules import ModuleMap
from remend.module import Module
from remend.project import Project
from remend.review.routes import Routes, find_routes
from remend.snapshot import FolderSnapshot
from repository import write


def routes_of(text: str) -> list[tuple[str, str]]:
    module = Module.load("a.py", text.encode())
    assert isinstance(module, Module)
    return [(route.method, route.path) for route in find_routes(module)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('@app.get("/a")\nasync def f(): ...\n', [("GET", "/a")]),
        ('router = APIRouter(prefix="/v1")\n\n\n@router.post("/a/{id}")\ndef f(): ...\n', [("POST", "/v1/a/{id}")]),
        ('router = APIRouter(prefix="/v1")\n\n\n@router.get("")\ndef f(): ...\n', [("GET", "/v1")]),
        ('@app.route("/a", methods=["GET", "POST"])\ndef f(): ...\n', [("GET", "/a"), ("POST", "/a")]),
        ('@app.route("/a")\ndef f(): ...\n', [("GET", "/a")]),
        ('bp = Blueprint("x", __name__, url_prefix="/x")\n\n\n@bp.route("/a")\ndef f(): ...\n', [("GET", "/x/a")]),
        ('def view(request): ...\n\n\nurlpatterns = [path("a/<int:id>/", view)]\n', [("GET", "/a/<int:id>/")]),
        ('def f(r): ...\n\n\nroutes = [Route("/a", f, methods=["PUT"])]\n', [("PUT", "/a")]),
        ('@mock.patch("shop.cart.Cart")\ndef test_f(): ...\n', []),
        ("@cache.get(key)\ndef f(): ...\n", []),
        ('@app.websocket("/ws")\nasync def f(): ...\n', []),
    ],
)
def test_routes_are_read_from_decorators_and_tables(text: str, found: list[tuple[str, str]]) -> None:
    assert routes_of(text) == found


def test_a_prefix_under_which_a_router_is_included_elsewhere_counts(tmp_path: Path) -> None:
    router = 'router = APIRouter(prefix="/items")\n\n\n@router.get("/{id}")\ndef read(id): ...\n'
    main = 'from app import items\n\napp.include_router(items.router, prefix="/v1")\n'
    write(tmp_path, {"app/__init__.py": "", "app/items.py": router, "app/main.py": main})
    snapshot = FolderSnapshot(tmp_path)
    routes = Routes(Project(snapshot, ModuleMap(snapshot.paths)))

    (route,) = routes("app/items.py")
    assert (route.method, route.path, route.line, route.end_line) == ("GET", "/v1/items/{id}", 5, 5)
    assert routes("app/main.py") == ()
    assert routes("no/such.py") == ()
