"""The local walls without namespaces for tests; where the host does not give it they skip with one line, except in CI."""

import os
from pathlib import Path

import pytest

from verifiers.sandbox import SandboxUnavailable, landlock, local
from verifiers.sandbox.local import LocalWall


def wall():
    """With an interpreter that other users can read, where the usual one lies in somebody's home."""
    usual = local._interpreter(None)
    python = usual if landlock._for_all(Path(usual)) else "/usr/bin/python3"
    try:
        return LocalWall(python, level="landlock")
    except SandboxUnavailable as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no local sandbox without namespaces on this host: {error}")


def user_wall():
    """The one for an ordinary user, which root can have as well: its runs are root without any capability."""
    try:
        return LocalWall(level="landlock-user")
    except SandboxUnavailable as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no local sandbox for a user without namespaces on this host: {error}")
