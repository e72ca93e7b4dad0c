r"""What other scripts and habits write, as the grammar knows it: digits, decimal commas, intervals, Chinese numerals.

Also what damages LaTeX on its way: escapes that were never resolved, degree signs of another package, a brace too many.
Each rule is certain of what was meant; what has two meanings is left to the comparison.
"""

from __future__ import annotations

import re
import unicodedata

MAX_NUMERAL = 12
"""Characters of a Chinese numeral."""

_DIGIT = re.compile(r"(?![0-9])\d")
_SIGNS = str.maketrans({"٫": ".", "٬": ",", "٪": "%", "．": ".", "｡": ".", "。": ".", "［": "[", "］": "]", "‚": ","})


def western(text: str) -> str:
    """A text with the digits 0 to 9 and the point, for those of any other script: `٣٫١٤` is 3.14, `４２` is 42."""
    if text.isascii():
        return text
    return _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text.translate(_SIGNS))


# -- damage -----------------------------------------------------------------------------------------------------------

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_DEGREES = re.compile(r"\^?\s*\{?\s*\\text(?:circ|degree)(?![A-Za-z])\s*\}?|&deg;?")
_BASE_IN_BRACKETS = re.compile(r"_\s*\{\s*\(\s*([0-9]{1,2})\s*\)\s*\}")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def repaired(text: str) -> str:
    r"""A text without the damage of its way here: `90^\textcirc}`, `90°` written as an escape, `66_{(8)}`, `5}`."""
    if "\\u" in text:
        text = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
    if "\\textcirc" in text or "\\textdeg" in text or "&deg" in text:
        text = _DEGREES.sub(r"^\\circ ", text)
    if "(" in text and "_" in text:
        text = _BASE_IN_BRACKETS.sub(r"_{\1}", text)
    return _without_stray_brace(text) if text.endswith("}") and text.count("}") > text.count("{") else text


def _without_stray_brace(text: str) -> str:
    """A text without a last brace that closes nothing."""
    depth = 0
    for brace in _BRACE.finditer(text):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth < 0:
            return text[:-1] if brace.end() == len(text) else text
    return text


# -- commas and brackets ----------------------------------------------------------------------------------------------

# Of braces around a comma, those before three digits set off thousands; the others are TeX for a decimal comma.
_BRACED_COMMA = re.compile(r"(?<=[0-9])\{,\}(?=(?:[0-9]{1,2}|[0-9]{4,})(?![0-9]))|(?<=(?<![0-9.])0)\{,\}(?=[0-9])")
_INTERVAL = r"[\[\]](?:[^\[\];]+;[^\[\];]+|[^\[\],;]+,[^\[\],;]+)[\[\]]"
_INTERVALS = re.compile(rf"\s*(?:[A-Za-z]\s*(?:=|\\in)\s*)?{_INTERVAL}(?:\s*\\cup\s*{_INTERVAL})*\s*")
_ONE_INTERVAL = re.compile(_INTERVAL)


def decimal_points(text: str) -> str:
    r"""A text with a point for the decimal comma in braces: `0{,}5`."""
    return _BRACED_COMMA.sub(".", text) if "{,}" in text else text


def round_brackets(text: str) -> str:
    r"""Intervals whose open ends are brackets turned around, as in France: `]0;1]` is `(0,1]`."""
    if "[" not in text and "]" not in text:
        return text
    if text.count("[") == text.count("]") == 1 and text.find("[") < text.find("]"):
        return text
    plain = text.replace(r"\left", "").replace(r"\right", "")
    if _INTERVALS.fullmatch(plain) is None:
        return text
    found = _ONE_INTERVAL.findall(plain)
    if all(one[0] == "[" and one[-1] == "]" for one in found):
        return text
    return _ONE_INTERVAL.sub(_turned, plain)


def _turned(interval: re.Match[str]) -> str:
    inner = interval[0][1:-1]
    if ";" in inner:
        inner = inner.replace(",", ".").replace(";", ",")
    return f"{'(' if interval[0][0] == ']' else '['}{inner}{')' if interval[0][-1] == '[' else ']'}"


# -- Chinese numerals -------------------------------------------------------------------------------------------------

_DIGITS = {digit: value for value, digits in enumerate("零 一 二两 三 四 五 六 七 八 九".split()) for digit in digits}
_DIGITS["〇"] = 0
_POWERS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = "[零〇一二两三四五六七八九十百千万]"
_FRACTION = re.compile(
    rf"(负?)({_NUMERAL}{{1,{MAX_NUMERAL}}}|[0-9]{{1,9}})分之({_NUMERAL}{{1,{MAX_NUMERAL}}}|[0-9]{{1,9}})"
)
_MIXED = re.compile(
    rf"(负?)({_NUMERAL}{{1,{MAX_NUMERAL}}})又({_NUMERAL}{{1,{MAX_NUMERAL}}})分之({_NUMERAL}{{1,{MAX_NUMERAL}}})"
)
_WHOLE = re.compile(rf"(负?)({_NUMERAL}{{1,{MAX_NUMERAL}}})")


def chinese_numbers(text: str) -> str:
    r"""A text with Chinese fractions as numbers, and a numeral that is all of it: 三分之一 is `\frac{1}{3}`."""
    if text.isascii():
        return text
    if (whole := _WHOLE.fullmatch(text.strip())) is not None and (value := _value(whole[2])) is not None:
        return f"{'-' if whole[1] else ''}{value}"
    if "分之" not in text:
        return text
    return _FRACTION.sub(_fraction, _MIXED.sub(_mixed, text) if "又" in text else text)


def _mixed(match: re.Match[str]) -> str:
    """五又三分之二 is five and two thirds."""
    whole, bottom, top = (_value(part) for part in match.groups()[1:])
    if whole is None or top is None or not bottom or top >= bottom:
        return match[0]
    sign = "-" if match[1] else ""
    return rf"{sign}{whole}\frac{{{top}}}{{{bottom}}}"


def _fraction(match: re.Match[str]) -> str:
    sign = "-" if match[1] else ""
    bottom, top = _value(match[2]), _value(match[3])
    if bottom is None or top is None:
        return match[0]
    return rf"{sign}{top}\%" if match[2] == "百" else rf"{sign}\frac{{{top}}}{{{bottom}}}"


def _value(numeral: str) -> int | None:
    """The value of a numeral; `None` where it is not well formed."""
    if numeral.isdecimal():
        return int(numeral)
    if all(sign in _DIGITS for sign in numeral):  # 二〇二六, digit by digit
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    above, _, below = numeral.partition("万")
    if below or "万" in numeral:
        high, low = _value(above) if above else None, _value(below) if below else 0
        unclear = "万" in below or len(below) == 1  # 三万五 is 35,000 for most
        return None if high is None or low is None or unclear else high * 10_000 + low
    if numeral[-1] in _DIGITS and _POWERS.get(numeral[-2], 0) > 10:  # 三百五 is 350 for most
        return None
    total = 0
    digit: int | None = None
    last = 10_000
    for sign in numeral:
        if sign in _POWERS:
            if _POWERS[sign] >= last:
                return None
            last = _POWERS[sign]
            total += (1 if digit is None else digit) * last
            digit = None
        elif digit:
            return None
        else:
            digit = _DIGITS[sign]
    return total + (digit or 0)
