"""Rollouts: completions sampled from a policy, and the probabilities of their tokens.

A sequence is a prompt, padded on the left, and a completion, padded on the right: position 0 is its first token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor

Weights = dict[str, Tensor]
Perturbation = Mapping[str, tuple[Tensor, ...]]
"""What is added to weights, row by row of a batch: for a matrix (a [rows, out, rank], b [rows, in, rank]), which stand
for a bᵀ; for a vector ([rows, size],)."""


class Policy(Protocol):
    """What the loop asks of a model: `policy.TinyPolicy` and `hub.HubPolicy` are such."""

    weights: Weights
    pad: int
    end: int

    @property
    def vocabulary(self) -> int:
        """How many tokens there are."""

    def encode(self, text: str) -> list[int]:
        """A prompt's tokens."""

    def decode(self, completion: list[int]) -> str:
        """The text of a completion's tokens, without its end and padding."""

    def new_cache(self, rows: int, length: int) -> Any:
        """What `logits` remembers between the tokens of a completion."""

    def keep(self, cache: Any, rows: Tensor) -> None:
        """Forget all rows of a cache but these."""

    def logits(
        self, read: Tensor, padding: Tensor, *, cache: Any = None, perturbation: Perturbation | None = None
    ) -> Tensor:
        """Logits [rows, length, vocabulary] of what follows each token of `read` [rows, length]."""


HALF = {"cuda"}
"""Devices that multiply in bfloat16. A CPU stays with float32, which is faster there at our sizes."""


def precision_of(device: torch.device) -> torch.dtype:
    """In what products are computed, and keys and values kept, on a device."""
    return torch.bfloat16 if device.type in HALF else torch.float32


def half_precision(device: torch.device) -> torch.autocast:
    """Products in bfloat16, on a device that has them."""
    return torch.autocast(device.type, torch.bfloat16, enabled=device.type in HALF)


@dataclass(frozen=True)
class Rollouts:
    """Completions of a batch of prompts.

    prompts: [rows, length], padded on the left; padding: [rows], by how much. completions: [rows, length], the end
    included and padded behind it; mask: the same, 1.0 where a token was sampled. ended: [rows], whether the end was.
    """

    prompts: Tensor
    padding: Tensor
    completions: Tensor
    mask: Tensor
    ended: Tensor

    def rows(self, which: Tensor) -> Rollouts:
        """Some of the rollouts."""
        return Rollouts(
            self.prompts[which], self.padding[which], self.completions[which], self.mask[which], self.ended[which]
        )


def padded_prompts(policy: Policy, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Prompts [rows, length], padded on the left, and the padding of each."""
    device = next(iter(policy.weights.values())).device
    encoded = [policy.encode(text) for text in texts]
    length = max(map(len, encoded))
    padding = [length - len(one) for one in encoded]
    rows = [[policy.pad] * pad + one for pad, one in zip(padding, encoded, strict=True)]
    return torch.tensor(rows, device=device), torch.tensor(padding, device=device)


@torch.no_grad()
def sample(  # noqa: PLR0913 - a sampler has these settings
    policy: Policy,
    prompts: Sequence[str],
    rng: torch.Generator,
    *,
    temperature: float = 1.0,
    max_new_tokens: int = 48,
    perturbation: Perturbation | None = None,
    antithetic: bool = False,
) -> Rollouts:
    """One completion for each prompt, of at most `max_new_tokens`.

    A token is the largest of logits / temperature + Gumbel noise, which is a draw from their softmax (Gumbel-max;
    Maddison et al., arXiv 1411.0030). Temperature 0 is greedy. antithetic: the second half of the rows gets the noise
    of the first, so that the two differ by their perturbations alone (common random numbers).
    """
    read, padding = padded_prompts(policy, prompts)
    rows, width = read.shape
    device = read.device
    cache = policy.new_cache(rows, width + max_new_tokens)
    completions = torch.full((rows, max_new_tokens), policy.pad, device=device)
    ended = torch.zeros(rows, dtype=torch.bool, device=device)
    open_rows = torch.arange(rows, device=device)  # those that are still read; the others have ended
    step, pads = read, padding
    for place in range(max_new_tokens):
        logits = policy.logits(step, pads, cache=cache, perturbation=perturbation)[:, -1]
        if policy.pad != policy.end:
            logits[:, policy.pad] = float("-inf")
        if temperature:
            draws = torch.empty(rows // 2 if antithetic else rows, policy.vocabulary, device=rng.device)
            noise = draws.exponential_(generator=rng).log_().to(device)
            logits = logits / temperature - (torch.cat([noise, noise]) if antithetic else noise)[open_rows]
        token = logits.argmax(-1).masked_fill(ended[open_rows], policy.pad)
        completions[open_rows, place] = token
        # An end that is also the padding is an end the first time only: `ended` tells the two apart.
        ended[open_rows] |= token == policy.end
        left = (~ended[open_rows]).nonzero()[:, 0]
        if not len(left):
            break
        step = token[:, None]
        if len(left) <= WORTH_A_COPY * len(open_rows):
            policy.keep(cache, left)
            open_rows, pads, step = open_rows[left], pads[left], step[left]
            if perturbation:
                perturbation = {name: tuple(part[left] for part in parts) for name, parts in perturbation.items()}
    completions = completions[:, : place + 1]
    ends = (completions == policy.end).int()
    mask = (ends.cumsum(1) - ends == 0).float()
    return Rollouts(read, padding, completions, mask, ended)


WORTH_A_COPY = 0.8
"""Rows that have ended are left out when no more than this share is left: to copy the cache costs a few tokens."""


def texts_of(policy: Policy, rollouts: Rollouts) -> list[str]:
    """What the graders see."""
    lengths = rollouts.mask.sum(1).int().tolist()
    rows = rollouts.completions.tolist()
    return [policy.decode(row[:length]) for row, length in zip(rows, lengths, strict=True)]


def logprobs_of(policy: Policy, rollouts: Rollouts) -> tuple[Tensor, Tensor]:
    """The logarithm of each completion token's probability [rows, length], and the entropy there, in nats."""
    width = rollouts.prompts.shape[1]
    whole = torch.cat([rollouts.prompts, rollouts.completions], 1)
    logits = policy.logits(whole[:, :-1], rollouts.padding)[:, width - 1 :]
    if policy.pad != policy.end:  # padding is never sampled, so it has no share of the probability
        logits = logits.index_fill(-1, torch.tensor([policy.pad], device=logits.device), -1e9)
    logs = logits.log_softmax(-1)
    entropy = -(logs.exp() * logs).sum(-1)
    return logs.gather(-1, rollouts.completions[..., None])[..., 0], entropy


def as_rollouts(policy: Policy, prompts: Sequence[str], completions: Sequence[str]) -> Rollouts:
    """Texts as rollouts: what the warm start learns from."""
    read, padding = padded_prompts(policy, prompts)
    encoded = [[*policy.encode(text), policy.end] for text in completions]
    length = max(map(len, encoded))
    rows = torch.tensor([one + [policy.pad] * (length - len(one)) for one in encoded], device=read.device)
    lengths = torch.tensor([len(one) for one in encoded], device=read.device)
    mask = (torch.arange(length, device=read.device) < lengths[:, None]).float()
    return Rollouts(read, padding, rows, mask, torch.ones_like(lengths, dtype=torch.bool))
