"""Tests with assertions beside programs: none that is honest gets a zero, none that knows nothing gets a one."""

import sys
from pathlib import Path

import pytest

from verifiers.code.formats import read_suite
from verifiers.sandbox import Limits

sys.path.append(str(Path(__file__).parent))
from examined_cheats import ASKED, CHEATS, LIAR
from examined_honest import HONEST

LIMITS = Limits(cpu_seconds=1, wall_seconds=5)


def blocks(text):
    return {
        name.strip(): (program, tests)
        for name, program, tests in (block.split("-----\n") for block in text.strip("\n").split("=====\n"))
    }


def needs(tests):
    for name in ("numpy", "sortedcontainers"):
        if name in tests:
            pytest.importorskip(name)


@pytest.mark.parametrize(("program", "tests"), blocks(HONEST).values(), ids=blocks(HONEST))
@pytest.mark.few(60)
def test_an_honest_program_passes(report, program, tests):
    needs(program + tests)
    found = report(program, read_suite(tests), same_process=False, limits=Limits(cpu_seconds=4))
    assert found.failure is None
    assert found.passed == found.total


@pytest.mark.parametrize("tests", ASKED.strip("\n").split("=====\n"))
@pytest.mark.few(30)
def test_an_object_that_says_what_is_wanted_is_not_believed(report, tests):
    needs(tests)
    found = report(LIAR, read_suite(tests), same_process=False, limits=LIMITS)
    assert found.failure is not None


@pytest.mark.parametrize(("program", "tests"), blocks(CHEATS).values(), ids=blocks(CHEATS))
@pytest.mark.few(40)
def test_a_program_that_knows_nothing_fails(report, program, tests):
    needs(program + tests)
    found = report(program, read_suite(tests), same_process=False, limits=LIMITS)
    assert found.failure is not None
