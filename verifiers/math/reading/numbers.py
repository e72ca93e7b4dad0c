"""Numbers in English words: `twenty-one`, `one hundred and five`, `two thirds`, `three and a half`, `2.5 million`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

SMALL = {
    word: value
    for value, word in enumerate(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty"
        ).split()
    )
}
_TENS = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_TENS["fourty"] = 40
SCALES = {
    "hundred": 100, "hundreds": 100, "thousand": 1000, "thousands": 1000, "million": 10**6, "millions": 10**6,
    "billion": 10**9, "billions": 10**9, "trillion": 10**12, "trillions": 10**12, "dozen": 12, "dozens": 12,
    "dutzend": 12, "douzaine": 12, "douzaines": 12, "docena": 12, "docenas": 12, "дюжина": 12, "дюжины": 12,
    "дюжин": 12, "打": 12,
    "lakh": 10**5, "lakhs": 10**5, "crore": 10**7, "crores": 10**7, "gross": 144, "score": 20,
    "лакх": 10**5, "крор": 10**7, "हज़ार": 1000, "हजार": 1000, "लाख": 10**5, "करोड़": 10**7, "만": 10**4, "억": 10**8,
    "mil": 1000, "millones": 10**6, "millón": 10**6, "millionen": 10**6, "mille": 1000,
    "тысяча": 1000, "тысячи": 1000, "тысяч": 1000, "тыс": 1000, "миллион": 10**6, "миллиона": 10**6,
    "миллионов": 10**6, "млн": 10**6, "миллиард": 10**9, "миллиарда": 10**9, "миллиардов": 10**9, "млрд": 10**9,
    "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "億": 10**8, "万亿": 10**12,
}  # fmt: skip
"""Words behind a number that multiply it."""
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
    "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10, "twelfth": 12, "twelfths": 12, "hundredth": 100,
    "hundredths": 100, "thousandth": 1000, "thousandths": 1000, "sixteenth": 16, "sixteenths": 16,
}  # fmt: skip
NUMERAL_WORDS = frozenset(SMALL) | frozenset(_TENS) | frozenset(SCALES) | frozenset(_PARTS)
"""Words that are numbers, or parts of one."""


def number_of(words: Sequence[str]) -> Fraction | None:
    """The number that words in lower case say, all of them; `None` if they say something else."""
    if not words or len(words) > MAX_WORDS:
        return None
    if words[0] in {"a", "an"} and len(words) > 1:
        words = ["one", *words[1:]]
    if len(words) > 1 and words[0] == "half" and words[1] in {"a", "an"}:
        scale = SCALES.get(words[2]) if len(words) == 3 else None
        return None if scale is None else Fraction(scale, 2)
    if words == ["half"]:
        return Fraction(1, 2)
    if words[-1] in _PARTS:
        if "and" in words:
            place = len(words) - 1 - list(reversed(words)).index("and")
            whole, part = _whole(words[:place]), number_of(words[place + 1 :])
            if whole is not None and part is not None and part < 1:
                return whole + part
        top = _whole(words[:-1])
        return None if top is None or not top else Fraction(top, _PARTS[words[-1]])
    whole = _whole(words)
    return None if whole is None else Fraction(whole)


MAX_WORDS = 16


def _whole(words: Sequence[str]) -> int | None:
    """A cardinal: `one hundred and five thousand`."""
    total = current = 0
    last = 10**15  # each scale is smaller than the one before
    room = 100  # what the next small number must be less than
    seen = False
    for index, word in enumerate(words):
        if word == "and":
            if not seen or index == len(words) - 1:
                return None
        elif word in SMALL or word in _TENS:
            value = SMALL.get(word, _TENS.get(word, 0))
            if value >= room or (value == 0 and (seen or len(words) > 1)):
                return None
            current += value
            room = 10 if word in _TENS else 1
            seen = True
        elif word in {"hundred", "dozen"} and seen and 0 < current < 100:
            current *= SCALES[word]
            room = 100 if word == "hundred" else 1
        elif word in SCALES and word.isascii() and SCALES[word] >= 1000 and seen and current and SCALES[word] < last:
            last = SCALES[word]
            total += current * last
            current, room = 0, 100
        else:
            return None
    return total + current if seen else None
