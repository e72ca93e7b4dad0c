"""C++ assertions taken apart, so that no expected value is in the process of the solution.

    separated = separate(tests)                         each `assert(candidate(ARGS) == (EXPECTED));` of the tests' main
    Program("cpp", respondent(separated, source))       the solution and the calls: prints the texts of their values
    Program("cpp", expected(separated))                 the expected values without a solution: prints their texts
    answers(stdout, separated.count)                    what the first one printed, test by test
    expected_answers(stdout, separated.count)           what the second one printed; a test is passed where they agree

What a solution does with its process does not matter: it may print lines of ours, hide them, specialise our templates
or redefine our words. A line that it forges has to be the text of the right value, and that it could have returned.
A test with two lines has no answer.

Equal means what `==` means, and where types differ, that the values are the same (answers.hpp has the table):
`true == 1`, `2 == 2.0f`, an optional and what it holds; `float` and `double` by their exact values. Different from C++:
-1 is not 4294967295u and 16777217 is not 16777216.0f, which conversions make equal there; and what C++ refuses to
compare, or compares by address or alternative, is compared by content: `vector<int>` with `vector<long>`, `map` with
`unordered_map`, `pair` with `tuple`, two `const char*`, two variants. A value of a class of the solution's own is an
error of the compiler. Both programs have bits/stdc++.h, whether they include it or not.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from verifiers.code.cpp_tokens import Token, head_of, open_braces, partners, tokens, types_in
from verifiers.code.suite import BadTestsError, CppAssertTests

MAX_TESTS = 1 << 20
"""Characters of the tests and of the prompt. The longest known are some thousand."""
MAX_SCANNED = 1 << 20
"""Characters. A longer source is taken for a whole program, unread; compilers have limits of their own."""
SHOWN = 80
"""Characters of a statement that a message shows."""

_OURS = "verifiers_answers"
_LOOSER = frozenset("= != && || ? : | & ^ , += -= *= /= %= &= |= ^= <<= >>=".split())
"""Operators that bind no closer than `==`: beside one of them, `==` has not the two sides that it seems to have."""


class Assertion(NamedTuple):
    """The two sides of an assertion, as C++ expressions; and the type of the expected one, where the call's asks."""

    call: str
    expected: str
    type: str | None


@dataclass(frozen=True)
class Separated:
    """Tests taken apart.

    entry: the function that the solution defines.
    alias: the statement that names it for the calls (`auto candidate = …;`), or nothing.
    assertions: the tests.
    prompt: the C++ code that the solution continues.
    """

    entry: str
    alias: str
    assertions: tuple[Assertion, ...]
    prompt: str

    @property
    def count(self) -> int:
        """How many tests there are."""
        return len(self.assertions)


def separate(tests: CppAssertTests) -> Separated:
    """The tests taken apart.

    Their `main` may hold `auto candidate = NAME;` and assertions: that a call `==` an expression without the function
    (in either order), that a call is true, or is not. Anything else would show a solution what is expected of it, or
    is not known to mean the same: BadTestsError, with a sentence.
    """
    text = tests.source
    if len(text) + len(tests.prompt) > MAX_TESTS:
        msg = f"the C++ tests are longer than {MAX_TESTS} characters"
        raise BadTestsError(msg)
    statements = list(_statements(_body_of_main(text)))
    callee, entry = _alias(statements[0]) if statements else ("", "")
    if entry:
        del statements[0]
    if statements and [token.text for token in statements[-1]] == ["return", "0"]:
        del statements[-1]
    asks = "union" in {token.text for token in tokens(tests.prompt)}
    assertions = []
    for statement in statements:
        inner = _unwrapped(statement[1:]) if statement[0].text == "assert" else []
        callee = callee or next((token.text for token in inner if token.kind == "word"), "")
        assertion = _assertion(text, inner, {callee, entry} - {""})
        if assertion is None or (asks and assertion.type is None):
            msg = f"the C++ tests have a statement that cannot be taken apart: {_shown(text, statement)}"
            raise BadTestsError(msg)
        assertions.append(assertion if asks else assertion._replace(type=None))
    if not assertions:
        msg = "the C++ tests assert nothing"
        raise BadTestsError(msg)
    alias = f"auto {callee} = ::{entry};" if entry else ""
    return Separated(entry or callee, alias, tuple(assertions), tests.prompt)


def respondent(separated: Separated, source: str) -> str:
    """The program that answers the calls: a solution, with a main of ours behind it.

    source: a whole program, whose own main is not run; or functions, one of them the asked one; or the text that
        continues the prompt.
    """
    puts = [
        f"put(out, ({one.call}))" if one.type is None else f"put_as<{one.type}>(out, ({one.call}))"
        for one in separated.assertions
    ]
    # The empty line is for a source that ends in a backslash.
    solution = f"#define main {_OURS}_other_main\n{_whole(separated, source)}\n\n#undef main\n"
    return _answers_header() + solution + _main_of(separated.alias, puts)


def expected(separated: Separated) -> str:
    """The program that prints the expected values: the same for every solution, and without any."""
    puts = [f"put(out, ({one.expected}))" for one in separated.assertions]
    return _answers_header() + _closed(separated.prompt) + _main_of("", puts)


def answers(stdout: bytes, count: int) -> list[bytes | None]:
    """What a program of ours printed for each of the tests; `None` where it printed nothing, or more than one line.

    Total, whatever the bytes are, in linear time. `!` is the answer of a call that threw.
    """
    numbers = {b"%d" % number: number for number in range(count)}
    found: list[bytes | None] = [None] * count
    seen: set[int] = set()
    for line in io.BytesIO(stdout):
        head, _, value = line.partition(b" ")
        number = numbers.get(head)
        if number is not None and value.endswith(b"\n"):  # else its end is missing
            found[number] = None if number in seen else value[:-1]
            seen.add(number)
    return found


def expected_answers(stdout: bytes, count: int) -> list[bytes]:
    """What the program of `expected` printed. Raises BadTestsError where a value is missing, or equal to nothing."""
    values = answers(stdout, count)
    for number, value in enumerate(values):
        if value is None or value == b"!" or b"?" in value:
            why = "holds a NaN, which nothing is equal to" if value and b"?" in value else "cannot be computed"
            msg = f"the expected value of C++ test {number} {why}"
            raise BadTestsError(msg)
    return [value for value in values if value is not None]


def _body_of_main(text: str) -> list[Token]:
    """The tokens inside of the tests' main."""
    found = list(tokens(text))
    at = next((number for number, token in enumerate(found) if token.text == "main"), 0)
    before, inside = found[: max(0, at - 1)], found[at + 1 :]  # [}] int main ( … ) { … }
    pairs = partners(inside)
    opening = pairs.get(0, 0) + 1 if pairs else 0
    if not pairs or found[at - 1].text != "int" or pairs.get(opening) != len(inside) - 1:
        msg = "the C++ tests do not end with a whole main"
        raise BadTestsError(msg)
    if any(token.kind in ("directive", "broken") for token in inside):
        msg = "the main of the C++ tests has a directive"
        raise BadTestsError(msg)
    if any(token.text != "}" and not token.text.startswith(("#include", "#undef")) for token in before):
        msg = "the C++ tests have more than the function's end and includes before their main: a solution would see it"
        raise BadTestsError(msg)
    return inside[opening + 1 : -1]


def _statements(body: Sequence[Token]) -> Iterator[list[Token]]:
    """The statements, each without its semicolon; empty ones are left out."""
    statement: list[Token] = []
    outside = set(_outside(body))
    for number, token in enumerate(body):
        if token.text == ";" and number in outside:
            if statement:
                yield statement
            statement = []
        else:
            statement.append(token)
    if statement:
        msg = "the last statement of the C++ tests has no semicolon"
        raise BadTestsError(msg)


def _alias(statement: Sequence[Token]) -> tuple[str, str]:
    """The two names of `auto candidate = NAME`; empty for another statement."""
    words = [token.text for token in statement]
    named = len(words) == 4 and (words[0], words[2]) == ("auto", "=")
    return (words[1], words[3]) if named and statement[3].kind == "word" else ("", "")


def _assertion(text: str, inner: Sequence[Token], names: set[str]) -> Assertion | None:
    """What is asserted, taken apart; `None` where that cannot be done."""
    negated = bool(inner) and inner[0].text == "!"
    operand = _unwrapped(inner[1:] if negated else inner)
    if _is_call(operand, names):
        return Assertion(f"static_cast<bool>({_text(text, operand)})", "false" if negated else "true", "bool")
    operators = [number for number in _outside(inner) if inner[number].text in _LOOSER | {"=="}]
    if negated or len(operators) != 1 or inner[operators[0]].text != "==":
        return None
    sides = [_unwrapped(inner[: operators[0]]), _unwrapped(inner[operators[0] + 1 :])]
    call, other = sides if _is_call(sides[0], names) else reversed(sides)
    if not other or not _is_call(call, names) or any(token.text in names for token in other):
        return None
    return Assertion(_text(text, call), _text(text, other), _type(text, other))


def _is_call(found: Sequence[Token], names: set[str]) -> bool:
    """Is it a call of the function, and nothing around it?"""
    pairs = partners(found)
    return len(found) > 2 and found[0].text in names and pairs is not None and pairs.get(1) == len(found) - 1


def _type(text: str, found: Sequence[Token]) -> str | None:
    """The type of an expression, as far as literals and `T(…)` go."""
    first, last = found[0], found[-1]
    if len(found) == 1 and first.kind == "literal":
        return "const char*" if first.text.startswith('"') else None
    if last.kind == "number" and (len(found) == 1 or (len(found) == 2 and first.text == "-")):
        return "double" if "." in last.text else "long"
    opening = next((number for number in _outside(found) if found[number].text in ("(", "{")), 0)
    pairs = partners(found)
    return _text(text, found[:opening]) if opening and pairs and pairs[opening] == len(found) - 1 else None


def _outside(found: Sequence[Token]) -> Iterator[int]:
    """The numbers of the tokens that are in no brackets; opening ones are not."""
    depth = 0
    for number, token in enumerate(found):
        mark = token.text if token.kind == "mark" else ""
        depth -= mark in (")", "]", "}")
        if depth == 0 and mark not in (")", "]", "}"):
            yield number
        depth += mark in ("(", "[", "{")


def _unwrapped(found: Sequence[Token]) -> Sequence[Token]:
    """An expression without the parentheses around all of it."""
    pairs, first, last = partners(found), 0, len(found) - 1
    while pairs and first < last and found[first].text == "(" and pairs.get(first) == last:
        first, last = first + 1, last - 1
    return found[first : last + 1]


def _text(text: str, found: Sequence[Token]) -> str:
    return text[found[0].start : found[-1].end] if found else ""


def _shown(text: str, found: Sequence[Token]) -> str:
    shown = " ".join(_text(text, found).split())
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"


def _whole(separated: Separated, source: str) -> str:
    """The solution with what it leaves to the prompt."""
    if len(source) > MAX_SCANNED:
        return source
    if head_of(source, separated.entry) is None:
        return _closed(f"{separated.prompt}\n{source}")
    before = separated.prompt[: head_of(separated.prompt, separated.entry)]
    types = types_in(before)
    return source if not types or types & types_in(source) else f"{before}\n{source}"


def _closed(text: str) -> str:
    """The text with the brace that its function may lack, which the tests would put there."""
    return f"{text}\n}}\n" if open_braces(text) > 0 else f"{text}\n"


def _main_of(alias: str, puts: Sequence[str]) -> str:
    """Our main, that answers."""
    cases = "".join(f"        case {number}: {_OURS}::{put}; break;\n" for number, put in enumerate(puts))
    # `signed`: there are solutions that `#define int long long`.
    return f"""signed main() {{
    {alias}
    {_OURS}::answer({len(puts)}, [&](signed number, {_OURS}::Text& out) {{
        switch (number) {{
{cases}        }}
    }});
}}
"""


@cache
def _answers_header() -> str:
    return Path(__file__).with_name("answers.hpp").read_text(encoding="utf-8")
