"""C++ text as tokens."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.code.cpp_tokens import head_of, open_braces, partners, tokens, types_in

CODE = st.text("ab1_ \n\\\"'/*()[]{}=<>#;RLu8.", max_size=60)


def texts(source):
    return [token.text for token in tokens(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f(1) == 2;", ["f", "(", "1", ")", "==", "2", ";"]),
        ('"a\\")==(" == x', ['"a\\")==("', "==", "x"]),
        (r"'\'' == '('", [r"'\''", "==", "'('"]),
        ('R"(a)" )==" + b" == c', ['R"(a)"', ")", "==", '" + b"', "==", "c"]),
        ('u8R"x(a)" )" )x" == c', ['u8R"x(a)" )" )x"', "==", "c"]),
        ("L\"(\" u8'('", ["L", '"("', "u8", "'('"]),
        ("1'000'000 0x1p-3 .5e+3f 1.f-2", ["1'000'000", "0x1p-3", ".5e+3f", "1.f", "-", "2"]),
        ("a/* == ( */b // ) \\\n still \nc", ["a", "b", "c"]),
        ("#define x \\\n (\ny # z", ["#define x \\\n (", "y", "#", "z"]),
        ("a>>=b<=>c->d::e!=f", ["a", ">>=", "b", "<=>", "c", "->", "d", "::", "e", "!=", "f"]),
        ("größe = 1", ["größe", "=", "1"]),
    ],
)
def test_tokens(source, expected):
    assert texts(source) == expected


@pytest.mark.parametrize("source", ['"abc', '"abc\n"', "'", "/* *", 'R"x(a)y"', 'a "\\'])
def test_a_text_that_breaks_off_ends_with_a_broken_token(source):
    assert [token.kind for token in tokens(source)][-1] == "broken"


@given(CODE)
def test_tokens_are_the_text_without_blanks_and_comments(source):
    found = list(tokens(source))
    assert all(source[token.start : token.end] == token.text != "" for token in found)
    gaps = [source[one.end : two.start] for one, two in pairwise(found)]
    assert all(not gap.strip() or gap.lstrip().startswith(("//", "/*")) for gap in gaps)
    assert "broken" not in [token.kind for token in found[:-1]]


@given(CODE)
def test_brackets_in_comments_and_literals_are_none(source):
    hidden = source.replace("*/", "").replace("\\", "").replace(")x", "")
    quoted = hidden.replace('"', "").replace("\n", "")
    assert texts(f'a(/*{hidden}*/"{quoted}",R"x({hidden})x")') == [
        "a",
        "(",
        f'"{quoted}"',
        ",",
        f'R"x({hidden})x"',
        ")",
    ]


@pytest.mark.parametrize("piece", ["(", '"\\', "'", "/*", "//\\", 'R"(', "1'", "a", "#\\\n", "1e+", "\\", '"a\\\n'])
@pytest.mark.few(3)
def test_reading_is_linear(piece):
    def seconds(count):
        began = time.process_time()
        list(tokens(piece * count))
        partners(list(tokens(piece * count)))
        return time.process_time() - began

    assert min(seconds(80_000) for _ in range(3)) < 16 * min(seconds(20_000) for _ in range(3)) + 0.05


def test_partners():
    assert partners(list(tokens("f(a[1], {})"))) == {1: 9, 3: 5, 7: 8}
    assert partners(list(tokens("(]"))) is None
    assert partners(list(tokens("("))) is None
    assert partners(list(tokens("a }"))) is None


def test_open_braces():
    assert open_braces('int f() { "}" /* } */ if (x) {') == 2


@pytest.mark.parametrize(
    "source",
    [
        "int f(int a) {",
        "int f(int a)\n{ return f(a); }",
        "std::vector<int> f(std::vector<int> a = {}) noexcept { return {}; }",
        "template <class T> auto f(T a) -> std::vector<T> {",
        "auto f = [](int a) { return a; };",
        "struct S { int f(int a) { return 1; } };\nint f(int a);\nint g() { return 1; }\nint f(int a) {",
        "} int f() {",
    ],
)
def test_a_head_is_found(source):
    assert head_of(source, "f") is not None


@pytest.mark.parametrize(
    "source",
    [
        "int f(int a);",
        "return f(a - 1) + f(a - 2);\n}",
        "if (f(a)) { return 1; }\n}\nint main() { assert(f(1) == 2); }",
        "for (int i = f(1); f(i); ++i) { }",
        "int g(int a) { return f(a); }",
        "struct S { int f(int a) { return 1; } };",
        "// int f(int a) {",
        '"int f(int a) {"',
        "#define f(x) {",
        "int ff(int a) {",
        "",
    ],
)
def test_what_is_no_head(source):
    assert head_of(source, "f") is None


def test_where_a_head_begins():
    source = "#include <x>\n// f(\nunion U { int a; };\nstd::vector<int> f(int a) {"
    assert source[head_of(source, "f") :] == "std::vector<int> f(int a) {"


def test_types():
    assert types_in("struct A { enum B { x }; }; // struct C\nunion D;") == {"A", "B", "D"}
