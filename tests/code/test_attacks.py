"""The attack programs of ../shared, graded by the reward in each mode that applies, behind a wall.

Those that are honest are graded behind both walls, and so is one attack in ten. Of the others each mode has its turn
behind one wall and the next behind the other: what an attack does to a wall, tests/sandbox tries behind each.

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
WALLS = "local", "docker"


def cases():
    """Attempts behind walls; what is honest, and one attack in ten that need not be compiled, is in the fast part."""
    for number, attempt in enumerate(ATTEMPTS):
        fast = attempt.honest or (number % 10 == 0 and not attempt.name.startswith("cpp_"))
        for wall in WALLS if fast else WALLS[number % 2 :][:1]:
            name = f"{wall}-{attempt.name}-{attempt.task['form']}"
            yield pytest.param(wall, attempt, marks=[] if fast else [pytest.mark.slow], id=name)


@pytest.mark.parametrize(("wall", "attempt"), list(cases()), indirect=["wall"])
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
