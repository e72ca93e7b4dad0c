"""The corpus behind the best local wall of whoever runs this script, wherever that is.

Prints the wall, then what is wrong; exit code 77: there is no wall.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

from attack_corpus import OWN, SHARED, failure, programs

from verifiers.sandbox import Limits, SandboxUnavailable, open_sandbox

SLOTS = 4
"""More than processors: some attacks only sleep."""

try:
    sandbox = open_sandbox("local", slots=SLOTS, compile_limits=Limits(cpu_seconds=4, memory_mb=1024, processes=32))
except SandboxUnavailable as error:
    print(error)
    sys.exit(77)

print(sandbox.wall.name)
with sandbox, ThreadPoolExecutor(SLOTS) as threads:
    for wrong in threads.map(lambda path: failure(sandbox, path), [*programs(OWN), *programs(SHARED)]):
        if wrong:
            print(wrong)
