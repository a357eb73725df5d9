"""The words of a proposed commit: what kind of change it is, what it is about, and what holds it together."""

from __future__ import annotations

import os
import textwrap
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from remend.plan.changes.facts import Facts, name_of
from remend.plan.changes.kinds import Kind
from remend.plan.changes.parts import FileChange
from remend.plan.scope import abbreviated
from remend.plan.spec import Spec
from remend.plan.spec.footers import parted
from remend.report.diff import quote

_FILES_SHOWN = 10
_ANONYMOUS = frozenset({"src", "lib", "tests", "test", "__init__", "", "docs", "doc"})


def subject(facts: Sequence[Facts], spec: Spec, taken: Collection[str] = ()) -> str:
    """`type(scope): imperative` within the limit of the spec: the most telling of its wordings that is not `taken`."""
    kind = kind_of(facts, spec)
    titles = list(_titles(facts))
    scope = _scope(facts)
    starts = [f"{kind}({scope})", kind] if scope else [kind]
    texts = [f"{start}: {title}" for title in titles for start in starts]
    fitting = [text for text in texts if len(text) <= spec.subject_limit] or [min(texts, key=len)]
    return next((text for text in fitting if text not in taken), fitting[0])


def body(facts: Sequence[Facts], why: Sequence[str], notes: Sequence[str], spec: Spec) -> str:
    """What holds the parts together, and the files with the number of lines that came and went."""
    said = [textwrap.fill(f"{text[0].upper()}{text[1:]}.", spec.body_width) for text in (*why, *notes)]
    files = list(dict.fromkeys(each.part.file for each in facts))
    lines = [f"- {_line(file, facts)}" for file in files[:_FILES_SHOWN]]
    if len(files) > _FILES_SHOWN:
        lines.append(f"- and {len(files) - _FILES_SHOWN} more")
    text, _ = parted(spec.footers, kind_of(facts, spec))
    return "\n\n".join(part for part in (*said, "\n".join(lines), "\n".join(text)) if part)


def trailers(facts: Sequence[Facts], seconds: float, spec: Spec) -> tuple[tuple[str, str], ...]:
    """What machines read later, then what the spec asks for."""
    _, told = parted(spec.footers, kind_of(facts, spec))
    return (("Remend-Review-Seconds", f"{seconds:g}"), *told)


def size_of(file: FileChange, facts: Iterable[Facts]) -> tuple[int, int]:
    """How many lines of a file come and go with some parts."""
    own = [each.part for each in facts if each.part.file is file]
    return sum(_count(part.added) for part in own), sum(_count(part.removed) for part in own)


def _count(text: str) -> int:
    return text.count("\n") + bool(text and not text.endswith("\n"))


def _line(file: FileChange, facts: Sequence[Facts]) -> str:
    added, removed = size_of(file, facts)
    difference = file.difference
    path = _shown(file.path)
    if difference.before is None:
        return f"{path} (new)"
    if difference.after is None:
        return f"{path} (deleted)"
    is_framed = any(each.part.file is file and each.part.is_file for each in facts)
    moved = f" (was {_shown(difference.old_path)})" if is_framed and difference.old_path != file.path else ""
    return f"{path}{moved} +{added} -{removed}"


def kind_of(facts: Sequence[Facts], spec: Spec) -> str:
    """The type of the commit of some parts, of those that the spec has."""
    kinds = {each.kind for each in facts}
    if all(each.is_layout for each in facts):
        wanted = "style"
    elif all(each.is_version for each in facts if each.kind is Kind.CODE) and any(each.is_version for each in facts):
        wanted = "chore"
    elif kinds <= {Kind.DOCS, Kind.CHANGELOG}:
        wanted = "docs"
    elif kinds <= {Kind.TEST}:
        wanted = "test"
    elif kinds <= {Kind.SETTINGS, Kind.LOCK, Kind.GENERATED, Kind.VENDOR, Kind.CHANGELOG, Kind.DOCS}:
        wanted = "chore"
    else:
        wanted = _type_of_code([each for each in facts if each.kind is Kind.CODE], tested=Kind.TEST in kinds)
    return spec.type_for(wanted)


def _type_of_code(code: Sequence[Facts], *, tested: bool) -> str:
    """A guess, which the person who takes the commit over corrects: only what came and went can be seen."""
    came = {name for each in code for name in each.defines if not name.startswith("_")}
    gone = {name for each in code for name in each.drops}
    is_new_file = any(each.part.file.difference.before is None for each in code)
    if (came or is_new_file) and not gone:
        return "feat"
    return "fix" if tested and not gone else "refactor"


def _titles(facts: Sequence[Facts]) -> Iterable[str]:
    """What is done, the most telling wording first."""
    code = [each for each in facts if each.kind is Kind.CODE] or list(facts)
    moved = [e for e in facts if e.part.is_file and e.part.file.difference.old_path != e.part.path]
    if moved and len(moved) == len(facts):
        one = moved[0].part.file.difference
        (old_folder, _, old), (folder, _, new) = one.old_path.rpartition("/"), one.path.rpartition("/")
        if len(moved) == 1 and old_folder == folder:
            yield f"rename {_shown(old)} to {_shown(new)}"
        elif len({each.part.path.rpartition("/")[0] for each in moved}) == 1:
            what = _shown(old) if len(moved) == 1 else f"{len(moved)} files"
            yield f"move {what} to {_shown(folder) or '.'}"
    if all(each.is_version for each in code):
        yield from (f"set version to {release}" for release in sorted(code[0].releases)[:1])
    edits = Counter(each.edit for each in code if each.edit != ((), ()))
    edit, count = edits.most_common(1)[0] if edits else (((), ()), 0)
    says_something = any(token.isidentifier() for token in (*edit[0], *edit[1]))
    if count > 1 and 2 * count >= len(code) and says_something:
        old, new = "".join(edit[0]), "".join(edit[1])
        yield f"replace {old} with {new}" if old and new else f"add {new} throughout" if new else f"drop {old}"
    yield from _of_names("add", [sorted(each.defines) for each in code])
    files = list(dict.fromkeys(each.part.file for each in facts))
    for verb, side in (("add", "before"), ("remove", "after")):
        some = [file.path for file in files if getattr(file.difference, side) is None]
        if len(some) == len(files):
            yield from _of_paths(verb, some)
    if not any(each.part.added for each in code):
        yield from _of_names("remove", [sorted(each.drops) for each in code])
    yield from _of_names("change", [[each.symbol.rpartition(".")[2]] if each.symbol else [] for each in code])
    yield from _of_paths("change", [file.path for file in dict.fromkeys(each.part.file for each in code)])
    yield f"change {len(files)} files"


def _of_names(verb: str, names: Iterable[Sequence[str]]) -> Iterable[str]:
    counted = Counter(name for some in names for name in some if not name.startswith(("test_", "__")))
    told = [name for name, _ in counted.most_common()]
    if len(told) == 2:
        yield f"{verb} {told[0]} and {told[1]}"
    if told:
        yield f"{verb} {told[0]}" + (" and what it takes" if verb == "add" and len(told) > 2 else "")
        yield f"{verb} {told[0]}"


def _of_paths(verb: str, paths: Sequence[str]) -> Iterable[str]:
    yield f"{verb} {_base(paths[0])}" + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")
    yield f"{verb} {_shown(name_of(paths[0]))}" + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")


def _base(path: str) -> str:
    return _shown(path.rpartition("/")[2])


def _shown(path: str) -> str:
    """A path on one line: as git quotes it where it holds what cannot be printed."""
    return path if path.isprintable() else quote(path)


def _scope(facts: Sequence[Facts]) -> str:
    """The innermost folder or module that all of the code shares, if its name says something."""
    code = [each.part.path for each in facts if each.kind is Kind.CODE] or [each.part.path for each in facts]
    stems = [path.rpartition(".")[0] or path for path in dict.fromkeys(code)]
    common = os.path.commonpath(stems) if stems else ""
    telling = [part.strip("_") for part in common.split("/") if part not in _ANONYMOUS]
    return abbreviated(telling[-1]) if telling and telling[-1].isprintable() else ""
