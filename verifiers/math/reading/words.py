"""The words in answers: units and nouns behind numbers, qualifiers that change nothing, and text answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from verifiers.math.reading.tokens import Token

NUMBER_WORDS = {
    word: value
    for value, word in enumerate(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty"
        ).split()
    )
}
COUNTS = frozenset(NUMBER_WORDS)
ORDINALS = frozenset({"st", "nd", "rd", "th"})
FILLERS = frozenset(
    "only just exactly approximately about the answer is are equals equal to roughly around or all".split()
) - {
    "or",
    "all",
}
ENGLISH = frozenset(
    (
        "a the for and or not yes odd all any day days if is in of to by no on am pm mod at as it so per cm mm km kg "
        "mg lb lbs oz ft mi hr hrs min sec mph kph even none true both red who why man men boy gal box cup can one two "
        "six ten pct are was be we he she its his her has had may let get but nor our out way set sum ml cc deg rad "
        "yd mol units unit when where with than then more less each other east west north south does exist blue left "
        "right only"
    ).split()
)
"""Short runs of letters that are words and not products of variables."""

_UNIT_WORDS = {
    "m": "meter", "meter": "meter", "metre": "meter", "cm": "centimeter", "centimeter": "centimeter",
    "mm": "millimeter",
    "centimetre": "centimeter", "millimeter": "millimeter", "km": "kilometer", "kilometer": "kilometer",
    "kilometre": "kilometer", "inch": "inch", "in": "inch", "foot": "foot", "feet": "foot", "ft": "foot",
    "yard": "yard",
    "yd": "yard", "mile": "mile", "mi": "mile", "gram": "gram", "g": "gram", "kg": "kilogram", "kilogram": "kilogram",
    "mg": "milligram", "milligram": "milligram", "pound": "pound", "lb": "pound", "lbs": "pound", "ounce": "ounce",
    "oz": "ounce", "ton": "ton", "second": "second", "sec": "second", "s": "second", "minute": "minute",
    "min": "minute",
    "hour": "hour", "hr": "hour", "hrs": "hour", "h": "hour", "day": "day", "week": "week", "month": "month",
    "year": "year", "liter": "liter", "litre": "liter", "l": "liter", "ml": "milliliter", "milliliter": "milliliter",
    "gallon": "gallon", "quart": "quart", "pint": "pint", "cup": "cup", "mph": "mile/hour", "kph": "kilometer/hour",
    "dollar": "$", "cent": "cent", "euro": "€", "pound sterling": "£", "percent": "%", "pct": "%", "percentage": "%",
    "degree": "degree", "deg": "degree", "radian": "radian", "rad": "radian", "unit": "unit", "newton": "newton",
    "joule": "joule", "watt": "watt", "volt": "volt", "ampere": "ampere", "ohm": "ohm", "hertz": "hertz",
    "pascal": "pascal", "kelvin": "kelvin", "celsius": "celsius", "fahrenheit": "fahrenheit", "mol": "mole",
    "mole": "mole", "acre": "acre", "hectare": "hectare", "cc": "centimeter^3", "ev": "electron_volt", "n": "newton",
    "j": "joule", "w": "watt", "v": "volt", "k": "kelvin", "hz": "hertz", "pa": "pascal",
}  # fmt: skip
LETTER_UNITS = {letter: _UNIT_WORDS[letter.lower()] for letter in "mgshlLNJWVK"}
"""Single letters that are units where the other side says that there is one."""
UNITS = frozenset(word for word in _UNIT_WORDS if len(word) > 1)
"""Glued to a number, a single letter is a variable and never a unit."""

_QUALIFIERS = frozenset(
    (
        "for all any some every each where with is are an a arbitrary positive negative nonnegative non-negative real "
        "integer integers number numbers natural constant constants and the whole nonzero non-zero complex rational "
        "value values of being real-valued or in both"
    ).split()
)


MAX_QUALIFIER = 40
"""Tokens. It is looked for behind every comma, so that its length is a factor of the work."""


def binds_only(tokens: list[Token]) -> bool:
    r"""Whether words behind an answer only name its variables: "for all positive integers n", "k \in \mathbb{Z}".

    Anything else is a condition, and part of the answer.
    """
    if not tokens or len(tokens) > MAX_QUALIFIER:
        return False
    seen_word = False
    for token in tokens:
        if token.kind in {"text", "word"}:
            words = re.findall(r"[A-Za-z-]+", token.value.lower())
            if not all(word in _QUALIFIERS or len(word) == 1 for word in words):
                return False
            seen_word = seen_word or any(word in _QUALIFIERS and len(word) > 1 for word in words)
        elif token.kind == "letter":
            seen_word = seen_word or token.value.startswith("\\mathbb")
        elif token.value not in {"\\in", ",", "\\forall", "and", "or", "^", "*"}:
            return False
    return seen_word


DENYING = frozenset(
    (
        "not no never none neither nor cannot without isn't isnt wrong incorrect false maybe perhaps possibly probably "
        "or but if unless instead either rather versus vs"
    ).split()
)
_NO_NOUNS = (
    DENYING
    | COUNTS
    | frozenset(
        (
            "is are was were because since then when where than more less fewer at most least about almost nearly "
            "plus minus times over divided half double doubled triple tripled twice thrice squared cubed root "
            "factorial inverse reciprocal negative below hundred thousand million billion trillion power"
        ).split()
    )
)
"""Words behind a number that say something of it, or make another number of it, and count nothing."""
_ADJECTIVES = frozenset({"wrong", "incorrect", "false"})
"""Before a noun they say what is counted: "3 wrong answers"."""
MAX_UNIT_WORDS = 8


def denies(words: Iterable[str]) -> bool:
    """Whether words beside a number take it back, or leave open whether it is meant."""
    return not DENYING.isdisjoint(words)


def is_noun(words: Sequence[str]) -> bool:
    """Whether words behind a number can be what is counted; not "42 minus one", "42 thousand", "42 is not it"."""
    counted = words[1:] if len(words) > 1 and words[0] in _ADJECTIVES else words
    return len(words) <= MAX_UNIT_WORDS and _NO_NOUNS.isdisjoint(counted)


def unit_name(tokens: list[Token]) -> str | None:
    r"""The unit or counted noun in the tokens behind a number; `None` if they are something else.

    `cm^2`, `\text{ square meters}`, "miles per hour", "chocolate candies", "\circ C".
    """
    words: list[str] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.kind in {"text", "word"} or (token.kind == "letter" and words):
            parts = re.findall(r"[a-z$]+|/|[0-9]+", token.value.lower())
            if not words and parts and parts[0].isdigit():
                return None
            words += ["^" + part if part.isdigit() else "per" if part == "/" else part for part in parts]
        elif token.value == "^" and following is not None and words:
            power = [token.value for token in tokens[index + 1 : index + 5]]
            braced = power.index("}") if power[0] == "{" and "}" in power else 0
            words.append("^" + ("".join(power[1:braced]) if braced else power[0]))
            index += braced + 1
        elif token.value == "/" and words:
            words.append("per")
        elif token.value in {"$", "€", "£"} and len(tokens) == 1:
            return token.value
        elif token.value in {".", "\\cdot", "(", ")"} and words:
            pass
        elif token.value == "}" and following is not None and following.value == "{" and words:
            words.append("per")  # between the parts of \frac{\text{km}}{\text{h}}
        elif token.value in {"\\frac", "{", "}"} and any(part.kind == "text" for part in tokens):
            pass
        else:
            return None
        index += 1
    return _canonical(words) if is_noun(words) else None


def _canonical(words: list[str]) -> str | None:
    """One spelling for a unit: singular, `square meter` and `sq m` as `meter^2`, `per` as `/`."""
    words = [word for word in words if word not in ORDINALS | {"of", "the", "in", "a", "an"}]
    if not words:
        return ""
    if words in (["a", "m"], ["p", "m"]):
        return "".join(words)
    parts: list[str] = []
    power = ""
    for word in words:
        if word in {"square", "sq"}:
            power = "^2"
        elif word in {"cubic", "cu"}:
            power = "^3"
        elif word.startswith("^"):
            if parts:
                parts[-1] += word
        elif word == "per":
            parts.append("/")
        else:
            parts.append(_UNIT_WORDS.get(word, _UNIT_WORDS.get(singular(word), singular(word))) + power)
            power = ""
    if power:
        parts.append("unit" + power)
    return " ".join(parts).replace(" / ", "/")


def singular(word: str) -> str:
    """The singular of an English noun, well enough to compare with another plural."""
    if word == "inches":
        return "inch"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ses", "xes", "ches", "shes")) and len(word) > 4:
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss") and len(word) > 2:
        return word[:-1]
    return word


_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")
_WORDS = ENGLISH | COUNTS


def is_product(token: Token) -> bool:
    """Whether a run of letters is a product of variables rather than a word."""
    run = token.value
    if token.kind != "word" or not run.isascii():
        return False
    if run.isupper():  # NO is a segment, or a loud no
        return len(run) <= 2 * MAX_PRODUCT
    return len(run) <= MAX_PRODUCT and run.lower() not in _WORDS


MAX_PRODUCT = 3
"""Letters of a product that is written as one run; twice as many for points in capitals, as in ABCD."""


_PUNCTUATION = frozenset(".,;:{}()!?'\"")


def text_of_words(tokens: list[Token]) -> tuple[str, ...] | None:
    """The words of an answer that is text; `None` if it has none, or mathematics that words do not explain."""
    words: list[str] = []
    has_word = False
    for index, token in enumerate(tokens):
        if token.value == "+" and index + 1 < len(tokens) and tokens[index + 1].value == "\\infty":
            continue
        if token.kind in {"text", "word"}:
            found = _WORD.findall(token.value)
            has_word = has_word or (bool(found) and not is_product(token))
            words += found
        elif token.value == "-" and token.glued and words:
            continue  # a hyphen; a minus has a blank before it, or nothing
        elif token.kind != "mark" or token.value not in _PUNCTUATION:
            words.append(token.value)
    return tuple(word.lower() if len(word) > 1 else word for word in words) if has_word else None
