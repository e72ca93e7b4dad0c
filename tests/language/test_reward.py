import io
import json
import os
import pickle

import pytest

from verifiers import LanguageReward, combine, language_reward, r1_reward
from verifiers.reward import CallError

FRENCH = "On calcule d'abord la somme des deux nombres, puis on la divise par trois."
ENGLISH = "First we compute the sum of the two numbers, and then we divide it by three."


def test_all_words_in_the_target_language():
    verdict = language_reward.grade(f"<think>{FRENCH} $x + y$</think>The answer is 4.", "fr")
    assert (verdict.score, verdict.outcome) == (1.0, "correct")
    assert verdict.detail == {"target": "fr", "words": {"fr": 14}, "share": 1.0, "first_foreign": None}
    assert verdict.explanation == "14 of 14 words are French."


def test_the_share_is_the_score():
    verdict = language_reward.grade(f"<think>{FRENCH} {ENGLISH}</think>4", "fr")
    assert verdict.outcome == "partial"
    assert verdict.score == verdict.detail["share"] == 14 / 30
    assert verdict.detail["words"] == {"en": 16, "fr": 14}
    assert verdict.detail["first_foreign"]["text"].startswith("First we compute")


def test_no_word_in_the_target_language():
    verdict = language_reward.grade(f"<think>{ENGLISH}</think>4", "French")
    assert (verdict.score, verdict.outcome) == (0.0, "incorrect")


@pytest.mark.parametrize("chain", ["", "  \n", "$x$", "```\nx = 1\n```", "1 + 2 = 3", "!!!", "x y z"])
def test_a_chain_of_thought_without_words_never_pays(chain):
    for text in (f"<think>{chain}</think>{FRENCH}", *([chain] if chain else [])):
        verdict = language_reward.grade(text, "fr")
        assert (verdict.score, verdict.outcome) == (0.0, "no_answer")
        assert verdict.detail["words"] == {}
    assert language_reward.grade("", "fr").outcome == "no_answer"


def test_words_in_formulas_only_do_not_pay():
    hidden = " ".join(["$somme = nombre$"] * 20)
    assert language_reward.grade(hidden, "fr").outcome == "no_answer"


def test_the_whole_text_is_the_chain_of_thought_where_there_are_no_tags():
    assert language_reward.grade(FRENCH, "fr").score == 1.0
    assert language_reward.grade(f"{FRENCH} {ENGLISH}", "fr").outcome == "partial"


def test_a_prompt_that_opens_the_reasoning():
    verdict = language_reward.grade(f"{FRENCH}</think>{ENGLISH}", "fr", prompt="Combien ? <think>")
    assert verdict.score == 1.0
    assert language_reward.grade(FRENCH, "fr", prompt="Combien ? <think>").score == 1.0


def test_english_in_dollars_does_not_pass_for_french():
    assert language_reward.grade(f"<think>${ENGLISH}$</think>", "fr").score == 0.0
    split = " ".join(f"${word}$" for word in ENGLISH.split())
    assert language_reward.grade(f"<think>Donc on a {split}</think>", "fr").score < 0.5
    ticks = " ".join(f"`{word}`" for word in ENGLISH.replace(",", "").split())
    assert language_reward.grade(f"<think>Donc on a {ticks}</think>", "fr").score < 0.5


def test_the_configured_language_wins():
    reward = LanguageReward(language="German")
    assert reward.grade(FRENCH, "fr", prompt=FRENCH).detail["target"] == "de"
    assert reward(FRENCH) == 0.0


def test_the_column_comes_before_the_prompt():
    assert language_reward.grade(FRENCH, prompt=ENGLISH, language="fr").score == 1.0
    assert language_reward.grade(FRENCH, prompt=ENGLISH).score == 0.0


def test_the_language_of_the_prompt():
    prompt = [{"role": "system", "content": ENGLISH}, {"role": "user", "content": "Combien de pommes reste-t-il ?"}]
    assert language_reward.grade(FRENCH, prompt=prompt).score == 1.0
    assert language_reward.grade(FRENCH, prompt="Quante mele restano?").detail["target"] == "it"
    assert language_reward.grade(FRENCH, prompt="計算する: 次の和を求めよ。").detail["target"] == "ja"


@pytest.mark.parametrize("reference", ["python", "", "xx", None, 3, ["fr"]])
def test_an_unknown_language_is_a_bad_reference(reference):
    verdict = language_reward.grade(FRENCH, language=reference)
    assert (verdict.score, verdict.outcome) == (None, "bad_reference")
    assert verdict.explanation.endswith(".")
    json.dumps(verdict.detail)


def test_a_prompt_without_words_is_a_bad_reference():
    verdict = language_reward.grade(FRENCH, prompt="$1 + 1$ = ?")
    assert (verdict.score, verdict.outcome) == (None, "bad_reference")
    assert "prompt" in verdict.explanation


def test_without_any_target_the_call_is_wrong():
    with pytest.raises(CallError, match="column 'language'"):
        language_reward.grade(FRENCH)


def test_an_unknown_language_is_refused_when_the_reward_is_made():
    with pytest.raises(ValueError, match="python"):
        LanguageReward(language="python")
    with pytest.raises(ValueError, match="python"):
        LanguageReward(candidates=("python",))


def test_a_batch():
    assert language_reward([FRENCH, ENGLISH, FRENCH], ["fr", "fr", "python"]) == [1.0, 0.0, None]
    assert language_reward(prompts=[FRENCH, ENGLISH], completions=[FRENCH, FRENCH], trainer_state=None) == [1.0, 0.0]
    conversation = [{"role": "assistant", "content": FRENCH}]
    assert language_reward(completions=[conversation], language=["fr"]) == [1.0]


def test_it_combines():
    verdict = combine({language_reward: 0.5}).grade(FRENCH, language="fr")
    assert verdict.score == 0.5
    assert verdict.detail["parts"]["language"]["detail"]["target"] == "fr"


def test_it_is_a_value():
    reward = LanguageReward(language="fr", candidates=("en",))
    assert pickle.loads(pickle.dumps(reward)) == reward
    assert hash(reward) == hash(LanguageReward(language="fr", candidates=("en",)))
    assert reward.replace(language="de").language == "de"
    assert reward.__name__ == "language_reward"


def _nothing(segment, candidates):  # noqa: ARG001
    return (0,) * len(candidates)


def test_another_identifier():
    assert LanguageReward(language="fr", identify=_nothing)(ENGLISH) == 1.0


def test_where_the_text_is_cut():
    from verifiers.language.tokens import MAX_CHARACTERS

    long = f"{FRENCH} " * (MAX_CHARACTERS // len(FRENCH) + 1) + f"{ENGLISH} " * 100
    verdict = language_reward.grade(long, "fr")
    assert verdict.detail["cut_at"] == MAX_CHARACTERS
    assert verdict.score == 1.0
    assert "cut_at" not in language_reward.grade(FRENCH, "fr").detail


def test_the_first_foreign_words_are_shortened():
    verdict = language_reward.grade(f"{ENGLISH} " * 10 + "word" * 10_000, "fr")
    assert len(verdict.detail["first_foreign"]["text"]) <= 81


@pytest.mark.parametrize(
    ("chain", "text"),
    [
        (f"{FRENCH} $x + y$ then we add it {FRENCH}", "then we add it"),
        (f"{FRENCH} ça d\u00adonne \u200b$x$ 和 {FRENCH}", "和"),
        (f"{FRENCH} 计算 {ENGLISH}", "计算"),
        (f"{FRENCH} http://a.example/we we are now going to see what this is", "we are"),
        (f"{FRENCH} Теперь, и", "Теперь"),
    ],
)
def test_where_the_first_foreign_words_stand(chain, text):
    completion = f"{text}<think>{chain}</think>{text}"
    first = language_reward.grade(completion, "fr").detail["first_foreign"]
    assert first["text"].startswith(text)
    assert completion[first["at"] :].startswith(text)
    json.dumps(first)


def test_where_words_in_disguise_begin():
    chain = FRENCH + " tHe sUm oF tHe tWo nUmbers tHat wE hAve aNd iT iS nOt eVen sO wE cAn gO oN"
    first = language_reward.grade(chain, "fr").detail["first_foreign"]
    assert chain[first["at"] :].startswith("tHe sUm")


def test_the_first_foreign_words_have_a_place_in_any_unfinished_chain():
    verdict = language_reward.grade(f"<think>{FRENCH} {ENGLISH}", "fr")
    assert verdict.detail["first_foreign"]["at"] == len(f"<think>{FRENCH} ")


@pytest.mark.parametrize("target", ["en", "fr", "sw", "zh", "ru", "ja", None])
def test_no_row_looks_at_the_disk_again(target, monkeypatch):
    """Each look hands the interpreter's lock over and takes it back, past a thread that waits for it."""
    text = "<think>Nous cherchons la somme. 我们来算一下. Считаем сумму. We add them up.</think> \\boxed{4}"
    told = {"prompts": ["Combien font deux et deux ?"]} if target is None else {"language": [target]}
    first = r1_reward([text], answer=["4"], **told)

    looks = []
    with monkeypatch.context() as watched:
        for place, name in ((os, "stat"), (io, "open")):
            real = getattr(place, name)
            watched.setattr(place, name, lambda *args, real=real, **more: (looks.append(args), real(*args, **more))[1])
        again = r1_reward([text], answer=["4"], **told)
    assert (again, looks) == (first, [])
