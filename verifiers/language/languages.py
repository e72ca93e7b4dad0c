"""The languages that can be a target: their codes, their names, and the script each is written in.

A language is one entry here. One that shares its script with others needs data too: its words, and the statistics of
its letters where langdetect has none (`verifiers/language/data`, written by `benchmarks/language/count.py`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple


class Language(NamedTuple):
    """A language that can be a target.

    name: in English. scripts: what it is written in, as in `verifiers.language.scripts`, with blanks between.
    codes: its other codes, with blanks between: those of ISO 639-2 and 639-3, and old ones. names: other English names.
    on_request: whether it is looked for only where it is the target or in a closed set, or where nobody names a
        target. Short English looks like Frisian ("Let's break it down step by step"), and the more languages a word
        may be in, the more often it is taken for the wrong one.
    """

    name: str
    scripts: str
    codes: str
    names: tuple[str, ...] = ()
    on_request: bool = False


LANGUAGES: dict[str, Language] = {
    "af": Language("Afrikaans", "latin", "afr"),
    "am": Language("Amharic", "ethiopic", "amh"),
    "ar": Language("Arabic", "arabic", "ara arb", ("Modern Standard Arabic", "Standard Arabic")),
    "bg": Language("Bulgarian", "cyrillic", "bul"),
    "bn": Language("Bengali", "bengali", "ben"),
    "bo": Language("Tibetan", "tibetan", "bod tib"),
    "ca": Language("Catalan", "latin", "cat"),
    "cs": Language("Czech", "latin", "ces cze"),
    "cy": Language("Welsh", "latin", "cym wel"),
    "da": Language("Danish", "latin", "dan"),
    "de": Language("German", "latin", "deu ger"),
    "el": Language("Greek", "greek", "ell gre", ("Modern Greek",)),
    "en": Language("English", "latin", "eng"),
    "es": Language("Spanish", "latin", "spa", ("Castilian",)),
    "et": Language("Estonian", "latin", "est ekk"),
    "fa": Language("Persian", "arabic", "fas per pes", ("Farsi",)),
    "fi": Language("Finnish", "latin", "fin"),
    "fr": Language("French", "latin", "fra fre"),
    "fy": Language("Frisian", "latin", "fry", ("West Frisian", "Western Frisian"), on_request=True),
    "gu": Language("Gujarati", "gujarati", "guj"),
    "he": Language("Hebrew", "hebrew", "heb iw"),
    "hi": Language("Hindi", "devanagari", "hin"),
    "hr": Language("Croatian", "latin", "hrv"),
    "hu": Language("Hungarian", "latin", "hun"),
    "hy": Language("Armenian", "armenian", "hye arm"),
    "id": Language("Indonesian", "latin", "ind in"),
    "it": Language("Italian", "latin", "ita"),
    "ja": Language("Japanese", "cjk", "jpn"),
    "ka": Language("Georgian", "georgian", "kat geo"),
    "km": Language("Khmer", "khmer", "khm", ("Central Khmer",)),
    "kn": Language("Kannada", "kannada", "kan"),
    "ko": Language("Korean", "hangul", "kor"),
    "lo": Language("Lao", "lao", "lao"),
    "lt": Language("Lithuanian", "latin", "lit"),
    "lv": Language("Latvian", "latin", "lav lvs"),
    "mk": Language("Macedonian", "cyrillic", "mkd mac"),
    "ml": Language("Malayalam", "malayalam", "mal"),
    "mr": Language("Marathi", "devanagari", "mar"),
    "my": Language("Burmese", "myanmar", "mya bur", ("Myanmar",)),
    "ne": Language("Nepali", "devanagari", "nep npi"),
    "nl": Language("Dutch", "latin", "nld dut", ("Flemish",)),
    "no": Language(
        "Norwegian", "latin", "nor nb nob nn nno", ("Norwegian Bokmål", "Bokmål", "Norwegian Nynorsk", "Nynorsk")
    ),
    "or": Language("Odia", "odia", "ori ory", ("Oriya",)),
    "pa": Language("Punjabi", "gurmukhi", "pan", ("Panjabi",)),
    "pl": Language("Polish", "latin", "pol"),
    "pt": Language("Portuguese", "latin", "por"),
    "ro": Language("Romanian", "latin", "ron rum"),
    "ru": Language("Russian", "cyrillic", "rus"),
    "si": Language("Sinhala", "sinhala", "sin", ("Sinhalese",)),
    "sk": Language("Slovak", "latin", "slk slo"),
    "sl": Language("Slovenian", "latin", "slv", ("Slovene",)),
    "so": Language("Somali", "latin", "som"),
    "sq": Language("Albanian", "latin", "sqi alb als"),
    "sv": Language("Swedish", "latin", "swe"),
    "sw": Language("Swahili", "latin", "swa swh"),
    "ta": Language("Tamil", "tamil", "tam"),
    "te": Language("Telugu", "telugu", "tel"),
    "th": Language("Thai", "thai", "tha"),
    "tl": Language("Tagalog", "latin", "tgl fil", ("Filipino",)),
    "tr": Language("Turkish", "latin", "tur"),
    "uk": Language("Ukrainian", "cyrillic", "ukr"),
    "ur": Language("Urdu", "arabic", "urd"),
    "vi": Language("Vietnamese", "latin", "vie"),
    "zh": Language("Chinese", "cjk", "zho chi cmn", ("Mandarin", "Mandarin Chinese")),
    "zh-Hans": Language("Simplified Chinese", "cjk", "", ("Chinese (Simplified)", "Chinese Simplified")),
    "zh-Hant": Language("Traditional Chinese", "cjk", "", ("Chinese (Traditional)", "Chinese Traditional")),
}
"""`zh` takes either spelling of Chinese; `zh-Hans` and `zh-Hant` count the other one as foreign."""

_SUBTAG = re.compile(r"[a-z0-9]{1,8}")
# A region of Chinese implies a spelling (BCP 47, likely subtags).
_CHINESE = {"hans": "zh-Hans", "cn": "zh-Hans", "sg": "zh-Hans", "hant": "zh-Hant"}
_CHINESE |= dict.fromkeys(("tw", "hk", "mo"), "zh-Hant")
_SCRIPTS = {
    "arab": "arabic",
    "aran": "arabic",
    "armn": "armenian",
    "beng": "bengali",
    "cyrl": "cyrillic",
    "deva": "devanagari",
    "ethi": "ethiopic",
    "geor": "georgian",
    "grek": "greek",
    "gujr": "gujarati",
    "guru": "gurmukhi",
    "hang": "hangul",
    "hebr": "hebrew",
    "khmr": "khmer",
    "knda": "kannada",
    "kore": "hangul",
    "laoo": "lao",
    "latn": "latin",
    "mlym": "malayalam",
    "mymr": "myanmar",
    "orya": "odia",
    "sinh": "sinhala",
    "taml": "tamil",
    "telu": "telugu",
    "thai": "thai",
    "tibt": "tibetan",
} | dict.fromkeys(("hani", "hans", "hant", "hira", "hrkt", "jpan", "kana"), "cjk")
"""Scripts as tags name them (ISO 15924)."""


def language_code(name: str) -> str | None:
    """The code of a language given as a code, a tag or an English name: "fr", "fra", "pt-BR", "fra_Latn", "German".

    Codes of ISO 639-1, 639-2 and 639-3, tags of BCP 47, codes of FLORES. `None` for anything else ("python", "",
    "xx"), and for a language in a script in which it cannot be judged here ("hin_Latn").
    """
    key = " ".join(name.casefold().split())
    known = _index()
    if key in known:
        return known[key]
    # A tag: the language, then subtags of up to eight letters or digits. Words in a sentence are no tag.
    first, *subtags = key.replace("_", "-").split("-")
    code = known.get(first)
    if code is None or len(first) > len("zho") or not all(_SUBTAG.fullmatch(tag) for tag in subtags):
        return None
    if code == "zh":
        extended = next((known[tag] for tag in subtags[:1] if len(tag) == len("yue") and tag in known), code)
        code = next((_CHINESE[tag] for tag in subtags if tag in _CHINESE), code) if extended == code else extended
    scripts = [tag for tag in subtags[:2] if len(tag) == len("latn") and tag.isalpha()]
    if any(_SCRIPTS.get(tag) not in LANGUAGES[code].scripts.split() for tag in scripts):
        return None
    return code


def english_name(code: str) -> str:
    """The English name of a language, or the code itself where it is none of ours ("und": undetermined)."""
    return LANGUAGES[code].name if code in LANGUAGES else code


@cache
def _index() -> dict[str, str]:
    """The code of each code and name, in small letters."""
    index = {}
    for code, language in LANGUAGES.items():
        for name in (code, language.name, *language.codes.split(), *language.names):
            index[name.casefold()] = code
    return index


@cache
def languages_in(script: str) -> tuple[str, ...]:
    """The languages of a script that are looked for in any text; of Chinese, either spelling."""
    return tuple(code for code in _written_in(script) if not LANGUAGES[code].on_request)


@cache
def all_languages_in(script: str) -> tuple[str, ...]:
    """The languages of a script, with those that are looked for on request behind the others."""
    return (*languages_in(script), *(code for code in _written_in(script) if LANGUAGES[code].on_request))


def _written_in(script: str) -> list[str]:
    return [code for code, one in LANGUAGES.items() if script in one.scripts.split() and "-" not in code]
