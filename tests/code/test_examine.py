"""Assertions: examined apart from the program, by questions and answers."""

import pytest

from verifiers.code.equations import as_calls
from verifiers.code.formats import read_suite
from verifiers.code.suite import AssertionTests, BadTestsError
from verifiers.sandbox import Limits

# Right programs: what python says when program and tests are in one process, these say apart.
RIGHT = {
    "set of a list": ("def f(xs): return xs[::-1]", "assert set(f([1, 2])) == {1, 2}"),
    "close": ("def f(x): return x / 3", "assert math.isclose(f(1), 0.3333, rel_tol=0.001)"),
    "not": ("def f(x): return x > 0", "assert f(1)\nassert not f(0)"),
    "folded": ("def f(x): return x * 2", "assert f(3 * 5) == 15 + 15"),
    "loop": ("def f(x): return x * 2", "for n in range(50):\n    assert f(n) == 2 * n"),
    "drawn": (
        "def f(x): return x + 1",
        "import random\nfor _ in range(50):\n    n = random.randint(0, 99)\n    assert f(n) == n + 1",
    ),
    "chained": ("def enc(s): return s[::-1]\ndef dec(s): return s[::-1]", "e = enc('abc')\nassert dec(e) == 'abc'"),
    "own helper": ("def f(x): return [x]", "def same(a, b):\n    assert a == b\nsame(f(1), [1])"),
    "several": ("def f(x): return x\ndef g(x): return -x", "assert f(1) == 1\nassert g(1) == -1\nassert f(g(2)) == -2"),
    "key words": ("def f(a, *, b=1): return a + b", "for b in (1, 2):\n    assert f(1, b=b) == 1 + b"),
    "key words that the codec has": (
        "def f(**names): return sorted(names)",
        "for n in (1, 2):\n    assert f(x=[n, 0], t=n, v=n, n='f', d=[]) == ['d', 'n', 't', 'v', 'x']",
    ),
    "a changed key word": ("def f(*, x): x.append(1)", "x = [0]\nf(x=x)\nassert x == [0, 1]"),
    "raised": (
        "class MyError(ValueError): pass\ndef f(x):\n    if x < 0: raise MyError('neg')\n    return x",
        "try:\n    f(-1)\n    assert False\nexcept MyError as e:\n    assert str(e) == 'neg'\n"
        "try:\n    f(-1)\n    assert False\nexcept ValueError:\n    pass\nassert f(2) == 2 and True",
    ),
    "in place": ("def f(xs): xs.sort()", "xs = [3, 1, 2]\nassert f(xs) is None\nassert xs == [1, 2, 3]"),
    "in place, a dict": ("def f(d): d['a'] = 1", "d = {}\nf(d)\nassert d == {'a': 1}"),
    "left alone": ("def f(xs): return sorted(xs)", "xs = [3, 1]\nassert f(xs) == [1, 3]\nassert xs == [3, 1]"),
    "class": (
        "class S:\n    def __init__(self): self.d = []\n    def push(self, x): self.d.append(x); return self\n"
        "    def pop(self): return self.d.pop()\n    def __len__(self): return len(self.d)\n"
        "    size = property(__len__)\n    def __contains__(self, x): return x in self.d",
        "s = S()\ns.push(1)\ns.push(2)\nassert s.size == 2 and len(s) == 2\nassert 2 in s and 3 not in s\n"
        "assert s.pop() == 2\nassert s.pop() == 1\nassert len(s) == 0\nassert s.d == []\nassert isinstance(s, S)",
    ),
    "operators with values": (
        "class V:\n    def __init__(self, x): self.x = x\n    def __mul__(self, n): return V(self.x * n)\n"
        "    def __contains__(self, n): return n == self.x\n    def __lt__(self, n): return self.x < n\n"
        "    def __getitem__(self, n): return self.x + n",
        "v = V(2) * 3\nassert 6 in v and 5 not in v\nassert v < 7 and not v < 6\nassert v[1] == 7\nassert (v * 2).x == 12",
    ),
    "operators": (
        "class V:\n    def __init__(self, x): self.x = x\n    def __add__(self, o): return V(self.x + o.x)\n"
        "    def __eq__(self, o): return self.x == o.x\n    def __repr__(self): return f'V({self.x})'\n"
        "    def __lt__(self, o): return self.x < o.x",
        "assert V(1) + V(2) == V(3)\nassert V(1) != V(2)\nassert repr(V(1)) == 'V(1)' == str(V(1))\nassert V(1) < V(2)\n"
        "v = V(1)\nv.x = 5\nassert v.x == 5",
    ),
    "generator": (
        "def f(n):\n    while n:\n        yield n\n        n -= 1",
        "assert list(f(3)) == [3, 2, 1]\nassert sum(f(500)) == 125250\nassert next(f(2)) == 2",
    ),
    "endless generator": (
        "def f():\n    n = 0\n    while True:\n        yield n\n        n += 1",
        "g = f()\nassert next(g) == 0\nassert next(g) == 1\nassert [n for n, _ in zip(f(), 'abc')] == [0, 1, 2]",
    ),
    "closure": ("def adder(n): return lambda x: x + n", "assert adder(2)(3) == 5"),
    "constant": ("LIMIT = 10\nclass C:\n    RED = 1", "assert LIMIT == 10\nassert C.RED == 1"),
    "state": (
        "n = 0\ndef f():\n    global n\n    n += 1\n    return n",
        "assert [f(), f(), f()] == [1, 2, 3]\nassert f() == 4",
    ),
    "program passed": ("def f(g, x): return g(x)\ndef h(x): return x + 1", "assert f(h, 1) == 2 and True"),
    "name of a module": ("def bisect(xs, x): return xs.index(x)", "assert bisect([5, 6], 6) == 1 and True"),
    "name of a function": ("def factorial(n): return 7", "for n in (3, 4):\n    assert factorial(n) == 7"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_programs(report, name):
    source, tests = RIGHT[name]
    found = report(source, AssertionTests(tests), same_process=False)
    assert found.failure is None
    assert found.passed == found.total > 0


# Wrong programs, and which assertion says so.
WRONG = {
    "lies that it is equal": ("class E:\n    def __eq__(self, o): return True\ndef f(x): return E()", "for n in (1,):\n    assert f(n) == 3", 0),
    "lies that it is an int": (
        "class I(int):\n    def __eq__(self, o): return True\n    __hash__ = int.__hash__\ndef f(x): return I()",
        "for n in (1,):\n    assert f(n) == 3",
        0,
    ),
    "lies in sums and comparisons": (
        "class E:\n    def __sub__(self, o): return self\n    __rsub__ = __add__ = __truediv__ = __sub__\n"
        "    def __abs__(self): return self\n    def __lt__(self, o): return True\n    __le__ = __gt__ = __ge__ = __lt__\n"
        "def f(x): return E()",
        "assert abs(f(1.33) - 0.33) < 1e-6",
        0,
    ),
    "says that the difference is zero": ("class E:\n    def __sub__(self, o): return 0.0\ndef f(x): return E()", "assert abs(f(1) - 0.33) < 1e-6", 0),
    "says that it is less": ("class E:\n    def __lt__(self, o): return True\ndef f(x): return E()", "assert f(1) < 3", 0),
    "says that it is not greater": ("class E:\n    def __lt__(self, o): return True\ndef f(x): return E()", "assert 3 > f(1)", 0),
    "says that it holds everything": ("class E:\n    def __contains__(self, o): return True\ndef f(x): return E()", "assert 3 in f(1)", 0),
    "is a class of the function's name": (
        "class f:\n    def __init__(self, x): pass\n    def __sub__(self, o): return 0.0\n    def __lt__(self, o): return True",
        "assert abs(f(1) - 0.33) < 1e-6",
        0,
    ),
    "a method's result that lies": (
        "class E:\n    def __lt__(self, o): return True\nclass S:\n    def f(self): return E()",
        "assert S().f() < 3",
        0,
    ),
    "answers nested as deep as can be read": (
        "import os\nd = b'{\"v\": ' + b'[' * 960 + b']' * 960 + b'}\\n'\nfor fd in range(3, 20):\n"
        "    try: os.write(fd, b'{\"ready\": true}\\n' + d * 9)\n    except OSError: pass\nos._exit(0)",
        "for n in (1,):\n    assert f(n) == 3",
        0,
    ),
    "says itself how it ended": (
        "import os\nfor fd in range(3, 20):\n    try: os.write(fd, b'{\"ready\": true}\\n' + b'{\"ended\": \"\"}\\n' * 9)\n"
        "    except OSError: pass\nos._exit(0)",
        "for n in (1,):\n    assert f(n) == 3",
        0,
    ),
    "says that a module is missing": ("def f(x): raise ModuleNotFoundError('no')", "x = f(1)\nassert x == 3 and len([x]) == 1", 0),
    "clears its argument": ("def f(xs):\n    xs.clear()\n    return xs", "xs = [3, 1]\nassert f(xs) == [3, 1] and xs == [3, 1]", 0),
    "ends": ("import os\ndef f(x): os._exit(0)", "for n in (1,):\n    assert f(n) == 1", 0),
    "ends, where an exception is hoped for": (
        "import os\ndef f(x): os._exit(0)",
        "try:\n    f(1)\n    ok = False\nexcept Exception:\n    ok = True\nassert ok",
        0,
    ),
    "returns no value where an exception is hoped for": (
        "def f(x): return [0] * 3_000_000",
        "try:\n    f(1)\n    ok = False\nexcept Exception:\n    ok = True\nassert ok",
        0,
    ),
    "second": ("def f(x): return 1", "for n in (1, 2):\n    assert f(n) == n", 1),
    "never raises": ("def f(x): return x", "try:\n    f(-1)\n    assert False\nexcept ValueError:\n    pass", 0),
    "raises something else": ("def f(x): raise KeyError", "try:\n    f(-1)\nexcept ValueError:\n    pass\nassert True", 0),
    "other answers each time": ("import random\ndef f(x): return random.random()\ndef g(x): return 1", "assert g(f(1)) == 2", 0),
    "patches this process": (
        "import builtins, json, sys\nbuiltins.exec = builtins.compile = lambda *a, **k: None\njson.loads = lambda *a: 0\n"
        "sys.settrace(None)\ndef check(candidate): pass\ndef f(x): return -1",
        "for n in (1,):\n    assert f(n) == 3",
        0,
    ),
    "defines the tests' names": ("def check(f): pass\n__claim__ = None\ndef f(x): return -1", "for n in (1,):\n    assert f(n) == 3", 0),
    "nothing there": ("x = 1", "for n in (1,):\n    assert f(n) == 3", 0),
    "a module's function of that name": ("x = 1", "for n in (3,):\n    assert factorial(n) == 6", 0),
    "writes answers of its own": (
        "import os\nfor fd in range(3, 20):\n    try: os.write(fd, b'{\"ready\": true}\\n{\"v\": {\"x\": []}}\\n[]\\nnull\\n' * 9)\n"
        "    except OSError: pass\nos._exit(0)",
        "for n in (1,):\n    assert f(n) == 3",
        0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_programs(report, name):
    source, tests, number = WRONG[name]
    found = report(source, AssertionTests(tests))
    assert found.failure is not None
    assert found.failure.test == number
    assert found.same_process == ""


def test_the_failure_shows_the_assertion_and_the_call(report):
    found = report("def f(x): return [x]", AssertionTests("for n in (1, 2):\n    assert f(n) == [n] and n < 2"))
    assert (found.failure.expected, found.failure.got) == ("assert f(n) == [n] and n < 2", "f(2) -> [2]")
    assert (found.passed, found.total) == (1, 2)


def test_all_assertions_are_tried(report):
    found = report("def f(n): return n % 2", AssertionTests("for n in range(6):\n    assert f(n) == n"), stop=False)
    assert (found.passed, found.total, found.failure.test) == (2, 6, 2)


CHECK = "def check(candidate):\n    for n in range(3):\n        assert abs(poly(n, candidate(n))) < 1e-9\n"
PROMPT = 'import math\n\ndef poly(n, x):\n    return x - math.sqrt(n)\n\ndef root(n):\n    """The root."""\n'


def test_functions_of_the_prompt_are_the_tests_own(report):
    """HumanEval's find_zero: a program that brings its own `poly` is not graded by it."""
    tests = AssertionTests(CHECK, "root", prompt=PROMPT, style="check")
    assert report("import math\ndef root(n): return math.sqrt(n)", tests).failure is None
    future = "'''doc'''\nfrom __future__ import annotations\ndef root(n): return math.sqrt(n)"
    assert report(future, tests).failure is None
    assert report("    return n ** 0.5\n", tests).failure is None  # a base model goes on where the prompt ends
    assert report("def poly(n, x): return 0\ndef root(n): return -1", tests).failure is not None


def test_what_the_prompt_has_is_there_for_calls_too(report):
    tests = AssertionTests("def check(candidate):\n    assert candidate(4) == 2", "root", prompt=PROMPT, style="check")
    assert as_calls(tests) is not None
    assert (
        report("from __future__ import annotations\ndef root(n): return int(math.sqrt(n) + poly(0, 0))", tests).failure
        is None
    )


PYTEST = """import pytest
from solution import combine

@pytest.mark.parametrize("a, b, c", [(1, 2, 3), (10, -4, 6)])
def test_sum(a, b, c):
    assert combine(a, b) == c

def test_type():
    with pytest.raises(TypeError):
        combine("a", 1)

@pytest.fixture
def one():
    return 1

class TestMore:
    def test_close(self, one):
        assert combine(one, 2) == pytest.approx(3.0)
"""


def test_pytest_files(report):
    pytest.importorskip("pytest")
    tests = AssertionTests(PYTEST, style="pytest")
    right = report("def combine(a, b):\n    if isinstance(a, str): raise TypeError\n    return a + b", tests)
    assert (right.passed, right.total, right.failure, right.same_process) == (4, 4, None, "")
    wrong = report("def combine(a, b): return -1", tests)
    assert (wrong.passed, wrong.total, wrong.failure.test) == (0, 4, 0)


def test_a_program_cannot_reach_pytest(report):
    patch = (
        "import sys\ntry:\n    import pytest, _pytest.reports as r\n    r.TestReport.failed = property(lambda s: False)\n"
        "    r.TestReport.passed = property(lambda s: True)\nexcept ImportError: pass\n"
        "open('conftest.py', 'w').write('def pytest_sessionfinish(session, exitstatus): session.exitstatus = 0')\n"
        "def combine(a, b): return -1"
    )
    assert report(patch, AssertionTests(PYTEST, style="pytest")).passed == 0


SKIPS = {
    "unittest": "import unittest\ndef combine(a, b): raise unittest.SkipTest('no')",
    "pytest": "import pytest\ndef combine(a, b): pytest.skip('no')",
    "xfail": "import pytest\ndef combine(a, b): pytest.xfail('no')",
    "exit": "import pytest\ndef combine(a, b): pytest.exit('no', returncode=0)",
    "interrupt": "def combine(a, b): raise KeyboardInterrupt",
    "system exit": "def combine(a, b): raise SystemExit(0)",
    "generator exit": "def combine(a, b): raise GeneratorExit",
}


@pytest.mark.parametrize("how", SKIPS)
def test_a_program_skips_no_test(report, how):
    found = report(SKIPS[how], AssertionTests(PYTEST, style="pytest"))
    assert (found.passed, found.total) == (0, 4)


@pytest.mark.parametrize("error", ["SystemExit(0)", "ModuleNotFoundError('pytest')", "KeyboardInterrupt", "Exception"])
def test_a_program_ends_no_collection_to_its_good(report, error):
    """Its tests have failed then; they are not unusable, and none of them is passed."""
    source = "from solution import f\nX = f(1)\ndef test_x():\n    assert X == 3\n"
    found = report(f"def f(n): raise {error}", AssertionTests(source, style="pytest"))
    assert found.failure is not None
    assert found.passed == 0


def test_skipped_tests_do_not_count_and_alone_are_none(report):
    skipped = "import pytest\nfrom solution import f\n@pytest.mark.skip\ndef test_f():\n    assert f(1) == 2\n"
    with pytest.raises(BadTestsError, match=r"test nothing|skipped"):
        report("def f(n): return 2", AssertionTests(skipped, style="pytest"))
    more = AssertionTests(f"{skipped}\ndef test_g():\n    assert f(1) == 2\n", style="pytest")
    assert report("def f(n): return 2", more).total == 1


def test_unittest_classes(report):
    source = "import unittest\nfrom solution import f\nclass T(unittest.TestCase):\n    def test_f(self):\n        self.assertEqual(f(1), 2)\n        with self.assertRaises(ValueError): f(0)"
    tests = AssertionTests(source, style="pytest")
    assert report("def f(n):\n    if not n: raise ValueError\n    return n + 1", tests).failure is None
    assert report("def f(n): return n + 1", tests).failure is not None


NEEDS_THE_PROCESS = {
    "it is looked into": "import inspect\nassert 'two' in inspect.getsource(Base)",
    "a class is derived": "class Mine(Base):\n    pass\nassert Mine().two() == 2",
    "what it uses is changed": "from unittest.mock import patch\nwith patch.multiple('time', sleep=lambda n: 3):\n    assert wait() == 3",
    "threads": "import threading\nthread = threading.Thread(target=wait)\nthread.start()\nthread.join()\nassert say() is None",
}
PROGRAM = """
import time
def say(): print('hi')
def wait(): return time.sleep(0)
class Base:
    def two(self): return 2
"""


@pytest.mark.parametrize("name", [name for name in NEEDS_THE_PROCESS if name != "it is looked into"])
def test_one_process_where_it_has_to_be_and_the_report_says_so(report, name):
    tests = AssertionTests(NEEDS_THE_PROCESS[name])
    found = report(PROGRAM, tests)
    assert found.failure is None
    assert found.same_process
    assert report("x = 1", tests).failure is not None


@pytest.mark.parametrize("name", NEEDS_THE_PROCESS)
def test_one_process_is_refused(report, name):
    with pytest.raises(BadTestsError, match="same process"):
        report(PROGRAM, AssertionTests(NEEDS_THE_PROCESS[name]), same_process=False)


FORGER = """
import os, json, sys
def forge(report):
    claims = [[n, True, "", [], [[n, None]]] for n in range(9)]
    told = {"failure": "", "problem": "", "ended": "", "claims": claims, "reached": 9, "asked": True}
    for fd in range(3, 64):
        try: os.write(fd, json.dumps(told).encode() + b"\\n")
        except OSError: pass
    os._exit(0)
def wait():
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            if isinstance(value, dict) and "claims" in value:
                value.update(failure="")
        frame = frame.f_back
    forge(None)
class Base:
    def two(self): wait()
"""


@pytest.mark.parametrize("name", ["a class is derived", "what it uses is changed"])
def test_in_one_process_what_is_expected_is_not_there(report, name):
    """Who writes the report has still to know it."""
    assert report(FORGER, AssertionTests(NEEDS_THE_PROCESS[name])).failure is not None


FORGED = [
    "{}",
    "[]",
    "3",
    '{"claims": 1}',
    '{"claims": [[]]}',
    '{"failure": 1, "claims": [[0, true, "", [], [3]]]}',
    "x",
]
LINE = '{"failure": "", "problem": "", "ended": "", "reached": 1, "asked": 1, "claims": %s}'


@pytest.mark.parametrize(
    "said", [*FORGED, LINE % "[[[]]]", LINE % '[[0, true, "", [[]], [[0, {"x": 1}]]]]', LINE % "[]"]
)
def test_whatever_is_written_as_a_report_is_one_or_none(report, said):
    source = f"import os\nfor fd in range(3, 64):\n    try: os.write(fd, {said.encode()!r})\n    except OSError: pass\nos._exit(0)"
    assert report(source, AssertionTests(NEEDS_THE_PROCESS["a class is derived"])).failure is not None


TOGETHER = [
    ("assert Mine().two() == 2\nfor n in range(2):\n    assert Mine().two() + n == 2 + n", True),
    ("assert 2 == Mine().two() and True\nassert [Mine().two()] == [2]", True),
    ("assert Mine().two() == 3", False),
    ("assert [Mine().two(), 1] == [2, 2]", False),
    (
        "import unittest\nclass T(unittest.TestCase):\n    def test_two(self):\n        self.assertEqual(Mine().two(), 2)",
        True,
    ),
    (
        "import unittest\nclass T(unittest.TestCase):\n    def test_two(self):\n        self.assertEqual(Mine().two(), 4)",
        False,
    ),
]


@pytest.mark.parametrize(("tests", "right"), TOGETHER)
def test_in_one_process_literals_are_compared_outside(report, tests, right):
    suite = read_suite(f"class Mine(Base):\n    pass\n{tests}")
    assert (report(PROGRAM, suite).failure is None) is right


def test_words_are_no_reason(report):
    """Only what is imported, or a fixture, is; a name alone is the author's choice."""
    tests = AssertionTests("for patch in (1, 2):\n    mock = f(patch)\n    assert mock == patch")
    assert report("def f(x): return x", tests, same_process=False).failure is None


def test_a_program_without_end_costs_its_limit_and_not_that_of_every_question(report):
    found = report(
        "def f(x):\n    while x > 1: pass\n    return x", AssertionTests("for n in range(40):\n    assert f(n) == n")
    )
    assert (found.failure.test, found.failure.outcome, found.passed) == (2, "time_limit", 2)


def test_no_program_gets_itself_into_the_process_of_the_tests(report):
    """Whether one process is needed is decided before any program is seen."""
    strange = "def f(n):\n    return [lambda: 0, object(), f, type, (x for x in 'ab'), Exception][n]"
    for number in range(6):
        found = report(strange, AssertionTests(f"for n in ({number},):\n    x = f(n)\n    assert f(x) == 3"))
        assert found.same_process == ""
        assert found.failure is not None


BAD = {
    "no python": "assert f(1 ==",
    "no test": "x = 1",
    "a module that is not there": "import nothing_like_it\nassert f(1) == 1",
    "no end": "while True: pass\nassert f(1) == 1",
    "an error before anything is asked": "x = [][0]\nassert f(x) == 1",
}


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] * (name == "no end")) for name in BAD])
def test_tests_that_are_no_use(report, name, monkeypatch):
    monkeypatch.setattr("verifiers.code.examine.LIMITS", Limits(cpu_seconds=1))
    with pytest.raises(BadTestsError):
        report("def f(x): return x", AssertionTests(BAD[name]))


CONVERTED = [
    ("assert f(1, [2], x={3: (4,)}) == {5}\nassert f(2) == None", "f", [{5}, None]),
    ("'''doc'''\nMETADATA = {}\nassert f(1) == 1\nassert True", "f", [1]),
]


@pytest.mark.parametrize(("source", "entry", "expected"), CONVERTED)
def test_assertions_that_are_calls_become_calls(source, entry, expected):
    calls = as_calls(AssertionTests(source))
    assert (calls.entry, list(calls.expected)) == (entry, expected)


def test_a_check_becomes_calls():
    tests = AssertionTests(
        "METADATA = {}\ndef check(candidate):\n    assert candidate(1) == 2\n\ncheck(g)", "g", style="check"
    )
    assert as_calls(tests).entry == "g"


NOT_CONVERTED = [
    "assert f(1) == g(1)",
    "assert f(1) == 1\nassert g(1) == 1",
    "assert f(x) == 1",
    "assert f(1) != 1",
    "assert f(1) == 1 == 1",
    "assert f(*[1]) == 1",
    "assert f(**{}) == 1",
    "assert f.g(1) == 1",
    "x = f(1)\nassert x == 1",
    "for n in (1,):\n    assert f(n) == 1",
    "import math\nassert f(1) == 1",
]


@pytest.mark.parametrize("source", NOT_CONVERTED)
def test_what_is_more_than_calls_is_examined(source):
    assert as_calls(AssertionTests(source)) is None


def test_what_tests_sleep_is_not_counted_as_idle(report):
    slow = "from time import sleep\ndef test_f():\n    sleep(1.5)\n    assert f(3) == 4\n    sleep(1.5)\n    assert f(4) == 5"
    program = "def f(x): return x + 1"
    assert report(program, read_suite(slow), same_process=False, limits=Limits(cpu_seconds=1)).failure is None


def test_a_program_sleeps_at_its_own_expense(report):
    tests = "from time import sleep\nsleep(0.1)\nassert f(3) == 4\nassert f(abs(4)) == 5"
    program = "import time\ndef f(x):\n    time.sleep(60)\n    return x + 1"
    found = report(program, read_suite(tests), same_process=False, limits=Limits(cpu_seconds=1, idle_seconds=0.5))
    assert found.failure.outcome == "time_limit"


# ------------------------------------------------------------------ one container under two names

ONE = {
    "rows that are one": ("def f(a):\n    a[0][0] = 1\n    return a", "a = [[0]] * 3\nassert f(a) == [[1]] * 3\nassert a == [[1]] * 3"),
    "two names": ("def f(a, b):\n    a.append(1)\n    return len(b)", "x = []\nassert f(x, x) == 1\nassert x == [1]"),
    "is": ("def f(a, b): return a is b", "x = [1]\nassert f(x, x)\nassert not f([1], [1])"),
    "by position and by name": ("def f(*a, **k):\n    k['z'].add(3)\n    return a[0]", "s = {1}\nassert f(s, z=s) == {1, 3}"),
    "values of a dict": ("def f(d):\n    d['x'].append(2)\n    return d['y']", "l = [1]\nassert f({'x': l, 'y': l}) == [1, 2]\nassert l == [1, 2]"),
    "one of them is replaced": ("def f(a): a[0] = [5]", "a = [[0]] * 3\nf(a)\nassert a == [[5], [0], [0]]"),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE)
def test_what_is_one_for_the_tests_is_one_for_the_program(report, name):
    program, tests = ONE[name]
    assert report(program, read_suite(tests), same_process=False).failure is None


def test_a_call_is_shown_with_what_is_the_same(report):
    tests = read_suite("a = [[0]] * 3\nassert f(a) == 1")
    found = report("def f(a): return 2", tests, same_process=False)
    assert found.failure.got == "f([[0], the same, the same]) -> 2"


# ------------------------------------------------------------------ questions without end

ENDLESS = {
    "an old iterator": ("class S:\n    def __getitem__(self, i): return 1", "assert 5 not in S()"),
    "a generator": ("def f():\n    while True: yield 1", "for x in f(): pass\nassert f"),
    "a method that tests wait for": ("class S:\n    def empty(self): return False", "s = S()\nwhile not s.empty(): pass\nassert s"),
    "an assertion in a loop": ("def f():\n    while True: yield 1", "for x in f(): assert x == 1"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", ENDLESS)
def test_questions_have_an_end(report, name):
    program, tests = ENDLESS[name]
    found = report(program, read_suite(tests), same_process=False, limits=Limits(cpu_seconds=10))
    assert found.failure.outcome == "time_limit"
    assert found.usage.cpu_seconds < 40  # of 50 that both sides have
    assert found.passed == 0


@pytest.mark.slow
def test_many_questions_are_answered(report):
    program = "class S:\n    def __init__(self): self.n = 0\n    def push(self, x): self.n += x\n"
    program += "def f(n): return iter(range(n))"
    tests = "s = S()\nfor _ in range(5000): s.push(1)\nassert s.n == 5000\nassert sum(f(200_000)) == 19_999_900_000"
    found = report(program, read_suite(tests), same_process=False, limits=Limits(cpu_seconds=10))
    assert found.failure is None
