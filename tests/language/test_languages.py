import pytest

from verifiers.language.languages import LANGUAGES, english_name, language_code
from verifiers.language.profiles import profile
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
        ("sr-Latn", None),
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
    for code, (english, _) in LANGUAGES.items():
        assert language_code(code) == code
        assert language_code(english) == code
        assert english_name(code) == english
    assert english_name("und") == "und"


def test_languages_and_scripts_agree():
    assert len(LANGUAGES) > 30
    for code, (_, script) in LANGUAGES.items():
        assert code.split("-")[0] in SCRIPTS[script].languages + SCRIPTS[script].on_request
    for name, script in SCRIPTS.items():
        assert all(LANGUAGES[language][1] == name for language in script.languages + script.on_request)


def test_there_are_statistics_of_every_language_that_shares_a_script():
    for name, script in SCRIPTS.items():
        if len(script.languages) > 1 and name != "cjk":
            for language in script.languages + script.on_request:
                shares = dict(profile(language))
                assert len(shares) > 1000
                letters = sum(share for sequence, share in shares.items() if len(sequence) == 1)
                assert letters == pytest.approx(1, abs=0.01)
