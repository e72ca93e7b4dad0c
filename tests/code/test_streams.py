"""Programs from standard input to standard output."""

import tracemalloc

import pytest

from verifiers.code.streams import grade_streams
from verifiers.code.suite import StdinTests, TextRule
from verifiers.sandbox import Limits, Program

SUM = StdinTests(("1 2\n", "10 -4\n", "123456 654321\n"), ("3\n", "6\n", "777777\n"))
ADD = "print(sum(map(int, input().split())))"
ADD_C = '#include <stdio.h>\nint main(void) { long a, b; scanf("%ld %ld", &a, &b); printf("%ld\\n", a + b); return 0; }'
ADD_CPP = "#include <iostream>\nint main() { long a, b; std::cin >> a >> b; std::cout << a + b; }"


@pytest.mark.parametrize(("language", "source"), [("python", ADD), ("c", ADD_C), ("cpp", ADD_CPP)])
def test_right_programs(report, language, source):
    found = report(source, SUM, language=language)
    assert (found.passed, found.total, found.failure) == (3, 3, None)
    assert 0 < found.usage.cpu_seconds < 10
    assert 0 < found.usage.memory_mb < 200


def test_the_first_wrong_output_is_told(report):
    found = report("a, b = map(int, input().split())\nprint(a + abs(b))", SUM)
    assert (found.passed, found.failure.test, found.failure.outcome) == (1, 1, "wrong_answer")
    assert (found.failure.input, found.failure.expected) == ("10 -4\n", "6")
    assert found.failure.got == "14 (line 1)"
    assert report("print(3)\nprint(input())", SUM).failure.expected == "nothing more"
    assert report("input()", SUM).failure.got.startswith("nothing")


def test_the_share_of_passed_tests(report):
    source = "a, b = map(int, input().split())\nprint(a + abs(b))"
    assert report(source, SUM, stop=False).passed == 2
    assert report(source, SUM).passed == 1  # what comes after a failure is not counted, whether it was run or not


ENDS = {
    "raises": ("1 / 0", "runtime_error", "ZeroDivisionError: division by zero"),
    "exit": (f"{ADD}\nraise SystemExit(1)", "runtime_error", ""),
    "syntax": ("print(", "runtime_error", "SyntaxError: '(' was never closed"),
    "loop": ("while True: pass", "time_limit", ""),
    "flood": ("while True: print('x' * 99999)", "output_limit", ""),
    "memory": ("x = []\nwhile True: x.append(bytearray(1 << 24))", "memory_limit", ""),
}


@pytest.mark.parametrize("end", ENDS)
def test_how_programs_fail(report, end):
    source, outcome, said = ENDS[end]
    found = report(source, SUM, limits=Limits(cpu_seconds=1, memory_mb=128, output_mb=1))
    assert (found.passed, found.failure.test, found.failure.outcome) == (0, 0, outcome)
    assert said in found.failure.got


def test_a_program_that_does_not_compile(report):
    found = report("int main() { return nothing; }", SUM, language="cpp")
    assert (found.passed, found.total, found.failure.outcome) == (0, 3, "compile_error")
    assert "nothing" in found.compile_error


def test_many_tests_are_as_fair_as_few(report):
    """Five hundred, each with the limits of one."""
    numbers = range(500)
    tests = StdinTests(tuple(f"{n} 1\n" for n in numbers), tuple(f"{n + 1}\n" for n in numbers))
    assert report(ADD, tests).failure is None
    found = report("a, b = map(int, input().split())\nprint(a + b if a < 499 else 0)", tests)
    assert (found.passed, found.failure.test) == (499, 499)


def test_the_rule_is_the_tests_own(report):
    assert report("print(' '.join(input().split()[::-1]))", StdinTests(("1 2\n",), ("1 2\n",))).failure is not None
    tests = StdinTests(("1 2\n",), ("1 2\n",), TextRule("tokens", unordered=True))
    assert report("print(' '.join(input().split()[::-1]))", tests).failure is None


TWO_PARTS = """
import sys
n = int(open(sys.argv[1]).read())
a, b = map(int, open(sys.argv[2]).read().split())
sys.exit(not (a + b == n and a > 0 and b > 0 and sum(map(int, open(sys.argv[3]).read().split())) == n))
"""


def test_a_checker_judges_where_several_outputs_are_right(report):
    tests = StdinTests(("5\n", "9\n"), ("2 3", "4 5"), checker=TWO_PARTS)
    assert report("n = int(input())\nprint(1, n - 1)", tests).failure is None
    assert report("n = int(input())\nprint(2, n - 2)", tests).failure is None
    found = report("n = int(input())\nprint(1, 4)", tests)
    assert (found.passed, found.failure.test, found.failure.outcome) == (1, 1, "wrong_answer")
    assert report("print('x y')", tests).failure is not None  # what the checker cannot read


@pytest.mark.parametrize(
    ("said", "right"),
    [("1", True), ("100", True), ("1.0", True), ("0", False), ("0.5", False), ("50", False), ("ok", True), ("", True)],
)
def test_a_checker_that_prints_a_score(report, said, right):
    tests = StdinTests(("5\n",), ("",), checker=f"print({said!r})")
    assert (report("print(input())", tests).failure is None) == right


def test_the_order_of_a_checker_s_files(report):
    checker = "import sys\nprint(int([open(name).read() for name in sys.argv[1:]] == ['in', 'right', 'out\\n']))"
    tests = StdinTests(("in",), ("right",), checker=checker, answer_first=True)
    assert report("print('out')", tests).failure is None


def test_a_program_cannot_reach_its_checker(report):
    overwrite = (
        "import glob, os\nfor name in ('checker.py', 'answer.txt', 'output.txt', 'checker.py'):\n"
        "    try: open(name, 'w').write('print(1)')\n    except OSError: pass\n"
        "print(glob.glob('/work/*'), os.listdir('.'))"
    )
    assert report(overwrite, StdinTests(("5\n",), ("2 3",), checker=TWO_PARTS)).failure is not None
    reads = "import glob\nfor name in glob.glob('/work/*') + glob.glob('/tmp/*'): print(open(name).read())"
    assert report(reads, StdinTests(("5\n",), ("4 1",), checker=TWO_PARTS)).failure is not None


def test_outputs_that_are_no_text(report):
    found = report("import sys\nsys.stdout.buffer.write(bytes(range(256)))", SUM)
    assert found.failure.outcome == "wrong_answer"


FLOOD = "print(sum(map(int, input().split())))\nprint('\\n' * (3 << 20))"


@pytest.mark.parametrize("stop", [True, False])
def test_outputs_are_bounded_in_all_tests_together(report, stop):
    """In their order, whichever ends first: two of three megabytes fit into eight, the third does not."""
    tests = StdinTests(("1 2\n",) * 30, ("3\n",) * 30)
    found = report(FLOOD, tests, stop=stop, limits=Limits(output_mb=8))
    assert (found.passed, found.failure.test, found.failure.outcome) == (2, 2, "output_limit")
    assert report(FLOOD, StdinTests(("1 2\n",) * 2, ("3\n",) * 2), stop=stop).failure is None


def test_outputs_that_are_expected_are_not_bounded_together(report):
    tests = StdinTests(("\n",) * 12, ("x" * (1 << 20),) * 12)
    assert report("print('x' * (1 << 20))", tests, limits=Limits(output_mb=2)).passed == 12


def test_outputs_are_dropped_when_they_are_compared(sandbox):
    """Forty of two megabytes, of which hardly more than a few are in memory."""
    source = "print('x' * (2 << 20))"
    tests = StdinTests(("\n",) * 40, ("x" * (2 << 20),) * 40)
    tracemalloc.start()
    try:
        found = grade_streams(sandbox, Program("python", source), tests, Limits(output_mb=4), stop=False)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.passed == 40
    assert peak < 40 << 20


def test_outputs_for_a_checker_are_bounded_too(report):
    """More generously: what is right may be longer than the answer that the tests have."""
    tests = StdinTests(("1 2\n",) * 12, ("3\n",) * 12, checker="print(1)")
    found = report(FLOOD, tests, limits=Limits(output_mb=3.5))
    assert (found.passed, found.failure.outcome) == (9, "output_limit")


def test_a_program_of_livecodebench_finds_the_names_of_its_grader(report):
    tests = StdinTests(("4\n",), ("2 3000\n",), contest_imports=True)
    source = "def down(n): return n and 1 + down(n - 1)\nprint(isqrt(int(input())), down(3000))"
    assert report(source, tests).failure is None
    assert report(source, StdinTests(("4\n",), ("2 3000\n",))).failure is not None
    future = "from __future__ import annotations\nimport sys, math\nsys.setrecursionlimit(9000)\n"
    assert report(future + source.replace("isqrt", "math.isqrt"), tests).failure is None
