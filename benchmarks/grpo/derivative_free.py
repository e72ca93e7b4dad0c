"""The update without derivatives: evolution strategies on the weights, one perturbation for each rollout.

No graph is built and nothing is differentiated. Rollout i is sampled from the weights plus σ Eᵢ, where the Eᵢ come in
antithetic pairs, E and -E, that share a prompt and the noise of sampling. Then

    W ← W + η / (N σ) Σᵢ Aᵢ Eᵢ

with Aᵢ the group-relative advantage of rollout i (OpenAI-ES, arXiv 1703.03864, equation before 3, with antithetic
sampling, section 2.1). For matrices E = a bᵀ / √rank with normal a and b, so that a batch of different weights costs
little more than one: (W + σ E) x = W x + σ a (bᵀ x) / √rank, and the sum over rollouts is one product (EGGROLL, arXiv
2511.16652, section 4). Vectors have full perturbations.

Within a pair the mean of its group cancels, so the baseline of GRPO changes nothing here; its division by the group's
deviation does, and is a setting as it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from benchmarks.grpo.advantage import group_advantages
from benchmarks.grpo.rollouts import Perturbation, Weights


@dataclass(frozen=True)
class DerivativeFree:
    """learning_rate: η, in units of σ: what a weight moves in a step of pure noise (see `update`).

    deviation: σ of a matrix, relative to the root mean square of its entries, and of a gain, which is about 1.
    bias_deviation: σ of the output's bias, in units of logits: what moves there are habits, such as a second box, which
    hang on few tokens. rank: of the perturbations of matrices. only: the weights that move, by the ends of their names;
    empty: all but embeddings. momentum: of steps.
    """

    learning_rate: float = 0.05
    deviation: float = 0.02
    bias_deviation: float = 0.3
    rank: int = 1
    only: tuple[str, ...] = ()
    momentum: float = 0.9
    by_deviation: bool = False


@dataclass
class Momentum:
    """The running mean of steps, for each weight."""

    steps: dict[str, Tensor] = field(default_factory=dict)


def perturbed_names(weights: Weights, settings: DerivativeFree) -> list[str]:
    """The weights that move. Embeddings do not: most tokens are not in most rollouts."""
    names = [name for name in weights if name not in {"tokens", "positions"}]
    return [name for name in names if not settings.only or name.endswith(settings.only)]


def scale_of(name: str, weight: Tensor, settings: DerivativeFree) -> float:
    """σ of a weight."""
    if name.endswith("bias"):
        return settings.bias_deviation
    return settings.deviation * (float(weight.square().mean().sqrt()) if weight.ndim > 1 else 1.0)


def perturb(weights: Weights, rows: int, rng: torch.Generator, settings: DerivativeFree) -> Perturbation:
    """Perturbations σE for `rows` rollouts, an even number: the second half are the first's negatives, in order."""
    half = rows // 2
    out: dict[str, tuple[Tensor, ...]] = {}
    for name in perturbed_names(weights, settings):
        weight, scale = weights[name], scale_of(name, weights[name], settings)

        def normal(*size: int) -> Tensor:
            return torch.randn(*size, generator=rng, device=rng.device)

        if weight.ndim == 1:
            noise = scale * normal(half, *weight.shape)
            out[name] = (torch.cat([noise, -noise]),)
        else:
            a = scale * normal(half, weight.shape[0], settings.rank) / settings.rank**0.5
            b = normal(half, weight.shape[1], settings.rank)
            out[name] = (torch.cat([a, -a]), torch.cat([b, b]))
    return out


def fitness(rewards: Sequence[float | None], group: int, settings: DerivativeFree) -> Tensor:
    """The advantage of each rollout in its group; rows in the order of `paired`."""
    rows = len(rewards)
    # Rows i and i + N/2 are a pair; a group is `group / 2` neighbouring pairs.
    order = torch.arange(rows).view(2, rows // group, group // 2).transpose(0, 1).flatten()
    together = group_advantages([rewards[int(row)] for row in order], group, by_deviation=settings.by_deviation)
    return torch.empty(rows).index_copy(0, order, together)


def paired(prompts: Sequence[Any], group: int) -> list[Any]:
    """Prompts repeated so that rows i and i + N/2 have the same one, and `group` rows in all have each."""
    half = [prompt for prompt in prompts for _ in range(group // 2)]
    return half + half


def estimate(perturbation: Perturbation, advantages: Tensor, name: str) -> Tensor:
    """Σᵢ Aᵢ σEᵢ for one weight."""
    noise = perturbation[name]
    if len(noise) == 1:
        return torch.einsum("n,ni->i", advantages, noise[0])
    return torch.einsum("n,nir,njr->ij", advantages, *noise)


@torch.no_grad()
def update(
    weights: Weights, perturbation: Perturbation, advantages: Tensor, settings: DerivativeFree, momentum: Momentum
) -> dict[str, float]:
    """Move the weights along the estimate; the share of rollouts that had a part in it.

    The sum of Aᵢ σ Eᵢ is divided by √(Σ A²): with rewards that are noise each of its entries has deviation σ, so that
    η σ is what a weight moves in a step, whatever the scale of the rewards and however few groups are live. As every
    step has about the same length, the learning rate is what noise costs; the mean over steps is what signal gains.
    """
    advantages = advantages.to(next(iter(weights.values())).device)
    size = float(advantages.square().sum().sqrt())
    if size:
        for name in perturbation:
            step = estimate(perturbation, advantages, name) / size
            before = momentum.steps.get(name)
            step = step if before is None else settings.momentum * before + (1 - settings.momentum) * step
            momentum.steps[name] = step
            weights[name] += settings.learning_rate * step
    return {"live": float((advantages.abs() > 1e-8).float().mean())}
