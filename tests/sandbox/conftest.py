"""A sandbox for the tests of this folder."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # for the modules beside this one, which scripts use as well

from own_wall import open_or_skip

from verifiers.sandbox import landlock, local
from verifiers.sandbox.walls import files_for_slots


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


def make_older(patch, folder, version):
    """Make this kernel's Landlock look older, by a copy of the sandbox's files that is told another version."""
    copy = folder / "sandbox"
    shutil.copytree(files_for_slots(), copy)
    confine = copy / "confine.py"
    told = "return max(0, int(_syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(1))))"
    text = confine.read_text()
    assert told in text
    confine.write_text(text.replace(told, f"return {version}"))
    for place in (copy, *copy.parents):
        if place.owner() == "root" and str(place).startswith("/tmp/"):
            place.chmod(0o755)
    patch.setattr(local, "files_for_slots", lambda: copy)
    patch.setattr(landlock, "version", lambda: version)


@pytest.fixture
def old_kernel(monkeypatch, tmp_path_factory):
    """Make this kernel's Landlock look older, for one test."""
    return lambda version: make_older(monkeypatch, tmp_path_factory.mktemp("old"), version)
