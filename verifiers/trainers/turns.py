r"""A rollout of several turns that a trainer hands over as one text: the last turn of the model's.

Between the model's turns stands what tools and users said, in the marks of the chat template, or in what is left of
them where decoding has dropped the special tokens (`\nuser\n<tool_response>…`, `\nassistant\n`). A model can write such
marks too, so they are looked for only where the trainer says that others spoke.
"""

from __future__ import annotations

import re

_ROLE = r"(assistant|model|user|tool|system|developer|ipython|observation|environment|function)"
_HEADERS = re.compile(
    "|".join(
        (
            rf"<\|im_start\|>{_ROLE}\b[^\n]{{0,64}}\n",  # ChatML: Qwen
            rf"<\|start_header_id\|>{_ROLE}<\|end_header_id\|>\s*",  # Llama 3
            rf"<start_of_turn>{_ROLE}\n",  # Gemma 3
            rf"<\|turn>{_ROLE}\n",  # Gemma 4
            rf"<\|{_ROLE}\|>\s*",  # GLM, Phi
            r"<｜(Assistant|User|tool▁outputs▁begin)｜>",  # DeepSeek
            r"<\|start\|>(assistant|user|system|developer|tool|functions|python|browser)\b",  # gpt-oss
            rf"(?:^|(?<=\n)){_ROLE}\n",  # ChatML and Gemma without their tokens
        )
    )
)
_MODELS = frozenset({"assistant", "Assistant", "model"})


def last_turn(text: str) -> str | None:
    """What the model said last, as `verifiers.messages.text_of` has it of messages; `None`: no other speaks in it.

    text: what followed the prompt, which begins in the model's turn. Until another speaks it is one turn.
    """
    begin, end = 0, len(text)
    model_speaks, others = True, False
    for header in _HEADERS.finditer(text):
        speaks = next(filter(None, header.groups())) in _MODELS
        if speaks and not model_speaks:
            begin, end = header.end(), len(text)
        elif not speaks and model_speaks:
            end, others = header.start(), True
        model_speaks = speaks
    return text[begin:end] if others else None
