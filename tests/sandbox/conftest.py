"""A sandbox for the tests of this folder."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # for the modules beside this one, which scripts use as well

from older import make_older
from own_wall import open_or_skip


@pytest.fixture(scope="session")
def sandbox():
    """Two slots that all tests share: what one leaves behind, another stumbles over."""
    with open_or_skip(slots=2) as opened:
        yield opened


@pytest.fixture
def one_slot():
    """A sandbox of its own, with one slot."""
    with open_or_skip(slots=1) as opened:
        yield opened


@pytest.fixture
def old_kernel(monkeypatch, tmp_path_factory):
    """Make this kernel's Landlock look older, for one test."""
    return lambda version: make_older(monkeypatch, tmp_path_factory.mktemp("old"), version)
