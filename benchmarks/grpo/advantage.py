"""GRPO's arithmetic: what a reward becomes before it moves anything. Pure functions; each formula has its source.

GRPO: DeepSeekMath (arXiv 2402.03300, section 4.1) and DeepSeek-R1 (arXiv 2501.12948, section 2.2.1).
Dr. GRPO: arXiv 2503.20783, section 3. DAPO: arXiv 2503.14476, sections 3.1 and 3.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor

Aggregation = Literal["sequence", "token", "constant"]


def group_advantages(rewards: Sequence[float | None], group: int, *, by_deviation: bool = True) -> Tensor:
    """Advantages [rows] of rewards whose groups are `group` rows in a row, each the samples of one prompt.

    A = (r - mean(r)) / std(r) within the group (DeepSeekMath, section 4.1.2); by_deviation=False leaves the division
    out, as Dr. GRPO does, since it weights up the prompts that are nearly always or nearly never solved. A reward of
    `None` ("skip this sample") has no part in its group's mean and an advantage of 0, as has a group of equal rewards.
    """
    known = torch.tensor([reward is not None for reward in rewards]).view(-1, group)
    values = torch.tensor([0.0 if reward is None else float(reward) for reward in rewards]).view(-1, group)
    count = known.sum(1, keepdim=True).clamp(min=1)
    mean = (values * known).sum(1, keepdim=True) / count
    centred = (values - mean) * known
    if by_deviation:
        # The sample's deviation, n - 1 below, as PyTorch's `std` and the trainers have it.
        deviation = (centred.square().sum(1, keepdim=True) / (count - 1).clamp(min=1)).sqrt()
        centred = centred / (deviation + 1e-6)
    return centred.flatten()


def policy_loss(  # noqa: PLR0913 - the switches are the subject
    now: Tensor,
    old: Tensor,
    advantages: Tensor,
    mask: Tensor,
    *,
    clip_low: float = 0.2,
    clip_high: float = 0.2,
    aggregation: Aggregation = "sequence",
    max_new_tokens: int | None = None,
    reference: Tensor | None = None,
    kl: float = 0.0,
) -> Tensor:
    """The loss whose gradient is the policy gradient; a scalar.

    now, old: logarithms of the tokens' probabilities [rows, length], under the weights now and when they were sampled.
    Each token has the clipped surrogate of PPO, min(ρA, clip(ρ, 1 - clip_low, 1 + clip_high) A) with ρ = exp(now - old)
    (DeepSeekMath, equation 3); DAPO's "clip-higher" is clip_high = 0.28. On the first update after sampling ρ is 1, and
    the gradient is that of A log π.

    aggregation: "sequence" is the mean over a sequence's tokens, then over sequences (GRPO); "token" the mean over all
    tokens (DAPO's token-level loss); "constant" divides by rows × `max_new_tokens` (Dr. GRPO), so that a long wrong
    answer is not cheaper, token by token, than a short one.

    kl: the weight of the penalty against `reference`, by the estimator exp(d) - d - 1 with d = reference - now
    (DeepSeekMath, equation 4). Off by default, as in DAPO and Dr. GRPO: a rule cannot be over-optimised as a learned
    reward can, which this whole folder puts on trial.
    """
    ratio = (now - old).exp()
    advantage = advantages[:, None]
    gain = torch.minimum(ratio * advantage, ratio.clamp(1 - clip_low, 1 + clip_high) * advantage)
    if kl:
        if reference is None:
            msg = "a KL penalty needs the reference's log-probabilities"
            raise ValueError(msg)
        apart = reference - now
        gain = gain - kl * (apart.exp() - apart - 1)
    gain = gain * mask
    if aggregation == "sequence":
        return -(gain.sum(1) / mask.sum(1).clamp(min=1)).mean()
    if aggregation == "token":
        return -gain.sum() / mask.sum().clamp(min=1)
    return -gain.sum() / (len(mask) * (max_new_tokens or mask.shape[1]))
