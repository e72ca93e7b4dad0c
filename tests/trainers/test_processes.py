"""Where trainers call rewards: threads, event loops, forked and spawned processes, Ray actors. The same verdicts
everywhere, also when the parent process has used the rewards before, and nothing that keeps a process from ending."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

pytestmark = pytest.mark.slow

PROGRAM = r"""
import asyncio, json, multiprocessing, os, sys, threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from verifiers import format_reward, language_reward, math_reward
from verifiers.trainers import verl

ROWS = [
    (r"<think>one and one are two</think> \boxed{\frac{1}{2}}", "0.5"),
    (r"<think>un et un font deux, voilà</think> \boxed{x^2-1}", "(x-1)(x+1)"),
    (r"\boxed{\int_0^1 x\,dx}", r"\int_0^1 t\,dt"),  # beyond our grammar: a worker process looks at it
    (r"\boxed{\lim_{x\to 0} x}", r"\lim_{y\to 0} y"),
    (r"\boxed{9^{9^{9^9}}}", "7"),
]

def verdicts(_=None):
    texts, answers = [text for text, _ in ROWS], [answer for _, answer in ROWS]
    found = [
        math_reward(texts, answers),
        format_reward(texts),
        language_reward(texts, language=["en"] * len(texts)),
        verl.compute_score_batch(["x"] * len(texts), texts, answers),
    ]
    found += [[math_reward.grade(text, answer).explanation for text, answer in ROWS]]
    if CODE:
        from verifiers import CodeReward
        reward = CodeReward(wall="local")
        programs = ["```python\nprint(int(input()) + 1)\n```", "```python\nprint(0)\n```"]
        found += [reward(programs, [{"inputs": ["1"], "outputs": ["2"]}] * 2)]
    return found

def threads():
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(verdicts, range(4)))

def event_loop():
    async def main():
        return await asyncio.gather(*(asyncio.to_thread(verdicts) for _ in range(3)), inside())

    async def inside():
        return verdicts()

    return asyncio.run(main())

def of_processes(method):
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
        return list(pool.map(verdicts, range(3)))

def fork():
    import warnings
    warnings.simplefilter("ignore", DeprecationWarning)  # fork with threads: what trainers do all the same
    return of_processes("fork")

def fork_in_a_thread():
    found = []
    thread = threading.Thread(target=lambda: found.extend(fork()))
    thread.start()
    thread.join()
    return found

def spawn():
    return of_processes("spawn")

def ray_actor():
    import logging
    import ray
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)

    @ray.remote(max_concurrency=4)  # its methods run in threads
    class Threaded:
        def grade(self):
            return verdicts()

    @ray.remote
    class Awaited:
        async def grade(self):
            return await asyncio.to_thread(verdicts)

    actors = [Threaded.remote(), Awaited.remote()]
    found = ray.get([actor.grade.remote() for actor in actors for _ in range(2)])
    ray.shutdown()
    return found

where, CODE = sys.argv[1], sys.argv[2] == "code"
if __name__ == "__main__":
    first = verdicts() if sys.argv[3] == "used" else None
    found = globals()[where]()
    last = verdicts()
    print(json.dumps({"first": first, "found": found, "last": last}))
"""

PLACES = ["threads", "event_loop", "fork", "fork_in_a_thread", "spawn"]


def run(place, before, tmp_path, *, code):
    script = tmp_path / "trainer.py"  # a file: processes that are spawned import it
    script.write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, str(script), place, "code" if code else "none", before]
    environment = {**os.environ, "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0", "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def check(said, before):
    expected = said["last"]
    assert [row["score"] for row in expected[3]] == expected[0]
    assert 0.0 in expected[0]
    assert 1.0 in expected[0]
    assert said["first"] == (expected if before == "used" else None)
    assert said["found"]
    assert [one for one in said["found"] if one != expected] == []


@pytest.mark.parametrize("place", PLACES)
def test_the_same_verdicts(place, tmp_path):
    check(run(place, "used", tmp_path, code=False), "used")


@pytest.mark.usefixtures("local_wall")
@pytest.mark.parametrize("place", ["threads", "fork", "spawn"])
def test_programs_too(place, tmp_path):
    said = run(place, "new", tmp_path, code=True)
    check(said, "new")
    assert said["last"][-1] == [1.0, 0.0]


@pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed")
def test_in_ray_actors(tmp_path):
    check(run("ray_actor", "used", tmp_path, code=False), "used")
