"""What changed from Python 2 to 3, concept by concept, as far as a fixer can mend it.

The concepts are mended in the order of their names, which is that of their commits. Some rely on it: the names of
`itertools` come after the built-in functions that they turn into, `raw_input` after `input`, and modules that moved
after the imports that turn out to mean a module beside. What is in doubt comes last.
"""

from __future__ import annotations

from dataclasses import dataclass

ANY_STRING = "*string"
ANY_NUMBER = "*number"


@dataclass(frozen=True)
class Concept:
    """One difference between the languages.

    Attributes:
        name: what it is called in reports and sorted by.
        title: what its commit does, in the imperative.
        fixers: `module:class` of what mends it, one run after the other.
        words: tokens, one of which stands in every place that the fixers can change.
        doubt: what a mend may change, where that is not certain.
        is_builtin: whether the words are names that Python 2 brings; a file that binds one itself means something else.
        methods: methods whose calls are mended, which is right only where the project defines none of the name itself.
    """

    name: str
    title: str
    fixers: tuple[str, ...]
    words: tuple[str, ...]
    doubt: str = ""
    is_builtin: bool = False
    methods: tuple[str, ...] = ()


def _concept(
    name: str,
    title: str,
    fixers: str,
    words: str,
    *,
    doubt: str = "",
    is_builtin: bool = False,
    methods: str = "",
) -> Concept:
    """A concept from words with spaces between; those of our own name their module."""
    return Concept(
        name, title, tuple(map(_place, fixers.split())), tuple(words.split()), doubt, is_builtin, tuple(methods.split())
    )


def _place(fixer: str) -> str:
    module, _, name = fixer.rpartition(".")
    if module:
        return f"remend.legacy.fixers.{module}:{name}"
    return f"fissix.fixes.fix_{fixer}:Fix{fixer.title().replace('_', '')}"


MODULES = (
    "StringIO cStringIO cPickle __builtin__ copy_reg Queue SocketServer ConfigParser repr FileDialog tkFileDialog "
    "SimpleDialog tkSimpleDialog tkColorChooser tkCommonDialog Dialog Tkdnd tkFont tkMessageBox ScrolledText "
    "Tkconstants Tix ttk Tkinter markupbase _winreg thread dummy_thread dbhash dumbdbm dbm gdbm xmlrpclib "
    "DocXMLRPCServer SimpleXMLRPCServer httplib htmlentitydefs HTMLParser Cookie cookielib BaseHTTPServer "
    "SimpleHTTPServer CGIHTTPServer commands UserString UserList urlparse robotparser whichdb anydbm"
)

_ALL = (
    _concept("apply", "call instead of apply()", "apply", "apply", is_builtin=True),
    _concept("backticks", "call repr() for backticks", "repr", "`"),
    _concept("bare tuples", "put parentheses around bare tuples", "paren", "for"),
    _concept("basestring", "use str for basestring", "basestring", "basestring", is_builtin=True),
    _concept(
        "dict iterators",
        "iterate dicts as Python 3 does",
        "lists.DictIterators",
        "iterkeys iteritems itervalues viewkeys viewitems viewvalues",
        methods="iterkeys iteritems itervalues viewkeys viewitems viewvalues",
    ),
    _concept("dict lists", "list what dicts give", "lists.IndexedDictLists", "keys items values"),
    _concept(
        "dict lists in doubt",
        "list what dicts give",
        "lists.DictLists",
        "keys items values",
        doubt="what is called may be no dict, and a list may not be needed",
    ),
    _concept("except clauses", "name exceptions with as", "statements.Except", "except"),
    _concept("exec statements", "call exec()", "exec", "exec"),
    _concept("execfile", "run files with exec()", "execfile", "execfile", is_builtin=True),
    _concept("filtered lists", "list what filter() gives", "lists.FilteredLists", "filter", is_builtin=True),
    _concept(
        "function attributes",
        "use the new names of function attributes",
        "funcattrs methodattrs",
        "func_closure func_doc func_globals func_name func_defaults func_code func_dict im_func im_self im_class",
    ),
    _concept("getcwdu", "call os.getcwd()", "getcwdu", "getcwdu"),
    _concept("has_key", "use in for has_key()", "has_key", "has_key", methods="has_key"),
    _concept("implicit relative imports", "import siblings relatively", "modules.RelativeImports", "import"),
    _concept("input", "evaluate what input() reads", "input", "input", is_builtin=True),
    _concept("integer literals", "write integers as Python 3 does", "literals.IntegerLiterals", ANY_NUMBER),
    _concept("intern", "call sys.intern()", "intern", "intern", is_builtin=True),
    _concept("lists from map", "list what map() and zip() give", "lists.Map zip", "map zip", is_builtin=True),
    _concept("lists from range", "use range for xrange", "xrange", "range xrange", is_builtin=True),
    _concept(
        "lists from filter",
        "list what filter() gives",
        "lists.Filter",
        "filter",
        doubt="filter() gave a string for a string and a tuple for a tuple",
        is_builtin=True,
    ),
    _concept("long", "use int for long", "literals.Long isinstance", "long isinstance", is_builtin=True),
    _concept("metaclasses", "name metaclasses in the class", "statements.Metaclass", "__metaclass__"),
    _concept(
        "modules that moved",
        "import modules from where they are",
        "modules.MovedModules modules.MovedDatabases",
        MODULES,
    ),
    _concept("modules that were split", "import from urllib's modules", "modules.SplitModules", "urllib urllib2"),
    _concept(
        "names of itertools",
        "use what itertools has now",
        "itertools itertools_imports",
        "imap ifilter izip izip_longest ifilterfalse",
    ),
    _concept("new keywords", "rename what is a keyword now", "statements.Keywords", "async await"),
    _concept("next methods", "call next()", "next", "next", methods="next"),
    _concept("nonzero", "define __bool__", "nonzero", "__nonzero__"),
    _concept("not-equal signs", "write != for <>", "ne", "<>"),
    _concept(
        "operator functions",
        "do without what operator has lost",
        "operator",
        "isCallable sequenceIncludes isSequenceType isMappingType isNumberType repeat irepeat",
    ),
    _concept("print statements", "call print()", "statements.Print", "print"),
    _concept("raise statements", "raise exceptions that are called", "statements.Raise", "raise"),
    _concept("raw_input", "call input()", "raw_input", "raw_input", is_builtin=True),
    _concept("reduce", "import reduce()", "reduce", "reduce", is_builtin=True),
    _concept("reload", "call importlib.reload()", "reload", "reload", is_builtin=True),
    _concept("standard errors", "use Exception for StandardError", "standarderror", "StandardError", is_builtin=True),
    _concept("sys.exc_info", "call sys.exc_info()", "sys_exc", "exc_type exc_value exc_traceback"),
    _concept("sys.maxint", "use sys.maxsize", "renames", "maxint"),
    _concept("tuple parameters", "unpack tuples in functions", "statements.TupleParameters", "def lambda"),
    _concept(
        "types module",
        "name types as built-ins",
        "literals.Types",
        "BooleanType ComplexType DictType DictionaryType EllipsisType FloatType IntType ListType LongType ObjectType "
        "NoneType NotImplementedType SliceType TupleType TypeType UnicodeType XRangeType",
    ),
    _concept("unicode literals", "write strings as Python 3 does", "literals.StringLiterals", ANY_STRING),
    _concept("unicode names", "use str for unicode", "literals.UnicodeNames", "unicode unichr", is_builtin=True),
    _concept("xreadlines", "iterate files", "xreadlines", "xreadlines"),
)

GIVING_LISTS = frozenset({"dict lists", "filtered lists", "lists from map"})
"""Concepts of what Python 3 takes without a word and makes something else of, and whose mend is right in either."""

CONCEPTS = {concept.name: concept for concept in sorted(_ALL, key=lambda concept: (bool(concept.doubt), concept.name))}
"""All concepts by name, in the order in which they are mended: those that are certain come first."""
