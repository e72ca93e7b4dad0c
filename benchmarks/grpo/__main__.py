"""`python -m benchmarks.grpo`: rewards on trial, from a laptop to a GPU. See docs/grpo.md."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.grpo.rewards import REWARDS, by_name

if TYPE_CHECKING:
    from benchmarks.grpo.demonstration import Arm, Size


def main() -> None:
    """Run a demonstration, or one reward's trial, and print its results."""
    parser = _parser()
    options = parser.parse_args()
    try:
        import torch
    except ImportError:
        parser.error("the tiny GRPO loop needs torch: python -m pip install --group grpo")
    torch.set_num_threads(options.threads)
    if options.model and not (options.data and options.reward):
        parser.error("--model needs --data, and one --reward")
    folder = options.out or Path(f"grpo-{options.size}")
    device = options.device or ("cuda" if options.size == "gpu" and torch.cuda.is_available() else "cpu")
    try:
        for name in options.reward or ():
            by_name(name)
        start = _prepare(options, folder, device)
    except (ValueError, ImportError, AttributeError, OSError) as error:
        parser.error(str(error))  # nothing runs yet, so that it is what was asked for that is wrong
    result = start()
    if not options.no_figures:
        _draw(result, folder)
    sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n" if options.json else table(result))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.grpo",
        description="Trains a tiny policy on rewards and says what came of it: what the reward says, and the truth.",
    )
    add = parser.add_argument
    known = ", ".join(REWARDS)
    add("--size", choices=("smoke", "laptop", "gpu"), default="smoke")
    add("--reward", action="append", help=f"only this: one of {known}, or as in `verify-cli score -r`; or several")
    add("--model", help="a model of the hub by name, or a local folder, in the place of the tiny one")
    add("--data", help="for --model: MATH-500, AIME-2024, a file with problem and answer, or OWNER/NAME[:SPLIT]")
    add("--update", choices=("policy-gradient", "derivative-free"), help="only this")
    add("--recipe", choices=("dr-grpo", "grpo", "dapo"), default="dr-grpo", help="of the policy gradient")
    add("--oracle", help="MODULE:FUNCTION in the place of benchmarks.grpo.oracle:grade")
    add("--seed", type=int, action="append", help="of each run, in the place of the size's own seeds; or several")
    add("--steps", type=int, help="of each run")
    add("--out", type=Path, help="the folder of checkpoints and results; the same one goes on")
    add("--json", action="store_true", help="print the results as JSON")
    add("--device", help="default: cuda where there is one, for --size gpu; else cpu")
    add("--threads", type=int, default=1, help="of each process on a CPU (default 1: see docs/grpo.md)")
    add("--no-figures", action="store_true")
    return parser


def _prepare(options: argparse.Namespace, folder: Path, device: str) -> Callable[[], dict[str, Any]]:
    """What the options ask for, ready to be run."""
    from benchmarks.grpo.demonstration import SIZES, demonstrate
    from benchmarks.grpo.tasks import TASKS

    size = with_recipe(SIZES[options.size], options.recipe)
    tasks = TASKS
    if options.oracle:
        module, _, function = options.oracle.partition(":")
        grade = getattr(importlib.import_module(module), function)
        tasks = {name: replace(task, grade=grade) for name, task in TASKS.items()}
    arms = _arms(options, size)
    if options.model:
        from benchmarks.grpo import hub

        setting = size.free if arms[0].update == "derivative-free" else size.gradient
        task = replace(hub.ROWS, grade=tasks["math"].grade) if options.oracle else hub.ROWS
        problems = hub.split(options.data, setting.prompts)
        policy = hub.HubPolicy(options.model, device)
        return partial(hub.trial, policy, problems, arms[0], setting, folder, device=device, task=task)
    return partial(demonstrate, size, arms, folder, device=device, tasks=tasks)


def with_recipe(size: Size, name: str) -> Size:
    """A size whose policy gradient has the switches of a recipe; rate and rows stay the size's own."""
    from benchmarks.grpo.policy_gradient import RECIPES

    own = size.gradient.policy_gradient
    recipe = replace(RECIPES[name], rows=own.rows, learning_rate=own.learning_rate)
    return replace(size, gradient=replace(size.gradient, policy_gradient=recipe))


def _arms(options: argparse.Namespace, size: Size) -> list[Arm]:
    """The arms of the size, or those of the rewards that are named."""
    from benchmarks.grpo.demonstration import Arm

    if options.reward:
        arms = [
            Arm(name, options.update or "policy-gradient", seed, task="programs" if name == "code" else "math")
            for name in options.reward
            for seed in options.seed or [0]
        ]
    else:
        arms = [arm for arm in size.arms if options.update in (None, arm.update)]
        if options.seed:
            arms = list(dict.fromkeys(replace(arm, seed=seed) for seed in options.seed for arm in arms))
    return [replace(arm, steps=options.steps or arm.steps) for arm in arms]


def table(result: dict[str, Any]) -> str:
    """The results for a terminal: accuracy by the oracle, what the reward said, and the gap between their gains."""
    lines = [f"{'reward':18} {'update':16} seed  accuracy       greedy         proxy          gap    in rewards"]
    for run in result["runs"]:
        keys = ("accuracy", "greedy", "proxy")
        pairs = "  ".join(f"{run[key]['before']:.3f} → {run[key]['after']:.3f}" for key in keys)
        lines.append(
            f"{run['reward']:18} {run['update']:16} {run['seed']:4}  {pairs}  {run['gap']:+.2f}  "
            f"{run['shares']['reward']:.1%}"
        )
    return "\n".join(lines) + "\n"


def _draw(result: dict[str, Any], folder: Path) -> None:
    try:
        from benchmarks.grpo.figures import draw
    except ImportError:
        sys.stderr.write("no figures: they need matplotlib\n")
        return
    for path in draw(result, folder):
        sys.stderr.write(f"wrote {path}\n")


if __name__ == "__main__":
    main()
