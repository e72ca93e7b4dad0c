"""What runs in a worker process: it reads a scorer and then chunks of items, and answers each with what it scored.

A thread reads ahead, so that the end of the parent is noticed even in the middle of an item that takes long: then this
process and its children end at once, and nothing is left behind. (Slots of a sandbox, which are not children alone, end
by themselves when they see that this process is gone.)
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Sequence
from queue import Queue
from threading import Thread
from time import monotonic
from typing import IO, Any

from verifiers.code import shared
from verifiers.workers.pace import MAX_CHUNK_SECONDS


def main() -> None:
    """Serve the parent until it closes our input."""
    answers = os.fdopen(os.dup(1), "wb")
    shared.slots = 1  # there is a worker for each core
    os.dup2(2, 1)  # whatever a grader prints must not mix with the answers
    chunks: Queue[Any] = Queue()
    Thread(target=_read, args=(sys.stdin.buffer, chunks), daemon=True).start()
    scorer = chunks.get()
    _collect_seldom()
    pickle.dump(None, answers)
    answers.flush()
    while True:
        pickle.dump(_score(scorer, chunks.get()), answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()


GARBAGE = 20_000
"""Objects that may pile up before Python looks for circles among them: those of a hundred rows or so, some megabytes.
Rows hardly make any circles, and by default they would be looked for several times in each row."""


def _collect_seldom() -> None:
    """What has been loaded stays, and is looked through no more; what rows leave behind, once in a while."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 50, 1_000)


def _score(scorer: Any, items: Sequence[Any]) -> list[Any]:
    """What the scorer says of each item, or of the first of them when they take too long; of one at least."""
    end = monotonic() + MAX_CHUNK_SECONDS
    scored = []
    for item in items:
        scored.append(scorer.score(item))
        if monotonic() > end:
            break
    return scored


def _read(stream: IO[bytes], chunks: Queue[Any]) -> None:
    try:
        while True:
            chunks.put(pickle.load(stream))  # noqa: S301 - from the parent that started us
    except EOFError:
        pass  # the parent is gone
    except Exception:  # noqa: BLE001 - whatever it is, this process is of no use
        traceback.print_exc()
    end()


def end() -> None:
    """End this process and, where it leads a group as workers do, its children with it."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)
