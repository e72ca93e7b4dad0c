"""A container whose run is long gets less of the processors, and as much as others again when it has ended."""

import contextlib
import time
from types import SimpleNamespace

import pytest

from verifiers.sandbox import docker
from verifiers.sandbox.docker import LONG_SHARES, SHARES, DockerSlot


@pytest.fixture
def slot(monkeypatch):
    """A slot without a container, and what the engine is told."""
    monkeypatch.setattr(docker, "LONG_SECONDS", 0.05)
    monkeypatch.setattr(docker.engine, "explained", contextlib.nullcontext)  # without the package for engines
    told = []
    api = SimpleNamespace(
        update_container=lambda container, *, cpu_shares: told.append((container, cpu_shares)),
        remove_container=lambda container, **_: told.append((container, "removed")),
    )
    stream = SimpleNamespace(unwrap=None, to_runner=-1, from_runner=-1)
    return DockerSlot(api, "c", stream), told


def wait(told=(), seconds=0.2):
    """For the engine to be told, or a while."""
    until = time.monotonic() + (20 if told == [] else seconds)
    while not told and time.monotonic() < until:
        time.sleep(0.01)


def test_a_long_run_weighs_less_until_it_ends(slot):
    slot, told = slot
    slot.weigh(less=True)
    wait(told)
    assert told == [("c", LONG_SHARES)]
    slot.weigh(less=False)
    assert told == [("c", LONG_SHARES), ("c", SHARES)]
    slot.weigh(less=False)
    assert len(told) == 2


def test_one_that_ends_soon_costs_the_engine_nothing(slot):
    slot, told = slot
    slot.weigh(less=True)
    slot.weigh(less=False)
    wait()
    assert told == []


def test_a_slot_that_has_ended_is_left_alone(slot):
    slot, told = slot
    slot.weigh(less=True)
    slot.end()
    wait()
    slot.weigh(less=False)
    assert told == [("c", "removed")]
