"""The adapters, each called as its trainer calls it; the trainers themselves are in the files beside this one."""

import asyncio
import json
import pickle
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import CallError, combine, format_reward, gated, language_reward, math_reward, r1_reward, r1_zero_reward
from verifiers.scoring import ScoringError
from verifiers.trainers import asynchronous, ms_swift, openrlhf, verl
from verifiers.trainers.grading import Row, grade_rows, numbers

RIGHT, WRONG = r"<think>1 and 1</think> It is \boxed{2}.", r"It is \boxed{3}."
FLAGS = {"undecided": 0.0, "unavailable": 0.0, "bad_reference": 0.0}
TESTS = json.dumps({"inputs": ["1 1\n"], "outputs": ["2\n"]})
PROGRAM = "<think>add</think>\n```python\nprint(sum(map(int, input().split())))\n```"


# --- verl ------------------------------------------------------------------------------------------------------------


def test_verl_s_call():
    score = verl.compute_score(
        data_source="openai/gsm8k", solution_str=RIGHT, ground_truth="2", extra_info={"index": 0}
    )
    assert score == {"score": 1.0, "acc": 1.0, **FLAGS}


def test_verl_by_names_and_by_a_reward():
    by_names = verl.compute_score("math_dapo", WRONG, "3", {}, reward=["math", "format=0.5"])
    assert by_names == {"score": 1.0, "acc": 1.0, "format": 0.0, **FLAGS}
    own = verl.adapt(combine({math_reward: 1.0, gated(format_reward, by=math_reward): 0.5}))
    assert own("math_dapo", RIGHT, "2", None)["format_if_math/acc"] == 1.0
    assert pickle.loads(pickle.dumps(own))("math_dapo", RIGHT, "2")["score"] == 1.5


def test_verl_knows_an_echo_by_its_question_and_a_language_by_its_column():
    assert verl.compute_score("", r"\boxed{x(x+1)}", "x^2+x", {})["score"] == 1.0
    assert verl.compute_score("", r"\boxed{x(x+1)}", "x^2+x", {"question": "Expand $x(x+1)$."})["score"] == 0.0
    french = {"language": "fr", "question": "1+1 ?"}
    found = verl.compute_score("", r"<think>one and one are two</think>\boxed{2}", "2", french, reward="r1")
    assert (found["language"], found["acc"]) == (0.0, 1.0)


@pytest.mark.parametrize("truth", [None, "", float("nan"), ["1", "2"], {}, "2", TESTS, 2, "x" * 100_000])
@pytest.mark.parametrize("source", ["openai/gsm8k", "codecontests", None])
@pytest.mark.parametrize("reward", ["accuracy", "math", "r1-zero"])
def test_verl_s_numbers_have_the_same_names_for_every_row(truth, source, reward):
    plain = verl.compute_score("x", RIGHT, "2", reward=reward)
    found = verl.compute_score(source, WRONG, truth, reward=reward)
    assert found.keys() == plain.keys()
    assert all(type(value) is float for value in found.values())
    assert found["bad_reference"] + found["unavailable"] <= 1


def test_verl_reports_what_could_not_be_graded():
    assert verl.compute_score("", RIGHT, "")["bad_reference"] == 1.0
    assert verl.compute_score("", RIGHT, "")["score"] == 0.0


def test_verl_in_batches():
    found = verl.compute_score_batch(
        data_sources=["a", "b"], solution_strs=[RIGHT, WRONG], ground_truths=["2", "2"], extra_infos=[{}, None]
    )
    assert [row["score"] for row in found] == [1.0, 0.0]
    with pytest.raises(ValueError, match="zip"):
        verl.compute_score_batch(["a"], [RIGHT, WRONG], ["2", "2"])


def test_a_mistake_in_verl_s_configuration_is_seen_at_the_first_call():
    with pytest.raises(ScoringError, match="unknown reward 'maths'"):
        verl.compute_score("", RIGHT, "2", reward="maths")
    with pytest.raises(TypeError, match="rewrad"):
        verl.compute_score("", RIGHT, "2", rewrad="math")
    with pytest.raises(CallError, match="language"):
        verl.compute_score("", RIGHT, "2", reward="language")


@pytest.mark.usefixtures("local_wall")
def test_verl_routes_programs():
    for source, truth in (("codecontests", TESTS), ("my/own", TESTS), ("x", json.loads(TESTS))):
        found = verl.compute_score(source, PROGRAM, truth, reward="r1-zero")
        assert found == {"score": 2.0, "acc": 1.0, "format": 1.0, **FLAGS}
    mixed = verl.compute_score_batch(["a", "b"], [PROGRAM, RIGHT], [TESTS, "2"])
    assert [row["acc"] for row in mixed] == [1.0, 1.0]


# --- OpenRLHF --------------------------------------------------------------------------------------------------------

PROMPT = "<|im_start|>user\nLike \\boxed{7}: what is 1+1?<|im_end|>\n<|im_start|>assistant\n"


def test_openrlhf_grades_the_response_and_not_the_prompt():
    queries = [PROMPT + RIGHT + "<|im_end|>", PROMPT + "I pass.<|im_end|>", PROMPT + "#### 2<|im_end|>\n"]
    found = openrlhf.scores(queries, [PROMPT] * 3, ["2", "7", "2"])
    assert [row["score"] for row in found] == [1.0, 0.0, 1.0]


def test_openrlhf_finds_the_response_behind_a_prompt_that_was_cut():
    cut = PROMPT[20:]
    assert openrlhf.response_of(cut + RIGHT, PROMPT) == RIGHT
    assert openrlhf.response_of("<s>" + PROMPT + RIGHT + "</s>", PROMPT) == RIGHT
    assert openrlhf.response_of(PROMPT, PROMPT) == ""
    assert openrlhf.response_of("another" + RIGHT, PROMPT) is None
    found = openrlhf.scores(["another" + RIGHT], [PROMPT], ["2"])
    assert found == [{"score": 0.0, "acc": 0.0, **FLAGS, "unavailable": 1.0}]


@given(st.text("ab<", max_size=30), st.text("ab<", max_size=30), st.integers(0, 30))
def test_the_longest_end_of_a_cut_prompt_is_taken(prompt, response, cut):
    query = prompt[cut:] + response
    longest = max(length for length in range(len(prompt) + 1) if query.startswith(prompt[len(prompt) - length :]))
    assert openrlhf._overlap(query, prompt) == longest


def test_a_cut_prompt_is_found_in_linear_time():
    text = "ab" * 500_000
    begin = time.process_time()
    openrlhf.response_of("b" + text, text + "c")
    assert time.process_time() - begin < 60


# --- the others ------------------------------------------------------------------------------------------------------


def test_ms_swift_s_call():
    outcome = ms_swift.adapt(r1_zero_reward)(None)
    turns = [{"role": "user", "content": "1+1?"}, {"role": "assistant", "content": RIGHT}]
    columns = {"messages": [turns, turns], "solution": ["2", r"So \boxed{2}."], "trainer_state": object()}
    assert outcome(completions=[RIGHT, WRONG], response_token_ids=[[1], [2, 3]], **columns) == [2.0, 0.0]
    assert outcome.__name__ == "r1_zero_reward"
    language = ms_swift.adapt(language_reward)()
    french = [{"role": "user", "content": "Combien font un et un, s'il te plaît ?"}, turns[1]]
    assert language(completions=["<think>one and one are two, as we know</think> 2"], messages=[french]) == [0.0]


def test_ms_swift_grades_rows_with_tests_as_code_by_the_names_that_do():
    outcome = ms_swift.adapt(["accuracy", "format=0.5"])()
    columns = {"solution": ["2", TESTS, "3", TESTS]}
    assert outcome(completions=[RIGHT, PROGRAM, RIGHT, RIGHT], **columns) == [1.5, 1.5, 0.5, 0.5]
    own = {"solution": ["2", None], "tests": [None, TESTS]}
    assert ms_swift.adapt("accuracy")()(completions=[WRONG, PROGRAM], **own) == [0.0, 1.0]
    # What names math says so of every row.
    assert ms_swift.adapt("math")()(completions=[RIGHT], solution=["2"]) == [1.0]


@pytest.mark.parametrize("names", [["accuracy", "length"], ["r1-zero", "length"], ["code", "length"], ["length"]])
def test_length_has_the_accuracy_of_its_row(names):
    rows = [Row(RIGHT, "2", "a"), Row(PROGRAM, TESTS, "b"), Row(PROGRAM + " ", TESTS, "b"), Row(WRONG, "2", "a")]
    rows = rows[1:3] if "code" in names else rows
    graded = [numbers(*one) for one in grade_rows(names, rows)]
    assert len({tuple(one) for one in graded}) == 1
    lengths = [one.get("length", one["score"]) for one in graded]
    assert lengths == ([0.5, -0.5] if "code" in names else [-0.5, 0.5, -0.5, 0.0])


def test_completions_that_are_messages_are_read_and_others_refused():
    said = [{"role": "user", "content": "1+1?"}, {"role": "assistant", "content": RIGHT, "reasoning_content": None}]
    assert verl.compute_score("x", said, "2")["score"] == 1.0
    cut = [{"role": "assistant", "content": None, "reasoning_content": RIGHT}]
    assert verl.compute_score("x", cut, "2")["score"] == 0.0
    for strange in (None, 4, {"a": 1}, [4]):
        with pytest.raises(CallError, match="a completion is a string or a list of chat messages"):
            verl.compute_score("x", strange, "2")


def test_awaited():
    async def main():
        reward = asynchronous.adapt(r1_reward)
        ticks = 0

        async def tick():
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0)

        clock = asyncio.create_task(tick())
        found = await asyncio.gather(
            *(reward(completions=[RIGHT, WRONG], answer=["2", "3"], language=["en", "en"]) for _ in range(8))
        )
        clock.cancel()
        return found, ticks, reward.__name__

    found, ticks, name = asyncio.run(main())
    assert found == [[3.0, 2.0]] * 8
    assert ticks > 1
    assert name == "r1_reward"


def test_a_bug_of_ours_keeps_the_names():
    class Broken(type(math_reward)):
        def verdict_of(self, _row):
            raise ZeroDivisionError

    both = combine({Broken(): 1.0, format_reward: 1.0})
    [(used, verdict)] = grade_rows(both, [Row(RIGHT, "2")])
    assert numbers(used, verdict) == {"score": 0.0, "acc": 0.0, "format": 0.0, **FLAGS, "unavailable": 1.0}


# --- reasoning that the chat template opens ------------------------------------------------------------------------

CUT = "So perhaps \\boxed{2}. Wait, let me check"
CLOSED = "One and one.</think>\\boxed{2}"


def test_a_rollout_that_was_cut_off_is_not_paid_where_the_prefill_is_said_or_seen():
    asked = [{"role": "user", "content": "1+1?"}]
    told = r1_reward.replace(prefilled=True)
    said = [[{"role": "assistant", "content": text}] for text in (CUT, CLOSED)]
    assert math_reward.replace(prefilled=True)(prompts=[asked] * 2, completions=said, answer=["2"] * 2) == [0.0, 1.0]
    assert told(prompts=[asked], completions=said[1:], answer=["2"], language=["en"]) == [3.0]
    rendered = "<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n<think>\n"
    assert math_reward(prompts=[rendered] * 2, completions=[CUT, CLOSED], answer=["2"] * 2) == [0.0, 1.0]
    assert [
        verl.compute_score("x", text, "2", {"question": "1+1?"}, prefilled=True)["score"] for text in (CUT, CLOSED)
    ] == [0, 1]
    assert verl.adapt("accuracy", prefilled=True)("x", CUT, "2")["score"] == 0
    assert verl.compute_score("x", CUT, "2", reward="math(prefilled)")["score"] == 0
    assert verl.compute_score("x", "[THINK]" + CUT, "2")["score"] == 0
    assert verl.compute_score("x", CUT + "◁/think▷\\boxed{2}", "2", reasoning="kimi", prefilled=True)["score"] == 1
    queries = [rendered + CUT, rendered + CLOSED]
    assert [row["score"] for row in openrlhf.scores(queries, [rendered] * 2, ["2"] * 2)] == [0, 1]


def test_verl_s_batch_gives_the_length_reward_its_siblings():
    texts = [r"\boxed{2}", r"so we get \boxed{2}", r"so after a long time we get \boxed{2}"]
    infos = [{"question": "1+1?"}] * 3
    found = verl.compute_score_batch(["x"] * 3, texts, ["2"] * 3, infos, reward="length")
    assert [row["score"] for row in found] == math_reward_free_lengths(texts)
    by_index = [{"index": index // 3} for index in range(6)]
    both = verl.compute_score_batch(["x"] * 6, [*texts, *texts], ["2"] * 6, by_index, reward="length")
    assert [row["score"] for row in both] == [row["score"] for row in found] * 2
    assert verl.compute_score_batch(["x"], texts[:1], ["2"], reward="length")[0]["score"] == 0


def math_reward_free_lengths(texts):
    shortest, longest = min(map(len, texts)), max(map(len, texts))
    return [0.5 - (len(text) - shortest) / (longest - shortest) for text in texts]


def test_a_batch_that_looks_prefilled_is_told_of_once(caplog):
    mine = math_reward.replace(name="looks_prefilled")
    with caplog.at_level("WARNING", logger="verifiers"):
        for _ in range(2):
            mine([CUT, CLOSED, CLOSED, CLOSED], ["2"] * 4)
        mine.replace(name="told", prefilled=True)([CLOSED] * 4, ["2"] * 4)
        mine.replace(name="seen")([CLOSED] * 4, ["2"] * 4, prompts=["1+1?<think>"] * 4)
        mine.replace(name="opened")([f"<think>{CLOSED}"] * 4, ["2"] * 4)
        mine.replace(name="few")([CLOSED] * 3, ["2"] * 3)
    [record] = caplog.records
    assert "3 of 4 completions close reasoning" in record.getMessage()
    assert "Set prefilled=True on the looks_prefilled reward" in record.getMessage()
