"""The corpus behind the best local wall of whoever runs this script, wherever that is, or the level that is named.

Prints the wall, then what is wrong; exit code 77: there is no wall.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

from attack_corpus import OWN, SHARED, failure, programs

from verifiers.sandbox import Limits, SandboxUnavailable, open_sandbox
from verifiers.sandbox.local import LocalWall

SLOTS = 4
"""More than processors: some attacks only sleep."""

try:
    wall = LocalWall(level=sys.argv[1]) if len(sys.argv) > 1 else "local"
    sandbox = open_sandbox(wall, slots=SLOTS, compile_limits=Limits(cpu_seconds=4, memory_mb=1024, processes=32))
except SandboxUnavailable as error:
    print(error)
    sys.exit(77)

print(sandbox.wall.name)
with sandbox, ThreadPoolExecutor(SLOTS) as threads:
    for wrong in threads.map(lambda path: failure(sandbox, path), [*programs(OWN), *programs(SHARED)]):
        if wrong:
            print(wrong)
