"""Count the letters of Frisian, of which langdetect has no statistics, from text that may be used for it.

    python benchmarks/language/frisian.py FOLDER

FOLDER holds these packages of Debian, unpacked (`apt-get download …`, `dpkg-deb -x … FOLDER`): firefox-esr-l10n-fy-nl
and thunderbird-l10n-fy-nl (100,000 words of text, MPL-2.0), and tesseract-ocr-fry, whose model comes with a list of
words from the web (35,000 in small letters, Apache-2.0), read by programs of tesseract-ocr. The profile was counted
from versions 153.7.0 and 4.1.0-2.

Texts of programs know little but programs, and a list of words does not know which are common. How much of each was
chosen on sentences of our own and on the Universal Declaration of Human Rights, alone and with words of its Dutch text
in it; not on the labelled speech that accuracy.py measures on.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PROFILE = Path(__file__).resolve().parents[2] / "verifiers" / "language" / "frisian.json"
TEXTS_SHARE = 0.7
LEAST = 1.2e-4
"""The share of the rarest sequence that is kept: that of langdetect's own profiles."""
UNIT = 10_000_000
"""What the shares are whole numbers of."""
SOURCE = (
    "Counted by benchmarks/language/frisian.py from the Frisian translations of Firefox and Thunderbird (Mozilla and "
    "its localizers, MPL-2.0) and from the Frisian word list of Tesseract OCR (Google, Apache-2.0)."
)
_NO_TEXT = re.compile(r"\s*\.(?:style|accesskey|key|commandkey)\s*=")
_NAME = re.compile(r"\s*(?:[\w.-]+\s*=|\*?\[[^\]]*\])")
_NO_PROSE = re.compile(r"\{[^{}]*\}|<[^<>]*>|https?://\S+|%\S*|\\u[0-9a-fA-F]{4}|&[a-z]+;|\\n")
_WORD = re.compile(r"[^\W\d_]+")


def texts_of(archive: Path) -> Iterator[str]:
    """The texts of a language pack of Mozilla, in Fluent's format or as properties."""
    with zipfile.ZipFile(archive) as pack:
        for name in sorted(pack.namelist()):
            if name.endswith((".ftl", ".properties")):
                for line in pack.read(name).decode().splitlines():
                    if not line.startswith("#") and not _NO_TEXT.match(line):
                        yield " ".join(_NO_PROSE.sub(" ", _NAME.sub("", line, count=1)).split())


def words_of_texts(folder: Path) -> Counter[str]:
    """How often each word stands in the translations; a text that is there twice counts once."""
    texts = {text: None for archive in sorted(folder.rglob("langpack-fy-NL*.xpi")) for text in texts_of(archive)}
    found = (word for text in texts for word in _WORD.findall(text))
    return Counter(word.lower() for word in found if not (word.isupper() and len(word) > 1))


def words_of_model(folder: Path) -> Counter[str]:
    """The words in small letters that Tesseract's model knows; the others are names."""
    model = next(folder.rglob("fry.traineddata"))
    with tempfile.TemporaryDirectory() as name:
        parts, words = Path(name) / "fry.", Path(name) / "words"
        subprocess.run(["combine_tessdata", "-u", model, parts], check=True, capture_output=True)
        graph, letters = f"{parts}lstm-word-dawg", f"{parts}lstm-unicharset"
        subprocess.run(["dawg2wordlist", letters, graph, words], check=True, capture_output=True)
        lines = words.read_text(encoding="utf-8").split()
    return Counter({word: 1 for line in lines if line == line.lower() for word in _WORD.findall(line)})


def shares_of(words: Counter[str]) -> dict[str, float]:
    """The share of each sequence of one to three letters among those of its length; blanks stand around a word."""
    counts: Counter[str] = Counter()
    for word, count in words.items():
        spaced = f" {word} "
        for length in (1, 2, 3):
            for at in range(len(spaced) - length + 1):
                counts[spaced[at : at + length]] += count
    del counts[" "]
    totals = Counter[int]()
    for sequence, count in counts.items():
        totals[len(sequence)] += count
    return {sequence: count / totals[len(sequence)] for sequence, count in counts.items()}


def main() -> None:
    """Write the profile, in the format of langdetect's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    texts, words = words_of_texts(folder), words_of_model(folder)
    print(f"{texts.total()} words of texts, {words.total()} of the model")
    in_texts, in_words = shares_of(texts), shares_of(words)
    shares = {
        sequence: TEXTS_SHARE * in_texts.get(sequence, 0.0) + (1 - TEXTS_SHARE) * in_words.get(sequence, 0.0)
        for sequence in sorted(in_texts.keys() | in_words.keys())
    }
    counts = {sequence: round(UNIT * share) for sequence, share in shares.items() if share >= LEAST}
    profile = {"name": "fy", "source": SOURCE, "n_words": [UNIT] * 3, "freq": counts}
    PROFILE.write_text(json.dumps(profile, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(counts)} sequences in {PROFILE}")


if __name__ == "__main__":
    main()
