"""Writing systems: which characters belong to them, and how their words are counted.

Which languages are written in them is in `verifiers.language.languages`.

The tables are kept small (the ranges that carry living languages) and nothing is compiled before it is needed:
`import verifiers` must stay cheap.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple


class Script(NamedTuple):
    """A writing system.

    ranges: its letters and the marks that live only in it, as pairs of code points, in hexadecimal.
    unit: what a word is. "run": letters without a break (scripts with spaces). "character": each one (Han, Kana).
        "quarter": four letters, about a Thai word; for scripts without spaces, whose words only a dictionary finds.
    """

    ranges: str
    unit: Literal["run", "character", "quarter"] = "run"


SCRIPTS: dict[str, Script] = {
    "latin": Script(
        # … full-width letters, and the mathematical alphabets, which can spell words too
        "41-5a 61-7a aa ba c0-d6 d8-f6 f8-2af 1e00-1eff 2c60-2c7f a722-a7ff fb00-fb06 ff21-ff3a ff41-ff5a 1d400-1d7cb"
    ),
    "cyrillic": Script("400-481 483-487 48a-52f 1c80-1c8a a640-a69f"),
    "greek": Script("370-373 376-37d 37f 386 388-3ff 1f00-1fff"),
    "armenian": Script("531-556 559 560-588"),
    "hebrew": Script("591-5bd 5bf 5c1-5c2 5c4-5c5 5c7 5d0-5ea 5ef-5f4 fb1d-fb4f"),
    "arabic": Script(
        "200c 610-61a 620-65f 66e-6d3 6d5-6dc 6df-6e8 6ea-6ef 6fa-6ff 750-77f 8a0-8ff fb50-fbb1 "
        "fbd3-fd3d fd50-fdfb fe70-fefc"
    ),
    "devanagari": Script("900-963 971-97f a8e0-a8ff"),
    "bengali": Script("980-9e3 9f0-9f1 9fc 9fe"),
    "gurmukhi": Script("a01-a5e a70-a75"),
    "gujarati": Script("a81-ae3 af9-aff"),
    "odia": Script("b01-b63 b71"),
    "tamil": Script("b82-bd7"),
    "telugu": Script("c00-c63"),
    "kannada": Script("c80-ce3 cf1-cf2"),
    "malayalam": Script("d00-d63 d7a-d7f"),
    "sinhala": Script("d81-ddf df2-df3"),
    "thai": Script("e01-e3a e40-e4e", "quarter"),
    "lao": Script("e81-ecd edc-edf", "quarter"),
    "tibetan": Script("f40-fbc"),  # a dot is between syllables, which are counted
    "myanmar": Script("1000-103f 1050-108f 109a-109d", "quarter"),
    "georgian": Script("10a0-10fa 10fc-10ff 1c90-1cbf"),
    "hangul": Script("1100-11ff 3131-318e a960-a97c ac00-d7fb"),
    "ethiopic": Script("1200-135f 1380-138f 2d80-2dde"),
    "khmer": Script("1780-17d3 17dc-17dd", "quarter"),
    # Han, Kana and Bopomofo in one: which of them a sentence has decides between Chinese and Japanese.
    "cjk": Script(
        "3005-3007 3041-3096 3099-309f 30a1-30fa 30fc-30ff 3105-312f 31a0-31bf 31f0-31ff 3400-4dbf 4e00-9fff f900-faff "
        "ff66-ff9f 20000-323af",
        "character",
    ),
}

KANA = "3041-3096 3099-309f 30a1-30fa 30fc-30ff 31f0-31ff ff66-ff9f"
MARKS = "300-36f 1ab0-1aff 1dc0-1dff 20d0-20f0 fe20-fe2f"
"""Accents that may follow any letter."""


@cache
def character_class(ranges: str) -> str:
    """The inside of a regular expression's character class for ranges such as "41-5a aa"."""
    return "".join("-".join(f"\\U{int(end, 16):08x}" for end in ends.split("-", maxsplit=1)) for ends in ranges.split())
