"""How models mark their reasoning: the forms of today's models, and what is reasoning and what is the answer."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from verifiers import (
    CodeReward,
    FormatReward,
    LanguageReward,
    MathReward,
    ReasoningFormat,
    combine,
    countdown_reward,
    format_reward,
    length_reward,
    math_reward,
    r1_zero_reward,
)
from verifiers.completion import opens_reasoning, parts_of, split_reasoning
from verifiers.reasoning import (
    AUTO,
    FORMATS,
    MIN_LOOP,
    Reading,
    _angled,
    _plain_parts,
    _think_tags_alone,
    reading_of,
    unopened,
)

# Each form as the model writes it: what it is called, what the prompt has opened, and the text around the chain of
# thought (R) and the answer (A).
FORMS = {
    "R1-0528": ("r1", "", "<think>\nR\n</think>\n\nA<｜end▁of▁sentence｜>"),
    "R1 distillations": ("prefilled", "<｜Assistant｜><think>\n", "R\n</think>\n\nA"),
    "DeepSeek-V3.1 thinking": ("prefilled", "<｜Assistant｜><think>", "R</think>A<｜end▁of▁sentence｜>"),
    "QwQ": ("prefilled", "<|im_start|>assistant\n<think>\n", "R\n</think>\n\nA<|im_end|>"),
    "Qwen3": ("hybrid", "<|im_start|>assistant\n", "<think>\nR\n</think>\n\nA<|im_end|>"),
    "GLM-4.5": ("hybrid", "<|assistant|>", "\n<think>R</think>\nA<|user|>"),
    "Kimi-K2-Thinking": ("r1", "<|im_assistant|>assistant<|im_middle|>", "<think>R</think>A<|im_end|>"),
    "MiniMax-M2": ("prefilled", "]~b]ai\n<think>\n", "R\n</think>\n\nA[e~["),
    "Nemotron": ("r1", "<|start_header_id|>assistant<|end_header_id|>\n\n", "<think>\nR\n</think>\n\nA<|eot_id|>"),
    "Phi-4-reasoning": ("r1", "<|im_start|>assistant<|im_sep|>", "<think>R</think>A<|im_end|>"),
    "Granite 4": ("r1", "<|start_of_role|>assistant<|end_of_role|>", "<think>R</think>A<|end_of_text|>"),
    "OLMo-3": ("prefilled", "<|im_start|>assistant\n<think>", "R</think>A<|im_end|>"),
    "ERNIE": ("r1", "\nAssistant: ", "<think>\nR\n</think>\n\nA</s>"),
    "Hermes": ("r1", "", "<think>\nR\n</think>\nA<|im_end|>"),
    "EXAONE 4": ("prefilled", "[|assistant|]<think>\n", "R\n</think>\n\nA[|endofturn|]"),
    "Hunyuan": ("r1-answer", "", "<think>\nR\n</think>\n<answer>\nA\n</answer><|eos|>"),
    "Seed-OSS": ("seed-oss", "<seed:bos>assistant\n", "<seed:think>R</seed:think>A<seed:eos>"),
    "Magistral": ("magistral", "[/INST]", "[THINK]R[/THINK]A</s>"),
    "gpt-oss": (
        "harmony",
        "<|start|>assistant",
        "<|channel|>analysis<|message|>R<|end|><|start|>assistant<|channel|>final<|message|>A<|return|>",
    ),
    "gpt-oss, stripped": ("harmony-stripped", "", "analysisRassistantfinalA"),
    "Kimi-VL": ("kimi", "", "◁think▷R◁/think▷A<|im_end|>"),
    "Kimi K3": (
        "kimi-k3",
        '<|open|>message role="assistant"<|sep|>',
        "<|open|>think<|sep|>R<|close|>think<|sep|><|open|>response<|sep|>A<|close|>response<|sep|><|end_of_msg|>",
    ),
    "MiniMax-M3": ("minimax-m3", "", "<mm:think>R</mm:think>A"),
    "EXAONE Deep": ("exaone-deep", "[|assistant|]", "<thought>\nR\n</thought>\n\nA[|endofturn|]"),
    "LongCat-Flash-Thinking": ("longcat", "", "<longcat_think>\nR\n</longcat_think>\nA</longcat_s>"),
    "Command A": (
        "command-a",
        "<|CHATBOT_TOKEN|>",
        "<|START_THINKING|>R<|END_THINKING|><|START_RESPONSE|>A<|END_RESPONSE|><|END_OF_TURN_TOKEN|>",
    ),
    "Gemma 4": ("gemma", "<|turn>model\n", "<|channel>thought\nR\n<channel|>A<turn|>"),
    "Apertus": ("apertus", "<|assistant_start|>", "<|inner_prefix|>R<|inner_suffix|>A<|assistant_end|>"),
    "Granite 3.2": ("granite", "", "Here is my thought process:\nR\n\nHere is my response:\nA<|end_of_text|>"),
    "K2-Horizon": ("k2-horizon", "", "<ifm|think_fast>R</ifm|think_fast>A"),
    "Apriel": ("apriel", "", "Here are my reasoning steps:\nR\n[BEGIN FINAL RESPONSE]\nA\n[END FINAL RESPONSE]"),
    "<reasoning>": ("reasoning", "", "<reasoning>\nR\n</reasoning>\nA"),
    "<thinking>": ("thinking", "", "<thinking>R</thinking>\n\nA"),
    "R1's cold start": ("cold-start", "", "|special_token|R|special_token|A"),
    "OpenThinker": ("open-thinker", "", "<|begin_of_thought|>\n\nR\n\n<|end_of_thought|>\n\nA<|im_end|>"),
    "s1": ("s1", "<|im_start|>assistant\n", "<|im_start|>think\nR\n<|im_start|>answer\nA<|im_end|>"),
}
CHAIN = "Deux et deux font quatre, donc la somme cherchée vaut quatre. Peut-être \\boxed{4} ou alors \\boxed{5}."
forms = pytest.mark.parametrize("form", FORMS)
hows = pytest.mark.parametrize("how", ["auto", "by name"])


_HOLES = re.compile(r"(.*?)(?<![A-Z_])R(?![A-Z])(.*)(?<![A-Z])A(?![A-Z])(.*)", re.DOTALL)


def written(form, answer, chain=CHAIN):
    before, between, after = _HOLES.fullmatch(FORMS[form][2]).groups()
    return before + chain + between + answer + after


def cpu_seconds(function, *args):
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        function(*args)
        best = min(best, time.process_time() - start)
    return best


def settings(form, how):
    return {"reasoning": FORMS[form][0]} if how == "by name" else {}


def prompt_of(form, how):
    return f"2+2?\n{FORMS[form][1]}" if how == "auto" else None


def cut_off(form):
    """A rollout that was cut off while it reasoned, behind a box."""
    whole = written(form, "\\boxed{4}")
    return whole[: whole.index("\\boxed{4}") + len("\\boxed{4}")] + ". Let me"


@hows
@forms
def test_the_right_answer_is_paid_and_a_wrong_one_is_not(form, how):
    grade = MathReward(**settings(form, how)).grade
    assert grade(written(form, "It is \\boxed{4}."), "4", prompt=prompt_of(form, how)).score == 1.0
    assert grade(written(form, "It is \\boxed{5}."), "4", prompt=prompt_of(form, how)).score == 0.0
    assert grade(written(form, "So:\n#### 4"), "4", prompt=prompt_of(form, how)).score == 1.0


@hows
@forms
def test_a_chain_that_was_cut_off_is_never_paid(form, how):
    verdict = MathReward(**settings(form, how)).grade(cut_off(form), "4", prompt=prompt_of(form, how))
    assert (verdict.score, verdict.outcome) == (0.0, "no_answer")
    assert verdict.explanation == "The reasoning was never closed."


@hows
@forms
def test_the_language_is_that_of_the_chain(form, how):
    completion = written(
        form, "So the final answer is four, and that is all there is to say.", CHAIN.partition(" Peut")[0]
    )
    grade = LanguageReward(language="fr", **settings(form, how)).grade
    assert grade(completion, prompt=prompt_of(form, how)).score == 1.0


@forms
def test_the_format_is_followed(form):
    reward = FormatReward(reasoning=FORMS[form][0])
    assert reward.grade(written(form, "It is 4.")).detail == {"rule": None}
    assert reward(written(form, "")) == 0.0  # no answer
    assert reward(cut_off(form)) == 0.0
    assert reward("It is 4.") == float(FORMATS[FORMS[form][0]].reasoning == "optional")


@hows
@forms
def test_programs_are_taken_from_the_answer(form, how):
    reward = CodeReward(**settings(form, how))
    tests = {"inputs": ["1"], "outputs": ["2"]}
    verdict = reward.grade(cut_off(form), tests, prompt=prompt_of(form, how))
    assert verdict.explanation == "The reasoning was never closed, so that there is no answer."
    program = parts_of(written(form, "print(2)", "print(3)"), prompt_of(form, how), reading_of(reward.reasoning))
    assert "print(2)" in program.answer
    assert "print(3)" not in program.answer


@forms
def test_a_combination_tells_its_parts(form):
    reward = r1_zero_reward.replace(reasoning=FORMS[form][0])
    assert reward(written(form, "It is \\boxed{4}."), "4") == 2.0
    assert reward(cut_off(form), "4") == 0.0
    nested = combine({combine({math_reward: 1.0}, name="inner"): 1.0}).replace(reasoning=FORMS[form][0])
    assert nested(cut_off(form), "4") == 0.0


# --- the prompt ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mark", sorted({mark for form in FORMATS.values() for mark in form.opening if not form.at_start})
)
def test_every_opening_mark_at_the_end_of_a_prompt_is_seen(mark):
    assert opens_reasoning(f"2+2?{mark}\n")
    assert math_reward("Maybe \\boxed{4}? Let me", "4", prompt=f"2+2?{mark}") == 0.0
    assert not opens_reasoning(f"Write {mark.removeprefix('<|start|>assistant')} before you think.")


@pytest.mark.parametrize(
    ("prompt", "opens"),
    [
        ("<|im_start|>assistant\n<think>\nD'accord, laissez-moi essayer.", True),  # a forced beginning
        ("<|im_start|>assistant\n<think>\n\n</think>\n\n", False),  # told not to reason
        ("<|im_start|>user\nUse <think> tags.<|im_end|>\n<|im_start|>assistant\n", False),
        ("<|im_start|>system\nReason in <think>.<|im_end|><|im_start|>assistant\nOkay", False),
        ([{"role": "user", "content": "2+2?"}, {"role": "assistant", "content": "<think>\nFirst,"}], True),
        ([{"role": "user", "content": "2+2?"}, {"role": "assistant", "content": "<think>a</think>So"}], False),
        ([{"role": "user", "content": "[THINK]"}], False),
        ("2+2? |special_token|", True),
        ("<longcat_user>2+2? /think_on <longcat_assistant><longcat_think>\n", True),
        ("<longcat_assistant><longcat_think>\nFirst,", True),
        ("2+2?\n<Think >\n", True),
        ("2+2? Say List<Think>", False),
        ("|special_token|r|special_token|", False),
    ],
)
def test_prompts(prompt, opens):
    assert opens_reasoning(prompt) is opens


def test_what_is_said_about_the_prompt_comes_before_what_it_shows():
    cut = "Maybe \\boxed{4}. Let me"
    assert math_reward(cut, "4", prompt="<think>") == 0.0
    assert MathReward(prefilled=False)(cut, "4", prompt="<think>") == 1.0
    assert MathReward(prefilled=True)(cut, "4", prompt="2+2?") == 0.0
    assert MathReward(prefilled=True)("Maybe \\boxed{5}</think>\\boxed{4}", "4") == 1.0
    assert MathReward(reasoning="magistral", prefilled=True)("Maybe \\boxed{5}[/THINK]\\boxed{4}", "4") == 1.0


@pytest.mark.parametrize("reward", [math_reward, format_reward, r1_zero_reward, length_reward, countdown_reward])
def test_every_reward_takes_both(reward):
    told = reward.replace(reasoning="kimi", prefilled=True)
    assert (told.reasoning, told.prefilled) == ("kimi", True)
    assert reward.replace(reasoning=FORMATS["kimi"]).reasoning is FORMATS["kimi"]
    with pytest.raises(ValueError, match=r"unknown reasoning format 'kimmi': .*; did you mean 'kimi'"):
        reward.replace(reasoning="kimmi")


# --- marks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("<think>r</think>It is \\boxed{4}. I used the <think> tag.", "It is \\boxed{4}. I used the <think> tag."),
        ("<think>r</think>Put it between <think> and </think> tags.", "Put it between <think> and </think> tags."),
        ('<think>r</think>print("</think>")', 'print("</think>")'),
        ("I see the `[THINK]` there: 4", "I see the `[THINK]` there: 4"),
        ("<think> tags, then \\boxed{4}", None),  # at the beginning nobody talks about it
        ("<think>\nblocks weigh 4", None),
        ("So\n<think> tag by tag \\boxed{4}", None),
        ("<think>r</think>4<think>s", None),
        ("[THINK]r[/THINK]4 <think>s", None),  # a mark of another format opens reasoning too
        ("[THINK]r</think>4", None),  # and closes none
        ("<think>r[/THINK]s</think>4", "4"),
        ("<think>a</think>x[THINK]b[/THINK]y", "y"),
        ("analysis of the case: 4", "analysis of the case: 4"),
        ("analysis\nWe get 4", "analysis\nWe get 4"),
        ("analysisWe get 4", None),
        ("So, analysisWe get 4", "So, analysisWe get 4"),
        ("Here is my response: 4", "Here is my response: 4"),
        ("A final channel: <|channel|>final<|message|>4", "4"),
        ("<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>commentary<|message|>b", None),
        ("<|START_THINKING|><|END_THINKING|><|START_RESPONSE|>4", "4"),
        # Calls of tools in harmony, and what they give back, are no answer.
        ('<|channel|>commentary to=functions.add <|constrain|>json<|message|>{"sum": "4"}<|call|>', None),
        ("<|channel|>analysis to=python code<|message|>print(4)<|call|>", None),
        ("<|channel|>commentary to=f<|message|><|call|><|start|>f to=assistant<|channel|>commentary<|message|>4", None),
        ("<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>4", "4"),
        ("<|channel|>final<|message|>4<|end|><|start|>assistant<|channel|>commentary to=f<|message|>5<|call|>", None),
        ("commentary to=functions.add json{4}", None),
        ("commentaryI shall add.assistantanalysis4", None),
        ("commentaryI shall add.assistantanalysisWe didassistantfinal4", "4"),
        ("analysiswe get 4", None),
        ("analysis to=python print(4)", None),
        ("commentary on the case: 4", "commentary on the case: 4"),
        ("<unused94>thought\nSo 4", None),
        ("<unused94>thought\nSo 5<unused95>4", "4"),
    ],
)
def test_marks(text, answer):
    assert parts_of(text).answer == answer


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<Think>", "</THINK>"),
        ("<thinK\n>", "</think >"),
        ("<REASONING>", "</REASONING>"),  # LLaVA-CoT
        ("Well.\n<Thought>", "</Thought>"),  # Marco-o1
        ("<Seed:Think >", "</seed:think>"),
        ("<LongCat_think>", "</longcat_think>"),
        ("<SCRATCHPAD>", "</SCRATCHPAD>"),  # Hermes 3
        ("\n<scratch_pad>", "</scratch_pad>"),  # Hermes 2 Pro
        ("<inner_monologue >", "</Inner_Monologue>"),
        ("<Analysis>", "</analysis\t>"),
        (" <thoughts>", "</thoughts>"),
        ("<CoT>", "</CoT>"),
        ("<chain_of_thought>", "</chain_of_thought>"),
    ],
)
def test_tags_in_any_case_and_tags_that_prompts_ask_for(opening, closing):
    cut = f"{opening}It may be \\boxed{{7}}. But let me"
    assert math_reward.grade(cut, "7").explanation == "The reasoning was never closed."
    closed = f"{cut} see.{closing}It IS \\boxed{{9}} <B>"
    assert math_reward(closed, "9") == 1.0
    assert math_reward(closed, "7") == 0.0
    assert parts_of(closed).answer == "It IS \\boxed{9} <B>"
    assert split_reasoning(cut).answer is None
    assert unopened([closed]) == 0


@pytest.mark.parametrize("name", ["r1", "hybrid", "thinking"])
def test_tags_in_any_case_where_the_format_is_told(name):
    reward = MathReward(reasoning=name)
    opening, closing = FORMATS[name].opening[0].upper(), FORMATS[name].closing[0].title()
    assert reward(f"{opening}\\boxed{{7}}, or", "7") == 0.0
    assert reward(f"{opening}\\boxed{{8}}{closing}\\boxed{{7}}", "7") == 1.0


@pytest.mark.parametrize(
    "answer",
    [
        "List<Thought> all = new ArrayList<Thought>();",  # a type
        "`<THINK>` opens it",
        "the <THINK> tag",
        "<THINKER>",
        "<note><analysis>4</analysis><cot/></note>",  # an element
        "cd <scratchpad>/run",
        "a <thought",
        "a < think >",
        "<think    >",  # so many blanks are no spelling of a tag
    ],
)
def test_what_only_looks_like_a_tag(answer):
    assert parts_of(f"<think>r</think>So {answer}").answer == f"So {answer}"
    assert parts_of(f"So {answer}").answer == f"So {answer}"


def test_a_second_opening_tag_within_a_block_is_text():
    # Where the template has opened the block, models often write the tag once more: one closing tag ends it.
    assert parts_of("<think>\n<think>a</think>b") == ("\n<think>a", "b")


@pytest.mark.parametrize("form", ["granite", "apriel", "harmony-stripped"])
def test_plain_words_close_what_the_prompt_has_opened_where_the_format_is_told(form):
    told = MathReward(reasoning=form, prefilled=True)
    closing = FORMATS[form].closing[0]
    assert told(f"Is it \\boxed{{5}}? No.{closing} \\boxed{{4}}", "4") == 1.0
    assert told(f"Is it \\boxed{{4}}? No.{closing} \\boxed{{5}}", "4") == 0.0
    assert told("It is \\boxed{4}, I think", "4") == 0.0


AGAIN = {
    "granite": "Here is my thought process: {} Here is my response: {} Here's my thought process: {}",
    "apriel": "Here are my reasoning steps:\n{}\n[BEGIN FINAL RESPONSE]\n{}\nHere are my reasoning steps:\n{}",
    "harmony-stripped": "analysis{}assistantfinal{}assistantanalysis{}",
    "harmony": "analysis{}assistantfinal{}assistantcommentary to=functions.sum json{}",
}
BOXED = ("Is it \\boxed{5}?", "It is \\boxed{4}.", "Or is it \\boxed{4}?")


@pytest.mark.parametrize("form", AGAIN)
def test_reasoning_that_plain_words_open_again_is_no_answer(form):
    told, text = MathReward(reasoning=form), AGAIN[form]
    cut_off = text.format(*BOXED)
    assert parts_of(cut_off, None, Reading(FORMATS[form])).answer is None
    assert told(cut_off, "4") == 0.0
    assert told(cut_off.replace("It is \\boxed{4}.", "It is 4."), "4") == 0.0
    assert FormatReward(form)(cut_off) == 0.0
    closing = "assistantfinal" if "harmony" in form else FORMATS[form].closing[0]
    assert told(f"{cut_off}{closing} \\boxed{{4}}", "4") == told(f"{cut_off}{closing} \\boxed{{6}}", "6") == 1.0
    assert told(f"{cut_off}{closing} \\boxed{{5}}", "4") == 0.0


@pytest.mark.parametrize("form", ["granite", "apriel"])
def test_without_a_format_a_phrase_opens_reasoning_again_where_its_closing_mark_follows(form):
    cut_off, closing = AGAIN[form].format(*BOXED), FORMATS[form].closing[0]
    assert parts_of(f"{cut_off} {closing} \\boxed{{6}}").answer == " \\boxed{6}"
    # It may be a heading of the answer: "Here are my reasoning steps: First, …".
    assert parts_of(cut_off).answer == cut_off.partition(closing)[2]


def test_stripped_harmony_opens_reasoning_again_whether_it_is_told_or_not():
    assert parts_of("analysisWe add.assistantfinal\\boxed{4}assistantanalysisOr 5?").answer is None
    assert parts_of("analysisWe add.assistantfinal\\boxed{4} by the assistant analysis tool").answer is not None
    told = MathReward(reasoning="harmony-stripped")
    assert told("analysisWe add.assistantfinalBy analysis and commentary it is \\boxed{4}", "4") == 1.0


def test_plain_words_within_the_reasoning_or_between_quotes_open_nothing_again():
    told = Reading(FORMATS["granite"])
    begin, closing = "Here is my thought process: I wrote Here is my thought process: above.", "Here is my response:"
    assert parts_of(f"{begin} {closing} 4", None, told).answer == " 4"
    quoted = f' I begin with "{begin[:27]}" and say 4.'
    assert parts_of(f"{begin} {closing}{quoted}", None, told).answer == quoted
    assert FormatReward("granite")(f"{begin} {closing} 4") == 1.0


def test_one_mark_that_opens_and_closes_is_written_once_more_where_the_prompt_has_it():
    told = MathReward(reasoning="cold-start", prefilled=True)
    assert told("|special_token|It is \\boxed{4}, I think", "4") == 0.0
    assert told("|special_token|Is it \\boxed{5}?|special_token|\\boxed{4}", "4") == 1.0
    assert told("Is it \\boxed{5}?|special_token|\\boxed{4}", "4") == 1.0


def test_a_format_of_one_s_own():
    plan = ReasoningFormat(("<plan>", "<idea>"), ("</plan>", "</idea>"))
    assert parts_of("<idea>x</idea>4", None, Reading(plan)) == ("x", "4")
    assert parts_of("<plan>x", None, Reading(plan)) == ("x", None)
    assert FormatReward(reasoning=plan)("<idea>x</idea>4") == 1.0
    # Messages whose reasoning the server has cut out are written in think tags.
    said = [{"role": "assistant", "reasoning_content": "It is \\boxed{5}.", "content": "\\boxed{4}"}]
    assert r1_zero_reward.replace(reasoning=plan)(said, "4") == 2.0


@pytest.mark.parametrize(
    ("opening", "closing", "more"),
    [((), ("x",), {}), (("x",), (), {}), (("",), ("x",), {}), ("x", ("y",), {}), (("x",), ("y",), {"reasoning": "no"})],
)
def test_what_marks_nothing_is_refused(opening, closing, more):
    with pytest.raises(ValueError, match="reasoning"):
        ReasoningFormat(opening, closing, **more)


def test_none_reads_all_of_it_as_the_answer():
    assert parts_of("<think>4", None, reading_of("none")) == (None, "<think>4")
    assert MathReward(reasoning="none")("<think>\\boxed{4}", "4") == 1.0
    assert FormatReward(reasoning="none")("It is 4.<|im_end|>") == 1.0
    assert FormatReward(reasoning="none")(" <|im_end|>") == 0.0


MARKS = sorted({mark for form in FORMATS.values() for mark in (*form.opening, *form.closing)})
soup = st.lists(
    st.sampled_from([*MARKS, "<THINK>", "</Think >", "<cot>", "a", " ", "\n", "`", "4 tag", "<", "|"]), max_size=12
).map("".join)


def plainly(text):
    """A text without what a spelling of tags may change."""
    return re.sub(r"\s+", "", text).lower()


@given(soup, st.sampled_from(["auto", *FORMATS]), st.sampled_from([None, True, False]))
def test_any_soup_of_marks_is_cut(text, name, prefilled):
    reasoning, answer = parts_of(text, None, reading_of(name, prefilled))
    assert answer is None or text.endswith(answer)
    assert reasoning is None or plainly(reasoning) in plainly(text)
    if answer is None:
        assert reasoning is not None


@given(soup, st.sampled_from(["", "\n<think>\n"]))
@example("`</think>` 4", "")
@example("a\n</think>[THINK]b", "")
@example("a\n</think>4 < 5", "")
def test_texts_that_reason_plainly_are_cut_as_all_others_are(text, prompt):
    text = f"<think>{text}"
    parts = _plain_parts(text)
    if parts is not None:
        assert parts == parts_of(text, None, reading_of("r1")) == parts_of(text, f"What?{prompt}")


def test_what_is_plain():
    assert _plain_parts("<think>a</think>b") == ("a", "b")
    for other in ("a</think>b", "<think>a", "<think>a<b</think>c", "<think>a</think>[THINK]", " <think>a</think>b"):
        assert _plain_parts(other) is None


@given(
    st.lists(st.sampled_from(["<think>", "</think>", "<", "</", "think>", "<cot>", "a", "\n"]), min_size=1, max_size=6)
)
@example(["<think>"])
@example(["</th", "<think>", "ink>"])
@example(["<think>", "<"])
def test_in_a_loop_the_tags_are_counted_as_they_are_found(pieces):
    text = "".join(pieces) * MIN_LOOP
    counted = _think_tags_alone(text)
    assert not counted or counted == frozenset(_angled().findall(text))
    assert counted or set(pieces).isdisjoint({"<think>", "</think>"}) or not set(pieces) <= {"<think>", "</think>", "a"}


@given(soup)
def test_reading_by_the_marks_never_pays_what_a_named_format_calls_reasoning(text):
    for name, form in FORMATS.items():
        if not form.prefilled and form.opening != form.closing and not form.at_start:
            unclosed = f"{text}\n{form.opening[0]}9"
            assert parts_of(unclosed, None, reading_of(name)).answer is None or "9" not in (
                parts_of(unclosed).answer or ""
            )


@pytest.mark.parametrize(
    ("text", "prefilled", "reasoning", "answer"),
    [
        ("<think>a [THINK] b</think>c", None, "a [THINK] b", "c"),  # a mark of another format within a block is text…
        ("<think>a [/THINK] b</think>c", None, "a [/THINK] b", "c"),
        ("<think>a</think>b<think>c[/THINK]d", None, "a", None),  # …and closes nothing
        ("[THINK]a</think>b", None, "a</think>b", None),
        ("a[/THINK]b", None, "a", "b"),
        ("a[/THINK]b", True, "a", "b"),
        ("[/THINK]b", True, "", "b"),
        ("a", True, "a", None),
        ("[THINK]a[/THINK]b", True, "a", "b"),  # once more what the prompt has written
        ("a[THINK]b[/THINK]c", True, "a[THINK]b", "c"),
        (" [THINK]a[/THINK]b", True, "a", "b"),
        ("a[THINK]b", None, "b", None),
        ("a<think>b</think>c", None, "b", "c"),
        ("a</think>b</think>c", None, "a</think>b", "c"),
    ],
)
def test_where_a_completion_is_cut(text, prefilled, reasoning, answer):
    assert parts_of(text, None, Reading(None, prefilled)) == (reasoning, answer)


def test_each_format_is_looked_for_at_the_end_of_a_prompt():
    assert opens_reasoning("Say <think> no more.\n[THINK]")
    assert not opens_reasoning("[THINK]\nSay <think> no more.")


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (["a</think>b", "c</think>d", "e"], 2),
        (["a</think>b", "<think>c</think>d"], 0),
        (["a"], 0),
        ([], 0),
    ],
)
def test_texts_that_close_what_nothing_has_opened(texts, count):
    assert unopened(texts) == count


def test_split_reasoning_is_the_short_form():
    assert split_reasoning("[THINK]r[/THINK]4") == parts_of("[THINK]r[/THINK]4", None, AUTO) == ("r", "4")
    assert split_reasoning("r", prefilled=True) == ("r", None)


@pytest.mark.parametrize(
    "unit", [*MARKS, "<THINK >", "<Think", "</cot ", "a<Thought>", "`<think>`", "a<think> tag ", "<|", "analysis"]
)
@pytest.mark.few(12)
def test_the_time_is_linear(unit):
    small, large = unit * 4_000, unit * 32_000
    assert cpu_seconds(parts_of, large) < 20 * cpu_seconds(parts_of, small) + 0.05


@pytest.mark.parametrize("form", [form for form in FORMATS.values() if form.opening], ids=lambda form: form.opening[0])
def test_no_mark_is_overlooked_by_the_first_look_at_a_text(form):
    before = "" if form.at_start else "Well. "
    for mark in form.opening:
        assert parts_of(f"{before}{mark}A thought that goes on").answer is None, mark
        assert parts_of(f"\u3000\n{mark}A thought that goes on").answer is None, mark
