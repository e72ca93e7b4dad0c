import pytest

from verifiers.language.languages import (
    LANGUAGES,
    all_languages_in,
    english_name,
    language_code,
    languages_in,
)
from verifiers.language.profiles import profile, words_of
from verifiers.language.scripts import SCRIPTS


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        (" French ", "fr"),
        ("pt-BR", "pt"),
        ("pt_br", "pt"),
        ("en-US", "en"),
        ("sr-Latn", "sr"),
        ("sr-Cyrl-RS", "sr"),
        ("eng", "en"),
        ("fra", "fr"),
        ("fre", "fr"),
        ("zho", "zh"),
        ("deu_Latn", "de"),
        ("zho_Hant", "zh-Hant"),
        ("cmn-Hans-CN", "zh-Hans"),
        ("arb_Arab", "ar"),
        ("azj_Latn", "az"),
        ("zsm_Latn", "ms"),
        ("khk_Cyrl", "mn"),
        ("npi_Deva", "ne"),
        ("es-419", "es"),
        ("de-CH-1996", "de"),
        ("en-x-plain", "en"),
        ("hin_Latn", None),  # Hindi in Latin letters cannot be told from others
        ("ru-Latn", None),
        ("ace_Arab", None),
        ("german-old", None),
        ("nb", "no"),
        ("fy-NL", "fy"),
        ("West Frisian", "fy"),
        ("Norwegian Bokmål", "no"),
        ("zh", "zh"),
        ("Chinese", "zh"),
        ("zh-CN", "zh-Hans"),
        ("zh_tw", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("Simplified Chinese", "zh-Hans"),
        ("python", None),
        ("", None),
        ("-", None),
        ("xx", None),
        ("en français", None),
    ],
)
def test_names(name, code):
    assert language_code(name) == code


def test_every_code_and_name_is_its_own():
    names = []
    for code, language in LANGUAGES.items():
        own = {code, language.name, *language.codes.split(), *language.names}
        assert {language_code(name) for name in own} == {code}
        assert english_name(code) == language.name
        names += {name.casefold() for name in own}
    assert len(names) == len(set(names))
    assert english_name("und") == "und"


def test_languages_and_scripts_agree():
    assert len(LANGUAGES) > 30
    for code, language in LANGUAGES.items():
        for script in language.scripts.split():
            assert code.split("-")[0] in all_languages_in(script)
    assert all(set(languages_in(script)) <= set(all_languages_in(script)) for script in SCRIPTS)


def test_there_are_statistics_of_every_language_that_shares_a_script():
    for name in SCRIPTS:
        if len(all_languages_in(name)) > 1 and name != "cjk":
            for language in all_languages_in(name):  # one of two scripts has letters of both
                assert len(words_of(language).small) >= 15
                shares = dict(profile(language))
                assert len(shares) > 500
                letters = sum(share for sequence, share in shares.items() if len(sequence) == 1)
                assert letters == pytest.approx(len(LANGUAGES[language].scripts.split()), abs=0.01)
