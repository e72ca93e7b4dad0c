"""C++ assertions through the grader: what passes, how programs fail, and what each test has for itself."""

from pathlib import Path

import pytest

from verifiers.code.suite import BadTestsError, CppAssertTests
from verifiers.sandbox import Limits

pytestmark = pytest.mark.slow

TESTS = CppAssertTests(
    "}\nint main() {\n    auto candidate = combine;\n    assert(candidate((1), (2)) == (3));\n"
    "    assert(candidate((10), (-4)) == (6));\n    assert(candidate((123456), (654321)) == (777777));\n}\n",
    "#include <cassert>\n#include <bits/stdc++.h>\nint combine(int a, int b) {\n",
)
SHARED = Path(__file__).parents[3] / "shared" / "attacks"


@pytest.mark.parametrize(
    "source",
    [
        "int combine(int a, int b) { return a + b; }",
        "    return a + b;\n}",
        "long combine(long a, long b) { return a + b; }\nint main() { return 1; }",
    ],
)
def test_right_programs(report, source):
    found = report(source, TESTS, language="cpp")
    assert (found.passed, found.total, found.failure) == (3, 3, None)


ENDS = {
    "wrong": ("int combine(int a, int b) { return a == 10 ? 7 : a + b; }", 1, "wrong_answer"),
    "compile": ("int combine(int a, int b) { return c; }", 0, "compile_error"),
    "exit": (
        "#include <cstdlib>\nint combine(int a, int b) { if (a == 10) exit(0); return a + b; }",
        1,
        "runtime_error",
    ),
    "loop": ("int combine(int a, int b) { volatile int n = a; while (n == 10) {} return a + b; }", 1, "time_limit"),
    "throws": ("int combine(int a, int b) { if (a == 10) throw 1; return a + b; }", 1, "runtime_error"),
}


@pytest.mark.parametrize("end", ENDS)
def test_how_programs_fail(report, end):
    source, number, outcome = ENDS[end]
    found = report(source, TESTS, language="cpp")
    assert (found.failure.test, found.failure.outcome, found.passed) == (number, outcome, number)
    if outcome != "compile_error":
        assert report(source, TESTS, language="cpp", stop=False).passed == 2


def test_each_test_has_its_limits_for_itself(report):
    busy = "#include <ctime>\nint combine(int a, int b) { auto end = clock() + CLOCKS_PER_SEC * 2 / 5; while (clock() < end) {} return a + b; }"
    assert report(busy, TESTS, language="cpp", limits=Limits(cpu_seconds=0.7)).failure is None


@pytest.mark.skipif(not SHARED.exists(), reason="no shared attacks here")
@pytest.mark.parametrize("name", ["cpp_define_assert", "cpp_ctor_exit"])
def test_attacks_on_assertions(report, name):
    source = "#define HARNESS\n" + (SHARED / f"{name}.cpp").read_text()
    assert report(source, TESTS, language="cpp").failure is not None


def test_unusable_tests(report):
    with pytest.raises(BadTestsError):
        report("int f() { return 1; }", CppAssertTests("int main() { std::cout << 1; }"), language="cpp")
