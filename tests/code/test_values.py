"""Results of calls against expected values: what `==` of python says, and what tests in JSON mean."""

import ast
import json
import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from verifiers.code.codec import encode
from verifiers.code.values import SHOWN, equals, equals_json, show

ATOMS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.complex_numbers(allow_nan=False)
)
KEYS = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.tuples(st.integers(0, 3), st.integers(0, 3))
VALUES = st.recursive(
    ATOMS | st.sampled_from([0, 1, True, 1.0, "", "a", -1, 2**70, 2.0**70]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.sets(KEYS, max_size=4)
        | st.frozensets(KEYS, max_size=4)
    ),
    max_leaves=8,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=8,
)


def wire(value):
    """What comes out of the sandbox for a value."""
    return json.loads(json.dumps(encode(value)))


@given(VALUES, VALUES)
def test_the_python_rule_is_python_s(expected, got):
    assert equals(expected, wire(got)) == (fresh(expected) == fresh(got))


@given(VALUES)
def test_the_python_rule_on_the_same_value(value):
    assert equals(value, wire(value)) == (fresh(value) == fresh(value))  # NaN is not itself


def fresh(value):
    """A copy in which no NaN is the same object, for which python makes an exception in containers."""
    if isinstance(value, list | tuple):
        return type(value)(map(fresh, value))
    if isinstance(value, dict):
        return {key: fresh(inner) for key, inner in value.items()}
    return float("nan") if isinstance(value, float) and math.isnan(value) else value


@given(JSON)
def test_the_json_rule_on_the_same_value(value):
    assert equals_json(value, wire(value))
    assert equals_json(value, wire(as_tuples(value)))


def as_tuples(value):
    if isinstance(value, list):
        return tuple(map(as_tuples, value))
    return {key: as_tuples(inner) for key, inner in value.items()} if isinstance(value, dict) else value


@given(JSON, JSON)
def test_the_json_rule_tells_values_apart(expected, got):
    assume(json.dumps(expected, sort_keys=True) != json.dumps(got, sort_keys=True))
    assume(not any(isinstance(part, float) for part in parts(expected)))
    assert not equals_json(expected, wire(got), tolerance=1e-6)


def parts(value):
    yield value
    if isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from parts(inner)


WRONG_IN_JSON = [
    (3, 3.0),  # integers are integers
    (1, True),
    (0, False),
    (True, 1),
    (100000000001, 100000000002),
    (9007199254740993, 9007199254740992),
    ("3", 3),
    (None, 0),
    ([1, 2], [1, 2, 3]),
    ([1, 2, 3], [1, 2]),
    ([1, 2], {1, 2}),
    ([1, 2], [2, 1]),
    ([], None),
    ([], ()[:0] or None),
    ({"a": 1}, {"a": 1, "b": 2}),
    ({"a": 1, "b": 2}, {"a": 1}),
    (1.5, 1.6),
    (1.5, "1.5"),
    (1.0, True),
    (1.0, math.nan),
    (1.0, math.inf),
    (1e300, math.inf),
    (1.0, 10**400),
    ("a", b"a"),
]
RIGHT_IN_JSON = [
    ([1, 2], (1, 2)),
    (2.0, 2),
    (0.3, 0.1 + 0.2),
    (1e9, 1e9 + 1),  # a relative error of 1e-9
    ({"1": 2}, {1: 2}),
    (10**30, 10**30),
    ([[1, [2]]], ((1, (2,)),)),
]


@pytest.mark.parametrize(("expected", "got"), WRONG_IN_JSON, ids=repr)
def test_wrong_in_json(expected, got):
    assert not equals_json(expected, wire(got), tolerance=1e-6)


@pytest.mark.parametrize(("expected", "got"), RIGHT_IN_JSON, ids=repr)
def test_right_in_json(expected, got):
    assert equals_json(expected, wire(got), tolerance=1e-6)


def test_any_order():
    assert equals_json([[1, 2], [3]], wire([[3], [2, 1]]), unordered=True) is False  # only where the tests say so
    assert equals_json([3, 1, 2], wire([1, 2, 3]), unordered=True)
    assert equals_json(["b", "a", "a"], wire(["a", "b", "a"]), unordered=True)
    assert not equals_json([1, 1, 2], wire([1, 2, 2]), unordered=True)
    assert not equals_json([1, 2], wire([1, 2, 2]), unordered=True)
    assert equals_json([[1], None, 2.5], wire([2.5, [1], None]), unordered=True)


@given(st.lists(st.integers(0, 5)), st.randoms(use_true_random=False))
def test_any_order_is_any_order(items, random):
    shuffled = random.sample(items, len(items))
    assert equals_json(items, wire(shuffled), unordered=True)
    assert not equals_json([*items, 7], wire([*shuffled, 8]), unordered=True)


# What a program writes itself is any JSON.
HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*"ibytsfqdcDFrxkon", "types"]), inner, max_size=2)
    ),
    max_leaves=10,
)


@given(VALUES, HOSTILE)
def test_nothing_that_a_program_writes_raises(expected, got):
    assert equals(expected, got) in (True, False)
    assert len(show(got)) <= SHOWN
    if type(expected) in (int, float, str, bool, list, dict, type(None)):
        assert equals_json(expected, got, tolerance=1e-6, unordered=True) in (True, False)


def nested(sign, depth):
    value = []
    for _ in range(depth):
        value = {sign: [value]}
    return value


@pytest.mark.parametrize("sign", [*"tsfqd", "i", "x", "types"])
def test_nests_as_deep_as_json_can_be_read(sign):
    deep = nested(sign, 400)
    assert json.loads(json.dumps(deep)) == deep
    for expected in ({(1,)}, {1: 2}, [1], (1,), {1}, 1, "a", frozenset({(1, (2,))})):
        assert equals(expected, {"s": [deep]}) is False
        assert equals(expected, {"d": [[deep, deep]]}) is False
        assert equals(expected, deep) is False
    assert equals_json([1], deep, unordered=True) is False
    assert len(show(deep)) <= SHOWN


def test_members_are_looked_up_among_the_expected_ones_and_never_collected():
    """Keys that all fall into one place of a hash table would take hours to collect."""
    colliding = [number * (2**61 - 1) for number in range(1, 200_000)]
    assert equals({1, 2}, {"s": colliding}) is False
    assert equals(set(range(199_999)), {"s": [{"i": hex(number)} for number in colliding]}) is False
    assert equals(dict.fromkeys(range(199999), 0), {"d": [[number, 0] for number in colliding]}) is False


@pytest.mark.parametrize(
    "digits",
    ["0x" + "f" * 1_000_000, "-0x1" + "0" * 10**6, "0x", "0x_1", "0xg", "1" * 10**6, "0x１", 7, None],
    ids=["many", "negative", "none", "underscore", "letter", "decimal", "fullwidth", "number", "null"],
)
def test_integers_of_a_million_digits_cost_nothing(digits):
    assert equals(3, {"i": digits}) is False
    assert equals_json(3, {"i": digits}) is False
    assert equals_json(3.0, {"i": digits}) is False


@given(VALUES)
def test_values_are_shown_as_python_writes_them(value):
    shown = show(wire(value))
    assert len(shown) <= SHOWN
    plain = type(value) in (int, str, bool, list) and not any(
        type(part) not in (int, str, bool, list) for part in parts(value)
    )
    if plain and len(repr(value)) < SHOWN // 2 and "\\u" not in ascii(value):
        assert ast.literal_eval(shown) == value


RATIONAL = [
    (0.5, Fraction(1, 2), True),
    (2, Decimal(2), True),
    (2, Decimal("2.000"), True),
    (0.1, Decimal("0.1"), False),
    (0.1, Fraction(1, 10), False),
    (3, Fraction(6, 2), True),
    (3, Fraction(7, 2), False),
    (1, Decimal("1E+9999"), False),
    (1.5, Decimal("NaN"), False),
    ({"a"}, {"a": 1}.keys(), True),
    ({("a", 1)}, {"a": 1}.items(), True),
    (["a"], {"a": 1}.keys(), False),
]


@pytest.mark.parametrize(("expected", "got", "right"), RATIONAL)
def test_decimals_fractions_and_views_are_compared_as_python_does(expected, got, right):
    assert equals(expected, wire(got)) is right
    assert (expected == got) is right


@pytest.mark.parametrize(
    "forged", [{"F": [1, 0]}, {"F": [1]}, {"F": [[1], 2]}, {"D": "1" * 5000}, {"D": "x"}, {"D": 3}]
)
@pytest.mark.few(3)
def test_forged_numbers_are_none(forged):
    assert not equals(1, forged)
