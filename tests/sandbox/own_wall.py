"""A local sandbox for tests; where the host gives none they skip, except in CI."""

import os

import pytest

from verifiers.sandbox import Limits, SandboxUnavailable, open_sandbox

COMPILE_LIMITS = Limits(cpu_seconds=4, memory_mb=1024, processes=32)


def open_or_skip(**options):
    try:
        return open_sandbox("local", compile_limits=COMPILE_LIMITS, **options)
    except SandboxUnavailable as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no local sandbox on this host: {error}")
