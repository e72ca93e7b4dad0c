import pytest

from verifiers.language.languages import LANGUAGES, languages_in
from verifiers.language.measure import languages_of
from verifiers.language.own_letters import OWN_LETTERS
from verifiers.language.profiles import profile

VIETNAMESE = "Trước tiên chúng ta tính tổng của hai số rồi chia cho ba"
URDU = "پہلے ہم دونوں اعداد کا مجموعہ نکالتے ہیں اور پھر اسے تین سے تقسیم کرتے ہیں"


def shares(text, target):
    counts = {}
    for segment in languages_of(text, target):
        counts[segment.language] = counts.get(segment.language, 0) + segment.weight
    return counts


@pytest.mark.parametrize("language", OWN_LETTERS)
def test_no_other_language_of_the_script_has_the_letters(language):
    own = OWN_LETTERS[language].own
    for other in languages_in(LANGUAGES[language].scripts):
        share = sum(frequency for letters, frequency in profile(other) if len(letters) == 1 and letters in own)
        if other == language:
            assert share > 0.01
        else:
            assert share < 0.0002


def test_words_with_own_letters_are_not_looked_up(monkeypatch):
    from verifiers.language import label

    monkeypatch.setattr(label, "evidence_of", None)
    assert shares(VIETNAMESE.removesuffix(" chia cho ba"), "vi") == {"vi": 10}
    assert shares(URDU, "ur") == {"ur": len(URDU.split())}


@pytest.mark.parametrize("english", ["then we add them all", "First we compute the sum of the two numbers"])
def test_english_between_words_with_own_letters_is_found(english):
    text = f"{VIETNAMESE} {english} {VIETNAMESE}. {VIETNAMESE}."
    assert abs(shares(text, "vi")["en"] - len(english.split())) <= 1
    assert shares(f"{VIETNAMESE}. {english}. {VIETNAMESE}.", "vi")["en"] == len(english.split())


def test_arabic_between_urdu_sentences_is_found():
    arabic = "أولا نحسب مجموع العددين ثم نقسم الناتج على ثلاثة"
    assert shares(f"{URDU}۔ {arabic}۔ {URDU}۔", "ur")["ar"] == len(arabic.split())


def test_many_evident_runs_outweigh_one_foreign_sentence():
    text = f"{VIETNAMESE}. " * 5 + "Zuerst berechnen wir die Summe der beiden Zahlen. " + f"{VIETNAMESE}. " * 5
    assert shares(text, "vi") == {"vi": 130, "de": 8}


def test_another_identifier_is_asked():
    asked = []

    def identify(word, candidates):
        asked.append(word)
        return [0] * len(candidates)

    languages_of(VIETNAMESE, "vi", identify)
    assert asked == VIETNAMESE.split()
