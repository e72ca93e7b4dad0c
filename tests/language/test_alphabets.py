"""A word with a letter that the target's alphabet lacks speaks against the target, and is no proof."""

import pytest

from verifiers import LanguageReward
from verifiers.language.alphabets import alphabets, foreign_to
from verifiers.language.languages import LANGUAGES
from verifiers.language.profiles import is_known


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("мы вычислили корни", "bg"),
        ("потом мы решим", "bg"),
        ("дві половини є рівні", "ru"),
        ("її сума дорівнює", "ru"),
        ("její součet bude", "sr"),
        ("zase dělíme tři", "hr"),
        ("größere Straße heißt", "en"),
        ("więc dodaję części", "en"),
        ("så får vi åtta", "it"),
        ("işte bölüm böyle", "fr"),
        ("ainsi vérifié à côté", "pl"),
        ("چهار گروه پیدا", "ar"),
        ("њихов збир је", "ru"),
    ],
)
def test_a_short_text_with_letters_from_elsewhere_is_not_the_target_s(text, target):
    assert LanguageReward(language=target)(text) <= 0.35


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("We start with a straight line through Großglockner and Dvořák street.", "en"),
        ("The café sells crêpes, and the naïve answer is a smörgåsbord of façades.", "en"),
        ("First we add the three numbers, because the łódź has room for all of them.", "en"),
        ("Le train part de Łódź et arrive à České Budějovice deux heures plus tard.", "fr"),
        ("Първо събираме двете числа, които Солженицын споменава.", "bg"),
        ("Сначала складываем два числа, а потом делим на три.", "ru"),
        ("این یک مسئله است که باید آن را حل کنیم.".replace("ی", "ي").replace("ک", "ك"), "fa"),
        ("نجمع العددين في البداية ثم نقسم على ثلاثة.".replace("ي", "ی"), "ar"),
        ("Збір је једнак двадесет и четири.", "sr"),
        ("Sabiramo dva broja i delimo sa tri.", "sr"),
    ],
)
def test_a_loanword_or_a_name_changes_nothing(text, target):
    assert LanguageReward(language=target)(text) == 1.0


def test_letters_of_near_languages_are_not_foreign():
    assert foreign_to("sr").search("đž") is None
    assert foreign_to("bg").search("ы")
    assert foreign_to("bg").search("Ы")
    assert foreign_to("en").search("ß")
    assert foreign_to("en").search("café") is None
    assert foreign_to("sw") is None  # not known


def test_alphabets_are_of_our_languages():
    assert alphabets().keys() <= {code for code in LANGUAGES if is_known(code)}
    assert len(alphabets()) > 80
    assert all(letters and not any(map(str.isascii, letters)) for letters in alphabets().values())
