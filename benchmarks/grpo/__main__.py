"""`python -m benchmarks.grpo`: rewards on trial, from a laptop to a GPU. See docs/grpo.md."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.grpo.rewards import REWARDS, by_name


def main() -> None:
    """Run a demonstration, or one reward's trial, and print its results."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.grpo",
        description="Trains a tiny policy on rewards and says what came of it: what the reward says, and the truth.",
    )
    parser.add_argument("--size", choices=("smoke", "laptop", "gpu"), default="smoke")
    parser.add_argument(
        "--reward",
        action="append",
        help=f"only this: one of {', '.join(REWARDS)}, or MODULE:FUNCTION, called as TRL does; again for more",
    )
    parser.add_argument("--model", help="a model of the hub by name, or a local folder, in the place of the tiny one")
    parser.add_argument("--data", help="for --model: a JSON-lines file with problem and answer, or OWNER/NAME[:SPLIT]")
    parser.add_argument("--update", choices=("policy-gradient", "derivative-free"), help="only this")
    parser.add_argument("--oracle", help="MODULE:FUNCTION in the place of benchmarks.grpo.oracle:judge")
    parser.add_argument("--seed", type=int, action="append", help="only this; again for more")
    parser.add_argument("--steps", type=int, help="of each run")
    parser.add_argument("--out", type=Path, help="the folder of checkpoints and results; the same one goes on")
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument("--device", help="default: cuda where there is one, for --size gpu; else cpu")
    parser.add_argument("--threads", type=int, default=1, help="of each process on a CPU (default 1: see docs/grpo.md)")
    parser.add_argument("--no-figures", action="store_true")
    options = parser.parse_args()
    try:
        import torch
    except ImportError:
        parser.error("the tiny GRPO loop needs torch: python -m pip install --group grpo")
    torch.set_num_threads(options.threads)

    from benchmarks.grpo.demonstration import SIZES, Arm, demonstrate
    from benchmarks.grpo.tasks import TASKS

    size = SIZES[options.size]
    device = options.device or ("cuda" if options.size == "gpu" and torch.cuda.is_available() else "cpu")
    tasks = TASKS
    try:
        for name in options.reward or ():
            by_name(name)
        if options.oracle:
            module, _, function = options.oracle.partition(":")
            truth = getattr(importlib.import_module(module), function)
            tasks = {name: replace(task, judge=truth) for name, task in TASKS.items()}
    except (ValueError, ImportError, AttributeError) as error:
        parser.error(str(error))
    arms = [
        arm
        for arm in size.arms
        if (not options.update or arm.update == options.update) and (not options.seed or arm.seed in options.seed)
    ]
    if options.reward:
        update = options.update or "policy-gradient"
        arms = [
            Arm(name, update, seed, task="programs" if name == "code" else "math")
            for name in options.reward
            for seed in options.seed or [0]
        ]
    if options.model and not (options.data and options.reward):
        parser.error("--model needs --data, and one --reward")
    if options.steps:
        arms = [replace(arm, steps=options.steps) for arm in arms]
    folder = options.out or Path(f"grpo-{options.size}")
    if options.model:
        result = _trial_of_model(parser, options, arms[0], size, folder)
    else:
        result = demonstrate(size, arms, folder, device=device, tasks=tasks)
    if not options.no_figures:
        _draw(result, folder)
    sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n" if options.json else table(result))


def _trial_of_model(parser, options, arm, size, folder: Path) -> dict:  # noqa: ANN001
    try:
        from benchmarks.grpo import hub

        setting = size.gradient if arm.update == "policy-gradient" else size.free
        return hub.trial(options.model, options.data, arm, setting, folder, device=options.device or "cpu")
    except (OSError, ValueError, ImportError) as error:
        parser.error(str(error))


def table(result: dict) -> str:
    """The results for a terminal: accuracy by the oracle, what the reward said, and the gap between their gains."""
    lines = [f"{'reward':18} {'update':16} seed  accuracy        greedy          proxy           gap    in rewards"]
    for run in result["runs"]:
        pairs = "  ".join(
            f"{run[key]['before']:.3f} → {run[key]['after']:.3f}" for key in ("accuracy", "greedy", "proxy")
        )
        lines.append(
            f"{run['reward']:18} {run['update']:16} {run['seed']:4}  {pairs}  {run['gap']:+.2f}  "
            f"{run['shares']['reward']:.1%}"
        )
    return "\n".join(lines) + "\n"


def _draw(result: dict, folder: Path) -> None:
    try:
        from benchmarks.grpo.figures import draw
    except ImportError:
        sys.stderr.write("no figures: they need matplotlib\n")
        return
    for path in draw(result, folder):
        sys.stderr.write(f"wrote {path}\n")


if __name__ == "__main__":
    main()
