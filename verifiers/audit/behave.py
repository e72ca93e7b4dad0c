"""The questions about many rows: what is done for each, and what is said when it does not hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from verifiers.audit.probe import Ask
from verifiers.audit.probes.behaviour import How
from verifiers.audit.process import Worker
from verifiers.audit.session import Session

THREADS = 8
NOISE_BYTES = 65_536
"""What a call may print."""
OTHER_HASH_SEED = 4_321
EPSILON = 1e-9

_JUNK = "\x00\\boxed{\ud800 </think> $ \\frac{1}{"


def behave(session: Session, how: How, asks: Sequence[Ask]) -> str:
    """Do it with these rows; why it does not hold, or nothing."""
    if how == "unchanged inputs":
        return "it changed what it was given" if session.mutated else ""
    if how == "quiet":
        return f"one call printed {session.written} bytes" if session.written > NOISE_BYTES else ""
    rows = [session.row(ask) for ask in asks]
    base = session.many(rows)
    if "problem" in base:
        return str(base["problem"])
    expected = base["results"][0]
    if how == "alarm":
        reply = session.many(rows[:2], alarm=True)
        return reply.get("problem") or ("" if reply["alarm_kept"] else "the alarm of the caller was cancelled")
    if how == "thread":
        return _differs(session.many(rows, threads=1), [expected], rows)
    if how == "threads":
        return _differs(session.many(rows, threads=THREADS), [expected] * THREADS, rows)
    if how == "twice":
        return _differs(session.many(rows), [expected], rows)
    if how == "reversed":
        return _differs(session.many(rows[::-1]), [expected[::-1]], rows[::-1])
    if how == "alone":
        replies = [session.one(row) for row in rows]
        return _differs({"results": [replies]}, [expected], rows)
    if how == "process":
        options = session.options
        with Worker(options.target, options.python, OTHER_HASH_SEED) as other:
            reply = other.ask(rows, session.shape, options.seconds * session.area.seconds)
        return _differs(reply, [expected], rows)
    return _bystander(session, rows, expected)


def _bystander(session: Session, rows: list[dict[str, Any]], expected: list[Any]) -> str:
    """A hostile row and one with an unusable reference in the middle of the batch."""
    half = len(rows) // 2
    junk = {**rows[0], "completion": _JUNK}
    reply = session.many([*rows[:half], junk, *rows[half:]])
    if "problem" not in reply:
        reply = {**reply, "results": [[*one[:half], *one[half + 1 :]] for one in reply["results"]]}
    return _differs(reply, [expected], rows)


def _differs(reply: dict[str, Any], expected: Sequence[Sequence[Any]], rows: Sequence[dict[str, Any]]) -> str:
    """The first row that is scored otherwise than before."""
    if "problem" in reply:
        return str(reply["problem"])
    for results, before in zip(reply["results"], expected, strict=True):
        for result, one, row in zip(results, before, rows, strict=True):
            if not _same(result, one):
                end = str(row["completion"])[-60:]
                return f"{_shown(result)} where it was {_shown(one)}, for a completion that ends in {end!r}"
    return ""


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    first, second = one.get("score"), other.get("score")
    if first is None or second is None:
        return one == other
    return bool(abs(first - second) <= EPSILON)


def _shown(result: dict[str, Any]) -> str:
    return str(result.get("problem") or result["score"])
