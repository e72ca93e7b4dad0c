"""The codec between a program and its tests: every plain value goes there and back, and nothing else passes."""

import importlib.util
import json
from collections import Counter, OrderedDict, defaultdict, deque
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.code.codec import encode
from verifiers.sandbox.walls import files_for_slots

_spec = importlib.util.spec_from_file_location("codec_under_test", files_for_slots() / "codec.py")
codec = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(codec)

ATOMS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=2**60, max_value=2**70)
    | st.floats()
    | st.text(st.characters())
    | st.binary()
    | st.complex_numbers(allow_nan=False)
    | st.decimals(allow_nan=False)
    | st.fractions()
)
KEYS = st.none() | st.booleans() | st.integers() | st.text() | st.tuples(st.integers(), st.text())
VALUES = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.lists(inner).map(deque)
        | st.dictionaries(KEYS, inner)
        | st.sets(KEYS)
        | st.frozensets(KEYS)
        | st.binary().map(bytearray)
    ),
    max_leaves=20,
)


def same(left, right):
    """Equal, of one type, NaN included."""
    if type(left) is not type(right):
        return False
    if isinstance(left, float):
        return left == right or (left != left and right != right)  # noqa: PLR0124
    if isinstance(left, list | tuple | deque):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    return left == right


@given(VALUES)
def test_there_and_back(value):
    encoder = codec.Encoder()
    text = json.dumps(encoder.encode(value))
    assert same(codec.Decoder(encoder.table).decode(json.loads(text)), value)


@pytest.mark.parametrize(
    "value",
    [
        Counter("aab"),
        OrderedDict(a=1),
        defaultdict(int, a=1),
        range(3, 9, 2),
        Decimal("1.50"),
        Fraction(1, 3),
        -(10**5000),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_of_the_standard_library(value):
    back = codec.Decoder().decode(json.loads(json.dumps(encode(value))))
    assert (type(back), back) == (type(value), value)
    if isinstance(value, Decimal):
        assert str(back) == str(value)


def test_the_decoded_value_is_nobody_else_s():
    encoded = [1, 2]
    decoded = codec.Decoder().decode(encoded)
    decoded.append(3)
    assert encoded == [1, 2]


class Liar(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


class Disguised:
    __class__ = int


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


CYCLE = []
CYCLE.append(CYCLE)
DOUBLED = [0]
for _ in range(60):
    DOUBLED = [DOUBLED, DOUBLED]


@pytest.mark.parametrize(
    "value",
    [
        Disguised(),
        object(),
        len,
        nested(100_000),
        CYCLE,
        DOUBLED,
        [object()],
        {"a": len},
        (i for i in "a"),
    ],
    ids=[
        "disguise",
        "object",
        "function",
        "deep",
        "cycle",
        "blow-up",
        "in list",
        "in dict",
        "generator",
    ],
)
def test_what_is_no_value_is_refused(value):
    with pytest.raises(ValueError, match=r"no plain|nested|more than"):
        encode(value)


class Text(str):  # noqa: SLOT000
    def __str__(self):
        return "something else"

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class Items(list):
    def __iter__(self):
        return iter("abc")


class Table(dict):
    def items(self):
        return ()


class Pair(NamedTuple):
    left: int
    right: list


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Liar(3), 3),
        (Text("x"), "x"),
        (Items([1]), [1]),
        (Table(a=1), {"a": 1}),
        (Pair(1, [Liar(2)]), (1, [2])),
        (IntEnum("E", "A")(1), 1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_of_a_subclass_the_built_in_value_is_told(value, plain):
    """What it says of itself has no part in it."""
    back = codec.Decoder().decode(json.loads(json.dumps(encode(value))))
    assert same(back, plain)


def test_what_is_encoded_is_the_value_at_this_moment():
    values = [[1], ["a"], [None, 1.5]]
    encoded = [codec.Encoder().encode(value) for value in values]
    for value in values:
        value.append(0)
    assert encoded == [[1], ["a"], [None, 1.5]]


LIBRARY = [
    date(2020, 1, 2),
    datetime(2020, 1, 2, 3, 4, 5, 6),  # noqa: DTZ001
    datetime(2020, 1, 2, tzinfo=timezone(timedelta(hours=2))),
    time(1, 2, 3),
    timedelta(days=-1, microseconds=3),
    UUID(int=5),
    Path("/a/b"),
    PurePosixPath("a/../b"),
    slice(1, None, 2),
    int,
    ValueError,
    Ellipsis,
    NotImplemented,
]


@pytest.mark.parametrize("value", LIBRARY, ids=repr)
def test_more_values_of_the_standard_library(value):
    back = codec.Decoder().decode(json.loads(json.dumps(encode(value))))
    assert (type(back), back) == (type(value), value)


def test_views_of_dicts_are_equal_to_what_they_are_equal_to():
    names = {"a": 1, "b": [2]}
    keys, items, values = (
        codec.Decoder().decode(json.loads(json.dumps(encode(view))))
        for view in (names.keys(), {"a": 1}.items(), names.values())
    )
    assert keys == {"a", "b"}
    assert items == {("a", 1)}
    assert list(values) == [1, [2]]


def test_arrays_and_scalars_of_numpy():
    numpy = pytest.importorskip("numpy")
    encoder = codec.Encoder(arrays=True)
    for array in (numpy.arange(6).reshape(2, 3), numpy.array([]), numpy.array(["a", "bc"]), numpy.array([True, False])):
        back = codec.Decoder().decode(json.loads(json.dumps(encoder.encode(array))))
        assert back.dtype == array.dtype
        assert back.shape == array.shape
        assert (back == array).all()
    back = codec.Decoder().decode(json.loads(json.dumps(encoder.encode(numpy.float32(1.5)))))
    assert (type(back), back) == (numpy.float32, 1.5)
    assert encode(numpy.int64(3)) == 3
    with pytest.raises(ValueError, match="no plain"):
        encode(numpy.array([object()]))


class Node:
    def __init__(self, value, following=None):
        self.value, self.following = value, following


NODES = {"Node": (Node, frozenset({"value", "following"}))}


def test_objects_of_the_problem_are_data_however_long_their_chain():
    head = None
    for number in range(5000):
        head = Node(number, head)
    encoder = codec.Encoder(frozenset({"Node"}))
    text = json.dumps([encoder.encode(head), encoder.table])
    encoded, table = json.loads(text)
    node = codec.Decoder(table, NODES).decode(encoded)
    seen = []
    while node:
        seen.append(node.value)
        node = node.following
    assert seen == list(range(4999, -1, -1))


def test_shared_objects_and_rings_stay_what_they_are():
    ring = Node(1)
    ring.following = Node(2, ring)
    encoder = codec.Encoder(frozenset({"Node"}))
    encoded = encoder.encode([ring, ring])
    first, second = codec.Decoder(encoder.table, NODES).decode(encoded)
    assert first is second
    assert first.following.following is first


def test_an_object_of_an_unknown_class_is_refused():
    with pytest.raises(codec.NoValueError):
        codec.Decoder([["Node", {}]], {})


def test_an_object_has_only_the_attributes_of_its_class():
    with pytest.raises(codec.NoValueError):
        codec.Decoder([["Node", {"value": 1, "__class__": 2}]], NODES)


# ------------------------------------------------------------------ containers that are there more than once


def told_as_one(*values):
    """The values, as arguments of one call arrive."""
    encoder = codec.Encoder(aliases=codec.aliases_in(values))
    sent = json.loads(json.dumps([encoder.encode(value) for value in values]))
    decoder = codec.Decoder(aliases=True)
    return [decoder.decode(one) for one in sent]


def test_two_names_for_one_argument():
    one, other, third = told_as_one(shared := [1], shared, [1])
    assert one is other
    assert one is not third
    assert third == [1]


@pytest.mark.parametrize(
    "made", [list, set, bytearray, deque, dict, OrderedDict, Counter], ids=lambda kind: kind.__name__
)
def test_each_container_that_can_be_changed_is_one(made):
    shared = made()
    [one, again], (deep,) = told_as_one([shared, {"a": (shared,)}], (shared,))
    assert type(one) is made
    assert again["a"][0] is one
    assert deep is one


def test_rows_of_a_matrix_that_are_one():
    [grid] = told_as_one([[0] * 2] * 3)
    grid[0][1] = 7
    assert grid == [[0, 7]] * 3
    [grid] = told_as_one([[0, 0], [0, 0]])
    grid[0][1] = 7
    assert grid == [[0, 7], [0, 0]]


@given(st.recursive(st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3), max_leaves=8))
def test_what_is_one_is_equal_to_what_was_sent(value):
    assert told_as_one([value, value, [value]]) == [[value, value, [value]]]


def test_doubled_forty_times_it_is_still_short():
    value = [1]
    for _ in range(40):
        value = [value, value]
    [arrived] = told_as_one(value)
    for _ in range(40):
        assert arrived[0] is arrived[1]
        arrived = arrived[0]
    assert arrived == [1]


def test_a_list_in_itself_is_no_value():
    value = []
    value.append(value)
    with pytest.raises(codec.NoValueError, match="nested deeper"):
        told_as_one(value, value)


@pytest.mark.parametrize("forged", [{"=": 0, "v": [1]}, {"=": 0}, [{"=": 0, "v": []}, {"=": 0}]])
def test_a_program_cannot_send_a_few_characters_for_many_items(forged):
    with pytest.raises(codec.NoValueError):
        codec.Decoder().decode(forged)


def test_what_was_never_told_is_malformed():
    with pytest.raises(KeyError):
        codec.Decoder(aliases=True).decode([{"=": 1}, {"=": 1, "v": []}])
