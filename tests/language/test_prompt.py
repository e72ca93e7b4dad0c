import pytest

from verifiers import language_reward
from verifiers.language.prompt import last_question

FRENCH = "Combien de pommes reste-t-il dans le panier ?"
SYSTEM = "You are a helpful assistant. Think step by step before you answer the question of the user."
R1_ZERO = (
    "A conversation between User and Assistant. The user asks a question, and the Assistant solves it. The assistant "
    "first thinks about the reasoning process in the mind and then provides the user with the answer. User: {} "
    "Assistant:"
)
TEMPLATES = {
    "ChatML": f"<|im_start|>system\n{SYSTEM}<|im_end|>\n<|im_start|>user\n{{}}<|im_end|>\n<|im_start|>assistant\n",
    "Llama 3": f"<|start_header_id|>system<|end_header_id|>\n\n{SYSTEM}<|eot_id|><|start_header_id|>user"
    "<|end_header_id|>\n\n{}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
    "Gemma": f"<start_of_turn>user\n{SYSTEM}<end_of_turn>\n<start_of_turn>user\n{{}}<end_of_turn>\n"
    "<start_of_turn>model\n",
    "DeepSeek": f"{SYSTEM}<｜User｜>{{}}<｜Assistant｜><think>\n",
    "Zephyr": f"<|system|>\n{SYSTEM}</s>\n<|user|>\n{{}}</s>\n<|assistant|>\n",
    "Phi": f"<|system|>{SYSTEM}<|end|><|user|>{{}}<|end|><|assistant|>",
    "Mistral": f"[INST] {SYSTEM} [/INST] Yes. [INST] {{}} [/INST]",
    "R1-Zero": R1_ZERO,
    "R1-Zero, prefilled": f"{R1_ZERO} <think>\n",
    "Vicuna": f"{SYSTEM} USER: {{}} ASSISTANT:",
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_template_around_the_question_does_not_count(name):
    prompt = TEMPLATES[name].format(FRENCH)
    assert last_question(prompt).replace("</s>", "").strip() == FRENCH
    assert language_reward.grade("<think>Il en reste trois.</think>", prompt=prompt).detail["target"] == "fr"


@pytest.mark.parametrize(
    "prompt", ["", FRENCH, "User: and then?", "In the play, User: says nothing. Assistant: sings.", "[INST"]
)
def test_a_prompt_without_a_template_is_the_question(prompt):
    assert last_question(prompt) == prompt


def test_a_turn_that_is_never_closed_goes_to_the_end():
    assert last_question("<|im_start|>user\nCombien ?") == "\nCombien ?"
