"""What texts are read as, a line each in trees.txt: the trees of both sides of each rule stand next to one another.

Names of operations and kinds stand before their parts, `(/ 1 2)`; a letter is itself, a constant has a colon before it
(`:pi`), a word has quotes, and a decimal has the digits that were written.
"""

from dataclasses import fields
from pathlib import Path

import pytest

from verifiers.math.objects import Const, Num, Op, Quantity, Sym, Text
from verifiers.math.reading.parse import read
from verifiers.math.reading.tokens import Unreadable


def shown(node):
    match node:
        case Num(value, None):
            return str(value)
        case Num(value, places):
            return f"{float(value):.{places}f}" if places else f"{value}."
        case Sym(name):
            return name.replace(" ", "·")
        case Const(name):
            return f":{name}"
        case Op(name, args):
            return bracketed(name, args)
        case Quantity(value, unit, counted):
            return bracketed("quantity" if counted else "described", (value, unit))
        case Text(words):
            return repr(" ".join(words))
        case str() | int():
            return str(node).replace(" ", "·") or "''"
        case tuple():
            return bracketed("", node)
    return bracketed(type(node).__name__.lower(), [getattr(node, field.name) for field in fields(node)])


def bracketed(name, parts):
    return f"({' '.join([name, *map(shown, parts)]).strip()})"


def tree(text):
    try:
        return shown(read(text))
    except Unreadable:
        return "unreadable"


SECTIONS = Path(__file__).with_name("trees.txt").read_text(encoding="utf-8").removeprefix("# ").split("\n# ")


@pytest.mark.parametrize("section", SECTIONS, ids=[section.partition("\n")[0] for section in SECTIONS])
def test_texts_are_read_as(section):
    rows = dict(line.split(" → ") for line in section.strip().split("\n")[2:])
    assert {text: tree(text) for text in rows} == rows


def many(sign, count, part="x"):
    return sign.join([part] * count)


LETTERS = "abcdghkmnpqrs"
# Numbers are written out: a test that took them from the code would move with them.
READ_UP_TO = {
    "words of a label": (23, lambda n: f"{many(' ', n, 'side')} = 5"),
    "terms of an event": (18, lambda n: rf"P({many('+', n)} \ge 2) = 5"),
    "terms of a restriction": (18, lambda n: rf"2x ({many('+', n)} > 0)"),
    "terms of a condition": (19, lambda n: rf"2x if {many('+', n)} > 0"),
    "words of a qualifier": (36, lambda n: f"5n, for all {many(' ', n, 'all')} n"),
    "parts of a unit": (5, lambda n: r"5 \text{m} " + many(" ", n, r"\cdot m")),
    "brackets in one another": (39, lambda n: "(" * n + "x" + ")" * n),
    "brackets in one another behind others": (38, lambda n: "(y)" * 20 + "(" * n + "x" + ")" * n),
    "roots in one another": (39, lambda n: r"\sqrt{" * n + "x" + "}" * n),
    "sets in one another": (39, lambda n: r"\{" * n + "x" + r"\}" * n),
    "texts in one another": (5, lambda n: r"\text{" * n + "5 m" + "}" * n),
    "answers in one another": (2, lambda n: r"\text{the answer is \text{" * n + "5" + "}}" * n),
    "tokens, every second of them a plus": (2000, lambda n: many("+", n)),
    "digits": (4000, lambda n: "1" * n),
    "digits of a denominator": (4000, lambda n: "1/" + "2" * n),
    "digits of a part of one": (3999, lambda n: r"1\frac{1}{" + "2" * n + "}"),
    "terms before the side of a limit": (10, lambda n: rf"\lim_{{x \to {many('+', n, 'a')}^+}} x = 1"),
    "arguments of a name": (5, lambda n: f"f({','.join(LETTERS[:n])}) = 2"),
    "pairs of vectors": (
        8,
        lambda n: "(" + "+".join(rf"\vec {letter}" for letter in LETTERS[:n]) + r") \times (\vec x + \vec y)",
    ),
}


@pytest.mark.parametrize("bound", READ_UP_TO)
def test_bounds(bound):
    """What is longer is read as something else, or not at all: its tree does not go on like that of one less."""
    count, made = READ_UP_TO[bound]
    least, most, more = (tree(made(size))[:12] for size in (count - 1, count, count + 1))
    assert least == most != more
