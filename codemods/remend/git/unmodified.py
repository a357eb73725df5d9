"""Which files on disk hold the very bytes that git's index names, so that they need not be read to know their blob id.

Git tells from times and sizes that a file is as it was when it was checked out or added. That its bytes are those of
the blob is another matter: line ends and keywords may have been converted and a filter may have run, perhaps under
settings that have changed since. So a file counts only if no filter or encoding is set for it, and if its size is that
of the blob: the other conversions all add bytes on disk or take them away. In doubt a file is not among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from remend.git.command import GitCommand, decode

_CONVERTED = ":(exclude,attr:!filter !working-tree-encoding)"
_LOOKED_AT = b"H"


def unmodified(command: GitCommand, on_disk: Mapping[str, int]) -> Mapping[str, str]:
    """The blob ids of the files that are on disk as git stores them, of files by their sizes on disk in bytes.

    Raises GitError where git fails.
    """
    with ThreadPoolExecutor(1) as beside:
        sizes = beside.submit(_sizes, command)
        # Asked first: what is staged after this was found modified here, or is on disk as the index then says. Files
        # in conflict are always among them.
        modified = _names(command.output("diff-files", "--name-only", "--ignore-submodules=all", "-z"))
        converted = _names(
            command.output("ls-files", "-z", "--", _CONVERTED, environment={"GIT_LITERAL_PATHSPECS": "0"})
        )
        staged = command.output("ls-files", "--stage", "-v", "-z")
        stored = sizes.result()
    blobs: dict[str, str] = {}
    for record in staged.split(b"\0")[:-1]:
        description, _, name = record.partition(b"\t")
        tag, _, blob, _ = description.split(b" ")
        # Another tag means that git was told not to look: assumed unchanged, or not checked out.
        if tag == _LOOKED_AT and name not in modified and name not in converted:
            blobs[decode(name)] = blob.decode("ascii")
    return {path: blob for path, blob in blobs.items() if on_disk.get(path, -1) == stored.get(blob)}


def _sizes(command: GitCommand) -> dict[str, int]:
    """The sizes of the blobs that are staged, of those that are there; a partial clone fetches none for this."""
    asked = b"".join(
        b"%b\n" % record.split(b" ", 2)[1] for record in command.output("ls-files", "--stage", "-z").split(b"\0")[:-1]
    )
    format_ = "--batch-check=%(objectname) %(objectsize)"
    answer = command.run("cat-file", format_, stdin=asked, environment={"GIT_NO_LAZY_FETCH": "1"})
    pairs = (line.split() for line in answer.output.decode("ascii", "replace").splitlines())
    return {blob: int(size) for blob, size in pairs if size.isdigit()}


def _names(listing: bytes) -> frozenset[bytes]:
    return frozenset(listing.split(b"\0")[:-1])
