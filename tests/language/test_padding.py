"""What says nothing does not pay: one word said over and over, words that are made up."""

import pytest

from verifiers import language_reward


def score(chain, language):
    return language_reward.grade(f"<think>{chain}</think>", language).score


LOOPS = {
    "one word": ("non " * 30, "fr"),
    "two words": ("ja nein " * 20, "de"),
    "one word, as sentences": ("Gut. " * 30, "de"),
    "one word, in another script": ("да " * 25, "ru"),
    "a few characters": ("结果是三。" * 12, "zh"),
    "a few characters between English words": (
        "".join(f"因为所以 {word}。" for word in "Now we will add all of the numbers".split()),
        "zh",
    ),
    "one word, and a foreign text": (
        "oui " * 60 + "We first add the two numbers and then divide the result by three, as the question asks.",
        "fr",
    ),
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_is_said_once(name):
    chain, language = LOOPS[name]
    assert score(chain, language) < 0.3


HONEST = {
    "steps": ("\n".join(f"Étape {n} : on ajoute {n} et on trouve {n * (n + 1) // 2}." for n in range(1, 20)), "fr"),
    "cases": ("\n".join(f"n = {n}, so r = {n % 7}" for n in range(40)), "en"),
    "cases of one word": (" ".join(f"Schritt {n}: $x = {n}$." for n in range(1, 30)), "de"),
    "a second thought": ("Wait, no. Wait, no. Let me check the sum of the two numbers again. Yes, it is right.", "en"),
    "cases in Chinese": ("".join(f"当 n={n} 时，余数为 {n % 5}。" for n in range(30)), "zh"),
    "a list of names": (
        "The cities are Phnom Penh, Bandar Seri Begawan, Ulan Bator, Kuala Lumpur and Naypyidaw.",
        "en",
    ),
    "a sentence that a model cannot leave": ("So the answer is five, as the question asks. " * 30, "en"),
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_repetition_is_in_its_language(name):
    chain, language = HONEST[name]
    assert score(chain, language) == 1.0


MADE_UP = (
    "blorf quix zander mumpel tarsick hobben flirtle gnasp wobbert trindle skarp nopfel grundy blasty vermick dolphen "
    "sprolk tindor wexel brumpy fandle gorvis plimth krezzle oddlin varp swindor hullet mimsorn drackle toppel yarrik"
)


@pytest.mark.parametrize("language", ["en", "fr", "de", "nl"])
def test_words_of_no_language_pay_nothing(language):
    assert score(MADE_UP, language) < 0.3


def test_chinese_in_latin_letters_is_no_english():
    chain = (
        "women xian jisuan zhe liangge shuzi zhi he ranhou ba jieguo chuyi san yinwei timu yaoqiu pingjun zhi "
        "suoyi daan jiushi qi women zai jiancha yibian zhege jieguo shi duide"
    )
    assert score(chain, "en") < 0.3
