"""The reasoning-steps reward: does the chain of thought go step by step?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from verifiers.reward import Reward, Row
from verifiers.verdict import Outcome, Verdict

TRANSITIONS = ("First", "Second", "Third", "Next", "Then", "Finally")


@dataclass(frozen=True)
class ReasoningStepsReward(Reward):
    """The share of the wanted steps that the chain of thought has. Source: open-r1's reasoning_steps_reward.

    A step begins with "Step 3", with "3." or "3)", a bullet or a `#` heading at the beginning of a line, or with a
    transition word and a comma. It counts when words follow it, and once when it says what another step said. Counted
    is what is in think tags; in a completion without them, all of it.

    wanted: so many steps and more are 1.0.
    transitions: the words that begin a step where a comma follows. Those of your language, if it is not English.

    Raises ValueError unless at least one step is wanted.
    """

    wanted: int = 3
    transitions: tuple[str, ...] = TRANSITIONS
    name: str = "reasoning_steps"

    def __post_init__(self) -> None:
        """Refuse bad options when the reward is made, not when it is used."""
        super().__post_init__()
        if self.wanted < 1:
            msg = f"at least one step must be wanted, not {self.wanted}"
            raise ValueError(msg)

    def verdict_of(self, row: Row) -> Verdict:
        """Count the steps of one completion. detail: `{"steps"}`."""
        reasoning = row.parts.reasoning
        text = row.completion if reasoning is None else reasoning
        steps = len(_steps(text, self.transitions))
        score = min(1.0, steps / self.wanted)
        outcome: Outcome = "correct" if steps >= self.wanted else "partial" if steps else "incorrect"
        return Verdict(score, outcome, f"{steps} steps of {self.wanted}.", {"steps": steps})


def _steps(text: str, transitions: tuple[str, ...]) -> set[str]:
    """What the steps of a text say, each once."""
    markers = list(_markers(transitions).finditer(text))
    cuts = [*(marker.start() for marker in markers), len(text)]
    said = {" ".join(text[marker.end() : cuts[index + 1]].split()) for index, marker in enumerate(markers)}
    return {one for one in said if _WORD.search(one)}


_WORD = re.compile(r"\w")


@lru_cache(maxsize=16)
def _markers(transitions: tuple[str, ...]) -> re.Pattern[str]:
    """Matches what a step begins with. Every repetition in it is over characters that cannot match what follows it."""
    words = "|".join(re.escape(word) for word in transitions) or "(?!)"
    line = r"^[ \t]*(?:[0-9]{1,3}[.)](?=\s)|[-*+•](?=\s)|#{1,6}(?=\s))"
    return re.compile(rf"{line}|\bStep [0-9]{{1,3}}\b[:.)]?|\b(?:{words})[,，、]", re.MULTILINE)


reasoning_steps_reward = ReasoningStepsReward()
