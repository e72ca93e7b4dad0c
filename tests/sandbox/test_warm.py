"""Interpreters that have modules loaded: programs start from them that import such a module, and share nothing else."""

import importlib.util
import sys
import time

import landlock_wall
import pytest

from verifiers.sandbox import Limits, Program, open_sandbox
from verifiers.sandbox.walls import files_for_slots

spec = importlib.util.spec_from_file_location("warm", files_for_slots() / "warm.py")
warm = importlib.util.module_from_spec(spec)
spec.loader.exec_module(warm)

RUNS = 8


def outputs(sandbox, source, runs=RUNS):
    program = Program("python", source)
    results = [sandbox.run(program) for _ in range(runs)]
    assert {(result.outcome, result.stderr) for result in results} == {("ok", b"")}
    return [result.stdout for result in results]


@pytest.fixture(params=["best", "landlock"])
def slot(request):
    """One slot in each kind of local wall."""
    wall = "local" if request.param == "best" else landlock_wall.wall()
    with open_sandbox(wall, slots=1) as opened:
        yield opened


@pytest.fixture
def two_walls(wall):
    with open_sandbox(wall, slots=1) as opened:
        yield opened


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (b"print(1)", ""),
        (b"import sys, math\nfrom collections import deque", ""),
        (b"import sys, random", "standard"),
        (b"import random as r", "standard"),
        (b"from dataclasses import dataclass", "standard"),
        (b"import sys\r\nfrom copy import *\r\n", "standard"),
        (b"import numpy as np", "numpy"),
        (b"from numpy.linalg import norm", "numpy"),
        (b"import random, numpy.random", "numpy"),
        (b"def f():\n    import numpy", ""),
        (b"important = 1\nfrom_ = 2\nimport\nfrom\nimport ,\n", ""),
        (b"x = '''\nimport randomness'''", ""),
        (b"\xff\xfeimport numpy", ""),
        (b"", ""),
    ],
)
def test_a_program_says_what_it_imports(source, name):
    assert warm.wanted_by(source) == name


def test_a_program_of_a_megabyte_is_read_at_once():
    begin = time.process_time()
    for part in (b"import a,", b"import ", b"from ", b"a, b\n", b"\n"):
        warm.wanted_by(part * (1 << 17))
    assert time.process_time() - begin < 2


def test_modules_are_there(two_walls):
    told = "import sys\nthere = 'dataclasses' in sys.modules\nimport dataclasses\nprint(there)"
    assert outputs(two_walls, told, 3) == [b"True\n"] * 3  # in each run, lest one tells the next that it was there
    assert outputs(two_walls, "import sys\nprint('random' in sys.modules)", 2) == [b"False\n"] * 2  # from the first


def test_nothing_is_drawn_twice(slot):
    drawn = outputs(slot, "import random, uuid\nprint(random.random(), random.getrandbits(64), uuid.uuid4())")
    assert len({word for line in drawn for word in line.split()}) == 3 * RUNS


def test_numpy_draws_nothing_twice(two_walls):
    source = "import numpy as np\nprint(np.random.rand(), np.random.randint(1 << 62), np.random.default_rng().random())"
    if two_walls.run(Program("python", "import numpy")).outcome != "ok":
        pytest.skip("programs have no numpy here")
    drawn = outputs(two_walls, source)
    assert len({word for line in drawn for word in line.split()}) == 3 * RUNS


def test_a_seed_gives_what_it_gives_elsewhere(slot):
    import random

    random.seed(5)
    assert set(outputs(slot, "import random\nrandom.seed(5)\nprint(random.random())")) == {b"%r\n" % random.random()}


STATE = """
import random, decimal, sys, os, dataclasses, threading, datetime, csv
def is_open(number):
    try: os.fstat(number)
    except OSError: return False
    return True
here = (
    getattr(random, "mark", 0), random.seed is random.Random.seed, decimal.getcontext().prec, csv.field_size_limit(),
    os.environ.get("MARK"), sorted(os.listdir(".")), sys.getrecursionlimit(), hasattr(dataclasses, "mark"),
    threading.active_count(), list(filter(is_open, range(64))), "mark" in sys.modules, len(sys.path),
    hash("a"), threading.current_thread().name, threading.stack_size(),
)
print(here)
random.mark, random.seed = 1, len
random.Random.random = lambda self: 0
decimal.getcontext().prec = 3
csv.field_size_limit(7)
os.environ["MARK"] = "1"
open("left", "w").close()
sys.setrecursionlimit(12345)
dataclasses.mark = sys.modules["mark"] = random
sys.path.append("/mark")
threading.stack_size(1 << 20)
threading.Thread(target=threading.Event().wait, daemon=True).start()
os.open("/dev/null", os.O_RDONLY)
"""


def test_no_state_passes_from_run_to_run(slot):
    told = set(outputs(slot, STATE))
    assert len(told) == 1


def test_what_numpy_is_told_is_forgotten(two_walls):
    if two_walls.run(Program("python", "import numpy")).outcome != "ok":
        pytest.skip("programs have no numpy here")
    source = "import numpy as np\nprint(np.get_printoptions()['precision'], np.geterr(), np.array([1.0]))\n"
    source += "np.set_printoptions(precision=2)\nnp.seterr(all='raise')\nnp.random.seed(1)\nnp.array = None"
    assert len(set(outputs(two_walls, source))) == 1


@pytest.mark.usefixtures("local_wall")
def test_the_numbers_of_processes_tell_nothing():
    """Where they can be set: no container of docker's may."""
    seen = set()
    for order in (("random", "numpy"), ("numpy", "random")):
        with open_sandbox("local", slots=1) as opened:
            told = [outputs(opened, f"import os, {name}\nprint(os.getpid(), os.getppid())")[0] for name in order * 2]
        assert told[:2] == told[2:]
        seen.add(frozenset(zip(order, told, strict=False)))
    assert len(seen) == 1


def test_what_it_forks_is_ended(slot):
    source = "import os, random, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(60)\nprint(1)"
    assert set(outputs(slot, source)) == {b"1\n"}
    assert outputs(slot, "print(2)", 2) == [b"2\n"] * 2


def test_a_fork_bomb_from_a_warm_zygote_leaves_the_slot_whole(slot):
    bomb = Program("python", "import os, random\nwhile True:\n    os.fork()")
    limits = Limits(cpu_seconds=1, processes=20)
    for _ in range(RUNS):
        assert slot.run(bomb, limits=limits).outcome != "ok"
        assert slot.run(Program("python", "import random\nprint(3)")).stdout == b"3\n"


def test_a_zygote_that_nobody_wants_is_ended():
    """In the slot's own words: after a while without a run, and it can come back."""
    sys.path.insert(0, str(files_for_slots()))
    try:
        import slot as slots
    finally:
        sys.path.remove(str(files_for_slots()))

    class Dead:
        ended = False

        def is_there(self):
            return True

        def end(self):
            self.ended = True

    one = object.__new__(slots.Slot)
    zygote = Dead()
    one._warm, one._used = {"numpy": zygote}, {"numpy": time.monotonic()}
    one.end_idle()
    assert not zygote.ended
    one._used["numpy"] -= warm.IDLE_SECONDS + 1
    one.end_idle()
    assert zygote.ended
    assert one._warm == {}
