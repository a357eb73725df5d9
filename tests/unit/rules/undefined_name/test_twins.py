from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from questions import ask, ground_of
from remend.naming.uses import Uses
from remend.rules.undefined_name.candidate import Candidate
from remend.rules.undefined_name.twins import twin

BOTH = {"collections.abc": "typing.x", "typing": "typing.x"}
OFFERED = {
    "Callable": BOTH,
    "Iterable": BOTH,
    "Any": {"typing": "typing.Any"},
    "Protocol": {"typing": "typing.Protocol"},
}


def offered_by(name: str, _: Uses) -> Mapping[str, str]:
    return OFFERED.get(name, {})


@pytest.mark.parametrize(
    ("imports", "module", "name", "expected"),
    [
        ("from typing import Callable", "collections.abc", "Iterable", "typing"),
        ("from typing import Any", "collections.abc", "Iterable", ""),
        ("from typing import Callable\nfrom collections.abc import Iterable", "collections.abc", "Iterable", ""),
        ("from collections.abc import Callable", "typing", "Iterable", "collections.abc"),
        ("from collections.abc import Callable", "typing", "Protocol", ""),
        ("from typing_extensions import Protocol", "typing", "Any", "typing_extensions"),
        ("from typing_extensions import Protocol\nfrom typing import Any", "typing", "Protocol", ""),
        ("from typing_extensions import Missing", "typing", "Any", ""),
        ("from shop import Callable", "shop", "Iterable", ""),
    ],
)
def test_a_file_keeps_to_one_of_two_modules_that_have_the_same(
    imports: str, module: str, name: str, expected: str
) -> None:
    project = {"app.py": f"{imports}\n{name}"}
    ground = replace(ground_of(project), offered_by=offered_by)

    assert twin(ask(project, "app.py", name), Candidate(module=module, name=name), ground) == expected
