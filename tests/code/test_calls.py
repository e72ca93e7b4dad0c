"""Function calls: what is passed in, what comes out, and what each test has for itself."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.code import respond
from verifiers.code.calls import _grade
from verifiers.code.suite import BadTestsError, Call, CallTests
from verifiers.sandbox import Limits, RunResult


def calls(entry, pairs, **options):
    """Tests from (arguments, expected) pairs."""
    return CallTests(entry, tuple(Call(args) for args, _ in pairs), tuple(expected for _, expected in pairs), **options)


ADD = calls("combine", [((1, 2), 3), ((10, -4), 6), ((123456, 654321), 777777)])


def test_right_and_wrong(report):
    assert report("def combine(a, b):\n    return a + b", ADD).failure is None
    found = report("def combine(a, b):\n    return a - b if a > 1 else a + b", ADD)
    assert (found.passed, found.total) == (1, 3)
    assert (found.failure.test, found.failure.outcome) == (1, "wrong_answer")
    assert (found.failure.input, found.failure.expected, found.failure.got) == ("combine(10, -4)", "6", "14")


def test_the_share_of_passed_tests(report):
    found = report("def combine(a, b):\n    return 0 if a == 10 else a + b", ADD, stop=False)
    assert (found.passed, found.total, found.failure.test) == (2, 3, 1)
    assert report("def combine(a, b):\n    return 0 if a == 10 else a + b", ADD).passed == 1


WAYS = {
    "function": "def combine(a, b): return a + b",
    "method": "class Solution:\n    def combine(self, a, b): return a + b",
    "static": "class Solution:\n    @staticmethod\n    def combine(a, b): return a + b",
    "lambda": "combine = lambda a, b: a + b",
    "typing": "def combine(a: int, b: int) -> Optional[int]:\n    xs: List[int] = [a, b]\n    return sum(xs)",
    "modules": "def combine(a, b):\n    return math.floor(Counter(x=a)['x'] + next(accumulate([b])))",
    "prints": "def combine(a, b):\n    print('debug', a)\n    return a + b",
    "guard": "def combine(a, b): return a + b\nif __name__ == '__main__':\n    combine(input())",
    "recursion": "def combine(a, b):\n    def f(n): return n and f(n - 1)\n    return a + b + f(900)",
    "global": "n = 0\ndef combine(a, b):\n    global n\n    n += 1\n    return a + b",
    "future": "'''doc'''\nfrom __future__ import annotations\ndef combine(a: Nothing, b): return a + b",
    "dataclass": "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\ndef combine(a, b): return P(a).x + b",
    "stderr": "import sys\ndef combine(a, b):\n    print('x' * 10000, file=sys.stderr)\n    return a + b",
}


@pytest.mark.parametrize("way", WAYS)
def test_honest_programs(report, way):
    assert report(WAYS[way], replace(ADD, contest_imports=True)).failure is None


@pytest.mark.parametrize("way", ["typing", "modules"])
def test_a_forgotten_import_is_an_error_where_the_set_s_own_grader_has_none(report, way):
    assert "is not defined" in report(WAYS[way], ADD).failure.got


PRELUDE_NAMES = ["add", "sub", "ceil", "factorial", "gcd", "product", "accumulate", "reduce", "sum", "sorted", "pow"]


@pytest.mark.parametrize("name", PRELUDE_NAMES)
def test_a_name_that_is_always_there_is_no_program(report, name):
    """A problem called `gcd` is not solved by a program without it."""
    found = report("x = 1", calls(name, [((1,), 1)], contest_imports=True))
    assert found.failure.outcome == "runtime_error"
    assert "does not define" in found.failure.got


ENDS = {
    "import error": ("import nothing_like_it", "runtime_error"),
    "syntax": ("def combine(a, b) return", "runtime_error"),
    "null": ("def combine(a, b): return 3\0", "runtime_error"),
    "missing": ("def other(a, b): return 3", "runtime_error"),
    "raises": ("def combine(a, b): return 1 / 0", "runtime_error"),
    "exit": ("def combine(a, b): raise SystemExit(0)", "runtime_error"),
    "exit at once": ("import sys\nsys.exit(0)", "runtime_error"),
    "_exit at once": ("import os\nos._exit(0)", "runtime_error"),
    "_exit": ("import os\ndef combine(a, b): os._exit(0)", "runtime_error"),
    "loop": ("def combine(a, b):\n    while True: pass", "time_limit"),
    "loop at once": ("while True: pass", "time_limit"),
    "memory": ("def combine(a, b): return len(bytearray(1 << 33))", "runtime_error"),
    "segfault": ("import ctypes\ndef combine(a, b): ctypes.string_at(0)", "runtime_error"),
    "recursion": ("def combine(a, b): return combine(a, b)", "runtime_error"),
    "object": ("class C: pass\ndef combine(a, b): return C()", "wrong_answer"),
    "deep": ("def combine(a, b):\n    r = []\n    for _ in range(10**5): r = [r]\n    return r", "wrong_answer"),
    "huge": ("def combine(a, b): return [0] * 3_000_000", "wrong_answer"),
    "digits": ("def combine(a, b): return 1 << 30_000_000", "output_limit"),
    "unreadable": (
        "import os\nos.write(3, b'{\"ready\": true}\\n')\ndef combine(a, b):\n    for fd in range(3, 9):\n        try: os.write(fd, b'no\\n')\n        except OSError: pass",
        "wrong_answer",
    ),
    "says itself how it ended": (
        'import os\nfor fd in range(3, 9):\n    try: os.write(fd, b\'{"ready": true}\\n{"ended": 1}\\n\')\n    except OSError: pass\ndef combine(a, b): return 3',
        "wrong_answer",
    ),
    "nested as deep as can be read": (
        "import os\nd = b'{\"v\": ' + b'[' * 960 + b']' * 960 + b'}\\n'\nfor fd in range(3, 9):\n    try: os.write(fd, b'{\"ready\": true}\\n' + d * 3)\n    except OSError: pass\ndef combine(a, b): return 3",
        "wrong_answer",
    ),
    "refuses itself": (
        'import os\nfor fd in range(3, 9):\n    try: os.write(fd, b\'{"ready": true}\\n\' + b\'{"refused": {"x": [[]]}}\\n\' * 3)\n    except OSError: pass\ndef combine(a, b): return 3',
        "wrong_answer",
    ),
    "forged": (
        'import os\nos.write(3, b\'{"ready": true}\\n{"v": 4}\\n\')\ndef combine(a, b): return -1',
        "wrong_answer",
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_how_programs_fail(report, end):
    source, outcome = ENDS[end]
    found = report(source, ADD, limits=Limits(cpu_seconds=1, memory_mb=256, output_mb=4))
    assert (found.passed, found.failure.test, found.failure.outcome) == (0, 0, outcome)


@pytest.mark.slow
def test_each_test_has_its_limits_for_itself(report):
    """Eight tests of 0.4 seconds, and one second for each; a limit for all together would end the third."""
    busy = "import time\ndef f(n):\n    end = time.process_time() + 0.4\n    while time.process_time() < end: pass\n    return n"
    found = report(busy, calls("f", [((n,), n) for n in range(8)]))
    assert (found.passed, found.failure) == (8, None)


def test_what_comes_after_a_crash_is_still_tried(report):
    source = (
        "import os\ndef f(n):\n    if n in (2, 5): os._exit(0)\n    if n == 3:\n        while True: pass\n    return n"
    )
    found = report(source, calls("f", [((n,), n) for n in range(8)]), stop=False)
    assert (found.passed, found.total, found.failure.test) == (5, 8, 2)


def test_many_tests(report):
    """More than one process is asked."""
    assert report("def f(n): return n", calls("f", [((n,), n) for n in range(350)])).failure is None
    found = report("def f(n): return n if n < 340 else 0", calls("f", [((n,), n) for n in range(350)]))
    assert (found.passed, found.failure.test) == (340, 340)


def test_arguments_are_what_the_tests_say(report):
    arguments = ((1, 2), {3}, {None: [1.5]}, b"x", 2**100, float("inf"), "\ud800é", [True, None])
    tests = calls("f", [(arguments, "tuple set dict bytes int float str list")], rule="python")
    assert report("def f(*xs): return ' '.join(type(x).__name__ for x in xs)", tests).failure is None
    assert report("def f(*xs): return xs", calls("f", [(arguments, arguments)], rule="python")).failure is None


def test_a_wrapped_expectation_can_be_meant_either_way(report):
    tests = calls("f", [((1,), [2])], wrapped=True)
    assert report("def f(n): return n + 1", tests).failure is None
    assert report("def f(n): return [n + 1]", tests).failure is None
    assert report("def f(n): return [[n + 1]]", tests).failure is not None
    assert report("def f(n): return n + 1", calls("f", [((1,), [2])])).failure is not None


def test_classes_of_the_problem_are_there(report):
    setup = "class ListNode:\n    def __init__(self, val=0, next=None): self.val, self.next = val, next"
    source = "class Solution:\n    def f(self, n: int) -> Optional[ListNode]: return ListNode(n).val"
    tests = calls("Solution().f", [((4,), 4)], setup=setup, contest_imports=True)
    assert report(source, tests).failure is None


def test_an_argument_that_is_no_value_is_the_tests_fault(report):
    with pytest.raises(BadTestsError):
        report("def f(x): return 1", calls("f", [((object(),), 1)]))


WRITTEN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["ready", "v", "error", "refused", "ended", "detail", "types", "text", "t", "x", "d", "i"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
LINE = st.binary(max_size=20) | WRITTEN.map(lambda value: json.dumps(value).encode())


@given(st.lists(LINE, max_size=6), st.booleans())
def test_whatever_a_program_writes_is_an_answer_or_none(lines, ready):
    """It can take the channel of its answers, and nothing that it says there raises or ends as anybody else's fault."""
    stdout = (b'{"ready": true}\n' if ready else b"") + b"".join(line + b"\n" for line in lines)
    answers = respond.Answers()
    rest = respond._hear(answers, range(3), RunResult("ok", stdout=stdout))
    answered = [number for number in range(3) if number in answers]
    assert answers.failed or len(answered) + len(rest) == 3
    for number in answered:
        failure = _grade(ADD, number, answers.take(number))
        assert failure is None or failure.outcome in ("wrong_answer", "runtime_error")


def test_an_answer_much_longer_than_what_is_expected_is_not_read(report):
    """Made into objects, eight megabytes of it would take twenty times as much."""
    tests = CallTests("f", (Call((1,)), Call((2,))), (2, [[]] * 300_000))
    source = "def f(x):\n    return [[]] * 300_000"
    found = report(source, tests, stop=False)
    assert (found.passed, found.failure.test, found.failure.outcome) == (1, 0, "wrong_answer")
    assert "bytes" in found.failure.got
