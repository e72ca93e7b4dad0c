"""A sandbox for the tests of this folder; where the host gives none they skip, except in CI."""

import os

import pytest

from verifiers.code.grade import Terms, grade
from verifiers.sandbox import Limits, Program, SandboxUnavailable, open_sandbox


@pytest.fixture(scope="session", params=["local", "docker"])
def wall(request):
    """Each wall that this host has."""
    try:
        open_sandbox(request.param, slots=1).close()
    except SandboxUnavailable as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no {request.param} sandbox on this host: {error}")
    return request.param


@pytest.fixture(scope="session")
def sandbox():
    """Two slots behind the local wall."""
    try:
        opened = open_sandbox("local", slots=2)
    except SandboxUnavailable as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no local sandbox on this host: {error}")
    with opened:
        yield opened


@pytest.fixture
def report(sandbox):
    """What tests say of a program."""

    def run(source, suite, *, language="python", stop=True, same_process=True, limits=Limits(cpu_seconds=1)):  # noqa: B008
        return grade(sandbox, Program(language, source), suite, Terms(limits, stop, same_process))

    return run
