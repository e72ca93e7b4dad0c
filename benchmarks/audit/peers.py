"""The reward functions that are compared, each as its own project ships it, behind a name of this module.

`verify-cli audit benchmarks/audit/peers.py:NAME --python …` audits one. Nothing is imported until it is asked for, and
the module runs in any interpreter that has the peer, also where this project is not. Where a function is not called as
it comes, its docstring says why.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

Reward = Callable[..., Any]


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


def stand_in(name: str, **names: Any) -> None:
    """Put a module in the place of one that grades nothing, and would load torch or a client of a service."""
    module = types.ModuleType(name)
    module.__dict__.update(names)
    sys.modules[name] = module


def delimited(gold: str) -> str:
    """A reference as math-verify wants it: LaTeX is recognised by its delimiters."""
    return gold if "$" in gold else f"${gold}$"


def of(module: str, name: str, package: str | None = None) -> Reward:
    """A function as it is."""
    if package:
        without_init(package)
    found: Reward = getattr(importlib.import_module(module), name)
    return found


def math_verify() -> Reward:
    """math-verify as its README shows it."""
    from math_verify import parse, verify

    def math_verify(completion: str, answer: str) -> float:
        return float(verify(parse(delimited(answer)), parse(completion)))

    return math_verify


def with_dollars(reward: Reward) -> Reward:
    """A function in TRL's shape, given references between dollars: without, math-verify sees no LaTeX in them."""

    def accuracy(completions: list[Any], solution: list[str], **columns: Any) -> Any:
        return reward(completions=completions, solution=[delimited(one) for one in solution], **columns)

    return accuracy


def verl(module: str, name: str = "compute_score") -> Reward:
    """A scoring function of verl, without torch, of which it uses nothing."""
    without_init("verl.utils.reward_score")
    if importlib.util.find_spec("torch") is None:
        stand_in("verl.utils.metric", Metric=object)
    return of(f"verl.utils.reward_score.{module}", name)


def verl_dapo() -> Reward:
    """The `math_dapo` of verl, which its dispatcher calls with these two."""
    compute_score = verl("math_dapo")
    return lambda solution_str, ground_truth: compute_score(solution_str, ground_truth)  # noqa: PLW0108 - two of four


def verl_prime_code() -> Reward:
    """The `prime_code` of verl, as its dispatcher calls it."""
    compute_score = verl("prime_code")
    return lambda solution_str, ground_truth: compute_score(solution_str, ground_truth, continuous=True)


def swift(name: str) -> Reward:
    """An outcome reward of ms-swift; the module that it imports for a type is left out."""
    without_init("swift")
    without_init("swift.rewards")
    stand_in("swift.infer_engine", InferRequest=dict)
    reward: Reward = getattr(importlib.import_module("swift.rewards.orm"), name)()
    return reward


def hendrycks() -> Reward:
    """The string rule that came with the MATH data set, as lm-evaluation-harness ships it."""
    without_init("lm_eval.tasks.hendrycks_math")
    from lm_eval.tasks.hendrycks_math.utils import is_equiv, last_boxed_only_string, remove_boxed

    def hendrycks(completion: str, answer: str) -> float:
        box = last_boxed_only_string(completion)
        return float(box is not None and bool(is_equiv(remove_boxed(box), answer)))

    return hendrycks


def mathruler() -> Reward:
    """mathruler, as EasyR1 and verl's geo3k call it."""
    from mathruler.grader import extract_boxed_content, grade_answer

    return lambda completion, answer: float(grade_answer(extract_boxed_content(completion), answer))


def qwen() -> Reward:
    """Qwen2.5-Math's `math_equal` and extraction, as evalscope shipped them until 1.0 (later versions do not)."""
    without_init("evalscope.metrics")
    from evalscope.metrics.math_parser import extract_answer, math_equal, strip_answer_string

    def qwen(completion: str, answer: str) -> float:
        given = strip_answer_string(extract_answer(completion))
        return float(bool(math_equal(given, strip_answer_string(answer))))

    return qwen


def tunix() -> Reward:
    """Google's tunix; the registry that it imports would load jax."""
    for package in ("tunix", "tunix.utils", "tunix.rl", "tunix.rl.agentic", "tunix.rl.agentic.rewards"):
        without_init(package)
    stand_in("tunix.rl.agentic.rewards.reward", register=lambda _name: lambda function: function)
    return of("tunix.utils.math_rewards", "math_reward")


def areal() -> Reward:
    """The worker that AReaL's own reward functions ask, with references between dollars; its logger is left out."""
    import logging

    for package in ("areal", "areal.utils"):
        without_init(package)
    sys.modules["areal.utils"].__dict__["logging"] = logging
    from areal.reward import get_math_verify_worker

    return lambda completion, answer: get_math_verify_worker().verify(completion, delimited(answer))


def skyrl_lcb() -> Reward:
    """SkyRL's LiveCodeBench environment."""
    compute_score = of("skyrl_gym.envs.lcb.livecodebench", "compute_score")
    import json

    return lambda completion, tests: compute_score(completion, json.loads(tests))[1]


def open_r1(name: str) -> Reward:
    """open-r1 from a checkout beside the interpreter's packages (it is not on the package index).

    What it imports for services that run code is left out.
    """
    without_init("open_r1")
    without_init("open_r1.utils")
    nothing = lambda *_args, **_kwargs: None  # noqa: E731
    stand_in("open_r1.utils.code_providers", get_provider=nothing)
    stand_in(
        "open_r1.utils.competitive_programming",
        **dict.fromkeys(
            (
                "SubtaskResult",
                "add_includes",
                "get_morph_client_from_env",
                "get_piston_client_from_env",
                "patch_code",
                "score_submission",
                "score_subtask",
            ),
            nothing,
        ),
    )
    return of("open_r1.rewards", name)


def eval_protocol_accuracy() -> Reward:
    """The `accuracy_reward` of eval-protocol, which wants the reference as a message."""
    accuracy_reward = of(f"{EVAL_PROTOCOL}.accuracy", "accuracy_reward")

    def accuracy(completion: str, answer: str) -> Any:
        messages = [{"role": "user", "content": ""}, {"role": "assistant", "content": completion}]
        return accuracy_reward(messages=messages, ground_truth=[{"role": "assistant", "content": answer}])

    return accuracy


def eval_protocol_code() -> Reward:
    """eval-protocol's runner of DeepCoder's tests, with its default: processes of this machine."""
    import json

    from eval_protocol.models import Message
    from eval_protocol.rewards.deepcoder_reward import deepcoder_code_reward

    def deepcoder(completion: str, tests: str) -> Any:
        cases = [{"input": case["input"], "expected_output": case["output"]} for case in json.loads(tests)]
        messages = [Message(role="user", content=""), Message(role="assistant", content=completion)]
        return deepcoder_code_reward(messages=messages, ground_truth=cases, language="python")

    return deepcoder


def ours(name: str, **options: Any) -> Reward:
    """This project's, configured."""
    import verifiers

    reward: Reward = getattr(verifiers, name)(**options)
    return reward


def our_code() -> Reward:
    """This project's, with limits that end attacks sooner than the default's ten seconds; verdicts are the same."""
    from verifiers.sandbox import Limits

    return ours("CodeReward", limits=Limits(cpu_seconds=2, memory_mb=512, wall_seconds=8))


class Peer(NamedTuple):
    """A reward function: what it is called in the table, its distribution, what it is for, and what makes it."""

    title: str
    package: str
    areas: tuple[str, ...]
    make: Callable[[], Reward]


MATH, FORMAT, LANGUAGE, CODE = ("math",), ("format",), ("language",), ("code", "functions")
MESSAGES = ("messages",)
EVAL_PROTOCOL = "eval_protocol.rewards"
PEERS = {
    "ours-math": Peer("ours: math_reward", "verify-cli", MATH, lambda: ours("MathReward")),
    "trl-math": Peer("TRL accuracy_reward", "trl", MATH, lambda: of("trl.rewards", "accuracy_reward")),
    "trl-math-dollars": Peer(
        "TRL accuracy_reward, $reference$", "trl", MATH, lambda: with_dollars(of("trl.rewards", "accuracy_reward"))
    ),
    "math-verify": Peer("math-verify", "math-verify", MATH, math_verify),
    "open-r1-math": Peer("open-r1 accuracy_reward", "open-r1", MATH, lambda: open_r1("accuracy_reward")),
    "open-r1-math-dollars": Peer(
        "open-r1 accuracy_reward, $reference$",
        "open-r1",
        MATH,
        lambda: with_dollars(open_r1("accuracy_reward")),
    ),
    "verl-math-verify": Peer("verl math_verify", "verl", MATH, lambda: verl("math_verify")),
    "verl-math": Peer("verl math_reward", "verl", MATH, lambda: verl("math_reward")),
    "verl-dapo": Peer("verl math_dapo", "verl", MATH, verl_dapo),
    "verl-prime-math": Peer("verl prime_math", "verl", MATH, lambda: verl("prime_math")),
    "swift-math": Peer("ms-swift MathAccuracy", "ms-swift", MATH, lambda: swift("MathAccuracy")),
    "swift-math-dollars": Peer(
        "ms-swift MathAccuracy, $reference$", "ms-swift", MATH, lambda: with_dollars(swift("MathAccuracy"))
    ),
    "areal-math": Peer("AReaL math_verify worker, $reference$", "areal", MATH, areal),
    "mathruler-math": Peer("mathruler (EasyR1, geo3k)", "mathruler", MATH, mathruler),
    "qwen-math": Peer("Qwen2.5-Math math_equal", "evalscope", MATH, qwen),
    "hendrycks-math": Peer("Hendrycks rule", "lm_eval", MATH, hendrycks),
    "tunix-math": Peer("tunix math_reward", "google-tunix", MATH, tunix),
    "eval-protocol-math": Peer(
        "eval-protocol math_reward", "eval-protocol", MATH, lambda: of(f"{EVAL_PROTOCOL}.math", "math_reward")
    ),
    "eval-protocol-accuracy": Peer(
        "eval-protocol accuracy_reward",
        "eval-protocol",
        MATH,
        eval_protocol_accuracy,
    ),
    "ours-format": Peer("ours: format_reward", "verify-cli", FORMAT, lambda: ours("FormatReward")),
    "ours-format-answer": Peer(
        'ours: FormatReward(template="r1-answer")',
        "verify-cli",
        FORMAT,
        lambda: ours("FormatReward", template="r1-answer"),
    ),
    "trl-format": Peer("TRL think_format_reward", "trl", FORMAT, lambda: of("trl.rewards", "think_format_reward")),
    "open-r1-format": Peer("open-r1 format_reward", "open-r1", FORMAT, lambda: open_r1("format_reward")),
    "open-r1-tags": Peer("open-r1 tag_count_reward", "open-r1", FORMAT, lambda: open_r1("tag_count_reward")),
    "verl-format": Peer("verl geo3k format_reward", "verl", FORMAT, lambda: verl("geo3k", "format_reward")),
    "swift-format": Peer("ms-swift Format", "ms-swift", FORMAT, lambda: swift("Format")),
    "eval-protocol-format": Peer(
        "eval-protocol format_reward", "eval-protocol", FORMAT, lambda: of(f"{EVAL_PROTOCOL}.format", "format_reward")
    ),
    "ours-language": Peer("ours: language_reward", "verify-cli", LANGUAGE, lambda: ours("LanguageReward")),
    "eval-protocol-language": Peer(
        "eval-protocol language_consistency_reward",
        "eval-protocol",
        LANGUAGE,
        lambda: of(f"{EVAL_PROTOCOL}.language_consistency", "language_consistency_reward"),
    ),
    "ours-messages": Peer("ours: math_reward", "verify-cli", MESSAGES, lambda: ours("MathReward")),
    "trl-messages": Peer("TRL accuracy_reward", "trl", MESSAGES, lambda: of("trl.rewards", "accuracy_reward")),
    "open-r1-messages": Peer("open-r1 accuracy_reward", "open-r1", MESSAGES, lambda: open_r1("accuracy_reward")),
    "eval-protocol-messages": Peer(
        "eval-protocol math_reward", "eval-protocol", MESSAGES, lambda: of(f"{EVAL_PROTOCOL}.math", "math_reward")
    ),
    "ours-code": Peer("ours: CodeReward", "verify-cli", CODE, our_code),
    "verl-prime-code": Peer("verl prime_code", "verl", CODE, verl_prime_code),
    "skyrl-lcb": Peer("SkyRL lcb", "skyrl-gym", CODE, skyrl_lcb),
    "eval-protocol-code": Peer("eval-protocol deepcoder_code_reward", "eval-protocol", ("code",), eval_protocol_code),
}

LEFT_OUT = {
    "PrimeIntellect's verifiers 0.4.0": "has no reward function: rewards are methods of tasks, over traces",
    "OpenRLHF": "ships no reward function, only the way to call one",
    "rLLM, slime, EasyR1, NeMo-RL, NeMo-Gym, code-r1, open-instruct": "not on the package index, or a placeholder is",
    "open-r1 code_reward": "runs programs by paid services only",
    "skyrl-gym gsm8k, verl gsm8k, oumi gsm8k_reward": "whole numbers only, by their data set's convention",
}


def __getattr__(name: str) -> Reward:
    if name not in PEERS:
        raise AttributeError(name)
    here = Path(__file__).parent
    sys.path[:] = [one for one in sys.path if Path(one) != here]
    return PEERS[name].make()
