"""Runs under Python 2.7 and 3: imports modules, each in a process of its own, uses them, and prints what comes of it.

    python probe.py ROOT < '[{"module": "...", "calls": [["function", ["'argument'"]]]}]'

Each line that it prints is JSON: the module, what was asked, and the answer. Its functions are called as asked, the
examples of its doctests are worked out, and its unit tests are run.
"""

import doctest
import importlib
import json
import os
import signal
import sys
import time
import unittest

TEXT = type("")
OTHER = type(b"") if TEXT is not type(b"") else type(b"".decode())
WHOLE = tuple({int, type(sys.maxsize + 1)})
SECONDS = 2
MODULE_SECONDS = 120
COMMON = (
    "logging",
    "re",
    "unittest",
    "socket",
    "threading",
    "xml.sax",
    "urllib.request",
    "urllib2",
    "email",
    "ssl",
    "genshi",
)
"""What many modules import, loaded once for all."""


def main():
    root, given = sys.argv[1], json.load(sys.stdin)
    out = os.fdopen(os.dup(1), "w")
    sys.stdout = open(os.devnull, "w")
    os.dup2(sys.stdout.fileno(), 1)
    sys.path[0] = root
    for name in COMMON:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    for each in given:
        process = os.fork()
        if not process:
            answer(each, out)
        wait_for(process)


def answer(given, out):
    """Say what comes of one module, and end the process."""

    def tell(what, outcome):
        out.write(json.dumps([given["module"], what, outcome]) + "\n")
        out.flush()

    try:
        module = importlib.import_module(given["module"])
    except BaseException as error:
        tell("import", "%s: %s" % (type(error).__name__, error))
    else:
        tell("import", "")
        use(module, given, tell)
    os._exit(0)


def wait_for(process):
    """Wait until a process has ended, and end it where that takes too long."""
    for _ in range(int(MODULE_SECONDS / 0.02)):
        if os.waitpid(process, os.WNOHANG)[0]:
            return
        time.sleep(0.02)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def use(module, given, tell):
    """Do with a module all that can be done without knowing it."""
    for name, arguments in given["calls"]:
        tell("call %s(%s)" % (name, ", ".join(arguments)), call(getattr(module, name, None), arguments))
    for what, outcome in examples(module):
        tell(what, outcome)
    unittest.defaultTestLoader.loadTestsFromModule(module).run(Told(tell))


def call(function, arguments):
    values = [eval(argument, {}) for argument in arguments]
    return limited(lambda: [function(*values), values])


def limited(work):
    """What comes of some work, written alike by both Pythons; an exception by its type."""
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        return shown(work(), 0)
    except BaseException as error:
        return "raises " + type(error).__name__
    finally:
        signal.alarm(0)


def stop(*_):
    raise KeyboardInterrupt


def shown(value, depth):
    """A value as text: one text for what only differs by `u`, `L` and the order of dicts and sets."""
    if depth > 6:
        return "..."
    if isinstance(value, bool) or value is None or isinstance(value, float):
        return repr(value)
    if isinstance(value, WHOLE):
        return repr(int(value)).rstrip("L")
    if isinstance(value, TEXT):
        return quoted(value)
    if isinstance(value, OTHER):
        return quoted(value) if sys.version_info[0] < 3 else "bytes " + quoted(value)
    if isinstance(value, dict):
        pairs = ["%s: %s" % (shown(k, depth + 1), shown(v, depth + 1)) for k, v in value.items()]
        return "{%s}" % ", ".join(sorted(pairs))
    if isinstance(value, (list, tuple)):
        return "%s(%s)" % (type(value).__name__, ", ".join([shown(each, depth + 1) for each in value]))
    if isinstance(value, (set, frozenset)):
        return "%s(%s)" % (type(value).__name__, ", ".join(sorted([shown(each, depth + 1) for each in value])))
    if isinstance(value, type) or callable(value):
        return "named " + getattr(value, "__name__", "?")
    if hasattr(value, "__iter__") and not hasattr(value, "__len__") and hasattr(value, "__class__"):
        return "%s(%s)" % (type(value).__name__, ", ".join([shown(each, depth + 1) for each in value]))
    state = shown(vars(value), depth + 1) if hasattr(value, "__dict__") else str(value)
    return "%s %s" % (type(value).__name__, state)


def quoted(value):
    """Text or bytes in ASCII, as both Pythons write it."""
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    return "'%s'" % text.encode("unicode_escape").decode("ascii")


def examples(module):
    """What comes of each expression in the module's doctests; statements are run for what follows."""
    for test in doctest.DocTestFinder(exclude_empty=True).find(module):
        known = dict(test.globs)
        for number, example in enumerate(test.examples):
            what = "example %s %d: %s" % (test.name, number, example.source.strip())
            try:
                code = compile(example.source.strip(), "example", "eval")
            except SyntaxError:
                try:
                    code = compile(example.source, "example", "exec")
                except SyntaxError:
                    yield what, "no syntax of this Python"
                    break
                what = "statement" + what[len("example") :]
            yield what, limited(lambda code=code, known=known: eval(code, known))


class Told(unittest.TestResult):
    """Tells each test as it ends."""

    def __init__(self, tell):
        unittest.TestResult.__init__(self)
        self.tell = tell

    def _end(self, test, outcome):
        self.tell("test " + test.id(), outcome)

    def addSuccess(self, test):
        self._end(test, "passes")

    def addError(self, test, err):
        self._end(test, "raises %s: %s" % (err[0].__name__, err[1]))

    def addFailure(self, test, err):
        self._end(test, "fails: %s" % (err[1],))

    def addSkip(self, test, reason):
        self._end(test, "is skipped")


if __name__ == "__main__":
    main()
