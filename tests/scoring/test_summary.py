"""The totals of a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import math_reward
from verifiers.scoring.grade import Tally
from verifiers.scoring.summary import MAX_REASONS, SHOWN_ERRORS, Summary

PARTS = [("math", 1.0), ("format", 0.5)]
RIGHT, WRONG, SKIPPED = (1.0, "correct"), (0.0, "incorrect"), (None, "bad_reference")


def summary_of(*tallies, parts=PARTS):
    summary = Summary(parts)
    for tally in tallies:
        summary.add(tally)
    return summary


def test_the_summary_has_the_keys_that_scripts_read():
    summary = summary_of(
        Tally(1, 1, 1.5, (RIGHT, RIGHT)), Tally(2, 2, 0.0, (WRONG, WRONG)), Tally(3, 3, None, (), "not JSON")
    )
    summary.seconds, summary.new_rows = 2.5, 4
    summary.start_seconds, summary.first_rows = 0.5, 1
    assert summary.as_json() == {
        "rows": 3,
        "graded": 2,
        "errors": 1,
        "reward": {"mean": 0.75},
        "parts": {
            "math": {"mean": 0.5, "outcomes": {"correct": 1, "incorrect": 1}},
            "format": {"mean": 0.5, "outcomes": {"correct": 1, "incorrect": 1}},
        },
        "pass@1": 0.5,
        "seconds": 2.5,
        "start_seconds": 0.5,
        "rows_per_second": 1.5,
    }


def test_pass_at_1_is_the_mean_over_problems_of_the_mean_over_samples():
    samples = [(1, RIGHT), (1, RIGHT), (1, WRONG), (2, WRONG)]
    tallies = [Tally(1, problem, 0.0, (part, WRONG)) for problem, part in samples]
    assert summary_of(*tallies).as_json()["pass@1"] == pytest.approx(1 / 3)


def test_what_could_not_be_graded_is_in_no_mean():
    result = summary_of(Tally(1, 1, 1.5, (RIGHT, RIGHT)), Tally(2, 2, None, (SKIPPED, RIGHT))).as_json()
    assert result["reward"]["mean"] == 1.5
    assert result["parts"]["math"] == {"mean": 1.0, "outcomes": {"bad_reference": 1, "correct": 1}}
    assert result["pass@1"] == 1.0


def test_a_part_is_named_for_what_graded_it():
    def names(*graded_by):
        tallies = [Tally(n, n, 1.0, (RIGHT, RIGHT), names=(name, "format")) for n, name in enumerate(graded_by)]
        return list(summary_of(*tallies).as_json()["parts"])

    assert names("math", "math") == ["math", "format"]
    assert names("code") == ["code", "format"]
    assert names("code", "math") == names("math", "code") == ["math/code", "format"]
    assert names() == ["math", "format"]


def test_pass_at_1_counts_code_and_math():
    tallies = [Tally(1, 1, 1.0, (RIGHT, RIGHT), names=("code", "format"))]
    tallies += [Tally(2, 2, 0.0, (WRONG, RIGHT), names=("math", "format"))]
    assert summary_of(*tallies).pass_at_1 == 0.5


def test_what_is_unavailable_is_counted_with_its_first_reason():
    nobody = (None, "unavailable")
    tallies = [Tally(n, n, None, (nobody, RIGHT), unavailable=f"reason {n}") for n in (1, 2)]
    summary = summary_of(Tally(0, 0, 2.0, (RIGHT, RIGHT)), *tallies)
    assert (summary.unavailable, summary.first_unavailable) == (2, "reason 1")
    assert summary.errors == 0
    assert summary.as_json()["parts"]["math"]["outcomes"] == {"correct": 1, "unavailable": 2}


def test_nothing_has_no_mean():
    result = summary_of(parts=[("format", 1.0)]).as_json()
    assert result["reward"]["mean"] is None
    assert result["pass@1"] is None
    assert result["rows_per_second"] is None


def test_all_errors_are_counted_and_the_first_are_named():
    summary = summary_of(*[Tally(n, n, None, (), "bad") for n in range(1, 20)])
    assert summary.errors == 19
    assert summary.first_errors == [(n, "bad") for n in range(1, SHOWN_ERRORS + 1)]


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.booleans())))
def test_problems_that_are_lines_are_counted_like_any_and_are_not_kept(steps):
    line, tallies, samples = 1, [], {}
    for step, named, right in steps:
        line += step  # lines without a graded row are skipped, as they are in files
        problem = 7 if named else -line
        tallies.append(Tally(line, problem, 0.0, (RIGHT if right else WRONG, WRONG)))
        samples.setdefault(problem, []).append(right)
    summary = summary_of(*tallies)
    shares = [sum(rights) / len(rights) for rights in samples.values()]
    assert summary.pass_at_1 == (pytest.approx(sum(shares) / len(shares)) if shares else None)
    assert len(summary._problems) <= 2


def causes_of(*reasons):
    tallies = [Tally(n, n, 0.0, (WRONG, RIGHT), reasons=(reason, "")) for n, reason in enumerate(reasons)]
    return summary_of(*tallies).causes


def test_one_way_of_failing_that_most_rows_share_is_told():
    assert causes_of("not closed", "not closed", "2 is not 3") == [("math", 2, 3, "not closed")]
    assert causes_of("not closed", "2 is not 3") == []
    assert causes_of("", "not closed", "not closed", "") == []
    assert causes_of("not closed") == [], "one row is no pattern"
    assert causes_of() == []


def test_wrong_answers_are_no_way_of_failing_that_something_could_be_done_about():
    said = math_reward.grade(r"\boxed{41}", "42").explanation
    assert causes_of(said, said, said) == []


def test_reasons_are_counted_within_bounds():
    summary = summary_of(*(Tally(n, n, 0.0, (WRONG, RIGHT), reasons=(str(n), "")) for n in range(3 * MAX_REASONS)))
    assert len(summary.parts["math"].reasons) == MAX_REASONS
