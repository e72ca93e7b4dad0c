"""The local engine: order, bounds, and workers that die."""

import json
import os
import sys
import time
from pathlib import Path

import pytest
from strange_rewards import Strange

from verifiers.compose import combine
from verifiers.rows.fields import Fields
from verifiers.rows.lines import Line
from verifiers.scoring import LocalEngine, ScoringError
from verifiers.scoring.grade import Scorer
from verifiers.workers.child import Child
from verifiers.workers.crew import Crew
from verifiers.workers.pace import MAX_CHUNK_ITEMS
from verifiers.workers.stream import MAX_CHUNKS_AHEAD, graded

SCORER = Scorer(combine({Strange(): 1.0}), Fields("completion"))


def lines_of(completions):
    return [Line(n, json.dumps({"completion": text}).encode()) for n, text in enumerate(completions, 1)]


def run(completions, workers=2):
    results = list(LocalEngine(workers)(SCORER, lines_of(completions)))
    rows = [json.loads(scored.data) for samples in results for scored in samples]
    assert [row["line"] for row in rows] == list(range(1, len(rows) + 1))
    return rows


def alive(pid):
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def gone(pids, seconds=5.0):
    end = time.monotonic() + seconds
    while any(map(alive, pids)):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("workers", [1, 3])
def test_results_come_in_input_order(workers):
    rows = run([f"sleep {0.03 * (n % 7 == 0)}" if n % 5 else "x" for n in range(60)], workers)
    assert len(rows) == 60
    assert all(row["reward"] == 1.0 for row in rows)


@pytest.mark.parametrize(
    ("deed", "how"), [("kill", "was ended by SIGKILL"), ("exit", "ended with code 3")], ids=["kill", "exit"]
)
def test_a_worker_that_dies_costs_the_row_that_killed_it_and_no_other(deed, how):
    rows = run(["x"] * 30 + [deed] + ["x"] * 30 + [deed, deed] + ["x"] * 5)
    dead = [row for row in rows if row["reward"] is None]
    assert [row["line"] for row in dead] == [31, 62, 63]
    assert all(how in row["error"] for row in dead)
    assert json.loads(dead[0]["text"]) == {"completion": deed}


def test_a_bug_in_a_grader_costs_its_row_and_says_so():
    first, second = run(["raise oops", "x"], 1)
    assert first["error"] == "internal error: KeyError: 'oops'"
    assert first["completion"] == "raise oops"
    assert second["reward"] == 1.0


def test_what_a_grader_prints_does_not_mix_with_the_results():
    assert all(row["reward"] == 1.0 for row in run(["print hello", "print \x80\x04K.", "x"], 1))


def test_a_fast_reader_waits_for_slow_graders():
    read = 0

    def endless():
        nonlocal read
        while True:
            read += 1
            yield Line(read, b'{"completion": "x"}')

    results = LocalEngine(1)(SCORER, endless())
    rows = 0
    while rows < 50:
        rows += len(next(results))
    assert read <= rows + (MAX_CHUNKS_AHEAD + 1) * MAX_CHUNK_ITEMS
    results.close()


def test_nothing_is_left_behind_when_the_results_are_read_to_the_end():
    pids = [pid for row in run(["child"] * 3) for pid in row["verdicts"]["strange"]["detail"]["pids"]]
    assert gone(pids)


def test_nothing_is_left_behind_when_the_results_are_dropped_half_way():
    results = LocalEngine(2)(SCORER, lines_of([*["child"] * 8, *["sleep 30"] * 80]))
    scored, *_ = next(results)
    pids = json.loads(scored.data)["verdicts"]["strange"]["detail"]["pids"]
    assert len(pids) == 2
    begin = time.monotonic()
    results.close()
    assert gone(pids)
    assert time.monotonic() - begin < 25
    assert os.getpid() not in pids


class Waiting(Child):
    """A worker that has to wait for its place, as on a full cluster: all but the first wait until they are ended."""

    made = 0

    def begin(self, scorer):
        Waiting.made += 1
        if Waiting.made > 1:
            self._process.wait()
        super().begin(scorer)


def test_a_worker_that_waits_for_its_place_holds_nobody_up(monkeypatch):
    monkeypatch.setattr(Waiting, "made", 0)
    crew = Crew(SCORER, Waiting)
    assert len(list(graded(lines_of(["x"] * 200), crew, 3))) == 200
    assert Waiting.made <= 3, "there are never more than who wait for them"
    assert crew._starts == []


def test_who_could_not_start_is_asked_again_later(monkeypatch):
    crew = Crew(SCORER)
    monkeypatch.setattr(sys, "executable", "/none")
    for _ in range(2):
        with pytest.raises(ScoringError, match="cannot start a worker process: No such file"):
            crew.score_some(lines_of(["x"]))
    monkeypatch.undo()
    assert len(crew.score_some(lines_of(["x"]))) == 1
    crew.dismiss()


class Unreadable(Strange):
    def __reduce__(self):
        return int, ("what a worker cannot load",)


def test_workers_that_cannot_start_stop_the_run_and_blame_no_row(capfd):
    scorer = Scorer(combine({Unreadable(): 1.0}), Fields("completion"))
    with pytest.raises(ScoringError, match="a worker process ended before it could grade anything"):
        list(LocalEngine(2)(scorer, lines_of(["x"] * 100)))
    assert "what a worker cannot load" in capfd.readouterr().err
