import pytest

from verifiers.language.tokens import visible
from verifiers.language.words import AT_ONCE, LONGEST_WORD, words


def texts(text):
    return [word for run in words(visible(text)).runs for word in run.words]


def weight(text):
    return sum(run.weight for run in words(visible(text)).runs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On calcule la somme.", ["On", "calcule", "la", "somme"]),
        ("l'homme aujourd'hui well-known", ["l'homme", "aujourd'hui", "well-known"]),
        ("and/or, fin.Puis", ["and", "or", "fin", "Puis"]),
        ("x = 12, y = 5 and z", ["and"]),
        ("a I x é", []),
        ("snake_case camelCase x1 v2.0 3rd os.path.join file.txt", []),
        ("COVID-19", ["COVID"]),
        ("_so_ **too** `", ["so", "too"]),
        ("print(x) f(x) os.path.join(a)", []),
        ("see http://a.example/b?c=d www.a.example bob@a.example /usr/lib/x C:\\dir\\file", ["see"]),
        ('<b>bold</b> <a href="x">link</a> a < bee and cee > d &nbsp;', ["bold", "link", "bee", "and", "cee"]),
        (r"\frac{a}{b} \alpha \cdot \begin{align} \text{donc} \sqrt{x}", ["donc"]),
        ("triangle ABC and DEF of NASA", ["triangle", "and", "of"]),
        ("WE COMPUTE THE SUM", ["WE", "COMPUTE", "THE", "SUM"]),
        ("cos x + log y, sin x, tan(3), max 7", []),
        ("sin embargo, max verstappen", ["sin", "embargo", "max", "verstappen"]),
        ("5 cm, 10 km", []),
        ("α + β, και", ["και"]),
        ("Мы и в", ["Мы", "и", "в"]),
        ("हम गणना करते हैं।", ["हम", "गणना", "करते", "हैं"]),
        ("מחשב את הסכום", ["מחשב", "את", "הסכום"]),
        ("می‌خواهم", ["می‌خواهم"]),
        ("٣ كتب", ["كتب"]),
        ("", []),
    ],
)
def test_what_a_word_is(text, expected):
    assert texts(text) == expected


def test_what_is_no_letter_makes_no_word():
    # These stand among the letters of Latin; what is beside them must not decide whether they count.
    assert texts("𝛁e est") == ["est"]
    assert texts("𝛁e ABC est") == ["est"]
    assert texts("đ꞉ est") == ["est"]


def test_disguises_are_words():
    assert texts("this.is.prose.with.dots") == ["this", "is", "prose", "with", "dots"]
    assert texts("this_is_prose_with_bars") == ["this", "is", "prose", "with", "bars"]
    assert texts("this-is-prose-with-hyphens") == ["this", "is", "prose", "with", "hyphens"]
    assert texts("t\u200bh\u200bi\u200bs i\u00ads \u202eit") == ["this", "is", "it"]
    assert texts(r"\this \is \prose") == ["this", "is", "prose"]
    assert texts("𝐓𝐡𝐢𝐬 Ｔｈｅ") == ["𝐓𝐡𝐢𝐬", "Ｔｈｅ"]


def test_an_escaped_line_break_is_a_break():
    assert texts(r"first line\nThen\n\nnext") == ["first", "line", "Then", "next"]


def test_scripts_without_spaces():
    assert weight("我们计算") == 4
    assert weight("これは和です") == 6
    assert weight("计算x的值") == 4
    assert weight("ก่อนอื่นเราคำนวณผลรวม") == 5  # 19 letters
    assert weight("다음과 같이") == 2


def test_sentences_are_numbered():
    assert [run.sentence for run in words("Un deux. Trois quatre! 五。六").runs] == [0, 1, 2, 3]


def test_a_loop_of_letters_is_no_word():
    assert texts("a" * LONGEST_WORD) == ["a" * LONGEST_WORD]
    assert texts("a" * (LONGEST_WORD + 1)) == []


def test_a_long_text_is_read_like_its_parts():
    part = "WE ADD the sin of ABC. "
    assert texts(part) == ["WE", "ADD", "the", "sin", "of"]
    assert texts(part * AT_ONCE) == texts(part) * AT_ONCE


def test_units_in_a_quotient_are_no_words():
    assert [word for run in words("12 km/h, 3 kg/mol, 5 miles/hour").runs for word in run.words] == ["miles", "hour"]
