"""A headless Chromium for tests of pages, spoken to over its own debugging pipe.

Importable as `browser` from every test: `from browser import Browser, find_chromium`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import F_DUPFD_CLOEXEC, fcntl
from itertools import count
from pathlib import Path
from select import select
from typing import Any, Literal

import pytest

Scheme = Literal["light", "dark"]
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
_PATIENCE = 60


def find_chromium() -> str:
    """The browser of this machine. A test is skipped where there is none; `.ci/run` installs it where it can."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip("needs Chromium, which is not installed here; .ci/run installs it")
    return found


class Browser:
    """One tab of a running browser.

    Attributes:
        told: what the page said on the console, threw, or was refused, since it was opened.
        requested: the addresses that were asked for since then.
    """

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers, self._numbers = commands, answers, count(1)
        self._session, self._is_loaded, self._unread = "", False, b""
        self.told: list[str] = []
        self.requested: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    def open(self, page: Path, *, width: int = 1280, scheme: Scheme = "light", scripts: bool = True) -> None:
        """Load a page into a window of some width, for a reader with a preference, with scripts or without."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self._call("Emulation.setEmulatedMedia", media="", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self._call("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.told.clear()
        self.requested.clear()
        self._is_loaded = False
        self._call("Page.navigate", url=page.as_uri())
        while not self._is_loaded:
            self._next()

    def run(self, script: str) -> Any:
        """The value of an expression, evaluated in the page; a promise is waited for."""
        answer = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str, text: str = "") -> None:
        """Press a key as a person does."""
        for kind in ("keyDown", "keyUp"):
            said = {"text": text} if kind == "keyDown" and text else {}
            codes = {"Tab": 9, "Escape": 27, " ": 32}
            self._call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=codes.get(key, 0), **said)

    def print_media(self) -> None:
        """Show the page as it is printed."""
        self._call("Emulation.setEmulatedMedia", media="print")

    def _call(self, method: str, **parameters: object) -> Any:
        number = next(self._numbers)
        message: dict[str, object] = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != number:
            pass
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def _next(self) -> Any:
        """The next message, which may be an event."""
        while b"\0" not in self._unread:
            assert select([self._answers], [], [], _PATIENCE)[0], "the browser does not answer"
            read = os.read(self._answers, 1 << 16)
            assert read, "the browser has ended"
            self._unread += read
        raw, _, self._unread = self._unread.partition(b"\0")
        message = json.loads(raw)
        match message.get("method"):
            case "Page.loadEventFired":
                self._is_loaded = True
            case "Runtime.exceptionThrown" | "Runtime.consoleAPICalled" | "Log.entryAdded":
                self.told.append(json.dumps(message["params"]))
            case "Network.requestWillBeSent":
                self.requested.append(message["params"]["request"]["url"])
        return message


@contextmanager
def started(executable: str, profile: Path) -> Iterator[Browser]:
    """A browser that keeps what it keeps in `profile`, and ends with the block."""
    (read_commands, write_commands), (read_answers, write_answers) = _pipe(), _pipe()
    browser = os.posix_spawn(
        executable,
        [executable, *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, read_commands, 3),
            (os.POSIX_SPAWN_DUP2, write_answers, 4),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ],
    )
    os.close(read_commands)
    os.close(write_answers)
    try:
        yield Browser(write_commands, read_answers)
    finally:
        os.kill(browser, signal.SIGTERM)
        os.waitpid(browser, 0)
        os.close(write_commands)
        os.close(read_answers)


def _pipe() -> tuple[int, int]:
    """Both ends of a pipe, with numbers beyond those that the browser is to see."""
    ends = os.pipe()
    reading, writing = (fcntl(end, F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return reading, writing
