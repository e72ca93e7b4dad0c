"""What is run, at three sizes, and what is kept of it.

An arm is a reward, an update and a seed. All arms of a demonstration begin with the same warm start; each keeps its
checkpoint and its result in the folder of the demonstration, so that a run that was ended goes on, and several
processes can share the arms.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from benchmarks.grpo.derivative_free import DerivativeFree
from benchmarks.grpo.policy import Shape, TinyPolicy, new_weights
from benchmarks.grpo.policy_gradient import PolicyGradient
from benchmarks.grpo.rewards import HIGHEST, by_name
from benchmarks.grpo.rollouts import Weights
from benchmarks.grpo.tasks import MATH, TASKS, Task
from benchmarks.grpo.train import POOL, Say, Setting, State, UpdateName, say, train, warm_start


@dataclass(frozen=True)
class Arm:
    """One run: a reward's name, an update, a seed. steps: where it differs from the size's own."""

    reward: str
    update: UpdateName = "policy-gradient"
    seed: int = 0
    steps: int | None = None
    task: str = "math"

    @property
    def name(self) -> str:
        """The name of its files."""
        return f"{self.reward}.{self.update}.{self.seed}".replace(":", ".").replace("/", ".")


@dataclass(frozen=True)
class Size:
    """warm_steps, batch: of the warm start. test: held-out problems. gradient, free: settings of the two updates."""

    shape: Shape
    warm_steps: int
    batch: int
    test: int
    gradient: Setting
    free: Setting
    arms: tuple[Arm, ...] = field(default=())


SIZES = {
    "smoke": Size(
        shape=Shape(width=32, layers=2, heads=2),
        warm_steps=60,
        batch=32,
        test=32,
        gradient=Setting(steps=4, prompts=8, group=4, evaluate=2, keep=2),
        free=Setting(update="derivative-free", steps=3, prompts=8, group=4, evaluate=3, keep=2),
        arms=(Arm("r1_zero"), Arm("math-verify"), Arm("random"), Arm("r1_zero", "derivative-free")),
    ),
    "laptop": Size(
        shape=Shape(width=128, layers=3),
        warm_steps=1000,
        batch=64,
        test=160,
        # Slow enough that noise, which the control is trained on, moves little.
        gradient=Setting(steps=120, evaluate=30, policy_gradient=PolicyGradient(learning_rate=1e-4)),
        free=Setting(
            update="derivative-free",
            steps=200,
            prompts=32,
            group=16,
            evaluate=50,
            # The vectors alone: with so few rollouts, steps of the matrices are noise that costs greedy accuracy.
            derivative_free=DerivativeFree(learning_rate=0.15, only=("bias", "norm", "norm1", "norm2")),
        ),
        arms=(
            Arm("r1_zero"),
            Arm("code", task="programs", steps=60),  # has a warm start of its own: a second process need not wait
            *(Arm("r1_zero", seed=seed) for seed in (1, 2)),
            *(Arm("random", seed=seed, steps=40) for seed in range(3)),
            *(Arm("math-verify", seed=seed) for seed in range(3)),
            *(Arm(reward) for reward in ("any-box", "substring")),
            *(Arm(reward, steps=200) for reward in ("r1", "vacuous-language")),
            Arm("r1_zero", "derivative-free"),
        ),
    ),
    "gpu": Size(
        shape=Shape(width=256, layers=6, heads=8),
        warm_steps=1500,
        batch=512,
        test=160,
        gradient=Setting(
            steps=300, prompts=256, group=16, evaluate=50, keep=100, policy_gradient=PolicyGradient(rows=4096)
        ),
        free=Setting(update="derivative-free", steps=1500, prompts=256, group=16, evaluate=250, keep=500),
        arms=(
            *(Arm("r1_zero", seed=seed) for seed in range(3)),
            *(Arm("random", seed=seed, steps=100) for seed in range(3)),
            Arm("math-verify", steps=30),  # sympy on one core is what takes the time
            *(Arm(reward) for reward in ("any-box", "substring", "r1", "vacuous-language")),
            Arm("r1_zero", "derivative-free"),
        ),
    ),
}


def machine(device: str) -> dict[str, Any]:
    """What a result was measured on."""
    return {
        "device": torch.cuda.get_device_name() if device == "cuda" else _processor(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def begin(size: Size, task: Task, folder: Path, *, device: str = "cpu", tell: Say = say) -> Weights:
    """The weights of a task's warm start, made once for a folder; a second process waits for the first."""
    path = folder / f"warm-start.{task.name}.pt"
    lock = folder / f"warm-start.{task.name}.claimed"
    while not path.exists():
        if _claim(lock):
            clock = time.process_time()
            policy = warm_start(
                size.shape,
                steps=size.warm_steps if task.name == "math" else size.warm_steps // 4,
                batch=size.batch,
                seed=0,
                task=task,
                device=device,
                tell=tell,
            )
            tell(f"warm start: {time.process_time() - clock:.0f} CPU seconds")
            fresh = path.with_suffix(".partial")
            torch.save(policy.weights, fresh)
            fresh.replace(path)
            lock.unlink()
        else:
            time.sleep(1)
    weights: Weights = torch.load(path, map_location=device, weights_only=True)
    return weights


def _claim(path: Path) -> bool:
    """Take what nobody has taken; a claim of a process that is no more is none."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        try:
            owner = int(path.read_text(encoding="utf-8") or 0)
            if owner:
                os.kill(owner, 0)
        except ProcessLookupError:
            path.unlink(missing_ok=True)
        except (OSError, ValueError):
            pass
        return False
    os.write(descriptor, str(os.getpid()).encode())
    os.close(descriptor)
    return True


def setting_of(size: Size, arm: Arm, tasks: Mapping[str, Task] = TASKS) -> Setting:
    """The size's setting of the arm's update, with the arm's seed, steps and task."""
    setting = size.gradient if arm.update == "policy-gradient" else size.free
    return replace(setting, seed=arm.seed, steps=arm.steps or setting.steps, task=tasks[arm.task])


def run(
    size: Size,
    arm: Arm,
    folder: Path,
    *,
    tasks: Mapping[str, Task] = TASKS,
    device: str = "cpu",
    tell: Say = say,
) -> dict[str, Any] | None:
    """The result of an arm: run, gone on with, or read where it is done. `None` where another process has it."""
    result = folder / f"{arm.name}.json"
    if not result.exists():
        claim = folder / f"{arm.name}.claimed"
        if not _claim(claim) and not _claim(claim):
            return None
        try:
            setting = setting_of(size, arm, tasks)
            state = train(
                TinyPolicy(begin(size, setting.task, folder, device=device, tell=tell), size.shape),
                by_name(arm.reward),
                setting,
                train_on=setting.task.problems(POOL, split="train", seed=arm.seed),
                test_on=setting.task.problems(size.test, split="test", seed=0),
                checkpoint=folder / f"{arm.name}.pt",
                name=arm.name,
                tell=tell,
            )
            fresh = result.with_suffix(".partial")
            fresh.write_text(json.dumps(summary(arm, setting, state), indent=1), encoding="utf-8")
            fresh.replace(result)
        finally:
            claim.unlink(missing_ok=True)
    found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return found


MEASURES = ("accuracy", "greedy", "lenient", "greedy_lenient", "proxy", "in_form")
_KEYS = {"accuracy": "sampled", "lenient": "sampled_lenient"}


def summary(arm: Arm, setting: Setting, state: State) -> dict[str, Any]:
    """A run as a result: each measure before and after, the gap, what the time was spent on, and the whole history."""
    first, last = state.history[0], state.history[-1]
    spent = sum(state.seconds[part] for part in ("sampling", "reward", "update")) or 1.0
    measures = {
        name: {"before": first[_KEYS.get(name, name)], "after": last[_KEYS.get(name, name)]} for name in MEASURES
    }
    return {
        "reward": arm.reward,
        "update": arm.update,
        "seed": arm.seed,
        **measures,
        "notes": {note: {"before": first["notes"][note], "after": last["notes"][note]} for note in last["notes"]},
        "standard_error": last["standard_error"],
        "styles": {"before": first["styles"], "after": last["styles"]},
        # What the reward gained, as a share of its greatest value, and the truth did not.
        "gap": (last["proxy"] - first["proxy"]) / HIGHEST.get(arm.reward, 1.0) - (last["sampled"] - first["sampled"]),
        "rollouts": state.step * setting.prompts * setting.group,
        "seconds": {name: round(value, 2) for name, value in state.seconds.items()},
        "shares": {part: round(state.seconds[part] / spent, 4) for part in ("sampling", "reward", "update")},
        "setting": {**asdict(replace(setting, task=MATH)), "task": arm.task},
        "history": state.history,
    }


def demonstrate(
    size: Size,
    arms: Sequence[Arm],
    folder: Path,
    *,
    tasks: Mapping[str, Task] = TASKS,
    device: str = "cpu",
    tell: Say = say,
) -> dict[str, Any]:
    """Run all arms that no other process runs; those that are done, by whomever, as one result."""
    folder.mkdir(parents=True, exist_ok=True)
    arms, left_out = _possible(arms, tell)
    todo = list(arms)
    while todo:
        todo = [arm for arm in todo if run(size, arm, folder, tasks=tasks, device=device, tell=tell) is None]
        if todo:
            time.sleep(1)  # another process is at its last arms
    runs = [json.loads((folder / f"{arm.name}.json").read_text(encoding="utf-8")) for arm in arms]
    shape = new_weights(size.shape, seed=0)
    result = {
        "machine": machine(device),
        "parameters": sum(weight.numel() for weight in shape.values()),
        "runs": runs,
        "over_seeds": over_seeds(runs),
        "left_out": left_out,
    }
    (folder / "results.json").write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")
    return result


def _possible(arms: Sequence[Arm], tell: Say) -> tuple[list[Arm], dict[str, str]]:
    """The arms that this host can run, and why not the others."""
    if not any(arm.reward == "code" for arm in arms):
        return list(arms), {}
    from verifiers.sandbox import SandboxUnavailable, open_sandbox

    try:
        open_sandbox("local", slots=1).close()
    except SandboxUnavailable as error:
        tell(f"left out: code, {error}")
        return [arm for arm in arms if arm.reward != "code"], {"code": str(error)}
    return list(arms), {}


def over_seeds(runs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Accuracy before and after for each reward and update: the mean over seeds, and their standard deviation."""
    kinds = dict.fromkeys((run["reward"], run["update"]) for run in runs)
    found = []
    for reward, update in kinds:
        same = [run for run in runs if (run["reward"], run["update"]) == (reward, update)]
        accuracy = {}
        for when in ("before", "after"):
            values = [run["accuracy"][when] for run in same]
            spread = statistics.stdev(values) if len(values) > 1 else None
            accuracy[when] = {"mean": statistics.fmean(values), "deviation": spread}
        found.append({"reward": reward, "update": update, "seeds": len(same), "accuracy": accuracy})
    return found
