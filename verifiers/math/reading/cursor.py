"""What the rules of the grammar share: the place in the tokens, how tightly operators bind, and expressions."""

from __future__ import annotations

from verifiers.math.objects import EXPRESSIONS, Answer, Bound, Expr, Op, Ratio
from verifiers.math.reading.tokens import Token, TooLarge, Unreadable

SUM, NEGATION, PRODUCT, POWER, POSTFIX = 30, 35, 40, 50, 55
"""Binding powers. What binds more loosely (sets, ratios, relations, listings) has a rule of its own in `parse.py`."""
MAX_DEPTH = 80
"""Of nested expressions and atoms: far beyond any answer, far below Python's recursion limit (five calls for each)."""
MAX_RETRIES = 8
"""Times that a set is read again from its start; nested sets would double the work at each level."""

END = Token("end", "")
CLOSERS = frozenset(")]}|") | {"\\}", "\\rfloor", "\\rceil", "\\rangle", "\\rVert"}
SEPARATORS = frozenset({",", ";"})
ENDS = CLOSERS | SEPARATORS | {"."}
"""What an item of a list may end at."""


class Cursor:
    """A place in a list of tokens.

    token: the token here; `END` beyond the last. depth: how deeply expressions are nested here. inside: how many
    brackets are open; inside them a colon divides. bars: how many bars are open since the last bracket; then the next
    one closes. retries: how often the cursor went back. bounds: the conditions that were
    read behind values. remarks: the words that were read and are in no tree.
    """

    __slots__ = ("bars", "bounds", "depth", "inside", "position", "remarks", "retries", "token", "tokens")

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = list(tokens)  # runs of letters are split in place
        self.depth = 0
        self.inside = 0
        self.bars = 0
        self.retries = 0
        self.bounds: list[Bound] = []
        self.remarks: list[str] = []
        self.go(0)

    def go(self, position: int) -> None:
        """Go to a position."""
        self.position = position
        self.token = self.tokens[position] if position < len(self.tokens) else END

    def step(self, count: int = 1) -> None:
        """Go on by so many tokens."""
        self.position = position = self.position + count
        self.token = self.tokens[position] if position < len(self.tokens) else END

    def retry(self, position: int) -> None:
        """Go back and read again from a position; so many times only."""
        self.go(position)
        self.retries += 1
        if self.retries > MAX_RETRIES:
            msg = "sets nested too deeply"
            raise TooLarge(msg)

    def peek(self, ahead: int) -> Token:
        """The token so many further on; `END` beyond the last."""
        index = self.position + ahead
        return self.tokens[index] if index < len(self.tokens) else END

    def take(self) -> Token:
        """The token here, and go on to the next."""
        token = self.token
        self.step()
        return token

    def put(self, *tokens: Token) -> None:
        """Put tokens in place of the one here."""
        self.tokens[self.position : self.position + 1] = tokens
        self.token = tokens[0]

    def accept(self, *values: str) -> bool:
        """Go on if the token here is one of these marks or names."""
        if self.token.value in values and self.token.kind in {"mark", "name"}:
            self.step()
            return True
        return False

    def expect(self, value: str) -> None:
        """Go on over this mark or name, or raise Unreadable."""
        if not self.accept(value) and not (value == "}" and self.token is END):  # models forget the last brace
            msg = f"{value} is missing"
            raise Unreadable(msg)

    def holds(self, *marks: str, ahead: int = 0) -> bool:
        """Whether one of these marks is in the bracket that opens just before, outside inner brackets."""
        depth = 0
        for token in self.tokens[self.position + ahead :]:
            if token.value in {"(", "[", "{", "\\{"}:
                depth += 1
            elif token.value in {")", "]", "}", "\\}"}:
                depth -= 1
                if depth < 0:
                    return False
            elif depth == 0 and token.value in marks:
                return True
        return False

    def ends(self, ahead: int) -> bool:
        """Whether an item ends so many tokens further on."""
        return self.peek(ahead) is END or self.peek(ahead).value in ENDS

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


def as_expression(answer: Answer | None) -> Expr:
    """The answer, if it is an expression; units, sets and relations have no place inside one."""
    if isinstance(answer, EXPRESSIONS):
        return answer
    if isinstance(answer, Ratio) and len(answer.items) == 2:  # inside an expression a colon divides
        return Op("div", (as_expression(answer.items[0]), as_expression(answer.items[1])))
    msg = "a part that is no expression"
    raise Unreadable(msg)
