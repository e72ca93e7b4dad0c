"""Which samples are fit to be learned from, and which of those are taken."""

import json
import time
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifiers import LanguageReward
from verifiers.scoring import ScoringError
from verifiers.selecting.rules import (
    MAX_PARAGRAPH,
    ORDERS,
    REPEATED_TOKENS,
    Candidate,
    Sample,
    choose,
    has_code_block,
    has_long_paragraph,
    mixes_languages,
    repeats_itself,
    rules,
    why_not_right,
)

CHAINS = Path(__file__).parents[3] / "shared" / "data" / "math"
ENGLISH = "First we add the two numbers, then we divide the sum by three and get the answer."
GERMAN = "Zuerst zählen wir die beiden Zahlen zusammen, dann teilen wir die Summe durch drei."


def sample(chain, prompt="What is the mean of these numbers?", **verdicts):
    return Sample(chain, prompt, verdicts)


@pytest.mark.parametrize(
    ("prompt", "chain", "mixed"),
    [
        ("What is the mean of these numbers?", ENGLISH, False),
        ("What is the mean of these numbers?", f"{ENGLISH} {GERMAN}", True),
        ("What is the mean of these numbers?", GERMAN, True),
        ("Was ist der Mittelwert dieser Zahlen?", GERMAN, False),
        ([{"role": "user", "content": "Was ist der Mittelwert dieser Zahlen?"}], GERMAN, False),
        ("$(1 + 2) / 3$", ENGLISH, False),
        ("$(1 + 2) / 3$", GERMAN, False),
        ("$(1 + 2) / 3$", f"{ENGLISH} {GERMAN}", True),
        ("$(1 + 2) / 3$", "$= 3 / 3 = 1$", False),
        ("What is the mean of these numbers?", "$= 3 / 3 = 1$", False),
        ("What is the mean of these numbers?", "", False),
        ("What is the mean?<think>", f"</think> {ENGLISH} <think> {ENGLISH}", False),
    ],
)
def test_languages_are_told_from_the_prompt_else_from_the_chain(prompt, chain, mixed):
    assert mixes_languages(sample(chain, prompt)) is mixed


@pytest.mark.parametrize(
    ("score", "outcome", "mixed"),
    [
        (1.0, "correct", False),
        (0.96, "partial", False),
        (0.94, "partial", True),
        (0.0, "incorrect", True),
        (0.0, "no_answer", False),
    ],
)
def test_the_language_part_has_the_last_word(score, outcome, mixed):
    assert mixes_languages(sample(GERMAN, language={"score": score, "outcome": outcome})) is mixed


@pytest.mark.parametrize("part", [None, {}, {"score": None, "outcome": "bad_reference"}, [1]])
def test_a_language_part_without_a_score_is_none(part):
    assert mixes_languages(sample(GERMAN, language=part))
    assert not mixes_languages(sample(ENGLISH, language=part))


def test_a_paragraph_is_what_stands_between_line_breaks():
    line = "x" * MAX_PARAGRAPH
    assert not has_long_paragraph(sample(f"{line}\n{line}\r\n{line}"))
    assert has_long_paragraph(sample(f"a\n{line}y\nb"))
    assert not has_long_paragraph(sample(""))
    assert has_long_paragraph(sample("four"), longest=3)


@pytest.mark.parametrize("chain", ["a\n```python\nb\n```", "```", "see ```x```", "~~~\nx\n~~~", "a\n~~~"])
def test_code_blocks(chain):
    assert has_code_block(sample(chain))


@pytest.mark.parametrize("chain", ["", "the `x` is", "a ~~~ b", "    x = 1", "``x``", "about ~3"])
def test_no_code_blocks(chain):
    assert not has_code_block(sample(chain))


@pytest.mark.parametrize(
    "chain",
    ["Wait, let me check again. " * 12, "哈哈" * 40, "等等，让我再算一次。" * 8, "0" + " 0" * 60, f"{ENGLISH}\n" * 3],
)
def test_loops_repeat_themselves(chain):
    assert repeats_itself(sample(chain))


@pytest.mark.parametrize("chain", ["", "a", "Wait. Wait. Wait.", ENGLISH, " ".join(map(str, range(1000))), "x" * 9999])
def test_what_is_no_loop(chain):
    assert not repeats_itself(sample(chain))


def test_the_share_is_what_counts():
    fresh, loop = " ".join(map(str, range(1000))), "so on and " * 40
    assert not repeats_itself(sample(fresh + loop))
    assert repeats_itself(sample(fresh[: 3 * len(loop)] + loop))


@given(st.integers(0, 3 * REPEATED_TOKENS), st.integers(1, 40))
def test_distinct_words_are_never_a_loop_and_their_third_copy_always_is(before, period):
    words = [f"w{index}" for index in range(before + period)]
    assert not repeats_itself(sample(" ".join(words)))
    assert repeats_itself(sample(" ".join(words[before:] * (3 + 2 * REPEATED_TOKENS // period))))


HOSTILE = [
    "`" * 1_000_000,
    "a " * 500_000,
    "\n" * 1_000_000,
    "\ud800" * 1_000_000,
    "等" * 1_000_000,
    "<think>" * 150_000,
]


@pytest.mark.parametrize("chain", HOSTILE, ids=["ticks", "loop", "lines", "surrogates", "han", "tags"])
def test_a_megabyte_of_anything_takes_moments(chain):
    begin = time.process_time()
    for rule in rules():
        rule.breaks(sample(chain))
    assert time.process_time() - begin < 30  # 0.1 to 1.1 s where it was measured; a quadratic rule takes minutes


@pytest.mark.skipif(not CHAINS.exists(), reason="the labelled chains of thought are not here")
def test_honest_chains_of_thought_pass():
    # There is no prompt beside these; all are English.
    rows = [json.loads(line) for line in (CHAINS / "qwen_math_cot_100.jsonl").read_text(encoding="utf-8").splitlines()]
    right = [row["pred"] for row in rows if row["label"]]
    english = LanguageReward(language="en")
    broken = Counter()
    for chain in right:
        verdict = english.grade(chain)
        graded = sample(chain, language={"score": verdict.score, "outcome": verdict.outcome})
        broken.update([rule.name for rule in rules() if rule.breaks(graded)][:1])
    assert len(right) > 300
    assert broken["long-paragraph"] == broken["repetition"] == 0
    assert broken.total() <= len(right) * 0.03


def test_rules_stand_in_their_order_and_can_be_allowed():
    names = [rule.name for rule in rules()]
    assert names == ["mixed-language", "long-paragraph", "code-block", "repetition"]
    assert [rule.name for rule in rules(allowed=["code-block", "repetition"])] == names[:2]
    assert "of over 7 " in next(rule.phrase for rule in rules(7) if rule.name == "long-paragraph")
    with pytest.raises(ScoringError, match="unknown rule 'code': the rules are mixed-language"):
        rules(allowed=["code"])


@pytest.mark.parametrize(
    ("score", "outcome", "reason"),
    [
        (1.0, "correct", None),
        (0.0, "incorrect", "wrong"),
        (0.5, "partial", "wrong"),
        (0.0, "no_answer", "wrong"),
        (0.0, "undecided", "undecided"),
        (None, "bad_reference", "undecided"),
        (None, "unavailable", "undecided"),
    ],
)
def test_right_is_what_the_part_calls_correct(score, outcome, reason):
    row = {"reward": 9.0, "verdicts": {"math": {"score": score, "outcome": outcome}}}
    assert why_not_right(row, "math", None) == reason


@pytest.mark.parametrize(("reward", "reason"), [(2, None), (2.5, None), (1.99, "wrong"), (None, "undecided")])
def test_or_what_has_the_total(reward, reason):
    assert why_not_right({"reward": reward, "verdicts": {}}, None, 2.0) == reason


def test_an_error_row_is_no_answer():
    assert why_not_right({"reward": None, "error": "not JSON"}, "math", None) == "error"


candidates = st.lists(
    st.builds(
        Candidate, st.integers(0, 3), st.integers(0, 5), st.integers(0, 3), st.sampled_from([0.0, 1.0, float("-inf")])
    ),
    max_size=40,
)
orders = st.sampled_from(sorted(ORDERS))
limits = st.none() | st.integers(1, 4)


def taken(items, fates):
    return [item for item, fate in zip(items, fates, strict=True) if fate is None]


@given(candidates, orders, limits)
def test_at_most_so_many_of_a_prompt_and_none_twice(items, order, most):
    fates = choose(items, order, most)
    assert set(fates) <= {None, "duplicate", "surplus"}
    chosen = taken(items, fates)
    assert len({(one.prompt, one.text) for one in chosen}) == len(chosen)
    counts = Counter(one.prompt for one in chosen)
    texts = {(one.prompt, one.text) for one in items}
    for prompt, available in Counter(prompt for prompt, _ in texts).items():
        assert counts[prompt] == (available if most is None else min(most, available))


@given(candidates, orders, limits)
def test_choosing_from_the_chosen_changes_nothing(items, order, most):
    chosen = taken(items, choose(items, order, most))
    assert choose(chosen, order, most) == [None] * len(chosen)


@given(candidates, st.sampled_from(sorted(set(ORDERS) - {"first"})), limits, st.randoms(use_true_random=False))
def test_an_order_of_its_own_does_not_look_at_the_file(items, order, most, random):
    shuffled = random.sample(items, len(items))
    assert Counter(taken(items, choose(items, order, most))) == Counter(taken(shuffled, choose(shuffled, order, most)))


@given(candidates, orders, st.integers(1, 3))
@settings(max_examples=50)
def test_what_is_left_out_comes_after_what_is_taken(items, order, most):
    fates = choose(items, order, most)
    place = partial(_place, items, order)
    for index, fate in enumerate(fates):
        if fate == "surplus":
            rivals = [
                other for other, kept in enumerate(fates) if kept is None and items[other].prompt == items[index].prompt
            ]
            assert all(place(other) < place(index) for other in rivals)


def _place(items, order, index):
    return ORDERS[order](items[index]), index


def test_the_orders():
    items = [Candidate(1, 1, 30, 1.0), Candidate(1, 2, 10, 1.0), Candidate(1, 3, 20, 2.0), Candidate(1, 1, 30, 1.0)]
    assert choose(items, "first", 1) == [None, "surplus", "surplus", "duplicate"]
    assert choose(items, "shortest", 1) == ["surplus", None, "surplus", "surplus"]
    assert choose(items, "reward", 1) == ["surplus", "surplus", None, "surplus"]
    assert choose(items, "first", None) == [None, None, None, "duplicate"]
