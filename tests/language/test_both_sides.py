"""The bounds of what a word, a formula and padding are, each from both sides."""

import pytest

from verifiers.language.chinese import _kana, label_cjk
from verifiers.language.disguise import _by_capitals, _has_no_blanks, are_many, reads_like_language
from verifiers.language.own_letters import OWN_LETTERS, is_evident
from verifiers.language.padding import _is_made_up, _repeated
from verifiers.language.prose import split_prose
from verifiers.language.tokens import visible
from verifiers.language.words import Run, is_word, words


def words_in(text):
    return [word for run in words(text).runs for word in run.words]


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "is_one"),
    [
        ("a", False),
        ("ab", True),
        ("x" * 45, True),
        ("x" * 46, False),
        ("l'eau", True),
        ("a-b", True),
        ("a-", False),
        ("iPhone", False),
        ("Phone", True),
        ("PHONE", True),
    ],
)
def test_what_a_word_is(word, is_one):
    assert is_word(word) is is_one


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("we use ABCDE here", ["we", "use", "here"]),  # up to five capitals are an abbreviation
        ("we use ABCDEF here", ["we", "use", "ABCDEF", "here"]),
        ("we use AB here", ["we", "use", "here"]),
        ("we SHOUT LOUD here", ["we", "SHOUT", "LOUD", "here"]),
        ("we SHOUT, LOUD here", ["we", "here"]),
        ("min (a)", []),
        ("min x", []),
        ("min max", ["min", "max"]),
        ("we min", ["we", "min"]),
        ("log of it", ["of", "it"]),
        ("os.path.join.here now", ["now"]),  # up to four parts are an identifier
        ("we.add.them.all.up now", ["we", "add", "them", "all", "up", "now"]),
        ("end.Then we", ["end", "Then", "we"]),
        ("end.then we", ["we"]),
        ("me@here we", ["we"]),
        ("one_two_three_four we", ["we"]),
        ("one_two_three_four_five we", ["one", "two", "three", "four", "five", "we"]),
        ("a well-known fact", ["well-known", "fact"]),
        ("one-two-three-four of", ["one-two-three-four", "of"]),
        ("one-two-three-four-five of", ["one", "two", "three", "four", "five", "of"]),
        ("COVID-19 is", ["COVID", "is"]),
        ("we call join(them)", ["we", "call", "them"]),
        ("we call join (them)", ["we", "call", "join", "them"]),
        ("we call os.path.join(them)", ["we", "call", "them"]),
    ],
)
def test_words_and_names(text, found):
    assert words_in(text) == found


@pytest.mark.parametrize(("letters", "weight"), [(1, 1), (4, 1), (5, 2), (8, 2), (9, 3)])
def test_four_letters_of_thai_are_a_word(letters, weight):
    assert words("ก" * letters).runs[0].weight == weight


def test_a_greek_letter_alone_is_a_variable():
    assert words_in("α") == []
    assert words_in("αβ") == ["αβ"]


@pytest.mark.parametrize(("blanks", "kept"), [(64, 64), (65, 64), (70, 64)])
def test_blanks_of_a_long_text_are_shortened(blanks, kept):
    long = "a" * 262_144
    assert visible(f"b{' ' * blanks}{long}") == f"b{' ' * kept}{long}"
    assert visible(f"b{' ' * blanks}a") == f"b{' ' * blanks}a"


def test_a_text_is_long_beyond_262_144_characters():
    blanks = " " * 65
    last = blanks + "a" * (262_144 - 65)
    assert visible(last) == last
    assert visible(last + "a") == last[1:] + "a"


# --- formulas and code --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("$red blue green$", ""),  # three words may stand in a formula
        ("$red blue green pink$", "$red blue green pink$"),
        ("$red blue green up$", ""),  # a word has three letters
        ("$red blue green ABC$", ""),  # a triangle is none
        (r"$red blue green \pink$", ""),
        ("$red blue green sin$", ""),
        ("$我认为我们应该$", ""),
        ("$我认为我们应该把$", "$我认为我们应该把$"),  # two characters of Han are a word
        (r"\(red blue green\)", ""),
        (r"\[red blue green pink\]", r"\[red blue green pink\]"),
        ("`aa bb cc dd ee ff gg`", ""),  # seven words in a row may be code
        ("`aa bb cc dd ee ff gg hh`", "`aa bb cc dd ee ff gg hh`"),
        ("`aa bb cc dd ee ff gg hh ++`", ""),  # 16 letters of 18 are not nine tenths
        ("`aa bb cc dd ee ff gg hhhh ++`", "`aa bb cc dd ee ff gg hhhh ++`"),  # 18 of 20 are
        ("```\naa bb cc dd ee ff gg\n```", ""),
        ("~~~\nx = 1\n~~~", ""),
        ("``x`` y", "y"),
        ("$x $5", "5"),
        ("$speed $", "$speed $"),  # prices
        ("$speed$", ""),
        ("$speed$5", "$speed$5"),
        (r"\begin{x} a \end{x} b", "b"),
        (r"\begin{x} a \end{x} b \begin{x} c \end{x} d", "b d"),
        (r"\begin{x} a \end{x} \end{x} b", r"\end{x} b"),
        (r"\begin{x} a \end{y} b", r"\begin{x} a \end{y} b"),
        (r"$W\,e\ a\,d\,d t\,h\,e\,m$", ""),
        (r"$W\,e\,w\ a\,d\,d t\,h\,e\,m u\,p\,p$", "$Wew add them upp $"),
    ],
)
def test_formulas_and_code(text, left):
    assert " ".join(split_prose(text).text.split()) == left


@pytest.mark.parametrize(
    ("code", "quoted"),
    [
        ("`one two three = 1`", ["one two three"]),
        ("`one two = 1`", []),
        ("```\nx = 'ab'\n```", ["'ab'"]),
        ("```\nx = 'a'\n```", []),
        ('```\nx = "ab"\n```', ['"ab"']),
        ("```\nx # ab\n```", ["# ab"]),
        ("```\nx //a\n```", []),
        ("```\n/* ab */ x\n```", ["/* ab "]),
    ],
)
def test_what_is_quoted_in_code(code, quoted):
    assert [part.rstrip("/") for _, part in split_prose(code).quoted] == quoted


@pytest.mark.parametrize(
    ("hidden", "shown", "many"),
    [(8, 1, False), (9, 1, True), (9, 0, False), (9, 36, False), (10, 36, True), (10, 40, False), (11, 40, True)],
)
def test_how_many_hidden_words_count(hidden, shown, many):
    assert are_many(hidden, shown) is many


def run_of(text, script="latin"):
    return [Run(script, text.split(), len(text.split()), 0, 0)]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("the of and to in" + " table" * 20, True),  # five small words of 25 are a fifth
        ("the of and to in" + " table" * 21, False),
        ("the of and to to" + " table" * 5, False),  # four different ones
        ("the of and to in", True),
    ],
)
def test_what_reads_like_a_language(text, is_one):
    assert reads_like_language(run_of(text)) is is_one


def test_two_words_of_another_script_read_like_a_language():
    assert reads_like_language(run_of("это слово", "cyrillic"))
    assert not reads_like_language(run_of("слово", "cyrillic"))


@pytest.mark.parametrize(
    ("token", "is_text"),
    [
        ("thequickbrownfoxjumpsoverthelazydogandrunsaway", True),  # 46 letters
        ("thequickbrownfoxjumpsoverthelazydogandrunsawa", False),  # 45 may be a word
        ("thequickbrownfoxjumpsoverthelazydogandrunsaway1", False),
        ("aeiouabcde" * 5, False),  # seven of ten are vowels
        ("aeibcdfghj" * 5, True),  # three of ten
        ("aebcdfghjk" * 5, False),  # two of ten
        ("aeiobcdfg" * 6, False),  # nine different letters
        ("aeiobcdfgh" * 5, True),
    ],
)
def test_words_without_blanks(token, is_text):
    assert _has_no_blanks(token) is is_text


@pytest.mark.parametrize(
    ("part", "pieces"),
    [
        ("isPrime", ["is", "prime"]),
        ("tHis", ["this"]),
        ("isAPrime", ["is", "aprime"]),
        ("numberPrimeTable", ["number", "prime", "table"]),
        ("numberPrime", ["numberprime"]),
        ("prime", ["prime"]),
        ("thIs", ["this"]),  # a small word as it is
        ("inBox", ["in", "box"]),
        ("boxIn", ["box", "in"]),
        ("boxA", ["boxa"]),
    ],
)
def test_words_by_their_capitals(part, pieces):
    assert _by_capitals(part) == pieces


def test_words_of_one_run():
    assert [list(run.words) for run in words("это слово, это").runs] == [["это", "слово", "это"]]


def test_letters_in_circles():
    assert visible("ⓐⓑⓩ") == "abz"
    assert visible("été") == "été"


# --- padding ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "longest", "again"),
    [
        ("aa", 2, "--"),
        ("aaa", 2, "-xx"),  # three in a row are one
        ("aaaa", 2, "-xxx"),
        ("abab", 2, "----"),
        ("ababab", 2, "--xxxx"),
        ("ababa", 2, "-----"),
        ("abcabcabc", 2, "---------"),
        ("abcabcabc", 3, "---xxxxxx"),
        ("baaac", 2, "--xx-"),
        ("", 2, ""),
    ],
)
def test_what_is_said_in_a_row(units, longest, again):
    assert "".join("x" if one else "-" for one in _repeated(list(units), longest)) == again


def made_up(count):
    return [f"zqx{'bcdfg'[n % 5]}{'hjklm'[n // 5 % 5]}{'npqrs'[n // 25]}" for n in range(count)]


@pytest.mark.parametrize(
    ("language", "strange", "common", "is_made_up"),
    [
        ("fr", 15, 0, False),  # so few may be names
        ("fr", 16, 0, True),
        ("fr", 16, 1, False),
        ("fr", 28, 1, False),
        ("fr", 29, 1, True),  # of thirty, one is less than 0.04
        ("fr", 24, 1, False),
        ("fr", 48, 2, False),  # of fifty, two are 0.04
        ("fr", 49, 2, True),
        ("en", 11, 0, False),
        ("en", 12, 0, True),
        ("en", 10, 2, True),
        ("en", 8, 2, False),
        ("en", 9, 2, False),
        ("en", 12, 3, False),
        ("en", 13, 3, True),
    ],
)
def test_words_of_no_language(language, strange, common, is_made_up):
    known = {"fr": ["les", "des"], "en": ["the", "and", "with"]}[language][:common]
    assert _is_made_up(made_up(strange) + known, "latin", language) is is_made_up
    assert not _is_made_up(made_up(strange) + known, "cyrillic", language)


# --- letters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "evident"),
    [
        ("một con mèo", True),
        ("con con một", True),
        ("con con con một", False),  # three in a row that tell nothing
        ("con con một con con một", True),
        ("mà mà mà mà một", False),  # one own letter in five words
        ("mà mà mà một", True),
    ],
)
def test_letters_that_one_language_has(text, evident):
    assert is_evident(text.split(), OWN_LETTERS["vi"]) is evident


@pytest.mark.parametrize(
    ("text", "target", "language"),
    [
        ("数学数学数学数の", None, "ja"),  # one Kana in eight
        ("数学数学数学数学の", None, "zh"),
        ("数学数学", "ja", "ja"),  # a term of Han alone
        ("数学数学数学数学", "ja", "ja"),
        ("数学数学数学数学数", "ja", "zh"),  # more than eight are a sentence
        ("他是", "ja", "zh"),
        ("数学", "zh-Hans", "zh-Hans"),
        ("数学", "zh-Hant", "zh-Hant"),
        ("这", "zh-Hant", "zh-Hans"),
        ("這", "zh-Hans", "zh-Hant"),
        ("这這", "zh-Hans", "zh-Hans"),
        ("这這", "zh-Hant", "zh-Hant"),
    ],
)
def test_chinese_and_japanese(text, target, language):
    assert label_cjk([Run("cjk", (text,), len(text), 0, 0)], target) == [language]


def test_where_kana_begin_and_end():
    kana = _kana()
    assert {*"ぁゖ\u3099ゟァヺーヿㇰㇿｦﾟ"} <= kana
    assert kana.isdisjoint("\u3040\u3097\u3098゠・\u3100\u31ef㈀･\uffa0一、。")
