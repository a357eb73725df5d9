"""The command line as a whole: its commands, and the one place where an error becomes a sentence and an exit code.

Command modules import typer and nothing heavier, so that `remend --help` and `remend --version` answer at once. Help is
plain text for the same reason: laying it out in boxes takes as long as everything else together.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.main import get_command

import remend
from remend.errors import RemendError
from remend_cli.commands.blame_ignore import blame_ignore
from remend_cli.commands.check_commit import check_commit
from remend_cli.commands.check_message import check_message
from remend_cli.commands.demo import demo
from remend_cli.commands.explain import explain
from remend_cli.commands.fix import fix
from remend_cli.commands.migrate import migrate
from remend_cli.commands.plan import plan
from remend_cli.commands.review import review
from remend_cli.commands.rules import rules
from remend_cli.commands.scan import scan
from remend_cli.commands.spec import spec
from remend_cli.commands.undo import undo
from remend_cli.commands.verify import verify

INTERRUPTED = 130
BROKEN = 3
_EXIT_CODES = """\
Exit codes: 0 nothing found, or everything mended; 1 violations remain, or a dry run would change something; 2 usage or
configuration; 3 internal error, or a mend that failed its checks; 130 interrupted.
"""

app = typer.Typer(
    name="remend",
    help="Finds regressions in a Python code base, mends them, and hands the repair over as git commits.",
    epilog=_EXIT_CODES,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_WORK = (scan, review, fix, migrate, verify, plan, undo, blame_ignore)
_INFORMATION = (spec, check_message, check_commit, rules, explain, demo)
for command in (*_WORK, *_INFORMATION):
    app.command()(command)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer hands over the value of the flag
    if wanted:
        typer.echo(f"remend {remend.__version__}")
        raise typer.Exit


@app.callback()
def remember(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Options that stand before the command."""


def run(arguments: Sequence[str]) -> int:
    """Run `remend ARGUMENTS` and return its exit code; whatever goes wrong is told on stderr, in one sentence.

    Raises KeyboardInterrupt, which typer makes an exit code of, so that a caller can tell.
    """
    try:
        return int(get_command(app).main(args=list(arguments), prog_name="remend") or 0)
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 0
        if code == INTERRUPTED:
            raise KeyboardInterrupt from None
        return code
    except RemendError as error:
        _complain(str(error))
        if error.exit_code == BROKEN:
            _show_traceback(error, arguments)
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last resort: nothing is swallowed, all of it is told
        _complain(
            f"internal error: {type(error).__name__}: {error}; please report this with what REMEND_TRACEBACK=1 shows"
        )
        _show_traceback(error, arguments)
        return BROKEN


def _complain(text: str) -> None:
    typer.echo(f"remend: {text}", err=True)


def _show_traceback(error: Exception, arguments: Sequence[str]) -> None:
    if not {"-v", "--verbose"}.isdisjoint(arguments) or os.environ.get("REMEND_TRACEBACK"):
        sys.stderr.write("".join(traceback.format_exception(error)))
