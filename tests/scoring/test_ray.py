"""The engine on a Ray cluster: the bytes of the local engine, whoever dies; and a cluster that is left as it was."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest

pytest.importorskip("ray", reason="Ray has no wheels for this Python")

from clusters import QUIET

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-c", "from verifiers.cli import main; main()", "score"]
EXAMPLES = Path(__file__).parents[2] / "examples" / "outputs.jsonl"
CPUS = 2


def score(*arguments, cwd, **environment):
    """`verify-cli score`, run to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        env={**os.environ, **QUIET, **environment},
        capture_output=True,
        timeout=100,
        check=False,
    )


def untimed(data):
    return {name: value for name, value in json.loads(data).items() if "second" not in name}


def wait_until(condition, seconds=30.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to it"
        time.sleep(0.02)


def descendants(pid):
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, parent, *_ = (entry / "stat").read_text(errors="replace").rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(parent) == pid and state != "Z":
            found += [int(entry.name), *descendants(int(entry.name))]
    return found


def name_of(pid):
    try:
        return Path(f"/proc/{pid}/comm").read_text(errors="replace").strip()
    except OSError:
        return ""


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_the_rows_and_the_summary_are_those_of_the_local_engine(cluster, tmp_path):
    rewards = ["-r", "math=1", "-r", "format=0.2", "--json"]
    here = score(str(EXAMPLES), *rewards, "--out", "here", cwd=tmp_path)
    there = score(
        str(EXAMPLES), *rewards, "--out", "there", "--engine", "ray", "--address", cluster.address, cwd=tmp_path
    )
    assert (tmp_path / "there").read_bytes() == (tmp_path / "here").read_bytes()
    assert untimed(there.stdout) == untimed(here.stdout)
    assert there.returncode == here.returncode == 1
    assert there.stderr.replace(b"there", b"here") == here.stderr, "Ray says nothing"
    assert cluster.free_cpus() == CPUS, "the cluster is as it was"


def test_programs_run_behind_the_wall_of_their_node(cluster, tmp_path, local_wall):  # noqa: ARG001
    tests = {"inputs": [""], "outputs": ["1\n"]}
    rows = [{"completion": f"```python\nprint({n})\n```", "tests": tests} for n in (1, 2)]
    (tmp_path / "x.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = ["-r", "code", "--wall", "local", "--engine", "ray", "--address", cluster.address]
    assert score("x.jsonl", *options, "--out", "o", cwd=tmp_path).returncode == 0
    assert [json.loads(line)["reward"] for line in (tmp_path / "o").read_text().splitlines()] == [1.0, 0.0]


def test_where_a_node_has_no_wall_its_programs_are_unavailable_and_a_note_names_it(cluster, tmp_path):
    row = {"completion": "```python\nprint(1)\n```", "tests": {"inputs": [""], "outputs": ["1\n"]}}
    (tmp_path / "x.jsonl").write_text(json.dumps(row) + "\n")
    options = ["-r", "code", "--wall", "docker", "--engine", "ray", "--address", cluster.address]
    done = score("x.jsonl", *options, "--out", "o", cwd=tmp_path)
    [scored] = [json.loads(line) for line in (tmp_path / "o").read_text().splitlines()]
    assert scored["verdicts"]["code"]["outcome"] == "unavailable"
    assert scored["reward"] is None
    assert done.returncode == 1
    assert re.search(r"The node [\d.]+ could not grade all of its rows: .*no Docker Engine", done.stderr.decode())


def test_a_row_that_kills_its_worker_costs_itself_alone_with_the_sentence_of_the_local_engine(drive):
    [rows] = drive('say(list(run(["x"] * 30 + ["kill"] + ["x"] * 30 + ["exit"])))')
    assert [row["line"] for row in rows] == list(range(1, 63))
    errors = {row["line"]: row["error"] for row in rows if row["reward"] is None}
    assert errors == {
        31: "the process that graded this line was ended by SIGKILL",
        62: "the process that graded this line ended with code 3",
    }


def test_an_actor_that_is_killed_costs_no_row(drive):
    rows, parents, notes = drive("""
rows, parents = [], set()
for row in run(["sleep 0.01"] * 600):
    rows.append(row)
    if len(rows) in (20, 200):
        worker = pid_of(rows[-1])
        actor = int(open(f"/proc/{worker}/stat").read().rsplit(")", 1)[1].split()[1])
        parents.add(actor)
        os.kill(actor, signal.SIGKILL)
say(rows); say(list(parents)); say(NOTES)
""")
    assert len(parents) == 2
    assert [row["line"] for row in rows] == list(range(1, 601))
    assert all(row["reward"] == 1.0 for row in rows)
    assert notes == []


def test_a_row_of_which_every_actor_dies_is_blamed_and_no_other(drive):
    [rows] = drive("""
# "parent" kills the actor, as Ray's own memory killer does.
say(list(run(["x"] * 9 + ["parent"] + ["x"] * 9)))
""")
    assert [row["line"] for row in rows if row["reward"] is None] == [10]
    assert rows[9]["error"].startswith("the process that graded this line was lost with its Ray actor (")
    assert json.loads(rows[9]["text"]) == {"completion": "parent"}


def test_a_fast_reader_waits_for_slow_graders_and_dropped_results_free_the_cluster(drive, cluster):
    [read, later] = drive("""
read = 0
def endless():
    global read
    while True:
        read += 1
        yield Line(read, b'{"completion": "sleep 0.05"}')
results = RayEngine(ADDRESS, 2)(SCORER, endless())
rows = 0
while rows < 40:
    rows += len(next(results))
say(read)
time.sleep(0.5)
say(read)
results.close()
""")
    assert 40 <= read <= 40 + 5 * 2 * 10, "at most AHEAD chunks of half a second for each of two workers, and one more"
    assert later == read, "who does not read on is not read ahead for"
    wait_until(lambda: cluster.free_cpus() == CPUS)


def test_who_waits_for_a_cpu_holds_nobody_up_and_says_so(drive):
    count, notes = drive("""
connect()
@ray.remote(num_cpus=1)
class Trainer:
    def here(self): pass
trainer = Trainer.remote()
ray.get(trainer.here.remote())
ray_actor.WAIT_SECONDS = 0.2
say(len(list(run(["sleep 0.01"] * 200))))
say(NOTES)
assert ray.is_initialized(), "who was connected stays connected"
""")
    assert count == 200
    assert notes == ["Waiting for a free CPU of the cluster; those that there are go on with the work."]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            "ray_actor.installed = lambda: {'verify-cli': '9.9'}",
            r"the node [\d.]+ has another installation than the driver: verify-cli HERE, here 9\.9",
        ),
        (
            "class Mine(Strange): pass\nSCORER = Scorer(combine({Mine(): 1.0}), Fields('completion'))",
            r"the node [\d.]+ cannot load the rewards: AttributeError",
        ),
    ],
    ids=["version", "reward"],
)
def test_a_node_that_is_unfit_stops_the_run_with_a_sentence(drive, change, sentence):
    [said] = drive(f"""
{change}
try:
    list(run(["x"] * 50))
except ScoringError as error:
    say(str(error))
""")
    assert re.match(sentence.replace("HERE", re.escape(version("verify-cli"))), said)


MANY = "".join(
    json.dumps({"id": n // 4, "completion": "<think>" + "so it goes " * (n % 90) + "</think>a" * (n % 3)}) + "\n"
    for n in range(12_000)
)


def start(folder, *arguments):
    return subprocess.Popen(
        [*COMMAND, "x.jsonl", "-r", "format", "--workers", "2", "--out", "o", "--json", *arguments],
        cwd=folder,
        env={**os.environ, **QUIET},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "x.jsonl").write_text(MANY)
    out, _ = start(folder).communicate(timeout=60)
    return (folder / "o").read_bytes(), untimed(out)


def has(path, size):
    return path.exists() and path.stat().st_size > size


def test_a_driver_that_is_killed_leaves_the_cluster_clean_and_the_other_engine_goes_on(cluster, tmp_path, undisturbed):
    (tmp_path / "x.jsonl").write_text(MANY)
    ray = ["--engine", "ray", "--address", cluster.address]
    for number, size in (signal.SIGKILL, 0), (signal.SIGINT, 1_000_000):
        process = start(tmp_path, "--resume", *ray)
        wait_until(lambda: has(tmp_path / "o.partial", size))  # noqa: B023 - called at once
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        assert out == b""
        assert b"Traceback" not in err
        assert process.returncode == (130 if number == signal.SIGINT else -number)
        assert not (tmp_path / "o").exists()
        wait_until(lambda: cluster.free_cpus() == CPUS)
    out, _ = start(tmp_path, "--resume").communicate(timeout=60)
    assert (tmp_path / "o").read_bytes() == undisturbed[0]
    assert untimed(out) == undisturbed[1]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_cluster_of_our_own_ends_with_the_run_however_it_ends(tmp_path, number):
    (tmp_path / "x.jsonl").write_text(MANY)
    process = start(tmp_path, "--engine", "ray")
    wait_until(lambda: has(tmp_path / "o.partial", 0), 60)
    # Two agents of Ray's own notice within a minute that their node is gone; they hold nothing of ours.
    processes = [pid for pid in descendants(process.pid) if not name_of(pid).endswith(("DashboardA", "RuntimeEnv"))]
    assert len(processes) > 5
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does
    else:
        process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert process.returncode == (130 if number == signal.SIGINT else -number)
    assert b"Traceback" not in err
    wait_until(lambda: not any(map(alive, processes)))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--address", "auto"], "--address is the address of a Ray cluster: it needs --engine ray"),
        (["--engine", "ray", "--address", "127.0.0.1:1"], "cannot connect to the Ray cluster 127.0.0.1:1: "),
        (["--engine", "ray", "--address", "nonsense"], "cannot connect to the Ray cluster nonsense: "),
        (["--engine", "slurm"], "Invalid value for '--engine'"),
    ],
)
def test_wrong_usage_is_2_and_one_sentence(tmp_path, arguments, sentence):
    (tmp_path / "x.jsonl").write_text('{"completion": "a"}\n')
    done = score("x.jsonl", "-r", "format", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


def test_without_ray_there_is_a_sentence(tmp_path):
    (tmp_path / "x.jsonl").write_text('{"completion": "a"}\n')
    code = "import sys; sys.modules['ray'] = None; from verifiers.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "score", "x.jsonl", "-r", "format", "--engine", "ray"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Error: Ray is not installed: pip install 'verify-cli[ray]'." in done.stderr
