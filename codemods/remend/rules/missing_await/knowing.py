"""Gets to know a project: all of it, or, where few of its files are asked about, what they ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from remend.index.calls import Calls, LazyCalls, gather_calls
from remend.index.traced import Traced
from remend.inference.infer import Inference
from remend.project import Project
from remend.rules.missing_await.known import Known, Opinion
from remend.rules.missing_await.lore import Lore, learn
from remend.rules.missing_await.sought import Sought
from remend.rules.missing_await.telling import Telling


def know(
    project: Project,
    keeping: frozenset[str],
    *,
    sinks: frozenset[str],
    beyond: frozenset[str],
    opinion: Opinion,
    wholly: bool = False,
) -> Known:
    """What there is to know, or can be known when it is asked for; the latter never if it is to be known `wholly`.

    `keeping` are decorators that leave a function as it is, `sinks` callables that run what they are given, `beyond`
    the names of coroutine functions of libraries.
    """
    narrow = None if wholly else project.index.narrow
    paths = [path for path in project.snapshot.paths if path.endswith(".py")]

    def gather(some: Sequence[str]) -> Mapping[str, Calls]:
        return gather_calls(project.snapshot, some, project.cache)

    calls = gather(paths) if narrow is None else LazyCalls(paths, gather, narrow)
    lore: Lore = learn(project, beyond) if narrow is None else Sought(project, narrow, beyond)
    return Known(
        inference=Inference(Traced(project.wide), keeping),
        calls=calls,
        lore=lore,
        contents=project.contents,
        sinks=sinks,
        telling=Telling(Inference(project.wide, keeping), calls, project.contents, lore.is_distinct, sinks),
        opinion=opinion,
    )
