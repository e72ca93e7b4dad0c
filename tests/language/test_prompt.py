import pytest

from verifiers import language_reward, r1_reward
from verifiers.language.prompt import language_of, last_question

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


# In the manner of prompts that are published with data sets and recipes.
WRAPPERS = [
    "{}\nThink it through step by step, please, and give your final answer in \\boxed{{}}.",
    """Solve this math problem step by step. The last line of the response has the form Answer: $Answer (no quotes).

{}

Remember that the answer has a line of its own, after "Answer:", and that a \\boxed command is not needed there.""",
    "Question:\n{}\nAnswer:\nLet's think step by step.",
    "Put your answer between <answer> and </answer>, i.e. <answer> answer here </answer>. {}",
    "You are an assistant who reasons at length before each answer: explore, reassess, reflect and iterate.\n\n{}",
    "Below is a task. Write a response that completes it.\n\n### Instruction:\n{}\n\n### Response:",
    """Solve it clearly:

- For simple problems (two steps or fewer):
Provide a short solution.

- For complex problems:
Use this format:

## Step 1: [description]
[calculations]

Problem: {}""",
]
QUESTIONS = {
    "ar": "كم تفاحة بقيت في السلة بعد أن أكلنا ثلاثا؟",
    "de": "Wie viele Äpfel bleiben im Korb, wenn wir drei davon essen?",
    "en": "How many apples remain in the basket after we eat three?",
    "fr": FRENCH,
    "ja": "かごの中にりんごはいくつ残っていますか。",
    "pt": "Quantas maçãs restam no cesto depois de comermos três?",
    "sw": "Je, ni matunda mangapi yanabaki kwenye kikapu baada ya kula matatu?",
    "zh": "篮子里还剩几个苹果？",
}


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("language", QUESTIONS)
def test_instructions_around_the_question_do_not_count(wrapper, language):
    assert language_of(wrapper.format(QUESTIONS[language])) == language


@pytest.mark.parametrize(
    "prompt",
    [
        "Solve: how many apples do Zofia, Paweł and Małgorzata have together after the market in Kraków?",
        "What is the sum of the first ten terms? The book calls it 'Summe'.",
        "Tokyo, Osaka and Kyoto lie on a line. Find the distance from Tokyo to Kyoto.",
    ],
)
def test_names_and_terms_do_not_make_a_question_foreign(prompt):
    assert language_of(prompt) == "en"


UNKNOWN = [
    "Inuit tamarmik inunngorput nammineersinnaassuseqarlutik assigiimmillu ataqqinassuseqarlutillu.",
    "Tukuy runakunan kawsayninpi manan pipas sarunchananchu kanan allin kawsaypaq paykunapura.",
    "Бары дьон күҥҥэ көҥүл төрүүллэр, бары тэҥ өйдөөх-санаалаах буолаллар.",
    "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎠᏂᏴᏫ",
]


@pytest.mark.parametrize("prompt", UNKNOWN)
def test_a_language_that_is_not_known_is_not_taken_for_its_neighbour(prompt):
    assert language_of(prompt) is None
    verdict = language_reward.grade("<think>One and one make two.</think>", prompt=prompt)
    assert (verdict.score, verdict.outcome) == (None, "bad_reference")


def test_malay_is_told_from_indonesian_by_its_small_words():
    assert language_of("Berapakah bilangan epal yang masih ada kerana kita boleh makan tiga?") == "ms"
    assert language_of("Berapa jumlah apel yang masih ada karena kita bisa makan tiga?") == "id"


@pytest.mark.parametrize("language", ["xx", "hin_Latn", None, 7, "quy"])
def test_an_unknown_language_leaves_the_rest_of_a_row_graded(language):
    completion = "<think>One and one make two.</think> \\boxed{2}"
    verdict = r1_reward.grade(completion, "2", language=language)
    assert (verdict.score, verdict.outcome) == (2.0, "correct")
    assert verdict.detail["parts"]["language"]["score"] is None
    assert r1_reward([completion] * 2, ["2", "2"], language=["eng", language]) == [3.0, 2.0]


def test_a_question_behind_solved_examples_is_the_last_one():
    solved = "Question: Tom has 3 apples and buys 2 more. How many apples does he have now?\nAnswer: 5\n\n" * 3
    assert language_of(last_question(f"{solved}Question: Combien vaut ce nombre ?\nAnswer:")) == "fr"
    assert language_of(last_question(f"{solved}Question: How many are left?\nAnswer:")) == "en"


def test_a_fence_that_is_talked_about_hides_no_question():
    asked = "Put the code in ```python fences.\n\nCombien de pommes reste-t-il à la fin de la journée ?"
    assert language_of(last_question(asked)) == "fr"
