"""Which block of an answer is the program: what the tests call or read says it, not the place alone."""

import time

import pytest

from verifiers.code.choice import Wanted
from verifiers.code.extract import find_program


def fenced(*programs):
    return "So:\n".join(f"```python\n{program}\n```\n" for program in programs)


def found(text, **wanted):
    source = find_program(text, language="python", wanted=Wanted(**wanted)).source
    return source.strip() if source is not None else None


ADD = "def add(a, b):\n    return a + b"
METHOD = "class Solution:\n    " + ADD.replace("\n", "\n    ")
READS = "print(sum(map(int, input().split())))"
CALLED = {
    "an example of its use": (fenced(ADD, "print(add(1, 2))"), ADD),
    "two of them": (fenced(ADD, "add(1, 2)", "assert add(0, 0) == 0"), ADD),
    "a draft in front of it": (fenced("def add(a, b):\n    return a - b", ADD), ADD),
    "a class": (fenced("class add:\n    pass", "x = add()"), "class add:\n    pass"),
    "a lambda": (fenced("add = lambda a, b: a + b", "print(add(1, 2))"), "add = lambda a, b: a + b"),
    "a method": (fenced(METHOD, "Solution().add(1, 2)"), METHOD),
    "a helper in front of it": (
        fenced("def one(a):\n    return a", "def add(a, b):\n    return one(a) + one(b)"),
        "def one(a):\n    return a\ndef add(a, b):\n    return one(a) + one(b)",
    ),
    "an import in front of it": (
        fenced("import math", "def add(a, b):\n    return math.fsum([a, b])"),
        "import math\ndef add(a, b):\n    return math.fsum([a, b])",
    ),
    "a helper that is nobody's": (fenced("def other(a):\n    return a", ADD), ADD),
    "nothing that defines it": (fenced("x = 1", "    return a + b"), "return a + b"),
}


@pytest.mark.parametrize("name", CALLED)
def test_the_block_that_defines_what_is_called(name):
    text, program = CALLED[name]
    assert found(text, names=("add",)) == program


def test_parts_that_define_what_is_called_are_put_together():
    text = fenced("def f(): return 1", "def g(): return 2")
    assert found(text, names=("f", "g")) == "def f(): return 1\ndef g(): return 2"


READ = {
    "an example": (fenced(READS, "print(3)"), READS),
    "a line that is explained": (fenced(READS, "sum(map(int, input().split()))"), READS),
    "an installation": (fenced(READS, "pip install numpy"), READS),
    "a draft in front of it": (fenced("print(input())", READS), READS),
    "two parts": (
        fenced("def solve(text):\n    return len(text)", "print(solve(input()))"),
        "def solve(text):\n    return len(text)\nprint(solve(input()))",
    ),
    "none that reads": (fenced("x = 1", "print(x)"), "print(x)"),
}


@pytest.mark.parametrize("name", READ)
def test_the_block_that_reads_the_input(name):
    text, program = READ[name]
    assert found(text, reads=True) == program


def test_without_input_the_last_one_counts():
    assert found(fenced(READS, "print(3)")) == "print(3)"


SHAPES = {
    "a fence in a docstring": 'def f():\n    """Like so:\n```\nf()\n```\n    """\n    return 1',
    "a tag in a string": "def f():\n    return '<answer>3</answer>'",
    "a tag that is printed": "def f():\n    print('<answer>')\n    print('</answer>')",
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_stands_in_the_program_ends_nothing(name):
    assert found(f"Here:\n{fenced(SHAPES[name])}\nThat is all.", names=("f",)) == SHAPES[name]


def test_a_block_inside_of_the_answer_s_tags_is_taken():
    text = f"{fenced(ADD.replace('+', '-'))}\n<answer>\n{fenced(ADD)}</answer>"
    assert found(text, names=("add",)) == ADD


PIECES = [fenced("x = 1"), '```python\n"""\n```\n', "<answer>", fenced("def f(): f = f"), "import a, b\n"]


@pytest.mark.parametrize("piece", PIECES)
def test_linear_in_the_text(piece):
    """By CPU time, with a factor that only a quadratic way would exceed."""

    def spent(count):
        text = fenced(ADD) + piece * count
        start = time.process_time()
        find_program(text, language="python", wanted=Wanted(names=("f",), reads=True))
        return time.process_time() - start

    few, many = (min(spent(count) for _ in range(3)) for count in (2_000, 16_000))  # caches are cold at first
    assert many < 30 * max(few, 0.01)
