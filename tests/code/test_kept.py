"""What is kept of tests is bounded, and made once."""

import pytest

from verifiers.code import kept


def test_the_latest_are_kept(monkeypatch):
    monkeypatch.setattr(kept, "KEPT_CHARACTERS", 10)
    values, made = kept.Kept(), []

    def get(key, size):
        return values.get(key, size, lambda: made.append(key) or key)

    assert [get("a", 4), get("b", 4), get("a", 4)] == ["a", "b", "a"]
    get("c", 4)  # "b" was used least
    get("a", 4)
    get("b", 4)
    assert made == ["a", "b", "c", "b"]
    get("huge", 99)
    get("huge", 99)
    assert made[-2:] == ["huge", "huge"]


def test_what_raises_is_not_kept():
    values = kept.Kept()
    with pytest.raises(ZeroDivisionError):
        values.get("a", 1, lambda: 1 / 0)
    assert values.get("a", 1, lambda: 2) == 2
