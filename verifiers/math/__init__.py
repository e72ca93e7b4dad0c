"""Math rewards: is the final answer of a completion equal to the reference? One module a step.

completion ── extract ──► final answer ─┐
├─ equal? ──► Verdict with its evidence
reference ──────────────────────────────┘
"""

from verifiers.math.reward import MathReward, math_reward

__all__ = ["MathReward", "math_reward"]
