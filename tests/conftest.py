"""What holds for all tests."""

import gc
import os
import signal

import pytest
from hypothesis import HealthCheck, settings

from verifiers.sandbox import SandboxUnavailable, open_sandbox

# A busy machine is no failure: bounds on work are tested where they are promised, in CPU time and with room. In CI the
# examples are always the same, so that a change is not blamed for what another seed would have found before it.
settings.register_profile(
    "steady", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

# A shell that starts a job in the background lets it ignore these, and children inherit that: tests of Ctrl-C would
# see none.
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGHUP, signal.SIGQUIT):
    signal.signal(number, signal.SIG_DFL)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark the cases that are not among the few of their test as slow."""
    tests = {}
    for item in items:
        if item.get_closest_marker("few"):
            tests.setdefault((item.path, item.originalname), []).append(item)
    for cases in tests.values():
        number = cases[0].get_closest_marker("few").args[0]
        cases.sort(key=lambda item: item.nodeid)  # the same cases, whatever order tests are run in
        kept = {place * len(cases) // number for place in range(number)}
        for place, case in enumerate(cases):
            if place not in kept:
                case.add_marker("slow")


def pytest_collection_finish():
    """What has been collected stays: garbage would be looked for in half a million objects of it, for 0.25 s a time."""
    gc.collect()
    gc.freeze()


def has_wall(name):
    """Skip where the host has not this wall; in CI a skip is a failure."""
    try:
        open_sandbox(name, slots=1).close()
    except SandboxUnavailable as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no {name} sandbox on this host: {error}")


@pytest.fixture(scope="session")
def local_wall():
    """The kernel's own wall: most tests that run programs need no other."""
    has_wall("local")


@pytest.fixture(scope="session", params=["local", "docker"])
def wall(request):
    """The name of each wall that this host has."""
    has_wall(request.param)
    return request.param
