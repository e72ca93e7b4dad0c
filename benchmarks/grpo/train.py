"""The loop: problems, rollouts, rewards, an update. The reward is the only signal, and all that it sees is text."""

from __future__ import annotations

import copy
import math
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import torch

from benchmarks.grpo import derivative_free, policy_gradient
from benchmarks.grpo.derivative_free import DerivativeFree, Momentum
from benchmarks.grpo.oracle import Grade
from benchmarks.grpo.policy import Shape, TinyPolicy, new_weights
from benchmarks.grpo.policy_gradient import PolicyGradient, descend, optimizer_of, supervised_loss
from benchmarks.grpo.rewards import Reward
from benchmarks.grpo.rollouts import Policy, as_rollouts, sample, texts_of
from benchmarks.grpo.tasks import MATH, Task
from benchmarks.sets import Problem

UpdateName = Literal["policy-gradient", "derivative-free"]
Say = Callable[[str], None]


def say(line: str) -> None:
    """Progress goes to standard error, so that standard output is the result."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


@dataclass(frozen=True)
class Setting:
    """One run of the loop.

    prompts, group: problems of a step, and samples of each. max_new_tokens: the limit of a completion. language: the
    target language, for a language reward. samples: of each held-out problem. evaluate, keep: steps between
    evaluations and checkpoints.
    """

    task: Task = MATH
    update: UpdateName = "policy-gradient"
    steps: int = 160
    prompts: int = 32
    group: int = 8
    max_new_tokens: int = 40
    temperature: float = 1.0
    seed: int = 0
    language: str = "en"
    samples: int = 3
    evaluate: int = 20
    keep: int = 20
    policy_gradient: PolicyGradient = field(default_factory=PolicyGradient)
    derivative_free: DerivativeFree = field(default_factory=DerivativeFree)


def warm_start(  # noqa: PLR0913
    shape: Shape, *, steps: int, batch: int, seed: int, task: Task = MATH, device: str = "cpu", tell: Say = say
) -> TinyPolicy:
    """A policy that has read dirty solutions: it knows the template and the arithmetic, and every bad habit."""
    policy = TinyPolicy(new_weights(shape, seed, device), shape)
    optimizer = optimizer_of(policy.weights, 3e-3, decay=0.01)
    lot = random.Random(f"warm start {seed}")
    problems = task.problems(POOL, split="train", seed=seed)
    for step in range(steps):
        chosen = lot.choices(problems, k=batch)
        texts = [task.solution(problem, lot) for problem in chosen]
        loss = supervised_loss(policy, as_rollouts(policy, [problem.text for problem in chosen], texts))
        loss.backward()  # type: ignore[no-untyped-call]
        # Up over a twentieth of the steps, down along a cosine.
        share = step / steps
        rate = 3e-3 * min(20 * share + 1 / steps, 0.5 + 0.5 * math.cos(math.pi * share))
        descend(optimizer, policy.weights, rate)
        if step % 50 == 49 or step == steps - 1:
            tell(f"warm start {step + 1}/{steps} loss {float(loss.detach()):.3f}")
    for weight in policy.weights.values():
        weight.requires_grad_(False)  # noqa: FBT003 - PyTorch's own form
    return policy


POOL = 4_000
"""Problems to train on."""


def columns_of(problems: Sequence[Problem], texts: Sequence[str], setting: Setting, step: int) -> dict[str, Any]:
    """What a reward is called with, as a trainer calls it."""
    return {
        "prompts": [problem.text for problem in problems],
        "completions": list(texts),
        setting.task.reference: [problem.answer for problem in problems],
        "language": [setting.language] * len(texts),
        "step": step,
    }


def evaluate(
    policy: Policy, problems: Sequence[Problem], reward: Reward, setting: Setting, *, step: int
) -> dict[str, Any]:
    """Greedy and sampled (temperature 1) accuracy on held-out problems, by the oracle; and the reward's own view.

    The proxy is the mean reward of the sampled completions. All but it and `greedy` and `greedy_lenient` are of the
    sampled ones.
    """
    device = next(iter(policy.weights.values())).device
    seen: dict[str, list[Grade]] = {}
    found: dict[str, Any] = {"step": step}
    for name, temperature in (("greedy", 0.0), ("sampled", 1.0)):
        asked = list(problems) * (setting.samples if temperature else 1)
        prompts = [problem.text for problem in asked]
        rng = torch.Generator(device).manual_seed(1)
        rollouts = sample(policy, prompts, rng, temperature=temperature, max_new_tokens=setting.max_new_tokens)
        texts = texts_of(policy, rollouts)
        seen[name] = [
            setting.task.grade(text, problem.answer, ended=ended)
            for text, problem, ended in zip(texts, asked, rollouts.ended.tolist(), strict=True)
        ]
        found[name] = share(one.strict for one in seen[name])
        found[f"{name}_lenient"] = share(one.lenient for one in seen[name])
    graded = seen["sampled"]
    scores = [score for score in reward(**columns_of(asked, texts, setting, -1 - step)) if score is not None]
    found |= {
        "standard_error": standard_error([one.strict for one in graded], len(problems)),
        "proxy": share(scores),
        "in_form": share(one.in_form for one in graded),
        "notes": {note: share(one.notes[note] for one in graded) for note in graded[0].notes},
        "length": share(rollouts.mask.sum(1).tolist()),
        "ended": share(rollouts.ended.tolist()),
        "styles": {
            style: share(one.strict for one, problem in zip(graded, asked, strict=True) if problem.style == style)
            for style in sorted({problem.style for problem in problems})
        },
        "examples": [{"prompt": prompts[row], "completion": texts[row]} for row in range(min(4, len(texts)))],
    }
    return found


def standard_error(right: Sequence[bool], problems: int) -> float:
    """Of the mean over problems, each with its share of right samples; the samples of a problem stand `problems` apart.

    The samples of one problem are not independent, so problems are what is counted (arXiv 2411.00640, section 2.2).
    """
    shares = [share(right[problem::problems]) for problem in range(problems)]
    mean = share(shares)
    return math.sqrt(sum((one - mean) ** 2 for one in shares) / max(1, problems - 1) / problems)


def share(values: Any) -> float:
    """The mean, 0 of nothing."""
    known = [float(value) for value in values]
    return sum(known) / len(known) if known else 0.0


@dataclass
class State:
    """All that a run needs to go on where it was."""

    step: int = 0
    history: list[dict[str, Any]] = field(default_factory=list)
    seconds: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(("sampling", "reward", "update", "cpu"), 0.0)
    )
    momentum: Momentum = field(default_factory=Momentum)


def train(  # noqa: PLR0913 - a run has these parts
    policy: Policy,
    reward: Reward,
    setting: Setting,
    *,
    train_on: Sequence[Problem],
    test_on: Sequence[Problem],
    checkpoint: Path | None = None,
    name: str = "",
    tell: Say = say,
) -> State:
    """Train `policy` in place on a reward; its evaluations before, between and after are the state's history.

    checkpoint: a file that is written as the run goes, and from which it goes on if it is there. On one machine and
    device the same setting gives the same run, whether it was interrupted or not.
    """
    device = next(iter(policy.weights.values())).device
    rng = torch.Generator(device).manual_seed(setting.seed)
    gradient = setting.update == "policy-gradient"
    reference = copy.deepcopy(policy) if gradient and setting.policy_gradient.kl else None
    optimizer = optimizer_of(policy.weights, setting.policy_gradient.learning_rate) if gradient else None
    state = State()
    if checkpoint and checkpoint.exists():
        state = _load(checkpoint, policy, optimizer, rng)
        tell(f"{name} goes on at step {state.step}")
    elif setting.evaluate:
        state.history.append(evaluate(policy, test_on, reward, setting, step=0))
        tell(_line(name, state.history[-1], {}, state))
    while state.step < setting.steps:
        cpu = time.process_time()
        numbers = _step(policy, reward, setting, state, rng, optimizer, reference, train_on)
        state.seconds["cpu"] += time.process_time() - cpu
        state.step += 1
        last = state.step == setting.steps
        if setting.evaluate and (state.step % setting.evaluate == 0 or last):
            state.history.append(evaluate(policy, test_on, reward, setting, step=state.step) | numbers)
            tell(_line(name, state.history[-1], numbers, state))
        if checkpoint and (state.step % setting.keep == 0 or last):
            _save(checkpoint, state, policy, optimizer, rng)
    return state


def _step(  # noqa: PLR0913, PLR0917
    policy: Policy,
    reward: Reward,
    setting: Setting,
    state: State,
    rng: torch.Generator,
    optimizer: torch.optim.Optimizer | None,
    reference: Policy | None,
    train_on: Sequence[Problem],
) -> dict[str, float]:
    """One step: rollouts, rewards, update. Gives what the progress line shows."""
    lot = random.Random(f"{setting.seed} {state.step}")
    chosen = lot.sample(list(train_on), setting.prompts)
    rows = setting.prompts * setting.group
    perturbation = None
    if optimizer:
        problems = [problem for problem in chosen for _ in range(setting.group)]
    else:
        problems = derivative_free.paired(chosen, setting.group)
        perturbation = derivative_free.perturb(policy.weights, rows, rng, setting.derivative_free)

    with _timed(state, "sampling", rng.device):
        rollouts = sample(
            policy,
            [problem.text for problem in problems],
            rng,
            temperature=setting.temperature,
            max_new_tokens=setting.max_new_tokens,
            perturbation=perturbation,
            antithetic=not optimizer,
        )
        texts = texts_of(policy, rollouts)

    numbers: dict[str, float] = {}
    with _timed(state, "reward", rng.device):
        columns = columns_of(problems, texts, setting, state.step)
        scores = reward(**columns, log_metric=lambda metric, value: numbers.update({metric: value}))

    with _timed(state, "update", rng.device):
        if optimizer:
            moved = policy_gradient.update(
                policy,
                optimizer,
                rollouts,
                scores,
                group=setting.group,
                max_new_tokens=setting.max_new_tokens,
                settings=setting.policy_gradient,
                step=state.step,
                reference=reference,
            )
        else:
            assert perturbation is not None
            advantages = derivative_free.fitness(scores, setting.group, setting.derivative_free)
            moved = derivative_free.update(
                policy.weights, perturbation, advantages, setting.derivative_free, state.momentum
            )
    return {"reward": share(score for score in scores if score is not None), **numbers, **moved}


class _timed:  # noqa: N801 - reads as a function
    """Adds the seconds of a block to one of the state's counters, those of a GPU's work included."""

    def __init__(self, state: State, part: str, device: torch.device) -> None:
        self.seconds, self.part, self.device = state.seconds, part, device

    def __enter__(self) -> None:
        self.begin = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        if self.device.type == "cuda":
            torch.cuda.synchronize()
        self.seconds[self.part] += time.perf_counter() - self.begin


def _line(name: str, now: dict[str, Any], numbers: dict[str, float], state: State) -> str:
    """The progress line."""
    spent = sum(state.seconds[part] for part in ("sampling", "reward", "update")) or 1.0
    notes = " ".join(f"{note} {value:.2f}" for note, value in now["notes"].items())
    parts = " ".join(f"{key.rpartition('/')[2]} {value:.2f}" for key, value in numbers.items())
    return (
        f"{name:28} step {now['step']:4}  sampled {now['sampled']:.3f} greedy {now['greedy']:.3f} "
        f"lenient {now['sampled_lenient']:.3f} proxy {now['proxy']:.3f} form {now['in_form']:.2f} "
        f"{notes} length {now['length']:.0f} | {parts} | in rewards {state.seconds['reward'] / spent:.1%}, "
        f"cpu {state.seconds['cpu']:.0f} s"
    )


def _save(path: Path, state: State, policy: Policy, optimizer: Any, rng: torch.Generator) -> None:
    kept = {
        "step": state.step,
        "history": state.history,
        "seconds": state.seconds,
        "momentum": state.momentum.steps,
        "weights": {name: weight.detach() for name, weight in policy.weights.items()},
        "optimizer": optimizer.state_dict() if optimizer else None,
        "generator": rng.get_state(),
    }
    fresh = path.with_suffix(".partial")
    torch.save(kept, fresh)
    fresh.replace(path)  # a kill in between leaves the checkpoint before


def _load(path: Path, policy: Policy, optimizer: Any, rng: torch.Generator) -> State:
    device = next(iter(policy.weights.values())).device
    kept = torch.load(path, map_location=device, weights_only=True)
    with torch.no_grad():
        for name, weight in policy.weights.items():
            weight.copy_(kept["weights"][name])
    if optimizer:
        optimizer.load_state_dict(kept["optimizer"])
    rng.set_state(kept["generator"].cpu())
    return State(kept["step"], kept["history"], kept["seconds"], Momentum(kept["momentum"]))
