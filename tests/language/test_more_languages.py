"""Languages that are looked for on request: where they are the target, or where a whole text speaks for them."""

import json
from pathlib import Path

import pytest

from verifiers import language_reward
from verifiers.language import profiles
from verifiers.language.languages import LANGUAGES
from verifiers.language.measure import languages_of

SENTENCES = {
    "az": "Əvvəlcə iki ədədin cəmini hesablayırıq, sonra isə onu üçə bölürük və cavabı alırıq.",
    "be": "Спачатку мы вылічваем суму двух лікаў, а потым дзелім яе на тры і атрымліваем адказ.",
    "bs": "Prvo izračunamo zbir dva broja, a zatim ga podijelimo sa tri i dobijemo rezultat.",
    "eu": "Lehenengo bi zenbakien batura kalkulatuko dugu, eta gero hirurekin zatituko dugu emaitza lortzeko.",
    "ga": "Ar dtús ríomhaimid suim an dá uimhir, agus ansin roinnimid ar a trí í chun an freagra a fháil.",
    "gl": "Primeiro calculamos a suma dos dous números e despois dividímola entre tres para obter o resultado.",
    "ha": "Da farko muna lissafa jimlar lambobin biyu, sannan kuma muna raba ta da uku domin samun amsar.",
    "is": "Fyrst reiknum við summu talnanna tveggja og síðan deilum við henni með þremur til að fá svarið.",
    "kk": "Алдымен біз екі санның қосындысын есептейміз, содан кейін оны үшке бөлеміз және жауабын аламыз.",
    "ku": "Pêşî em koma her du hejmaran hesab dikin, û paşê em wê li sê parve dikin da ku bersivê bibînin.",
    "ky": "Адегенде биз эки сандын суммасын эсептейбиз, андан кийин аны үчкө бөлөбүз жана жооп алабыз.",
    "mn": "Эхлээд бид хоёр тооны нийлбэрийг бодож, дараа нь түүнийг гуравт хувааж хариуг нь олно.",
    "ms": "Mula-mula kita mengira jumlah kedua-dua nombor itu, kemudian kita membahagikannya dengan tiga.",
    "sr": "Прво израчунавамо збир два броја, а затим га делимо са три и добијамо резултат.",
    "tg": "Аввал мо суммаи ду ададро ҳисоб мекунем, пас онро ба се тақсим мекунем ва ҷавобро меёбем.",
    "uz": "Avval biz ikki sonning yigʻindisini hisoblaymiz, keyin uni uchga boʻlamiz va javobni olamiz.",
    "yo": "Lákọ̀ọ́kọ́ a ṣe ìṣirò àpapọ̀ àwọn nọ́ńbà méjèèjì, lẹ́yìn náà a pín in sí mẹ́ta láti rí ìdáhùn.",
    "zu": "Okokuqala sibala isamba sezinombolo ezimbili, bese sisihlukanisa ngezintathu ukuze sithole impendulo.",
}


def shares(text, target):
    counts = {}
    for segment in languages_of(text, target):
        counts[segment.language] = counts.get(segment.language, 0) + segment.weight
    return counts


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_in_the_target_language_is_all_of_it(language):
    assert set(shares(SENTENCES[language], language)) == {language}


@pytest.mark.parametrize("language", SENTENCES)
def test_it_is_none_of_any_other(language):
    counts = shares(SENTENCES[language], "en" if language not in {"be", "kk", "ky", "mn", "sr", "tg"} else "ru")
    assert {"en", "ru"}.isdisjoint(counts)


@pytest.mark.parametrize("language", sorted(SENTENCES.keys() - {"bs", "ms"}))
def test_it_is_found_in_a_prompt(language):
    verdict = language_reward.grade(SENTENCES[language], prompt=SENTENCES[language])
    assert (verdict.score, verdict.detail["target"]) == (1.0, language)


@pytest.mark.parametrize("language", SENTENCES)
def test_english_in_it_is_found(language):
    english = "First we compute the sum of the two numbers, and then we divide it by three."
    counts = shares(f"{SENTENCES[language]} {english} {SENTENCES[language]}", language)
    assert 15 <= counts["en"] <= 17


def test_serbian_may_be_written_in_either_script():
    assert set(shares("Prvo izračunavamo zbir dva broja, a zatim ga delimo sa tri.", "sr")) == {"sr"}
    assert set(shares("Прво израчунавамо збир два броја.", "sr")) == {"sr"}


def test_twins_are_not_set_against_each_other():
    indonesian = "Pertama kita menghitung jumlah kedua bilangan itu, lalu membaginya dengan tiga."
    assert set(shares(indonesian, "ms")) == {"ms"}
    assert set(shares(indonesian, None)) == {"id"}


def test_a_language_is_one_entry_and_one_file():
    """The recipe: an entry of the table, and data/CODE.json where the script is shared."""
    named = {path.stem for path in Path(profiles._DATA).glob("*.json")}
    shared = {code for code in LANGUAGES if code in named}
    assert named == shared
    for code in named:
        data = json.loads((profiles._DATA / f"{code}.json").read_text(encoding="utf-8"))
        assert data.keys() <= {"small", "common", "source", "n_words", "freq"}
        assert data["source"].startswith("Counted by benchmarks/language/count.py from ")
