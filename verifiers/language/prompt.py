"""The question in a prompt that is plain text: what the user said last, without the template around it.

The text of a template is English as a rule, whatever language the question is in. Templates that are not here are
read with the question; where that matters, the column `language` says it better.
"""

from __future__ import annotations

import re

_TURNS = (
    ("<|im_start|>user", "<|im_end|>"),  # ChatML: Qwen
    ("<|start_header_id|>user<|end_header_id|>", "<|eot_id|>"),  # Llama 3
    ("<start_of_turn>user", "<end_of_turn>"),  # Gemma
    ("<｜User｜>", "<｜Assistant｜>"),  # DeepSeek
    ("<|user|>", "<|"),  # Phi, Zephyr
    ("[INST]", "[/INST]"),  # Llama 2, Mistral
)
_SPOKEN = (("User:", "Assistant:"), ("USER:", "ASSISTANT:"), ("Human:", "Assistant:"))
_TAG = re.compile(r"<[A-Za-z]{1,20}>$")


def last_question(prompt: str) -> str:
    """What stands in the last turn of the user, or the whole prompt where no turn is marked.

    "User: … Assistant:", as in R1-Zero's template, is one only at the end of the prompt, where the model goes on.
    """
    for opening, closing in _TURNS:
        begin = prompt.rfind(opening)
        if begin >= 0:
            begin += len(opening)
            end = prompt.find(closing, begin)
            return prompt[begin : end if end >= 0 else len(prompt)]
    tail = _TAG.sub("", prompt.rstrip()[-200:]).rstrip()
    for opening, closing in _SPOKEN:
        if tail.endswith(closing):
            end = prompt.rfind(closing)
            begin = prompt.rfind(opening, 0, end)
            if begin >= 0:
                return prompt[begin + len(opening) : end]
    return prompt
