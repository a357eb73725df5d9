"""What is usual among Python programmers: which standard modules names are taken from, and which short names stay.

Many modules define `run`, `name` or `Lock`. Where several could be meant, or where a word is too plain to tell, only
what people commonly write counts.
"""

from __future__ import annotations

from collections.abc import Mapping

TAKEN_FROM = frozenset(
    """
    abc argparse asyncio base64 bisect bz2 collections collections.abc concurrent.futures configparser contextlib
    contextvars copy csv dataclasses datetime decimal email.mime.application email.mime.base email.mime.image
    email.mime.multipart email.mime.text enum fnmatch fractions functools getpass glob graphlib gzip hashlib heapq
    html html.parser http.cookiejar http.cookies importlib importlib.abc importlib.machinery importlib.metadata
    importlib.util inspect io ipaddress itertools json logging lzma math mimetypes multiprocessing numbers operator
    optparse os os.path pathlib pprint queue random re secrets selectors shlex shutil signal smtplib socket
    socketserver string struct subprocess tarfile tempfile textwrap threading time traceback types typing unittest
    unittest.mock urllib.error urllib.parse urllib.request uuid warnings weakref xml.etree.ElementTree zipfile zlib
    zoneinfo
    """.split()  # noqa: SIM905
)
"""Standard modules that names are commonly imported from."""

TELLING = frozenset(
    "abc collections collections.abc contextlib dataclasses enum functools itertools pathlib typing".split()  # noqa: SIM905
)
"""Those whose names are hardly ever called with the module before them, and hardly ever something else's."""

WITH_ITS_NAME = frozenset(
    """
    asyncio importlib importlib.metadata json logging os queue re secrets signal socket string struct subprocess
    threading types unittest
    """.split()  # noqa: SIM905
)
"""Those whose functions of one plain word (`run`, `info`, `search`) are mostly called with the module before them."""

PLAIN_CLASSES = TELLING | frozenset(
    """
    argparse decimal fractions io multiprocessing numbers queue re subprocess threading unittest unittest.mock uuid
    zoneinfo
    """.split()  # noqa: SIM905
)
"""Those whose classes of one plain word (`Path`, `Thread`) are hardly ever another library's or the project's own."""

CONTESTED = frozenset("argparse asyncio multiprocessing numbers queue re threading".split())  # noqa: SIM905
"""Those whose classes of one plain word (`Event`, `Process`) other libraries have under the same word."""

AS_A_WHOLE = frozenset(
    """
    argparse ast asyncio base64 contextlib functools gc gzip hashlib importlib inspect io itertools json logging os re
    shutil socket sqlite3 subprocess sys tempfile textwrap threading traceback typing unittest urllib warnings zipfile
    """.split()  # noqa: SIM905
)
"""Standard modules that no one takes for a variable, even where nothing is read from them."""

ALIASES: Mapping[str, tuple[str, str]] = {
    "ET": ("xml.etree.ElementTree", ""),
    "jnp": ("jax.numpy", ""),
    "nn": ("torch", "nn"),
    "np": ("numpy", ""),
    "nx": ("networkx", ""),
    "pa": ("pyarrow", ""),
    "pd": ("pandas", ""),
    "pl": ("polars", ""),
    "plt": ("matplotlib.pyplot", ""),
    "px": ("plotly.express", ""),
    "sa": ("sqlalchemy", ""),
    "sns": ("seaborn", ""),
    "st": ("streamlit", ""),
    "tf": ("tensorflow", ""),
    "tk": ("tkinter", ""),
    "xr": ("xarray", ""),
}
"""Short names that a module usually goes by: `import module as short`, or `from module import name`."""

OF_FILES: Mapping[str, tuple[str, frozenset[str]]] = {
    "setup.py": ("setuptools", frozenset({"find_namespace_packages", "find_packages", "setup"})),
}
"""Names that a file of this name takes from a library which it exists for."""
