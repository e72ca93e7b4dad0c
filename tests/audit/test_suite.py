"""The suite is what it says it is: well-formed, fair to the one who passes it, and passed by our own rewards."""

import ast
import re

import pytest

from verifiers.audit import AUDIT, Options, audit
from verifiers.audit.probes import AREAS, identities, programs
from verifiers.audit.probes.code import CODE, FUNCTIONS
from verifiers.audit.run import _steady

pytestmark = pytest.mark.slow

PROBES = [probe for area in AREAS.values() for probe in area.probes]
COUNTS = {
    "math": 308,
    "format": 63,
    "language": 72,
    "code": 62,
    "functions": 32,
    "assertions": 53,
    "judge": 70,
    "messages": 50,
}
"""Probes that count in an area. Who changes them changes `AUDIT` with them, so that quoted scores can be compared."""


def test_a_version_has_its_counts():
    counted = {
        area.name: sum(not probe.choice for probe in area.probes) + len(area.behaviours) for area in AREAS.values()
    }
    assert (AUDIT, counted) == ("1.4", COUNTS)


def test_ids_are_unique_and_tell_the_area():
    every = identities()
    assert len(set(every)) == len(every)
    assert all(re.fullmatch(r"[a-z]+/[a-z-]+/[a-z0-9-]+", one) for one in every)
    assert all(probe.id.startswith(f"{area.name}/") for area in AREAS.values() for probe in area.probes)


@pytest.mark.parametrize("area", AREAS.values(), ids=AREAS)
def test_each_says_why_and_where_it_happened(area):
    for one in (*area.probes, *area.behaviours):
        assert re.fullmatch(r"(?s)[A-Z`0-9\\].{9,}[.?]", one.why), one.id
        assert re.match(r"none known$|measured: |read: |.*#\d+", one.incident), one.id


def test_choices_ask_and_others_state():
    for probe in PROBES:
        if probe.id.startswith(("math/choice/", "format/choice/")):
            assert probe.why.endswith("?"), probe.id


def test_a_refusal_has_a_right_twin_that_differs():
    for probe in PROBES:
        if probe.holds == "unpaid":
            assert probe.twin is not None, probe.id
            assert (probe.twin.completion, probe.twin.reference) != (probe.ask.completion, probe.ask.reference), (
                probe.id
            )


def test_no_two_ask_the_same():
    asked = [
        (repr(probe.ask.completion), repr(probe.ask.reference), probe.ask.prompt, probe.thread) for probe in PROBES
    ]
    same = {one for one in asked if asked.count(one) > 1 and len(one[0]) < 1_000}
    assert not same


def test_every_frame_is_filled():
    for area in AREAS.values():
        for frame in area.frames:
            for probe in area.of_frame(frame):
                row = area.row(probe.ask, frame)
                assert "«" not in repr(row["completion"]), probe.id
                assert "»" not in repr(row["completion"]), probe.id


def test_honest_programs_are_right_and_the_others_are_programs():
    """By running them here: they are harmless, and this is the one place that knows it."""
    import subprocess
    import sys

    for topic, tests in (("honest", "sum"),):
        for probe in CODE:
            if probe.id.split("/")[1] == topic:
                source = probe.ask.completion.split("```python\n")[1].removesuffix("\n```")
                for given, wanted in programs.TESTS[tests]:
                    out = subprocess.run(
                        [sys.executable, "-I", "-c", source], input=given, capture_output=True, text=True, check=False
                    )
                    assert out.stdout.strip() == wanted.strip(), probe.id
    for probe in (*CODE, *FUNCTIONS):
        if "```" in probe.ask.completion and not probe.id.endswith(("/syntax-error", "/compile-bomb")):
            ast.parse(probe.ask.completion.split("```python\n")[1].removesuffix("\n```"))


@pytest.mark.parametrize("target", ["math_reward", "format_reward", "language_reward"])
def test_ours_hold(target):
    report = audit(Options(f"verifiers:{target}"))
    assert report.held, [finding for area in report.areas for finding in area.findings if finding.status != "passed"]
    areas = {"math_reward": 3}  # mathematics, messages, and what judges fall for
    assert sum(area.applies for area in report.areas) == areas.get(target, 1)


def test_a_sum_of_ours_holds_in_its_areas():
    """In that of math too, which takes some seconds more."""
    report = audit(Options("verifiers:r1_reward", ("format", "language")))
    assert report.held


@pytest.mark.usefixtures("local_wall")
@pytest.mark.parametrize("area", ["code", "functions", "assertions"])
def test_our_code_reward_holds(area):
    from pathlib import Path

    report = audit(Options(f"{Path(__file__).with_name('quick.py')}:code", (area,)))
    assert report.held, [finding for area in report.areas for finding in area.findings if finding.status != "passed"]


def test_the_seed_draws_the_rows():
    for area in AREAS.values():
        frame = next(iter(area.frames))
        assert _steady(area, frame, 1) == _steady(area, frame, 1)
        assert _steady(area, frame, 1) != _steady(area, frame, 2)
        assert _steady(area, frame, 1)[:2] == [area.right, area.wrong]
