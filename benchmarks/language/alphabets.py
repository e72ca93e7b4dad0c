"""Write verifiers/language/data/alphabets.txt: the letters of each language, from the Unicode CLDR.

    python benchmarks/language/alphabets.py FOLDER

FOLDER holds the npm package `cldr-misc-full`, unpacked (`npm pack cldr-misc-full`, `tar xzf …`). A line is a code and
the letters of the language that are not those of English. Of languages in Latin letters those are counted too that the
CLDR calls auxiliary: what loanwords and names that are at home in the language are written with. In Cyrillic those are
mostly old letters, which set neighbours apart (ы in Bulgarian), but for Kyrgyz and Tajik, which spell Russian words so.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from pathlib import Path
from typing import Any

from verifiers.language.languages import LANGUAGES
from verifiers.language.profiles import is_known

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "verifiers" / "language" / "data" / "alphabets.txt"
LOCALES = {"sr": ["sr", "sr-Latn"], "uz": ["uz", "uz-Cyrl"], "tl": ["fil"], "pnb": ["pa-Arab"], "bs": ["bs", "bs-Cyrl"]}
"""What the CLDR has of a language, where that is not called like it."""
WITH_LOANWORDS = {"ky", "tg"}
HEADER = """\
# The letters of each language, but for a to z: exemplar characters of the Unicode CLDR {version} (npm cldr-misc-full).
# Written by benchmarks/language/alphabets.py.
# Copyright © 2004-2026 Unicode, Inc. Distributed under the Unicode License V3, which stands in UNICODE-LICENSE.txt.
"""


def letters_of(folder: Path, code: str) -> str:
    """The letters of a language, in small letters and in order."""
    found: set[str] = set()
    for locale in LOCALES.get(code, [code]):
        path = folder / "package" / "main" / locale / "characters.json"
        if path.exists():
            found |= _letters(json.loads(path.read_text(encoding="utf-8"))["main"][locale]["characters"], code)
    return "".join(sorted(found))


def _letters(characters: dict[str, Any], code: str) -> set[str]:
    listed = characters.get("exemplarCharacters", "")
    if code in WITH_LOANWORDS or "latin" in LANGUAGES[code].scripts.split():
        listed += characters.get("auxiliary", "")
    composed = unicodedata.normalize("NFC", listed).lower()
    return {
        one for one in composed if unicodedata.category(one) in {"Ll", "Lo"} and one not in _RAISED and ord(one) > 127
    }


_RAISED = "ªº"


def main() -> None:
    """Write the file anew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    version = json.loads((folder / "package" / "package.json").read_text(encoding="utf-8"))["version"]
    lines = [f"{code} {letters}" for code in LANGUAGES if is_known(code) and (letters := letters_of(folder, code))]
    FILE.write_text(HEADER.format(version=version) + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
