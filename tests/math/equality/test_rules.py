"""The dispatch: a rule that is not asked about a pair of kinds would have passed it on."""

import contextlib
import itertools

import pytest

from verifiers.math.equality import rules as equal
from verifiers.math.equality.expressions import Context, Undecided
from verifiers.math.equality.rationals import start_work
from verifiers.math.objects import EXPRESSIONS
from verifiers.math.reading.parse import read

KINDS = [
    *(
        "42",
        "0.5",
        "x",
        r"\pi",
        r"\infty",
        "x+1",
        r"\pm 3",
        r"30^\circ",
        r"50\%",
        r"\frac12",
        "|x|",
        "x=5",
        "5=x",
        "x<1",
    ),
    *(
        "0<x<1",
        r"x\in[0,1)",
        r"x\equiv 3\pmod 7",
        "(1,2)",
        "[0,1)",
        "(1,2,3)",
        r"\{1,2\}",
        r"\{5\}",
        r"\emptyset",
        "1,2",
    ),
    *("1 and 2", "x=1 or x=2", "x<1 or x>2", r"\{x\mid x<1\}", r"(0,1)\cup(2,3)", r"\mathbb{R}\setminus\{0\}", "3:4"),
    *(
        "8:30 pm",
        "1011_2",
        r"5\text{ cm}",
        r"\$5",
        r"1\text{ radian}",
        "yes",
        "all real numbers",
        "no solution",
        "P(1,2)",
    ),
    *(r"\begin{pmatrix}1\\2\end{pmatrix}", "[[1,2],[3,4]]", r"x=k\pi", r"\mathbb{R}", "f(x)=2x", r"x \approx 3"),
    *("5 ft 6 in", r"2k, k \in \mathbb{Z}"),
]
READ = [read(text) for text in KINDS]
EVERY = {rule for one, other in itertools.product(READ, READ) for rule in equal._rules(type(one), type(other))}


def test_every_kind_has_its_rules():
    assert len(EVERY) == 19
    assert all(equal._rules(type(one), type(one)) for one in READ)


@pytest.mark.parametrize("answer", READ, ids=KINDS)
def test_a_rule_that_is_not_asked_passes_on(answer):
    for reference in READ:
        start_work()
        if isinstance(answer, EXPRESSIONS) and isinstance(reference, EXPRESSIONS):
            with contextlib.suppress(Undecided):  # it decides, whatever comes behind it
                assert equal._expressions(answer, reference, Context(equal.equal, "a", "b")) is not None
            continue
        for rule in EVERY - set(equal._rules(type(answer), type(reference))):
            context = Context(equal.equal, "a", "b")
            assert rule(answer, reference, context) is None, (rule, reference)
            assert context.evidence == set()
