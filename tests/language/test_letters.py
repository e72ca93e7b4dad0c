"""What is written down of letters is what the statistics say, and a table of it says what adding it up would."""

import importlib.util
import random
from pathlib import Path

import pytest

from verifiers.language import identify, settled
from verifiers.language.languages import all_languages_in, languages_in
from verifiers.language.letters import letters_of, scripts_of

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "language" / "letters.py"
spec = importlib.util.spec_from_file_location("letters_writer", SCRIPT)
writer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(writer)


def entries(letters, sequence):
    at = letters.places[sequence]
    each = slice(letters.ends[at], letters.ends[at + 1])
    return dict(zip([letters.languages[one] for one in letters.entries[each]], letters.evidence[each], strict=True))


@pytest.mark.parametrize("script", writer.scripts())
def test_a_file_says_what_the_statistics_do(script):
    letters = letters_of(script)
    assert letters.languages == all_languages_in(script)  # else: python benchmarks/language/letters.py
    computed = writer.compute(letters.languages)
    assert computed == {sequence: entries(letters, sequence) for sequence in letters.places}


def added_up(sequence, candidates, computed):
    """The evidence of a pair or a triple, language by language: the sum that a table has in its lanes."""
    own, pair = computed.get(sequence, {}), computed.get(sequence[:2], {})
    return tuple(own.get(one, 0) + (pair.get(one, 0) if len(sequence) > 2 else 0) for one in candidates)


@pytest.mark.parametrize("script", writer.scripts())
def test_a_table_adds_up_what_the_file_says(script):
    letters = letters_of(script)
    computed = {sequence: entries(letters, sequence) for sequence in letters.places}
    every = sorted(letters.places)
    for candidates in (languages_in(script), all_languages_in(script)[::-2], all_languages_in(script)[:1]):
        if not candidates:
            continue
        table = identify._Table(candidates)
        for sequence in random.Random(7).sample(every, 500):
            if sequence[0] == sequence[-1] == " ":  # a word of one letter
                continue
            assert identify.unpacked(table[sequence], len(candidates)) == added_up(sequence, candidates, computed)
            assert (table.letters(sequence) is None) == computed[sequence].keys().isdisjoint(candidates)
        assert table["\u0530\u0530"] == table["\u0530\u0530x"] == 0


def test_a_word_of_one_letter_is_a_triple_and_a_word():
    table = identify._Table(("en", "es"))
    letters = letters_of("latin")
    for at, language in enumerate(("en", "es")):
        alone = entries(letters, " y ").get(language, 0) + entries(letters, " y").get(language, 0)
        listed = {"en": 0, "es": identify.SMALL_WORD}[language]
        assert identify.lane_of(table[" y "], at) == alone + listed


def test_languages_of_several_scripts_are_added_up_once():
    assert scripts_of(("sr", "ru")) == ("cyrillic", "latin")
    both, alone = identify.identify("задача", ("sr", "ru", "en")), identify.identify("задача", ("sr", "ru"))
    assert both[:2] == alone
    assert identify.identify("zadatak", ("sr", "en"))[0] == identify.identify("zadatak", ("sr", "ru"))[0] > 0
    assert scripts_of(("ja", "ko")) == ()


@pytest.mark.parametrize(
    ("word", "language", "weight"),
    [
        ("the", "en", identify.SMALL_WORD),
        ("answer", "en", identify.COMMON_WORD),
        ("und", "de", identify.SMALL_WORD),
        ("şi", "ro", identify.SMALL_WORD),  # which we spell "și", and the statistics so
        ("и", "ru", 0),  # in another script
    ],
)
def test_a_word_that_is_listed_says_so(word, language, weight):
    table = identify._Table(("en", "de", "ro"))
    lanes = identify.unpacked(table.word(word), 3)
    assert lanes[("en", "de", "ro").index(language) if language != "ru" else 0] == weight


def test_what_common_english_words_tell_is_what_looking_them_up_says():
    assert settled.written() == writer.told_by_english()  # else: python benchmarks/language/letters.py
    memory = settled._Memory(languages_in("latin"), "en")
    memory.written = {}
    words = [*list(settled.written())[::50], "The", "THE", "Answer", "teh", "don't", "We'll", "\u212aind", "naïve"]
    told = settled.told_by(words, languages_in("latin"), "en")
    memory.learn(words)
    assert told == [memory[word] for word in words]


def test_it_is_asked_for_english_among_the_usual_languages_only():
    assert settled._Memory(languages_in("latin"), "en").written
    assert not settled._Memory(all_languages_in("latin"), "en").written
    assert not settled._Memory(languages_in("latin"), "fr").written
