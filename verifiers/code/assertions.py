"""Python tests with assertions, prepared for the examiner (sandbox/examiner.py).

It runs them apart from the program under test. Whether they can be run so is said by the tests alone; no completion has
a say in how it is examined.
"""

from __future__ import annotations

import ast
import datetime as dt
import re
import sys
from dataclasses import dataclass
from typing import Any

from verifiers.code import reading
from verifiers.code.formats.plain import parse_prompt, parse_python
from verifiers.code.instrument import instrumented
from verifiers.code.kept import Kept
from verifiers.code.suite import AssertionTests, BadTestsError

MODULES = frozenset(
    "solution solutions submission program main answer candidate implementation your_module my_module module"
    " module_under_test code_under_test your_code my_code source target".split()
)
"""Under these names tests import the program. Any other module that is not there is one that the tests lack."""
_SHARED = {
    "output": r"\b(stdout|stderr|capsys|capfd|redirect_stdout|redirect_stderr)\b",
    "input": r"\bstdin\b|['\"]builtins\.input['\"]|builtins, *['\"]input['\"]",
    "print": r"['\"]builtins\.print['\"]|builtins, *['\"]print['\"]",
    "log": r"\b(assertLogs|assertNoLogs|caplog|logging)\b",
    "warning": r"\b(warns|deprecated_call|catch_warnings|assertWarns|assertWarnsRegex|recwarn)\b",
    "cwd": r"\b(chdir|getcwd|cwd)\b",
    "env": r"\b(environ|getenv|putenv|setenv|delenv)\b",
    "seed": r"\bseed\(",
    "numpy": r"\bnumpy\b",
    "dataclass": r"\bdataclasses\b",
}
"""What two processes do not have in common by themselves, and how tests that look at it, or set it, are recognised."""
_STANDARD = {
    **{name: ["collections", name] for name in ("Counter", "OrderedDict", "defaultdict", "deque", "namedtuple")},
    **{name: ["typing", name] for name in ("Any", "Callable", "Dict", "List", "Optional", "Set", "Tuple", "Union")},
    **{name: ["datetime", name] for name in ("date", "datetime", "timedelta", "timezone")},
    **{name: ["functools", name] for name in ("partial", "reduce")},
    **{name: ["itertools", name] for name in ("chain", "zip_longest")},
    **{name: ["math", name] for name in ("inf", "isclose", "isnan", "nan")},
    "Decimal": ["decimal", "Decimal"],
    "Fraction": ["fractions", "Fraction"],
    "Path": ["pathlib", "Path"],
    "deepcopy": ["copy", "deepcopy"],
    "np": ["numpy", ""],
    "numpy": ["numpy", ""],
}
"""Names that tests use without an import, because the sets' own graders put them behind a program that has it. They are
taken from where they are, lest a program's own answer for them, unless they are all that the tests ask for."""
_TOGETHER = {
    **dict.fromkeys(("inspect", "ast", "dis", "gc", "weakref", "tracemalloc"), "look into the program"),
    **dict.fromkeys(("pickle", "copyreg", "shelve", "marshal"), "take objects of the program apart"),
    **dict.fromkeys(("threading", "concurrent.futures", "multiprocessing"), "run the program in threads"),
    **dict.fromkeys(("contextvars", "signal", "importlib", "runpy"), "change what the program runs in"),
}
"""Modules of tests that only work on a program in the same process, and what they do."""
_PROXIED = frozenset(("numpy", "pytest", "sortedcontainers", "mock", "_pytest"))
"""Beside the standard library: modules whose values go from process to process, or are only used by the tests."""
_MOCKS = frozenset(("unittest.mock", "mock"))
_PATCHED = re.compile(r"(builtins\.(input|print)|sys\.std(in|out|err)|os\.environ)$")
"""What can be replaced in the tests' process and is replaced for the program too; and everything in the program."""


MAX_SLEEPS = 60.0
"""Seconds that tests may sleep, if they say so in figures: those of real sets sleep up to 25."""


_REPLACEABLE = re.compile(
    r"(builtins\.open|time\.(time|sleep|perf_counter|strftime|localtime|gmtime|ctime)"
    r"|(random|secrets|uuid|math|subprocess|shutil|glob|getpass|platform|socket|smtplib|tempfile|webbrowser|hashlib"
    r"|statistics|string|urllib\.request|urllib\.parse|csv|zipfile|tarfile|sqlite3|configparser|os\.path)\.\w+"
    r"|os\.(listdir|makedirs|mkdir|remove|unlink|rename|replace|rmdir|removedirs|walk|scandir|stat|getcwd|system|popen"
    r"|getenv|urandom|cpu_count|getlogin|access|chmod|symlink|link)"
    r"|json\.(load|dump))"
)
"""Functions of the standard library that tests replace for the program, which gets what is there as it gets a mock
that is an argument. None of them is what tests and program speak to each other by."""


@dataclass(frozen=True)
class Prepared:
    """Tests for the examiner, which says what the fields mean.

    claims: the text of each assertion.
    expected, sure: where the program is in the same process, what is expected by those that are compared outside, and
        which of them every run reaches.
    names: what of the program they name.
    imports: modules that the tests import.
    same_process: why the program has to be in the same process, or "".
    sleeps: seconds that the tests sleep by themselves.
    replaced: functions of the standard library that they replace.
    """

    tests: str
    setup: str
    claims: tuple[str, ...]
    expected: dict[int, Any]
    sure: frozenset[int]
    names: tuple[str, ...]
    exceptions: tuple[str, ...]
    modules: tuple[str, ...]
    objects: tuple[str, ...]
    shares: tuple[str, ...]
    standard: dict[str, list[str]]
    records: dict[str, list[str]]
    may_stop: bool
    silent: tuple[str, ...]
    imports: frozenset[str]
    same_process: str
    sleeps: float
    replaced: tuple[str, ...]


_prepared: Kept[Prepared] = Kept()


def prepare(tests: AssertionTests) -> Prepared:
    """Prepare tests for the examiner. Raises BadTestsError when they are no python."""
    try:
        return _prepared.get(tests, len(tests.source), lambda: _prepare(tests))
    except RecursionError:
        msg = "The tests are nested too deeply."
        raise BadTestsError(msg) from None


def _prepare(tests: AssertionTests) -> Prepared:
    module = parse_python(tests.source, "The tests")
    used = _modules_used(module) - reading.bound_names(module)
    imports = "".join(f"import {name}\n" for name in sorted(used))
    setup = "\n".join(part for part in (imports, tests.setup, helpers(tests)) if part)
    before = parse_python(setup, "The setup of the tests")
    free = reading.free_names(tests.source, module) - reading.bound_names(before)
    modules = frozenset(reading.imported(module) & MODULES)
    known_as = reading.imported_from(module, modules)
    given = _candidates(module, tests)
    standard = {name: _STANDARD[name] for name in free & _STANDARD.keys() if name != tests.entry}
    if not (free - standard.keys() - used) | known_as | given:
        standard = {}
    names = frozenset((free - standard.keys()) | known_as | given)
    whole = reading.tainted(module, names)
    aliases = frozenset(
        alias.asname or alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name in modules
    )
    shares = {name for name, sign in _SHARED.items() if re.search(sign, tests.source)}
    together = _same_process(module, names | aliases, modules)
    objects = reading.objects(module, names, aliases)
    exceptions = _exceptions(module) & (free | known_as) - standard.keys()
    silent = reading.silent(module)
    rewritten = instrumented(module, whole, together=bool(together))
    return Prepared(
        tests=rewritten.source,
        setup=setup,
        claims=tuple(rewritten.claims),
        expected=rewritten.expected,
        sure=frozenset(rewritten.sure),
        names=tuple(sorted(names - given)),
        exceptions=tuple(sorted(exceptions)),
        modules=tuple(sorted(modules)),
        objects=tuple(sorted(objects)),
        shares=tuple(sorted(shares)),
        standard=standard,
        records={node.name: _attributes(node) for node in before.body if isinstance(node, ast.ClassDef)},
        may_stop="StopIteration" in tests.source or "StopAsyncIteration" in tests.source,
        silent=tuple(silent),
        imports=frozenset(name.partition(".")[0] for name in reading.imported(module)),
        same_process=together,
        sleeps=min(MAX_SLEEPS, reading.sleeps(module)),
        replaced=tuple(sorted(_replaced(module, names | aliases, modules))),
    )


def helpers(tests: AssertionTests) -> str:
    """What a prompt has beside the function that is to be written: imports, and functions that are the tests' own.

    The program can use them, and can define them as well; the tests do not ask its ones.
    """
    if not tests.prompt:
        return ""
    try:
        module = parse_prompt(tests.prompt)
    except BadTestsError:
        return ""
    kept = [node for node in module.body if not (isinstance(node, ast.FunctionDef) and node.name == tests.entry)]
    return ast.unparse(ast.Module(kept, []))


def _candidates(module: ast.Module, tests: AssertionTests) -> set[str]:
    """The parameters by which `check` gets the program."""
    return {
        argument.arg
        for node in module.body
        if isinstance(node, ast.FunctionDef) and node.name == "check" and tests.entry
        for argument in node.args.args[:1]
    }


def _attributes(record: ast.ClassDef) -> list[str]:
    """What the objects of a class of the problem have: what its methods give to `self`, its fields and its slots."""
    found = {
        node.target.id for node in record.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    for node in ast.walk(record):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and reading.key(node):
            found.add(node.attr)
    return sorted(found)


def _exceptions(module: ast.Module) -> set[str]:
    """Names that are used as exceptions: in `except …`, or in `raises(…)`."""
    found: set[str] = set()
    for node in ast.walk(module):
        places: list[ast.expr | None] = []
        if isinstance(node, ast.ExceptHandler):
            places = [node.type]
        elif isinstance(node, ast.Call) and reading.expects_exception(node):
            places = list(node.args[:1])
        for place in places:
            if place is not None:
                found |= {inner.id for inner in ast.walk(place) if isinstance(inner, ast.Name)}
    return found


def _modules_used(module: ast.Module) -> set[str]:
    """Modules of the standard library that tests use without an import, as `math.isclose`: programs import them.

    Only of a name that is used for nothing else: a program may well have a function `bisect`. `datetime.now` is the
    class of that name, which the program has imported.
    """
    bases = {
        node.value.id
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    } - _classes_used(module)
    called = {
        node.func.id for node in ast.walk(module) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return (bases - called) & sys.stdlib_module_names


def _classes_used(module: ast.Module) -> set[str]:
    """`datetime`, where the tests use what only the class of that name has."""
    return {
        "datetime"
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.value.id == "datetime" and not hasattr(dt, node.attr)
    }


# ------------------------------------------------------------------ what has to be in one process


def _same_process(module: ast.Module, names: frozenset[str], modules: frozenset[str]) -> str:
    """Why the tests need the program in their process, as far as it can be read off them; or ""."""
    imports = reading.imports_used(module)
    for name in sorted(imports & _TOGETHER.keys()):
        return f"the tests {_TOGETHER[name]} ({name})"
    foreign = {name.partition(".")[0] for name in imports} - sys.stdlib_module_names - _PROXIED - modules
    if foreign - {"__future__"}:
        return f"the tests work with values of {min(foreign)}"
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef) and any(
            isinstance(base, ast.expr) and reading.mentions(base, names) for base in node.bases
        ):
            return "the tests derive a class from one of the program's"
        if isinstance(node, ast.Call) and (what := _patched(node, names, modules)) and not _may_be_replaced(node, what):
            return f"the tests change what the program uses ({what})"
    return ""


def _patched(node: ast.Call, names: frozenset[str], modules: frozenset[str]) -> str:
    """What a call of a mocking library replaces, where that is outside of the program; or ""."""
    text = ast.unparse(node.func)
    patches = re.search(r"(^|\.)patch(\.(object|dict|multiple))?$", text) or text.endswith("monkeypatch.setattr")
    if not (patches or text in ("monkeypatch.delattr", "monkeypatch.setitem", "monkeypatch.delitem")) or not node.args:
        return ""
    target = node.args[0]
    if isinstance(target, ast.Constant) and isinstance(target.value, str):
        whole = target.value
        if whole.partition(".")[0] in modules | names:
            return ""
    else:
        whole = ast.unparse(target)
        if reading.mentions(target, names):
            return ""
        if len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
            whole += f".{node.args[1].value!s}"
    return "" if _PATCHED.search(whole) else whole


def _may_be_replaced(node: ast.Call, what: str) -> bool:
    """Whether a call puts one object in the place of a function that both processes can be given."""
    how = ast.unparse(node.func).rpartition(".")[2]
    return how in ("patch", "object", "setattr") and _REPLACEABLE.fullmatch(what) is not None


def _replaced(module: ast.Module, names: frozenset[str], modules: frozenset[str]) -> set[str]:
    found = {_patched(node, names, modules) for node in ast.walk(module) if isinstance(node, ast.Call)}
    return {what for what in found if _REPLACEABLE.fullmatch(what)}


def configuration(prepared: Prepared, tests: AssertionTests) -> dict[str, Any]:
    """What the examiner wants to know of the tests."""
    return {
        "tests": prepared.tests,
        "setup": prepared.setup,
        "style": tests.style,
        "entry": tests.entry,
        "exceptions": prepared.exceptions,
        "modules": prepared.modules,
        "objects": prepared.objects,
        "shares": prepared.shares,
        "standard": prepared.standard,
        "records": prepared.records,
        "may_stop": prepared.may_stop,
        "silent": prepared.silent,
        "contest_imports": tests.contest_imports,
        "replaced": prepared.replaced,
    }
