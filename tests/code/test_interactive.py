"""Interactive problems: a talk with the interactor of the tests, of which a program sees nothing."""

import json

import pytest

from verifiers import CodeReward

GUESS = """
#include "testlib.h"
#include <iostream>
int main(int argc, char* argv[]) {
    registerInteraction(argc, argv);
    int secret = inf.readInt(1, 1000), asked = 0;
    while (true) {
        std::string word = ouf.readToken("[?!]", "a mark");
        int guess = ouf.readInt(1, 1000, "guess");
        if (word == "!") {
            tout << asked << std::endl;
            if (guess != secret) quitf(_wa, "%d is not %d", guess, secret);
            quitf(_ok, "found after %d", asked);
        }
        if (++asked > 10) quitf(_wa, "more than ten questions");
        std::cout << (guess < secret ? "more" : guess > secret ? "less" : "same") << std::endl;
    }
}
"""
IN_PYTHON = """
import sys
secret = int(open(sys.argv[1]).read())
for _ in range(11):
    mark, guess = input().split()
    if mark == "!":
        sys.exit(int(guess) != secret)
    print("more" if int(guess) < secret else "less" if int(guess) > secret else "same", flush=True)
sys.exit(1)
"""
HALVES = """
low, high = 1, 1000
while low < high:
    middle = (low + high) // 2
    print("?", middle, flush=True)
    said = input()
    if said == "more": low = middle + 1
    elif said == "less": high = middle - 1
    else: low = high = middle
print("!", low, flush=True)
"""
HALVES_CPP = """
#include <bits/stdc++.h>
int main() {
    int low = 1, high = 1000;
    while (low < high) {
        int middle = (low + high) / 2;
        std::cout << "? " << middle << std::endl;
        std::string said; std::cin >> said;
        if (said == "more") low = middle + 1; else if (said == "less") high = middle - 1; else low = high = middle;
    }
    std::cout << "! " << low << std::endl;
}
"""


def suite_of(interactor=GUESS, **more):
    return {"inputs": ["7", "1000", "501"], "outputs": ["", "", ""], "interactor": interactor, **more}


@pytest.fixture(scope="module")
def reward(sandbox):  # noqa: ARG001
    return CodeReward(wall="local")


def grade(reward, source, suite, language="python"):
    return reward.grade(f"```{language}\n{source}\n```", suite)


@pytest.mark.parametrize("interactor", [GUESS, IN_PYTHON], ids=["testlib", "python"])
@pytest.mark.parametrize(("source", "language"), [(HALVES, "python"), (HALVES_CPP, "cpp")])
@pytest.mark.few(1)
def test_who_asks_well_finds_it(reward, interactor, source, language):
    verdict = grade(reward, source, suite_of(interactor), language)
    assert verdict.score == 1.0, verdict


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("print('! 7', flush=True)", "wrong_answer"),  # right in the first test alone
        (
            "for n in range(1, 1000):\n    print('?', n, flush=True)\n    if input() == 'same': break\nprint('!', n)",
            "wrong_answer",
        ),
        ("print('? x', flush=True)\ninput()", "wrong_answer"),
        ("pass", "wrong_answer"),
        ("print('? 5', flush=True)\ninput()\n1 / 0", "wrong_answer"),
        (HALVES + "1 / 0", "runtime_error"),
        ("input()", "time_limit"),  # both wait
        ("print('? 5')\nimport time\ntime.sleep(9)", "time_limit"),
        pytest.param("while True: pass", "time_limit", marks=pytest.mark.slow),
    ],
)
def test_who_does_not_does_not(reward, source, outcome):
    from verifiers.sandbox import Limits

    verdict = grade(reward.replace(limits=Limits(cpu_seconds=1)), source, suite_of())
    assert verdict.score == 0.0
    assert verdict.detail["first_failure"]["outcome"] == outcome, verdict


def test_a_program_sees_nothing_of_the_interactor(reward):
    """Neither its files, nor its memory, nor its descriptors; and it cannot end it."""
    cheat = """
import glob, os, signal
found = []
for pattern in ("/work/interactor/*", "../interactor/*", "/work/*", "/tmp/*", "/proc/[0-9]*/cwd/*", "/proc/[0-9]*/fd/*", "/proc/[0-9]*/root/work/*"):
    for name in glob.glob(pattern):
        if name.startswith((f"/proc/{os.getpid()}/", "/proc/self/")): continue
        try: found.append(open(name, "rb").read(100))
        except OSError: pass
for process in glob.glob("/proc/[0-9]*"):
    number = int(process[6:])
    try: found.append(open(process + "/mem", "rb").read(1))
    except OSError: pass
    try: found.append(open(process + "/environ", "rb").read() if number != os.getpid() else b"")
    except OSError: pass
    try:
        if number not in (os.getpid(), 0): os.kill(number, signal.SIGKILL)
    except OSError: pass
for folder in ("../interactor", "..", "/tmp", "/dev/shm"):
    try: open(folder + "/x", "w"); found.append(folder.encode())
    except OSError: pass
secret = [one for one in found if one.strip() in (b"7", b"1000", b"501")]
print("!", int(secret[0]) if secret else 999, flush=True)
"""
    verdict = grade(reward, cheat, suite_of())
    assert verdict.score == 0.0
    assert "999 is not 7" in verdict.detail["first_failure"]["got"], verdict


@pytest.mark.parametrize(
    "interactor",
    [GUESS.replace("int secret", 'quit(_fail, "no"); int secret'), GUESS.replace("int secret", "abort(); int secret"), GUESS.replace("int main", "jnt main")],
    ids=["fails", "crashes", "does not compile"],
)  # fmt: skip
@pytest.mark.few(1)
def test_an_interactor_that_is_broken_is_no_test(reward, interactor):
    assert grade(reward, HALVES, suite_of(interactor)).outcome == "bad_reference"


def test_a_checker_looks_at_what_the_interactor_left(reward):
    few = "import sys\nprint(int(int(open(sys.argv[2]).read()) <= {}))"
    assert grade(reward, HALVES, suite_of(checker=few.format(10))).score == 1.0
    assert grade(reward, HALVES, suite_of(checker=few.format(2))).score == 0.0


def test_a_row_may_be_json(reward):
    assert grade(reward, HALVES, json.dumps(suite_of())).score == 1.0
    assert grade(reward, HALVES, {"inputs": ["1"], "outputs": [""], "interactor": "x = 1"}).outcome == "bad_reference"
