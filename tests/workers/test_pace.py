"""The size of the next chunk."""

from hypothesis import given
from hypothesis import strategies as st

from verifiers.workers.pace import MAX_CHUNK_ITEMS, Pace


def test_a_pace_settles_where_a_chunk_takes_the_seconds_aimed_at():
    pace = Pace(seconds=0.5)
    for _ in range(20):
        pace.took(pace.items, pace.items * 0.005)
    assert pace.items == 100


def test_one_odd_chunk_at_most_halves_or_doubles_the_next():
    pace = Pace(seconds=1.0)
    for _ in range(20):
        pace.took(pace.items, pace.items * 0.01)
    assert pace.items == 100
    pace.took(100, 1e9)
    assert pace.items == 50
    pace.took(50, 0.0)
    assert pace.items == 100


@given(st.lists(st.tuples(st.integers(1, 1000), st.floats(0, 1e9)), max_size=60))
def test_a_chunk_has_one_item_at_least_and_is_bounded(taken):
    pace = Pace()
    for items, seconds in taken:
        pace.took(items, seconds)
        assert 1 <= pace.items <= MAX_CHUNK_ITEMS
