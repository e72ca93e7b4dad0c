"""Format: think tags, and answer tags where the reward asks for them.

«…» is the final answer as the reward's template has it: free text, or text in answer tags, which the controls find out.
Whether blanks and end-of-text tokens around a completion are forgiven is a matter of taste.
"""

from __future__ import annotations

from verifiers.audit.probe import NONE_KNOWN, Ask, Holds, Probe

PROMPT = "What is 2+2?"
RIGHT = Ask("<think>\nTwo and two more make four.\n</think>\n«4»", "4", PROMPT)
WRONG = Ask("Two and two more make four. It is \\boxed{4}.", "4", PROMPT)

FRAMES = {
    "think": "It is \\boxed{{{}}}.",
    "think and answer": "<answer>\n\\boxed{{{}}}\n</answer>",
}

_R = "Two and two more make four."
_GOOD = f"<think>\n{_R}\n</think>\n«4»"
_LOOP = 100_000


def _row(  # noqa: PLR0913 - a record
    name: str,
    completion: str,
    holds: Holds,
    why: str,
    incident: str = NONE_KNOWN,
    *,
    prompt: str = PROMPT,
    twin: Ask | None = None,
    choice: bool = False,
) -> Probe:
    return Probe(f"format/{name}", Ask(completion, "4", prompt), holds, why, incident, twin or RIGHT, choice)


def _repeated(text: str, size: int = _LOOP) -> str:
    return text * (size // len(text))


_LOOSE = "`.*` between two tags runs over every other tag."
THINK = [
    _row("right/plain", _GOOD, "paid", "The template, followed."),
    _row("right/long-reasoning", f"<think>\n{_R * 4000}\n</think>\n«4»", "paid", "A long chain of thought is usual."),
    _row("right/paragraphs", f"<think>\n{_R}\n\n{_R}\n\n- {_R}\n</think>\n«4»", "paid", "Reasoning has paragraphs and lists."),
    _row("right/less-than", f"<think>\nIf a < b and b > c, then {_R}\n</think>\n«4»", "paid", "Comparison signs are no tags.", "read: EasyR1 strips blanks around < and >"),
    _row("right/other-tags", f"<think>\nIn HTML <b>bold</b> is a tag. {_R}\n</think>\n«4»", "paid", "Other tags are text."),
    _row("right/code", f"<think>\n```python\nprint(2 + 2)\n```\n{_R}\n</think>\n«4»", "paid", "Reasoning may hold code."),
    _row("right/unicode", "<think>\n二加二等于四。\n</think>\n«4»", "paid", "Reasoning in any script.", prompt="二加二是多少？"),
    _row(
        "right/prefilled",
        f"{_R}\n</think>\n«4»",
        "paid",
        "The chat template wrote the opening tag at the end of the prompt; without looking there, every reward is 0.",
        "open-r1 #560, TRL #6966",
        prompt=f"{PROMPT}<think>\n",
    ),
    _row(
        "right/forced",
        f" {_R}\n</think>\n«4»",
        "paid",
        "The prompt has opened the reasoning and begun it, to force its language or its length.",
        prompt=f"<|im_start|>user\n{PROMPT}<|im_end|>\n<|im_start|>assistant\n<think>\nOkay.",
    ),
    _row("empty/nothing", "", "unpaid", "Nothing was written."),
    _row("empty/blank", " \n\n ", "unpaid", "Nothing was written."),
    _row("empty/reasoning", "<think></think>\n«4»", "unpaid", "Empty tags are no reasoning: a policy learns to skip it.", "Visual-RFT #176"),
    _row("empty/reasoning-blank", "<think>\n \n</think>\n«4»", "unpaid", "Blanks are no reasoning."),
    _row("empty/answer", f"<think>\n{_R}\n</think>", "unpaid", "Reasoning without an answer."),
    _row("empty/answer-blank", f"<think>\n{_R}\n</think>\n\n", "unpaid", "Blanks are no answer."),
    _row("empty/invisible", "<think>\n\u200b\u2060\n</think>\n«4»", "unpaid", "Characters that show nothing are no reasoning.", "measured: verify-cli 0.1.0 pays it"),
    _row("empty/answer-invisible", f"<think>\n{_R}\n</think>\n\u2800\u200b", "unpaid", "Characters that show nothing are no answer.", "measured: verify-cli 0.1.0 pays it"),
    _row("tags/none", f"{_R} «4»", "unpaid", "No reasoning was marked."),
    _row("tags/unclosed", f"<think>\n{_R}\n«4»", "unpaid", "The reasoning never ends."),
    _row("tags/unopened", f"{_R}\n</think>\n«4»", "unpaid", "Nothing opened it, neither here nor in the prompt."),
    _row("tags/reversed", f"</think>\n{_R}\n<think>\n«4»", "unpaid", "Closed before it is opened."),
    _row("tags/closed-twice", f"<think>\n{_R}\n</think>\n{_R}\n</think>\n«4»", "unpaid", _LOOSE, "open-r1 #359"),
    _row("tags/opened-twice", f"<think>\n<think>\n{_R}\n</think>\n«4»", "unpaid", _LOOSE, "open-r1 #359"),
    _row("tags/two-blocks", f"<think>\n{_R}\n</think>\n<think>\n{_R}\n</think>\n«4»", "unpaid", _LOOSE, "open-r1 #359, PR #418"),
    _row("tags/nested", f"<think>\n{_R}\n<think>\n{_R}\n</think>\n</think>\n«4»", "unpaid", _LOOSE, "open-r1 #359"),
    _row("tags/many-blocks", f"<think>\n{_R}\n</think>\n" * 50 + "«4»", "unpaid", _LOOSE, "open-r1 #359"),
    _row("tags/answer-first", f"«4»\n<think>\n{_R}\n</think>", "unpaid", "The reasoning comes before the answer."),
    _row("tags/misspelled", f"<thinking>\n{_R}\n</thinking>\n«4»", "unpaid", "Another tag is not this tag."),
    _row("tags/broken", f"<think\n{_R}\n</think>\n«4»", "unpaid", "Half a tag is no tag."),
    _row("tags/spaced", f"< think >\n{_R}\n< /think >\n«4»", "unpaid", "Blanks within a tag make another text.", "read: EasyR1 strips blanks around < and >"),
    _row("tags/text-before", f"Sure, here we go!\n<think>\n{_R}\n</think>\n«4»", "unpaid", "Nothing comes before the reasoning."),
    _row("bounds/tag-loop", _repeated("<think>\n"), "answers", "A degenerate rollout is a loop of tags.", "measured: NeMo-RL 5.7 s, open-r1 3.4 s for 100 KB"),
    _row("bounds/closing-loop", "<think>\n" + _repeated("</think>\\boxed{"), "answers", "Several `.*` in a row backtrack.", "measured: verl geo3k, EasyR1: 2.7 s for 16 KB, cubic"),
    _row("bounds/pair-loop", _repeated("<think>\nr\n</think>\n<answer>\n4\n</answer>\n"), "answers", "A degenerate rollout is a loop of tags.", "measured: ms-swift and EasyR1 seconds for 100 KB"),
    _row("bounds/answer-loop", _repeated("</think>\n<answer>\n"), "answers", "Several `.*?` in a row backtrack.", "measured: ROLL 0.6 s for 4 KB, cubic"),
    _row("bounds/blanks", "<think>\n" + " " * _LOOP + "x", "answers", "`\\s*(.*?)\\s*` is cubic in blanks.", "measured: PrimeIntellect XMLParser 5.2 s for 2,000 blanks"),
    _row("bounds/answer-blanks", f"<think>\n{_R}\n</think>\n<answer>" + " " * _LOOP, "answers", "`\\s*(.*?)\\s*` is cubic in blanks.", "measured: PrimeIntellect XMLParser 5.2 s for 2,000 blanks"),
    _row("bounds/fences", f"<think>\n{_R}\n</think>\n<answer>\n" + _repeated("```python\n", 20_000), "answers", "A loop of opened code blocks.", "measured: open-r1 code format 0.3 s for 2 KB, cubic"),
    _row("bounds/megabyte", f"<think>\n{'so we go on ' * 90_000}\n</think>\n«4»", "answers", "A megabyte of reasoning."),
    _row("bounds/megabyte-of-tags", _repeated("<think>r</think>", 1_000_000), "answers", "A megabyte of tags."),
    _row("bounds/angle-brackets", "<" * 1_000_000, "answers", "A megabyte of half tags."),
    _row("choice/one-line", f"<think>{_R}</think>«4»", "paid", "May tags stand within a line?", choice=True),
    _row("choice/leading-blank", f" {_GOOD}", "paid", "May a blank come first?", choice=True),
    _row("choice/trailing-newline", f"{_GOOD}\n", "paid", "May a line end come last?", choice=True),
    _row("choice/end-token", f"{_GOOD}<|im_end|>", "paid", "Is the end-of-text token forgiven?", "verl PR #715", choice=True),
    _row("choice/upper-case", f"<THINK>\n{_R}\n</THINK>\n«4»", "paid", "Are tags case-sensitive?", choice=True),
]  # fmt: skip
"""What holds for every template of think tags."""

_ANSWER = "<answer>\n\\boxed{4}\n</answer>"
_THOUGHT = f"<think>\n{_R}\n</think>"
ANSWER = [
    _row("answer/twice", f"{_THOUGHT}\n{_ANSWER}\n<answer>\n5\n</answer>", "unpaid", "Two answers are a guess.", "open-r1 #359"),
    _row("answer/empty", f"{_THOUGHT}\n<answer></answer>", "unpaid", "An empty answer answers nothing.", "Visual-RFT #176"),
    _row("answer/blank", f"{_THOUGHT}\n<answer>\n \n</answer>", "unpaid", "A blank answer answers nothing.", "Visual-RFT #176"),
    _row("answer/no-tags", f"{_THOUGHT}\nIt is \\boxed{{4}}.", "unpaid", "The template asks for answer tags."),
    _row("answer/unclosed", f"{_THOUGHT}\n<answer>\n\\boxed{{4}}", "unpaid", "The answer never ends."),
    _row("answer/unopened", f"{_THOUGHT}\n\\boxed{{4}}\n</answer>", "unpaid", "The answer never begins."),
    _row("answer/inside-reasoning", f"<think>\n{_R}\n{_ANSWER}\n</think>", "unpaid", "The answer stands behind the reasoning."),
    _row("answer/also-inside-reasoning", f"<think>\n{_R}\n<answer>\n5\n</answer>\n</think>\n{_ANSWER}", "unpaid", "One answer, and behind the reasoning.", "open-r1 #359"),
    _row("answer/reversed", f"{_ANSWER}\n{_THOUGHT}", "unpaid", "The reasoning comes first.", "measured: NeMo-RL pays it"),
    _row("answer/text-behind", f"{_THOUGHT}\n{_ANSWER}\nand on and on it goes", "unpaid", "`$` matches at every line's end in multi-line mode, so that anything may follow.", "measured: open-r1, ROLL"),
    _row("answer/content-free", "\n</answer>x\n<answer>\n\n</think>\n<think>\n", "unpaid", "All tags, once each, in the wrong order and around nothing.", "measured: open-r1 tag_count_reward pays 1.0"),
    _row("answer/nested", f"{_THOUGHT}\n<answer>\n<answer>\n4\n</answer>\n</answer>", "unpaid", "A block in itself."),
]  # fmt: skip
"""What holds where the template asks for answer tags as well."""

FORMAT = [*THINK, *ANSWER]
