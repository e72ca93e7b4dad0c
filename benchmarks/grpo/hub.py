"""The same loop on a real model: a checkpoint of the hub by name, or a local folder, by transformers.

The model answers chats where its tokenizer has a chat template. Its weights are trained as they are, all of them; the
derivative-free update perturbs its linear layers, row by row of a batch, through hooks.
"""

from __future__ import annotations

import inspect
import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from benchmarks.grpo.demonstration import Arm, machine, summary
from benchmarks.grpo.oracle import Grade
from benchmarks.grpo.rewards import by_name
from benchmarks.grpo.rollouts import Perturbation, Weights, half_precision
from benchmarks.grpo.tasks import Task
from benchmarks.grpo.train import Setting, train
from benchmarks.sets import Problem, problems_of
from verifiers import format_reward, math_reward
from verifiers.errors import ScoringError
from verifiers.evaluation.sets import SETS, load_set

INSTRUCTION = "Reason step by step within <think> </think> tags, then put your final answer within \\boxed{}."


class HubPolicy:
    """A causal language model of transformers as what `rollouts.Policy` asks for.

    name: of the hub, or a folder. Raises OSError where there is none, as transformers does.
    """

    def __init__(self, name: str, device: str = "cpu") -> None:
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self.name = name
        self.tokenizer = AutoTokenizer.from_pretrained(name)
        self.model = AutoModelForCausalLM.from_pretrained(name).to(device).eval()
        self.end: int = self.tokenizer.eos_token_id
        self.pad: int = self.end if self.tokenizer.pad_token_id is None else self.tokenizer.pad_token_id
        # Tied weights are one parameter, which has one name here.
        self.weights: Weights = dict(self.model.named_parameters())
        for weight in self.weights.values():
            weight.requires_grad_(False)  # noqa: FBT003 - PyTorch's own form
        # The argument has two names among versions of transformers.
        known = inspect.signature(self.model.forward).parameters
        self.cache_name = "cache" if "cache" in known else "past_key_values"
        self.perturbation: Perturbation | None = None
        for path, module in self.model.named_modules():
            if isinstance(module, torch.nn.Linear):
                module.register_forward_hook(self._perturb(f"{path}.weight"))

    def _perturb(self, name: str) -> Any:
        def hook(_: Any, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:
            if self.perturbation is None or name not in self.perturbation:
                return output
            a, b = self.perturbation[name]
            kind = output.dtype
            return output + torch.bmm(torch.bmm(inputs[0], b.to(kind)), a.to(kind).transpose(1, 2))

        return hook

    @property
    def vocabulary(self) -> int:
        """How many tokens the model has logits for."""
        return int(self.model.get_output_embeddings().weight.shape[0])

    def encode(self, text: str) -> list[int]:
        """A prompt's tokens, as a chat where there is a template."""
        text = f"{text}\n{INSTRUCTION}"
        if self.tokenizer.chat_template:
            chat = [{"role": "user", "content": text}]
            text = self.tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
            return list(self.tokenizer(text, add_special_tokens=False)["input_ids"])
        return list(self.tokenizer(text)["input_ids"])

    def decode(self, completion: list[int]) -> str:
        """A completion's text; think tags stay where they are tokens of their own."""
        end = completion.index(self.end) if self.end in completion else len(completion)
        return str(self.tokenizer.decode(completion[:end], skip_special_tokens=False))

    def new_cache(self, rows: int, length: int) -> dict[str, Any]:  # noqa: ARG002 - it grows by itself
        """What `logits` remembers: the model's own cache, and how much it holds."""
        return {"past": None, "length": 0}

    def keep(self, cache: dict[str, Any], rows: Tensor) -> None:
        """Forget all rows of a cache but these."""
        cache["past"].batch_select_indices(rows)

    def logits(
        self,
        read: Tensor,
        padding: Tensor,
        *,
        cache: dict[str, Any] | None = None,
        perturbation: Perturbation | None = None,
    ) -> Tensor:
        """Logits of what follows each token, in float32."""
        start = cache["length"] if cache else 0
        places = torch.arange(start + read.shape[1], device=read.device)
        mask = (places >= padding[:, None]).long()
        positions = (places[start:] - padding[:, None]).clamp(min=0)
        self.perturbation = perturbation
        try:
            with half_precision(read.device):
                out = self.model(
                    input_ids=read,
                    attention_mask=mask,
                    position_ids=positions,
                    use_cache=cache is not None,
                    **({self.cache_name: cache["past"]} if cache else {}),
                )
        finally:
            self.perturbation = None
        if cache is not None:
            cache.update(past=out.past_key_values, length=start + read.shape[1])
        return out.logits.float()

    def linear_names(self) -> tuple[str, ...]:
        """What the derivative-free update can perturb: the matrices of linear layers, but for tied embeddings."""
        names = {f"{path}.weight" for path, one in self.model.named_modules() if isinstance(one, torch.nn.Linear)}
        return tuple(name for name in self.weights if name in names)


def grade(completion: str, answer: str, *, ended: bool = True) -> Grade:
    """What is called true of a real model, where no oracle of another kind is at hand: our rewards, at their strictest.

    strict: the right answer, evaluated, in the template, and ended. lenient: an equal answer in any form.
    """
    right = math_reward(completion, answer) == 1.0
    in_form = format_reward(completion) == 1.0
    lenient = math_reward.replace(form="any", lenient=True)(completion, answer) == 1.0
    return Grade(ended and right and in_form, lenient, in_form, {"ended": ended})


ROWS = Task("rows", lambda *_, **__: [], lambda *_: "", grade)
"""The task of rows that are given: nothing is drawn, and there is no warm start."""


def split(data: str, prompts: int) -> tuple[list[Problem], list[Problem]]:
    """The problems of `data` (see `rows_of`) to train on, and one in eight to test on, by a hash of its text.

    Raises ValueError where there are fewer than the `prompts` of a step, or none to test on.
    """
    problems = problems_of(rows_of(data))
    sides: tuple[list[Problem], list[Problem]] = ([], [])
    for problem in problems:
        sides[zlib.crc32(problem.text.encode()) % 8 == 0].append(problem)
    if not sides[1] or len(sides[0]) < prompts:
        msg = f"{data} has {len(sides[0])} rows to train and {len(sides[1])} to test: too few for {prompts} a step"
        raise ValueError(msg)
    return sides


def trial(  # noqa: PLR0913
    policy: HubPolicy,
    problems: tuple[list[Problem], list[Problem]],
    arm: Arm,
    setting: Setting,
    folder: Path,
    *,
    device: str,
    task: Task = ROWS,
) -> dict[str, Any]:
    """Train a model on the first of two lists of problems and measure it on the second, as a demonstration does."""
    folder.mkdir(parents=True, exist_ok=True)
    free = replace(setting.derivative_free, only=policy.linear_names())
    setting = replace(
        setting, task=task, seed=arm.seed, steps=arm.steps or setting.steps, max_new_tokens=1024, derivative_free=free
    )
    state = train(
        policy,
        by_name(arm.reward),
        setting,
        train_on=problems[0],
        test_on=problems[1],
        checkpoint=folder / f"{arm.name}.pt",
        name=arm.name,
    )
    found = {
        "machine": machine(device),
        "model": policy.name,
        "parameters": sum(weight.numel() for weight in policy.weights.values()),
        "runs": [summary(arm, setting, state)],
    }
    (folder / "results.json").write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")
    return found


def rows_of(name: str) -> list[Mapping[str, Any]]:
    """The rows of a published set by its name (MATH-500), of a local file, or of the hub, `OWNER/NAME[:SPLIT]`.

    A file is JSON lines, parquet, CSV or JSON, in the columns of the published sets.

    Raises ValueError where there are none.
    """
    known = next((one for one in SETS if one.lower() == name.lower()), None)
    try:
        if known is not None or Path(name).exists():
            rows = load_set(known or name, None if known else name)
            return [{**row, "answer": row.get("expected_answer")} for row in rows]
    except ScoringError as error:
        raise ValueError(str(error)) from None
    try:
        from datasets import load_dataset
    except ImportError:
        msg = f"{name} is no file, and a data set of the hub needs the package datasets"
        raise ValueError(msg) from None
    path, _, split = name.partition(":")
    return list(load_dataset(path, split=split or "test"))
