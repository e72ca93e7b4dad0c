"""Checkers of tests: what they say, what they cannot say, and whose fault a crash is."""

import pytest

from verifiers.code import checkers
from verifiers.code.formats import read_suite
from verifiers.code.formats.cases import checker_language
from verifiers.code.streams import grade_streams
from verifiers.code.suite import BadTestsError, StdinTests
from verifiers.sandbox import Limits, Program

THREE = "import sys\ninp, out, ans = (open(name).read() for name in sys.argv[1:])\n"


@pytest.fixture
def passes(sandbox):
    def passes(printed, checker, answer="3", **more):
        suite = StdinTests(("1\n",), (answer,), checker=checker, checker_language=checker_language(checker), **more)
        program = Program("python", f"print({printed!r}, end='')")
        report = grade_streams(sandbox, program, suite, Limits(), stop=True)
        assert report.failure is None or report.failure.outcome == "wrong_answer"
        return report.failure is None

    return passes


@pytest.mark.parametrize(
    "function",
    [
        "def output_judging_function(input_str: str, candidate_output: str, reference_output: str) -> bool:\n"
        "    return candidate_output.split() == reference_output.split()",
        "import math\nLIMIT = 3\nclass Reader: pass\ndef check(ans, out):\n    return ans.strip() == out.strip()",
        "def words(text):\n    return text.split()\ndef verify(inp, got, expected):\n    return words(got) == words(expected)",
        "def judge(a, b, c):\n    return int(b) == int(c)",
        "def f(output, answer, input):\n    return [output.strip() == answer.strip(), 'why']",
        "def g(stdout, expected_stdout, stdin='', strict=True):\n    return 'AC' if stdout == expected_stdout else 'WRONG_ANSWER'",
        "def f(submission, jury):\n    return {'correct': submission == jury}",
        "def f(submission, jury):\n    assert submission == jury, 'differs'\n    return True",
        "def f(submission, jury):\n    return 1.0 if submission == jury else 0.5",
    ],
)
def test_a_checker_that_only_defines_a_function_is_called(passes, function):
    assert passes("3", function)
    assert not passes("4", function)


@pytest.mark.parametrize(
    "function",
    [
        "def a(x, y):\n    return x == y\ndef b(x, y):\n    return True",
        "def check(a, b, c, d):\n    return True",
        "def check(output, answer):\n    return None if output else True",
        "def check(output, answer):\n    return object()",
        "def check(output, answer):\n    return undefined",
    ],
)
def test_a_function_of_which_nobody_knows_what_it_wants_is_no_checker(passes, function):
    with pytest.raises(BadTestsError, match="the checker of the tests is of no use"):
        passes("4", function)


@pytest.mark.parametrize(
    "says",
    [
        "print(out == ans)", "print('WA' if out != ans else 'AC')", "print('wrong answer: 1st' if out != ans else 'ok 1')",
        "print('WRONG_ANSWER' if out != ans else 'ACCEPTED')", "print('No' if out != ans else 'Yes')",
        "print('verdict:', 'Wrong Answer' if out != ans else 'Accepted')", "print({'correct': out == ans})",
        "print('Comparing…'); print('Incorrect' if out != ans else 'Correct')", "print('0' if out != ans else '1')",
        "print('INVALID: range' if out != ans else 'fine')", "sys.exit(out != ans)", "assert out == ans",
        "print('Presentation Error' if out != ans else '')", "print('not ok' if out != ans else 'ok')",
        "if out != ans: raise SystemExit('differs')", "print('\"result\": \"failed\"' if out != ans else 'pass')",
    ],
)  # fmt: skip
def test_what_a_script_says_counts_as_well_as_its_exit_code(passes, says):
    assert passes("3", THREE + says)
    assert not passes("999", THREE + says)


@pytest.mark.parametrize(
    "word", ["nothing wrong", "notable", "normal", "wage 7", "fair", "badge", "Accepted\nno more\n1 ok"]
)
def test_words_that_only_begin_like_a_refusal(word):
    assert checkers.says_yes(word)


def test_what_a_checker_cannot_read_is_wrong(passes):
    numbers = THREE + "sys.exit(int(out) != int(ans))"
    assert passes("3", numbers)
    assert not passes("three", numbers)
    assert not passes("", THREE + "sys.exit(out.split()[0] != '3')", answer="")
    assert not passes("three", THREE + "sys.exit(not 0 < int(out) < 9)", answer="")


@pytest.mark.parametrize(
    ("checker", "answer"),
    [
        (THREE + "print(undefined)", "3"),
        (THREE + "print(undefined)", ""),
        (THREE + "1 / 0\nprint(1)", "3"),
        (THREE + "import no_such_module\nprint(1)", "3"),
        (THREE + "print(int(ans + 'x'))", "3"),
        (THREE + "open('nothing')\nprint(1)", ""),
        (THREE + "import os\nos.abort()\nprint(1)", "3"),
        (THREE + "x = [0]\nwhile True: x += x\nprint(1)", "3"),
    ],
)
def test_a_checker_that_crashes_is_of_no_use(passes, checker, answer):
    with pytest.raises(BadTestsError, match="the checker of the tests is of no use"):
        passes("3", checker, answer)


def test_a_checker_that_hangs_is_of_no_use(passes, monkeypatch):
    monkeypatch.setattr(checkers, "CHECKER_LIMITS", Limits(cpu_seconds=0.3))
    with pytest.raises(BadTestsError, match="the checker of the tests is of no use: time limit"):
        passes("3", "while True: pass\nprint(1)")


@pytest.mark.parametrize(
    "checker", ["pass", "x = 1", "import sys\nopen(sys.argv[1]).read()", "def check(a, b):\n    a == b"]
)
def test_a_checker_that_can_say_nothing_is_refused_when_it_is_read(checker):
    with pytest.raises(BadTestsError, match="The checker says nothing"):
        read_suite({"inputs": ["1"], "outputs": ["3"], "checker": checker})


# ------------------------------------------------------------------ testlib

SUM = """
#include "testlib.h"
#include <vector>
using namespace std;
int main(int argc, char* argv[]) {
    setName("two parts of a sum");
    registerTestlibCmd(argc, argv);
    int n = inf.readInt(1, 100, "n");
    int want = ans.readInt();
    vector<int> parts = ouf.readInts(2, 0, 100, "part");
    ouf.ensuref(parts[0] != 42, "no %d", 42);
    ensure(n == 1);
    if (parts[0] + parts[1] != want) quitf(_wa, "%d%s expected", want, englishEnding(want).c_str());
    if (!ouf.seekEof()) quit(_pe, "more than two");
    quitf(_ok, "the sum of %s", vtos(want).c_str());
}
"""


@pytest.mark.parametrize(
    ("printed", "right"),
    [
        ("1 2", True), ("  3\n0 \n", True), ("1 3", False), ("1", False), ("", False), ("1 2 0", False), ("x y", False),
        ("1 2.0", False), ("-1 4", False), ("42 -39", False), ("99999999999999999999 1", False), ("1 02", False), ("+1 2", False),
    ],
)  # fmt: skip
@pytest.mark.few(4)
def test_checkers_of_testlib(passes, printed, right):
    assert passes(printed, SUM) == right


@pytest.mark.slow
def test_a_checker_of_testlib_that_finds_its_tests_wrong(passes):
    with pytest.raises(BadTestsError, match=r"the checker says that the tests are wrong: FAIL .*Expected integer"):
        passes("1 2", SUM, answer="three")
    with pytest.raises(BadTestsError, match="the checker of the tests does not compile"):
        passes("1 2", SUM.replace("int n", "jnt n"))
    with pytest.raises(BadTestsError, match="the checker of the tests is of no use"):
        passes("1 2", SUM.replace("int n", "abort(); int n"))


TESTLIB = """
#include "testlib.h"
int main(int argc, char* argv[]) {
    registerTestlibCmd(argc, argv);
    std::string word = ouf.readToken("[a-z]+", "word");
    ouf.readLine();
    std::string line = ouf.readString();
    double d = ouf.readDouble(0, 10), e = ans.readDouble();
    if (word != "abc" || line != "two words") quitf(_wa, "texts");
    if (!doubleCompare(e, d, 1e-6)) quitf(_wa, "%.3f is not %.3f, off by %.3f", d, e, doubleDelta(e, d));
    long long big = ouf.readLong();
    if (big != 1234567890123LL) quitf(_pe, "%lld", big);
    if (trim(" x ") != "x" || upperCase("ab") != "AB" || split("a,b", ',').size() != 2 || tokenize(" a  b ", ' ').size() != 2) quitf(_fail, "ours");
    if (format("%d-%s", 3, "x") != "3-x" || toString(5) != "5" || rnd.next(1, 1) != 1) quitf(_fail, "ours");
    quitp(1.0, "all points");
}
"""


@pytest.mark.slow
def test_more_of_testlib_s_interface(passes):
    text = "abc\ntwo words\n{}\n1234567890123\n"
    assert not passes(text.format("2.5000001"), TESTLIB, answer="2.5")  # points are for a part of the answer
    everything = TESTLIB.replace('quitp(1.0, "all points")', 'quit(_ok, "fine")')
    assert passes(text.format("2.5000001"), everything, answer="2.5")
    assert not passes(text.format("2.51"), everything, answer="2.5")
    assert not passes(text.format("nan"), everything, answer="2.5")
    assert not passes(text.replace("abc", "ab1").format("2.5"), everything, answer="2.5")


def test_a_checker_in_cpp_without_testlib(passes):
    checker = """
    #include <fstream>
    #include <iostream>
    int main(int, char** argv) {
        std::ifstream out(argv[2]), ans(argv[3]);
        int a, b;
        out >> a; ans >> b;
        std::cout << (a == b ? "1" : "0");
    }"""
    assert passes("3", checker)
    assert not passes("4", checker)


def test_several_outputs_are_right(sandbox):
    suite = read_suite({"test_cases": [{"input": "1 2", "output": ["3", "4"]}, {"input": "5", "output": ["6"]}]})
    assert (suite.outputs, suite.others) == (("3", "6"), (("4",), ()))
    for printed, passed in (("3", 1), ("4", 1), ("6", 1), ("5", 0)):
        report = grade_streams(sandbox, Program("python", f"print({printed})"), suite, Limits(), stop=False)
        assert report.passed == passed
