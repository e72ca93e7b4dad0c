"""The tiny policy: sampling with a cache is the full forward pass, padding is nothing, rows have perturbations."""

import pytest

torch = pytest.importorskip("torch", reason="the tiny GRPO loop needs torch: pip install --group grpo")

from benchmarks.grpo.policy import Shape, TinyPolicy, forward, new_weights  # noqa: E402
from benchmarks.grpo.rollouts import as_rollouts, logprobs_of, padded_prompts, sample, texts_of  # noqa: E402

SHAPE = Shape(width=16, layers=2, heads=2)
PROMPTS = ["Find $x$ if $3x + 4 = 25$.", r"Compute $\frac{1}{2} + \frac{1}{3}$."]


@pytest.fixture
def policy():
    torch.set_num_threads(1)
    weights = new_weights(SHAPE, seed=3)
    weights["head"] *= 20  # so that a wrong logit would change a choice
    return TinyPolicy(weights, SHAPE)


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


def test_greedy_sampling_with_the_cache_is_the_full_forward_pass(policy):
    rollouts = sample(policy, PROMPTS, rng(), temperature=0, max_new_tokens=12)
    read, padding = padded_prompts(policy, PROMPTS)
    for step in range(rollouts.completions.shape[1]):
        logits = policy.logits(read, padding)[:, -1]
        logits[:, policy.pad] = float("-inf")
        chosen = logits.argmax(-1)
        live = rollouts.mask[:, step] == 1
        assert torch.equal(chosen[live], rollouts.completions[live, step])
        read = torch.cat([read, rollouts.completions[:, step : step + 1]], 1)


@pytest.mark.parametrize("perturbed", [False, True])
def test_rows_that_have_ended_are_left_out_and_the_others_go_on(policy, perturbed):
    prompts = PROMPTS + PROMPTS
    noise = {"head": (torch.randn(4, SHAPE.vocabulary, 1, generator=rng(1)), torch.ones(4, 16, 1))}
    settings = {"temperature": 3.0, "max_new_tokens": 12, "perturbation": noise if perturbed else None}
    whole = sample(policy, prompts, rng(), **settings).completions.tolist()
    kept = []
    policy.keep = lambda cache, rows: (kept.append(len(rows)), TinyPolicy.keep(policy, cache, rows))
    policy.end = whole[0][2]  # from here on the first row ends early
    rollouts = sample(policy, prompts, rng(), **settings)
    assert kept
    for row, tokens in enumerate(whole):
        length = tokens.index(policy.end) + 1 if policy.end in tokens else 12
        assert rollouts.mask[row].sum() == length
        assert rollouts.completions[row, :length].tolist() == tokens[:length]


def test_padding_changes_nothing(policy):
    together = policy.logits(*padded_prompts(policy, PROMPTS))
    for row, prompt in enumerate(PROMPTS):
        alone = policy.logits(*padded_prompts(policy, [prompt]))
        torch.testing.assert_close(together[row, -alone.shape[1] :], alone[0], rtol=1e-4, atol=1e-5)


def test_perturbations_are_those_of_a_row_alone(policy):
    a, b = torch.randn(2, 3 * 16, 1, generator=rng()), torch.randn(2, 16, 1, generator=rng(1))
    gain = torch.randn(2, 16, generator=rng(2))
    read, padding = padded_prompts(policy, PROMPTS)
    both = forward(
        policy.weights, SHAPE, read, padding, perturbation={"0.qkv": (a, b), "norm": (gain,), "0.norm1": (gain,)}
    )
    for row in range(2):
        moved = dict(policy.weights)
        moved["0.qkv"] = moved["0.qkv"] + a[row] @ b[row].T
        moved["norm"] = moved["norm"] + gain[row]
        moved["0.norm1"] = moved["0.norm1"] + gain[row]
        alone = forward(moved, SHAPE, read[row : row + 1], padding[row : row + 1])
        torch.testing.assert_close(both[row : row + 1], alone, rtol=1e-3, atol=1e-4)


def test_samples_follow_the_probabilities(policy):
    many = 4000
    rollouts = sample(policy, PROMPTS[:1] * many, rng(), max_new_tokens=1, temperature=2.0)
    logits = policy.logits(*padded_prompts(policy, PROMPTS[:1]))[0, -1]
    logits[policy.pad] = float("-inf")
    expected = (logits / 2.0).softmax(-1)
    found = torch.bincount(rollouts.completions[:, 0], minlength=SHAPE.vocabulary) / many
    # Five standard errors of a share.
    assert ((found - expected).abs() <= 5 * (expected * (1 - expected) / many).sqrt() + 1e-9).all()


def test_logprobs_of_are_those_of_the_samples(policy):
    rollouts = sample(policy, PROMPTS, rng(5), max_new_tokens=8)
    logs, entropy = logprobs_of(policy, rollouts)
    read, padding = padded_prompts(policy, PROMPTS)
    logits = policy.logits(read, padding)[:, -1]
    logits[:, policy.pad] = float("-inf")
    first = logits.log_softmax(-1)
    torch.testing.assert_close(logs[:, 0], first.gather(-1, rollouts.completions[:, :1])[:, 0], rtol=1e-4, atol=1e-4)
    assert (entropy >= 0).all()


def test_antithetic_rows_share_their_noise(policy):
    rollouts = sample(policy, PROMPTS + PROMPTS, rng(), max_new_tokens=8, antithetic=True)
    assert torch.equal(rollouts.completions[:2], rollouts.completions[2:])
    apart = sample(policy, PROMPTS + PROMPTS, rng(), max_new_tokens=8)
    assert not torch.equal(apart.completions[:2], apart.completions[2:])


def test_texts_come_back(policy):
    texts = ["<think>We get 3x=21</think>\\boxed{7}", ""]
    rollouts = as_rollouts(policy, PROMPTS, texts)
    assert texts_of(policy, rollouts) == texts
    assert rollouts.mask.sum(1).tolist() == [len(policy.encode(text)) + 1 for text in texts]
