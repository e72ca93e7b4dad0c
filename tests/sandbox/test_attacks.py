"""Every attack program ends as its header says, and the next run in its slot finds nothing of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from attack_corpus import ANY, OWN, PLAIN, SHARED, TESTS, header, limits, program, programs, verdict

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CHARGED_SECONDS = 0.5
"""Of CPU, for a run after an attack, which takes 3 ms: what an attack has burned is never charged to the next."""


def descendants(pid):
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found += [child, *descendants(child)]
    return found


@pytest.mark.parametrize("path", [*programs(OWN), *programs(SHARED)], ids=lambda path: path.name)
def test_attack(sandbox, path):
    assert verdict(sandbox, path) == ""
    following = sandbox.run_many(PLAIN, [stdin for stdin, _ in ANY])
    assert [result.stdout.strip() for result in following] == [right for _, right in ANY]
    assert max(result.cpu_seconds for result in following) < CHARGED_SECONDS
    for slot in sandbox._slots._all:
        names = [Path(f"/proc/{pid}/cmdline").read_text() for pid in descendants(slot._started._process.pid)]
        assert sum("zygote.py" not in name for name in names) == 1, names  # the runner
        assert 2 <= len(names) <= 4


@pytest.mark.parametrize("path", programs(SHARED / "controls"), ids=lambda path: path.name)
def test_control(sandbox, path):
    modes, _ = header(path)
    if not modes[0].startswith("stdin"):
        pytest.skip("a function, which needs a grader")
    tests = TESTS.get(modes[0], ANY)
    results = sandbox.run_many(program(path), [stdin for stdin, _ in tests], limits(path))
    assert [(result.outcome, result.stdout.split()) for result in results] == [
        ("ok", right.split()) for _, right in tests
    ]


def test_attacks_end_no_slot(one_slot):
    """Of the whole corpus, those that go for the runner: they leave the very slot alive."""
    (slot,) = one_slot._slots._all
    for path in programs(OWN):
        if path.stem.startswith(("zygote", "prlimit", "slow_down", "fork_chain", "phoenix", "locked", "rename")):
            assert verdict(one_slot, path) == "", path.name
    assert one_slot._slots._all == {slot}


@pytest.mark.skipif(os.geteuid() != 0, reason="the tests run as an ordinary user already")
@pytest.mark.parametrize("level", ["user", "landlock-user"])
def test_as_an_ordinary_user(level):
    """Attacks behind the walls that a user without any privilege gets, with namespaces and without."""
    user = 54321
    script = Path(__file__).parent / "as_user.py"
    python = next((path for path in (sys.executable, "/usr/bin/python3") if _runs(path, script, user)), None)
    if python is None:
        pytest.skip("an ordinary user can read neither the interpreter nor this checkout")
    done = subprocess.run(
        [python, "-B", str(script), *([level] if level != "user" else [])],
        user=user,
        group=user,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
    )
    if done.returncode == 77 and os.environ.get("CI") != "true":
        pytest.skip(done.stdout.strip())
    assert (done.returncode, done.stdout, done.stderr) == (0, f"local ({level})\n", "")


def _runs(python, script, user):
    """Whether a user can run this interpreter, new enough, on that file."""
    question = f"import sys; sys.exit(sys.version_info < (3, 10) or not open({str(script)!r}))"
    try:
        done = subprocess.run(
            [python, "-c", question], user=user, group=user, extra_groups=[], check=False, capture_output=True
        )
    except OSError:
        return False
    return done.returncode == 0
