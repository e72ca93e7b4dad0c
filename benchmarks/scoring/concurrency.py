"""Slow rows beside fast ones in one event loop: `python benchmarks/scoring/concurrency.py`.

5,000 answers are awaited beside 100 programs that never end and 100 that sleep, each bounded at one CPU second and two
seconds asleep. A ticker in the same loop says how long the loop was held. The peer is `asyncio.to_thread` around the
same graders, which is what a loop does that has nothing better. It is measured with a tenth of the rows, since it waits
for every program in front.

What is measured: seconds from asking for a row to having its verdict, of the answers alone; how late a tick of one
millisecond was; seconds until the slot of a cancelled program runs another one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from verifiers import CodeReward, MathReward, Verdict, math_reward
from verifiers.sandbox import Limits

TESTS = {"inputs": [""], "outputs": ["1\n"]}
LOOP = "```python\nwhile True: pass\n```"
SLEEPER = "```python\nimport time; time.sleep(999)\n```"
GOOD = "```python\nprint(1)\n```"
ANSWERS = [
    (r"so \boxed{\frac{1}{2}}", "0.5"),
    (r"so \boxed{x^2 + 2x + 1}", "(x+1)^2"),
    (r"so \boxed{42}", "42"),
    (r"so \boxed{\sqrt{8}}", r"2\sqrt{2}"),
]
Grade = Callable[[Any, str, Any], Awaitable[Verdict]]


async def ours(reward: MathReward | CodeReward, completion: str, reference: Any) -> Verdict:
    """A row in our pools."""
    return await reward.agrade(completion, reference)


async def threads(reward: MathReward | CodeReward, completion: str, reference: Any) -> Verdict:
    """A row in the threads of the loop."""
    return await asyncio.to_thread(reward.grade, completion, reference)


async def measure(grade: Grade, answers: int, programs: int) -> dict[str, float]:
    """One run: what is in the table."""
    code = CodeReward(limits=Limits(cpu_seconds=1))
    await grade(code, GOOD, TESTS)
    await grade(math_reward, *ANSWERS[0])
    late: list[float] = []
    waited: list[float] = []

    async def tick() -> None:
        while True:
            begin = time.perf_counter()
            await asyncio.sleep(0.001)
            late.append(time.perf_counter() - begin - 0.001)

    async def answer(number: int) -> None:
        begin = time.perf_counter()
        verdict = await grade(math_reward, *ANSWERS[number % len(ANSWERS)])
        waited.append(time.perf_counter() - begin)
        if verdict.score != 1:
            msg = f"wrong: {verdict}"
            raise RuntimeError(msg)

    ticker = asyncio.ensure_future(tick())
    slow = [asyncio.ensure_future(grade(code, text, TESTS)) for text in (LOOP, SLEEPER) for _ in range(programs // 2)]
    await asyncio.sleep(0.1)
    await asyncio.gather(*map(answer, range(answers)))
    ticker.cancel()
    begin = time.perf_counter()
    for one in slow:
        one.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    await grade(code, GOOD, TESTS)
    waited.sort()
    return {
        "answers": answers,
        "programs": programs,
        "median": waited[len(waited) // 2],
        "p99": waited[int(len(waited) * 0.99)],
        "loop_held": max(late),
        "slot_free": time.perf_counter() - begin,
    }


def run(grade: Grade, answers: int, programs: int) -> dict[str, float]:
    """In a loop of its own, whose threads nobody waits for afterwards."""
    loop = asyncio.new_event_loop()
    loop.set_default_executor(ThreadPoolExecutor(min(32, (os.cpu_count() or 1) + 4)))
    return loop.run_until_complete(measure(grade, answers, programs))


def main() -> None:
    """Measure, print, and leave without waiting for the peer's threads."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=5000)
    parser.add_argument("--programs", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = {
        "ours": run(ours, options.answers, options.programs),
        "asyncio.to_thread": run(threads, max(1, options.answers // 10), max(2, options.programs // 10)),
    }
    if options.json:
        print(json.dumps(found, indent=1), flush=True)
    else:
        print(f"{'':18}  answers  programs   median      p99  loop held  slot free   (seconds)")
        for name, one in found.items():
            print(
                f"{name:18}  {one['answers']:7}  {one['programs']:8}  {one['median']:7.3f}  {one['p99']:7.3f}"
                f"  {one['loop_held']:9.3f}  {one['slot_free']:9.2f}",
                flush=True,
            )
    os._exit(0)


if __name__ == "__main__":
    main()
