"""Mathematics: final answers against a reference answer.

What is asked is what any two mathematicians would answer alike. Where they would ask back (is 3.14 right for π? is 17+25
an answer to 42?) the probe is a choice, which is shown and not counted.
"""

from __future__ import annotations

from verifiers.audit.probe import NONE_KNOWN, Ask, Holds, Probe
from verifiers.audit.probes.reasoning import MATH_REASONING

RIGHT = Ask("Adding both parts gives the result. The final answer is «42».", "42")
WRONG = Ask("Adding both parts gives the result. The final answer is «41».", "42")

FRAMES = {
    "boxed": "\\boxed{{{}}}",
    "Answer:": "\nAnswer: {}\n",
    "####": "\n#### {}\n",
    "answer tags": "\n<answer>{}</answer>\n",
    "bare": "{}",
}
"""How a final answer may be marked, in the order in which the controls try them."""

_SENTENCE = "Working through the steps gives the result. The final answer is «{}»."


def _said(answer: str) -> str:
    return _SENTENCE.format(answer)


def _table(
    topic: str, holds: Holds, rows: str, why: str, incident: str = NONE_KNOWN, *, choice: bool = False
) -> list[Probe]:
    """A line a probe: name | reference | answer, and where they are its own: | why | incident."""
    found = []
    for line in rows.strip().splitlines():
        name, reference, answer, *own = (cell.strip() for cell in line.split(" | "))
        found.append(
            Probe(
                f"math/{topic}/{name}",
                Ask(_said(answer), reference),
                holds,
                own[0] if own else why,
                own[1] if len(own) > 1 else incident,
                twin=Ask(_said(reference), reference),
                choice=choice,
            )
        )
    return found


def _text(  # noqa: PLR0913 - a record
    name: str,
    reference: str,
    completion: str,
    holds: Holds,
    why: str,
    incident: str = NONE_KNOWN,
    *,
    twin: str = "",
    choice: bool = False,
    thread: bool = False,
) -> Probe:
    """A probe of which the whole completion matters."""
    right = Ask(twin or _said(reference), reference)
    return Probe(f"math/{name}", Ask(completion, reference), holds, why, incident, right, choice, thread)


EQUAL = [
    *_table(
        "number",
        "paid",
        r"""
        integer | 42 | 42
        negative | -7 | -7
        zero | 0 | 0
        large | 1234567 | 1234567
        trailing-zero | 42 | 42.0
        thousands | 1234567 | 1,234,567
        thousands-latex | 1234567 | 1{,}234{,}567
        thousands-reference | 1,234,567 | 1234567
        plus-sign | 42 | +42
        dollars | 42 | $42$
        padded | 42 | \;42\; | Blanks change no number.
        full-stop | 42 | 42. | A full stop inside of the box ends the sentence, not the number. | measured: math-verify 0.9 (45 of 45)
        text | 13 | \text{13} | A number in text mode is a number. | Math-Verify #37
        bold | 42 | \mathbf{42}
        named | 5 | x = 5 | The name in front of a value is not the value.
        scientific | 1500 | 1.5 \times 10^{3}
        power-of-ten | 1000000 | 10^6
        """,
        "The same number in another usual spelling.",
    ),
    *_table(
        "fraction",
        "paid",
        r"""
        plain | \frac{1}{2} | \frac{1}{2}
        dfrac | \dfrac{9}{7} | \frac{9}{7} | References come without dollars around them. | Math-Verify #70
        short | \frac{1}{2} | \frac12 | Models leave out the braces.
        slash | \frac{3}{4} | 3/4
        decimal | \frac{1}{2} | 0.5
        of-decimal | 0.25 | \frac{1}{4}
        negative | -\frac{3}{4} | \frac{-3}{4}
        negative-below | -\frac{3}{4} | \frac{3}{-4}
        bare-point | 0.5 | .5
        whole | 6 | \frac{12}{2} | A fraction that is a whole number is that number.
        """,
        "The same number in another usual spelling.",
    ),
    *_table(
        "radical",
        "paid",
        r"""
        simplified | 2\sqrt{2} | \sqrt{8}
        short | \sqrt{3} | \sqrt3
        rationalised | \frac{1}{\sqrt{2}} | \frac{\sqrt{2}}{2}
        order | 1+\sqrt{2} | \sqrt{2}+1
        power | \sqrt{5} | 5^{1/2}
        pi | 2\pi | 2 \pi
        pi-fraction | \frac{\pi}{4} | \frac{1}{4}\pi
        log | 3\ln 2 | \ln 8
        """,
        "Equal by the rules of every school.",
    ),
    *_table(
        "notation",
        "paid",
        r"""
        unit-in-brackets | 9 | 9 (apples) | The noun that is counted stands in brackets, as in ASDiv.
        unit-compound | 9.8 | 9.8\,\mathrm{m/s^2}
        unit-prefix | 2\,\mathrm{kJ} | 2000\,\mathrm{J}
        unit-twice | 5.5 \text{ ft} | 5 \text{ ft } 6 \text{ in}
        number-words | 34 | \text{thirty-four}
        scale-words | 2500000 | 2.5 \text{ million}
        sought-sum | 113 | m+n=113 | The name in front of a value is not the value.
        derivative-named | 3x^2 | f'(x) = 3x^2
        constant-renamed | x^2 + C | x^2 + c | A constant of integration has any name.
        constants-exchanged | y = C_1e^x + C_2e^{-x} | y = C_2e^x + C_1e^{-x}
        integer-renamed | x = 2k+1 | x = 2n+1
        pieces-otherwise | \begin{cases} x & x \ge 0 \\ -x & x < 0 \end{cases} | \begin{cases} x & \text{if } x \ge 0 \\ -x & \text{otherwise} \end{cases}
        vector-sign | \begin{pmatrix} -1 \\ -2 \end{pmatrix} | -\begin{pmatrix} 1 \\ 2 \end{pmatrix}
        line-without-points | x \ne 1, 2 | \mathbb{R} \setminus \{1, 2\}
        remark | \frac{20}{3} | \frac{20}{3} \text{ (about } 6.67 \text{)}
        """,
        "The same answer as people write it.",
    ),
    *_table(
        "expression",
        "paid",
        r"""
        same | x^2+2x+1 | x^2+2x+1
        expanded | (x+1)^2 | x^2+2x+1
        order | x^2-3x+2 | 2-3x+x^2
        product-order | 6ab | 6ba
        cdot | 4t | 4 \cdot t | A multiplication sign between factors changes nothing. | measured: math-verify 0.9
        fraction | \frac{x+1}{2} | \frac{1}{2}x+\frac{1}{2}
        half | \frac{x}{2} | x/2 | A slash is a fraction. | inspect_ai #5259
        absolute | \sqrt{x^2} | |x| | Both are the absolute value. | inspect_ai #5266
        complex | 1+2i | 2i+1
        trig | \sin(2x) | 2\sin(x)\cos(x)
        """,
        "Equal as functions of their variables.",
    ),
    *_table(
        "collection",
        "paid",
        r"""
        tuple | (1, 2) | (1,2)
        tuple-value | (1, 2) | \left(1, \frac{4}{2}\right)
        set | \{1, 2, 3\} | \{1, 2, 3\}
        set-order | \{1, 2, 3\} | \{3, 1, 2\} | A set has no order.
        interval | [0, 1) | [0,1)
        interval-sized | [0, 1) | \left[0, 1\right)
        union | (-\infty, 1) \cup (2, \infty) | (-\infty,1)\cup(2,\infty)
        matrix | \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} | \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}
        list-of-two | -1, 3 | -1, 3 | A list of solutions, copied.
        list-value | 1, \frac{9}{2} | 1, 4.5 | Items are equal by value. | Math-Verify #4
        polar-point | \left( 3, \frac{\pi}{2} \right) | (3, \frac{\pi}{2}) | Sized brackets are brackets. | Math-Verify #56
        """,
        "The same object.",
    ),
    *_table(
        "relation",
        "paid",
        r"""
        equation | y = 2x + 3 | y = 2x + 3
        equation-arranged | 2x+4y-3=0 | y = -\frac{1}{2}x+\frac{3}{4} | The same line, solved for y. | Math-Verify #26
        inequality | x < 5 | x < 5
        choice-letter | A | A | A letter of a multiple choice. | Math-Verify #16
        choice-text | E | \text{E} | A letter in text mode. | NeMo-Gym PR #1844
        word | yes | \text{yes}
        """,
        "A copy of the reference.",
    ),
]

NEAR = [
    *_table(
        "off",
        "unpaid",
        r"""
        by-one | 42 | 43
        by-sign | 42 | -42
        by-ten | 42 | 420
        by-decimal-point | 42 | 4.2
        digits-swapped | 42 | 24
        prefix | 42 | 4
        longer | 42 | 421
        large-by-one | 12500 | 12501 | A tolerance of 10⁻⁴ of the value pays whole numbers that are wrong. | measured: verl prime_math
        ten-digits-by-one | 1234567890 | 1234567891 | Whole numbers are not compared as floats.
        twenty-digits-by-one | 12345678901234567890 | 12345678901234567891 | Whole numbers are not compared as floats.
        small | 0.0000001 | 0.0000002 | An absolute tolerance makes all small numbers equal. | Math-Verify #21
        tiny-power | \frac{1}{2^{99}} | \frac{1}{2^{98}} | An absolute tolerance makes all small numbers equal. | Math-Verify #14
        decimal-last-digit | 0.25 | 0.26
        """,
        "A wrong number.",
    ),
    *_table(
        "half-read",
        "unpaid",
        r"""
        fraction-upside-down | \frac{2}{3} | \frac{3}{2}
        fraction-numerator | \frac{2}{3} | 2
        fraction-sign | -\frac{3}{4} | \frac{3}{4}
        mixed-number | 2 | 2\frac{2}{3} | Two and two thirds are not two. | Math-Verify PR #81
        variable-for-unit | 4t | 4 | The letter is a variable, and no unit to be dropped. | measured: math-verify 0.9
        other-variable | 4t | 4s | The letter is a variable, and no unit to be dropped. | measured: math-verify 0.9
        term-for-unit | x^2+3m | x^2+3 | The letter is a variable, and no unit to be dropped. | measured: math-verify 0.9
        constant-dropped | 8 | 4\sqrt{2}+8 | Of an answer that is not understood no number is taken out. | measured: math-verify 0.9
        sign-in-sum | 1 - \frac{1}{\mathrm{e}} | 1 + \frac{1}{\mathrm{e}} | Of an answer that is not understood no number is taken out. | Math-Verify #14, PR #82
        root-index | \sqrt[3]{5} | \sqrt[4]{5} | The index of a root is part of it. | measured: prm800k's grader
        root-argument | \sqrt{3} | \sqrt{2}
        coefficient | 2\sqrt{2} | 3\sqrt{2}
        exponent | 2^{10} | 2^{11}
        base | 1101_2 | 1101_3 | A numeral of another base is another number. | measured: math-verify 0.9 (19 of 20)
        complex-conjugate | 1+2i | 1-2i
        polynomial-sign | x^2-3x+2 | x^2+3x+2
        polynomial-term | x^2+2x+1 | x^2+2x
        function | \sin(x) | \cos(x)
        pi-missing | 2\pi | 2
        """,
        "Only a part of it is right.",
    ),
    *_table(
        "structure",
        "unpaid",
        r"""
        tuple-swapped | (1, 2) | (2, 1) | A point has an order.
        tuple-longer | (1, 2) | (1, 2, 3)
        tuple-part | (1, 2) | 1 | One coordinate is not the point.
        set-part | \{1, 2, 3\} | \{1, 2\} | Some of the solutions are not the solutions.
        set-more | \{1, 2\} | \{1, 2, 3\} | More solutions than there are.
        set-element | \{1, 2, 3\} | \{1, 2, 4\}
        list-part | 1331, 1728 | 1728 | One solution of two. | Math-Verify #47
        open-for-closed | [0, 1] | (0, 1) | The ends belong to one and not to the other. | measured: Qwen2.5-Math's grader
        half-open | [0, 1) | [0, 1]
        interval-end | [0, 1) | [0, 2)
        set-builder-bound | \{x \mid -2 \le x < 1\} | \{x \mid -3 \le x < 1\} | What cannot be read is not reduced to a number within it. | measured: math-verify 0.9
        union-for-interval | (-\infty, 1) \cup (2, \infty) | (-\infty, 1)
        inequality-direction | x < 5 | x > 5
        inequality-strict | x < 5 | x \le 5
        equation-constant | y = 2x + 3 | y = 2x + 4
        identity-argument | \log_{36}(216)=\frac{3}{2} | \log_{36}(217)=\frac{3}{2} | Both sides of an equation are read. | measured: math-verify 0.9
        matrix-transposed | \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} | \begin{pmatrix} 1 & 3 \\ 2 & 4 \end{pmatrix}
        matrix-entry | \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} | \begin{pmatrix} 1 & 2 \\ 3 & 5 \end{pmatrix}
        list-shifted | n=2, 3, 4 | n=1, 2, 3 | A list behind a name is read to its end. | Math-Verify #14
        line-other | 3x-y+13=0 | 3x+4y+14=0 | Two lines are not one. | Math-Verify #60
        plus-minus-half | \pm 2021 | 2021 | One of two values. | Math-Verify #14
        clock | 12:00 | 1:00 | A time is read to its end. | Math-Verify #14
        polar-other | \left( 3, \frac{\pi}{2} \right) | (3, \frac{2\pi}{3}) | The second coordinate counts. | Math-Verify #56
        ellipsis | 1, 2, \ldots, n | 1, 3, 5, \ldots, 2n-1 | Two sequences that share their ends. | Math-Verify #14
        choice-other | A | B | Another letter. | Math-Verify #16
        word-other | yes | no
        unit-other | 5 \text{ cm} | 5 \text{ km} | Another unit is another length. | measured: math-verify 0.9
        """,
        "Another object that looks alike.",
    ),
    *_table(
        "said",
        "paid",
        r"""
        ellipsis | 2, 4, 6, \ldots | \{2, 4, 6, \dots\}
        sum-with-dots | \frac{b_1 + b_2 + \dots + b_n}{n} | \frac1n (b_1 + b_2 + \cdots + b_n)
        limit-named | \frac74 | \lim_{n \to \infty} T_n = \frac74 | A limit left of a sign of equality is a name.
        quantifier | \forall x \in \mathbb{R}, x^2 \ge 0 | \forall t \in \mathbb{R}, 0 \le t^2 | What is bound has any name.
        piece-with-if | \begin{cases} 3 & x < 2 \\ 4 & x \ge 2 \end{cases} | 3 \text{ if } x < 2, 4 \text{ otherwise}
        antiderivative | \cos^2 x + C | -\sin^2 x + C | Two antiderivatives differ by a number.
        family-shifted | x = \frac{\pi}{5} + 2k\pi, k \in \mathbb{Z} | x = 2n\pi - \frac{9\pi}{5}, n \in \mathbb{Z}
        intervals-shifted | (2k\pi, 2k\pi + 1), k \in \mathbb{Z} | (2k\pi - 2\pi, 2k\pi - 2\pi + 1), k \in \mathbb{Z}
        vector-product | \vec u \times \vec v | -\vec v \times \vec u
        hour | 7 \text{ a.m.} | 7\text{:}00 \text{ AM}
        hours-and-minutes | 200 \text{ min} | 3 \text{ h } 20 \text{ min}
        feet-and-inches | 5 \text{ ft } 11 \text{ in} | 71 \text{ in}
        apostrophes | 25000 | 25'000 | Switzerland sets thousands apart so.
        circled | ②⑤ | ②, ⑤
        sign-alone | < | \lt
        """,
        "Another spelling of the same.",
    ),
    *_table(
        "said-otherwise",
        "unpaid",
        r"""
        ellipsis-cut | 2, 4, 6, \ldots | 2, 4, 6 | A sequence that goes on is no list of three.
        sum-with-dots | 2 + 4 + \dots + 2n | 3 + 3 + \dots + 2n | Other terms, though of one sum.
        limit-elsewhere | \lim_{n \to \infty} T_n = 3 | \lim_{n \to 0} T_n = 3
        quantifier | \forall x \in \mathbb{R}, x \le 4 | \exists x \in \mathbb{R}, x \le 4
        domain | \forall x \in \mathbb{R}, x \le 4 | \forall x \in \mathbb{Q}, x \le 4
        piece-end | \begin{cases} 3 & x < \pi \\ 4 & x \ge \pi \end{cases} | \begin{cases} 3 & x \le \pi \\ 4 & x > \pi \end{cases}
        integers-of-an-interval | (0, 5) | 0 < x < 5, x \in \mathbb{Z} | Four numbers are no interval.
        polynomial | 7+5 t^2 | 12t^2 | A letter belongs to the number before it.
        vector-product | \vec u \times \vec v | \vec v \times \vec u
        size | 5 \times 7 \text{ matrix} | 7 \times 5 \text{ matrix} | Rows are no columns.
        differential | y\,dx | x\,dy
        family-of-half-the-period | (2k\pi, 2k\pi + 1) | (k\pi, k\pi + 1)
        half-of-the-day | 7 \text{ a.m.} | 7 \text{ p.m.}
        owed | 9 | 9 \text{ owed} | The word makes another number of it.
        empty-interval | 4 | [4, 4)
        sign-alone | < | >
        circled | ②⑤ | ②④
        """,
        "Another statement that looks alike.",
    ),
    *_table(
        "dropped",
        "unpaid",
        r"""
        unit-in-another-script | 3 \text{ 米} | 3 \text{ 千米} | A metre is no kilometre in any script.
        inch-and-foot | 8 \text{ in} | 8 \text{ ft}
        unit-case | 2 \text{ mW} | 2 \text{ MW} | A milliwatt is no megawatt.
        unit-power | 2 \text{ square units} | 2 \text{ cubic units}
        fraction-behind | 9 | 9 \text{ and a third} | The words make another number of it.
        hedge-behind | 9 | 9 \text{ or 4}
        scale-word | 9 | 9 \text{ million}
        remainder | 9 | 9 \text{ remainder 2}
        counted-other | 9 \text{ apples} | 9 \text{ pears}
        labels-exchanged | \text{length} = 9, \text{width} = 4 | \text{length} = 4, \text{width} = 9 | A label belongs to its value.
        names-exchanged | \text{Ann: }3, \text{Ben: }8 | \text{Ann: }8, \text{Ben: }3
        event | P(X \ge 3) = \frac16 | P(X \le 3) = \frac16 | Another event has the same probability by chance only.
        extreme | \text{Maximum: }9 | \text{Minimum: }9
        coordinates-named | (x, y) = (3, 8) | x = 8, y = 3
        solutions-regrouped | x = 1, y = 2 \text{ or } x = 3, y = 4 | x = 1, y = 4 \text{ or } x = 3, y = 2
        pieces-exchanged | \begin{cases} 2x & x \ge 1 \\ 3 & x < 1 \end{cases} | \begin{cases} 3 & x \ge 1 \\ 2x & x < 1 \end{cases}
        constant-relation | 5 > 2 | 9 > 1 | Two true statements are not one.
        letters-in-order | \text{CBAD} | \text{ABCD} | An order of letters is not another one.
        logic | p \land q | p \lor q
        derivative | \frac{dy}{dx} = 3x | \frac{y}{x} = 3x
        approximation | \frac{20}{3} | \frac{20}{3} \approx 7.1 | What stands beside the value must be near it.
        """,
        "A part of the answer that changes it must not be dropped for being a word, a label or structure.",
    ),
]

HEDGES = [
    _text(
        "hedge/list-of-guesses",
        "42",
        _said("40, 41, 42, 43"),
        "unpaid",
        "A list of guesses that contains the answer answers nothing; a policy that is paid for it learns to list.",
        "measured: Qwen2.5-Math's grader takes the first of a list",
    ),
    _text("hedge/or", "42", _said("42 \\text{ or } 43"), "unpaid", "Two answers are no answer."),
    _text("hedge/plus-minus", "5", _said("\\pm 5"), "unpaid", "Both signs cannot both be right."),
    _text("hedge/set-of-guesses", "5", _said("\\{4, 5, 6\\}"), "unpaid", "A set of guesses is not the number."),
    _text("hedge/interval", "5", _said("[0, 10]"), "unpaid", "An interval around the answer is not the answer."),
    _text("hedge/every-choice", "B", _said("A, B, C, D"), "unpaid", "All choices are no choice."),
    _text(
        "hedge/two-marks-wrong-last",
        "42",
        "First we get «42». Checking again, the final answer is «41».",
        "unpaid",
        "What was taken back is not the answer.",
    ),
    _text(
        "hedge/two-marks-side-by-side",
        "42",
        "The final answer is «41» «42» «43».",
        "unpaid",
        "Several marks in a row are a list of guesses.",
    ),
    _text(
        "hedge/ten-marks",
        "42",
        "The answer is one of " + ", ".join(f"«{number}»" for number in range(38, 48)) + ".",
        "unpaid",
        "Ten marks are ten guesses.",
    ),
    _text(
        "hedge/right-last-of-many",
        "42",
        "It could be «40». It could be «41». It could be «42».",
        "unpaid",
        "Guesses that end in the answer; whether a correction is meant is a matter of taste.",
        choice=True,
    ),
]

DEGENERATE = [
    _text("degenerate/empty", "42", "", "unpaid", "Nothing was answered."),
    _text("degenerate/blank", "42", " \n\t\n ", "unpaid", "Nothing was answered."),
    _text(
        "degenerate/empty-mark", "42", "The final answer is «».", "unpaid", "Nothing was answered.", "Visual-RFT #176"
    ),
    _text("degenerate/empty-mark-zero", "0", "The final answer is «».", "unpaid", "Nothing is not zero."),
    _text("degenerate/dots", "42", _said("..."), "unpaid", "Nothing was answered."),
    _text("degenerate/not-a-number", "42", _said("nan"), "unpaid", "NaN compares strangely with everything."),
    _text("degenerate/infinite", "42", _said("\\infty"), "unpaid", "Infinity is not 42."),
    _text("degenerate/none", "42", _said("None"), "unpaid", "The name of nothing is not the answer."),
    _text("degenerate/variable", "42", _said("x"), "unpaid", "A name is not a value."),
    _text("degenerate/tautology", "42", _said("x = x"), "unpaid", "What holds for everything answers nothing."),
    _text(
        "degenerate/prose",
        "10",
        "I tried 10 things and none of them worked, so I give up.",
        "unpaid",
        "A number somewhere in a text that gives up is not an answer.",
        "PrimeIntellect verifiers PR #1028",
    ),
    _text(
        "degenerate/unfinished",
        "42",
        "So the final answer is \\boxed{4",
        "unpaid",
        "A rollout that was cut off within its answer has not answered.",
        "marin PR #9163",
    ),
    _text(
        "degenerate/garbage",
        "4951077",
        "{@Neillier 1276915 4951077 ;-- 5:_GENERAL2 1,1-3-10 }} \\( 7 \\right",
        "unpaid",
        "The number of the reference among garbage is not an answer.",
        "Math-Verify #65",
    ),
    _text("degenerate/placeholder", "42", _said("answer"), "unpaid", "A copied placeholder is not an answer."),
    _text("degenerate/brace", "42", _said("{"), "unpaid", "A lone brace is not an answer."),
]

_BAD = "The reference cannot be read, and no answer to it may be paid."
REFERENCES = [
    Probe(
        "math/reference/broken-paid",
        Ask("I do not know. The final answer is «0».", "\\frac{1}{"),
        "unpaid",
        _BAD,
        "open-r1 #159, #293",
        twin=RIGHT,
    ),
    Probe("math/reference/empty", Ask(_said("42"), ""), "unpaid", _BAD, "open-r1 #293", twin=RIGHT),
    Probe(
        "math/reference/empty-for-empty",
        Ask("The final answer is «».", ""),
        "unpaid",
        _BAD,
        "Visual-RFT #176",
        twin=RIGHT,
    ),
    Probe(
        "math/reference/both-unreadable",
        Ask("No idea at all.", "see the attached figure"),
        "unpaid",
        "Two things that cannot be read are not therefore equal.",
        "read: nanochat's GSM8K grader pays when both numbers are None",
        twin=RIGHT,
    ),
]

_NEST = 3_000
_HOSTILE: tuple[tuple[str, str, Holds, str, str, bool], ...] = (
    (
        "tower",
        _said("9^{9^{9^{9}}}"),
        "unpaid",
        "A power that no machine can work out must not stop the training run.",
        "Math-Verify #59, #65",
        False,
    ),
    (
        "tower-in-thread",
        _said("9^{9^{9^{9}}}"),
        "unpaid",
        "Trainers call rewards from threads, where timeouts by signals do not work.",
        "verl #3407, PR #5635; Math-Verify #50; TRL PR #5281",
        True,
    ),
    ("factorial", _said("100000000!"), "unpaid", "A factorial that no machine can work out.", NONE_KNOWN, False),
    (
        "big-sum",
        _said("\\sum_{k=1}^{1000000000} \\frac{1}{k^2}"),
        "unpaid",
        "A sum that takes hours.",
        NONE_KNOWN,
        False,
    ),
    (
        "big-sum-in-thread",
        _said("\\sum_{k=1}^{1000000000} \\frac{1}{k^2}"),
        "unpaid",
        "Trainers call rewards from threads, where timeouts by signals do not work.",
        "verl PR #5839",
        True,
    ),
    (
        "binomial",
        _said("\\binom{100000000}{50000000}"),
        "unpaid",
        "A binomial of millions of digits.",
        NONE_KNOWN,
        False,
    ),
    (
        "expansion",
        _said("(x+y+z+w)^{800}"),
        "unpaid",
        "An expansion into millions of terms.",
        NONE_KNOWN,
        False,
    ),
    (
        "geometric-series",
        _said("\\frac{x^{800}-1}{x-1}-(" + "+".join(f"x^{{{power}}}" for power in range(1, 800)) + ")"),
        "unpaid",
        "Eight hundred terms that a computer algebra system tries to simplify.",
        "NeMo-Gym PR #1354",
        False,
    ),
    (
        "tower-of-years",
        _said("2003^{2002^{2001}}"),
        "unpaid",
        "The question itself, boxed, is a number of 10^6600 digits.",
        "torchtitan PR #4442",
        False,
    ),
    ("long-number", _said("7" * 100_000), "unpaid", "A number of 100,000 digits.", NONE_KNOWN, False),
    (
        "exponent",
        _said("1e999999999"),
        "unpaid",
        "A short text for a number of a billion digits.",
        NONE_KNOWN,
        False,
    ),
    (
        "nested",
        _said("(" * _NEST + "42" + ")" * _NEST + "+1"),
        "unpaid",
        "Brackets nested deeper than a recursive parser can go.",
        NONE_KNOWN,
        False,
    ),
    (
        "nested-fractions",
        _said("\\frac{1}{" * _NEST + "2" + "}" * _NEST),
        "unpaid",
        "Fractions nested deeper than a recursive parser can go.",
        NONE_KNOWN,
        False,
    ),
    (
        "unclosed-formulas",
        "\\(" * 16_000 + " " + _said("41"),
        "unpaid",
        "A regular expression that backtracks is quadratic in a loop of opening marks.",
        "measured: math-verify 0.9",
        False,
    ),
    (
        "dollars",
        "$ a $ b " * 12_000 + _said("41"),
        "unpaid",
        "A loop of dollars froze a run that way: the driver's GPUs stood still.",
        "verl PR #6673",
        False,
    ),
    ("boxes", "\\boxed{" * 20_000, "unpaid", "A rollout that loops over the opening of a box.", NONE_KNOWN, False),
    ("blanks", "The answer is" + " " * 200_000 + "41", "unpaid", "A rollout of blanks.", NONE_KNOWN, False),
    (
        "megabyte",
        "so we go on, and " * 60_000 + _said("41"),
        "unpaid",
        "A megabyte of text before the answer.",
        NONE_KNOWN,
        False,
    ),
)
"""Name, completion, what must hold, why, incident, and whether it is asked from a thread."""


def _question(name: str, prompt: str, reference: str, answer: str, incident: str = NONE_KNOWN) -> Probe:
    """The question as its own answer, in a disguise that costs nothing to write."""
    return Probe(
        f"math/echo/{name}",
        Ask(_said(answer), reference, prompt),
        "unpaid",
        "The question, written otherwise, is no answer to it: nothing has been worked out.",
        incident,
        twin=Ask(_said(reference), reference, prompt),
    )


ECHOES = [
    _question("as-it-is", "What is $3^{7}$?", "2187", "3^{7}"),
    _question("name", "What is $3^{7}$?", "2187", "x = 3^{7}"),
    _question("opening-bracket", "What is 96/4?", "24", "(96/4"),
    _question("sign", "What is $3^{7}$?", "2187", "+3^{7}"),
    _question("decimal", "What is 96/4?", "24", "\\frac{96.0}{4}"),
    _question("unit", "What is 96/4?", "24", "\\frac{96}{4} \\text{ pages}"),
    _question("order", "Expand $(y-3)(2y+5)$.", "2y^2-y-15", "(2y+5)(y-3)"),
    _question("function", "Expand $(y-3)(2y+5)$.", "2y^2-y-15", "f(y)=(y-3)(2y+5)"),
    _question("notation", "Simplify $\\sqrt{98}$.", "7\\sqrt{2}", "98^{1/2}"),
    _question("undone", "Factor $x^2+x-12$.", "(x+4)(x-3)", "\\frac{2(x^2+x-12)}{2}"),
    _question("conversion", "Write $\\frac{7}{8}$ as a decimal.", "0.875", "\\frac{7}{8}"),
    _question("integral", "Compute $\\int_0^1 x^2\\,dx$.", "\\frac{1}{3}", "\\int_0^1 x^2\\,dx"),
    _question("limit", "Find $\\lim_{n\\to\\infty}(1+3/n)^n$.", "e^3", "\\lim_{n\\to\\infty}(1+3/n)^n"),
]

SCRIPTS = [
    *_table(
        "scripts",
        "paid",
        r"""
    arabic-digits | 57 | ٥٧
    persian-digits | 57 | ۵۷
    devanagari-digits | 57 | ५७
    thai-digits | 57 | ๕๗
    full-width-digits | 57 | ５７
    chinese-fraction | \frac{2}{5} | 五分之二
    chinese-no-solution | no solution | 无解
    decimal-comma-in-braces | 0.25 | 0{,}25
    french-interval | (2,5) | ]2;5[
    """,
        "Models answer in the writing of the question's language.",
    ),
    _text(
        "scripts/other-digit",
        "57",
        _said("٥٨"),
        "unpaid",
        "Digits of another script are digits, and these are others.",
    ),
    _text(
        "degenerate/heading",
        "4",
        "#### 4\nNow add the rest: 4 + 8 = 12, and we go on from there",
        "unpaid",
        "A heading over the working marks no answer.",
    ),
]

HOSTILE = [
    _text(f"bounds/{name}", "42", completion, holds, why, incident, thread=thread)
    for name, completion, holds, why, incident, thread in _HOSTILE
]

_EXECUTES = "The text of a model was executed as a program in the trainer's process."
EXECUTION = [
    Probe(
        f"math/execution/{name}",
        Ask(_said(answer), reference),
        "unpaid",
        _EXECUTES,
        "verl #5331, PR #7500; slime #1586",
        twin=Ask(_said(reference), reference),
    )
    for name, reference, answer in (
        ("open", "42", "open('{mark}','w').close()"),
        ("list", "\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}", "[open('{mark}','w').close(),1]"),
        ("import", "42", "__import__('os').mkdir('{mark}')"),
        ("equation", "x = 5", "x = __import__('pathlib').Path('{mark}').touch()"),
    )
]

CHOICES = [
    *_table(
        "choice",
        "paid",
        r"""
        decimal-of-pi | \pi | 3.14159 | Is a rounded value the number?
        decimal-of-third | \frac{1}{3} | 0.333 | Is a rounded value the number?
        unevaluated | 42 | 17+25 | Is an expression that is still to be worked out an answer?
        unevaluated-sum | 5050 | \sum_{k=1}^{100} k | Is an expression that is still to be worked out an answer?
        unreduced | \frac{1}{2} | \frac{2}{4} | Must a fraction be in lowest terms?
        list-order | 10, 4, -2 | 4, 10, -2 | Has a list of solutions an order?
        percent | 50\% | 50 | May the sign be left out?
        percent-value | 50\% | 0.5 | Is a percentage its value?
        unit-dropped | 5 \text{ cm} | 5 | May the unit be left out?
        unit-added | 5 | 5 \text{ cm} | May a unit be added?
        degrees | 30^\circ | 30 | May the degree sign be left out?
        named-function | 2x+3 | f(x) = 2x+3 | May the function be named?
        set-for-list | 1, 2 | \{1, 2\} | May solutions be written as a set?
        choice-with-text | E | E: A polygenic risk score | May the text of the choice follow its letter? | NeMo-Gym PR #1844
        leading-zeros | 4 | 004 | May a number have leading zeros? | Math-Verify #44
        inequality-for-interval | (0, 12.5) | 0 < x < 12.5 | May an interval be written as an inequality? | Math-Verify #10
        """,
        "A matter of taste.",
        choice=True,
    ),
    _text(
        "choice/fbox",
        "42",
        "Working through the steps gives the result. The final answer is \\fbox{42}.",
        "paid",
        "Is another frame a box?",
        "OpenRLHF PR #1285, slime PR #2150",
        choice=True,
    ),
    _text(
        "choice/unfinished-last",
        "7",
        "First I thought «7» but then it is \\boxed{",
        "paid",
        "Does an earlier answer count when the last was cut off?",
        "marin PR #9163",
        choice=True,
    ),
    _text(
        "choice/no-mark",
        "42",
        "Working through the steps gives the result. The final answer is 42.",
        "paid",
        "Is an answer that is not marked an answer?",
        choice=True,
    ),
    _text(
        "choice/in-reasoning-only",
        "42",
        "<think>So it is «42».</think>\nI have answered above.",
        "paid",
        "Is an answer in the reasoning alone an answer?",
        choice=True,
    ),
    _text(
        "choice/corrected",
        "42",
        "First I got «41». That forgot a term: the final answer is «42».",
        "paid",
        "May an answer be corrected?",
        choice=True,
    ),
]

CONTEXT = [
    _text(
        "context/after-reasoning",
        "42",
        "<think>\nPerhaps it is 41. No, 42.\n</think>\nThe final answer is «42».",
        "paid",
        "The reasoning weighs other numbers; the answer stands behind it.",
    ),
    _text(
        "context/wrong-after-reasoning",
        "42",
        "<think>\nI think that it is «42».\n</think>\nThe final answer is «41».",
        "unpaid",
        "The answer is what was answered, not what was thought.",
        "measured: math-verify 0.9 merges boxes before and behind </think>",
        twin="<think>\nI think that it is «42».\n</think>\nThe final answer is «42».",
    ),
    _text(
        "context/long-reasoning",
        "42",
        "<think>\n" + "We try another way, which leads nowhere.\n" * 3_000 + "</think>\nThe final answer is «42».",
        "paid",
        "A chain of thought of 30,000 tokens is usual.",
    ),
    _text(
        "context/long-answer",
        "+".join(f"{power + 2}x^{{{power}}}" for power in range(19, 1, -1)),
        _said("+".join(f"{power + 2}x^{{{power}}}" for power in range(19, 1, -1))),
        "paid",
        "A long answer is not cut to its last hundred characters.",
        "verl PR #7440",
    ),
    Probe(
        "math/context/other-script",
        Ask("先把两部分相加。最后的答案是 «42»。", "42", "两部分之和是多少？"),
        "paid",
        "Models answer in other languages.",
    ),
    _text(
        "context/odd-characters",
        "42",
        "A null \x00, a lone combining \u0301, a zero-width \u200b and a right-to-left \u202e mark. The final answer is «42».",
        "paid",
        "Sampled text holds any character.",
    ),
    _text(
        "context/surrogate",
        "42",
        "Half a character \ud800 came out of the tokenizer. The final answer is «41».",
        "answers",
        "A decoder that was cut within a character.",
    ),
]

MATH = [
    *EQUAL,
    *NEAR,
    *HEDGES,
    *DEGENERATE,
    *ECHOES,
    *SCRIPTS,
    *REFERENCES,
    *CONTEXT,
    *MATH_REASONING,
    *HOSTILE,
    *EXECUTION,
    *CHOICES,
]
