"""The corpus behind the wall of whoever runs this script. Prints what is wrong; exit code 77: there is no wall."""

import sys
from concurrent.futures import ThreadPoolExecutor

from attack_corpus import ANY, OWN, PLAIN, SHARED, programs, verdict

from verifiers.sandbox import Limits, SandboxUnavailable, open_sandbox

SLOTS = 4
"""More than processors: some attacks only sleep."""

try:
    sandbox = open_sandbox("local", slots=SLOTS, compile_limits=Limits(cpu_seconds=4, memory_mb=1024, processes=32))
except SandboxUnavailable as error:
    print(error)
    sys.exit(77)


def check(path):
    wrong = verdict(sandbox, path)
    after = [result.stdout.strip() for result in sandbox.run_many(PLAIN, [stdin for stdin, _ in ANY])]
    if wrong or after != [right for _, right in ANY]:
        print(path.name, wrong, after)


with sandbox, ThreadPoolExecutor(SLOTS) as threads:
    list(threads.map(check, [*programs(OWN), *programs(SHARED)]))
