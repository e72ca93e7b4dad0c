"""`verify-cli score` on programs: graded behind a wall, in the same file as answers, by the same command."""

import json
import signal
import subprocess

import pytest
from running import COMMAND, alive, descendants, fails, lines, name_of, scored, wait_until

pytestmark = pytest.mark.slow

LOCAL = ["--wall", "local"]
NO_DOCKER = {"DOCKER_HOST": "unix:///nonexistent/docker.sock"}
STREAMS = {"inputs": ["2\n", "5\n"], "outputs": ["4\n", "10\n"]}


def program(source, **more):
    return {"prompt": "Double it.", "completion": f"<think>Easy.</think>\n```python\n{source}\n```", **more}


MATH = {"prompt": "1+1?", "completion": "<think>Easy.</think>\\boxed{2}", "answer": "2"}
RIGHT = program("print(int(input()) * 2)", input_output=json.dumps(STREAMS))
WRONG = program("print(int(input()) + 2)", input_output=json.dumps(STREAMS))
CALLED = program("def double(x):\n    return 2 * x", test_list=["assert double(2) == 4", "assert double('a') == 'aa'"])
CONTINUED = {
    "prompt": 'def double(x):\n    """Twice of it."""\n',
    "completion": "<think>Easy.</think>\n```python\n    return 2 * x\n```",
    "test": "def check(candidate):\n    assert candidate(2) == 4\n",
    "entry_point": "double",
}
VERL = program("print(int(input()) * 2)", reward_model={"style": "rule", "ground_truth": json.dumps(STREAMS)})
NO_PROGRAM = {**RIGHT, "completion": "<think>Easy.</think>It cannot be done."}


def outcomes(path):
    return [{name: part["outcome"] for name, part in row.get("verdicts", {}).items()} for row in scored(path)]


@pytest.mark.usefixtures("local_wall")
def test_programs_and_answers_in_one_file_are_each_graded_as_what_they_are(cli, tmp_path):
    rows = [MATH, RIGHT, WRONG, CALLED, CONTINUED, VERL, NO_PROGRAM, {"prompt": "?", "completion": "a"}]
    (tmp_path / "x.jsonl").write_text(lines(*rows))
    result = cli("x.jsonl", *LOCAL)
    assert result.returncode == 1  # for the last row
    right = {"code": "correct", "format": "correct"}
    assert outcomes(tmp_path / "x.scored.jsonl") == [
        {"math": "correct", "format": "correct"},
        right,
        {"code": "incorrect", "format": "correct"},
        right,
        right,
        right,
        {"code": "no_answer", "format": "correct"},
        {},
    ]
    *_, last = scored(tmp_path / "x.scored.jsonl")
    assert last["error"] == "no reference: the field 'answer' is missing, and there are no tests"
    out, err = result.stdout.decode(), result.stderr.decode()
    assert "math/code" in out
    assert "pass@1 0.714" in out
    assert "Rows with tests are graded as code: 6 of the first 8 rows, in 'input_output', 'test_list', " in err
    failed = scored(tmp_path / "x.scored.jsonl")[2]["verdicts"]["code"]["detail"]
    assert (failed["passed"], failed["total"], failed["first_failure"]["test"]) == (1, 2, 1)


@pytest.mark.usefixtures("local_wall")
def test_a_file_of_programs_needs_no_reference(cli, tmp_path):
    (tmp_path / "x.jsonl").write_text(lines({**RIGHT, "ground_truth": "a", "answer": "b"}, CALLED))
    result = cli("x.jsonl", "--json", *LOCAL)
    assert result.returncode == 0
    summary = json.loads(result.stdout)
    assert list(summary["parts"]) == ["code", "format"]
    assert summary["pass@1"] == 1.0
    assert "reference" not in result.stderr.decode()


@pytest.mark.usefixtures("local_wall")
def test_the_code_reward_by_name_with_a_weight_and_a_field(cli, tmp_path):
    (tmp_path / "x.jsonl").write_text(lines(program("print(int(input()) * 2)", mine=STREAMS, answer="4"), MATH))
    fails(cli("x.jsonl", "-r", "code=2"), "no field of the rows holds tests; the fields are: prompt, completion")
    fails(cli("x.jsonl", "-r", "code", "--tests-field", "its"), "no row has the field 'its'")
    result = cli("x.jsonl", "-r", "code=2", "--tests-field", "mine", *LOCAL)
    assert result.returncode == 1
    first, second = scored(tmp_path / "x.scored.jsonl")
    assert first["reward"] == 2.0
    assert second["error"] == "no tests: the field 'mine' is missing or empty"
    assert "tests = 'mine'" in result.stderr.decode()


def test_mathematics_is_read_as_if_there_were_no_code(cli, tmp_path):
    (tmp_path / "x.jsonl").write_text(lines(MATH, {**MATH, "tests": [], "test": "split"}))
    plain = cli("x.jsonl", "-r", "math", "-r", "format", "--out", "plain")
    preset = cli("x.jsonl", "--wall", "docker", "--out", "preset", **NO_DOCKER)
    assert (tmp_path / "plain").read_bytes() == (tmp_path / "preset").read_bytes()
    assert plain.returncode == preset.returncode == 0
    said = [result.stderr.decode().replace("preset", "plain") for result in (plain, preset)]
    assert said[0] == said[1]


def test_where_there_is_no_wall_everything_else_is_scored(cli, tmp_path):
    (tmp_path / "x.jsonl").write_text(lines(RIGHT, MATH, NO_PROGRAM, *[WRONG] * 20))
    result = cli("x.jsonl", "--wall", "docker", "--workers", "2", **NO_DOCKER)
    assert result.returncode == 1
    first, second, third, *others = scored(tmp_path / "x.scored.jsonl")
    for row in (first, *others):
        part = row["verdicts"]["code"]
        assert (row["reward"], part["score"], part["outcome"]) == (None, None, "unavailable")
        assert row["verdicts"]["format"]["score"] == 1.0
    assert (second["reward"], third["reward"]) == (2.0, 1.0)
    out, err = result.stdout.decode(), result.stderr.decode()
    assert "unavailable" in out
    assert "23 rows, 23 graded, 0 errors, pass@1 0.500" in out
    assert err.count("there is no Docker Engine at unix:///nonexistent/docker.sock") == 1
    assert err.splitlines()[-1].startswith("Not graded (21 rows): ")
    assert "Traceback" not in err


@pytest.mark.parametrize("wall", ["moon", ""])
def test_a_wall_that_there_is_not_is_wrong_usage(cli, tmp_path, wall):
    (tmp_path / "x.jsonl").write_text(lines(MATH))
    fails(cli("x.jsonl", "--wall", wall), "docker")


HOSTILE = {
    "time limit": "while True:\n    pass",
    "process limit": "import os\nwhile True:\n    os.fork()",
    "memory limit": "x = [0]\nwhile True:\n    x += x",
    "output limit": "while True:\n    print('x' * 10**6)",
    "wrong answer": "import sys, os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nos.kill(-1, signal.SIGKILL)",
}


@pytest.mark.usefixtures("local_wall")
def test_hostile_programs_cost_their_rows_and_no_others(cli, tmp_path):
    bad = [program(source, tests={"inputs": ["1"], "outputs": ["2"]}) for source in HOSTILE.values()]
    (tmp_path / "x.jsonl").write_text(lines(*[row for one in bad for row in (one, RIGHT, MATH)]))
    result = cli("x.jsonl", "--workers", "2", *LOCAL)
    assert result.returncode == 0, result.stderr
    rows = scored(tmp_path / "x.scored.jsonl")
    assert [row["reward"] for row in rows] == [1.0, 2.0, 2.0] * len(HOSTILE)
    explained = [row["verdicts"]["code"]["explanation"] for row in rows[::3]]
    for how, sentence in list(zip(HOSTILE, explained, strict=True))[:-1]:
        assert how in sentence


def numbered(row, n):
    """A row whose program no other row has: the same one would run once."""
    return {**row, "id": n // 4, "completion": row["completion"].replace("```python", f"```python\n# {n}")}


MIXED = lines(*[numbered((MATH, RIGHT, CALLED)[n % 3], n) if n % 20 else "broken\n" for n in range(360)])


def start(folder, *arguments):
    return subprocess.Popen(
        [*COMMAND, "x.jsonl", *LOCAL, "--workers", "2", "--out", "o.jsonl", "--json", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def unmeasured(path):
    """The rows, but for what is measured anew each time that a program runs."""
    rows = scored(path)
    for row in rows:
        detail = row.get("verdicts", {}).get("code", {}).get("detail", {})
        measured = [detail.pop(name) for name in ("cpu_seconds", "memory_mb") if name in detail]
        assert all(isinstance(value, float) for value in measured)
    return rows


@pytest.mark.usefixtures("local_wall")
@pytest.mark.parametrize("deed", [signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
def test_a_stopped_run_leaves_no_process_and_is_resumed_to_the_same_rows(tmp_path, deed):
    (tmp_path / "x.jsonl").write_text(MIXED)
    partial = tmp_path / "o.jsonl.partial"
    process = start(tmp_path)
    wait_until(lambda: partial.exists() and partial.stat().st_size > 10_000, 120)
    processes = descendants(process.pid)
    slots = [pid for pid in processes if name_of(pid) == "unshare"]
    process.send_signal(deed)
    process.communicate(timeout=60)
    assert process.returncode == (130 if deed == signal.SIGINT else -deed)
    assert len(slots) == 2, "one for each worker, although the programs have several tests"
    assert len(processes) >= 6, "two workers, and for each its slot and what runs in it"
    wait_until(lambda: not alive(processes), 10)
    out, _ = start(tmp_path, "--resume").communicate(timeout=120)
    resumed = unmeasured(tmp_path / "o.jsonl")
    begun, _ = start(tmp_path, "--force").communicate(timeout=120)
    assert resumed == unmeasured(tmp_path / "o.jsonl")
    assert json.loads(out)["parts"] == json.loads(begun)["parts"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["o.jsonl", "o.jsonl.manifest.json", "x.jsonl"]


@pytest.mark.usefixtures("local_wall")
def test_a_run_may_be_resumed_behind_another_wall(cli, tmp_path):
    (tmp_path / "x.jsonl").write_text(MIXED)
    process = start(tmp_path)
    wait_until((tmp_path / "o.jsonl.partial").exists, 120)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert cli("x.jsonl", "--out", "o.jsonl", "--resume", "--wall", "docker", **NO_DOCKER).returncode == 1
    assert len(scored(tmp_path / "o.jsonl")) == 360


@pytest.mark.usefixtures("local_wall")
def test_nothing_is_left_when_a_run_ends_by_itself(tmp_path):
    (tmp_path / "x.jsonl").write_text(lines(*[RIGHT] * 20))
    process = start(tmp_path)
    seen = set()
    while process.poll() is None:
        seen.update(descendants(process.pid))
    process.communicate()
    assert process.returncode == 0
    assert len(seen) >= 3
    wait_until(lambda: not alive(seen), 10)
