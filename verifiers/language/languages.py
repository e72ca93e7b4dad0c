"""The languages that can be a target: their codes, their English names, and the script each is written in."""

from __future__ import annotations

import re

LANGUAGES: dict[str, tuple[str, str]] = {
    # code: (English name, script as in `verifiers.language.scripts`)
    "af": ("Afrikaans", "latin"),
    "am": ("Amharic", "ethiopic"),
    "ar": ("Arabic", "arabic"),
    "bg": ("Bulgarian", "cyrillic"),
    "bn": ("Bengali", "bengali"),
    "bo": ("Tibetan", "tibetan"),
    "ca": ("Catalan", "latin"),
    "cs": ("Czech", "latin"),
    "cy": ("Welsh", "latin"),
    "da": ("Danish", "latin"),
    "de": ("German", "latin"),
    "el": ("Greek", "greek"),
    "en": ("English", "latin"),
    "es": ("Spanish", "latin"),
    "et": ("Estonian", "latin"),
    "fa": ("Persian", "arabic"),
    "fi": ("Finnish", "latin"),
    "fr": ("French", "latin"),
    "fy": ("Frisian", "latin"),
    "gu": ("Gujarati", "gujarati"),
    "he": ("Hebrew", "hebrew"),
    "hi": ("Hindi", "devanagari"),
    "hr": ("Croatian", "latin"),
    "hu": ("Hungarian", "latin"),
    "hy": ("Armenian", "armenian"),
    "id": ("Indonesian", "latin"),
    "it": ("Italian", "latin"),
    "ja": ("Japanese", "cjk"),
    "ka": ("Georgian", "georgian"),
    "km": ("Khmer", "khmer"),
    "kn": ("Kannada", "kannada"),
    "ko": ("Korean", "hangul"),
    "lo": ("Lao", "lao"),
    "lt": ("Lithuanian", "latin"),
    "lv": ("Latvian", "latin"),
    "mk": ("Macedonian", "cyrillic"),
    "ml": ("Malayalam", "malayalam"),
    "mr": ("Marathi", "devanagari"),
    "my": ("Burmese", "myanmar"),
    "ne": ("Nepali", "devanagari"),
    "nl": ("Dutch", "latin"),
    "no": ("Norwegian", "latin"),
    "or": ("Odia", "odia"),
    "pa": ("Punjabi", "gurmukhi"),
    "pl": ("Polish", "latin"),
    "pt": ("Portuguese", "latin"),
    "ro": ("Romanian", "latin"),
    "ru": ("Russian", "cyrillic"),
    "si": ("Sinhala", "sinhala"),
    "sk": ("Slovak", "latin"),
    "sl": ("Slovenian", "latin"),
    "so": ("Somali", "latin"),
    "sq": ("Albanian", "latin"),
    "sv": ("Swedish", "latin"),
    "sw": ("Swahili", "latin"),
    "ta": ("Tamil", "tamil"),
    "te": ("Telugu", "telugu"),
    "th": ("Thai", "thai"),
    "tl": ("Tagalog", "latin"),
    "tr": ("Turkish", "latin"),
    "uk": ("Ukrainian", "cyrillic"),
    "ur": ("Urdu", "arabic"),
    "vi": ("Vietnamese", "latin"),
    "zh": ("Chinese", "cjk"),
    "zh-Hans": ("Simplified Chinese", "cjk"),
    "zh-Hant": ("Traditional Chinese", "cjk"),
}
"""`zh` takes either spelling of Chinese; `zh-Hans` and `zh-Hant` count the other one as foreign."""

_ALIASES = {
    "nb": "no",
    "nn": "no",
    "norwegian bokmål": "no",
    "bokmål": "no",
    "iw": "he",
    "fry": "fy",
    "west frisian": "fy",
    "western frisian": "fy",
    "in": "id",
    "fil": "tl",
    "filipino": "tl",
    "farsi": "fa",
    "mandarin": "zh",
    "mandarin chinese": "zh",
    "cmn": "zh",
    "simplified chinese": "zh-Hans",
    "chinese (simplified)": "zh-Hans",
    "chinese simplified": "zh-Hans",
    "traditional chinese": "zh-Hant",
    "chinese (traditional)": "zh-Hant",
    "chinese traditional": "zh-Hant",
    "castilian": "es",
    "flemish": "nl",
    "slovene": "sl",
    "panjabi": "pa",
    "sinhalese": "si",
    "oriya": "or",
}
_SUBTAG = re.compile(r"[a-z0-9]{2,8}")
# A region of Chinese implies a spelling (BCP 47, likely subtags).
_CHINESE = {"hans": "zh-Hans", "cn": "zh-Hans", "sg": "zh-Hans", "hant": "zh-Hant"}
_CHINESE |= dict.fromkeys(("tw", "hk", "mo"), "zh-Hant")


def language_code(name: str) -> str | None:
    """The code of a language given as a code, a tag or an English name: "fr", "pt-BR", "zh_CN", "German".

    `None` for anything else: "python", "", "xx".
    """
    key = " ".join(name.casefold().split())
    if key in LANGUAGES or key in _ALIASES:
        return _ALIASES.get(key, key)
    named = next((code for code, (english, _) in LANGUAGES.items() if english.casefold() == key), None)
    if named is not None:
        return named
    # A tag: the language, then subtags of two to eight letters or digits. Words in a sentence are no tag.
    first, *subtags = key.replace("_", "-").split("-")
    code = _ALIASES.get(first, first)
    if code not in LANGUAGES or not all(_SUBTAG.fullmatch(tag) for tag in subtags):
        return None
    if code == "zh":
        return next((_CHINESE[tag] for tag in subtags if tag in _CHINESE), "zh")
    return code


def english_name(code: str) -> str:
    """The English name of a language, or the code itself where it is none of ours ("und": undetermined)."""
    return LANGUAGES[code][0] if code in LANGUAGES else code
