"""Words that are in the target language by their letters, and say nothing: said over and over, or of no language.

A model that is paid for the share of a language can fill a text with one word, or with words that it makes up. What is
repeated in honest mathematics (steps, cases, a wrong turn taken twice) is longer, or has other numbers or formulas in
it each time, and is no more than half of what is said. Made-up words are none of the common ones that a third to nine
tenths of any text consists of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from operator import eq

from verifiers.language.label import Segment
from verifiers.language.profiles import all_words_of, is_known

MIN_COPIES = 3
MAX_PERIOD = 2
MAX_HAN_PERIOD = 8
"""What is said at least so often in a row, of at most so many words or characters of Han, is said once. A sentence that
a model cannot leave is still in its language; other rewards see to that."""
PADDING = 0.5
"""Words that were said before count as none only where they are more than that share of the target's."""
MIN_WORDS = 16
MANY_WORDS = 30
FEW_KNOWN = 0.04
"""So many different words are of no language where none of them is common, or of many less than that share."""
MIN_ENGLISH_WORDS = 12
FEW_KNOWN_ENGLISH = 0.2
"""The same of English, of which more words are known here: in 3,000 chains and solutions 0.28 of the words at least."""
UNDETERMINED = "und"
_SAYS = re.compile(r"[0-9$\\=+<>√π]+")


def without_padding(segments: list[Segment], target: str, text: str) -> list[Segment]:
    """Segments, where those in the target language that are padding are in none ("und")."""
    own = [segment for segment in segments if segment.language == target]
    if not own:
        return segments
    words = [word for segment in own for word in segment.words]
    if _is_made_up(words, own[0].run.script, target):
        return [one._replace(language=UNDETERMINED) if one.language == target else one for one in segments]
    is_han = any(map(_by_character, own))
    units = list("".join(words)) if is_han else words
    periods = range(1, 1 + (MAX_HAN_PERIOD if is_han else MAX_PERIOD))
    # Bounds that take no time: a part of the loop is that often the same, and what is said again follows its like.
    if max(Counter(units).values()) < PADDING / len(periods) * len(units):
        return segments
    if sum([sum(map(eq, units[period:], units)) for period in periods]) <= PADDING * len(units):
        return segments
    return _said_once(segments, target, text, max(periods))


def _is_made_up(words: Sequence[str], script: str, target: str) -> bool:
    if script != "latin" or not is_known(target):
        return False
    different = {word.lower() for word in set(words)}
    known = len(different & all_words_of(target))
    if target == "en":
        return len(different) >= MIN_ENGLISH_WORDS and known < FEW_KNOWN_ENGLISH * len(different)
    few = len(different) >= MANY_WORDS and known < FEW_KNOWN * len(different)
    return few or (not known and len(different) >= MIN_WORDS)


def _by_character(segment: Segment) -> bool:
    """Whether words stand without blanks between them, so that they are all one."""
    return len(segment.words) == 1 and segment.weight > 1


def _said_once(segments: list[Segment], target: str, text: str, longest: int) -> list[Segment]:
    """Segments, where words of the target that were said before are in no language, if they are more than half."""
    units: list[str] = []  # words and characters of the target, and the numbers and formulas between them
    owners: list[int] = []
    end = 0
    for index, segment in enumerate(segments):
        for said in _SAYS.findall(text, end, segment.run.start):
            units.append(said)
            owners.append(-1)
        end = max(end, segment.run.start)
        if segment.language == target:
            own = list(segment.words[0]) if _by_character(segment) else list(segment.words)
            units += own
            owners += [index] * len(own)
    again = _repeated(units, longest)
    lengths = [0] * len(segments)
    repeated = [0] * len(segments)
    for owner, said_before in zip(owners, again, strict=True):
        if owner >= 0:
            lengths[owner] += 1
            repeated[owner] += said_before
    if sum(repeated) <= PADDING * sum(lengths):
        return segments
    found: list[Segment] = []
    for segment, length, times in zip(segments, lengths, repeated, strict=True):
        lost = round(segment.weight * times / length) if times else 0
        if lost:
            found.append(segment._replace(language=UNDETERMINED, weight=lost))
        if lost < segment.weight:
            found.append(segment._replace(weight=segment.weight - lost))
    return found


def _repeated(units: Sequence[str], longest: int) -> list[bool]:
    """Which words are a copy in a row of copies, all but the first of them."""
    again = bytearray(len(units))
    for period in range(1, min(longest, len(units) // MIN_COPIES) + 1):
        same = bytes(map(eq, units[period:], units))
        for match in re.finditer(rb"\x01{%d,}" % (period * (MIN_COPIES - 1)), same):
            begin, end = match.start() + period, match.end() + period
            again[begin:end] = b"\x01" * (end - begin)
    return list(map(bool, again))
