"""Both updates: the policy gradient against its closed form, evolution strategies on functions with known gradients."""

import pytest

torch = pytest.importorskip("torch", reason="the tiny GRPO loop needs torch: pip install --group grpo")

from benchmarks.grpo import derivative_free, policy_gradient  # noqa: E402
from benchmarks.grpo.derivative_free import DerivativeFree, Momentum  # noqa: E402
from benchmarks.grpo.policy import Shape, TinyPolicy, new_weights  # noqa: E402
from benchmarks.grpo.policy_gradient import PolicyGradient  # noqa: E402
from benchmarks.grpo.rollouts import padded_prompts, sample  # noqa: E402

SHAPE = Shape(width=16, layers=1, heads=2)
PROMPT = "Find $x$ if $3x + 4 = 25$."


class Watched(torch.optim.SGD):
    """An optimizer that keeps the gradient of the bias and moves nothing."""

    def step(self):
        self.seen = self.param_groups[0]["params"][-1].grad.clone()


def gradient_of_bias(rewards, *, seed=0, **settings):
    policy = TinyPolicy(new_weights(SHAPE, seed=1), SHAPE)
    for weight in policy.weights.values():
        weight.requires_grad_()
    rollouts = sample(policy, [PROMPT] * len(rewards), torch.Generator().manual_seed(seed), max_new_tokens=1)
    optimizer = Watched(list(policy.weights.values()), lr=1.0)
    policy_gradient.update(
        policy,
        optimizer,
        rollouts,
        rewards,
        group=len(rewards),
        max_new_tokens=1,
        step=0,
        settings=PolicyGradient(**settings),
    )
    return policy, rollouts, optimizer.seen


def test_the_gradient_is_that_of_reinforce():
    """For one token the gradient of A log p by the bias is A (onehot - p): no autograd is needed to know it."""
    rewards = [1.0, 0.0, 0.0, 1.0]
    policy, rollouts, found = gradient_of_bias(rewards)
    with torch.no_grad():
        logits = policy.logits(*padded_prompts(policy, [PROMPT]))[0, -1]
        logits[policy.pad] = float("-inf")
        p = logits.softmax(-1)
    chosen = torch.nn.functional.one_hot(rollouts.completions[:, 0], SHAPE.vocabulary).float()
    advantages = torch.tensor(rewards) - 0.5
    expected = -(advantages[:, None] * (chosen - p)).mean(0)
    # But for its length, which is cut together with that of all other gradients.
    torch.testing.assert_close(found / found.norm(), expected / expected.norm(), rtol=1e-3, atol=1e-4)
    assert 0 < float(found.norm()) <= float(expected.norm()) + 1e-4


@pytest.mark.parametrize("aggregation", ["sequence", "token", "constant"])
def test_parts_of_a_batch_add_up(aggregation):
    rewards = [1.0, 0.0, 0.0, 1.0, 0.0]
    whole = gradient_of_bias(rewards, aggregation=aggregation)[2]
    parts = gradient_of_bias(rewards, aggregation=aggregation, rows=2)[2]
    torch.testing.assert_close(whole, parts)


def test_equal_rewards_move_nothing():
    policy = TinyPolicy(new_weights(SHAPE, seed=1), SHAPE)
    before = {name: weight.clone() for name, weight in policy.weights.items()}
    optimizer = policy_gradient.optimizer_of(policy.weights, 0.1)
    rollouts = sample(policy, [PROMPT] * 4, torch.Generator().manual_seed(0), max_new_tokens=3)
    seen = policy_gradient.update(
        policy, optimizer, rollouts, [1.0] * 4, group=4, max_new_tokens=3, step=0, settings=PolicyGradient()
    )
    assert seen["live"] == 0
    assert all(torch.equal(before[name], weight) for name, weight in policy.weights.items())


def climb(function, weight, steps, **settings):
    """Evolution strategies on a function of one weight, its values being the rewards of groups of 16."""
    settings = DerivativeFree(**settings)
    weights, momentum = {"w": weight}, Momentum()
    rng = torch.Generator().manual_seed(0)
    for _ in range(steps):
        noise = derivative_free.perturb(weights, 64, rng, settings)
        moved = [one[0] if len(noise["w"]) == 1 else one[0] @ one[1].T for one in zip(*noise["w"], strict=True)]
        rewards = [float(function(weights["w"] + one)) for one in moved]
        derivative_free.update(weights, noise, derivative_free.fitness(rewards, 16, settings), settings, momentum)
    return weights["w"]


def test_it_climbs_a_quadratic():
    goal = torch.tensor([1.0, -2.0, 0.5])
    found = climb(lambda w: -(w - goal).square().sum(), torch.zeros(3), 200, learning_rate=0.3, deviation=0.1)
    torch.testing.assert_close(found, goal, rtol=0, atol=0.15)


@pytest.mark.parametrize("rank", [1, 4])
def test_it_climbs_with_matrices_of_low_rank(rank):
    """The step is of full rank, though each perturbation is not."""
    goal = torch.eye(4) * 0.5
    start = 0.1 * torch.ones(4, 4)
    found = climb(lambda w: -(w - goal).square().sum(), start.clone(), 400, learning_rate=0.2, deviation=0.2, rank=rank)
    assert float((found - goal).norm()) < 0.25 * float((start - goal).norm())


def test_the_estimate_points_along_the_gradient():
    """Of a linear function with gradient g, the mean of A σ E is σ² g, but for noise that falls with more pairs."""
    g = torch.randn(6, 5, generator=torch.Generator().manual_seed(3))
    settings = DerivativeFree(deviation=0.1)
    weights = {"w": torch.ones(6, 5)}
    noise = derivative_free.perturb(weights, 8192, torch.Generator().manual_seed(0), settings)
    moved = torch.einsum("nir,njr->nij", *noise["w"])
    rewards = (moved * g).sum((1, 2)).tolist()
    estimate = derivative_free.estimate(noise, derivative_free.fitness(rewards, 8192, settings), "w")
    cosine = torch.nn.functional.cosine_similarity(estimate.flatten(), g.flatten(), dim=0)
    assert float(cosine) > 0.95


def test_pairs_share_a_prompt_and_groups_hold_pairs():
    assert derivative_free.paired(["p", "q"], 4) == ["p", "p", "q", "q", "p", "p", "q", "q"]
    # Prompt p has rewards 1 1 (plus) and 0 0 (minus), prompt q none that differ.
    found = derivative_free.fitness([1, 1, 3, 3, 0, 0, 3, 3], 4, DerivativeFree(by_deviation=False))
    assert found.tolist() == [0.5, 0.5, 0, 0, -0.5, -0.5, 0, 0]


def test_perturbations_are_antithetic():
    weights = new_weights(SHAPE, seed=0)
    noise = derivative_free.perturb(weights, 4, torch.Generator().manual_seed(0), DerivativeFree(rank=2))
    assert set(noise) == set(weights) - {"tokens", "positions"}
    for one in noise.values():
        whole = one[0] if len(one) == 1 else torch.einsum("nir,njr->nij", *one)
        assert torch.equal(whole[:2], -whole[2:])
    only = derivative_free.perturb(weights, 4, torch.Generator(), DerivativeFree(only=("norm", "bias")))
    assert set(only) == {"norm", "bias"}
