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

The rules down to sets are here, the rest in `expression.py`, `atoms.py` and `commands.py`. The grammar is recursive
(brackets hold listings), and so are these modules: they import each other whole.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from verifiers.math.objects import (
    Answer,
    Cases,
    Group,
    Listing,
    Num,
    Qualified,
    Quantity,
    Ratio,
    Relation,
    SetOp,
    Sym,
    Text,
    height,
)
from verifiers.math.reading import around, atoms, before, commands, statements
from verifiers.math.reading import expression as pratt
from verifiers.math.reading.cursor import CLOSERS, END, SEPARATORS, SUM, Cursor
from verifiers.math.reading.notation import notation
from verifiers.math.reading.numbers import MAX_WORDS, number_of
from verifiers.math.reading.parity import before_colon
from verifiers.math.reading.tokens import MAX_CHARACTERS, Token, TooLarge, Unreadable, mend, tokenize
from verifiers.math.reading.words import connective, is_letter_between, text_of_words

MAX_TOKENS = 4_000
MAX_HEIGHT = 120
"""Of the tree, so terms of a sum; the functions on trees are recursive, with up to four calls a level."""
MAX_KEPT = 250
"""Characters of an answer that is kept for the next time. What is kept in all is so bounded to some 50 MB."""

RELATIONS = {
    "=": "=", "==": "=", ":=": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "!=": "!=", "\\le": "<=", "\\ge": ">=",
    "\\ne": "!=", "\\in": "in", "\\approx": "~", "\\sim": "sim", "\\equiv": "mod",
    "\\notin": "notin", "\\subset": "subset", "\\subseteq": "subset", "\\subsetneq": "psubset",
    "\\subsetneqq": "psubset", "\\supset": "supset", "\\supseteq": "supset", "\\supsetneq": "psupset",
    "\\nsubseteq": "notsubset", "\\Rightarrow": "=>", "\\Leftrightarrow": "<=>", "\\iff": "<=>", "@": "at",
    "\\to": "->", "\\rightarrow": "->", "\\ll": "<<",
    "\\propto": "propto", "\\perp": "perp", "\\parallel": "parallel", "\\cong": "cong",
}  # fmt: skip
_SETS = {"\\cup": "cup", "\\cap": "cap", "\\setminus": "minus", "\\bigcup": "cup", "\\bigcap": "cap"}

_LONE_SIGNS = (RELATIONS.keys() - {"@"}) | {"+", "-", "*", "/", "\\times", "\\div", "\\cdot", "\\pm", "\\cup", "\\cap"}
"""What an answer may be that fills in a sign."""
_FINAL = ".;:，。"
_STRIPPED = ' \t\r\n$`"“”*'
_ELLIPSIS = re.compile(r"\.[0-9]+\.{2,}\Z|[0-9,]\s*\.{3,}\Z")  # 0.333..., and lists that go on
_DATE = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")  # as ISO 8601 writes it; no differences
_ROMAN = frozenset("II III IV VI VII VIII IX XI XII XIII XIV XV XVI XVII XVIII XIX XX".split())
"""Numerals of more than one letter that name quadrants and cases."""
_REMAINDER = re.compile(
    r"([0-9]+)[\s,;~]*(?:\\(?:text|mathrm)\s*\{)?\s*(?:with\s+)?(?:an?\s+|the\s+)?(?:[Rr]|rem\.?|remainder|余|余数|Rest|reste|resto|ост\.?)"
    r"\s*(?:of|is|:|=)?\s*\}?\s*([0-9]+)"
)
"""A quotient with its remainder: `3 R 2`, "3 remainder 2"."""
_NEGATIVE = frozenset({"negative", "minus", "moins", "menos", "минус"})
"""Words that are a sign before a number."""
_STARRED = re.compile(r"(?:\^|[ℕℤℚℝℂ]|\\mathbb\s*\{?\s*[NZQRC]\s*\}?)\Z")
"""What a star at the end belongs to, and is no emphasis: `\\mathbb{N}^*`."""
_HOLES = re.compile(
    r"(?:\\text\s*\{)?\s*(?i:all|the)?\s*(?i:real numbers?|reals)\s*(?i:,?\s*except)\s*(?:for\s*)?\}?[\s:$]*"
    r"(?:[a-z]\s*=)?\s*([-+0-9,./\\{} a-z]*?)[\s$}]*"
)
"""The line without some points, in words: "all real numbers except 3"."""
_DIGITS_COMMA = re.compile(r"[0-9],[0-9]")
_SHORT_NAMES = re.compile(r"[A-Z][a-z]+ [0-9]+(?:(?:,| and|, and) [A-Z][a-z]+ [0-9]+)+")
_OUTER = re.compile(r"\\[(\[](.*)\\[)\]]\Z", re.DOTALL)
_BOXED = re.compile(r"\\(?:boxed|fbox)\s*\{(.*)\}\Z", re.DOTALL)


def read(text: str, *, commas: bool = False) -> Answer:
    """Read an answer.

    commas: read `1,234` as two numbers, which is the other meaning it can have.

    Raises Unreadable when the text is outside the grammar, TooLarge when it is too large.
    """
    if len(text) > MAX_CHARACTERS:
        msg = f"longer than {MAX_CHARACTERS} characters"
        raise TooLarge(msg)
    return _looked_up(text, commas=commas)[0]


def read_with_remarks(text: str) -> tuple[Answer, list[str]]:
    """An answer, and the words that were read and are in no tree. Raises Unreadable as `read` does."""
    read(text)  # refuses what is too long
    answer, remarks = _looked_up(text, commas=False)
    return answer, list(remarks)


_Read = tuple[Answer, tuple[str, ...]]
"""An answer and its remarks."""


def _looked_up(text: str, *, commas: bool) -> _Read:
    return _known(text, commas) if len(text) <= MAX_KEPT else _read(text, commas=commas)


@lru_cache(maxsize=2048)
def _known(text: str, commas: bool) -> _Read:  # noqa: FBT001
    """A group of rollouts shares its reference, and often its answers."""
    return _read(text, commas=commas)


def _read(text: str, *, commas: bool) -> _Read:
    stripped = strip(text)
    if stripped.isdecimal() and stripped.isascii():  # as most references are
        return atoms.as_number(stripped), ()
    stripped = mend(stripped)
    if not stripped:
        msg = "empty"
        raise Unreadable(msg)
    if name := _name(stripped):
        return Text(name), ()
    tokens = _tokens(stripped, commas=commas)
    first, *others = tokens
    if not others and first.kind == "number":
        return atoms.as_number(first.value), ()
    if not others and first.value in _LONE_SIGNS:
        return Text((first.value,)), ()
    if (first.kind in {"text", "word"} or first.value == "a") and (value := number_of_tokens(tokens)) is not None:
        return Num(value), ()
    cursor = Cursor(tokens)
    try:
        answer = whole(cursor)
    except TooLarge:
        raise
    except Unreadable:
        if not commas and _DIGITS_COMMA.search(stripped):  # `(1,100]` has two ends
            return _read(text, commas=True)[0], ()
        if (noted := notation(stripped, tokens)) is not None:
            return noted, ()
        words = _remainder(stripped) or text_of_words(tokens) or _names(stripped)
        if words is None:
            raise
        if "except" in words and (holes := _holes(stripped)) is not None:
            return _read(rf"\mathbb{{R}} \setminus \{{{holes}\}}", commas=commas)
        return Text(words), ()
    if len(tokens) > MAX_HEIGHT and height(answer) > MAX_HEIGHT:
        msg = f"more than {MAX_HEIGHT} operations in a row"
        raise TooLarge(msg)
    return answer, tuple(dict.fromkeys(cursor.remarks))


def _name(text: str) -> tuple[str, ...]:
    """The words of what is no formula although it looks like one: a date, or IV, which is not VI; none of the rest."""
    date = _DATE.fullmatch(text) if text[4:5] == "-" else None
    return date.groups() if date else (text.lower(),) if text in _ROMAN else ()


def _remainder(text: str) -> tuple[str, ...] | None:
    """A quotient with its remainder as words; `None` for any other text."""
    found = _REMAINDER.fullmatch(text) if len(text) <= MAX_PHRASE else None
    return None if found is None else (found[1], "remainder", found[2])


def _names(text: str) -> tuple[str, ...] | None:
    """The words of short names with a number each, which may be products otherwise: `Ann 3, Tom 7`."""
    return tuple(re.findall(r"\w+", text.lower())) if len(text) <= MAX_PHRASE and _SHORT_NAMES.fullmatch(text) else None


def _holes(text: str) -> str | None:
    """The points of "all real numbers except 3, 4"; `None` for any other text."""
    found = _HOLES.fullmatch(text) if len(text) <= MAX_PHRASE else None
    return None if found is None else found[1]


MAX_PHRASE = 100
"""Characters of what is told by its words."""


def _tokens(text: str, *, commas: bool) -> list[Token]:
    """The tokens of an answer, at least one, without the marks of a sentence's end, and with a sign for its word."""
    tokens = tokenize(text, commas=commas)
    while tokens and tokens[-1].value in {".", ",", ";", ":", "!"} and tokens[-1].kind == "mark":
        if tokens[-1].value == "!" and len(tokens) > 1:  # a factorial
            break
        tokens.pop()
    if not tokens:
        msg = "only punctuation"
        raise Unreadable(msg)
    if len(tokens) > MAX_TOKENS:
        msg = f"more than {MAX_TOKENS} tokens"
        raise TooLarge(msg)
    if tokens[0].value.strip().lower() in _NEGATIVE and len(tokens) > 1 and tokens[1].kind == "number":
        tokens[0] = Token("mark", "-")
    return tokens


def number_of_tokens(tokens: list[Token]) -> Fraction | None:
    """The number that an answer says in words alone: `twenty-one`."""
    if len(tokens) > 2 * MAX_WORDS:
        return None
    words = [word.lower() for token in tokens for word in re.split(r"[\s-]+", token.value.strip()) if word]
    if len(words) > 1 and words[0] in _NEGATIVE:
        value = number_of(words[1:])
        return None if value is None else -value
    return number_of(words)


def strip(text: str) -> str:
    """Take off what is around an answer: blanks, dollars, quotes, asterisks, boxes, final points."""
    if text.count('"') == 1 and ("'" in text or "\\prime" in text):  # `22^\circ 30' 15"` ends in no quote
        text = text.replace('"', "''")
    while True:
        given = text
        text = text.strip(_STRIPPED)
        if "*" in given and _STARRED.search(text) and not given.lstrip(" $").startswith("*"):
            return text + "*" if "*" in given.strip()[len(text) :] else text
        if text.endswith("\\"):  # the strip took the dollar or the blank of an escape
            text = given.strip(" \t\r\n")
            return text if text == given else strip(text)
        if text[-1:] in _FINAL and not _ELLIPSIS.search(text):
            text = text.rstrip(_FINAL)
        if text[:1] == "'" == text[-1:] and text.count("'") == 2:  # no prime
            text = text[1:-1]
        if text.startswith("\\"):
            for pattern in (_OUTER, _BOXED):
                match = pattern.match(text)
                if match is not None:
                    text = match[1]
        if text == given:
            return text


def whole(cursor: Cursor) -> Answer:
    """The answer that all tokens together are."""
    cursor.accept("=", "\\Rightarrow")  # the end of a line of working
    answer = atoms.set_of(cursor) if _is_bare_set(cursor) else listing(cursor)
    if isinstance(answer, Num) and cursor.tokens[0].value == "[":  # a list of one, and no number
        answer = Group("[", "]", (answer,))
    if cursor.token is not END:
        msg = f"cannot read {cursor.token.value!r}"
        raise Unreadable(msg)
    if isinstance(answer, Cases) and len(answer.branches) == 1:
        answer = around.restricted(cursor, answer)
    if not cursor.bounds:
        return answer
    if not all(around.binds(bound, answer) for bound in cursor.bounds):
        msg = "a condition on something else"
        raise Unreadable(msg)
    return Qualified(answer, tuple(dict.fromkeys(cursor.bounds)))


def _is_bare_set(cursor: Cursor) -> bool:
    """Whether the braces of a set were left out: `x | x < 3`. If so, they are put there."""
    tokens = cursor.tokens
    if len(tokens) < 5 or tokens[1].value != "|" or tokens[0].kind not in {"letter", "name"}:
        return False
    said = [token.value for token in tokens[2:]]
    if tokens[0].value not in said or "|" in said or RELATIONS.keys().isdisjoint(said):
        return False
    tokens.append(Token("mark", "}"))
    return True


def listing(cursor: Cursor) -> Answer:
    """Items between separators, up to a closing bracket or the end."""
    items = [item(cursor)]
    separators: list[str] = []
    while (mark := separator(cursor)) is not None:
        if at_end_of_list(cursor):
            if mark in {",", ";"}:  # a trailing comma
                break
            msg = f"nothing behind {mark!r}"
            raise Unreadable(msg)
        separators.append(mark)
        items.append(item(cursor))
    if len(items) == 1:
        return items[0]
    if isinstance(items[0], Cases) and all(isinstance(part, Cases) for part in items):
        return _pieces(items)
    if ";" in separators and len(set(separators)) > 1:
        return Listing(tuple(_grouped(items, separators)), ";")
    solutions = _solutions(items, separators)
    return Listing(solutions, "or") if solutions else Listing(tuple(items), separators[-1])


def _pieces(items: list[Answer]) -> Answer:
    """A function that is given piece by piece, side by side: `f(x) = 2x if x > 1, 5 if x <= 1`."""
    branches = [branch for part in items if isinstance(part, Cases) for branch in part.branches]
    value, condition = branches[0]
    if isinstance(value, Relation) and value.ops == ("=",) and len(value.items) == 2:  # the name of the whole
        return Relation((value.items[0], Cases(((value.items[1], condition), *branches[1:]))), ("=",))
    return Cases(tuple(branches))


def _solutions(items: list[Answer], separators: list[str]) -> tuple[Answer, ...]:
    """The solutions of `x = 1, y = 2 or x = 3, y = 4`, each with its values: "or" is between them."""
    if not {"or", "\\lor"} & set(separators) or len(set(separators)) == 1:
        return ()
    groups: list[list[Answer]] = [[items[0]]]
    for mark, item in zip(separators, items[1:], strict=True):
        if mark in {"or", "\\lor"}:
            groups.append([item])
        else:
            groups[-1].append(item)
    names = [[part.items[0] for part in group if isinstance(part, Relation) and part.ops == ("=",)] for group in groups]
    wanted = set(names[0])
    sizes = {len(group) for group in groups} | {len(found) for found in names}
    if sizes != {len(wanted)} or any(set(found) != wanted for found in names):
        return ()
    return tuple(Listing(tuple(group), ",") for group in groups)


def separator(cursor: Cursor) -> str | None:
    """Take separators: a comma and an "and" behind it are one."""
    found = None
    while True:
        token = cursor.token
        if token.kind == "mark" and token.value in SEPARATORS:
            found = found or token.value
        elif token.kind in {"name", "text", "word"}:
            word = connective(token)
            if word is not None and not around.fraction_follows(cursor, 0):
                found = word if found in {None, ","} else found
            elif (token.kind == "text" and not token.value.strip(" ,")) or token.value == "\\\\":
                found = found or ","
            else:
                return found
        elif token.kind == "letter" and is_letter_between(cursor.peek(-1), token, cursor.peek(1)):
            found = "or" if token.value in {"o", "u"} else "and"
        else:
            return found
        cursor.step()


def at_end_of_list(cursor: Cursor) -> bool:
    """Whether nothing follows that a listing could hold."""
    return cursor.token is END or cursor.token.value in CLOSERS


def item(cursor: Cursor) -> Answer:
    """A relation with the words around it: a label before, a unit, a noun, a remark or a condition behind."""
    if cursor.token.kind == "number" and cursor.peek(1).value in _ENDS_NUMBER:  # most items
        return around.behind(cursor, pratt.expression(cursor, SUM))
    begins = cursor.token.kind not in {"mark", "number"}  # what no label and no currency begins with
    if begins and cursor.token.kind != "text" and statements.is_statement(cursor):
        return before.labelled(*statements.statement(cursor))
    if begins and (even := before_colon(cursor)) is not None:
        return Cases(((around.behind(cursor, relation(cursor)), even),))
    words = before.label(cursor) if begins else ()
    currency = before.money(cursor) if begins else ""
    value = relation(cursor)
    value = around.behind(cursor, Quantity(value, currency) if currency else value)
    return before.labelled(words, value)


_ENDS_NUMBER = frozenset({END.value, ",", ";", ")", "]", "}"})
"""No operator and no factor can follow a number before these."""


def relation(cursor: Cursor) -> Answer:
    """A chain of relations, or what stands alone."""
    start = cursor.position
    items = [ratio(cursor)]
    if cursor.token is END:
        return items[0]
    ops: list[str] = []
    while True:
        if cursor.token.kind in {"mark", "name"} and cursor.token.value in RELATIONS:
            ops.append(RELATIONS[cursor.take().value])
        elif not ops and before.is_copula(cursor):  # x is 5
            cursor.step()
            ops.append("=")
        elif cursor.token.value == "\\xrightarrow":
            cursor.step()
            ops.append(f"->{atoms.argument_text(cursor)}")
        else:
            break
        if ops[-1] == "<" and cursor.accept("="):
            ops[-1] = "<="
        elif ops[-1] == ">" and cursor.accept("="):
            ops[-1] = ">="
        before.skip_fillers(cursor)
        items.append(numbers_set(ratio(cursor), ops[-1]))
    if not ops and not at_modulus(cursor):
        return items[0]
    if not ops or ops[-1] == "mod" or at_modulus(cursor):
        return congruence(cursor, items, ops)
    if ops[0] in {"sim", "cong"} and len(set(ops)) == 1:
        matched = commands.corresponding(cursor.tokens[start : cursor.position])
        return Relation(matched or tuple(items), tuple(ops))
    return Relation(tuple(items), tuple(ops))


def numbers_set(node: Answer, sign: str) -> Answer:
    r"""A set of numbers by its plain letter, behind `\in`; any other answer as it is."""
    plain = sign in {"in", "notin"} and isinstance(node, Sym) and node.name in {"R", "N", "Z", "Q"}
    return Sym(f"\\mathbb {node.name}") if plain and isinstance(node, Sym) else node


_MODULI = frozenset({"\\pmod", "\\mod", "\\bmod", "mod"})


def at_modulus(cursor: Cursor) -> bool:
    r"""Whether `\pmod 7` or `(mod 7)` follows."""
    return cursor.token.value in _MODULI or (cursor.token.value == "(" and cursor.peek(1).value in _MODULI)


def congruence(cursor: Cursor, items: list[Answer], ops: list[str]) -> Answer:
    r"""`x \equiv 3 \pmod 7`: the modulus is one item more."""
    if cursor.token.value in _MODULI:
        cursor.step()
        modulus = ratio(cursor)
        return Relation((*items, modulus), (*ops, "modulus"))
    if at_modulus(cursor):
        cursor.step(2)
        modulus = ratio(cursor)
        cursor.expect(")")
        return Relation((*items, modulus), (*ops, "modulus"))
    return Relation(tuple(items), tuple(ops))


def ratio(cursor: Cursor) -> Answer:
    """`1:2:3`, or what stands alone."""
    first = sets(cursor)
    if not at_colon(cursor):
        return first
    items = [first]
    while at_colon(cursor):
        cursor.step()
        items.append(sets(cursor))
    return Ratio(tuple(items))


def at_colon(cursor: Cursor) -> bool:
    """Whether a colon follows, or "to" before a number."""
    token = cursor.token
    if token.kind == "mark":
        return token.value == ":"
    return token.kind in {"text", "word"} and token.value.strip() == "to" and cursor.peek(1).kind == "number"


def sets(cursor: Cursor) -> Answer:
    """Sets combined, or what stands alone."""
    left = pratt.expression(cursor, SUM)
    while cursor.token.value in _SETS:
        name = _SETS[cursor.take().value]
        right = pratt.expression(cursor, SUM)
        if isinstance(left, SetOp) and left.name == name == "cup":
            left = SetOp(name, (*left.items, right))
        else:
            left = SetOp(name, (left, right))
    return left


def _grouped(items: list[Answer], separators: list[str]) -> list[Answer]:
    """Semicolons separate groups of items that commas separate."""
    groups: list[list[Answer]] = [[items[0]]]
    for separator, item in zip(separators, items[1:], strict=True):
        if separator == ";":
            groups.append([item])
        else:
            groups[-1].append(item)
    return [group[0] if len(group) == 1 else Listing(tuple(group)) for group in groups]
