"""Work is counted, never timed: what costs a grader minutes costs milliseconds here, and nothing escapes."""

import gc
import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from verifiers.math.compare import compare
from verifiers.math.equality.balls import precision
from verifiers.math.equality.units import factor
from verifiers.math.reading import parse

CPU_SECONDS = 1
"""Twenty times the promise, which test_fuzz.py measures when it is run: machines are slow, busy, and hiccup. What is
not bounded takes minutes."""

BOMBS = {
    "a million nines": "9" * 1_000_000,
    "4,000 digits": "9" * 3999,
    "a decimal of 4,400 digits": "0." + "3" * 3990 + r"\times 10^{400}",
    "numerals with exponents": "+".join(["1e399"] * 1200),
    "100,000 braces": "{" * 100_000,
    "100,000 boxes": r"\boxed{" * 100_000 + "1" + "}" * 100_000,
    "1,000 boxes": r"\boxed{" * 1000 + "1" + "}" * 1000,
    "text in text": r"\text{" * 1600,
    "fractions without arguments": r"\frac" * 1500,
    "roots of roots": r"\sqrt" * 1500,
    "mixed numbers in mixed numbers": r"1\frac{" * 30 + "x" + "}{2}" * 30,  # each level was read twice: 2^30
    "sets in sets": r"\{" * 30 + "1" + r"\}" * 30,  # the same
    "sets of absolute values": r"\{|x|,\{" * 30 + "1" + r"\}\}" * 30,
    "brackets": "(" * 3000,
    "bars": "|" * 2900,
    "signs": "-" * 2900 + "1",
    "signs of an exponent": "x^" + "-" * 2900 + "1",
    "factorials": "x" + "!" * 2000,
    "a long sum": "+".join(["x"] * 1400),
    "a long product": "*".join(["x"] * 1400),
    "many factors in brackets": "x" + "[1]" * 900,
    "a tower of powers": "^".join(["9"] * 30),
    "braced powers": "2^{" * 1400 + "2" + "}" * 1400,
    "x^800": r"\sum_{k=0}^{800} x^{k}",
    "sums of sums": r"\sum_{i=1}^{1999}\sum_{j=1}^{1999} \sin(i+j)",
    "factorials summed": r"\sum_{k=1}^{2000} k!",
    "gamma functions": r"\sum_{k=1}^{2000} (k+\frac12)!",
    "squares in exponents": r"\sum_{k=1}^{2000} 2^{k^2}",
    "roots of factorials": r"\sum_{k=1}^{2000} \lfloor \sqrt{k!} \rfloor",
    "large fractions": "+".join(rf"2^{{199{i % 100:02d}}}/3^{{123{i % 100:02d}}}" for i in range(300)),
    "quotients of large numbers": "/".join(rf"(2^{{199{i % 100:02d}}})" for i in range(600)),
    "roots of large numbers": "+".join(rf"\sqrt{{3^{{126{i % 10:02d}}}}}" for i in range(200)),
    "a least common multiple": r"\lcm(" + ",".join("9" * 7 + str(i) for i in range(600)) + ")",
    "a huge binomial": r"\binom{100000000}{50000000}",
    "factorials of factorials": "((((9!)!)!)!)!",
    "a huge root": r"\sqrt[99999999999999999999]{2}",
    "a root of many digits": r"\sqrt[64]{" + "9" * 3900 + "}",
    "a list of 2,400": ",".join(map(str, range(2400))),
    "a set of 10,000": r"\{" + ",".join(map(str, range(10_000))) + r"\}",
    "a set of 600 expressions": r"\{" + ",".join(f"x+{i}" for i in range(600)) + r"\}",
    "a set of 180 expressions": r"\{" + ",".join(f"x_{i}+{i}" for i in range(180)) + r"\}",
    "a union of 400": r"\cup".join(f"({2 * i},{2 * i + 1})" for i in range(400)),
    "an interval without 400 points": r"(0,1)\setminus\{" + ",".join(f"1/{i + 1000}" for i in range(400)) + r"\}",
    "a qualifier without end": "5 for all n" + ", n" * 1400,
    "a chain of equations": "=".join(["x"] * 1400),
    "equations in brackets": "x=(" * 50 + "1" + ")" * 50,
    "plus-minus in a row": r"1\pm" * 1400 + "1",
    "plus-minus nested": r"(1\pm" * 20 + "1" + ")" * 20,
    "a matrix of 100 by 100": r"\begin{matrix}"
    + r"\\".join("&".join(["1"] * 100) for _ in range(100))
    + r"\end{matrix}",
    "words": "word " * 1900,
    "labels": "word: " * 1600,
    "blanks before a letter": " " * 990 + "Z",
    "powers of a unit": "5 cm" + "^10" * 6,  # pint's parser evaluated 10**10**10
    "a huge power of a unit": "5 meter^999999999",
    "a long unit": r"5 \text{ meter }" + "/ second" * 600,
    "backslashes": "\\" * 9000,
    "control characters": "".join(map(chr, range(40))),
    "a lone surrogate": "\ud800",
    "a digit that is none": "5_①",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_little(name):
    bomb = BOMBS[name]
    compare("5 m", "500 cm")  # loads the units
    for answer, reference in ((bomb, bomb + "+1"), (bomb, "42"), ("x+1", bomb), (bomb, r"\text{(B)}"), (bomb, "5 m")):
        gc.disable()
        start = time.process_time()
        decision = compare(answer, reference)
        seconds = time.process_time() - start
        gc.enable()
        assert seconds < CPU_SECONDS, (answer[:50], reference[:50])
        assert decision.equal is not True


def test_only_units_that_we_know_reach_pint():
    assert factor("centimeter^10^10^10", "meter") is None
    assert factor("meter banana", "meter") is None
    assert factor("meter^999999999", "meter") is None


def test_what_is_kept_is_bounded_in_bytes():
    parse._known.cache_clear()
    for index in range(50):
        parse.read(f"{index}+" + "+".join(["x"] * 300))
    assert parse._known.cache_info().currsize == 0
    parse.read("x+1")
    assert parse._known.cache_info().currsize == 1
    assert parse._known.cache_info().maxsize * parse.MAX_KEPT < 10**6


DEEP = [name for name in BOMBS if "000" not in name]


def test_small_stacks():
    # A thread of 256 KB of stack, as some servers start them.
    before = threading.stack_size(256 * 1024)
    try:
        with ThreadPoolExecutor(1) as pool:
            decisions = list(pool.map(lambda name: compare(BOMBS[name], "x+1"), DEEP))
    finally:
        threading.stack_size(before)
    assert decisions == [compare(BOMBS[name], "x+1") for name in DEEP]


def test_near_the_recursion_limit():
    def at_depth(depth, answer, reference):
        return at_depth(depth - 1, answer, reference) if depth else compare(answer, reference)

    nested = "(" * 15 + "x" + ")" * 15
    used, frame = 0, sys._getframe()
    while frame is not None:
        used, frame = used + 1, frame.f_back
    for left in range(10, 300, 7):
        try:
            decision = at_depth(sys.getrecursionlimit() - used - left, nested + "+1", nested)
        except RecursionError:
            continue  # before the comparison began
        assert decision.equal is not True
    with precision(64) as bits:  # and nobody holds the lock
        assert bits == 64


PAIRS = [
    (r"\frac{1}{\sqrt{3}}", r"\frac{\sqrt{3}}{3}"),
    ("x^2+2x+1", "(x+1)^2"),
    ("x^2+2x+2", "(x+1)^2"),
    ("|x|", "x"),
    (r"\lfloor x \rfloor", "x"),
    ("3, 2, 1", r"\{1,2,3\}"),
    (r"2 \arcsin \sqrt{a}", r"\arccos(1-2a)"),
    ("9^{9^{9^9}}", "1"),
    ("5 m", "500 cm"),
    (r"\sum_{k=1}^{n} k", r"\frac{n(n+1)}{2}"),
    ("2x+y=3", "4x+2y=6"),
    (r"\sum_{k=1}^{2000} k!", "1"),
]


def test_the_same_in_threads_and_in_any_order():
    expected = [compare(*pair) for pair in PAIRS]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda pair: compare(*pair), PAIRS * 20))
    assert found == expected * 20
    parse._known.cache_clear()
    assert [compare(*pair) for pair in reversed(PAIRS)] == expected[::-1]


def test_the_same_in_other_processes_with_any_hash_seed():
    script = (
        "import json, sys\n"
        "from verifiers.math.compare import compare\n"
        "print([tuple(compare(*pair)) for pair in json.loads(sys.argv[1])])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script, json.dumps(PAIRS)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert outputs == {f"{[tuple(compare(*pair)) for pair in PAIRS]}\n"}
