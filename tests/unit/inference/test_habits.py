from __future__ import annotations

from inferring import inference_of
from remend.inference.habits import habits


def test_habits_are_added_up_over_the_project_by_absolute_name() -> None:
    use = "async def f(c: Client):\n    await c.get()\n    c.close()\n"
    files = {
        "pkg/__init__.py": f"from .far import Client\n{use}",
        "pkg/m.py": f"from .far import Client\n{use}",
        "pkg/deep/n.py": f"from pkg.far import Client\n{use}    await c.close()\n",
        "other.py": f"import far\n{use.replace('Client', 'far.Client')}",
        "none.py": "def f(c): c.get()\n",
    }

    index = inference_of(files).index
    assert habits({path: facts.habits for path, facts in index.facts.items()}, index.modules) == {
        ("pkg.far.Client", "get"): (3, 0),
        ("pkg.far.Client", "close"): (1, 3),
        ("far.Client", "get"): (1, 0),
        ("far.Client", "close"): (0, 1),
    }
