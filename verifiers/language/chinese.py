"""Chinese or Japanese, and which spelling of Chinese: by Kana, and by who writes a Han character."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
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
        text = "".join(parts)
        if sum(map(_kana().__contains__, text)) * KANA_SHARE >= len(text):
            around = "ja"
            languages += [around] * len(parts)
            continue
        forms = [*map(_form, text)]
        chinese = forms.count("zh-Hans") + forms.count("zh") + sum(map(CHINESE_PARTICLES.__contains__, text))
        if chinese or "ja" in forms or len(forms) > SHORT_HAN:
            around = "zh" if chinese >= forms.count("ja") else "ja"
        language = around
        if language == "zh" and chinese_target:
            simplified, traditional = forms.count("zh-Hans"), forms.count("zh-Hant") + forms.count("zh")
            if simplified != traditional:
                language = "zh-Hans" if simplified > traditional else "zh-Hant"
            else:
                language = chinese_target
        languages += [language] * len(parts)
    return languages


@cache
def _kana() -> frozenset[str]:
    pairs = [ends.split("-") for ends in KANA.split()]
    return frozenset(chr(one) for first, last in pairs for one in range(int(first, 16), int(last, 16) + 1))


@lru_cache(maxsize=1 << 15)
def _form(character: str) -> str:
    """Who writes a Han character, by the national standards: they list what each country writes.

    "zh-Hans" and "zh-Hant": only that spelling of Chinese has it, "zh": Chinese of either, "ja": Japanese only; "":
    nobody can tell. A character that is Traditional and Japanese too is "zh-Hant": it tells the spellings of Chinese
    apart, and nothing else.
    """
    simplified, traditional, japanese = (_encodes(character, standard) for standard in ("gb2312", "big5", "iso2022_jp"))
    if simplified and not traditional:
        return "" if japanese else "zh-Hans"
    if traditional and not simplified:
        return "zh-Hant" if japanese else "zh"
    if japanese and not simplified and not traditional:
        return "ja"
    return ""


def _encodes(character: str, standard: str) -> bool:
    try:
        character.encode(standard)
    except UnicodeEncodeError:
        return False
    return True


def forget() -> None:
    """Forget the characters that were seen, as a new process would."""
    _form.cache_clear()
