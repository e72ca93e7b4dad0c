"""What the tests of math share."""

import pytest

from verifiers.math import decide


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Tests put other parts in place of the engine's: what one of them decided is nothing to the next."""
    decide._remembered.cache_clear()
    yield
    decide._remembered.cache_clear()
