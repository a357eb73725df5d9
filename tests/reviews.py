"""Reviews made by hand, for the tests of their formats.

Importable as `reviews` from every test: `from reviews import REVIEW`. The code base is that of a small booking
service: a harbour whose berths are assigned over a web socket.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from remend.model import CommitUnit, Diagnostic, Rewrite, Severity
from remend.report.diff import diff_file
from remend.review.model import Area, Blame, Change, Origin, Review, Scope, Verdict

LIMITS_PATH = "harbor/core/limits.py"
LIMITS = b'''"""How much one berth may take."""

import logging
from dataclasses import dataclass, field

from harbor.env import get_env

log = logging.getLogger(__name__)


@dataclass
class Limits:
    pooled: bool = field(default_factory=lambda: get_env().get("BERTH_POOLING", "true") == "true")
    boats: int = field(default_factory=lambda: int(os.getenv("BERTH_BOATS", "12")))
    depth: float = field(default_factory=lambda: float(os.getenv("BERTH_DEPTH_METRES", "4.5")))
    night: bool = field(default_factory=lambda: os.getenv("BERTH_NIGHT", "off").lower() == "on")
'''
LIMITS_MENDED = LIMITS.replace(b"os.getenv(", b"get_env().get(")
MEND = diff_file(LIMITS_PATH, LIMITS, LIMITS_MENDED).render()

MOVED = Blame(commit="4be1c07d2f9a8813", date="2025-03-04", subject="refactor(core): read settings through get_env")
SPLIT = Blame(commit="91d3aa5e70c64b02", date="2025-03-05", subject="refactor(ws): split rooms from berths")
DEPLOY = Blame(
    commit="c20f6b9be4471d5a77e2093b16f8d4a05c3e7712",
    date="2025-03-06",
    subject="fix(deploy): bring the cache settings back",
)
LONG_AGO = Blame(commit="07aa12f3398cd100", date="2024-11-20", subject="feat(ws): tide alarms", in_range=False)

_ENV = Change(
    rule="env-access",
    path=LIMITS_PATH,
    line=14,
    end_line=14,
    verdict=Verdict.REGRESSION,
    origin=Origin.INTRODUCED,
    severity=Severity.CRITICAL,
    title="os.getenv() in a module that does not import os any more",
    topic="os.getenv() past the accessor get_env()",
    why="Each read raises NameError as soon as a Limits is made, and the settings of a test do not reach it.",
    symbol="Limits",
    evidence=(
        f"{LIMITS_PATH}:6 imports get_env, and line 13 already reads through it",
        "the import of os was removed by the same commit",
    ),
    before='    boats: int = field(default_factory=lambda: int(os.getenv("BERTH_BOATS", "12")))\n',
    after='    boats: int = field(default_factory=lambda: int(os.getenv("BERTH_BOATS", "12")))\n',
    blame=MOVED,
    mend=MEND,
    fingerprint="a1a1a1a1a1a1a1a1",
)
_DEPTH = '    depth: float = field(default_factory=lambda: float(os.getenv("BERTH_DEPTH_METRES", "4.5")))\n'
_NIGHT = '    night: bool = field(default_factory=lambda: os.getenv("BERTH_NIGHT", "off").lower() == "on")\n'
ENV = (
    _ENV,
    replace(_ENV, line=15, end_line=15, before=_DEPTH, after=_DEPTH, fingerprint="a2a2a2a2a2a2a2a2"),
    replace(_ENV, line=16, end_line=16, before=_NIGHT, after=_NIGHT, fingerprint="a3a3a3a3a3a3a3a3"),
)
UNDEFINED = Change(
    rule="undefined-name",
    path="harbor/web/rooms.py",
    line=151,
    end_line=151,
    verdict=Verdict.REGRESSION,
    origin=Origin.INTRODUCED,
    severity=Severity.CRITICAL,
    title="`berth_session` is used and defined nowhere",
    topic="berth_session",
    why="The first boat that joins a room ends its connection with a NameError.",
    symbol="join",
    evidence=(
        "harbor/web/sessions.py:40 defined berth_session until 91d3aa5e7, which removed it",
        "no module of the project offers a name like it",
    ),
    before="    async with berth_session(socket, user) as berth:\n        await berth.greet()\n",
    after="    async with berth_session(socket, user, room=room) as berth:\n        await berth.greet()\n",
    blame=SPLIT,
    fingerprint="b1b1b1b1b1b1b1b1",
)
REMOVED = Change(
    rule="removed-api",
    path="harbor/web/sessions.py",
    line=40,
    end_line=52,
    verdict=Verdict.REGRESSION,
    origin=Origin.INTRODUCED,
    severity=Severity.HIGH,
    title="`berth_session` was removed, and one call site still uses it",
    topic="berth_session",
    why="Whoever imports it gets an ImportError; the call in rooms.py is reached on every join.",
    symbol="berth_session",
    evidence=("harbor/web/rooms.py:151 calls it", "tests/web/test_sessions.py:9 imports it"),
    before="@asynccontextmanager\nasync def berth_session(socket, user):\n    berth = Berth(socket, user)\n"
    "    try:\n        yield berth\n    finally:\n        await berth.leave()\n",
    blame=SPLIT,
    fingerprint="c1c1c1c1c1c1c1c1",
)
INCOMPLETE = Change(
    rule="incomplete-refactor",
    path="harbor/core/pools.py",
    line=27,
    end_line=28,
    verdict=Verdict.REGRESSION,
    origin=Origin.INTRODUCED,
    severity=Severity.MEDIUM,
    title="one of seven sites still opens a pool by hand",
    why="The six others close their pool with the request; this one keeps it open.",
    symbol="refill",
    evidence=("six sites went from `Pool(url)` and `pool.open()` to `open_pool(url)` in 4be1c07d2",),
    before="    pool = Pool(url)\n    pool.open()\n",
    after="    pool = Pool(url)\n    pool.open()\n",
    blame=MOVED,
    mend=diff_file(
        "harbor/core/pools.py",
        b"def refill(url):\n    pool = Pool(url)\n    pool.open()\n    return pool\n",
        b"def refill(url):\n    pool = open_pool(url)\n    return pool\n",
    ).render(),
    fingerprint="d1d1d1d1d1d1d1d1",
)
CARRIED = Change(
    rule="undefined-name",
    path="harbor/web/rooms.py",
    line=204,
    end_line=204,
    verdict=Verdict.REGRESSION,
    origin=Origin.CARRIED,
    severity=Severity.HIGH,
    title="`tide_table` is used and defined nowhere",
    topic="tide_table",
    why="A tide alarm raises NameError.",
    after="    levels = tide_table(port)\n",
    blame=LONG_AGO,
    fingerprint="e1e1e1e1e1e1e1e1",
)
CALL = Change(
    rule="changed-call",
    path="harbor/web/rooms.py",
    line=357,
    end_line=359,
    verdict=Verdict.NEEDS_VERIFICATION,
    origin=Origin.INTRODUCED,
    severity=Severity.HIGH,
    title="the statistics come from `rooms.stats()` instead of `BerthManager.global_stats()`",
    why="Both return a dictionary, yet not one of the same shape.",
    symbol="stats",
    evidence=(
        "harbor/web/manager.py:88 defines stats(); it is a plain function, as the old one was",
        "keys lost: `boats_waiting`; keys gained: `rooms`",
        "`by name only`: web/dashboard.js:31 reads `boats_waiting`",
    ),
    questions=(
        "Does web/dashboard.js still get the `boats_waiting` that it draws?",
        "Is `rooms` allowed in the public answer of GET /ws/stats?",
    ),
    before="    stats = BerthManager.global_stats()\n    return answer(stats)\n",
    after="    rooms = get_rooms()\n    stats = rooms.stats()\n    return answer(stats)\n",
    blame=SPLIT,
    fingerprint="f1f1f1f1f1f1f1f1",
)
SECRET = Change(
    rule="dropped-setting",
    path="harbor/core/secrets.py",
    line=75,
    end_line=82,
    verdict=Verdict.NEEDS_VERIFICATION,
    origin=Origin.INTRODUCED,
    severity=Severity.HIGH,
    title="a constant is the last fallback of a name that looks like a secret",
    why="Every environment that sets none of the three names signs its tokens with a key that anyone can read here.",
    symbol="signing_key",
    evidence=("the chain reads HARBOR_JWT_KEY, then JWT_KEY, then returns a literal",),
    questions=("Can an environment other than development reach the literal?",),
    before='    return env.get("JWT_KEY") or fail("JWT_KEY")\n',
    after='    return env.get("HARBOR_JWT_KEY") or env.get("JWT_KEY") or "dev-only"\n',
    blame=DEPLOY,
    fingerprint="0101010101010101",
)
RESTORED = Change(
    rule="dropped-setting",
    path="deploy/settings.py",
    line=52,
    end_line=53,
    verdict=Verdict.ACCEPTABLE,
    origin=Origin.INTRODUCED,
    severity=Severity.LOW,
    title="CACHE_HOST and CACHE_PORT are declared again",
    why="An earlier commit had dropped both; harbor/core/cache.py:18 reads them.",
    evidence=("07aa12f33 dropped them",),
    after='    "CACHE_HOST",\n    "CACHE_PORT",\n',
    blame=DEPLOY,
    fingerprint="0202020202020202",
)
AWAITED = Change(
    rule="missing-await",
    path="harbor/web/router.py",
    line=171,
    end_line=171,
    verdict=Verdict.ACCEPTABLE,
    origin=Origin.RESOLVED,
    severity=Severity.HIGH,
    title="the coroutine of `assign_berth()` is awaited now",
    why="Before, the caller got a coroutine that never ran.",
    symbol="assign",
    before="    return assign_berth(user, db)\n",
    after="    return await assign_berth(user, db)\n",
    blame=DEPLOY,
    fingerprint="0303030303030303",
)
UNIT = CommitUnit(
    rule="env-access",
    service="harbor",
    subject="refactor(core): read env through get_env",
    body="Three reads went past the accessor.",
    trailers=(("Remend-Rule", "env-access"),),
    rewrites=(Rewrite(rule="env-access", path=LIMITS_PATH, old=LIMITS, new=LIMITS_MENDED, mended=()),),
    review_seconds=21.0,
)
POOLS = replace(
    UNIT, rule="incomplete-refactor", subject="refactor(core): open the last pool through open_pool", review_seconds=9.5
)
SCOPE = Scope(
    asked="main..refactor/rooms",
    base="b0b27f1cc5d84f0a9e3a61d7c04f5588e2019b3c",
    head="c20f6b9be4471d5a77e2093b16f8d4a05c3e7712",
    date="2025-03-06T17:42:10+01:00",
    commits=(MOVED, SPLIT, DEPLOY),
    files=(
        "deploy/settings.py",
        "docs/rooms.md",
        "harbor/core/limits.py",
        "harbor/core/pools.py",
        "harbor/core/secrets.py",
        "harbor/web/rooms.py",
        "harbor/web/router.py",
        "harbor/web/sessions.py",
        "web/dashboard.js",
    ),
    unjudged=("docs/rooms.md", "web/dashboard.js"),
)
REVIEW = Review(
    root="/home/ada/harbor",
    scope=SCOPE,
    changes=(*ENV, UNDEFINED, REMOVED, INCOMPLETE, CARRIED, CALL, SECRET, RESTORED, AWAITED),
    areas=(
        Area(name="Berth assignment", regressions=4, to_verify=1, acceptable=1),
        Area(name="Live rooms", regressions=2, to_verify=1, acceptable=0),
        Area(name="Deployment", regressions=0, to_verify=0, acceptable=1),
    ),
    steps=(
        "remend review main..refactor/rooms --fail-on low",
        "remend scan harbor/core/limits.py harbor/core/pools.py",
        "python -m pytest tests/core/test_limits.py tests/web/test_rooms.py",
        "curl -sS -X GET http://localhost:8000/ws/stats",
    ),
    units=(UNIT, POOLS),
    diagnostics=(
        Diagnostic(kind="unparsable", path="harbor/legacy/tides.py", message="invalid syntax", line=12, column=9),
    ),
    notes=("harbor/data/charts.py was not read: it is larger than 1 MB",),
)
CLEAN = replace(
    REVIEW, changes=(), areas=(), steps=(), units=(), diagnostics=(), notes=(), scope=replace(SCOPE, unjudged=())
)


def review_of(*changes: Change, **others: Any) -> Review:
    """A review of nothing but `changes`."""
    return replace(CLEAN, changes=changes, **others)


def many(count: int, change: Change = UNDEFINED, **others: Any) -> tuple[Change, ...]:
    """`count` changes like `change`, one after the other in the file."""
    return tuple(
        replace(change, line=line, end_line=line, topic=f"topic {line}", fingerprint=f"{line:016x}", **others)
        for line in range(1, count + 1)
    )


EVIL = (
    "</script></style><script>window.owned = 1</script><img src=x onerror='window.owned = 2'>\"' onload=\"owned=3&amp;"
)
HOSTILE = review_of(
    replace(
        UNDEFINED,
        rule=EVIL,
        path=f"{EVIL}/{'long' * 60}.py",
        title=EVIL,
        topic=EVIL,
        why=f"`{EVIL}` \u202e\x00\x1b[31m {'x' * 300}",
        symbol=EVIL,
        evidence=(EVIL,),
        questions=(EVIL,),
        before=f"{EVIL}\n\x00\udcff\n{'y' * 500}\n",
        after=f"{EVIL}\n\u2028\n",
        blame=Blame(commit=EVIL, date=EVIL, subject=EVIL),
        mend=diff_file("bad\udcff.py", b"\xff" + EVIL.encode(), EVIL.encode()).render(),
        fingerprint=EVIL,
    ),
    replace(CALL, path="\udcff/\n.py", line=0, end_line=0),
    areas=(Area(name=EVIL, regressions=1, to_verify=0, acceptable=0),),
    steps=(EVIL, "rm\r\x1b[2K"),
    units=(replace(UNIT, subject=EVIL, commit=EVIL),),
    diagnostics=(Diagnostic(kind=EVIL, path=EVIL, message=EVIL),),
    notes=(EVIL,),
    scope=Scope(asked=EVIL, base=EVIL, head=EVIL, date=EVIL, commits=(), files=(EVIL,), unjudged=(EVIL,)),
)
