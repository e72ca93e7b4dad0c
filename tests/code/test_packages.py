"""A program whose imports the sandbox lacks, and one that only says so."""

import pytest

from verifiers.code.packages import KNOWN, lacking, named_missing
from verifiers.code.report import UnavailableError
from verifiers.code.suite import AssertionTests, StdinTests

STREAM = StdinTests(("1",), ("2",))
ASSERTED = AssertionTests("assert f(1) == 2\nassert f(abs(-1)) == 2")


@pytest.fixture
def absent(sandbox):
    """A known package that the sandbox does not have."""
    found = lacking(sandbox, "\n".join(f"import {name}" for name in KNOWN))
    if not found:
        pytest.skip("the sandbox has all of them")
    return min(found)


@pytest.mark.parametrize(
    ("suite", "program"),
    [
        (STREAM, "import {0}\nprint(2)"),
        (STREAM, "def f():\n    from {0}.inner import thing\nf()"),
        (ASSERTED, "import {0} as p\ndef f(x): return 2"),
        (ASSERTED, "def f(x):\n    import {0}\n    return 2"),
    ],
)
def test_a_known_package_that_is_not_there_is_not_the_programs_failure(report, absent, suite, program):
    with pytest.raises(UnavailableError, match=f"imports {absent}"):
        report(program.format(absent), suite)


@pytest.mark.parametrize(
    "program",
    [
        "import no_such_thing_anywhere\n",
        "raise ModuleNotFoundError(\"No module named '{0}'\")\n",  # without an import
        "import json\nraise ModuleNotFoundError(\"No module named 'json'\")\n",
        "import {0}x\n",
    ],
)
def test_any_other_failure_is_the_programs(report, absent, program):
    assert report(program.format(absent), STREAM).failure.outcome == "runtime_error"


def test_a_program_that_does_without_is_graded(report, absent):
    source = f"try:\n    import {absent}\nexcept ImportError:\n    pass\nprint({{}})"
    assert report(source.format(2), STREAM).failure is None
    assert report(source.format(3), STREAM).failure.outcome == "wrong_answer"


def test_the_module_is_read_off_the_error():
    assert named_missing("ModuleNotFoundError: No module named 'pandas.core'") == "pandas"
    assert named_missing("KeyError: 'pandas'") == ""
