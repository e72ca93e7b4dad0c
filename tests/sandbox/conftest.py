"""A sandbox for the tests of this folder; where the host gives none they skip, except in CI."""

import os
import sys
from pathlib import Path

import pytest

from verifiers.sandbox import Limits, SandboxUnavailable, open_sandbox

sys.path.append(str(Path(__file__).parent))  # for attack_corpus, which a script uses as well

COMPILE_LIMITS = Limits(cpu_seconds=4, memory_mb=1024, processes=32)


def open_or_skip(**options):
    try:
        return open_sandbox("local", compile_limits=COMPILE_LIMITS, **options)
    except SandboxUnavailable as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no local sandbox on this host: {error}")


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
