"""What must hold for any text."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifiers import language_reward
from verifiers.verdict import OUTCOMES

SENTENCES = {
    "en": ["First we compute the sum of the two numbers.", "Therefore the answer must be even."],
    "fr": ["On calcule d'abord la somme des deux nombres.", "La réponse doit donc être paire."],
    "de": ["Zuerst berechnen wir die Summe der beiden Zahlen.", "Die Antwort muss also gerade sein."],
    "ru": ["Сначала мы вычисляем сумму двух чисел.", "Поэтому ответ должен быть чётным."],
    "zh": ["首先我们计算这两个数的和。", "所以答案一定是偶数。"],
    "ja": ["まず二つの数の和を計算します。", "だから答えは偶数です。"],
    "th": ["ก่อนอื่นเราคำนวณผลรวมของจำนวนทั้งสอง\n"],
    "ar": ["أولا نحسب مجموع العددين.", "إذن الجواب عدد زوجي."],
}
PIECES = [
    "$", "$$", "\\(", "\\)", "\\[", "\\]", "```", "`", "~~~", "\\begin{align}", "\\end{align}", "<think>", "</think>",
    "<a b=", "http://", "\\text{", "}", "{", "\n\n", "\n", " ", ".", "a", "abc", "Sum", "x_1", "和", "の", "합", "é",
    "\u0301", "\u200d", "\u202e", "\ud800", "…", "@", "/", "-", "'", "\\", "(", "7", "ä", "и", "α", "۔", "ᏣᎳ",
]  # fmt: skip

sentences = st.sampled_from([(code, sentence) for code, pool in SENTENCES.items() for sentence in pool])
chains = st.lists(sentences, min_size=1, max_size=8)
wild = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
wordless = st.sampled_from(
    [
        "$x^2 + y^2$",
        r"\(\frac{a}{b} \ge \sqrt{2}\)",
        r"\[ \sum_{i=1}^{n} i \]",
        "12 + 3.5 = 15.5",
        "`x = 1`",
        "```python\nfor i in range(3):\n    print(i)\n```",
        "https://a.example/b",
        "os.path",
        "camelCase",
        "f(x)",
        "ABC",
        "x_1",
        "7%",
    ]
)


def text_of(chain):
    return " ".join(sentence for _, sentence in chain)


def share(text, target):
    return language_reward.grade(f"<think>{text}</think>", target).detail["share"]


@given(wild, st.sampled_from(sorted(SENTENCES)))
def test_every_text_has_a_verdict(text, target):
    verdict = language_reward.grade(text, target)
    assert 0.0 <= verdict.score <= 1.0
    assert verdict.outcome in OUTCOMES
    assert (verdict.score == 1.0) == (verdict.outcome == "correct")
    assert (verdict.outcome == "no_answer") == (not verdict.detail["words"])
    assert verdict == language_reward.grade(text, target)
    json.dumps(verdict.detail, ensure_ascii=False).encode()


@given(wild, wild)
def test_every_prompt_has_a_verdict(text, prompt):
    verdict = language_reward.grade(text, prompt=prompt)
    assert (verdict.score is None) == (verdict.outcome == "bad_reference")


@given(chains, st.lists(wordless, max_size=4), st.sampled_from(sorted(SENTENCES)))
def test_what_is_no_word_does_not_change_the_share(chain, additions, target):
    text = text_of(chain)
    assert share("\n".join([text, *additions]), target) == share(text, target)


@given(chains, st.sampled_from(sorted(SENTENCES)))
def test_more_of_the_target_language_never_lowers_the_share(chain, target):
    text = text_of(chain)
    assert share(f"{text} {SENTENCES[target][0]}", target) >= share(text, target)


@given(chains, st.sampled_from(sorted(SENTENCES)))
def test_the_share_is_that_of_the_words(chain, target):
    verdict = language_reward.grade(text_of(chain), target)
    counts = verdict.detail["words"]
    assert verdict.score == counts.get(target, 0) / sum(counts.values())
    assert set(counts) == {code for code, _ in chain}


def verdicts():
    texts = [" ".join(pool) for pool in SENTENCES.values()]
    mixed = [f"{one} {other} $x$" for one in texts for other in texts]
    return [language_reward.grade(text, target).detail for text in mixed for target in ("en", "de", "ja")]


def test_all_threads_agree():
    from verifiers.language import identify

    identify.forget()
    identify._statistics.clear()  # so that the threads load them at once
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda _: verdicts(), range(8)))
    assert all(result == results[0] for result in results)


@pytest.mark.parametrize("seed", ["0", "1"])
@pytest.mark.slow
def test_all_processes_agree(seed):
    program = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import test_properties; "
        "print(json.dumps(test_properties.verdicts()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parent)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == verdicts()


def test_langdetect_is_not_loaded():  # what its statistics say is written down
    program = (
        "import sys, verifiers; reward = verifiers.LanguageReward(language='zh'); "
        "assert 'langdetect' not in sys.modules; "
        "assert reward('我们计算') == 1.0; assert 'langdetect' not in sys.modules; "
        "assert verifiers.language_reward('We compute it.', 'en') == 1.0; "
        "assert 'langdetect' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


settings.register_profile("language", deadline=None)
settings.load_profile("language")
