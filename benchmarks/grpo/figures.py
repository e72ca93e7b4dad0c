"""The pictures of a demonstration: what a reward says against what is true, and what the time is spent on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

from benchmarks.grpo.rewards import HIGHEST

TRUTH, PROXY = "#1b7837", "#c51b7d"


def draw(result: dict[str, Any], folder: Path) -> list[Path]:
    """Write the figures that the runs are enough for; their paths."""
    made = []
    gradient = [run for run in result["runs"] if run["update"] == "policy-gradient"]
    firsts = [run for run in gradient if run["seed"] == min(one["seed"] for one in gradient)]
    if firsts:
        made.append(_curves(firsts, result, folder / "hacking.png", "Reward and truth"))
    rest = [run for run in result["runs"] if run["reward"] in {"r1_zero", "random"}]
    if rest:
        made.append(_seeds(rest, result, folder / "learning.png"))
    return made


def _curves(runs: list[dict[str, Any]], result: dict[str, Any], path: Path, title: str) -> Path:
    """One panel for each reward: its own mean, as a share of its greatest value, and the oracle's accuracy."""
    across = min(len(runs), 4)
    down = -(-len(runs) // across)
    figure, axes = plt.subplots(down, across, figsize=(2.6 * across, 2.6 * down + 0.6), sharey=True, squeeze=False)
    for axis in axes.flat[len(runs) :]:
        axis.set_visible(False)
    for axis, run in zip(axes.flat, runs, strict=False):
        steps = [one["step"] for one in run["history"]]
        top = HIGHEST.get(run["reward"], 1.0)
        axis.plot(steps, [one["proxy"] / top for one in run["history"]], color=PROXY, label="what the reward says")
        axis.plot(steps, [one["sampled"] for one in run["history"]], color=TRUTH, label="sampled accuracy")
        axis.plot(steps, [one["greedy"] for one in run["history"]], color=TRUTH, linestyle=":", label="greedy accuracy")
        axis.set_title(run["reward"], fontsize=10)
        axis.set_xlabel("step")
        axis.set_ylim(0, 1.02)
        axis.grid(alpha=0.3)
    figure.legend(*axes[0][0].get_legend_handles_labels(), loc="lower center", ncols=3, fontsize=9, frameon=False)
    figure.suptitle(f"{title}: {result['parameters']:,} parameters, {result['machine']['device']}", fontsize=9)
    return _write(figure, path, below=0.5 / (2.6 * down + 0.6))


COLOURS = {
    "r1_zero policy-gradient": TRUTH,
    "r1_zero derivative-free": "#2166ac",
    "random policy-gradient": "#888888",
}


def _seeds(runs: list[dict[str, Any]], result: dict[str, Any], path: Path) -> Path:
    """Sampled accuracy of all seeds by rollouts: ours by both updates, and the random control."""
    figure, axis = plt.subplots(figsize=(5, 3.2))
    seen: set[str] = set()
    for run in runs:
        kind = f"{run['reward']} {run['update']}"
        each = run["setting"]["prompts"] * run["setting"]["group"]
        xs = [one["step"] * each / 1000 for one in run["history"]]
        ys = [one["sampled"] for one in run["history"]]
        errors = [one["standard_error"] for one in run["history"]]
        label = None if kind in seen else kind
        axis.errorbar(xs, ys, errors, color=COLOURS.get(kind, "black"), label=label, capsize=2, linewidth=1)
        seen.add(kind)
    axis.set_xlabel("thousand rollouts")
    axis.set_ylabel("sampled accuracy on held-out problems")
    axis.set_title(f"{result['parameters']:,} parameters, {result['machine']['device']}", fontsize=8)
    axis.set_ylim(0, 1)
    axis.grid(alpha=0.3)
    axis.legend(fontsize=7)
    return _write(figure, path)


def _write(figure: Any, path: Path, below: float = 0.0) -> Path:
    """below: the share of the height that is kept for a legend."""
    figure.tight_layout(rect=(0, below, 1, 1))
    figure.savefig(path, dpi=130)
    plt.close(figure)
    return path
