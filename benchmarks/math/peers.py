"""The graders that are compared, each behind one function from a pair to what the grader said.

Each is called as its own documentation or its framework calls it. Nothing here is imported until it is asked for, and
the module runs in any interpreter that has the peer installed, also where this project is not. What is not installed
raises ImportError, and the leaderboard names it.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import types
from collections.abc import Callable
from typing import Any, NamedTuple

Answer = tuple[bool | None, str]
"""Whether it accepted, and why. `None`: it declined (TRL skips samples whose reference it cannot parse)."""
Grade = Callable[[dict[str, Any]], Answer]


def without_init(package: str) -> None:
    """Make a package's modules importable without running its `__init__`, which would load a whole training stack."""
    if package in sys.modules:
        return
    parent = package.rpartition(".")[0]
    if parent:
        without_init(parent)
    spec = importlib.util.find_spec(package)
    if spec is None or spec.submodule_search_locations is None:
        msg = f"no package {package}"
        raise ImportError(msg)
    module = types.ModuleType(package)
    module.__path__ = list(spec.submodule_search_locations)
    sys.modules[package] = module


def prepare_verl() -> None:
    """Let verl's scoring functions load without torch: they use nothing of it."""
    without_init("verl.utils.reward_score")
    if importlib.util.find_spec("torch") is None:
        metric = types.ModuleType("verl.utils.metric")
        metric.__dict__["Metric"] = object
        sys.modules["verl.utils.metric"] = metric


def delimited(gold: str) -> str:
    """A reference as math-verify wants it: LaTeX is recognised by its delimiters."""
    return gold if any(mark in gold for mark in ("$", "\\boxed", "\\(", "\\[")) else f"${gold}$"


def bare(gold: str) -> str:
    """A reference as string rules want it: without the dollars or the box around it."""
    gold = gold.strip()
    if gold.count("$") == 2 and gold[0] == gold[-1] == "$":
        gold = gold[1:-1].strip()
    return gold[7:-1] if gold.startswith("\\boxed{") and gold.endswith("}") and gold.count("{") == 1 else gold


def ours(form: str) -> Grade:
    """This project's math reward; `any` leaves its answer-form rule out, as the labels are about equivalence."""
    from verifiers import MathReward

    try:
        reward = MathReward(form=form)
    except TypeError:  # an engine without answer forms
        reward = MathReward()

    def grade(pair: dict[str, Any]) -> Answer:
        verdict = reward.grade(pair["completion"], pair["gold"])
        evidence = str(verdict.detail.get("evidence", ""))
        return (
            None if verdict.score is None else verdict.score == 1.0
        ), f"{verdict.outcome}\t{evidence}\t{verdict.explanation}"

    return grade


def math_verify() -> Grade:
    """math-verify as its README shows it."""
    from math_verify import parse, verify

    return lambda pair: (bool(verify(parse(delimited(pair["gold"])), parse(pair["completion"]))), "")


def trl(prepare: Callable[[str], str]) -> Grade:
    """TRL's `accuracy_reward` on a conversation of one message."""
    from trl.rewards import accuracy_reward

    def grade(pair: dict[str, Any]) -> Answer:
        completion = [{"role": "assistant", "content": pair["completion"]}]
        reward = accuracy_reward(completions=[completion], solution=[prepare(pair["gold"])])[0]
        return (None if reward is None else reward == 1.0), ""

    return grade


def verl(module: str) -> Grade:
    """A scoring function of verl, called by position: its parameters have other names in each module."""
    prepare_verl()
    compute_score = importlib.import_module(f"verl.utils.reward_score.{module}").compute_score

    def grade(pair: dict[str, Any]) -> Answer:
        result = compute_score(pair["completion"], bare(pair["gold"]))
        if isinstance(result, dict):
            result = result["acc"]
        elif isinstance(result, tuple):
            result = result[0]
        return float(result) > 0, ""

    return grade


def hendrycks() -> Grade:
    """The string rule that came with the MATH data set, as lm-evaluation-harness ships it."""
    without_init("lm_eval.tasks.hendrycks_math")
    from lm_eval.tasks.hendrycks_math.utils import is_equiv, last_boxed_only_string, remove_boxed

    def grade(pair: dict[str, Any]) -> Answer:
        box = last_boxed_only_string(pair["completion"])
        return (box is not None and bool(is_equiv(remove_boxed(box), bare(pair["gold"])))), ""

    return grade


def qwen() -> Grade:
    """Qwen2.5-Math's `math_equal` and extraction, as evalscope shipped them until 1.0 (later versions do not)."""
    without_init("evalscope.metrics")
    from evalscope.metrics.math_parser import extract_answer, math_equal, strip_answer_string

    def grade(pair: dict[str, Any]) -> Answer:
        answer = strip_answer_string(extract_answer(pair["completion"]))
        return bool(math_equal(answer, strip_answer_string(bare(pair["gold"])))), ""

    return grade


class Peer(NamedTuple):
    """A grader: the distribution it comes with, and what makes it."""

    package: str
    make: Callable[[], Grade]


PEERS = {
    "ours": Peer("verify-cli", lambda: ours("any")),
    "ours, form=evaluated": Peer("verify-cli", lambda: ours("evaluated")),
    "math-verify": Peer("math-verify", math_verify),
    "TRL accuracy_reward": Peer("trl", lambda: trl(str)),
    "TRL accuracy_reward, $gold$": Peer("trl", lambda: trl(delimited)),
    "verl math_verify": Peer("verl", lambda: verl("math_verify")),
    "verl prime_math": Peer("verl", lambda: verl("prime_math")),
    "verl math_dapo": Peer("verl", lambda: verl("math_dapo")),
    "verl math_reward": Peer("verl", lambda: verl("math_reward")),
    "Hendrycks rule": Peer("lm_eval", hendrycks),
    "Qwen2.5-Math math_equal": Peer("evalscope", qwen),
}
