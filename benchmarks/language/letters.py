"""Write down the evidence of each pair and triple of letters, script by script, so that nobody has to compute it.

    python benchmarks/language/letters.py

Reads the statistics of langdetect 1.0.9 (Apache License 2.0) and those in `verifiers/language/data`, and writes
`verifiers/language/data/<script>.letters`; see `verifiers.language.letters` for what is in it. Then `en.told`, which is
what common English words tell by them: the words, how far other languages are ahead in each, and how far where it is a
name, a line each. To be run again when a language, its statistics or its words change; a test says when.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Mapping, Sequence

from verifiers.language import settled
from verifiers.language.identify import folded
from verifiers.language.languages import LANGUAGES, all_languages_in, languages_in
from verifiers.language.letters import path_of
from verifiers.language.profiles import all_words_of, profile

FLOOR = 2e-5
"""The frequency given to sequences that a profile does not list."""
WEIGHTS = {2: 30, 3: 70}
"""What pairs and triples of letters count: a hundred together, because they say the same thing twice."""


def compute(languages: Sequence[str]) -> dict[str, dict[str, int]]:
    """The evidence of each pair and triple of letters for each language that has it, by its statistics."""
    table: dict[str, dict[str, int]] = {}
    for language in languages:
        frequencies: dict[str, float] = {}
        sequences, shares = zip(*profile(language), strict=True)
        for key, frequency in zip(folded(sequences), shares, strict=True):
            if len(key) in WEIGHTS:
                frequencies[key] = frequencies.get(key, 0.0) + frequency
        for sequence, frequency in frequencies.items():
            table.setdefault(sequence, {})[language] = round(WEIGHTS[len(sequence)] * math.log1p(frequency / FLOOR))
    return table


def packed(languages: Sequence[str], table: Mapping[str, Mapping[str, int]]) -> bytes:
    """What a file holds: see `verifiers.language.letters`."""
    names = "\n".join(sorted(table)).encode()
    entries = [(languages.index(one), value) for name in sorted(table) for one, value in table[name].items()]
    return zlib.compress(
        b"\n".join([f"{len(names)} {' '.join(languages)}".encode(), names])
        + bytes(len(table[name]) for name in sorted(table))
        + bytes(language for language, _ in entries)
        + struct.pack(f"<{len(entries)}H", *(value for _, value in entries)),
        9,
    )


def scripts() -> list[str]:
    """The scripts that several languages share word by word."""
    every = {script for language in LANGUAGES.values() for script in language.scripts.split()}
    return sorted(script for script in every - {"cjk"} if len(all_languages_in(script)) > 1)


def told_by_english() -> dict[str, tuple[int, int]]:
    """What the common English words tell where English is the target, looked up."""
    memory = settled._Memory(languages_in("latin"), "en")  # noqa: SLF001 - what it remembers is what is asked for
    memory.written = {}
    memory.learn(sorted(filter(str.isascii, all_words_of("en"))))
    return {word: (told.ahead, told.name_ahead) for word, told in memory.items()}


def main() -> None:
    """Write the files."""
    for script in scripts():
        languages = all_languages_in(script)
        path = path_of(script)
        path.write_bytes(packed(languages, compute(languages)))
        print(f"{path.name:<24}{len(languages):>4} languages{path.stat().st_size:>9} bytes")
    told = told_by_english()
    lines = (told, [ahead for ahead, _ in told.values()], [ahead for _, ahead in told.values()])
    settled.WRITTEN.write_text("".join(" ".join(map(str, line)) + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
