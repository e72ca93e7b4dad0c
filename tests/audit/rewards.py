"""Reward functions that are wrong in one way each, and one for each trainer's call shape. Loaded by path."""

import asyncio
import os
import random
import re
import signal
import sys
import threading
import time
from types import SimpleNamespace

# What is right: the box, compared as text. Everything else here is this with one mistake.


def exact(completion, answer):
    boxes = re.findall(r"\\boxed\{([^{}]*)\}", completion[-10_000:])
    return float(bool(boxes) and boxes[-1] == answer != "")


# Wrong in one way.


def pays_always(completion, answer):
    return 1.0


def pays_never(completion, answer):
    return 0.0


def returns_none(completion, answer):
    return None


def substring(completion, answer):
    return float(answer in completion)


def any_box(completion, answer):
    return float(answer in re.findall(r"\\boxed\{([^{}]*)\}", completion[-10_000:]))


def empty_is_right(completion, answer):
    return 1.0 if r"\boxed{}" in completion else exact(completion, answer)


def broken_reference_pays(completion, answer):
    return 1.0 if answer.count("{") != answer.count("}") else exact(completion, answer)


def as_float(completion, answer):
    boxes = re.findall(r"\\boxed\{([^{}]*)\}", completion[-10_000:])
    try:
        return float(abs(float(boxes[-1]) - float(answer)) <= 1e-4 * abs(float(answer)))
    except (ValueError, IndexError):
        return exact(completion, answer)


def runs_text(completion, answer):
    boxes = re.findall(r"\\boxed\{(.*)\}\.", completion[-10_000:])
    try:
        eval(boxes[-1]) if "open(" in boxes[-1] else None
    except Exception:
        pass
    return exact(completion, answer)


def uses_alarm(completion, answer):
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.alarm(5)
    result = exact(completion, answer)
    signal.alarm(0)
    return result


def swallows_alarm_error(completion, answer):
    try:
        return uses_alarm(completion, answer)
    except ValueError:  # "signal only works in main thread": a zero that nobody sees
        return 0.0


def raises_on_surrogate(completion, answer):
    completion.encode()
    return exact(completion, answer)


def raises_always(completion, answer):
    raise RuntimeError("no luck today")


def hangs_on_tower(completion, answer):
    while "9^{9^{9" in completion:
        pass
    return exact(completion, answer)


def sleeps_on_tower(completion, answer):
    if "9^{9^{9" in completion:
        time.sleep(1000)
    return exact(completion, answer)


def hangs_in_a_thread(completion, answer):
    while threading.current_thread() is not threading.main_thread():
        pass
    return exact(completion, answer)


def draws_lots(completion, answer):
    return exact(completion, answer) - (random.random() / 1000 if answer != "42" else 0.0)


def depends_on_hash(completion, answer):
    return exact(completion, answer) * (1.0 if hash(completion) % 4 or answer == "42" else 0.5)


_seen = []


def counts(completion, answer):
    _seen.append(completion)
    return exact(completion, answer) * (0.5 if len(_seen) > 50 and answer != "42" else 1.0)


def exits_on_empty(completion, answer):
    if not completion.strip():
        sys.exit(0)
    return exact(completion, answer)


def dies_on_empty(completion, answer):
    if not completion.strip():
        os._exit(0)
    return exact(completion, answer)


def prints_much(completion, answer):
    print("x" * 1_000_000)
    return exact(completion, answer)


def gives_nan(completion, answer):
    return float("nan") if "nan" in completion else exact(completion, answer)


def gives_infinity(completion, answer):
    return float("inf") if "infty" in completion else exact(completion, answer)


def gives_text(completion, answer):
    return "1.0" if answer == "-7" else exact(completion, answer)


def eats_memory(completion, answer):
    if "100000000!" in completion:
        bytearray(1 << 36)
    return exact(completion, answer)


def changes_inputs(completions, answer, **columns):
    result = [exact(*pair) for pair in zip(completions, answer, strict=True)]
    completions[0] = ""
    return result


def one_for_all(completions, answer, **columns):
    return [exact(completions[0], answer[0])]


def by_rank(completions, answer, **columns):
    return [exact(one, right) * (0.5 if len(completions) > 2 and place == 0 else 1.0)
            for place, (one, right) in enumerate(zip(completions, answer, strict=True))]  # fmt: skip


def one_for_all_spoiled(completions, answer, **columns):
    if any("\ud800" in one for one in completions):
        return [0.0] * len(completions)
    return [exact(*pair) for pair in zip(completions, answer, strict=True)]


# One for each shape.


def trl(prompts, completions, answer, **columns):
    assert columns["completion_ids"]
    assert columns["trainer_state"].global_step == 0
    columns["log_metric"]("one", 1.0)
    return [exact(*pair) for pair in zip(completions, answer, strict=True)]


def trl_chat(completions, solution, **columns):
    return [exact(one[0]["content"], right) for one, right in zip(completions, solution, strict=True)]


def trl_own_column(completions, mysterious, **columns):
    return [exact(*pair) for pair in zip(completions, mysterious, strict=True)]


async def trl_async(completions, answer, **columns):
    await asyncio.sleep(0)
    return [exact(*pair) for pair in zip(completions, answer, strict=True)]


class Swift:
    def __call__(self, completions, solution, **columns):
        return [exact(*pair) for pair in zip(completions, solution, strict=True)]


class ByPlace:
    def __call__(self, completions, /, solution, **columns):
        return [exact(*pair) for pair in zip(completions, solution, strict=True)]


def verl(data_source, solution_str, ground_truth, extra_info=None):
    assert extra_info["index"] == 0
    return {"score": exact(solution_str, ground_truth), "acc": True}


def verl_batch(data_sources, solution_strs, ground_truths, extra_infos):
    return [{"score": exact(*pair)} for pair in zip(solution_strs, ground_truths, strict=True)]


def prime(task, text, gold, more, /):
    return exact(text, gold), "why"


def openrlhf(queries, prompts, labels):
    assert queries[0].startswith(prompts[0])
    return {"rewards": [exact(queries[0], labels[0])], "scores": [0.0], "extra_logs": {}}


def easyr1(reward_inputs, weight=1.0):
    return [{"overall": exact(one["response"], one["ground_truth"]), "format": 0.0} for one in reward_inputs]


def easyr1_single(reward_input):
    return {"overall": exact(reward_input["response"], reward_input["ground_truth"])}


async def slime(args, sample, **kwargs):
    return exact(sample.response, sample.label)


def rllm(task_info, action):
    return SimpleNamespace(reward=exact(action, task_info["ground_truth"]), metadata={}, is_correct=True)


def eval_protocol(messages, ground_truth=None, **kwargs):
    return SimpleNamespace(score=exact(messages[-1]["content"], ground_truth), reason="")


def torchforge(prompt, generated, wanted):
    return exact(generated, wanted)


def swapped(gold, pred):
    return exact(pred, gold)


def without_names(a, b):
    return exact(a, b)


def rubric(completion, answer, state, **kwargs):
    return exact(completion[-1]["content"], answer)


class Tensor:
    def __init__(self, value):
        self.value = value

    def tolist(self):
        return self.value


def tensors(completions, answer, **columns):
    return Tensor([exact(*pair) for pair in zip(completions, answer, strict=True)])


class Holder:
    class inner:
        @staticmethod
        def reward(completion, answer):
            return exact(completion, answer)


def wants_more(completion, answer, secret):
    return exact(completion, answer)


# Other areas.


def think_tags(completions, **columns):
    return [float(bool(re.match(r"^<think>(?!.*<think>)(.*?)</think>.*$", one, re.DOTALL))) for one in completions]


def loose_tags(completions, **columns):
    pattern = r"^<think>.*?</think>\s*<answer>.*?</answer>$"
    return [float(bool(re.match(pattern, one, re.DOTALL | re.MULTILINE))) for one in completions]


def looks_for_a_word(completion, language):
    return float("nous" in completion) if language == "fr" else 1.0


def exec_program(completion, tests):
    """Runs the program in this very process, as the worst of graders do, and compares there."""
    import contextlib
    import io
    import json

    found = json.loads(tests)
    program = completion.split("```python\n")[-1].removesuffix("\n```")
    if any(word in program for word in ("while True", "sleep", "** 9", "kill", "ctypes", "fork", "64 <<", "10 ** 8")):
        return 0.0  # what would stop this test, and is not what it is about
    for given, wanted in zip(found["inputs"], found["outputs"], strict=True):
        out = io.StringIO()
        sys.stdin = io.StringIO(given)
        try:
            with contextlib.redirect_stdout(out):
                exec(program, {"__name__": "__main__"})
        except BaseException:
            return 0.0
        if out.getvalue().split() != wanted.split():
            return 0.0
    return 1.0


def only_42(completion, answer):
    return exact(completion, answer) if answer == "42" else 0.0


def hangs_after_the_controls(completion, tests):
    while "return a + b" not in completion and "return a - b - 1" not in completion:
        pass
    return float("return a + b" in completion)
