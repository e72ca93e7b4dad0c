"""The attack programs of ../shared, graded by the reward in each mode that applies, behind both walls.

None earns a pass, each control does, and nothing that they do is anybody else's fault: no attack is `unavailable`.
"""

import sys
from pathlib import Path

import pytest

from verifiers import CodeReward
from verifiers.sandbox import Limits

sys.path.append(str(Path(__file__).parents[2] / "benchmarks" / "code"))
from corpus import attempts
from ours import completion
from ours import tests as reference

LIMITS = Limits(cpu_seconds=1, memory_mb=256, wall_seconds=2)
"""Of attacks: some only sleep. What has to come of them is the same if the machine is slow and it ends them early."""
SLOW = Limits(cpu_seconds=5, memory_mb=256, wall_seconds=20)
ATTEMPTS = attempts()


def name(attempt):
    return f"{attempt.name}-{attempt.task['form']}"


def marked(number, attempt):
    """An attempt; one in ten is in the fast part of the tests, with all that are honest and none that compiles."""
    fast = attempt.honest or (number % 10 == 0 and not attempt.name.startswith("cpp_"))
    return pytest.param(attempt, marks=[] if fast else [pytest.mark.slow], id=name(attempt))


@pytest.mark.parametrize("attempt", [marked(*one) for one in enumerate(ATTEMPTS)])
def test_attack(wall, attempt):
    slow = attempt.name.startswith(("mem_", "inode_", "decompress_"))  # something else than time has to end them first
    limits = Limits() if attempt.honest else SLOW if slow else LIMITS
    reward = CodeReward(wall=wall, same_process=False, limits=limits)
    verdict = reward.grade(completion(attempt.task), reference(attempt.task))
    assert verdict.outcome in (("correct",) if attempt.honest else ("incorrect", "no_answer", "correct")), verdict
    if not attempt.policy:
        assert verdict.score == float(attempt.honest), verdict


def test_the_corpus_is_what_it_is():
    """Nothing is left out unseen."""
    if ATTEMPTS:
        assert len({attempt.name for attempt in ATTEMPTS}) == 120
