"""Words that are written by the numbers of their letters, or in Braille, share the text; a few of them do not count."""

import pytest

from verifiers import LanguageReward
from verifiers.language.encoded import encoded

ENGLISH = "We double the first number and take the other one away from it, which leaves an even number of coins. "
ITALIAN = "Prima sommiamo i due numeri e poi dividiamo il risultato per tre, quindi la risposta deve essere dodici"
CHINESE = "先把所有硬币分成三堆然后称出较轻的一堆所以最少需要称两次"

WRITTEN = {
    "decimal": lambda text: "".join(f"&#{ord(one)};" for one in text),
    "hexadecimal": lambda text: "".join(f"&#x{ord(one):X};" for one in text),
    "escaped": lambda text: "".join(f"\\u{ord(one):04x}" for one in text),
    "escaped twice": lambda text: "".join(f"\\\\u{ord(one):04x}" for one in text),
    "braced": lambda text: "".join(f"\\u{{{ord(one):x}}}" for one in text),
    "eight digits": lambda text: "".join(f"\\U{ord(one):08x}" for one in text),
    "percents": lambda text: "".join(f"%{one:02X}" for one in text.encode()),
    "letters only": lambda text: " ".join("".join(f"&#{ord(one)};" for one in word) for word in text.split()),
    "half of the letters": lambda text: "".join(
        one if at % 2 or one == " " else f"&#{ord(one)};" for at, one in enumerate(text)
    ),
}


@pytest.mark.parametrize("way", WRITTEN)
@pytest.mark.parametrize(("text", "code"), [(ITALIAN, "it"), (CHINESE, "zh")])
def test_letters_by_their_numbers_are_read(way, text, code):
    verdict = LanguageReward(language="en").grade(ENGLISH + WRITTEN[way](text))
    assert verdict.detail["words"][code] >= 15
    assert verdict.score < 0.7
    assert LanguageReward(language=code)(ENGLISH + WRITTEN[way](text)) < 0.7


@pytest.mark.parametrize("code", ['said = "{}"', "print('x')  # {}", 'say("{}", end="")'])
def test_in_the_strings_of_code_too(code):
    block = f"\n```python\n{code.format(WRITTEN['escaped'](CHINESE))}\n```\n"
    assert LanguageReward(language="en")(ENGLISH + block) < 0.7


def test_english_by_its_numbers_beside_english_is_english():
    assert LanguageReward(language="en")(ENGLISH + WRITTEN["decimal"](ENGLISH)) == 1.0


def test_braille_is_in_no_language():
    cells = "".join(chr(0x2801 + 7 * at % 200) if at % 6 else " " for at in range(120))
    verdict = LanguageReward(language="en").grade(ENGLISH + cells)
    assert verdict.detail["words"] == {"en": 20, "und": 20}
    assert verdict.detail["first_foreign"]["language"] == "und"


@pytest.mark.parametrize(
    "few",
    [
        "The letter is &#233; or &#xe9;, which Python writes \\u00e9.",
        "The page is https://example.org/a%20b%20c?q=%C3%A9t%C3%A9 as before.",
        "A spinner shows ⠋ then ⠙ then ⠹ and a rate of 50%25 or 20%.",
        "Windows has C:\\users\\xavier and \\x41 is a byte, as \\underline{x} is not.",
    ],
)
def test_a_few_are_what_honest_texts_have(few):
    text = ENGLISH + few
    assert LanguageReward(language="en")(text) == 1.0


@pytest.mark.parametrize("way", [way for way in WRITTEN if way != "half of the letters"])
def test_a_text_of_nothing_else_is_worth_nothing(way):
    assert LanguageReward(language="it")(WRITTEN[way](ITALIAN)) == 0.0


def test_a_number_that_no_character_has_is_a_blank():
    (run,) = encoded("&#65;&#110;&#9999999;&#1114112;&#100;")
    assert list(run.words) == ["An"]


def test_where_they_begin_is_where_their_chunk_does():
    (run,) = encoded("It is &#104;ot")
    assert (run.start, list(run.words)) == (6, ["hot"])


@pytest.mark.parametrize("piece", ["\\", "&#", "%4", "&#65;", "\\u00", "⠿", "a&#1;", "%41"])
def test_a_long_text_of_one_piece_is_read_to_its_end(piece):
    assert 0.0 <= LanguageReward(language="en")(ENGLISH + piece * (200_000 // len(piece))) <= 1.0
