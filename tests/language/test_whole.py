"""A proof that a text is in the target language must say what labelling its words says, or nothing."""

from collections import Counter
from itertools import pairwise, product
from operator import add, mul
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import LanguageReward, language_reward
from verifiers.language.chunks import LONGEST_CHUNK, chunks_of, depends_on_neighbours, read_chunks
from verifiers.language.han import thinned
from verifiers.language.languages import LANGUAGES
from verifiers.language.measure import counted, forget, languages_of
from verifiers.language.path import SWITCH_BETWEEN, SWITCH_FROM_TARGET, SWITCH_WITHIN, cheapest_path
from verifiers.language.prose import split_prose
from verifiers.language.tokens import visible
from verifiers.language.told import MAX_NEW, REMEMBERED, memory_of
from verifiers.language.whole import ONE_IN, PATIENCE, words_in
from verifiers.language.words import EITHER, words

CHAINS = {
    "en": """Okay, so Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May.
Let me work this out step by step. In May she sold half of that, which is $48 / 2 = 24$ clips; wait, is it half of the
first number? Yes, it says "half as many". So the total is 48 + 24 = 72 clips. Let's check the other way: three halves
of 48 is 72 (the same). Therefore, the answer must be 72, and I am done.""",
    "zh": """首先，我们设四月份卖出的数量为 $48$，五月份只有它的一半，也就是24。接着把两个数加起来：48 + 24 = 72。
再换种方法检查这道题：前者乘以一点五，得到同样结果，所以计算没有错误。注意题目问总共多少件商品，而不是相差几件，因此最后答案应该写72。""",
    "fr": """Voyons. Au mois d'avril, elle a vendu 48 objets à ses amis, et au mois de mai la moitié, donc 24.
On cherche le nombre total ; il faut faire la somme des deux nombres. La somme est 48 + 24 = 72. Je vérifie : les trois
moitiés de 48 sont 72, c'est bien la même chose. La réponse est donc 72.""",
    "ru": """Сначала мы вычисляем сумму двух чисел. В апреле она продала 48 вещей, а в мае вдвое меньше, то есть 24.
Значит, всего она продала 48 + 24 = 72 вещи. Проверим: три половины от 48 это 72. Поэтому ответ 72.""",
    "ko": """먼저 두 수의 합을 구합니다. 4월에는 48개를 팔았고, 5월에는 그 절반인 24개를 팔았습니다.
따라서 답은 72개입니다.""",
}
ODD = [
    "ABC DEF", "I AB", "x AB", "R2 AB", "max 7", "max (", "max", "(max) 5", "<b c=d>", "<i", "www.a.b c", "/usr/lib. ",
    "&amp;", "C:\\d,e", "\\label{a,b}", "\\n", "...and", "word...word", "x.Then", "don't", "well-known", "3.14", '"Hi"',
    "\t", "\xa0", "\u3000", "\x01", "—", "NASA", "iPhone", "FOO BAR BAZ", "snake_case", "a b c", "π", "και", "Привет",
    "\u0301", "\u0301x", "\u200c", "\ud800", "ﬁ", "H₂O", "a@b.c", "f(x)", "和", "の", "합", "ᏣᎳ", "Wein 5", "Donc on a",
    "Wir haben also die Summe der beiden Zahlen.", "Nous avons donc la somme des deux nombres.", "On calcule",
    'the,and;or:if!so?yes*no"as)it', "...", "miles/hour/second", "sum " * 40, "a" * 70,
]  # fmt: skip
BETWEEN = [" ", " ", " ", "\n", ". ", ", ", "", " (", ") ", ": "]


@st.composite
def texts(draw):
    target = draw(st.sampled_from(sorted(CHAINS)))
    pieces = CHAINS[target].split(" ")
    begin = draw(st.integers(0, len(pieces) - 1))
    parts = [" ".join(pieces[begin : begin + draw(st.integers(1, 80))])]
    for _ in range(draw(st.integers(0, 4))):
        parts.append(draw(st.sampled_from(ODD)))
        begin = draw(st.integers(0, len(pieces) - 1))
        parts.append(" ".join(pieces[begin : begin + draw(st.integers(1, 20))]))
    text = parts[0]
    for part in parts[1:]:
        text += draw(st.sampled_from(BETWEEN)) + part
    return text, target


@pytest.fixture(autouse=True)
def _afresh():
    forget()


def labelled(text, target):
    found = Counter()
    for segment in languages_of(text, target):
        found[segment.language] += segment.weight
    return found


@pytest.mark.parametrize("target", [target for target in CHAINS if target != "zh"])
def test_an_honest_chain_is_proven(target):
    text = split_prose(CHAINS[target]).text
    assert words_in(text, target) == labelled(text, target)[target] > 10
    assert counted(CHAINS[target], target) == labelled(CHAINS[target], target)[target]


@pytest.mark.parametrize("called", ["the max 7 of", "the max (7)", "sin x + tan a", "mod n"])
def test_functions_with_their_argument_are_no_words(called):
    text = f"{CHAINS['en']} So we have {called} that."
    assert words_in(text, "en") == labelled(text, "en")["en"]


def test_the_functions_have_three_letters():
    assert {len(name) for name in EITHER.split()} == {3}


@given(texts())
def test_what_is_proven_is_what_is_labelled(case):
    text, target = case
    for script in ("latin", "cyrillic", "hangul", "cjk"):
        if script in LANGUAGES[target].scripts:
            memory_of(script, target).in_vain = 0  # or it would not be tried
    found = counted(text, target)
    if isinstance(found, int):
        assert labelled(text, target) == {target: found}


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from([*ODD, *BETWEEN]), max_size=30).map("".join)))
def test_the_words_of_a_text_are_those_of_its_chunks(text):
    seen = visible(text)
    chunks = chunks_of(seen)
    found = read_chunks(chunks)
    depending = [name for name, chunk in zip(chunks, found, strict=True) if chunk.depends]
    if any(chunk.script is None for chunk in found) or depends_on_neighbours(seen, depending):
        return
    reading = words(seen)
    assert [word for chunk in found for word in chunk.words] == [word for run in reading.runs for word in run.words]
    assert sum(chunk.letters for chunk in found) == sum(len(row) for _, row in reading.letters)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "72",
        "the sum",  # so few words may be names
        f"{CHAINS['en']} Wir haben also die Summe der beiden Zahlen, und das ist die Antwort.",
        f"{CHAINS['en']} Поэтому ответ 72.",
        f"{CHAINS['en']} {'sum ' * 60}",  # one word over and over
        f"{CHAINS['en']} the triangles ABC DEF",  # side by side, abbreviations are words
        f"{CHAINS['en']} x.max 7",  # a function, or a part of something
        f"{CHAINS['en']} {'a' * (LONGEST_CHUNK + 1)}",
        " ".join(f"x{'abcdefghij'[index % 10]}qz{'klmnopqrst'[index // 10 % 10]}v" for index in range(100)),  # made up
    ],
)
def test_what_takes_a_closer_look_is_not_proven(text):
    assert words_in(text, "en") is None


@pytest.mark.parametrize("target", ["th", "vi", "sr", "ja", "zh"])
def test_scripts_without_a_proof(target):
    assert words_in("Cộng hai số lại thì được bảy mươi hai, và đó là câu trả lời của bài toán này.", target) is None


def test_a_text_of_new_chunks_is_read_the_long_way_once():
    new = " ".join(map(str, range(MAX_NEW)))
    assert words_in(f"{CHAINS['en']} {new}", "en") is None
    assert words_in(f"{CHAINS['en']} {new}", "en") is not None


def test_after_many_texts_in_vain_few_are_tried():
    mixed = f"{CHAINS['en']} Wir haben also die Summe der beiden Zahlen, und das ist die Antwort."
    for _ in range(PATIENCE):
        assert words_in(mixed, "en") is None
    tried = [words_in(CHAINS["en"], "en") is not None for _ in range(ONE_IN + 1)]
    assert 0 < tried.index(True) < ONE_IN
    assert all(tried[tried.index(True) :])
    assert words_in(CHAINS["fr"], "fr") is not None  # each target has a count of its own


def test_memory_is_bounded():
    for start in range(0, 3 * REMEMBERED, MAX_NEW):
        words_in(" ".join(f"word{index}" for index in range(start, start + MAX_NEW)), "en")
    assert len(memory_of("latin", "en")) <= REMEMBERED


def test_the_verdict_is_the_same_whether_words_are_remembered_or_not():
    completion = f"<think>{CHAINS['fr']}</think> 72"
    cold = language_reward.grade(completion, "fr")
    warm = language_reward.grade(completion, "fr")
    assert cold == warm
    assert warm.score == 1.0
    assert warm.detail["first_foreign"] is None


@pytest.mark.parametrize("spoken", ["Pink flamingos.", "Green iguanas.", "Vanilla tortillas."])
def test_a_few_words_that_sound_foreign_do_not_keep_a_text_from_being_proven(spoken):
    text = f"{CHAINS['en']} {spoken} {CHAINS['en']}"
    assert counted(text, "en") == labelled(text, "en").total() > 10


HAN = [
    "所以", "我们把它们加起来。", "，", "。", "！", "（", "）", "\n", " ", " 7 ", "Vieta", "the sum of the two numbers",
    "max", "max 7", "AB", "ABC DEF", "是", "和", "の", "これは", "這個問題", "这个问题", "\u0301", "ꀀ", "Привет",
    "한국", "<p", "<p a=", ">", "\\label{", "}", "定理定理",
]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(HAN), st.just(CHAINS["zh"])), max_size=25).map("".join))
@pytest.mark.parametrize("target", ["zh", "zh-Hans", "zh-Hant"])
def test_one_character_that_stands_for_many_changes_no_verdict(target, text):
    text = CHAINS["zh"] + text
    reward = LanguageReward(language=target)
    verdict = reward.grade(text)
    with mock.patch("verifiers.language.measure.thinned", return_value=None):
        assert reward.grade(text) == verdict


def test_few_characters_stand_for_a_chinese_text():
    found = thinned(CHAINS["zh"], "zh")
    assert len(found.text) == len(CHAINS["zh"])
    assert found.characters == labelled(CHAINS["zh"], "zh")["zh"] > 10 * found.text.count("是") > 0


@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 900), min_size=width, max_size=width), min_size=1, max_size=9)
    ),
    st.data(),
)
def test_the_path_through_many_languages_is_the_cheapest(rows, data):
    switches = [data.draw(st.sampled_from([SWITCH_WITHIN, SWITCH_BETWEEN])) for _ in rows]
    width = len(rows[0])
    packed = [sum(one << 32 * lane for lane, one in enumerate(row)) for row in rows]
    path = cheapest_path(packed, switches, list(range(width)), 0)

    def cost(states):
        lean = [SWITCH_FROM_TARGET * (state != 0) for state in states]
        changed = [one != other for one, other in pairwise(states)]
        changes = map(mul, changed, map(add, switches[1:], lean[1:]))
        return lean[0] + sum(changes) - sum(row[state] for row, state in zip(rows, states, strict=True))

    if width ** len(rows) <= 3000:
        assert cost(path) == min(map(cost, product(range(width), repeat=len(rows))))
