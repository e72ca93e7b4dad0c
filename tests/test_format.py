"""The format reward: templates, prefilled tags, end-of-text tokens, and texts that loop."""

import pickle
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from verifiers import FormatReward, Template, format_reward
from verifiers.completion import END_OF_TEXT
from verifiers.format import TEMPLATES, THINK_TAGS, follow, is_blank

R1_ANSWER = FormatReward(template="r1-answer")
PREFILLED = FormatReward(template="prefilled")
COLD_START = FormatReward(template="cold-start")
OWN = FormatReward(
    template=Template((("<plan>", "</plan>"), ("<code>", "</code>"), ("<result>", "</result>")), answer_after=False)
)


def rule(reward, text, **columns):
    verdict = reward.grade(text, **columns)
    broken = verdict.detail["rule"]
    assert (verdict.score, verdict.outcome) == ((1.0, "correct") if broken is None else (0.0, "incorrect"))
    assert verdict.explanation
    return broken


# --- the 21 cases on which published format rewards were compared ----------------------------------------------------

CASES = {
    "inline": ("<think>r</think><answer>4</answer>", 1.0),
    "tags on their own lines": ("<think>\nr\n</think>\n<answer>\n4\n</answer>", 1.0),
    "reasoning over several lines": ("<think>\nfirst\n\nsecond\n</think>\n<answer>4</answer>", 1.0),
    "trailing newline": ("<think>\nr\n</think>\n<answer>\n4\n</answer>\n", 1.0),
    "trailing end-of-text token": ("<think>\nr\n</think>\n<answer>\n4\n</answer><|im_end|>", 1.0),
    "leading space": (" <think>\nr\n</think>\n<answer>\n4\n</answer>", 1.0),
    "prefilled opening tag": ("r\n</think>\n<answer>\n4\n</answer>", 1.0),
    "other markup inside": ("<think>a < b, <b>c</b></think><answer>\\boxed{4}</answer>", 1.0),
    "empty reasoning": ("<think>\n\n</think>\n<answer>\n4\n</answer>", 0.0),
    "empty answer": ("<think>\nr\n</think>\n<answer>\n\n</answer>", 0.0),
    "text after the answer": ("<think>\nr\n</think>\n<answer>\n4\n</answer>\ngarbage", 0.0),
    "text before the reasoning": ("Sure!\n<think>\nr\n</think>\n<answer>\n4\n</answer>", 0.0),
    "text between the blocks": ("<think>\nr\n</think>\nso\n<answer>\n4\n</answer>", 0.0),
    "two answers": ("<think>\nr\n</think>\n<answer>\n4\n</answer>\n<answer>\n5\n</answer>", 0.0),
    "two reasonings": ("<think>\na\n</think>\n<think>\nb\n</think>\n<answer>\n4\n</answer>", 0.0),
    "answer inside the reasoning": ("<think>\n<answer>4</answer>\n</think>\n<answer>\n4\n</answer>", 0.0),
    "reversed order": ("<answer>\n4\n</answer>\n<think>\nr\n</think>", 0.0),
    "reversed, content-free tags": ("\n</answer>x\n<answer>\n\n</think>\n<think>\n", 0.0),
    "no closing answer tag": ("<think>\nr\n</think>\n<answer>\n4", 0.0),
    "no tags": ("The answer is 4.", 0.0),
    "nothing": ("", 0.0),
}


@pytest.mark.parametrize("case", CASES)
def test_the_21_cases(case):
    text, score = CASES[case]
    prompt = "2+2?\n<think>\n" if case.startswith("prefilled") else "2+2?"
    assert R1_ANSWER(text, prompt=prompt) == score
    assert R1_ANSWER([text], prompts=[prompt]) == [score]


# --- templates ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reward", "text", "expected"),
    [
        (format_reward, "<think>r</think>4", None),
        (format_reward, "\n<think>\nr\n</think>\n\n4\n", None),
        (format_reward, "<think>r</think><answer>4</answer>", None),  # tags that are not the template's are text
        (format_reward, "<think>r</think>", "missing_answer"),
        (format_reward, "<think>r</think> \n<|im_end|>\n", "missing_answer"),
        (format_reward, "<think></think>4", "blank_block"),
        (format_reward, "<think> \n\t</think>4", "blank_block"),
        (format_reward, "<think>r4", "missing_tag"),
        (format_reward, "r</think>4", "wrong_tag"),
        (format_reward, "4", "missing_tag"),
        (format_reward, "Hm.<think>r</think>4", "text_outside"),
        (format_reward, "<think><think>r</think>4", "wrong_tag"),
        (format_reward, "<think>r</think></think>4", "repeated_tag"),
        (format_reward, "<think>r</think>4<think>", "repeated_tag"),
        (format_reward, "<think>r</think>4<think>s</think>5", "repeated_tag"),
        (format_reward, "</think>r<think>4", "wrong_tag"),
        (format_reward, "<Think>r</Think>4", "missing_tag"),
        (format_reward, "< think>r</ think>4", "missing_tag"),
        (R1_ANSWER, "<think>r</think>4", "missing_tag"),
        (R1_ANSWER, "<answer>4</answer>", "wrong_tag"),
        (R1_ANSWER, "<think>r<answer>4</answer></think>", "wrong_tag"),
        (PREFILLED, "r</think>4", None),
        (PREFILLED, "\nr\n</think>\n4", None),
        (PREFILLED, "<think>r</think>4", "wrong_tag"),
        (PREFILLED, "</think>4", "blank_block"),
        (PREFILLED, " </think>4", "blank_block"),
        (PREFILLED, "r</think>", "missing_answer"),
        (PREFILLED, "r", "missing_tag"),
        (PREFILLED, "", "missing_tag"),
        (COLD_START, "|special_token|r|special_token|4", None),
        (COLD_START, "|special_token|r|special_token|", "missing_answer"),
        (COLD_START, "|special_token||special_token|4", "blank_block"),
        (COLD_START, "|special_token|r|special_token|4|special_token|", "repeated_tag"),
        (COLD_START, "|special_token|r", "missing_tag"),
        (COLD_START, "x|special_token|r|special_token|4", "text_outside"),
        (OWN, "<plan>p</plan>\n<code>c</code>\n<result>r</result>", None),
        (OWN, "<plan>p</plan><result>r</result><code>c</code>", "wrong_tag"),
        (OWN, "<plan>p</plan><code>c</code><result>r</result>.", "text_outside"),
        (OWN, "<plan>p</plan><code>c</code>", "missing_tag"),
    ],
)
def test_templates(reward, text, expected):
    assert rule(reward, text) == expected


def test_the_position_is_that_of_the_break():
    verdict = format_reward.grade("<think>r</think>4</think>")
    assert verdict.detail == {"rule": "repeated_tag", "position": 17}


def test_custom_tags_may_hold_any_character():
    reward = FormatReward(template=Template((("[*", "*]"), ("(?:", ")+"))))
    assert reward("[*a*](?:b)+c") == 1.0
    assert reward("[*a*](?:b)c") == 0.0


def test_a_tag_that_begins_another_is_not_taken_for_it():
    reward = FormatReward(template=Template((("<t", "</t"), ("<t>", "</t>"))))
    assert reward("<t a </t <t> b </t> c") == 1.0


def test_blocks_may_be_given_as_lists():
    reward = FormatReward(template=Template([["<a>", "</a>"]]))  # type: ignore[arg-type]
    assert reward("<a>x</a>y") == 1.0
    hash(reward)


def test_an_end_of_text_token_may_be_a_tag():
    reward = FormatReward(template=Template((("<s>", "</s>"),), answer_after=False))
    assert reward("<s>x</s>") == 1.0
    assert reward("<s>x</s><|im_end|>") == 1.0


@pytest.mark.parametrize("blocks", [(), (("<a>", ""),), (("", "</a>"),), (("<a>",),), ("<a>",)])
def test_a_template_that_cannot_be_followed_is_refused(blocks):
    with pytest.raises(ValueError, match="a template"):
        Template(blocks)


def test_an_unknown_template_is_refused():
    with pytest.raises(ValueError, match="unknown template 'r2': the names are r1, "):
        FormatReward(template="r2")


def test_an_unknown_prefill_is_refused():
    with pytest.raises(ValueError, match="prefill"):
        FormatReward(prefill="sometimes")  # type: ignore[arg-type]


# --- prefilled opening tags ---------------------------------------------------------------------------------------


def test_a_prompt_that_ends_in_the_opening_tag_prefills_it():
    assert rule(format_reward, "r</think>4", prompt="<|assistant|><think>\n") is None
    assert rule(format_reward, "r</think>4", prompt="Use <think> and </think>.") == "wrong_tag"
    assert rule(format_reward, "<think>r</think>4", prompt="<|assistant|><think>\n") == "wrong_tag"
    assert rule(format_reward, "r</think>4", prompt=[{"role": "user", "content": "2+2?"}]) == "wrong_tag"
    continued = [{"role": "user", "content": "2+2?"}, {"role": "assistant", "content": "<think>"}]
    assert rule(format_reward, "r</think>4", prompt=continued) is None


def test_prefill_never_does_not_look():
    reward = FormatReward(prefill="never")
    assert reward("r</think>4", prompt="<think>") == 0.0
    assert reward("<think>r</think>4", prompt="<think>") == 1.0


def test_prefill_is_seen_for_every_template():
    assert FormatReward(template="cold-start")("r|special_token|4", prompt="2+2? |special_token|") == 1.0
    assert OWN("p</plan><code>c</code><result>r</result>", prompt="Go.\n<plan>\n") == 1.0
    assert PREFILLED("r</think>4", prompt="<think>") == 1.0


def test_prompts_of_a_batch_are_looked_at_row_by_row():
    completions = ["r</think>4", "<think>r</think>4"]
    assert format_reward(prompts=["<think>", "2+2?"], completions=completions) == [1.0, 1.0]
    assert format_reward(prompts=["2+2?", "<think>"], completions=completions) == [0.0, 0.0]


def test_the_explanation_tells_of_a_prefilled_template():
    assert "set prefilled=True" in format_reward.grade("r</think>4").explanation


# --- end-of-text tokens -------------------------------------------------------------------------------------------


TOKENS = (*END_OF_TEXT, "<|im_end|>", "<|eot_id|>", "<|user|>", "<｜User｜>")


@pytest.mark.parametrize("token", TOKENS)
def test_end_of_text_tokens_behind_the_answer_are_ignored(token):
    assert format_reward(f"<think>r</think>4{token}\n{token}{token}") == 1.0
    assert format_reward(f"<think>r</think>{token}") == 0.0  # they are no answer
    assert R1_ANSWER(f"<think>r</think><answer>4</answer> {token}") == 1.0
    assert R1_ANSWER(f"{token}<think>r</think><answer>4</answer>") == 0.0  # only behind


# --- properties ---------------------------------------------------------------------------------------------------

PIECES = [
    "<think>",
    "</think>",
    "<answer>",
    "</answer>",
    "|special_token|",
    "<think",
    "think>",
    "</",
    "a",
    " ",
    "\n",
    "\u00a0",
    "\ud800",
    *TOKENS,
]
texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
templates = st.sampled_from([*TEMPLATES, OWN.template])


def slow_oracle(text, template):
    """Whether a text follows a template whose tags differ, by counting and cutting: simple, and slow."""
    while True:
        text = text.rstrip()
        token = next((token for token in TOKENS if text.endswith(token)), None)
        if token is None:
            break
        text = text.removesuffix(token)
    if template.prefilled:
        text = template.blocks[0][0] + text
    if any(text.count(tag) != 1 for block in template.blocks for tag in block):
        return False
    rest = text
    for opening, closing in template.blocks:
        before, _, rest = rest.partition(opening)
        inside, found, rest = rest.partition(closing)
        if before.strip() or not inside.strip() or not found:
            return False
    return bool(rest.strip()) == template.answer_after


@given(texts, st.sampled_from(["r1", "r1-answer", "prefilled"]))
def test_the_scan_agrees_with_the_slow_oracle(text, name):
    assert (FormatReward(template=name)(text) == 1.0) == slow_oracle(text, TEMPLATES[name])


@given(st.text(st.characters()) | texts, templates)
def test_every_text_has_a_verdict(text, template):
    verdict = FormatReward(template=template).grade(text)
    assert verdict.score in {0.0, 1.0}
    assert 0 <= verdict.detail.get("position", 0) <= len(text)


@given(texts, templates, st.lists(st.sampled_from([*TOKENS, " ", "\n"])).map("".join))
def test_end_of_text_tokens_never_matter(text, template, ending):
    reward = FormatReward(template=template)
    assert reward.grade(text + ending) == reward.grade(text)


@given(texts, texts)
@example("r", "4<|im_end|>")
@example(" ", "4")
@example("r", "\n")
@example("3 < 5", "4")
def test_think_tags_that_are_found_at_a_glance_are_found_where_a_search_finds_them(reasoning, answer):
    searched = Template((THINK_TAGS,), spellings=(("<no text has this>", "<think>"),))
    text = f"<think>{reasoning}</think>{answer}"
    assert follow(text, TEMPLATES["r1"]) == follow(text, searched)


words = st.text(st.characters(exclude_characters="<>|", exclude_categories=["Cs"]), min_size=1).filter(
    lambda text: not is_blank(text, 0, len(text))
)
STRICT = sorted(name for name, template in TEMPLATES.items() if not template.optional and not template.at_start)


@st.composite
def well_formed(draw):
    """A template, the pieces of a text that follows it, and which pieces are not tags."""
    name = draw(st.sampled_from(STRICT))
    template = TEMPLATES[name]
    blank = st.text(" \n\t", max_size=3)
    pieces = [draw(blank)]
    for opening, closing in template.blocks:
        pieces += [opening, draw(words), closing, draw(blank)]
    if template.prefilled:
        pieces = pieces[2:]
    if template.answer_after:
        pieces[-1] = draw(words)
    return name, pieces


@given(well_formed())
def test_what_is_built_by_the_template_follows_it(built):
    name, pieces = built
    assert FormatReward(template=name)("".join(pieces)) == 1.0


@given(well_formed(), st.data())
def test_one_more_tag_anywhere_breaks_it(built, data):
    name, pieces = built
    template = TEMPLATES[name]
    tags = [tag for block in template.blocks for tag in block]
    # A tag put into the middle of a tag may mend itself; between the pieces it cannot.
    place = data.draw(st.integers(0, len(pieces)))
    broken = [*pieces[:place], data.draw(st.sampled_from(tags)), *pieces[place:]]
    assert FormatReward(template=name)("".join(broken)) == 0.0


@given(well_formed(), st.data())
def test_one_tag_less_breaks_it(built, data):
    name, pieces = built
    known = {tag for block in TEMPLATES[name].blocks for tag in block}
    tags = [place for place, piece in enumerate(pieces) if piece in known]
    gone = data.draw(st.sampled_from(tags))
    assert FormatReward(template=name)("".join(pieces[:gone] + pieces[gone + 1 :])) == 0.0


# --- bounded ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<think>" * 100_000,
        "</think>" * 100_000,
        "<think>r</think>" * 60_000,
        "<think" * 170_000,
        "<think>" + "</think" * 140_000,
        "<think>\n</think>\n<answer>\n" * 40_000,
        " " * 1_000_000,
        "<think>" + " " * 1_000_000,
        "<think>r</think><answer>" + " " * 1_000_000,
        "</s>" * 250_000,
        "<think>r</think>4" + "</s> \n" * 160_000,
        "|special_token|" * 70_000,
        "|special_token" * 70_000,
        "<" * 1_000_000,
        "<|" * 500_000,
        "\x00" * 1_000_000,
    ],
    ids=lambda text: repr(text[:24]),
)
def test_a_megabyte_is_graded_in_well_under_a_second(text):
    best = float("inf")  # the best of three, in CPU time: other processes do not count
    for _ in range(3):
        start = time.process_time()
        for reward in (format_reward, R1_ANSWER, COLD_START):
            reward.grade(text)
        best = min(best, time.process_time() - start)
    assert best < 20  # three templates; 0.3 here; what is quadratic takes minutes


# --- as a reward --------------------------------------------------------------------------------------------------


def test_it_needs_no_reference_and_ignores_one():
    assert format_reward.columns == ()
    assert format_reward("<think>r</think>4") == 1.0
    assert format_reward("<think>r</think>4", "4") == 1.0
    assert format_reward(["<think>r</think>4", "4"], ["4", "4"]) == [1.0, 0.0]
    assert format_reward(completions=["<think>r</think>4"], reference=["4"], answer=["4"]) == [1.0]


def test_instances_are_values():
    assert FormatReward() == format_reward
    assert hash(FormatReward()) == hash(format_reward)
    assert format_reward.replace(template="r1-answer") == R1_ANSWER
    assert pickle.loads(pickle.dumps(OWN)) == OWN
    assert format_reward.__name__ == "format_reward"
    assert format_reward.replace(name="style").__name__ == "style_reward"


@pytest.mark.parametrize(
    "nothing",
    ["\u0301\u0308", "\u20dd", "\ufffc", "\ufff9", "\ue000", "\ufdd0", "\ud800", "\U0001d159", "\U0001d173",
     "\U00013430", "\U0001bca0", "\U000f0000", "\u2800\u0332"],
)  # fmt: skip
def test_what_shows_nothing_is_no_reasoning_and_no_answer(nothing):
    assert format_reward(f"<think>{nothing}</think>It is 4.") == 0.0
    assert format_reward(f"<think>We add.</think>{nothing}") == 0.0


@pytest.mark.parametrize("ink", ["e\u0301", "\ufffd", "…", "是", "π", "\U0001d7d8", "😀"])
def test_what_shows_something_is_text(ink):
    assert format_reward(f"<think>{ink}</think>{ink}") == 1.0
