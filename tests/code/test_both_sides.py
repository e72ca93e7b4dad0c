"""What a comparison of outputs and of values decides, from both sides of each bound."""

import json
import math
from decimal import Decimal
from fractions import Fraction

import pytest

from verifiers.code.choice import Wanted, choose
from verifiers.code.codec import encode
from verifiers.code.compare import difference
from verifiers.code.suite import TextRule
from verifiers.code.values import equals, equals_json, show, show_expected


def same_text(output, expected, **rule):
    return difference(output.encode(), expected, TextRule(**rule)) is None


def wire(value):
    return json.loads(json.dumps(encode(value)))


# --- texts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "expected", "tolerance", "same"),
    [
        ("0.500001", "0.5", 1e-6, True),  # absolute below one…
        ("0.5000011", "0.5", 1e-6, False),
        ("0.499999", "0.5", 1e-6, True),
        ("0.4999989", "0.5", 1e-6, False),
        ("1000.001", "1000.0", 1e-6, True),  # …and relative above
        ("1000.0011", "1000.0", 1e-6, False),
        ("-1000.001", "-1000.0", 1e-6, True),
        ("-1000.0011", "-1000.0", 1e-6, False),
        ("1.000001", "1.0", 1e-6, True),
        ("1.0000011", "1.0", 1e-6, False),
        ("1000.0011", "1000.0011", 0, True),
        ("1000.0011", "1000.00110", 0, False),
        ("1000.0011", "1000.00110", 1e-9, True),
        ("5.0", "5", 1e-6, False),  # a whole number is expected to the letter
        ("5", "5.0", 1e-6, True),
        ("100000", "1e5", 1e-6, True),
        ("1e5", "100000", 1e-6, False),
        ("1e5", "100000.0", 1e-6, True),
        ("1e1000", "1.0", 1e-6, False),
        ("nan", "1.0", 1e-6, False),
        ("1.5", "1.5x", 1e-6, False),
        ("1.5x", "1.5", 1e-6, False),
        (".5", "0.50", 1e-6, False),
        ("+0.5", "0.50", 1e-6, True),
        ("1 0.5", "1 0.50", 1e-6, True),
        ("1  0.5", "1 0.50", 1e-6, False),
        ("1 0.5 2", "1 0.50", 1e-6, False),
        ("1", "1 0.50", 1e-6, False),
        ("2", "1.0", math.inf, False),  # no number, no tolerance
        ("1", "1.0", math.inf, False),
        ("1", "1.0", math.nan, False),
        ("1", "1.0", -1.0, False),
        ("1.5", "1.0", 0.5, True),
        ("2.0", "1.0", 1.0, True),
        ("2.1", "1.0", 1.0, False),
    ],
)
def test_tolerance(output, expected, tolerance, same):
    assert same_text(output, expected, tolerance=tolerance) is same
    assert same_text(output, expected, kind="tokens", tolerance=tolerance) is (same or output == "1  0.5")


@pytest.mark.parametrize(("longer", "same"), [(0, True), (1, False)])
def test_the_longest_number(longer, same):
    expected = "0." + "3" * 62
    other = expected[:-1] + "4"
    assert len(expected) == 64
    assert same_text(other, expected + "3" * longer, tolerance=1e-6) is same
    assert same_text(other + "3" * longer, expected, tolerance=1e-6) is same


@pytest.mark.parametrize(
    ("output", "expected", "kind", "same"),
    [
        ("2\n1\n1", "1\n1\n2", "lines", True),
        ("2\n2\n1", "1\n1\n2", "lines", False),
        ("1\n2", "1\n1\n2", "lines", False),
        ("1\n1\n2\n2", "1\n1\n2", "lines", False),
        ("2\n\n1", "1\n2", "lines", True),
        ("2 1", "1 2", "lines", False),
        ("2 1 1", "1 1 2", "tokens", True),
        ("2 2 1", "1 1 2", "tokens", False),
        ("2\n1 1", "1 1 2", "tokens", True),
        ("1 2", "1 2 1", "tokens", False),
    ],
)
def test_any_order(output, expected, kind, same):
    assert same_text(output, expected, kind=kind, unordered=True) is same


def test_where_lines_in_any_order_part():
    rule = TextRule(unordered=True)
    assert difference(b"a\nb\nb", "b\na", rule)[:2] == ("line", 3)
    assert difference(b"a", "b\na", rule)[:2] == ("line", 1)
    assert difference(b"b", "b\na", rule)[:2] == ("line", 2)


@pytest.mark.parametrize(
    ("output", "shown"),
    [(b"\x80", r"\x80"), (b"\xff", r"\xff"), ("\uffff".encode(), r"\uffff"), ("\U0010ffff".encode(), r"\U0010ffff")],
)
def test_what_does_not_print_is_shown(output, shown):
    assert difference(output, "1", TextRule()).got == shown


@pytest.mark.parametrize("place", [0, 1, 20, 21, 40, 79, 80, 81])
def test_a_long_line_is_shown_from_twenty_characters_before_it_parts(place):
    expected, output = "0" * 82, "0" * place + "1" + "0" * (81 - place)
    found = difference(output.encode(), expected, TextRule())
    start = max(0, place - 20)
    assert found.got == ("…" if start else "") + output[start : start + 80] + ("…" if start + 80 < 82 else "")


# --- values -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [2**63, 2**64, 2**100, -(2**64), -(2**100), 16**20 - 1, -(16**20) + 1, 16**20])
def test_large_integers(number):
    for rule in (equals, equals_json):
        assert rule(number, wire(number))
        assert not rule(number, wire(number + 1))
        assert not rule(number, wire(number - 1))
        assert not rule(number, wire(-number))
        assert not rule(number, wire(number * 16))


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        (2.0**1023, wire(2**1023), True),
        (2.0**1023, wire(2**1024), False),
        (2.0**1023, wire(2**1030), False),
        (0.5, wire(Fraction(1, 2)), True),
        (0.5, wire(Fraction(1, 3)), False),
        (1, wire(Fraction(1, 1)), True),
        (0.5, {"F": [1, 0]}, False),
        (-0.5, {"F": [1, -2]}, False),
        (0.5, {"F": [1, 2, 3]}, False),
        (0.5, {"F": [1]}, False),
        (0.5, {"F": [1.0, 2]}, False),
        (0, {"F": [0, 1]}, True),
        (1, {"F": [wire(2**4096), wire(2**4096)]}, True),
        (0.5, wire(Decimal("0.5")), True),
        (1, {"D": "1." + "0" * 1998}, True),
        (1, {"D": "1." + "0" * 1999}, False),
        (0, {"D": "0E+9999"}, True),
        (0, {"D": "0E+99999"}, False),
        (0.5, {"D": ".5"}, False),
        (1 + 2j, wire(1 + 2j), True),
        (1 + 2j, wire(2 + 1j), False),
        (1 + 0j, {"c": [1.0]}, False),
        (1 + 0j, {"c": [1, 0]}, False),
        (5, {"i": "0x5", "more": 1}, False),
        (5, {"i": "0x"}, False),
        (5, {"i": "5_"}, False),
        (5, {"i": 5}, False),
        (1, True, True),  # as python has it
        (1, 1.0, True),
        (True, 1, True),
        ([1, 2], [1, 2], True),
        ([1, 2], [2, 1], False),
        ([1, 2], [1, 2, 3], False),
        ([1, 2], wire((1, 2)), False),
        ((1, 2), wire((1, 2)), True),
        ((1, 2), [1, 2], False),
        ({1, 2}, wire({2, 1}), True),
        ({1, 2}, {"s": [1, 1]}, False),
        ({1, 2}, {"s": [1, 3]}, False),
        ({1, 2}, {"s": [1, 2, 2]}, False),
        ({1, 2}, {"t": [1, 2]}, False),
        ({1, 2}, wire({1, 2}) | {"x": 1}, True),
        ({1: 2, 3: 4}, wire({3: 4, 1: 2}), True),
        ({1: 2, 3: 4}, {"d": [[1, 2], [1, 2]]}, False),
        ({1: 2, 3: 4}, {"d": [[1, 2], [3, 5]]}, False),
        ({1: 2, 3: 4}, {"d": [[1, 2], [3, 4, 5]]}, False),
        ({1: 2, 3: 4}, {"d": [[1, 2], [3]]}, False),
        ({1: 2, 3: 4}, {"d": [[1, 2]]}, False),
        ({1: 2}, {"d": [[2, 2]]}, False),
        (b"ab", wire(b"ab"), True),
        (b"ab", wire(b"ac"), False),
        ({b"ab"}, wire({b"ab"}), True),
        ({b"ab"}, {"s": [{"b": "616"}]}, False),
        ({None}, wire({None}), True),
        (None, None, True),
        (None, 0, False),
        (0, None, False),
        ("", {}, False),
        ((), {}, False),
        (range(2), {"t": [0, 1]}, False),
    ],
)
def test_the_python_rule(expected, got, same):
    assert equals(expected, got) is same


@pytest.mark.parametrize(("size", "same"), [(64, True), (65, False)])
def test_a_frozenset_in_a_set(size, same):
    value = {frozenset(range(size))}
    assert equals(value, wire(value)) is same


@pytest.mark.parametrize(("depth", "same"), [(20, True), (21, False)])
def test_a_tuple_in_tuples_in_a_set(depth, same):
    value = 1
    for _ in range(depth):
        value = (value,)
    assert equals({value}, wire({value})) is same


@pytest.mark.parametrize(("size", "same"), [(1000, True), (1001, False)])
def test_lists_in_any_order(size, same):
    numbers = [number + 0.5 for number in range(size)]
    assert equals_json(numbers, numbers[:2][::-1] + numbers[2:], unordered=True) is same
    assert equals_json([str(number) for number in numbers], [str(number) for number in numbers[::-1]], unordered=True)


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        ([1, 2, 2], [2, 1, 2], True),
        ([1, 2, 2], [2, 1, 1], False),
        ([1.5, 2.5], [2.5, 1.5], True),
        ([1.5, 1.5], [2.5, 1.5], False),
        ([1.5, 2.5], [2.5, 2.5], False),
        (["a", "b"], ["b", "a"], True),
        (["a", "1"], ["a", 1], False),
        ([1, 2], [1, True], False),
        ([[1], [2]], [[2], [1]], True),
        ([1], [1, 1], False),
    ],
)
def test_elements_have_partners(expected, got, same):
    assert equals_json(expected, got, unordered=True) is same


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        (1, 1.0, False),
        (1.0, 1, True),
        (1.0, True, False),
        (1, True, False),
        (True, True, True),
        ([1], wire((1,)), True),
        ([1], {"s": [1]}, False),
        ({"1": 2}, wire({1: 2}), True),
        ({"1": 2}, wire({"1": 2}), True),
        ({"1": 2}, {"d": [["1", 3]]}, False),
        ({"1": 2, "2": 3}, {"d": [["1", 2], ["1", 2]]}, False),
        ({"1": 2}, {"d": [["1", 2, 3]]}, False),
        ({"1": 2}, {"d": [["2", 2]]}, False),
        ({"1": 2}, {"d": [[1.0, 2]]}, False),
        ({}, wire({}), True),
        ({}, {}, False),
        (2.0**1023, wire(2**1024), False),
        (math.inf, math.inf, True),
        (1.0, math.inf, False),
    ],
)
def test_the_json_rule(expected, got, same):
    assert equals_json(expected, got, tolerance=1e-6) is same


@pytest.mark.parametrize(("length", "whole"), [(198, True), (199, False)])
def test_how_much_of_a_value_is_shown(length, whole):
    text = "a" * length
    assert show_expected(text) == (repr(text) if whole else repr(text)[:199] + "…")
    assert show(text) == show_expected(text)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({1: "a"}, "{1: 'a'}"),
        ({1: [2, (3,)]}, "{1: [2, (3)]}"),
        ({5}, "{5}"),
        (frozenset({5}), "frozenset({5})"),
        (2**70, hex(2**70)),
        (None, "None"),
        ([], "[]"),
        ({}, "{}"),
    ],
)
def test_how_a_value_is_shown(value, shown):
    assert show(wire(value)) == shown


# --- which block is the program -----------------------------------------------------------------------------------

WHOLE, READS, PRINTS = "x = int(input())\nprint(x)\n", "x = int(input())\n", "print(x)\n"


@pytest.mark.parametrize(
    ("blocks", "place", "text"),
    [
        ([WHOLE], 0, WHOLE),
        ([WHOLE, PRINTS], 0, WHOLE),  # one that reads and prints by itself comes before two that do together
        ([READS, PRINTS], 1, READS + PRINTS),
        ([WHOLE, "y = 1\n"], 0, WHOLE),
        ([WHOLE, WHOLE], 1, WHOLE),
        (["y = 1\n", "z = 2\n"], 1, "z = 2\n"),
        ([WHOLE, *["y = 1\n"] * 7], 0, WHOLE),  # eight blocks are looked at
        ([WHOLE, *["y = 1\n"] * 8], 8, "y = 1\n"),
    ],
)
def test_a_program_that_reads_its_input(blocks, place, text):
    assert choose(blocks, "python", Wanted(reads=True)) == (place, text)


@pytest.mark.parametrize(("between", "joined"), [(7, True), (8, False)])
def test_how_far_in_front_a_part_of_the_program_may_stand(between, joined):
    helper, program = "def g(): return 1\n", "def f(): return g()\n"
    blocks = [helper, *["y = 1\n"] * between, program]
    found = choose(blocks, "python", Wanted(names=["f"]))
    assert found == (between + 1, helper + program if joined else program)
