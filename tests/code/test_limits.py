"""What a problem allows is what its data set says, times the factors of the language and of the machine."""

import pytest

from verifiers import CodeReward
from verifiers.code.formats import read_suite
from verifiers.code.formats.limits import limits_of
from verifiers.code.grade import Terms, allowed
from verifiers.code.suite import BadTestsError, ProblemLimits
from verifiers.rows import tests as tests_of_rows
from verifiers.rows.fields import Fields
from verifiers.sandbox import Limits

PAIRS = {"inputs": ["1"], "outputs": ["3"]}


@pytest.mark.parametrize(
    ("fields", "seconds", "megabytes"),
    [
        ({"time_limit": 2, "memory_limit": 256}, 2, 256),
        ({"time_limit": 0.5, "memory_limit": 1024.0}, 0.5, 1024),
        ({"time_limit": 100}, 100, None),
        ({"time_limit": 1500}, 1.5, None),
        ({"memory_limit": 65_535}, None, 65_535),
        ({"memory_limit": 262_144}, None, 256),
        ({"memory_limit": 256 << 20}, None, 256),
        ({"memory_limit_bytes": 268_435_456}, None, 256),
        ({"time_limit": {"seconds": 1, "nanos": 500_000_000}}, 1.5, None),
        ({"time_limit": {"seconds": 2, "nanos": None}}, 2, None),
        ({"time_limit": "2.0 seconds", "memory_limit": "256.0 megabytes"}, 2, 256),
        ({"time_limit": "1 second", "memory_limit": "64MB"}, 1, 64),
        ({"time_limit": "1500 ms", "memory_limit": "1 GB"}, 1.5, 1024),
        ({"time_limit": "3", "memory_limit": "524288 KB"}, 3, 512),
        ({"time_limit": "", "memory_limit": None}, None, None),
        ({"time_limit": float("nan"), "memory_limit": 0}, None, None),
        ({}, None, None),
    ],
)
def test_limits_as_data_sets_write_them(fields, seconds, megabytes):
    assert limits_of(fields) == ProblemLimits(seconds, megabytes)


@pytest.mark.parametrize(
    "fields",
    [
        {"time_limit": "two seconds"}, {"time_limit": "2 parsecs"}, {"time_limit": -1}, {"time_limit": 100_001},
        {"time_limit": True}, {"time_limit": [1]}, {"time_limit": {"seconds": "1"}}, {"time_limit": float("inf")},
        {"memory_limit": "2 seconds"}, {"memory_limit": 1e15}, {"memory_limit": -1}, {"memory_limit_bytes": "x"},
    ],
)  # fmt: skip
def test_what_is_no_limit_is_not_guessed(fields):
    with pytest.raises(BadTestsError, match=r"The (time|memory).* of the problem"):
        read_suite({**PAIRS, **fields})


@pytest.mark.parametrize(
    "row",
    [
        {**PAIRS, "time_limit": 2, "memory_limit": 256},
        {"input_output": PAIRS, "time_limit": "2 seconds", "memory_limit": "256 MB"},
        {"test_cases": [{"input": "1", "output": "3"}], "time_limit": 2.0, "memory_limit": 256.0},
        {"test_cases": PAIRS, "time_limit": 2.0, "memory_limit": 256.0},
        {"verification_info": {"test_cases": [{"input": "1", "output": "3"}]}, "time_limit": 2, "memory_limit": 256},
        {"official_tests": [{"input": "1", "output": "3"}], "time_limit": 2, "memory_limit": 256},
        {
            "public_tests": {"input": ["1"], "output": ["3"]},
            "time_limit": {"seconds": 2},
            "memory_limit_bytes": 1 << 28,
        },
        {"inputs": [[1]], "outputs": [3], "fn_name": "f", "time_limit": 2, "memory_limit": 256},
    ],
)
def test_the_limits_of_a_row_reach_its_tests(row):
    assert read_suite(tests_of_rows.tests_in(row, Fields("completion")).value).limits == ProblemLimits(2, 256)


def test_factors():
    terms = Terms(Limits(cpu_seconds=7, memory_mb=300), stop=True, same_process=False, time_factor=3)
    assert allowed(terms, ProblemLimits(), "python") == terms.limits
    assert allowed(terms, ProblemLimits(cpu_seconds=2), "cpp").cpu_seconds == 6
    assert allowed(terms, ProblemLimits(cpu_seconds=2), "python").cpu_seconds == 12
    assert allowed(terms, ProblemLimits(memory_mb=1024), "python").memory_mb == 1024
    assert allowed(terms, ProblemLimits(memory_mb=8), "python").memory_mb == 64


@pytest.mark.parametrize("factor", [0, 0.009, 10.1, float("nan"), True])
def test_a_factor_that_makes_no_sense_is_refused(factor):
    with pytest.raises(ValueError, match="time_factor must be between"):
        CodeReward(time_factor=factor)


@pytest.mark.usefixtures("sandbox")
def test_limits_decide():
    reward = CodeReward(wall="local")
    burn = "```python\nimport time\nwhile time.process_time() < {}: pass\nprint(3)\n```"
    tests = {**PAIRS, "time_limit": 0.2}
    assert reward.grade(burn.format(0.1), tests).score == 1.0
    late = reward.grade(burn.format(0.8), tests)
    assert (late.score, late.detail["first_failure"]["outcome"]) == (0.0, "time_limit")
    assert reward.replace(time_factor=5.0).grade(burn.format(0.8), tests).score == 1.0
    large = "```python\nx = bytearray(600 << 20)\nprint(3)\n```"
    assert reward.grade(large, PAIRS).detail["first_failure"]["outcome"] == "memory_limit"
    assert reward.grade(large, {**PAIRS, "memory_limit": 700}).score == 1.0
    assert reward.replace(limits=Limits(memory_mb=1024)).grade(large, {**PAIRS, "memory_limit": 256}).score == 0.0
