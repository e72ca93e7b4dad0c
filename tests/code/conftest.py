"""A sandbox for the tests of this folder."""

import pytest

from verifiers.code.grade import Terms, grade
from verifiers.sandbox import Limits, Program, open_sandbox


@pytest.fixture(scope="session")
def sandbox(local_wall):  # noqa: ARG001
    """Two slots behind the local wall."""
    with open_sandbox("local", slots=2) as opened:
        yield opened


@pytest.fixture
def report(sandbox):
    """What tests say of a program."""

    def run(source, suite, *, language="python", stop=True, same_process=True, limits=Limits(cpu_seconds=1)):  # noqa: B008
        return grade(sandbox, Program(language, source), suite, Terms(limits, stop, same_process))

    return run
