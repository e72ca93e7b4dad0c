"""Math rewards: is the final answer of a completion equal to the reference? One module or folder a step.

    completion ── extract ──► final answer ── reading ──► tree ─┐
                                                                ├── equality ──► form ──► Verdict with its evidence
    reference ─────────────────────────────── reading ──► tree ─┘

extract   finds the final answer: in a completion, and in a reference that is a worked solution
numeral   the fast path: plain numerals, read by one pattern
reading   from text to a tree
equality  when two trees are equal
form      whether an answer is worked out
fallback  what these do not read, math-verify compares, in a process of its own
"""

from verifiers.math.reward import MathReward, math_reward

__all__ = ["MathReward", "math_reward"]
