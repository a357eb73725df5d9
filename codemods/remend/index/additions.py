"""Which names came to the standard library with a version that typeshed no longer tells apart from those before.

Typeshed's stubs drop a version of Python when its support ends, and projects go on running on it for years. From there
on the stubs show what came with it as if it had always been there.
"""

from __future__ import annotations

from collections.abc import Mapping

_ADDED: Mapping[tuple[int, int], str] = {
    (3, 9): """
        argparse.BooleanOptionalAction ast.unparse asyncio.PidfdChildWatcher asyncio.to_thread functools.cache
        gc.is_finalized importlib.resources.as_file importlib.resources.files math.lcm math.nextafter math.ulp
        os.pidfd_open os.waitstatus_to_exitcode random.randbytes signal.pidfd_send_signal socket.recv_fds
        socket.send_fds sys.platlibdir tracemalloc.reset_peak types.GenericAlias typing.Annotated
        xml.etree.ElementTree.indent
    """,
    (3, 10): """
        abc.update_abstractmethods ast.Match ast.match_case base64.b32hexdecode base64.b32hexencode
        builtins.EncodingWarning builtins.aiter builtins.anext codecs.unregister contextlib.AsyncContextDecorator
        contextlib.aclosing dataclasses.KW_ONLY importlib.metadata.EntryPoints importlib.metadata.PackageMetadata
        importlib.metadata.packages_distributions inspect.get_annotations io.text_encoding itertools.pairwise
        os.eventfd os.splice statistics.correlation statistics.covariance statistics.linear_regression sys.orig_argv
        sys.stdlib_module_names threading.getprofile threading.gettrace types.EllipsisType types.NoneType
        types.NotImplementedType types.UnionType typing.Concatenate typing.ParamSpec typing.ParamSpecArgs
        typing.ParamSpecKwargs typing.TypeAlias typing.TypeGuard typing.is_typeddict
    """,
}
"""By version what a module has in it and had not in the one before, of the names that programs import.

Compared by `dir` of the modules in Python 3.8, 3.9 and 3.10; whole modules are in typeshed's own list.
"""

SINCE = {name: version for version, names in _ADDED.items() for name in names.split()}


def is_there(module: str, name: str, version: tuple[int, int]) -> bool:
    """Whether a name of a standard module is as old as a version of Python, as far as the list above knows."""
    return version >= SINCE.get(f"{module}.{name}", version)
