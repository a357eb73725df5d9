"""The `remend` command, and `python -m remend_cli`.

With `-m` the interpreter puts the current folder first on the path, where a user's own `git` or `typer` folder would
shadow what remend imports. remend never runs the code that it looks at, so that folder goes before the first import.
"""

from __future__ import annotations

import gc
import os
import sys

if __name__ == "__main__" and sys.path[0] in {"", os.path.abspath(os.curdir)}:  # noqa: PTH100 - pathlib is not needed yet
    del sys.path[0]


INTERRUPTED = 130

ALLOCATIONS = 100_000
"""Objects made before the garbage collector looks for cycles; looking at every 700 takes a tenth of a short scan."""


def main() -> None:
    """Run the command line and exit with its code."""
    before = gc.get_threshold()
    gc.set_threshold(ALLOCATIONS)
    try:
        from remend_cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("remend: interrupted\n")
        code = INTERRUPTED
    finally:
        gc.set_threshold(*before)
    sys.exit(code)


if __name__ == "__main__":
    main()
