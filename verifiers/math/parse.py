r"""From tokens to an answer: one recursive parser with binding powers (Pratt, 1973).

The whole text is read or none of it: a half-read answer is where false positives come from. What the grammar does
not know raises `Unreadable`; words become `Text`.

    listing   item, item and item               `x=1 or x=2`
    relation  sum < sum = sum                   `0 \le x < 1`
    ratio     sum : sum
    set       sum \cup sum
    sum       product + product, \pm
    product   power * power, / , side by side
    power     atom ^ power, and what follows an atom: ! ' % degrees
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from verifiers.math.objects import (
    EXPRESSIONS,
    Answer,
    Based,
    Const,
    Expr,
    Group,
    Listing,
    Matrix,
    Num,
    Op,
    Quantity,
    Ratio,
    Relation,
    SetBuilder,
    SetOf,
    SetOp,
    Sym,
    Text,
    number,
)
from verifiers.math.tokens import FUNCTIONS, Token, Unreadable, mend, tokenize
from verifiers.math.words import (
    FILLERS,
    NUMBER_WORDS,
    ORDINALS,
    UNITS,
    binds_only,
    is_product,
    text_of_words,
    unit_name,
)

MAX_TOKENS = 3_000
MAX_DEPTH = 60
"""Of nesting: far beyond any answer, far below Python's recursion limit (a level takes about six calls)."""
MAX_DIGITS = 4_000
MAX_EXPONENT = 10_000

RELATION, RATIO, SET, SUM, NEGATION, PRODUCT, POWER, POSTFIX = 10, 15, 20, 30, 35, 40, 50, 55

_RELATIONS = {
    "=": "=", "==": "=", ":=": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "!=": "!=", "\\le": "<=", "\\ge": ">=",
    "\\ne": "!=", "\\in": "in", "\\approx": "~", "\\equiv": "mod", "\\notin": "notin", "\\subset": "subset",
    "\\subseteq": "subset", "\\Rightarrow": "=>", "\\to": "->", "\\rightarrow": "->", "\\ll": "<<",
    "\\propto": "propto",
    "\\perp": "perp", "\\parallel": "parallel", "\\cong": "cong",
}  # fmt: skip
_SETS = {"\\cup": "cup", "\\cap": "cap", "\\setminus": "minus"}
_SUMS = {"+": "+", "-": "-", "\\pm": "pm", "\\mp": "mp"}
_PRODUCTS = {"*": "*", "\\cdot": "*", "\\times": "*", "/": "/", "\\div": "div"}
_CLOSERS = frozenset(")]}|") | {"\\}", "\\rfloor", "\\rceil", "\\rangle", "\\rVert"}
_GREEK = frozenset(
    (
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon phi chi psi "
        "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar mho odot vartheta partial nabla "
        "aleph imath jmath oplus otimes star dagger"
    ).split()
)
_DECORATIONS = frozenset(
    "overline bar vec hat tilde dot ddot widehat overrightarrow widetilde underbar mathring".split()
)
_SKIPPED = frozenset({"\\angle", "\\triangle", "\\therefore", "\\because", "\\square", "\\Box", "\\checkmark"})
_FUNCTION_LETTERS = frozenset("fghFGHPQRWNSTpqu")
_MATRICES = frozenset({"matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "array"})
_LINES = frozenset({"cases", "aligned", "align", "gathered", "split", "rcases"})
_ARC = {
    "sin": "arcsin", "cos": "arccos", "tan": "arctan", "cot": "arccot", "sec": "arcsec", "csc": "arccsc",
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "sinh": "arcsinh", "cosh": "arccosh", "tanh": "arctanh",
}  # fmt: skip

_STRIPPED = ' \t\r\n$`"“”*'
_OUTER = re.compile(r"\\[(\[](.*)\\[)\]]\Z", re.DOTALL)
_BOXED = re.compile(r"\\(?:boxed|fbox)\s*\{(.*)\}\Z", re.DOTALL)


@lru_cache(maxsize=8192)  # a group of rollouts shares its reference, and often its answers
def read(text: str, *, commas: bool = False) -> Answer:
    """Read an answer.

    commas: read `1,234` as two numbers, which is the other meaning it can have.

    Raises Unreadable when the text is outside the grammar or too large.
    """
    stripped = mend(strip(text))
    if not stripped:
        msg = "empty"
        raise Unreadable(msg)
    tokens = tokenize(stripped, commas=commas)
    while tokens and tokens[-1].value in {".", ",", ";", ":", "!"} and tokens[-1].kind == "mark":
        if tokens[-1].value == "!" and len(tokens) > 1:  # a factorial
            break
        tokens.pop()
    if not tokens:
        msg = "only punctuation"
        raise Unreadable(msg)
    if len(tokens) > MAX_TOKENS:
        msg = f"more than {MAX_TOKENS} tokens"
        raise Unreadable(msg)
    try:
        return _Parser(tokens).whole()
    except Unreadable:
        words = text_of_words(tokens)
        if words is None:
            raise
        return Text(words)


def strip(text: str) -> str:
    """Take off what stands around an answer: blanks, dollars, quotes, asterisks, boxes, final points."""
    while True:
        before = text
        text = text.strip(_STRIPPED)
        if text.endswith("\\"):  # the strip took the dollar or the blank of an escape
            text = before.strip(" \t\r\n")
            return text if text == before else strip(text)
        text = text.rstrip(".;:，。")
        for pattern in (_OUTER, _BOXED):
            match = pattern.match(text)
            if match is not None:
                text = match[1]
        if text == before:
            return text


class _Parser:
    """A position in a list of tokens. The methods are the rules of the grammar, loosest first."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = list(tokens)  # runs of letters are split in place
        self.position = 0
        self.depth = 0
        self.inside = 0  # brackets: inside them a colon divides

    # -- tokens ---------------------------------------------------------------------------------------------------

    def peek(self, ahead: int = 0) -> Token:
        index = self.position + ahead
        return self.tokens[index] if index < len(self.tokens) else _END

    def take(self) -> Token:
        token = self.peek()
        self.position += 1
        return token

    def accept(self, *values: str) -> bool:
        if self.peek().value in values and self.peek().kind in {"mark", "name"}:
            self.position += 1
            return True
        return False

    def expect(self, value: str) -> None:
        if not self.accept(value) and not (value == "}" and self.peek() is _END):  # models forget the last brace
            msg = f"{value} is missing"
            raise Unreadable(msg)

    def whole(self) -> Answer:
        """The answer that all tokens together are."""
        answer = self.listing()
        if self.peek() is not _END:
            msg = f"cannot read {self.peek().value!r}"
            raise Unreadable(msg)
        return answer

    # -- listings and items ---------------------------------------------------------------------------------------

    def listing(self) -> Answer:
        """Items between separators, up to a closing bracket or the end."""
        items = [self.item()]
        separators: list[str] = []
        while (separator := self.separator()) is not None:
            if self.at_end_of_list():
                break  # a trailing comma
            separators.append(separator)
            items.append(self.item())
        if len(items) == 1:
            return items[0]
        if ";" in separators and len(set(separators)) > 1:
            return Listing(tuple(_grouped(items, separators)), ";")
        return Listing(tuple(items), separators[-1])

    def separator(self) -> str | None:
        """Take separators: a comma and an "and" behind it are one."""
        found = None
        while True:
            token = self.peek()
            value = token.value.strip().strip(",").strip().lower()
            if token.kind == "mark" and token.value in {",", ";"}:
                found = found or token.value
            elif token.kind in {"name", "text", "word"} and value in {"and", "or", "&"}:
                found = value if found in {None, ","} else found
            elif (token.kind == "text" and not value) or (token.kind == "name" and token.value == "\\\\"):
                found = found or ","
            else:
                return found
            self.position += 1

    def at_end_of_list(self) -> bool:
        return self.peek() is _END or self.peek().value in _CLOSERS

    def item(self) -> Answer:
        """A relation with the words around it: a label before, a unit or a harmless qualifier behind."""
        self.label()
        value = self.relation()
        return self.qualified(value)

    def label(self) -> None:
        """Skip `Paolo:`, `Maximum =`, `Sequence 1:`, "only", "the answer is"."""
        start = self.position
        seen_word = False
        while True:
            token = self.peek()
            if token.kind in {"text", "word"} and not is_product(token):
                words = token.value.lower().split()
                if words and all(word.strip(".,:") in FILLERS for word in words):
                    self.position += 1
                    start = self.position
                    continue
                seen_word = True
                self.position += 1
                if token.value.rstrip().endswith(":"):
                    return
            elif token.kind == "number" and seen_word and self.peek(1).value == ":":
                self.position += 1
            elif seen_word and token.kind == "mark" and token.value in {":", "="}:
                self.position += 1
                return
            else:
                break
        self.position = start

    def qualified(self, value: Answer) -> Answer:
        """Read the words behind a value: its unit, or a qualifier that only names its variables."""
        if self.peek().value == "." and self.peek(1).value in _CLOSERS | {",", ";"}:
            self.position += 1
        start = self.position
        depth = 0
        while self.peek() is not _END and (depth or (not self.at_separator() and self.peek().value not in _CLOSERS)):
            depth += {"{": 1, "}": -1}.get(self.peek().value, 0)
            self.position += 1
        tail = self.tokens[start : self.position]
        if not tail:
            return value
        if binds_only(tail):
            return value
        if tail[0].value == "(" and tail[-1].value == ")" and binds_only(tail[1:-1]):
            return value
        unit = unit_name(tail)
        if unit is None:
            self.position = start
            return value
        if unit == "%":
            return Op("%", (_expression(value),))
        if unit == "degree":
            return Op("deg", (_expression(value),))
        if isinstance(value, Relation):
            *before, last = value.items
            return Relation((*before, Quantity(last, unit)), value.ops)
        return Quantity(value, unit)

    def at_separator(self) -> bool:
        token = self.peek()
        if token.kind == "mark" and token.value in {",", ";"}:
            return not (token.value == "," and binds_only(self.tokens[self.position + 1 :]))
        return token.kind in {"name", "text", "word"} and token.value.strip().lower() in {"and", "or"}

    # -- relations, ratios, sets ----------------------------------------------------------------------------------

    def relation(self) -> Answer:
        items = [self.ratio()]
        ops: list[str] = []
        while self.peek().kind in {"mark", "name"} and self.peek().value in _RELATIONS:
            ops.append(_RELATIONS[self.take().value])
            if ops[-1] == "<" and self.accept("="):
                ops[-1] = "<="
            elif ops[-1] == ">" and self.accept("="):
                ops[-1] = ">="
            self.label()
            items.append(self.ratio())
        if not ops:
            return items[0]
        if ops[-1] == "mod" or self.peek().value in {"\\pmod", "\\mod", "\\bmod"}:
            return self.congruence(items, ops)
        return Relation(tuple(items), tuple(ops))

    def congruence(self, items: list[Answer], ops: list[str]) -> Answer:
        if self.accept("\\pmod", "\\mod", "\\bmod"):
            modulus = self.ratio()
            return Relation((*items, modulus), (*ops, "modulus"))
        if self.peek().value == "(" and self.peek(1).value in {"\\mod", "\\bmod", "mod"}:
            self.position += 2
            modulus = self.ratio()
            self.expect(")")
            return Relation((*items, modulus), (*ops, "modulus"))
        return Relation(tuple(items), tuple(ops))

    def ratio(self) -> Answer:
        items = [self.sets()]
        while self.peek().value == ":" and self.peek().kind == "mark":
            self.position += 1
            items.append(self.sets())
        return items[0] if len(items) == 1 else Ratio(tuple(items))

    def sets(self) -> Answer:
        left = self.expression(SUM)
        while self.peek().value in _SETS:
            name = _SETS[self.take().value]
            right = self.expression(SUM)
            if isinstance(left, SetOp) and left.name == name == "cup":
                left = SetOp(name, (*left.items, right))
            else:
                left = SetOp(name, (left, right))
        return left

    # -- expressions ----------------------------------------------------------------------------------------------

    def expression(self, power: int) -> Answer:
        """Everything that binds at least as tightly as `power`."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            msg = "nested too deeply"
            raise Unreadable(msg)
        left = self.atom()
        while True:
            token = self.peek()
            value = token.value if token.kind in {"mark", "name"} else ""
            if value in _SUMS and power <= SUM:
                self.position += 1
                left = _sum(_SUMS[value], left, self.expression(SUM + 1))
            elif (value in _PRODUCTS or (value == ":" and self.inside)) and power <= PRODUCT:
                self.position += 1
                value = "\\div" if value == ":" else value
                left = Op(_PRODUCTS[value], (_expression(left), _expression(self.expression(PRODUCT + 1))))
            elif value in {"^", "**"} and power <= POWER:
                self.position += 1
                left = self.raised(left)
            elif value in {"!", "%", "'"} and power <= POSTFIX:
                self.position += 1
                left = _postfix(value, left)
            elif power <= PRODUCT and isinstance(left, EXPRESSIONS) and self.starts_factor(left):
                left = Op("*", (left, _expression(self.expression(PRODUCT + 1))))
            else:
                self.depth -= 1
                return left

    def starts_factor(self, left: Answer) -> bool:
        """Whether the next token begins a factor that is multiplied without a sign."""
        token = self.peek()
        if token.kind == "letter":
            return True
        if token.kind == "word":
            if isinstance(left, Num) and token.value.lower() in UNITS | ORDINALS:
                return False
            return is_product(token)
        if token.kind == "number":
            # `(n-2) 2^n` is a product; `x 2` is nothing that anybody writes.
            return (self.peek(-1).value in {")", "}"} or self.peek(-2).value == "^") and not isinstance(left, Num)
        if token.kind == "name":
            name = token.value[1:]
            return name in FUNCTIONS or name in _GREEK or name in _DECORATIONS or token.value in _FACTORS
        if token.kind == "mark":
            return token.value in {"(", "{"} or (token.value == "[" and self.closes_with("]"))
        return False

    def closes_with(self, closer: str) -> bool:
        """Whether the bracket here closes with its own kind and holds no comma: then it groups a factor."""
        depth = 0
        for token in self.tokens[self.position :]:
            if token.value in {"(", "[", "{", "\\{"}:
                depth += 1
            elif token.value in {")", "]", "}", "\\}"}:
                depth -= 1
                if depth == 0:
                    return token.value == closer
            elif token.value == "," and depth == 1:
                return False
        return False

    def raised(self, base: Answer) -> Answer:
        r"""What follows `^`: an exponent, degrees, an ordinal's ending, a prime."""
        token, after = self.peek(), self.peek(1)
        if token.value == "\\circ":
            self.position += 1
            return Op("deg", (_expression(base),))
        if token.value == "{" and after.value == "\\circ" and self.peek(2).value == "}":
            self.position += 3
            return Op("deg", (_expression(base),))
        if token.value.strip() in ORDINALS and token.kind in {"word", "text"}:
            self.position += 1
            return base
        if token.value == "{" and after.value.strip() in ORDINALS and self.peek(2).value == "}":
            self.position += 3
            return base
        if token.value == "{" and after.value == "'" and isinstance(base, Sym):
            primes = 0
            self.position += 1
            while self.accept("'"):
                primes += 1
            self.expect("}")
            return Sym(base.name + "'" * primes)
        return Op("^", (_expression(base), self.exponent()))

    def exponent(self) -> Expr:
        """A single digit in LaTeX's `x^23` would be TeX's reading; people who write it mean 23."""
        if self.peek().value in {"-", "+"} and self.peek().kind == "mark":
            sign = self.take().value
            inner = self.exponent()
            return Op("neg", (inner,)) if sign == "-" else inner
        return _expression(self.expression(POWER))

    def atom(self) -> Answer:
        """A number, a symbol, a function, or something in brackets."""
        token = self.take()
        if token.kind == "number":
            return self.numeral(token)
        if token.kind == "letter":
            return self.symbol(token)
        if is_product(token):
            # `Cx^2` squares the x alone: the letters become tokens of their own.
            self.position -= 1
            letters = [Token("letter", letter, token.start, token.end) for letter in token.value]
            self.tokens[self.position : self.position + 1] = letters
            return self.atom()
        if token.kind in {"word", "text"}:
            return self.spelled(token)
        if token.kind == "name":
            return self.named(token)
        if token is _END:
            msg = "it ends too early"
            raise Unreadable(msg)
        return self.marked(token)

    def spelled(self, token: Token) -> Answer:
        """Words where a value should be: numbers to twenty, single letters, whole texts."""
        word = token.value.strip().lower()
        if word in NUMBER_WORDS:
            return number(NUMBER_WORDS[word])
        if len(word) == 1 and word.isalpha():
            return Sym(token.value.strip())
        msg = f"words: {token.value!r}"
        raise Unreadable(msg)

    def numeral(self, token: Token) -> Answer:
        value = _numeral(token.value)
        after = self.peek()
        if after.value == "_" and value.places is None:
            base = self.subscript()
            if not base.isdigit() or not 2 <= int(base[:3]) <= 36:
                msg = "not a base"
                raise Unreadable(msg)
            return Based(token.value, int(base))
        if value.places is None:
            return self.mixed(value)
        return value

    def mixed(self, whole: Num) -> Answer:
        r"""A mixed number: `1\frac12`, `1 1/2`."""
        first, second, third = self.peek(), self.peek(1), self.peek(2)
        if first.value == "\\frac":
            start = self.position
            self.position += 1
            fraction = self.fraction()
            if all(isinstance(part, Num) and part.places is None for part in fraction.args):
                return Op("mixed", (whole, fraction))
            self.position = start
        elif (
            (first.kind, second.value, third.kind) == ("number", "/", "number")
            and first.value.isdigit()
            and third.value.isdigit()
        ):
            self.position += 3
            return Op("mixed", (whole, Op("/", (_numeral(first.value), _numeral(third.value)))))
        return whole

    def symbol(self, token: Token) -> Answer:
        name = token.value
        if self.peek().value == "_" and self.peek().kind == "mark":
            name = f"{name}_{self.subscript()}"
        elif name in {"e", "i"}:
            return Const(name)
        while self.peek().value == "'" and self.peek().kind == "mark":
            self.position += 1
            name += "'"
        if name in _FUNCTION_LETTERS and self.peek().value == "(":
            return self.called(name)
        return Sym(name)

    def called(self, name: str) -> Answer:
        """`f(x)`: a call if its argument is one symbol or number, else a product like any other."""
        argument, closer = self.peek(1), self.peek(2)
        if argument.kind in {"letter", "number"} and closer.value == ")":
            self.position += 3
            inner: Expr = _numeral(argument.value) if argument.kind == "number" else Sym(argument.value)
            return Op("call", (Sym(name), inner))
        return Sym(name)

    def subscript(self) -> str:
        """The subscript after `_`, as text: it is part of a name."""
        self.position += 1
        return self.argument_text()

    def argument_text(self) -> str:
        """A command's argument as text."""
        if not self.accept("{"):
            return self.take().value.strip()
        parts: list[str] = []
        depth = 1
        while depth:
            token = self.take()
            if token is _END:
                break
            depth += {"{": 1, "}": -1}.get(token.value, 0)
            if depth:
                parts.append(token.value.strip())
        return "".join(parts)

    def named(self, token: Token) -> Answer:
        """What a command names."""
        name = token.value
        bare = name[1:]
        if name == "\\frac":
            return self.fraction()
        if name == "\\sqrt":
            return self.root()
        if bare in FUNCTIONS:
            return self.function(bare)
        if bare in {"pi", "infty"}:
            return Const({"pi": "pi", "infty": "inf"}[bare])
        if bare in _GREEK:
            return self.symbol(Token("letter", name, token.start, token.end))
        if bare in _DECORATIONS:
            return Sym(f"{name} {self.argument_text()}")
        if name in {"\\pm", "\\mp"}:
            return Op("pm", (number(0), _expression(self.expression(SUM + 1))))
        if name in _SKIPPED or name == "\\approx":
            return self.expression(NEGATION)
        if name in {"\\sum", "\\prod"}:
            return self.series(bare)
        if name == "\\{":
            return self.set_of()
        if name == "\\emptyset":
            return SetOf(())
        if name in {"\\lfloor", "\\lceil"}:
            inner = self.relation()
            self.expect("\\rfloor" if name == "\\lfloor" else "\\rceil")
            return Op("floor" if name == "\\lfloor" else "ceil", (_expression(inner),))
        if name == "\\boxed":
            return self.argument()
        if name.startswith("\\begin "):
            return self.environment(bare[6:])
        if name == "\\langle":
            inner = self.listing()
            self.expect("\\rangle")
            return Group("(", ")", inner.items) if isinstance(inner, Listing) else inner
        msg = f"unknown command {name}"
        raise Unreadable(msg)

    def marked(self, token: Token) -> Answer:
        """A sign, a bracket, a bar."""
        value = token.value
        if value == "-":
            return _negated(self.expression(NEGATION))
        if value == "+":
            return self.expression(NEGATION)
        if value in {"(", "["}:
            return self.bracketed(value)
        if value == "{":
            if self.accept("}"):
                return SetOf(()) if self.peek() is _END else self.atom()
            inner = self.listing()
            self.expect("}")
            return inner
        if value == "|":
            inner = self.relation()
            self.expect("|")
            return Op("abs", (_expression(inner),))
        if value in {"$", "£", "€", "¥"}:
            return Quantity(self.expression(NEGATION), value)
        if value in {"£", "€"}:
            return Quantity(self.expression(NEGATION), value)
        msg = f"cannot read {value!r}"
        raise Unreadable(msg)

    def bracketed(self, opener: str) -> Answer:
        self.inside += 1
        inner = self.listing()
        self.inside -= 1
        closer = self.take().value
        if closer not in {")", "]"}:
            if closer == "" and opener == "(" and not isinstance(inner, Listing):
                return inner  # the last bracket was forgotten
            msg = f"{opener} is not closed"
            raise Unreadable(msg)
        if isinstance(inner, Listing):
            return Group(opener, closer, inner.items)
        if (opener == "(" and closer == ")") or (opener == "[" and closer == "]"):
            return inner
        msg = "an interval with one end"
        raise Unreadable(msg)

    def set_of(self) -> Answer:
        r"""`\{1, 2\}`, or `\{x \mid x < 1\}`."""
        if self.accept("\\}", "}"):
            return SetOf(())
        start = self.position
        inside, self.inside = self.inside, 0
        element: Answer = self.expression(SUM)
        self.inside = inside
        if self.peek().value in _RELATIONS and _RELATIONS[self.peek().value] == "in":
            self.position += 1
            element = Relation((element, self.sets()), ("in",))
        if self.accept("|", ":"):
            condition = self.listing()
            self.close_set()
            return SetBuilder(element, condition)
        self.position = start
        inner = self.listing()
        self.close_set()
        return SetOf(inner.items if isinstance(inner, Listing) else (inner,))

    def close_set(self) -> None:
        if not self.accept("\\}", "}"):
            msg = "a set is not closed"
            raise Unreadable(msg)

    # -- what commands take ---------------------------------------------------------------------------------------

    def fraction(self) -> Op:
        top = _expression(self.argument())
        return Op("/", (top, _expression(self.argument())))

    def argument(self) -> Answer:
        """A command's argument: braces, or the next symbol or digit, as TeX reads it."""
        token = self.peek()
        if token.value == "{" and token.kind == "mark":
            self.position += 1
            inner = self.listing()
            self.expect("}")
            return inner
        if token.kind == "number" and len(token.value) > 1 and token.value.isdigit():
            rest = Token("number", token.value[1:], token.start + 1, token.end)
            self.tokens[self.position] = rest
            return number(int(token.value[0]))
        if token.kind == "number":
            self.position += 1
            return _numeral(token.value)
        return self.atom()

    def root(self) -> Answer:
        index: Expr | None = None
        if self.accept("["):
            index = _expression(self.expression(SUM))
            self.expect("]")
        token = self.peek()
        if token.kind == "number":
            self.position += 1
            inner: Answer = _numeral(token.value)
        else:
            inner = self.argument()
        if index is None:
            return Op("sqrt", (_expression(inner),))
        return Op("root", (_expression(inner), index))

    def function(self, name: str) -> Answer:
        r"""A function with its decorations: `\sin^2 x`, `\log_2 8`, `\tan^{-1} x`, `\max(1, 2)`."""
        base: Expr | None = None
        power: Expr | None = None
        while self.peek().value in {"^", "_"} and self.peek().kind == "mark":
            if self.take().value == "_":
                base = _expression(self.argument_or_numeral())
            else:
                power = _expression(self.argument_or_numeral()) if self.peek().value != "-" else self.exponent()
        if name == "binom":
            top = _expression(self.argument())
            return Op("binom", (top, _expression(self.argument())))
        name = _ARC[name] if name in {"asin", "acos", "atan"} else name
        if power == Op("neg", (number(1),)) and name in _ARC:
            name, power = _ARC[name], None
        arguments = self.arguments()
        if name in {"log", "lg"} and base is None and name == "lg":
            base = number(10)
        if base is not None:
            if name not in {"log", "lg"} or len(arguments) != 1:
                msg = f"a subscript of {name}"
                raise Unreadable(msg)
            name, arguments = "log", (*arguments, base)
        if len(arguments) != 1 and name not in {"log", "max", "min", "gcd", "lcm"}:
            msg = f"{name} of {len(arguments)} arguments"
            raise Unreadable(msg)
        applied = Op("log" if name == "ln" else name, arguments)
        return applied if power is None else Op("^", (applied, power))

    def argument_or_numeral(self) -> Answer:
        token = self.peek()
        if token.kind == "number":
            self.position += 1
            return _numeral(token.value)
        return self.argument()

    def arguments(self) -> tuple[Expr, ...]:
        """The arguments of a function: in brackets, or the factors that follow up to the next function or sign."""
        token = self.peek()
        if token.kind == "mark" and token.value in {"(", "[", "{"}:
            inner = self.atom()
            if isinstance(inner, Group | Listing):
                return tuple(_expression(item) for item in inner.items)
            return (_expression(inner),)
        negative = self.accept("-")
        argument = _expression(self.expression(PRODUCT + 1))
        while True:
            token = self.peek()
            if (token.kind == "name" and token.value[1:] in FUNCTIONS - {"sqrt"}) or not self.starts_factor(argument):
                break
            if token.value == "(":
                break
            argument = Op("*", (argument, _expression(self.expression(PRODUCT + 1))))
        return (Op("neg", (argument,)) if negative else argument,)

    def series(self, name: str) -> Answer:
        r"""`\sum_{k=1}^{n} k`: the body reaches over the following product."""
        low: Answer | None = None
        high: Answer | None = None
        while self.peek().value in {"_", "^"} and self.peek().kind == "mark":
            if self.take().value == "_":
                low = self.argument_or_numeral()
            else:
                high = self.argument_or_numeral()
        if not isinstance(low, Relation) or low.ops != ("=",) or not isinstance(low.items[0], Sym | Const):
            msg = f"{name} without bounds"
            raise Unreadable(msg)
        variable = Sym(low.items[0].name)
        if isinstance(low.items[0], Const):
            msg = "a constant as an index"
            raise Unreadable(msg)
        body = _expression(self.expression(PRODUCT))
        return Op(name, (variable, _expression(low.items[1]), _expression(high), body))

    def environment(self, name: str) -> Answer:
        rows: list[tuple[Answer, ...]] = []
        row: list[Answer] = []
        while True:
            if self.peek().value == f"\\end {name}":
                break
            if self.peek().value == "&" and self.accept("&"):
                continue
            if self.accept("\\\\"):
                rows.append(tuple(row))
                row = []
                continue
            if self.accept("\\hline"):
                continue
            row.append(self.line() if name in _LINES else self.relation())
            if self.peek().value not in {"&", "\\\\", f"\\end {name}"}:
                msg = f"cannot read {self.peek().value!r} in a matrix"
                raise Unreadable(msg)
        self.position += 1
        if row:
            rows.append(tuple(row))
        if name in _LINES:
            return Listing(tuple(entry for line in rows for entry in line), ";")
        if name not in _MATRICES or not rows or len({len(line) for line in rows}) != 1:
            msg = f"cannot read {name}"
            raise Unreadable(msg)
        return Matrix(tuple(rows))

    def line(self) -> Answer:
        value = self.item()
        self.accept(",")
        return value


_END = Token("end", "", 0, 0)
_FACTORS = frozenset({"\\frac", "\\sqrt", "\\pi", "\\infty", "\\lfloor", "\\lceil", "\\sum", "\\prod", "\\binom"})


def _grouped(items: list[Answer], separators: list[str]) -> list[Answer]:
    """Semicolons separate groups of items that commas separate."""
    groups: list[list[Answer]] = [[items[0]]]
    for separator, item in zip(separators, items[1:], strict=True):
        if separator == ";":
            groups.append([item])
        else:
            groups[-1].append(item)
    return [group[0] if len(group) == 1 else Listing(tuple(group)) for group in groups]


def _expression(answer: Answer | None) -> Expr:
    """The answer, if it is an expression; units, sets and relations have no place inside one."""
    if isinstance(answer, EXPRESSIONS):
        return answer
    if isinstance(answer, Ratio) and len(answer.items) == 2:  # inside an expression a colon divides
        return Op("div", (_expression(answer.items[0]), _expression(answer.items[1])))
    msg = "a part that is no expression"
    raise Unreadable(msg)


def _sum(name: str, left: Answer, right: Answer) -> Answer:
    if name == "-" and isinstance(left, SetOf | SetBuilder | SetOp | Group) and isinstance(right, SetOf | Group):
        return SetOp("minus", (left, right))
    if isinstance(left, Quantity):
        msg = "a sum of quantities"
        raise Unreadable(msg)
    if name == "-":
        return Op("+", (_expression(left), Op("neg", (_expression(right),))))
    return Op(name, (_expression(left), _expression(right)))


def _negated(value: Answer) -> Answer:
    if isinstance(value, Quantity):
        return Quantity(_negated(value.value), value.unit)
    return Op("neg", (_expression(value),))


def _postfix(mark: str, value: Answer) -> Answer:
    if mark == "'":
        msg = "a prime"
        raise Unreadable(msg)
    return Op(mark, (_expression(value),))


_SEPARATORS = re.compile(r"[^0-9.eE+-]")


def _numeral(text: str) -> Num:
    """A numeral token as a number: separators of thousands dropped, an exponent applied."""
    digits = _SEPARATORS.sub("", text)
    mantissa, _, exponent = digits.lower().partition("e")
    whole, point, decimals = mantissa.partition(".")
    if len(mantissa) > MAX_DIGITS or (exponent and abs(int(exponent)) > MAX_EXPONENT):
        msg = f"a number of more than {MAX_DIGITS} digits"
        raise Unreadable(msg)
    value = Fraction(int((whole + decimals) or "0"), 10 ** len(decimals))
    if exponent:
        shift = int(exponent)
        value = value * 10**shift if shift >= 0 else value / 10**-shift
        return Num(value, max(0, len(decimals) - shift))
    return Num(value, len(decimals) if point and decimals else None)
