"""Chinese or Japanese, and which spelling of Chinese: by Kana, and by who writes a Han character."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby

from verifiers.language.scripts import KANA
from verifiers.language.words import Run

KANA_SHARE = 8
"""A sentence with one Kana in that many characters is Japanese."""
SHORT_HAN = 8
"""Up to that many Han characters alone may be a Japanese term; a whole sentence has Kana."""
CHINESE_PARTICLES = frozenset("是你她吗呢没把也让跟")
"""Small words of Chinese that a Japanese term of Han characters hardly ever holds."""


def label_cjk(runs: Sequence[Run], target: str | None) -> list[str]:
    """Chinese or Japanese, sentence by sentence: Kana, else characters of one of them only, else the context."""
    languages: list[str] = []
    around = target if target == "ja" else "zh"
    chinese_target = target if target in {"zh-Hans", "zh-Hant"} else None
    for _, group in groupby(runs, key=lambda run: run.sentence):
        parts = [run.words[0] for run in group]
        count = "".join(parts).translate(kinds).count  # a letter for each character, because counting letters is fast
        length = sum(map(len, parts))
        if count(KANA_KIND) * KANA_SHARE >= length:
            around = "ja"
            languages += [around] * len(parts)
            continue
        simplified, traditional = count("s") + count("S"), count("t") + count("T") + count("z") + count("Z")
        japanese, particles = count("j") + count("J"), sum(map(count, "PSTZJ"))
        chinese = simplified + count("z") + count("Z") + particles
        if chinese or japanese or length > SHORT_HAN:
            around = "zh" if chinese >= japanese else "ja"
        language = around
        if language == "zh" and chinese_target:
            if simplified != traditional:
                language = "zh-Hans" if simplified > traditional else "zh-Hant"
            else:
                language = chinese_target
        languages += [language] * len(parts)
    return languages


KANA_KIND = "k"


class _Kinds(dict[int, str]):
    """The kind of each character that was seen: `KANA_KIND`, or who writes it. A particle has a capital letter.

    By the national standards, which list what each country writes: "s" and "t" where only the Simplified or the
    Traditional spelling of Chinese has it, "z" where it is Chinese of either, "j" where it is Japanese only; "p" where
    nobody can tell. A character that is Traditional and Japanese too is "t": it tells the spellings of Chinese apart,
    and nothing else.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kind = KANA_KIND if character in _kana() else _form(character)
        kind = kind.upper() if character in CHINESE_PARTICLES else "-" if kind == "p" else kind
        self[code] = kind
        return kind


kinds = _Kinds()


@cache
def _kana() -> frozenset[str]:
    pairs = [ends.split("-") for ends in KANA.split()]
    return frozenset(chr(one) for first, last in pairs for one in range(int(first, 16), int(last, 16) + 1))


def _form(character: str) -> str:
    simplified, traditional, japanese = (_encodes(character, standard) for standard in ("gb2312", "big5", "iso2022_jp"))
    if simplified and not traditional:
        return "p" if japanese else "s"
    if traditional and not simplified:
        return "t" if japanese else "z"
    if japanese and not simplified and not traditional:
        return "j"
    return "p"


def _encodes(character: str, standard: str) -> bool:
    try:
        character.encode(standard)
    except UnicodeEncodeError:
        return False
    return True


def forget() -> None:
    """Forget the characters that were seen, as a new process would."""
    kinds.clear()
