"""Tests in the process of the program: where they say that they have come to their end."""

import pytest

from verifiers.code.joined import saying
from verifiers.code.suite import JoinedTests
from verifiers.sandbox.languages import languages

SAYS = "SAY;"
PLACES = {
    "last line": ("ruby", "", "x = f(1)\nraise 'no' if x != 2\n", "x = f(1)\nraise 'no' if x != 2\n\nSAY;"),
    "a word that ends it in front": ("perl", "", "f() or exit 1;\nmain();", "f() or exit 1;\nmain();\nSAY;"),
    "ended by the last line": ("lua", "", "x()\nos.exit(run())\n", "x()\nos.exit(run())\n"),
    "a function": ("cpp", "", "}\nint main() { assert(f() == 1); }\n", "}\nint main() { assert(f() == 1); \nSAY;\n}\n"),
    "before its return": ("cpp", "", "int main() { g(); return 0; }", "int main() { g(); \nSAY;\nreturn 0; }"),
    "before its exit": ("csharp", "", "static void Main() { g(); Environment.Exit(0); } }", "static void Main() { g(); \nSAY;\nEnvironment.Exit(0); } }"),
    "past texts and comments": (
        "java",
        "",
        'void main(String[] a) throws Exception { g("}"); /* } */ h(\'}\'); // }\n k(); } }',
        'void main(String[] a) throws Exception { g("}"); /* } */ h(\'}\'); // }\n k(); \nSAY;\n} }',
    ),
    "around the program": ("scala", "object Main extends App {\n", "assert(f(1) == 2) }\n", "assert(f(1) == 2) \nSAY;\n}\n"),
    "never closed": ("rust", "", "fn main() { assert!(f());", "fn main() { assert!(f());"),
    "no main": ("rust", "", "#[test] fn t() {}", "#[test] fn t() {}"),
}  # fmt: skip


@pytest.mark.parametrize(("language", "before", "after", "made"), PLACES.values(), ids=PLACES)
def test_where_it_is_said(language, before, after, made):
    assert saying(JoinedTests(language, before, after), SAYS) == made
    assert saying(JoinedTests(language, before, after), "") == after


ENDING = {
    "cpp": (
        "int f(int x) { std::exit(0); }",
        "int f(int x) { return x + 1; }",
        "int main() { if (f(1) != 2) return 1; }",
    ),
    "perl": ("sub f { exit }", "sub f { $_[0] + 1 }", "f(1) == 2 or exit 1;\nprint 'ok';"),
    "ruby": ("def f(x)\n exit\nend", "def f(x)\n x + 1\nend", "raise 'no' if f(1) != 2"),
    "lua": ("function f(x) os.exit(0) end", "function f(x) return x + 1 end", "assert(f(1) == 2)"),
    "rust": (
        "fn f(x: i32) -> i32 { std::process::exit(0) }",
        "fn f(x: i32) -> i32 { x + 1 }",
        "fn main() { assert_eq!(f(1), 2); }",
    ),
    "java": (
        "class S { static int f(int x) { System.exit(0); return 0; } }",
        "class S { static int f(int x) { return x + 1; } }",
        "class Main { public static void main(String[] a) { assert S.f(1) == 2; } }",
    ),
}


@pytest.mark.parametrize("language", ENDING)
@pytest.mark.few(2)
def test_to_end_early_is_no_pass(report, sandbox, language):
    if language not in sandbox.languages:
        pytest.skip(f"no {languages()[language].title} here")
    ends, right, after = ENDING[language]
    before = "#include <cstdlib>\n" if language == "cpp" else ""
    tests = JoinedTests(language, before, after, continued=False)
    assert report(right, tests, language=language).failure is None
    assert report(ends, tests, language=language).failure.got == "the program ended before the end of its tests"
    assert report(right.replace("+ 1", "+ 2"), tests, language=language).failure.outcome == "runtime_error"


def test_csharp_s_assertions_decide(report, sandbox):
    """MultiPL-E's tests are `Debug.Assert`, which a release build leaves out."""
    if "csharp" not in sandbox.languages:
        pytest.skip("this host lacks C#")
    before = "using System.Diagnostics;\nclass Problem {\n"
    tests = JoinedTests("csharp", before, "static void Main() { Debug.Assert(Twice(2) == 4); } }", continued=False)
    for factor, passed in ((2, 1), (3, 0)):
        found = report(f"static int Twice(int n) {{ return n * {factor}; }}\n", tests, same_process=True)
        assert found.passed == passed, found
