"""GRPO's arithmetic against numbers that were worked out by hand."""

import math

import pytest

torch = pytest.importorskip("torch", reason="the tiny GRPO loop needs torch: pip install --group grpo")

from benchmarks.grpo.advantage import group_advantages, policy_loss  # noqa: E402


def close(tensor, numbers):
    assert tensor.tolist() == pytest.approx(numbers, abs=1e-4)


def test_group_advantages():
    rewards = [1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0]
    close(group_advantages(rewards, 4, by_deviation=False), [0.75, -0.25, -0.25, -0.25, 0, 0, 0, 0])
    # The sample's standard deviation of 1, 0, 0, 0 is 1/2.
    close(group_advantages(rewards, 4), [1.5, -0.5, -0.5, -0.5, 0, 0, 0, 0])


def test_a_skipped_sample_has_no_part():
    close(group_advantages([1.0, None, 0.0, None], 4, by_deviation=False), [0.5, 0, -0.5, 0])
    close(group_advantages([None, None], 2), [0, 0])
    close(group_advantages([1.0, None], 2), [0, 0])


OLD = torch.tensor([[0.5, 0.5, 0.5], [0.5, 1.0, 1.0]]).log()
MASK = torch.tensor([[1.0, 1.0, 1.0], [1.0, 0.0, 0.0]])
ADVANTAGES = torch.tensor([1.0, -2.0])


@pytest.mark.parametrize(
    ("aggregation", "loss"),
    [
        ("sequence", -(1.0 - 2.0) / 2),  # means over three tokens and one, then over two sequences
        ("token", -(3 * 1.0 - 2.0) / 4),  # four tokens
        ("constant", -(3 * 1.0 - 2.0) / (2 * 10)),  # two sequences of at most ten
    ],
)
def test_aggregations(aggregation, loss):
    found = policy_loss(OLD, OLD, ADVANTAGES, MASK, aggregation=aggregation, max_new_tokens=10)
    assert float(found) == pytest.approx(loss)


def test_what_is_masked_does_not_count():
    other = OLD.clone()
    other[1, 1:] = -7.0
    assert policy_loss(other, OLD, ADVANTAGES, MASK) == policy_loss(OLD, OLD, ADVANTAGES, MASK)


@pytest.mark.parametrize(
    ("ratio", "advantage", "high", "gain"),
    [
        (1.1, 1.0, 0.2, 1.1),  # within the clip
        (1.5, 1.0, 0.2, 1.2),  # no more is to be gained above
        (1.25, 1.0, 0.28, 1.25),  # DAPO's clip-higher leaves room
        (0.5, 1.0, 0.2, 0.5),  # the minimum keeps what is lost
        (0.5, -1.0, 0.2, -0.8),
        (1.5, -1.0, 0.2, -1.5),
    ],
)
def test_clip(ratio, advantage, high, gain):
    now = torch.tensor([[math.log(ratio)]])
    loss = policy_loss(now, torch.zeros(1, 1), torch.tensor([advantage]), torch.ones(1, 1), clip_high=high)
    assert float(loss) == pytest.approx(-gain)


def test_kl():
    now, reference = torch.tensor([[math.log(0.5)]]), torch.tensor([[math.log(0.25)]])
    loss = policy_loss(now, now, torch.zeros(1), torch.ones(1, 1), reference=reference, kl=0.1)
    assert float(loss) == pytest.approx(0.1 * (0.5 - math.log(0.5) - 1))  # 1/2 - log(1/2) - 1, never negative
    with pytest.raises(ValueError, match="needs the reference"):
        policy_loss(now, now, torch.zeros(1), torch.ones(1, 1), kl=0.1)
