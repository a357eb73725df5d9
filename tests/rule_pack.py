"""Rules that another distribution offers, good ones and broken ones, for tests of the whole command.

Importable as `rule_pack` from every test: `from rule_pack import OLD_NAME, install`.
"""

from __future__ import annotations

from pathlib import Path

from repository import write

_RULE = """
import libcst as cst
from remend.model import Safety, Severity, Violation
from remend.rule import Change, Keeps, Mend, Mends, Rule


class {name}(Rule):
    '''A name that is out of date.

    Readers look for it in vain.

    The mend writes the name of today.
    '''

    id = "{id}"
    summary = "name out of date"
    subject = "use the names of today"
    triggers = ({word!r}.encode(),)
    examples = ()

    def detect(self, module):
        for site in module.sites({words!r}):
            span = module.span(site.node)
            {detect}
            yield Violation(
                rule=self.id, path=module.path, span=span, severity=Severity.LOW, safety=Safety.SAFE, message="old",
                form=site.node.id, code=module.source.line(span.line).strip(), symbol=module.symbol(site.path),
            )

    def mend(self, violation, module):
        {mend}
        return Mend(changes=(Change(target=violation.span, codemod=lambda node: {codemod}),))
"""


def _rule(name: str, *words: str, codemod: str, detect: str = "", mend: str = "") -> dict[str, str]:
    module = name.replace("-", "_")
    code = _RULE.format(
        name="".join(part.capitalize() for part in name.split("-")),
        id=name,
        word=words[0],
        words=words,
        codemod=codemod,
        detect=detect or "pass",
        mend=mend or "pass",
    )
    return {f"pack/{module}.py": code}


OLD_NAME = _rule("old-name", "legacy_total", codemod='node.with_changes(value="sum")')
"""Writes `sum` for `legacy_total`, and does it well."""

BREAKS_SYNTAX = _rule("breaks-syntax", "legacy_total", codemod="cst.Yield(node)")
"""Writes `return yield`, which Python cannot parse."""

FINDS_IT_AGAIN = _rule("finds-it-again", "legacy_total", codemod="cst.Call(cst.Name('int'), [cst.Arg(node)])")
"""Writes what it finds wrong once more."""

MENDS_IN_STEPS = _rule(
    "mends-in-steps",
    "legacy_total",
    "legacy_sum",
    codemod='node.with_changes(value="total")',
    mend='if violation.form == "legacy_sum" and "legacy_total" in module.source.text: return "one after another"',
)
"""Declines what it would mend in a second run."""

LOSES_A_NAME = _rule("loses-a-name", "legacy_total", codemod='node.with_changes(value="totl")')
"""Puts a name in place that nothing binds."""

CRASHES_FINDING = _rule(
    "crashes-finding", "legacy_total", codemod="node", detect='assert "shop" not in module.path, "no shops"'
)
"""Breaks while it looks at the files of a shop."""

CRASHES_MENDING = _rule("crashes-mending", "legacy_total", codemod="{}[node]")
"""Breaks while it mends."""

KILLS = _rule(
    "kills",
    "legacy_total",
    codemod='node.with_changes(value="sum")',
    detect='import os; "shop" in module.path and os.environ.get("DEADLY") and os.kill(os.getpid(), 9)',
)
"""Kills the process that looks at the files of a shop, in an environment that is `DEADLY`."""

HANGS_MENDING = _rule(
    "hangs-mending",
    "legacy_total",
    codemod="node",
    mend='import time; "shop" in module.path and time.sleep(600)',
)
"""Never comes to an end of mending the files of a shop."""

TAKES_ITS_TIME = _rule(
    "takes-its-time",
    "legacy_total",
    codemod='node.with_changes(value="sum")',
    mend='import os, time; os.environ.get("SEEN") and (open(os.environ["SEEN"], "a").write("."), time.sleep(0.05))',
)
"""Leaves a dot in the file `SEEN` for each of its mends."""

DIES_OR_HANGS = _rule(
    "dies-or-hangs",
    "legacy_total",
    codemod='node.with_changes(value="sum")',
    detect='import os, time; text = module.source.text; "deadly =" in text and os._exit(1); '
    '"endless =" in text and time.sleep(600)',
)
"""Kills the process that looks at a `deadly` file, and never comes to an end of an `endless` one."""


def install(folder: Path, rule: dict[str, str]) -> dict[str, str]:
    """Put the rule where Python finds it as one of an installed distribution; the environment that shows it."""
    (file,) = rule
    module = file.removeprefix("pack/").removesuffix(".py")
    kind = "".join(part.capitalize() for part in module.split("_"))
    offer = f"[remend.rules]\nmade = pack.{module}:{kind}\n"
    metadata = "Metadata-Version: 2.1\nName: pack\nVersion: 1.0\n"
    write(folder, {"pack/__init__.py": "", **rule})
    write(folder, {"pack-1.0.dist-info/METADATA": metadata, "pack-1.0.dist-info/entry_points.txt": offer})
    return {"PYTHONPATH": str(folder)}
