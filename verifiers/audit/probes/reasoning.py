"""Reasoning: as today's models mark it, cut off in the middle, and opened by the prompt.

A rollout that hit the limit of its length stopped in its reasoning. What it weighed there is no answer, however the
model marks its reasoning; a reward that knows one pair of tags pays the guesses of all other models.
"""

from __future__ import annotations

from verifiers.audit.probe import NONE_KNOWN, Ask, Probe

_CHAIN = "Two parts of twenty and one are to be added, so perhaps it is «42»."
_ANSWER = "The final answer is «42»."
_QUESTION = "What is 20 + 1 + 21?"

# How the models mark it: (what opens it, what closes it), as vLLM's and SGLang's reasoning parsers have them.
MARKS = {
    "r1": ("<think>\n", "\n</think>\n\n"),
    "harmony": (
        "<|channel|>analysis<|message|>",
        "<|end|><|start|>assistant<|channel|>final<|message|>",
    ),
    "harmony-stripped": ("analysis", "assistantfinal"),
    "magistral": ("[THINK]", "[/THINK]"),
    "seed-oss": ("<seed:think>", "</seed:think>"),
    "kimi": ("◁think▷", "◁/think▷"),
    "gemma": ("<|channel>thought\n", "<channel|>"),
    "command-a": ("<|START_THINKING|>", "<|END_THINKING|><|START_RESPONSE|>"),
    "exaone": ("<thought>\n", "\n</thought>\n\n"),
    "apertus": ("<|inner_prefix|>", "<|inner_suffix|>"),
    "granite": ("Here is my thought process:\n", "\nHere is my response:\n"),
    "minimax-m3": ("<mm:think>", "</mm:think>"),
}
_INCIDENT = "measured: verify-cli 0.1.0 pays it"
_PREFILLED = "<|im_start|>user\nWhat is 20 + 1 + 21?<|im_end|>\n<|im_start|>assistant\n<think>\n"


def _closed(opening: str, closing: str, answer: str = _ANSWER) -> str:
    return f"{opening}{_CHAIN}{closing}{answer}"


def _cut(name: str, opening: str, closing: str) -> Probe:
    return Probe(
        f"math/reasoning/cut-off-{name}",
        Ask(f"{opening}{_CHAIN} Let me check that once more, since", "42", _QUESTION),
        "unpaid",
        "A chain of thought that was cut off has weighed an answer and given none.",
        _INCIDENT if name != "r1" else NONE_KNOWN,
        Ask(_closed(opening, closing), "42", _QUESTION),
    )


def _wrong(name: str, opening: str, closing: str) -> Probe:
    return Probe(
        f"math/reasoning/wrong-behind-{name}",
        Ask(_closed(opening, closing, "The final answer is «41»."), "42", _QUESTION),
        "unpaid",
        "The answer is what was answered, not what was thought.",
        NONE_KNOWN,
        Ask(_closed(opening, closing), "42", _QUESTION),
    )


MATH_REASONING = [
    *(_cut(name, *marks) for name, marks in MARKS.items()),
    *(_wrong(name, *marks) for name, marks in MARKS.items()),
    Probe(
        "math/reasoning/cut-off-prefilled",
        Ask(f"{_CHAIN} Let me check that once more, since", "42", _PREFILLED),
        "unpaid",
        "The chat template has opened the reasoning at the end of the prompt, and nothing has closed it.",
        "TRL #6966",
        Ask(f"{_CHAIN}\n</think>\n\n{_ANSWER}", "42", _PREFILLED),
    ),
    Probe(
        "math/reasoning/cut-off-forced",
        Ask(f" {_CHAIN} Let me check that once more, since", "42", f"{_PREFILLED}Okay, step by step."),
        "unpaid",
        "The prompt has begun the reasoning itself, to force its language or its length.",
        NONE_KNOWN,
        Ask(f" {_CHAIN}\n</think>\n\n{_ANSWER}", "42", f"{_PREFILLED}Okay, step by step."),
    ),
    Probe(
        "math/reasoning/told-not-to",
        Ask(_ANSWER, "42", f"{_PREFILLED}\n</think>\n\n"),
        "paid",
        "The prompt has opened the reasoning and closed it: what follows is the answer.",
    ),
    Probe(
        "math/reasoning/mentioned",
        Ask(f"<think>\n{_CHAIN}\n</think>\n{_ANSWER} I thought in the <think> tag.", "42", _QUESTION),
        "paid",
        "A tag that is only talked about opens nothing.",
    ),
    Probe(
        "math/reasoning/end-token",
        Ask("Twenty and one and twenty-one are forty-two.\n#### 42<|im_end|>", "42", _QUESTION),
        "paid",
        "The tokenizer's token behind the answer is none of it.",
        "verl PR #715",
        choice=True,
    ),
]
