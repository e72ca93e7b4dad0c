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
    near: the codes of languages that hardly differ in writing, with blanks between. Where it is the target, text in
        those counts as its own.
    """

    name: str
    scripts: str
    codes: str
    names: tuple[str, ...] = ()
    on_request: bool = False
    near: str = ""


LANGUAGES: dict[str, Language] = {
    "af": Language("Afrikaans", "latin", "afr"),
    "am": Language("Amharic", "ethiopic", "amh"),
    "ar": Language("Arabic", "arabic", "ara arb", ("Modern Standard Arabic", "Standard Arabic")),
    "as": Language("Assamese", "bengali", "asm", on_request=True),
    "az": Language("Azerbaijani", "latin", "aze azj", ("Azeri", "North Azerbaijani"), on_request=True),
    "be": Language("Belarusian", "cyrillic", "bel", ("Belarussian",)),
    "bg": Language("Bulgarian", "cyrillic", "bul"),
    "bho": Language("Bhojpuri", "devanagari", "", on_request=True),
    "bn": Language("Bengali", "bengali", "ben"),
    "bo": Language("Tibetan", "tibetan", "bod tib"),
    "bs": Language("Bosnian", "latin", "bos", on_request=True, near="hr sr"),
    "ca": Language("Catalan", "latin", "cat"),
    "ceb": Language("Cebuano", "latin", "", ("Bisaya",), on_request=True),
    "cs": Language("Czech", "latin", "ces cze"),
    "cy": Language("Welsh", "latin", "cym wel"),
    "da": Language("Danish", "latin", "dan"),
    "de": Language("German", "latin", "deu ger"),
    "el": Language("Greek", "greek", "ell gre", ("Modern Greek",)),
    "en": Language("English", "latin", "eng"),
    "eo": Language("Esperanto", "latin", "epo", on_request=True),
    "es": Language("Spanish", "latin", "spa", ("Castilian",)),
    "et": Language("Estonian", "latin", "est ekk"),
    "eu": Language("Basque", "latin", "eus baq", on_request=True),
    "fa": Language("Persian", "arabic", "fas per pes", ("Farsi",)),
    "fi": Language("Finnish", "latin", "fin"),
    "fr": Language("French", "latin", "fra fre"),
    "fy": Language("Frisian", "latin", "fry", ("West Frisian", "Western Frisian"), on_request=True),
    "ga": Language("Irish", "latin", "gle", ("Irish Gaelic",), on_request=True),
    "gl": Language("Galician", "latin", "glg", on_request=True),
    "gu": Language("Gujarati", "gujarati", "guj"),
    "ha": Language("Hausa", "latin", "hau", on_request=True),
    "he": Language("Hebrew", "hebrew", "heb iw"),
    "hi": Language("Hindi", "devanagari", "hin"),
    "hr": Language("Croatian", "latin", "hrv"),
    "ht": Language("Haitian Creole", "latin", "hat", ("Haitian", "Kreyòl Ayisyen"), on_request=True),
    "hu": Language("Hungarian", "latin", "hun"),
    "hy": Language("Armenian", "armenian", "hye arm"),
    "id": Language("Indonesian", "latin", "ind in"),
    "ig": Language("Igbo", "latin", "ibo", on_request=True),
    "is": Language("Icelandic", "latin", "isl ice", on_request=True),
    "it": Language("Italian", "latin", "ita"),
    "ja": Language("Japanese", "cjk", "jpn"),
    "jv": Language("Javanese", "latin", "jav jw", on_request=True),
    "ka": Language("Georgian", "georgian", "kat geo"),
    "kk": Language("Kazakh", "cyrillic", "kaz"),
    "km": Language("Khmer", "khmer", "khm", ("Central Khmer",)),
    "kn": Language("Kannada", "kannada", "kan"),
    "ko": Language("Korean", "hangul", "kor"),
    "ku": Language("Northern Kurdish", "latin", "kur kmr", ("Kurmanji", "Kurdish"), on_request=True),
    "ky": Language("Kyrgyz", "cyrillic", "kir", ("Kirghiz",)),
    "la": Language("Latin", "latin", "lat", on_request=True),
    "lb": Language("Luxembourgish", "latin", "ltz", ("Letzeburgesch",), on_request=True),
    "lg": Language("Ganda", "latin", "lug", ("Luganda",), on_request=True),
    "ln": Language("Lingala", "latin", "lin", on_request=True),
    "lo": Language("Lao", "lao", "lao"),
    "lt": Language("Lithuanian", "latin", "lit"),
    "lv": Language("Latvian", "latin", "lav lvs"),
    "mai": Language("Maithili", "devanagari", "", on_request=True),
    "mg": Language("Malagasy", "latin", "mlg plt", on_request=True),
    "mk": Language("Macedonian", "cyrillic", "mkd mac"),
    "ml": Language("Malayalam", "malayalam", "mal"),
    "mn": Language("Mongolian", "cyrillic", "mon khk", ("Halh Mongolian",)),
    "mr": Language("Marathi", "devanagari", "mar"),
    "ms": Language("Malay", "latin", "msa may zsm", ("Bahasa Melayu", "Standard Malay"), on_request=True, near="id"),
    "mt": Language("Maltese", "latin", "mlt", on_request=True),
    "my": Language("Burmese", "myanmar", "mya bur", ("Myanmar",)),
    "ne": Language("Nepali", "devanagari", "nep npi"),
    "nl": Language("Dutch", "latin", "nld dut", ("Flemish",)),
    "no": Language(
        "Norwegian", "latin", "nor nb nob nn nno", ("Norwegian Bokmål", "Bokmål", "Norwegian Nynorsk", "Nynorsk")
    ),
    "ny": Language("Chichewa", "latin", "nya", ("Nyanja", "Chewa"), on_request=True),
    "om": Language("Oromo", "latin", "orm gaz gax hae", ("Afaan Oromoo",), on_request=True),
    "or": Language("Odia", "odia", "ori ory", ("Oriya",)),
    "pa": Language("Punjabi", "gurmukhi", "pan", ("Panjabi",)),
    "pl": Language("Polish", "latin", "pol"),
    "pnb": Language("Western Punjabi", "arabic", "", ("Shahmukhi Punjabi",), on_request=True),
    "ps": Language("Pashto", "arabic", "pus pbt pbu", ("Pushto",), on_request=True),
    "pt": Language("Portuguese", "latin", "por"),
    "ro": Language("Romanian", "latin", "ron rum mol mo"),
    "ru": Language("Russian", "cyrillic", "rus"),
    "rw": Language("Kinyarwanda", "latin", "kin", ("Rwanda",), on_request=True),
    "sa": Language("Sanskrit", "devanagari", "san", on_request=True),
    "sd": Language("Sindhi", "arabic", "snd", on_request=True),
    "si": Language("Sinhala", "sinhala", "sin", ("Sinhalese",)),
    "sk": Language("Slovak", "latin", "slk slo"),
    "sl": Language("Slovenian", "latin", "slv", ("Slovene",)),
    "sn": Language("Shona", "latin", "sna", on_request=True),
    "so": Language("Somali", "latin", "som"),
    "sq": Language("Albanian", "latin", "sqi alb als"),
    "sr": Language("Serbian", "cyrillic latin", "srp scc", on_request=True, near="bs hr"),
    "st": Language("Southern Sotho", "latin", "sot", ("Sesotho", "Sotho"), on_request=True),
    "su": Language("Sundanese", "latin", "sun", on_request=True),
    "sv": Language("Swedish", "latin", "swe"),
    "sw": Language("Swahili", "latin", "swa swh"),
    "ta": Language("Tamil", "tamil", "tam"),
    "te": Language("Telugu", "telugu", "tel"),
    "tg": Language("Tajik", "cyrillic", "tgk"),
    "th": Language("Thai", "thai", "tha"),
    "ti": Language("Tigrinya", "ethiopic", "tir", on_request=True),
    "tl": Language("Tagalog", "latin", "tgl fil", ("Filipino",)),
    "tn": Language("Tswana", "latin", "tsn", ("Setswana",), on_request=True),
    "tr": Language("Turkish", "latin", "tur"),
    "tt": Language("Tatar", "cyrillic", "tat"),
    "ug": Language("Uyghur", "arabic", "uig", ("Uighur",), on_request=True),
    "uk": Language("Ukrainian", "cyrillic", "ukr"),
    "ur": Language("Urdu", "arabic", "urd"),
    "uz": Language("Uzbek", "latin cyrillic", "uzb uzn", on_request=True),
    "vi": Language("Vietnamese", "latin", "vie"),
    "wo": Language("Wolof", "latin", "wol", on_request=True),
    "xh": Language("Xhosa", "latin", "xho", ("isiXhosa",), on_request=True),
    "yi": Language("Yiddish", "hebrew", "yid ydd ji", on_request=True),
    "yo": Language("Yoruba", "latin", "yor", on_request=True),
    "zh": Language("Chinese", "cjk", "zho chi cmn", ("Mandarin", "Mandarin Chinese")),
    "zh-Hans": Language("Simplified Chinese", "cjk", "", ("Chinese (Simplified)", "Chinese Simplified")),
    "zh-Hant": Language("Traditional Chinese", "cjk", "", ("Chinese (Traditional)", "Chinese Traditional")),
    "zu": Language("Zulu", "latin", "zul", ("isiZulu",), on_request=True),
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
    "xx"), and for a language in a script in which it cannot be told here ("hin_Latn").
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
