"""One update by policy gradient, and the supervised warm start, which is the same with every advantage one."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from benchmarks.grpo.advantage import Aggregation, group_advantages, policy_loss
from benchmarks.grpo.rollouts import Policy, Rollouts, Weights, logprobs_of


@dataclass(frozen=True)
class PolicyGradient:
    """The settings of GRPO. by_deviation=False and aggregation="constant" is Dr. GRPO; "token" and clip_high=0.28 DAPO.

    epochs: updates for each batch of rollouts; the clip and the ratio matter from the second. kl: see `policy_loss`;
    its reference is the policy that a run begins with. rows: rollouts that go through the backward pass together.
    """

    learning_rate: float = 2e-4
    by_deviation: bool = False
    aggregation: Aggregation = "constant"
    clip_low: float = 0.2
    clip_high: float = 0.2
    epochs: int = 1
    kl: float = 0.0
    rows: int = 512
    warm_up: int = 10
    """Steps over which the learning rate rises to its value; in ten times as many nothing is lost, and Adam's first
    steps, whose scale it knows least about, are the most harmful."""


RECIPES = {
    "dr-grpo": PolicyGradient(),
    "grpo": PolicyGradient(by_deviation=True, aggregation="sequence"),
    "dapo": PolicyGradient(by_deviation=True, aggregation="token", clip_high=0.28),
}
"""The switches by the names of the papers; all of them without KL."""


def optimizer_of(weights: Weights, learning_rate: float, decay: float = 0.0) -> torch.optim.Optimizer:
    """AdamW over all weights, which it makes require gradients."""
    for weight in weights.values():
        weight.requires_grad_(True)  # noqa: FBT003 - PyTorch's own form
    return torch.optim.AdamW(list(weights.values()), lr=learning_rate, betas=(0.9, 0.95), weight_decay=decay)


def descend(optimizer: torch.optim.Optimizer, weights: Weights, learning_rate: float) -> None:
    """One step along the gradients that were gathered, their norm cut to 1."""
    torch.nn.utils.clip_grad_norm_(list(weights.values()), 1.0)
    for group in optimizer.param_groups:
        group["lr"] = learning_rate
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


def supervised_loss(policy: Policy, rollouts: Rollouts) -> Tensor:
    """The mean negative log-probability of the completions' tokens."""
    logs, _ = logprobs_of(policy, rollouts)
    return -(logs * rollouts.mask).sum() / rollouts.mask.sum()


def update(  # noqa: PLR0913 - what an update is made of
    policy: Policy,
    optimizer: torch.optim.Optimizer,
    rollouts: Rollouts,
    rewards: list[float | None],
    *,
    group: int,
    max_new_tokens: int,
    settings: PolicyGradient,
    step: int,
    reference: Policy | None = None,
) -> dict[str, float]:
    """Move the weights by one batch of rollouts; what it was like: entropy in nats, and the share of live rows.

    group: samples of each prompt, which are together. max_new_tokens: the limit of a completion. reference: for kl.
    Groups whose rewards are all equal have advantage 0 and no gradient, so they are left out of the backward pass.
    """
    device = rollouts.prompts.device
    advantages = group_advantages(rewards, group, by_deviation=settings.by_deviation).to(device)
    live = advantages.abs().gt(1e-8).nonzero()[:, 0]
    rate = settings.learning_rate * min(1.0, (step + 1) / max(1, settings.warm_up))
    entropy = 0.0
    old: list[Tensor] = []
    cuts = [part for part in live.split(settings.rows) if len(part)]
    parts = [rollouts.rows(part) for part in cuts]
    for epoch in range(settings.epochs):
        tokens = 0.0
        for number, part in enumerate(parts):
            now, spread = logprobs_of(policy, part)
            if epoch == 0:
                old.append(now.detach())
                entropy += float((spread.detach() * part.mask).sum())
            tokens += float(part.mask.sum())
            kept = None
            if settings.kl and reference is not None:
                with torch.no_grad():
                    kept = logprobs_of(reference, part)[0]
            loss = policy_loss(
                now,
                old[number],
                advantages[cuts[number]],
                part.mask,
                clip_low=settings.clip_low,
                clip_high=settings.clip_high,
                aggregation=settings.aggregation,
                max_new_tokens=max_new_tokens,
                reference=kept,
                kl=settings.kl,
            )
            # Each part weighs what it has of the batch: rows, or tokens where these are what is averaged over.
            weight = len(part.mask) / len(rewards)
            if settings.aggregation == "token":
                weight = float(part.mask.sum() / rollouts.mask.sum())
            (loss * weight).backward()
        if parts:
            descend(optimizer, policy.weights, rate)
        if epoch == 0:
            entropy /= max(1.0, tokens)
    return {"entropy": entropy, "live": len(live) / len(rewards)}
