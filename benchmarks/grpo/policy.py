"""The tiny policy: a decoder-only transformer as one plain function of a dictionary of weights.

Pre-norm blocks (RMSNorm, attention, a two-layer GELU MLP) with learned positions, as GPT-2 has them. One `forward`
serves the warm start, sampling with a cache, the policy gradient, and the derivative-free update, whose perturbations
differ from row to row of a batch.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from benchmarks.grpo import tokens
from benchmarks.grpo.rollouts import Perturbation, Weights, half_precision, precision_of


@dataclass(frozen=True)
class Shape:
    """width: of the residual stream, a multiple of heads. context: the most tokens of prompt and completion."""

    width: int = 96
    layers: int = 3
    heads: int = 4
    context: int = 96
    vocabulary: int = tokens.SIZE


@dataclass
class Cache:
    """Keys and values of what was read: for each layer [rows, heads, room, width of a head]; `length` are filled."""

    keys: list[Tensor]
    values: list[Tensor]
    length: int = 0


def new_weights(shape: Shape, seed: int, device: str | torch.device = "cpu") -> Weights:
    """Normal weights of standard deviation 0.02 (GPT-2), those that write to the residual stream less, gains of one."""
    rng = torch.Generator().manual_seed(seed)

    def normal(*size: int, deviation: float = 0.02) -> Tensor:
        return torch.randn(*size, generator=rng) * deviation

    width, layers = shape.width, shape.layers
    weights = {"tokens": normal(shape.vocabulary, width), "positions": normal(shape.context, width)}
    for layer in range(layers):
        weights |= {
            f"{layer}.norm1": torch.ones(width),
            f"{layer}.qkv": normal(3 * width, width, deviation=width**-0.5),
            f"{layer}.out": normal(width, width, deviation=0.02 / (2 * layers) ** 0.5),
            f"{layer}.norm2": torch.ones(width),
            f"{layer}.up": normal(4 * width, width, deviation=width**-0.5),
            f"{layer}.down": normal(width, 4 * width, deviation=0.02 / (2 * layers) ** 0.5),
        }
    weights |= {
        "norm": torch.ones(width),
        "head": normal(shape.vocabulary, width),
        "bias": torch.zeros(shape.vocabulary),
    }
    return {name: weight.to(device) for name, weight in weights.items()}


def forward(
    weights: Weights,
    shape: Shape,
    read: Tensor,
    padding: Tensor,
    *,
    cache: Cache | None = None,
    perturbation: Perturbation | None = None,
) -> Tensor:
    """Logits [rows, length, vocabulary] of the tokens that follow each of `read` [rows, length].

    padding: [rows], how many tokens of padding a row begins with. cache: what was read before, to which this is added.
    """
    rows, length = read.shape
    start = cache.length if cache else 0
    places = torch.arange(start, start + length, device=read.device)
    positions = (places - padding[:, None]).clamp(min=0)
    x = functional.embedding(read, weights["tokens"]) + functional.embedding(positions, weights["positions"])
    # A token sees what precedes it in its row, itself, and no padding; padding sees itself, to see something.
    before = torch.arange(start + length, device=read.device)
    seen = (before <= places[:, None]) & (before >= padding[:, None, None]) | (before == places[:, None])

    def linear(x: Tensor, name: str) -> Tensor:
        y = functional.linear(x, weights[name])
        if perturbation and name in perturbation:
            a, b = perturbation[name]
            y = y + torch.bmm(torch.bmm(x, b), a.transpose(1, 2))
        return y

    def vector(name: str) -> Tensor:
        if perturbation and name in perturbation:
            return weights[name] + perturbation[name][0][:, None]
        return weights[name]

    def norm(x: Tensor, name: str) -> Tensor:
        return functional.rms_norm(x, (shape.width,), eps=1e-6) * vector(name)

    for layer in range(shape.layers):
        qkv = linear(norm(x, f"{layer}.norm1"), f"{layer}.qkv")
        q, k, v = qkv.view(rows, length, 3, shape.heads, -1).permute(2, 0, 3, 1, 4)
        if cache:
            cache.keys[layer][:, :, start : start + length] = k
            cache.values[layer][:, :, start : start + length] = v
            k, v = cache.keys[layer][:, :, : start + length], cache.values[layer][:, :, : start + length]
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=seen[:, None])
        x = x + linear(mixed.transpose(1, 2).reshape(rows, length, shape.width), f"{layer}.out")
        x = x + linear(functional.gelu(linear(norm(x, f"{layer}.norm2"), f"{layer}.up")), f"{layer}.down")
    if cache:
        cache.length += length
    return linear(norm(x, "norm"), "head") + vector("bias")


@dataclass
class TinyPolicy:
    """The transformer as what `rollouts.Policy` asks for."""

    weights: Weights
    shape: Shape
    pad: int = tokens.PAD
    end: int = tokens.END

    @property
    def vocabulary(self) -> int:
        """How many tokens there are."""
        return self.shape.vocabulary

    def encode(self, text: str) -> list[int]:
        """A prompt's tokens."""
        return tokens.encode(text)

    def decode(self, completion: list[int]) -> str:
        """A completion's text."""
        return tokens.decode([token for token in completion if token != tokens.PAD])

    def new_cache(self, rows: int, length: int) -> Cache:
        """Room for keys and values of `length` tokens."""
        shape = self.shape
        size = (rows, shape.heads, length, shape.width // shape.heads)
        device = self.weights["tokens"].device
        room = [
            [torch.zeros(size, device=device, dtype=precision_of(device)) for _ in range(shape.layers)]
            for _ in range(2)
        ]
        return Cache(room[0], room[1])

    def keep(self, cache: Cache, rows: Tensor) -> None:
        """Forget all rows of a cache but these."""
        cache.keys = [one[rows] for one in cache.keys]
        cache.values = [one[rows] for one in cache.values]

    def logits(
        self, read: Tensor, padding: Tensor, *, cache: Cache | None = None, perturbation: Perturbation | None = None
    ) -> Tensor:
        """`forward`, in float32 at its end: probabilities need their tails."""
        with half_precision(read.device):
            return forward(self.weights, self.shape, read, padding, cache=cache, perturbation=perturbation).float()
