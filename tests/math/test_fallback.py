"""The worker process behind the fallback: bounded, replaced when it dies, and invisible to its owner.

Most tests run the real worker on a stand-in for math-verify that does what an answer says (`spin`, `die`, …): what can
happen to a worker then happens at once. The stand-in is found as any module is, on `sys.path`.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from verifiers import MathReward, math_reward
from verifiers.math import fallback, worker

PATHOLOGICAL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "math" / "pathological_inputs.jsonl"

STAND_IN = r"""
import os, signal, sys, time

class LatexExtractionConfig:
    def __init__(self, **options):
        pass

ExprExtractionConfig = LatexExtractionConfig

def parse(text, configs, **options):
    text = text[len(r"\boxed{"):-1]
    return [] if text == "unreadable" else [text]

hoard = []

def no_op():
    pass

def verify(gold, given, **options):
    word, *rest = given[0].split()
    if word == "spin":
        while True:
            pass
    if word == "count":
        open(rest[0], "a").write("x")
    if word in {"call", "catch"}:
        try:
            for _ in range(int(rest[0])):
                no_op()
        except BaseException:
            if word == "call":
                raise
    if word == "sleep":
        time.sleep(float(rest[0]))
    if word == "die" or (word == "die_once" and not os.path.exists(rest[0])):
        if rest:
            open(rest[0], "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "halt":
        os.kill(os.getpid(), signal.SIGSTOP)
    if word == "allocate":
        hoard.append(bytearray(int(rest[0])))
    if word == "raise":
        raise RuntimeError("no such thing")
    if word == "print":
        print("noise", flush=True)
        os.system("echo more noise")
    if word == "pid":
        return gold[0] == str(os.getppid())
    if word == "environment":
        return gold[0] == os.environ.get(rest[0])
    return sorted(gold[0]) == sorted(given[0])  # as good a rule as any
"""


# What is remembered is not asked again, and these tests ask again to see whether the worker lives.
FORGETFUL = "from verifiers.math import fallback\nfallback.MAX_KNOWN = 0\n"


@pytest.fixture(autouse=True)
def forgetful(monkeypatch, request):
    """Nothing is remembered from one question to the next, but where that is what is tested."""
    fallback._known.clear()
    if "remembered" not in request.node.name:
        monkeypatch.setattr(fallback, "MAX_KNOWN", 0)


@pytest.fixture(scope="session")
def stand_in_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stand_in")
    (folder / "math_verify.py").write_text(STAND_IN)
    return folder


@pytest.fixture
def stand_in(stand_in_folder, monkeypatch):
    """Comparisons are made by the stand-in."""
    fallback.stop()
    monkeypatch.setattr(sys, "path", [str(stand_in_folder), *sys.path])
    yield
    fallback.stop()


@pytest.fixture
def new_worker():
    """A worker gets its bounds when it starts: one that runs already must not serve, nor this one afterwards."""
    fallback.stop()
    yield
    fallback.stop()


@pytest.fixture
def run(stand_in_folder):
    """Run a program with the stand-in: its standard output; it must succeed."""

    def run_program(program, *flags, **environment):
        done = subprocess.run(
            [sys.executable, *flags, "-c", FORGETFUL + textwrap.dedent(program)],
            env={**os.environ, "PYTHONPATH": str(stand_in_folder), **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "Warning" not in done.stderr
        assert "Error" not in done.stderr
        return done.stdout

    return run_program


def pid():
    return fallback._worker.process.pid


def is_running(process):
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def wait_until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def works():
    return fallback.ask("5", "5").equal is True and fallback.ask("6", "5").equal is False


# --- math-verify itself -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "reference", "equal"),
    [
        ("x + 1", "1 + x", True),
        ("x + 1", "2 + x", False),
        (r"\sin^2 x + \cos^2 x", "1", True),
    ],
)
def test_math_verify_decides(answer, reference, equal):
    found = fallback.ask(answer, reference)
    assert (found.equal, found.problem) == (equal, "")
    assert found.explanation


@pytest.mark.parametrize(
    ("answer", "reference", "problem"),
    [
        # What ends the box that is put around an answer would hide the rest of it.
        ("5} $6$ {", "5", "answer"),
        ("5}", "5", "answer"),
        ("5 {", "5", "answer"),
        ("5", "5} $6$ {", "reference"),
        ("", "5", "answer"),
    ],
)
def test_what_math_verify_must_not_read(answer, reference, problem):
    found = fallback.ask(answer, reference)
    assert (found.equal, found.problem) == (None, problem)
    assert found.explanation


@pytest.mark.parametrize("text", ["\udcff", "\ud800x", "\x00", "\x1b[2J", "𝟙" * 4000, "\u2028\n\r", '"\\"', "\\\n"])
def test_any_text_reaches_the_worker(text):
    assert fallback.ask(text, "5").equal is not True
    assert fallback.ask("5", text).equal is not True
    assert works()


@pytest.mark.usefixtures("new_worker")
def test_a_power_tower_reaches_the_bound(monkeypatch):
    monkeypatch.setattr(fallback, "CPU_SECONDS", 0.3)
    found = fallback.ask("2^{2^{2^{2^{2^2}}}}+1", "7")
    assert found == (None, "bound", "The comparison reached its bound on work.")
    assert works()


@pytest.mark.skipif(not PATHOLOGICAL.exists(), reason="the shared data are not here")
@pytest.mark.usefixtures("new_worker")
def test_pathological_inputs_are_bounded(monkeypatch):
    monkeypatch.setattr(fallback, "CPU_SECONDS", 0.3)
    rows = [json.loads(line) for line in PATHOLOGICAL.read_text().splitlines()]
    verdicts = [math_reward.grade(row["pred"], row["gold"]) for row in rows]
    for row, verdict in zip(rows, verdicts, strict=True):
        assert verdict.outcome != "unavailable"
        assert row["label"] or verdict.score != 1.0, row["id"]
    assert works()


# --- what the worker answers --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("stand_in")
def test_it_starts_on_first_use_and_stays():
    assert fallback._worker is None
    assert works()
    first = pid()
    assert fallback.ask("pid", str(first)).equal is True


@pytest.mark.parametrize(
    ("answer", "reference", "problem", "words"),
    [
        ("unreadable", "5", "answer", "cannot read the answer"),
        ("5", "unreadable", "reference", "cannot read the reference"),
        ("unreadable", "unreadable", "reference", "cannot read the reference"),
        ("raise", "5", "bound", "RuntimeError: no such thing"),
        ("5" * (fallback.MAX_LENGTH + 1), "5", "bound", "longer than"),
        ("5", "5" * (fallback.MAX_LENGTH + 1), "bound", "longer than"),
    ],
)
@pytest.mark.usefixtures("stand_in")
def test_problems(answer, reference, problem, words):
    found = fallback.ask(answer, reference)
    assert (found.equal, found.problem) == (None, problem)
    assert words in found.explanation
    assert works()


@pytest.mark.usefixtures("stand_in")
def test_what_libraries_print_is_no_reply():
    assert fallback.ask("print", "5").equal is False
    assert works()


@pytest.mark.usefixtures("stand_in")
def test_the_longest_request_fits_through():
    text = "\U0001d7d9" * fallback.MAX_LENGTH  # twelve bytes each when escaped
    assert fallback.ask(text, text).equal is True
    assert fallback.ask(text, text[:-1] + "x").equal is False


@pytest.mark.usefixtures("stand_in")
def test_the_environment_and_the_path_are_those_of_now(monkeypatch, tmp_path):
    monkeypatch.setenv("VERIFIERS_TEST", "first")
    assert fallback.ask("environment VERIFIERS_TEST", "first").equal is True
    assert fallback.ask("environment PYTHONHASHSEED", "0").equal is True
    fallback.stop()
    monkeypatch.setenv("VERIFIERS_TEST", "second")
    (tmp_path / "math_verify.py").write_text(STAND_IN.replace("sorted(gold[0]) ==", "sorted(gold[0]) !="))
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path, Path("no text"), b"neither"])
    assert fallback.ask("environment VERIFIERS_TEST", "second").equal is True
    assert fallback.ask("5", "6").equal is True


@pytest.mark.usefixtures("stand_in")
def test_modules_in_the_working_directory_are_not_imported(monkeypatch, tmp_path):
    for name in ("json", "re", "signal", "math_verify"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('not this one')")
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry])
    monkeypatch.chdir(tmp_path)
    assert works()


@pytest.mark.usefixtures("new_worker")
def test_warnings_as_errors_in_the_environment_do_not_stop_it(monkeypatch):
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    assert works()


# --- bounds -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("stand_in")
def test_the_cpu_bound_ends_the_comparison_and_not_the_worker(monkeypatch):
    monkeypatch.setattr(fallback, "CPU_SECONDS", 0.2)
    for _ in range(2):
        assert works()
        before = pid()
        found = fallback.ask("spin", "5")
        assert found == (None, "bound", "The comparison reached its bound on work.")
        assert pid() == before
    assert works()


@pytest.mark.usefixtures("stand_in")
def test_the_cpu_bound_counts_each_comparison_anew(monkeypatch):
    monkeypatch.setattr(fallback, "CPU_SECONDS", 0.3)
    assert works()
    before = pid()
    assert fallback.ask("sleep 0.5", "5").equal is False  # the wall clock does not count
    for _ in range(200):
        fallback.ask("5", "5")
    assert pid() == before


@pytest.mark.parametrize("how", ["ignored", "blocked"])
def test_the_cpu_bound_holds_where_the_owner_does_without_its_signal(run, how):
    printed = run(f"""
        import signal
        if {how == "ignored"}:
            signal.signal(signal.SIGPROF, signal.SIG_IGN)
        else:
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPROF])
        from verifiers.math import fallback
        fallback.CPU_SECONDS = 0.2
        fallback.WALL_SECONDS = 20
        print(fallback.ask("spin", "5").explanation)
    """)
    assert printed == "The comparison reached its bound on work.\n"


@pytest.mark.usefixtures("stand_in")
def test_the_memory_bound(monkeypatch):
    monkeypatch.setattr(fallback, "MEMORY_BYTES", 400 * 1024**2)
    found = fallback.ask("allocate 600000000", "5")
    assert found == (None, "bound", "The comparison needed too much memory.")
    assert works()


@pytest.mark.usefixtures("stand_in")
def test_memory_that_earlier_comparisons_left_behind_is_not_counted(monkeypatch):
    monkeypatch.setattr(fallback, "MEMORY_BYTES", 400 * 1024**2)
    for _ in range(4):
        assert fallback.ask("allocate 150000000", "5").equal is False


def test_a_memory_limit_of_the_owner_s_own(run):
    printed = run("""
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (10**9, 10**9))
        from verifiers.math import fallback
        print(fallback.ask("5", "5").equal, fallback.ask("allocate 1500000000", "5").explanation)
    """)
    assert printed == "True The comparison needed too much memory.\n"


@pytest.mark.usefixtures("stand_in")
def test_the_backstop_on_a_machine_that_stands_still(monkeypatch):
    assert works()
    before = pid()
    monkeypatch.setattr(fallback, "WALL_SECONDS", 0.3)
    found = fallback.ask("halt", "5")
    assert (found.equal, found.problem) == (None, "unavailable")
    assert "wall-clock" in found.explanation
    wait_until(lambda: not is_running(before))
    monkeypatch.setattr(fallback, "WALL_SECONDS", 60)
    assert works()


@pytest.mark.usefixtures("stand_in")
def test_a_worker_that_does_not_even_read(monkeypatch):
    assert works()
    os.kill(pid(), signal.SIGSTOP)
    monkeypatch.setattr(fallback, "WALL_SECONDS", 0.3)
    text = "\U0001d7d9" * fallback.MAX_LENGTH
    found = [fallback.ask(text, text)]
    assert found[0].problem == "unavailable"
    monkeypatch.setattr(fallback, "WALL_SECONDS", 60)
    assert works()


@pytest.mark.usefixtures("stand_in")
def test_the_bound_on_calls(monkeypatch):
    monkeypatch.setattr(fallback, "MAX_CALLS", 5_000)
    assert fallback.ask("call 4000", "5").equal is False
    assert fallback.ask("call 6000", "5") == (None, "bound", "The comparison reached its bound on work.")
    assert fallback.ask("catch 6000", "5") == (None, "bound", "The comparison reached its bound on work.")
    assert works()


@pytest.mark.usefixtures("stand_in")
def test_calls_that_go_on_outlive_the_timer(monkeypatch):
    """It is wound up while calls are made: how dear they are does not count."""
    monkeypatch.setattr(fallback, "CPU_SECONDS", 1.0)
    assert fallback.ask("call 3000000", "5").equal is False


@pytest.mark.usefixtures("new_worker")
@pytest.mark.slow
def test_the_same_verdict_under_load():
    """An integral that needs most of the bound, three times at once; by CPU time alone it was decided now and then."""
    integral = (r"\int_0^1 \frac{1}{1+x^2}dx", r"\frac{\pi}{4}")
    with ThreadPoolExecutor(3) as pool:
        assert [reply.equal for reply in pool.map(lambda _: fallback.ask(*integral), range(3))] == [True] * 3


@pytest.mark.usefixtures("stand_in")
def test_slow_comparisons_do_not_hold_up_the_others():
    assert works()
    with ThreadPoolExecutor(worker.MAX_RUNNING - 1) as pool:
        slow = [pool.submit(fallback.ask, f"sleep 4 {number}", "5") for number in range(worker.MAX_RUNNING - 1)]
        time.sleep(0.2)
        started = time.monotonic()
        for number in range(20):
            assert fallback.ask(str(number), "5").equal is (number == 5)
        assert not any(one.done() for one in slow) or time.monotonic() - started > 3
        assert all(one.result().equal is False for one in slow)


@pytest.mark.usefixtures("stand_in")
def test_comparisons_beyond_the_places_wait_for_one():
    with ThreadPoolExecutor(3 * worker.MAX_RUNNING) as pool:
        replies = list(pool.map(lambda number: fallback.ask(f"sleep 0.1 {number}", "5"), range(3 * worker.MAX_RUNNING)))
    assert [reply.equal for reply in replies] == [False] * (3 * worker.MAX_RUNNING)


@pytest.mark.usefixtures("stand_in")
def test_what_is_remembered_is_not_asked_again(tmp_path):
    count = tmp_path / "count"
    for _ in range(3):
        assert fallback.ask(f"count {count}", "5").equal is False
    assert count.read_text() == "x"
    fallback.stop()
    assert fallback.ask(f"count {count}", "5").equal is False
    assert count.read_text() == "xx"


@pytest.mark.usefixtures("stand_in")
def test_so_many_replies_are_remembered(monkeypatch, tmp_path):
    monkeypatch.setattr(fallback, "MAX_KNOWN", 2)
    count = tmp_path / "count"
    for answer in (f"count {count}", "1", "2", f"count {count}"):
        fallback.ask(answer, "5")
    assert count.read_text() == "xx"
    assert len(fallback._known) == 2


@pytest.mark.usefixtures("stand_in")
def test_our_own_failure_is_not_remembered(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", None)
        assert fallback.ask("5", "5").problem == "unavailable"
    assert fallback.ask("5", "5").equal is True


@pytest.mark.parametrize("name", ["fork", "poll", "resource"])
def test_a_system_without_what_bounds_a_comparison(monkeypatch, name):
    if name == "resource":
        monkeypatch.setattr(fallback.importlib.util, "find_spec", lambda _: None)
    else:
        monkeypatch.delattr(os if name == "fork" else fallback.select, name)
    found = fallback.ask("5", "5")
    assert (found.equal, found.problem) == (None, "unavailable")
    assert name in found.explanation
    assert math_reward.grade(r"\boxed{\lim 1 x}", r"\lim x 1").score is None
    assert math_reward.grade(r"\boxed{5}", "5").score == 1.0


def test_verifiers_import_and_grade_where_there_is_no_such_module():
    """As on Windows: neither `resource` nor `fork`, nor hooks for it."""
    printed = subprocess.run([sys.executable, "-c", WINDOWS], capture_output=True, text=True, check=False, timeout=60)
    assert printed.stdout.split() == ["1.0", "0.0", "None"], printed.stderr


WINDOWS = r"""
import os, select, sys
sys.modules["resource"] = None
del os.fork, os.register_at_fork, select.poll
from verifiers import MathReward, math_reward
print(math_reward(r"\boxed{\frac12}", "0.5"), math_reward(r"\boxed{2x}", "x"))
print(math_reward(r"\boxed{\lim 1}", r"\lim x"))
"""


@pytest.mark.usefixtures("stand_in")
def test_a_system_that_does_not_limit_memory_is_said(monkeypatch):
    monkeypatch.setattr(fallback, "_PROGRAM", "import sys; sys.platform = 'darwin'; " + fallback._PROGRAM)
    assert "does not limit its memory" in fallback.ask("5", "5").explanation


# --- deaths -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("stand_in")
def test_killed_while_idle():
    for _ in range(3):
        assert works()
        os.kill(pid(), signal.SIGKILL)
    assert works()


@pytest.mark.usefixtures("stand_in")
def test_killed_while_working_is_tried_again(tmp_path):
    assert works()
    assert fallback.ask(f"die_once {tmp_path / 'died'}", "5").equal is False
    assert (tmp_path / "died").exists()


@pytest.mark.usefixtures("stand_in")
def test_killed_by_every_try():
    found = fallback.ask("die", "5")
    assert found == (None, "bound", "The worker died on this answer.")
    assert works()


@pytest.mark.usefixtures("stand_in")
def test_killed_by_another_thread_while_working():
    assert works()
    before = pid()
    with ThreadPoolExecutor() as pool:
        future = pool.submit(fallback.ask, "sleep 0.4", "5")
        time.sleep(0.1)
        os.kill(before, signal.SIGKILL)
        assert future.result().equal is False


@pytest.mark.parametrize("action", ["default", "ignored"])
def test_a_dead_worker_raises_no_sigpipe(run, action):
    """Command lines restore the default action of SIGPIPE, which is to die."""
    printed = run(f"""
        import os, signal, time
        signal.signal(signal.SIGPIPE, signal.SIG_{"DFL" if action == "default" else "IGN"})
        from verifiers.math import fallback
        fallback.ask("5", "5")
        process = fallback._worker.process
        process.poll = lambda: None  # it dies between this question and the request
        os.kill(process.pid, signal.SIGKILL)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        print(fallback.ask("5", "5").equal)
    """)
    assert printed == "True\n"


@pytest.mark.parametrize("reaper", ["signal.signal(signal.SIGCHLD, signal.SIG_IGN)", "os.waitpid(-1, 0)"])
def test_an_owner_that_reaps_its_children(run, reaper):
    setup, later = (reaper, "") if "IGN" in reaper else ("", reaper)
    printed = run(f"""
        import os, signal
        {setup}
        from verifiers.math import fallback
        fallback.CPU_SECONDS = 0.2
        print(fallback.ask("5", "5").equal)
        if {later!r}:
            os.kill(fallback._worker.process.pid, signal.SIGKILL)
            {later or "pass"}
        print(fallback.ask("6", "5").equal, fallback.ask("spin", "5").problem, fallback.ask("5", "5").equal)
    """)
    assert printed == "True\nFalse bound True\n"


@pytest.mark.usefixtures("stand_in")
def test_an_interrupted_exchange_leaves_no_reply_behind():
    """The reply to a request that was given up must not be taken for the next one's."""

    class Interrupt(BaseException):
        pass

    def interrupt(*_):
        raise Interrupt

    assert works()
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        for delay in (0.001, 0.01, 0.05, 0.2):
            with pytest.raises(Interrupt):  # noqa: PT012 - wherever it hits
                signal.setitimer(signal.ITIMER_REAL, delay)
                while True:
                    fallback.ask("sleep 0.02", "5")
            assert works()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# --- threads ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_thirty_threads_get_their_own_answers():
    def ask(number):
        same = number % 2
        return fallback.ask(f"x + {number}", f"{number if same else number + 1} + x").equal is bool(same)

    with ThreadPoolExecutor(30) as pool:
        assert all(pool.map(ask, range(60)))


@pytest.mark.usefixtures("stand_in")
def test_threads_survive_each_other_s_bounds(monkeypatch, tmp_path):
    monkeypatch.setattr(fallback, "CPU_SECONDS", 0.2)

    def ask(number):
        if number % 10 == 3:
            return fallback.ask("spin", "5").problem == "bound"
        if number % 10 == 7:
            return fallback.ask(f"die_once {tmp_path / str(number)}", "5").equal is False
        return fallback.ask(str(number), str(number)).equal is True

    with ThreadPoolExecutor(30) as pool:
        assert all(pool.map(ask, range(30)))


@pytest.mark.usefixtures("stand_in")
def test_from_asyncio_at_once():
    async def ask():
        answers = (math_reward.agrade(rf"\boxed{{\lim {i} x}}", rf"\lim x {i - i % 2}") for i in range(30))
        return [verdict.score for verdict in await asyncio.gather(*answers)]

    assert asyncio.run(ask()) == [1.0, 0.0] * 15


def test_a_thread_that_waits_does_not_hold_up_the_exit(run):
    start = time.monotonic()
    run("""
        import threading, time
        from verifiers.math import fallback
        fallback.ask("5", "5")
        threading.Thread(target=fallback.ask, args=("sleep 30", "5"), daemon=True).start()
        time.sleep(0.2)
    """)
    assert time.monotonic() - start < 20


# --- the owner's process ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("stand_in")
def test_signals_and_timers_of_the_owner_are_not_touched(monkeypatch):
    monkeypatch.setattr(fallback, "CPU_SECONDS", 0.2)

    def state():
        handlers = {number: signal.getsignal(number) for number in signal.valid_signals()}
        timers = [signal.getitimer(timer) for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)]
        return handlers, timers, signal.pthread_sigmask(signal.SIG_BLOCK, [])

    before = state()
    assert works()
    fallback.ask("spin", "5")
    assert state() == before


def test_the_owner_s_own_timers_go_on(run):
    printed = run("""
        import signal, time
        seen = {"alarm": 0, "prof": 0}
        def count(name):
            def handler(*_):
                seen[name] += 1
            return handler
        signal.signal(signal.SIGALRM, count("alarm"))
        signal.signal(signal.SIGPROF, count("prof"))
        signal.setitimer(signal.ITIMER_REAL, 0.002, 0.002)
        signal.setitimer(signal.ITIMER_PROF, 0.002, 0.002)
        from verifiers.math import fallback
        fallback.CPU_SECONDS = 0.2
        text = "\\U0001d7d9" * 5000
        for number in range(100):
            assert fallback.ask(f"{number}", "5").equal is (number == 5)
            assert fallback.ask(text, text).equal is True
        assert fallback.ask("spin", "5").problem == "bound"
        assert fallback.ask("sleep 0.2", "5").equal is False
        until = time.process_time() + 0.3  # we wait more than we work
        while time.process_time() < until:
            pass  # each turn, a signal that has come is counted
        assert signal.getitimer(signal.ITIMER_REAL)[1] > 0
        assert signal.getitimer(signal.ITIMER_PROF)[1] > 0
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(seen["alarm"] > 20, seen["prof"] > 5)
    """)
    assert printed == "True True\n"


@pytest.mark.slow
def test_no_zombies_and_no_descriptors_are_left(run):
    printed = run("""
        import os, signal
        from pathlib import Path
        from verifiers.math import fallback
        fallback.CPU_SECONDS = 0.05
        def children():
            return Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
        def descriptors():
            return len(os.listdir("/proc/self/fd"))
        before = descriptors()
        for number in range(200):
            fallback.ask("5", "5")
            if number % 40 == 0:
                os.kill(fallback._worker.process.pid, signal.SIGKILL)
            if number % 40 == 20:
                fallback.ask("spin", "5")
        print(len(children()), descriptors() - before)
        fallback.stop()
        fallback.stop()
        print(len(children()), descriptors() - before)
    """)
    assert printed == "1 1\n0 0\n"


def test_no_warning_at_exit(run):
    printed = run(
        """
        import os, signal
        from verifiers.math import fallback
        fallback.ask("5", "5")
        os.kill(fallback._worker.process.pid, signal.SIGKILL)
        fallback.ask("5", "5")
        fallback.ask("die", "5")
        print(fallback.ask("5", "5").equal)
        """,
        "-Werror",
        "-Xdev",
    )
    assert printed == "True\n"


def test_descriptors_above_1023(run):
    printed = run("""
        import os, resource
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 2048), hard))
        held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
        from verifiers.math import fallback
        print(fallback.ask("5", "5").equal, fallback._worker.ours.fileno() > 1023)
    """)
    assert printed == "True True\n"


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1), (0, 1, 2)])
def test_standard_streams_that_are_closed(run, tmp_path, closed):
    run(f"""
        import os
        for descriptor in {closed}:
            os.close(descriptor)
        from verifiers.math import fallback
        found = [fallback.ask("5", "5").equal, fallback.ask("6", "5").equal]
        open({str(tmp_path / "found")!r}, "w").write(str(found))
        os._exit(0)
    """)
    assert (tmp_path / "found").read_text() == "[True, False]"


# --- forks and children -------------------------------------------------------------------------------------------


def test_a_forked_child_has_its_own_worker(run):
    printed = run(
        """
        import os
        from verifiers.math import fallback
        fallback.ask("5", "5")
        mine = fallback._worker.process.pid
        child = os.fork()
        if not child:
            ok = fallback.ask("5", "5").equal is True and fallback.ask("6", "5").equal is False
            ok = ok and fallback._worker.process.pid != mine
            fallback.stop()
            os._exit(0 if ok else 1)
        for number in range(50):
            assert fallback.ask(str(number), "5").equal is (number == 5)
        print(os.waitpid(child, 0)[1], fallback._worker.process.pid == mine)
        """,
        "-Wignore",
    )
    assert printed == "0 True\n"


def test_a_fork_while_another_thread_waits_for_its_reply(run):
    printed = run(
        """
        import os, threading, time
        from verifiers.math import fallback
        found, ends = [], []
        for delay in (0.02, 0.5):  # while the worker starts, and while it works
            thread = threading.Thread(target=lambda: found.append(fallback.ask("sleep 1", "5").equal))
            thread.start()
            time.sleep(delay)
            child = os.fork()
            if not child:
                ok = fallback.ask("5", "5").equal is True and fallback.ask("6", "5").equal is False
                os._exit(0 if ok else 1)
            ends.append(os.waitpid(child, 0)[1])
            thread.join()
        print(found, ends)
        """,
        "-Wignore",
    )
    assert printed == "[False, False] [0, 0]\n"


def test_a_worker_ends_with_its_owner_though_a_child_lives_on(run, tmp_path):
    """The child was forked while the worker started, so it may hold the owner's end of the socket."""
    note = tmp_path / "note"
    run(
        f"""
        import os, threading, time
        from verifiers.math import fallback
        thread = threading.Thread(target=fallback.ask, args=("5", "5"))
        thread.start()
        while fallback._worker is None or fallback._worker.process is None:
            time.sleep(0.001)
        child = os.fork()
        if not child:
            for descriptor in (0, 1, 2):
                os.close(descriptor)
            time.sleep(60)
            os._exit(0)
        thread.join()
        open({str(note)!r}, "w").write(f"{{child}} {{fallback._worker.process.pid}}")
        os._exit(0)
        """,
        "-Wignore",
    )
    child, process = (int(number) for number in note.read_text().split())
    try:
        wait_until(lambda: not is_running(process))
        assert is_running(child)
    finally:
        os.kill(child, signal.SIGKILL)


MAIN = r"""
import multiprocessing, sys
from concurrent.futures import ProcessPoolExecutor

from verifiers import MathReward, math_reward

def grade(number):
    return math_reward(rf"\boxed{{\lim {number} x}}", rf"\lim x {number - number % 2}")

if __name__ == "__main__":
    assert grade(2) == 1.0
    context = multiprocessing.get_context(sys.argv[1])
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        print(list(pool.map(grade, range(8))))
    assert grade(3) == 0.0
"""


@pytest.mark.parametrize(
    "method", ["fork", *(pytest.param(method, marks=pytest.mark.slow) for method in ("spawn", "forkserver"))]
)
def test_process_pools(stand_in_folder, tmp_path, method):
    (tmp_path / "main.py").write_text(MAIN)
    done = subprocess.run(
        [sys.executable, "-Wignore", str(tmp_path / "main.py"), method],
        env={**os.environ, "PYTHONPATH": str(stand_in_folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == f"{[1.0, 0.0] * 4}\n", done.stderr
    assert not done.stderr


@pytest.mark.parametrize("work", ["", "spin", "sleep 0.3"])
def test_the_worker_ends_with_an_owner_that_is_killed(stand_in_folder, work):
    program = f"""if True:
        import threading, time
        from verifiers.math import fallback
        fallback.CPU_SECONDS = 0.5
        fallback.ask("5", "5")
        print(fallback._worker.process.pid, flush=True)
        if {work!r}:
            fallback.ask({work!r}, "5")
        time.sleep(60)
    """
    environment = {**os.environ, "PYTHONPATH": str(stand_in_folder)}
    with subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE) as owner:
        process = int(owner.stdout.readline())
        time.sleep(0.1)
        owner.kill()
    wait_until(lambda: not is_running(process))


# --- no worker ----------------------------------------------------------------------------------------------------


def is_unavailable(words):
    found = fallback.ask("5", "5")
    assert (found.equal, found.problem) == (None, "unavailable")
    assert words in found.explanation
    verdict = math_reward.grade(r"\boxed{\lim 1 x}", r"\lim x 1")
    assert (verdict.score, verdict.outcome) == (None, "unavailable")
    assert words in verdict.explanation


@pytest.mark.parametrize("executable", [None, "", "/nowhere/python", "/bin/true", "/"])
@pytest.mark.usefixtures("stand_in")
@pytest.mark.few(2)
def test_no_usable_interpreter(monkeypatch, executable):
    monkeypatch.setattr(sys, "executable", executable)
    is_unavailable("does not start")
    monkeypatch.undo()
    assert works()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("raise ImportError('no antlr here')", "ImportError: no antlr here"),
        ("raise SystemExit(3)", "exit code 3"),
        ("import os; os._exit(4)", "exit code 4"),
        ("", "ImportError: cannot import name"),
        ("import os; os.write(1, b'hello'); raise ImportError('noise')", "noise"),
    ],
)
@pytest.mark.usefixtures("new_worker")
@pytest.mark.few(2)
def test_math_verify_that_cannot_be_imported(monkeypatch, tmp_path, source, words):
    (tmp_path / "math_verify.py").write_text(source)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "path", [str(tmp_path), *sys.path])
        is_unavailable(words)
    assert works()


@pytest.mark.usefixtures("new_worker")
def test_math_verify_that_never_loads(monkeypatch, tmp_path):
    (tmp_path / "math_verify.py").write_text("import time; time.sleep(60)")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "path", [str(tmp_path), *sys.path])
        patch.setattr(fallback, "START_SECONDS", 0.3)
        is_unavailable("not ready")
    assert works()


def test_no_descriptors_left_to_start_one(run):
    printed = run("""
        import os, resource
        from verifiers.math import fallback
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))
        held = []
        try:
            while True:
                held.append(os.open(os.devnull, os.O_RDONLY))
        except OSError:
            pass
        for spare in range(1, 6):
            print(fallback.ask("5", "5").problem or "works")
            for descriptor in held[-spare:]:
                os.close(descriptor)
            del held[-spare:]
        print(fallback.ask("5", "5").equal)
    """)
    lines = printed.split()
    assert lines[0] == "unavailable"
    assert set(lines[1:-1]) <= {"unavailable", "works"}
    assert lines[-1] == "True"


@pytest.mark.usefixtures("stand_in")
def test_many_threads_start_one_worker():
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: fallback.ask("5", "5"), range(20)))
    first = pid()
    assert fallback.ask("pid", str(first)).equal is True


@pytest.mark.parametrize(
    "answer", [r"\lim_{x\rightarrow0}\frac{\sin x}{x}", r"\lim\limits_{x \longrightarrow 0} \frac{\sin x}{x}"]
)
def test_arrows_are_spelled_as_math_verify_knows_them(monkeypatch, answer):
    asked = []
    reply = fallback.Reply(equal=True, problem="", explanation="")
    monkeypatch.setattr(fallback, "ask", lambda *texts: asked.append(texts) or reply)
    assert MathReward(form="any").grade(rf"\boxed{{{answer}}}", "1").score == 1.0
    assert "".join(asked[0][0].split()) == r"\lim_{x\to0}\frac{\sinx}{x}"
