"""C++ assertions taken apart: pure, and in the sandbox."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.code import cpp
from verifiers.code.cpp import answers, expected, expected_answers, respondent, separate
from verifiers.code.cpp_grade import grade_cpp
from verifiers.code.suite import BadTestsError, CppAssertTests
from verifiers.sandbox import Limits, Program, open_sandbox

SHARED = Path(__file__).parents[3] / "shared"
ROWS = SHARED / "data" / "code" / "multiple_humaneval_cpp.jsonl"

PROMPT = "#include <assert.h>\n#include <bits/stdc++.h>\n// Adds.\nint combine(int a, int b) {\n"
ASSERTIONS = "".join(
    f"    assert(candidate(({a}), ({b})) == ({a + b}));\n" for a, b in ((1, 2), (10, -4), (123456, 654321))
)
TESTS = CppAssertTests(f"}}\nint main() {{\n    auto candidate = combine;\n{ASSERTIONS}}}\n", PROMPT)
RIGHT = "int combine(int a, int b) { return a + b; }\n"


def one(assertion, prompt=""):
    """The tests with this one statement, taken apart."""
    return separate(CppAssertTests(f"int main() {{ auto candidate = f; {assertion} }}", prompt))


# Taking apart


@pytest.mark.parametrize(
    ("assertion", "call", "value"),
    [
        ("assert(candidate((1), (2)) == (3));", "candidate((1), (2))", "3"),
        ("assert((candidate(1)) == -1);", "candidate(1)", "-1"),
        ("assert((candidate(1) == 2));", "candidate(1)", "2"),
        ("assert(3 == candidate(1));", "candidate(1)", "3"),
        ("assert(f(1) == 2);", "f(1)", "2"),
        ("assert(candidate(candidate(1)) == g(2));", "candidate(candidate(1))", "g(2)"),
        ('assert(candidate(") == (") == "==");', 'candidate(") == (")', '"=="'),
        ("assert(candidate(')', '\"') == '(');", "candidate(')', '\"')", "'('"),
        ('assert(candidate(R"x() == )")x") == R"(")");', 'candidate(R"x() == )")x")', 'R"(")"'),
        ("assert(candidate(1 /* == */) == // (\n 2);", "candidate(1 /* == */)", "2"),
        ("assert(candidate(a == b, c) == d);", "candidate(a == b, c)", "d"),
        ("assert(candidate() == std::vector<int>({1, 2}));", "candidate()", "std::vector<int>({1, 2})"),
        ("assert(candidate(1) == (int)(2.5));", "candidate(1)", "(int)(2.5)"),
        ("assert(candidate(1));", "static_cast<bool>(candidate(1))", "true"),
        ("assert(!candidate(1));", "static_cast<bool>(candidate(1))", "false"),
        ("assert(!(candidate(1)));", "static_cast<bool>(candidate(1))", "false"),
        (";; assert(candidate(1) == 2);; return 0;", "candidate(1)", "2"),
    ],
)
def test_the_two_sides(assertion, call, value):
    separated = one(assertion)
    assert [(each.call, each.expected) for each in separated.assertions] == [(call, value)]
    assert (separated.entry, separated.alias, separated.count) == ("f", "auto candidate = ::f;", 1)


@pytest.mark.parametrize(
    "statement",
    [
        "assert(candidate(1) == 2 && candidate(2) == 3);",
        "assert(candidate(1) == 2, 3);",
        "assert(candidate(1) == 2 ? 3 : 4);",
        "assert(candidate(1) == 2 == true);",
        "assert(candidate(1) != 2);",
        "assert(candidate(1) < 2);",
        "assert(candidate(1) == candidate(2));",
        "assert(candidate(1) == f(2));",
        "assert((candidate(1) == 5) == true);",
        "assert(candidate(1) + 5 == 7);",
        "assert(std::abs(candidate(1) - 1.5) < 1e-6);",
        "assert(std::abs(candidate(1) - 1.5));",
        "assert(!candidate(1) == 2);",
        "assert(g(1) == 2);",
        "assert(true);",
        "assert();",
        "assert(== 2);",
        "assert(candidate(1) ==);",
        "assert(candidate(1) == 2) || true;",
        "auto expected = 2; assert(candidate(1) == expected);",
        "std::cout << 1; assert(candidate(1) == 2);",
        "if (true) { assert(candidate(1) == 2); }",
        "assert(candidate(1) == 2); return 1;",
        "assert(candidate(1) == 2)",
        "auto c = f; assert(candidate(1) == 2);",
        "\n#define EXPECTED 2\nassert(candidate(1) == EXPECTED);",
        "",
        "return 0;",
    ],
)
def test_what_cannot_be_taken_apart_is_refused(statement):
    with pytest.raises(BadTestsError, match="C\\+\\+ tests"):
        one(statement)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "int main",
        "int main() {",
        "main() { assert(f(1) == 2); }",
        "int main() { auto c = a::f; assert(c(1) == 2); }",
        "int main() { auto c = 2; assert(c(1) == 2); }",
        "int main() { assert(f(1) == 2); } int x;",
        "int main() { assert(f(1)] == 2); }",
        'int main() { assert(f(1) == "2); }',
        "int expected = 2; int main() { assert(f(1) == expected); }",
        "#define EXPECTED 2\nint main() { assert(f(1) == EXPECTED); }",
        "int main() { assert(f(1) == 2); } // " + "x" * cpp.MAX_TESTS,
        "int main() { assert(" + "(" * 5000 + "f(1) == 2); }",
    ],
)
def test_broken_tests_are_refused(source):
    with pytest.raises(BadTestsError):
        separate(CppAssertTests(source))


@given(st.text("f(){}[]=!;&,<>\"' \n1\\#", max_size=40))
def test_taking_apart_is_total(inner):
    try:
        separated = one(inner)
    except BadTestsError:
        return
    assert separated.count >= 1


def nested():
    """C++ expressions with everything that could be taken for an end."""
    leaves = st.sampled_from(
        ["1", "-2.5f", "x", '"== ("', r'"\")"', "')'", "'\"'", 'R"(")==()"', "/* ) == */ 3", "1'000", "a.b", "true"]
    )
    return st.recursive(
        leaves,
        lambda inside: st.one_of(
            st.builds("({})".format, inside),
            st.builds("std::vector<long>({{{}, {}}})".format, inside, inside),
            st.builds("g({} == {}, [&]{{ return {}; }})".format, inside, inside, inside),
            st.builds("{} + {}".format, inside, inside),
        ),
        max_leaves=12,
    )


@given(st.lists(st.tuples(nested(), nested()), min_size=1, max_size=3))
def test_what_was_put_together_is_taken_apart(pairs):
    separated = one("\n".join(f"assert(candidate({argument}) == ({value}));" for argument, value in pairs))
    assert [each.call for each in separated.assertions] == [f"candidate({argument})" for argument, _ in pairs]
    for each, (_, value) in zip(separated.assertions, pairs, strict=True):
        assert each.expected in value  # less the parentheses around all of it, and a comment
        assert value.replace(each.expected, "", 1).strip("()/*= 3") == ""


def test_names():
    separated = separate(CppAssertTests("int main() { auto c = f; assert(c(1) == 2); }"))
    assert (separated.entry, separated.alias) == ("f", "auto c = ::f;")
    separated = separate(CppAssertTests("#include <x>\n} int main(int n, char **v) { assert(f(1) == 2); return 0; }"))
    assert (separated.entry, separated.alias) == ("f", "")


def test_no_expected_value_is_in_the_solution_s_program():
    tests = CppAssertTests('int main() { auto candidate = f; assert(candidate(1) == "needle"); }', "int f(int) {")
    assert "needle" not in respondent(separate(tests), "return 1;")
    assert "needle" in expected(separate(tests))


# What the programs print


def test_answers():
    assert answers(b"\n0 1\n\n1 2\n", 3) == [b"1", b"2", None]
    assert answers(b"noise0 1\n\n2 \n0 4\nx 1\n-1 2\n9 2\n01 7\n1 cut", 3) == [b"4", None, b""]
    assert answers(b"0 1\n0 1\n1 2\n0 1\n", 2) == [None, b"2"]
    assert answers(b"", 0) == []


@given(st.binary(max_size=200) | st.text("01 \n!", max_size=60).map(str.encode), st.integers(0, 5))
def test_answers_are_total(stdout, count):
    found = answers(stdout, count)
    assert len(found) == count
    assert all(value is None or b"%d %b\n" % (number, value) in stdout for number, value in enumerate(found))


@pytest.mark.parametrize("stdout", [b"0 1\n", b"0 1\n1 !\n", b"0 1\n1 ?\n", b"0 1\n1 [1,?]\n"])
def test_expected_values_that_nothing_is_equal_to(stdout):
    with pytest.raises(BadTestsError):
        expected_answers(stdout, 2)
    assert expected_answers(b'0 1\n1 "\\x3f"\n', 2) == [b"1", b'"\\x3f"']


# In the sandbox


@pytest.fixture(scope="module")
def sandbox(local_wall):  # noqa: ARG001
    compile_limits = Limits(cpu_seconds=8, memory_mb=1024, processes=32)
    with open_sandbox("local", slots=2, compile_limits=compile_limits) as opened:
        yield opened


def ran(sandbox, source, stdin=b""):
    return sandbox.run(Program("cpp", source), stdin, Limits(cpu_seconds=2))


def passed(sandbox, tests, source):
    """Which of the tests a solution passes."""
    separated = separate(tests)
    result = ran(sandbox, expected(separated))
    assert result.outcome == "ok", result.stderr.decode()
    wanted = expected_answers(result.stdout, separated.count)
    got = answers(ran(sandbox, respondent(separated, source)).stdout, separated.count)
    return [one == other for one, other in zip(got, wanted, strict=True)]


COMPARABLE = [
    # what C++ compares, too: there our answer is held against its own
    ("1", "1L"), ("true", "1"), ("false", "1"), ("'a'", "97"), ("-1", "-1LL"), ("1u", "2"), ("(signed char)-5", "-5"),
    ("INT64_MIN", "INT64_MIN + 1"), ("UINT64_MAX", "18446744073709551615ull"), ("(__int128)1 << 100", "(__int128)1"),
    ("1.0f", "1"), ("0.1f", "0.1"), ("0.5f", "0.5"), ("0.1 + 0.2", "0.3"), ("-0.0", "0"), ("2.0f", "2.5"),
    ("1e300", "1e300L"), ("1.0 / 3", "1.0L / 3"), ("INFINITY", "INFINITY"), ("-INFINITY", "INFINITY"), ("3.9f", "3.9f"),
    ("5e-324", "0.0"), ("NAN", "NAN"), ("NAN", "1.0"), ("1e17", "100000000000000000L"),
    ('std::string("a")', '"a"'), ('std::string("a")', '"b"'), ('std::string("a\\0b", 3)', '"a"'),
    ('std::string("a,b")', 'std::string_view("a,b")'), ('std::string("\\"")', '"\\\\\\""'), ('std::string("?")', '"?"'),
    ('std::string("\\n1 2")', '"\\n1 2"'), ('std::string("é")', '"é"'), ('std::string("")', '""'),
    ("std::vector<int>{1, 2}", "std::vector<int>({1, 2})"), ("std::vector<int>{1, 2}", "std::vector<int>{2, 1}"),
    ("std::vector<int>{}", "std::vector<int>{0}"), ("std::vector<bool>{true}", "std::vector<bool>{false}"),
    ('std::vector<std::string>{"a,b"}', 'std::vector<std::string>{"a", "b"}'),
    ('std::vector<std::string>{"a\\",\\"b"}', 'std::vector<std::string>{"a", "b"}'),
    ("std::vector<std::vector<int>>{{1}, {}}", "std::vector<std::vector<int>>{{1}, {}}"),
    ("std::vector<std::vector<int>>{{1}, {}}", "std::vector<std::vector<int>>{{}, {1}}"),
    ("std::list<int>{1}", "std::list<int>{1}"), ("std::deque<int>{1}", "std::deque<int>{2}"),
    ("std::array<int, 2>{1, 2}", "std::array<int, 2>{1, 3}"), ("std::vector<float>{NAN}", "std::vector<float>{NAN}"),
    ("std::make_pair(1, 2.0)", "std::make_pair(1, 2.5)"), ("std::make_tuple(1, true)", "std::make_tuple(1L, 1)"),
    ("std::make_tuple(1, 2)", "std::make_tuple(2, 1)"), ("std::tuple<>()", "std::tuple<>()"),
    ('std::make_tuple(std::string("a"), 1)', 'std::make_tuple("a", 1)'),
    ("std::map<int, int>{{1, 2}, {3, 4}}", "std::map<int, int>{{3, 4}, {1, 2}}"),
    ("std::map<int, int>{{1, 2}}", "std::map<int, int>{{2, 1}}"),
    ("std::unordered_map<int, int>{{1, 2}, {3, 4}}", "std::unordered_map<int, int>{{3, 4}, {1, 2}}"),
    ("std::set<int>{2, 1, 10}", "std::set<int>{10, 2, 1, 1}"), ("std::multiset<int>{1, 1}", "std::multiset<int>{1}"),
    ("std::unordered_set<int>{2, 1}", "std::unordered_set<int>{1, 2}"),
    ("std::optional<long>(2)", "2"), ("std::optional<long>(2)", "std::nullopt"), ("std::optional<int>()", "0"),
    ("std::optional<long>()", "std::nullopt"), ('std::optional<std::string>("x")', '"x"'),
    ('std::optional<std::string>("none")', "std::nullopt"),
    ("std::make_tuple(std::optional<long>(), std::optional<long>(1))", "std::make_tuple(std::optional<long>(), 1)"),
    ("std::variant<int, std::string>(1)", "std::variant<int, std::string>(2)"),
    ('std::variant<int, std::string>("1")', "std::variant<int, std::string>(1)"),
]  # fmt: skip

OURS = [
    # what C++ refuses, or takes by conversion or address: our own rules
    ("-1", "4294967295u", False), ("16777217", "16777216.0f", False), ('"a"', 'std::string("a").c_str()', True),
    ("std::vector<int>{1}", "std::vector<long>{1}", True), ("std::vector<int>{1}", "std::list<int>{1}", True),
    ("std::make_pair(1, 2.0)", "std::make_tuple(1L, 2)", True), ("std::vector<int>{1}", "std::set<int>{1}", False),
    ("std::map<int, int>{{1, 2}}", "std::unordered_map<long, long>{{1, 2}}", True),
    ("std::vector<int>{1, 2}", "std::make_pair(1, 2)", False), ("1", '"1"', False), ("'1'", '"1"', False),
    ('std::string("none")', "std::nullopt", False), ('std::string("\\x3f")', 'std::string("?")', True),
    ("std::variant<int, long>(1)", "std::variant<int, long>(1L)", True),
    ("std::set<int, std::greater<int>>{1, 2}", "std::set<int>{1, 2}", True),
]  # fmt: skip


@pytest.mark.slow
def test_equal_texts_are_equal_values(sandbox):
    puts = [f"put(out, ({side}))" for a, b in COMPARABLE for side in (a, b)]
    puts += [f"put(out, (({a}) == ({b})))" for a, b in COMPARABLE]
    puts += [f"put(out, ({side}))" for a, b, _ in OURS for side in (a, b)]
    result = ran(sandbox, cpp._answers_header() + cpp._main_of("", puts))
    found = answers(result.stdout, len(puts))
    assert None not in found, result
    pairs, truth, ours = found[: 2 * len(COMPARABLE)], found[2 * len(COMPARABLE) :], found[3 * len(COMPARABLE) :]
    for (a, b), one, other, same in zip(COMPARABLE, pairs[::2], pairs[1::2], truth, strict=False):
        assert (one == other and b"?" not in other) == (same == b"1"), (a, b, one, other)
    assert [one == other for one, other in zip(ours[::2], ours[1::2], strict=True)] == [same for _, _, same in OURS]
    assert len({*truth[: len(COMPARABLE)]}) == 2


@pytest.mark.slow
def test_types_that_cannot_be_compared_do_not_compile(sandbox):
    tests = CppAssertTests(
        "} int main() { auto candidate = f; assert(candidate(1) == S{1}); }",
        "struct S { int a; bool operator==(S) const { return true; } };\nS f(int a) {",
    )
    result = ran(sandbox, respondent(separate(tests), "return S{a};"))
    assert result.outcome == "compile_error"
    assert b"values of this type cannot be compared from outside" in result.stderr
    assert ran(sandbox, expected(separate(tests))).outcome == "compile_error"


@pytest.mark.parametrize(
    "source",
    [
        PROMPT + "    return a + b;\n}\nint main() { assert(combine(1, 2) == 4); }\n",
        "    return a + b;\n",
        "    int sum = a + b;\n    if (a) { return sum; }\n    return sum;\n}\n\nint main() { return combine(1, 2); }",
        RIGHT,
        "#include <iostream>\nusing namespace std;\n" + RIGHT + "signed main(int n, char **v) { cout << 1; }\n// \\",
        "#define int long long\n" + RIGHT,
        'auto combine = [](int a, int b) { std::cout << a << std::endl; printf("0 7\\n"); return a + b; };',
        '#include <iostream>\nstruct X { X() { std::cerr << 1; std::cout << "hello" << std::flush; } } x;\n' + RIGHT,
        "long combine(long a, long b);\nint other() { return 1; }\nlong combine(long a, long b) { return a + b; }",
        "double combine(float a, float b) { return (double)a + b; }",
    ],
)  # fmt: skip
@pytest.mark.few(2)
def test_solutions_as_models_write_them(sandbox, source):
    assert passed(sandbox, TESTS, source) == [True] * 3


@pytest.mark.parametrize(
    "source",
    [
        "    return {};\n",
        "    return a - b;\n",
        "int combine(int a, int b) { return a + b + (a == 10); }",
        "std::vector<int> combine(int a, int b) { return {a + b}; }",
        "double combine(int a, int b) { return a + b + 1e-9; }",
        "int another(int a, int b) { return a + b; }",
        "",
        "\ud800",
        "I cannot do that.",
    ],
)
@pytest.mark.few(2)
def test_wrong_solutions(sandbox, source):
    assert not all(passed(sandbox, TESTS, source))


@pytest.mark.parametrize(
    "source",
    [
        # guesses: every line, several lines, two processes
        '#include <unistd.h>\nstruct X { X() { puts("0 3\\n0 4\\n1 6\\n1 7\\n2 8\\n2 777777"); exit(0); } } x;',
        "#include <unistd.h>\nint combine(int a, int b) { return fork() ? a + b : a - b; }",
        # our names, our words
        "#define put\n#define answer\nint combine(int, int) { return -1; }",
        "#define verifiers_answers std\nint combine(int, int) { return -1; }",
        "template <> void verifiers_answers::put(Text &out, const int &) { out = '3'; }\nint combine(int, int) {}",
        'int combine(int, int) { return -1; }\n#undef main\nint main() { puts("0 3"); }',
        "int combine(int, int) { return -1; }\n#if 0",
        "int combine(int, int) { return -1; }\n/*",
        # a value that is equal to everything; asserts that do nothing; an end that says all is well
        "struct E { template <class T> bool operator==(T) { return true; } };\nE combine(int, int) { return {}; }",
        "double combine(int, int) { return NAN; }",
        "#define NDEBUG\n#undef assert\n#define assert(x)\nint combine(int, int) { exit(0); }",
        "#include <unistd.h>\nint combine(int, int) { for (int i = 0; i < 256; ++i) close(i); return -1; }",
        "#include <unistd.h>\nstruct X { X() { close(1); } } x;\n" + RIGHT,
    ],
)  # fmt: skip
@pytest.mark.few(3)
def test_attacks(sandbox, source):
    assert not all(passed(sandbox, TESTS, source))


@pytest.mark.skipif(not (SHARED / "attacks").exists(), reason="the attack programs are not here")
@pytest.mark.parametrize("path", sorted((SHARED / "attacks").glob("cpp_*.cpp")), ids=lambda path: path.name)
@pytest.mark.slow
def test_attack_programs(sandbox, path):
    assert "(reject)" in path.read_text().splitlines()[0]
    assert passed(sandbox, TESTS, path.read_text()) == [False] * 3


@pytest.mark.slow
def test_a_test_that_ends_the_process_does_not_decide_on_those_behind(sandbox):
    throws = "int combine(int a, int b) { if (a == 10) throw 1; return a + b; }"
    assert passed(sandbox, TESTS, throws) == [True, False, True]
    program = respondent(separate(TESTS), throws.replace("throw 1", "abort()"))
    result = ran(sandbox, program)
    assert (result.outcome, answers(result.stdout, 3)) == ("runtime_error", [b"3", None, None])
    assert answers(ran(sandbox, program, b"2").stdout, 3) == [None, None, b"777777"]


UNION = """union U {
    std::string f0;
    long f1;    U(std::string _f0) : f0(_f0) {}
    U(long _f1) : f1(_f1) {}
    ~U() {}
    bool operator==(std::string f) { return f0 == f; }
    bool operator==(long f) { return f1 == f; }
};
"""
UNION_TESTS = CppAssertTests(
    '} int main() { auto candidate = f; assert(candidate(1) == "1"); assert(candidate(-1) == -1); }',
    UNION + "U f(long n) {\n",
)


@pytest.mark.slow
def test_unions(sandbox):
    right = "if (n < 0) return -1L;\nreturn std::to_string(n);\n"
    whole = f"U f(long n) {{ {right} }}"
    for source in (right, whole, UNION + whole):
        assert passed(sandbox, UNION_TESTS, source) == [True, True]
    assert passed(sandbox, UNION_TESTS, right.replace("-1L", "-2L")) == [True, False]
    assert passed(sandbox, UNION_TESTS, right.replace("(n)", "(n + 1)")) == [False, True]
    # A number where a text is asked for is read as a text that begins anywhere and ends anywhere: mostly a crash, which
    # is the first test's.
    report = grade_cpp(sandbox, "return n;", UNION_TESTS, Limits(cpu_seconds=2), stop=False)
    assert (report.passed, report.total, report.failure.test) == (1, 2, 0)
    with pytest.raises(BadTestsError, match="cannot be taken apart"):
        one("assert(candidate(1) == x);", UNION)


# The data


def rows():
    if not ROWS.exists():
        return []
    return [json.loads(line) for line in ROWS.read_text().splitlines()]


@pytest.mark.skipif(not ROWS.exists(), reason="the data are not here")
def test_all_rows_but_one_are_taken_apart():
    refused = []
    for row in rows():
        tests = CppAssertTests(row["test"], row["prompt"])
        if "std::nullopt f3" in row["prompt"]:  # no compiler takes this row
            refused.append(row["id"])
            with pytest.raises(BadTestsError):
                separate(tests)
        else:
            assert separate(tests).count == row["n_asserts"]
    assert refused == ["HumanEval_137_compare_one"]


@pytest.mark.skipif(not ROWS.exists(), reason="the data are not here")
@pytest.mark.parametrize(
    "number",
    [
        "0_has",
        "95_check",
        *(
            pytest.param(number, marks=pytest.mark.slow)
            for number in ("1_separate", "12_longest", "20_find", "125_split", "111_histogram", "136_largest")
        ),
    ],
)
def test_rows(sandbox, number):
    [row] = [row for row in rows() if row["id"].startswith(f"HumanEval_{number}")]
    tests = CppAssertTests(row["test"], row["prompt"])
    assert all(passed(sandbox, tests, row["solution"]))
    assert not all(passed(sandbox, tests, "    return {};\n"))


@pytest.mark.skipif(not ROWS.exists(), reason="the data are not here")
@pytest.mark.usefixtures("sandbox")  # skipped where there is none
@pytest.mark.slow
def test_the_table_of_the_docs_can_be_made():
    script = Path(__file__).parents[2] / "benchmarks" / "code" / "cpp_rows.py"
    done = subprocess.run(
        [sys.executable, str(script), str(ROWS), "--rows", "1"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "| the row's solution | 1 | 1 | 0 | 0 | 0 | 0 |\n| `return {};` | 1 | 0 | 1 | 0 | 0 | 0 |\n" in done.stdout
