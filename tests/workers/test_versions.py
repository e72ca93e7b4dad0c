"""What must be the same wherever rows of one run are graded."""

import verifiers
from verifiers.workers.versions import difference, installed


def test_an_installation_is_known_by_what_decides_verdicts():
    found = installed()
    assert found["verify-cli"] == verifiers.__version__
    assert found["the rules"] == verifiers.VERDICTS
    assert found["math-verify"][0].isdigit()
    assert len(found["the source files of verify-cli"]) == 12


def test_the_first_difference_is_named():
    assert difference({"a": "1", "b": "2"}, {"b": "2", "a": "1"}) is None
    assert difference({"a": "1", "b": "2"}, {"a": "1", "b": "3"}) == "b 3, here 2"
    assert difference({"a": "1"}, {"a": "1", "c": "4"}) == "c 4, here none"
    assert difference({"a": "1"}, {}) == "a none, here 1"
