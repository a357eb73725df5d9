"""Finds undefined names by running ruff, which looks at thousands of files in a second.

Ruff's rule F821 is asked and nothing else counts: no configuration file, ignore file or `RUFF_*` variable of the place
where remend runs, only the content of the files. Text is decoded here, because ruff reads nothing but UTF-8.

What ruff says, and what becomes of it:

- A name counts as bound if anything in an outer scope binds it on some path: one branch of an `if`, a block under
  `TYPE_CHECKING`, a loop that never runs, a `global` statement in any function. Only module and class level go by
  order; a name that is used there before it is bound is reported.
- `del x` and the end of `except E as x` unbind; a use afterwards is reported, although the name is bound in the file.
- A class body's names are unknown in its methods, lambdas and comprehensions (first iterable aside), as in Python.
- Strings in annotations, `cast`, `TypeVar` and their kin are code; a name's place is its place inside the string. In a
  string with escapes or in several pieces it has no place, and is left out here.
- After a star import nothing is reported (that would be F405), nor under `try` with `except NameError`. `# noqa`,
  `# noqa: F821` and `# ruff: noqa` silence. Doctests, type comments and `__all__` (F822) are not looked at.
- `__path__` is known in an `__init__.py` alone. In a `.pyi` the order of definitions is free in annotations and bases.
- A module's own `__getattr__` gives no name to the code inside it, so such a name is reported, and rightly.

Left out here as well, because no NameError comes of it or none that an import could mend: strings in `Literal[...]` and
behind the first argument of `Annotated[...]` (code to ruff where it does not know what these two are: their import may
be what is missing); builtins of a later Python; a name that the file itself puts into `globals()` or `builtins`, or
asks for with `"name" in globals()`, `hasattr(builtins, "name")` or a `try` of its own. A file that fills its globals
under computed names is like one with a star import. What `exec` may bind is not known to anybody; it is reported.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath

import msgspec

from remend.cache import Cache, Shelf, code_state, digest
from remend.checkers.ruff_program import Ruff, advice, find_ruff, start_ruff
from remend.errors import UsageError
from remend.model import Diagnostic
from remend.snapshot import Snapshot
from remend.source import Source, read_source

_TARGET = f"py{sys.version_info.major}{sys.version_info.minor}"
_OPTIONS = (
    *("check", "--isolated", "--no-cache", "--exit-zero", "--no-respect-gitignore", "--config", "exclude = []"),
    *("--select", "F821", "--output-format", "json", "--target-version", _TARGET),
)
_MEMORY = "/dev/shm"  # noqa: S108 (the folder below it is made by tempfile)

_AT_A_TIME = 8_000_000
"""Bytes that one process of ruff is given at most, and one file more, since all of them are held meanwhile."""

_UNDEFINED = re.compile(r"Undefined name `(.*)`(.*)", re.DOTALL)
_BY_HAND = re.compile(
    r"""globals\(\)\s*\[\s*["'](\w+)["']\s*\]\s*=(?!=)
      | ["'](\w+)["']\s+(?:not\s+)?in\s+(?:(?:globals|locals|vars|dir)\(\)|__builtins__)
      | \b(?:has|set)attr\(\s*_*builtins_*\s*,\s*["'](\w+)["']
      | \b_*builtins_*\.(\w+)\s*=(?!=)
      | \btry:\s*(\w+)\s*(?:\#[^\n]*)?\s*except\s*\(?NameError""",
    re.VERBOSE,
)
_BY_COMPUTING = re.compile(
    r"""\bglobals\(\)\s*(?:\.(?:update|setdefault|__setitem__)\(|\|=)
      | \bglobals\(\)\s*\[(?!\s*["']\w+["']\s*\])[^\n]*\]\s*=(?!=)
      | =\s*globals\(\)\s*$
      | Enum\._convert_?\(|\bglobal_enum\b""",
    re.VERBOSE | re.MULTILINE,
)
_HANDS = ("globals()", "locals()", "vars()", "dir()", "builtins", "NameError")
_VALUES = re.compile(r"\b(Literal|Annotated)\s*\[")
_PIECE = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[\[\](){},]""")


class UndefinedName(msgspec.Struct, frozen=True, array_like=True):
    """A name that nothing binds; lines and columns count from 1, in characters, the end being exclusive."""

    name: str
    line: int
    column: int
    end_line: int
    end_column: int


class Lint(msgspec.Struct, frozen=True, array_like=True):
    """What ruff says about one content, in the order of the text.

    `fault` is the first thing that keeps it from being compiled and `line` where that stands, empty and 0 if there is
    none. A fault that still leaves a syntax tree (syntax of a later Python, a `nonlocal` that is out of place) comes
    together with names.
    """

    names: tuple[UndefinedName, ...] = ()
    fault: str = ""
    line: int = 0


class _Place(msgspec.Struct, frozen=True, order=True):
    row: int
    column: int


class _Complaint(msgspec.Struct, frozen=True):
    code: str | None
    message: str
    filename: str
    location: _Place
    end_location: _Place


def find_undefined_names(
    snapshot: Snapshot, paths: Sequence[str], cache: Cache | None, builtins: Sequence[str] = ()
) -> dict[str, Lint]:
    """What ruff says about each file of `paths`; one process for much of the content that the cache does not know.

    `builtins` are names that count as bound everywhere. Raises UsageError where ruff cannot be run or understood, and
    as the snapshot does where a file cannot be read.
    """
    ruff = find_ruff()
    here = Path(__file__).parent
    code = [code_state(here / name) for name in ("ruff.py", "ruff_program.py", "../source.py")]
    state = digest("ruff", ruff.version, _TARGET, sorted(set(builtins)), code)
    contents = {path: f"{blob}:{_kind(path)}" for path, blob in snapshot.blobs(paths).items()}
    return Shelf(cache, Lint, state).fill(
        contents, lambda unknown: _look_at_many(ruff, snapshot.read_many(unknown), builtins)
    )


def undefined_names_in(path: str, raw: bytes, builtins: Sequence[str] = ()) -> Lint:
    """What ruff says about one content, as `find_undefined_names` does. Raises UsageError as that does."""
    source = read_source(path, raw)
    if isinstance(source, Diagnostic):
        return Lint(fault=source.message, line=source.line)
    options = ("--stdin-filename", _kind(path), "-")
    return _lint(source, _run(find_ruff(), builtins, options, _as_utf8(source, raw)))


def _kind(path: str) -> str:
    """A name that means the same to ruff as the file's own."""
    name = path.rpartition("/")[2]
    return name if name == "__init__.py" else "module.pyi" if name.endswith(".pyi") else "module.py"


def _as_utf8(source: Source, raw: bytes) -> bytes:
    return raw if source.encoding.startswith("utf-8") else source.text.encode("utf-8", "replace")


def _look_at_many(ruff: Ruff, contents: Iterable[tuple[str, bytes]], builtins: Sequence[str]) -> Iterator[Lint]:
    """What ruff says about each file, of so many at a time that little is held."""
    some: list[tuple[str, bytes]] = []
    room = _AT_A_TIME
    for each in contents:
        some.append(each)
        room -= len(each[1])
        if room <= 0:
            yield from _look_at_some(ruff, some, builtins)
            some, room = [], _AT_A_TIME
    yield from _look_at_some(ruff, some, builtins)


def _look_at_some(ruff: Ruff, contents: Iterable[tuple[str, bytes]], builtins: Sequence[str]) -> list[Lint]:
    lints: list[Lint] = []
    sources: dict[int, Source] = {}
    files: dict[str, bytes] = {}
    for number, (path, raw) in enumerate(contents):
        source, kind = read_source(path, raw), _kind(path)
        if isinstance(source, Diagnostic):
            lints.append(Lint(fault=source.message, line=source.line))
        else:
            lints.append(Lint())
            sources[number] = source
            # flat, as a folder costs more than a file; but a package's file needs its very name
            files[f"{number}/{kind}" if kind == "__init__.py" else f"{number}{kind[6:]}"] = _as_utf8(source, raw)
    complaints = _by_number(_run_over(ruff, builtins, files)) if files else {}
    for number, source in sources.items():
        lints[number] = _lint(source, complaints.get(str(number), ()))
    return lints


def _run_over(ruff: Ruff, builtins: Sequence[str], files: Mapping[str, bytes]) -> list[_Complaint]:
    try:
        with tempfile.TemporaryDirectory(prefix="remend-", dir=_room(sum(map(len, files.values())))) as folder:
            for name, content in files.items():
                if name.endswith("__init__.py"):
                    os.mkdir(f"{folder}/{name.partition('/')[0]}")  # noqa: PTH102 (thousands of Paths are slow)
                with open(f"{folder}/{name}", "wb") as file:  # noqa: PTH123 (the same)
                    file.write(content)
            return _run(ruff, builtins, (folder,))
    except OSError as error:
        raise UsageError(
            f"no temporary files can be written for ruff: {error.strerror or error}; free some space or set TMPDIR"
        ) from error


def _room(size: int) -> str | None:
    """A folder in memory that has plenty of room, unless the user named another one.

    To make some thousand files takes 0.1 seconds there, and on a disk from 0.2 to 3 seconds, as was measured.
    """
    if any(os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP")) or not os.access(_MEMORY, os.W_OK | os.X_OK):
        return None
    return _MEMORY if shutil.disk_usage(_MEMORY).free > 4 * size else None


def _by_number(complaints: Iterable[_Complaint]) -> Mapping[str, list[_Complaint]]:
    found: dict[str, list[_Complaint]] = {}
    for complaint in complaints:
        place = PurePath(complaint.filename)
        number = place.parent.name if place.name == "__init__.py" else place.stem
        found.setdefault(number, []).append(complaint)
    return found


def _lint(source: Source, complaints: Iterable[_Complaint]) -> Lint:
    ordered = sorted(complaints, key=lambda complaint: (complaint.location, complaint.end_location))
    names = tuple(dict.fromkeys(_real_names(source, [each for each in ordered if each.code == "F821"])))
    for fault in ordered:
        if fault.code != "F821":
            return Lint(names, fault.message.removeprefix("SyntaxError: "), fault.location.row)
    return Lint(names)


def _real_names(source: Source, complaints: list[_Complaint]) -> Iterator[UndefinedName]:
    if not complaints or _BY_COMPUTING.search(source.text):
        return
    by_hand, values = _names_by_hand(source.text), tuple(_values(source.text))
    for complaint in complaints:
        found = _UNDEFINED.fullmatch(complaint.message)
        assert found is not None
        name, start, end = unicodedata.normalize("NFKC", found[1]), complaint.location, complaint.end_location
        offset = source.line_starts[start.row - 1] + start.column - 1
        is_value = any(first < offset < last for first, last in values)
        if name.isidentifier() and name not in by_hand and not found[2] and not is_value:
            yield UndefinedName(name, start.row, start.column, end.row, end.column)


def _names_by_hand(text: str) -> frozenset[str]:
    if not any(word in text for word in _HANDS):  # the expression alone is a hundred times slower
        return frozenset()
    return frozenset(name for match in _BY_HAND.finditer(text) for name in match.groups() if name)


def _values(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each string that is a value to `Literal` or `Annotated`, and so names nothing."""
    for opened in _VALUES.finditer(text) if "Literal" in text or "Annotated" in text else ():
        depth, is_value, strings = 1, opened[1] == "Literal", []
        for piece in _PIECE.finditer(text, opened.end()):
            if piece[0] in "[({":
                depth += 1
            elif piece[0] in "])}":
                depth -= 1
            elif piece[0] == ",":
                is_value = is_value or depth == 1
            elif is_value:
                strings.append(piece.span())
            if not depth:
                yield from strings
                break


def _run(ruff: Ruff, builtins: Sequence[str], options: Sequence[str], text: bytes = b"") -> list[_Complaint]:
    """What ruff complains of. Raises UsageError where it cannot be run, gives up, or cannot be understood."""
    bound = ("--config", f"builtins = {json.dumps(sorted(set(builtins)), ensure_ascii=False)}")
    ran = start_ruff(ruff.program, (*_OPTIONS, *bound, *options), text)
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip().partition("\n")[0] or f"exit status {ran.returncode}"
        raise UsageError(f"ruff {ruff.version} ({ruff.program}) gave up: {said}; update it: {advice()}")
    try:
        complaints = msgspec.json.decode(ran.stdout, type=list[_Complaint])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _not_understood(ruff, str(error)) from error
    strange = [each.message for each in complaints if each.code == "F821" and not _UNDEFINED.fullmatch(each.message)]
    if strange:
        raise _not_understood(ruff, strange[0])
    return complaints


def _not_understood(ruff: Ruff, what: str) -> UsageError:
    said = f"ruff {ruff.version} ({ruff.program}) writes what remend cannot read ({what})"
    return UsageError(f"{said}; update both, or install an older ruff")
