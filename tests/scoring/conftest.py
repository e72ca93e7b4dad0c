"""Makes `strange_rewards` importable here and, because they are given our path, in worker processes; a Ray cluster."""

import json
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

CPUS = 2

DRIVER = """
import json, os, signal, sys, time
import ray
from strange_rewards import Strange
from verifiers.compose import combine
from verifiers.scoring import RayEngine, RayScorer, ScoringError
from verifiers.workers import ray_actor
from verifiers.rows.fields import Fields
from verifiers.scoring.grade import Scorer
from verifiers.rows.lines import Line

ADDRESS = sys.argv[1]
sys.stdout, OUT = sys.stderr, sys.stdout  # Ray prints there when an actor is lost
SCORER = Scorer(combine({Strange(): 1.0}), Fields("completion"))
NOTES = []

def say(what):
    print(json.dumps(what), file=OUT, flush=True)

def connect():
    ray.init(ADDRESS, log_to_driver=False, logging_level="ERROR")

def lines_of(completions):
    return (Line(n, json.dumps({"completion": text}).encode()) for n, text in enumerate(completions, 1))

def run(completions, workers=2):
    for scored in RayEngine(ADDRESS, workers, NOTES.append)(SCORER, lines_of(completions)):
        yield from (json.loads(one.data) for one in scored)

def pid_of(row):
    return row["verdicts"]["strange"]["detail"]["pids"][0]
"""


@pytest.fixture(scope="session")
def cluster():
    """A cluster of two CPUs for all tests: its start takes seconds."""
    pytest.importorskip("ray", reason="Ray has no wheels for this Python")
    from clusters import Cluster

    started = Cluster(CPUS)
    yield started
    started.close()


@pytest.fixture
def drive(cluster):
    """Run a driver, a process of its own as users' are, with what `DRIVER` has; what it says, in order."""

    def run(code):
        return [json.loads(line) for line in cluster.python(DRIVER + code).stdout.splitlines()]

    return run
