"""The loop: the same run for the same seed, interrupted or not; and the command, as a user runs it."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="the tiny GRPO loop needs torch: pip install --group grpo")

from benchmarks.grpo import rollouts, worked  # noqa: E402
from benchmarks.grpo.__main__ import _arms, _parser, with_recipe  # noqa: E402
from benchmarks.grpo.demonstration import SIZES  # noqa: E402
from benchmarks.grpo.derivative_free import DerivativeFree  # noqa: E402
from benchmarks.grpo.policy import Shape, TinyPolicy, new_weights  # noqa: E402
from benchmarks.grpo.policy_gradient import RECIPES, PolicyGradient  # noqa: E402
from benchmarks.grpo.rewards import by_name  # noqa: E402
from benchmarks.grpo.train import Setting, train, warm_start  # noqa: E402

ROOT = Path(__file__).parents[2]
SHAPE = Shape(width=16, layers=1, heads=2)
SETTING = Setting(steps=4, prompts=4, group=4, max_new_tokens=10, evaluate=2, keep=2)
SETTINGS = {
    "policy-gradient": SETTING,
    "derivative-free": replace(SETTING, update="derivative-free", derivative_free=DerivativeFree(learning_rate=0.1)),
}
PROBLEMS = worked.problems(16, split="train", seed=0)


def length_reward(*, completions, **_):
    """Whatever else it is, it differs between rollouts of a policy that knows nothing yet."""
    return [float(len(completion) % 7) for completion in completions]


def run(setting, checkpoint=None):
    torch.set_num_threads(1)
    policy = TinyPolicy(new_weights(SHAPE, seed=0), SHAPE)
    state = train(
        policy,
        length_reward,
        setting,
        train_on=PROBLEMS,
        test_on=PROBLEMS[:8],
        checkpoint=checkpoint,
        tell=lambda _: None,
    )
    return policy, state


@pytest.mark.parametrize("update", SETTINGS)
def test_the_same_seed_is_the_same_run_interrupted_or_not(tmp_path, update):
    setting = SETTINGS[update]
    policy, state = run(setting)
    again, same = run(setting)
    assert state.history == same.history
    run(replace(setting, steps=2), tmp_path / "run.pt")
    resumed, gone_on = run(setting, tmp_path / "run.pt")
    assert gone_on.history == state.history
    start = new_weights(SHAPE, seed=0)
    moved = False
    for name, weight in policy.weights.items():
        assert torch.equal(weight, again.weights[name])
        assert torch.equal(weight, resumed.weights[name])
        moved |= not torch.equal(weight, start[name])
    assert moved, "the weights have moved"
    other, _ = run(replace(setting, seed=1))
    assert any(not torch.equal(weight, other.weights[name]) for name, weight in policy.weights.items())


@pytest.mark.parametrize("update", SETTINGS)
def test_it_finds_what_a_reward_pays_for(update):
    """From no knowledge at all: more sevens are better, so a policy learns to write sevens, by either update."""
    torch.set_num_threads(1)
    policy = TinyPolicy(new_weights(SHAPE, seed=0), SHAPE)
    setting = replace(
        SETTINGS[update],
        steps=50,
        prompts=4,
        group=16,
        max_new_tokens=6,
        evaluate=50,
        policy_gradient=PolicyGradient(learning_rate=1e-2),
        derivative_free=DerivativeFree(learning_rate=1.0),
    )
    state = train(policy, sevens, setting, train_on=PROBLEMS, test_on=PROBLEMS, tell=lambda _: None)
    before, after = (one["proxy"] for one in state.history)
    assert after > 2 * before, (before, after)


def sevens(*, completions, **_):
    return [float(completion.count("7")) for completion in completions]


def test_derivative_free_builds_no_graph(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError

    monkeypatch.setattr(torch.Tensor, "backward", refuse)
    monkeypatch.setattr(torch.autograd, "grad", refuse)
    policy, state = run(SETTINGS["derivative-free"])
    assert not any(weight.requires_grad for weight in policy.weights.values())
    assert state.step == 4


@pytest.mark.parametrize("update", list(SETTINGS))
def test_half_precision_trains_too(monkeypatch, update):
    """What a GPU computes in, on the CPU: every product takes its kinds of numbers."""
    monkeypatch.setattr(rollouts, "HALF", {"cpu"})
    policy, state = run(SETTINGS[update])
    assert policy.new_cache(1, 1).keys[0].dtype == torch.bfloat16
    assert all(weight.dtype == torch.float32 for weight in policy.weights.values())
    before = new_weights(SHAPE, seed=0)
    assert any(not torch.equal(before[name], weight) for name, weight in policy.weights.items())
    assert state.step == 4


def test_the_warm_start_learns_and_is_reproducible():
    told = []
    first = warm_start(SHAPE, steps=60, batch=8, seed=0, tell=told.append)
    losses = [float(line.rpartition(" ")[2]) for line in told]
    assert losses[-1] < 4.5, "an untrained policy has log(158) = 5.1"
    again = warm_start(SHAPE, steps=60, batch=8, seed=0, tell=told.append)
    assert all(torch.equal(weight, again.weights[name]) for name, weight in first.weights.items())


def test_a_recipe_leaves_the_rate_of_a_size():
    size = with_recipe(SIZES["laptop"], "dapo")
    assert size.gradient.policy_gradient.aggregation == "token"
    assert size.gradient.policy_gradient.learning_rate == SIZES["laptop"].gradient.policy_gradient.learning_rate
    assert size.gradient.policy_gradient.learning_rate != RECIPES["dapo"].learning_rate


def test_every_run_of_a_size_with_each_of_the_seeds_that_are_given():
    options = _parser().parse_args(["--size", "laptop", "--seed", "1", "--seed", "4"])
    arms = _arms(options, SIZES["laptop"])
    kinds = {(arm.reward, arm.update, arm.steps) for arm in SIZES["laptop"].arms}
    assert len(set(arms)) == len(arms) == 2 * len(kinds)
    assert {arm.seed for arm in arms} == {1, 4}
    assert {(arm.reward, arm.update, arm.steps) for arm in arms} == kinds


def command(*options):
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.grpo", "--no-figures", *options],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "OMP_NUM_THREADS": "1"},
    )


def test_smoke(tmp_path):
    done = command("--size", "smoke", "--json", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads(done.stdout)
    kinds = {(one["reward"], one["update"]) for one in result["runs"]}
    assert kinds >= {("r1_zero", "policy-gradient"), ("r1_zero", "derivative-free"), ("random", "policy-gradient")}
    for one in result["runs"]:
        assert set(one["accuracy"]) == set(one["proxy"]) == {"before", "after"}
        assert one["rollouts"] > 0
        assert sum(one["shares"].values()) == pytest.approx(1, abs=0.01)
    # What is done is not done again.
    again = command("--size", "smoke", "--json", "--out", str(tmp_path))
    assert json.loads(again.stdout)["runs"] == result["runs"]
    assert "step" not in again.stderr


def test_anybodys_reward(tmp_path):
    options = ["--reward", "verifiers:math_reward", "--steps", "1", "--out", str(tmp_path)]
    done = command(*options)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "verifiers:math_reward" in done.stdout


@pytest.mark.parametrize("name", ["no-such-reward", "verifiers:no_such_function", "no_such_module:f"])
def test_a_reward_that_is_not_there(name):
    with pytest.raises(ValueError, match="reward"):
        by_name(name)


def test_a_usage_error_is_a_sentence():
    done = command("--reward", "no-such-reward")
    assert done.returncode == 2
    assert "unknown reward 'no-such-reward'" in done.stderr
    assert "Traceback" not in done.stderr
