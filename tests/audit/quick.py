"""Our code reward with limits that end attacks soon."""

from verifiers import CodeReward
from verifiers.sandbox import Limits

code = CodeReward(wall="local", limits=Limits(cpu_seconds=1, memory_mb=256, wall_seconds=2))
