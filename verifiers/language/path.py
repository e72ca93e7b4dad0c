"""Which of a few languages each word of a text is in, by the cheapest path (Viterbi's algorithm).

Each word says how well it fits each language, and each change of language costs something, less between sentences than
within one. So a borrowed word does not change the language of a sentence, a sentence does, and a short one leans to
what is around it.
"""

from __future__ import annotations

from collections.abc import Sequence

from verifiers.language.identify import LANE, Evidence

# Costs in hundredths of a nat, as the evidence of words is. Chosen on composed text; see benchmarks/language.
SWITCH_WITHIN = 450
SWITCH_BETWEEN = 140
SWITCH_FROM_TARGET = 75
"""Added where the language changes to another than the target, or begins in one: doubt favours the target."""


def cheapest_path(
    evidence: Sequence[Evidence], switches: Sequence[int], states: Sequence[int], favoured: int
) -> list[int]:
    """One state for each word, by the evidence less the cost of the changes.

    switches: what a change costs before each word. states: the lanes of the evidence that are looked at, two or more.
    """
    states = sorted(states, key=lambda state: state != favoured)  # most words are in the target language
    columns = [_lane(evidence, state) for state in states]
    lean = [SWITCH_FROM_TARGET if favoured >= 0 and state != favoured else 0 for state in states]
    path = _of_two(columns, switches, lean) if len(states) == 2 else _of_many(columns, switches, lean)
    return [states[one] for one in path]


def cheapest_of_two(ahead: Sequence[int], switches: Sequence[int]) -> list[int]:
    """One of two states for each word, where the first is the target. ahead: how far it is ahead, word by word."""
    return _of_two([list(ahead), [0] * len(ahead)], switches, [0, SWITCH_FROM_TARGET])


def _lane(evidence: Sequence[Evidence], state: int) -> list[int]:
    shift, mask = 8 * LANE * state, (1 << 8 * LANE) - 1
    return [one >> shift & mask for one in evidence]


def _of_two(columns: list[list[int]], switches: Sequence[int], lean: list[int]) -> list[int]:
    """The cheapest path through two states: it is enough to know how much cheaper the first one is, word by word."""
    to_first, to_second = lean
    ahead = to_second - to_first
    trail = []
    left = False  # whether it may pay to go over from the second state to the first
    for one, other, switch in zip(*columns, switches, strict=True):
        trail.append(ahead)
        if ahead > switch + to_second:
            ahead = switch + to_second
        elif ahead < -switch - to_first:
            ahead = -switch - to_first
            left = True
        ahead += one - other
    at = int(ahead < 0)
    if not left and not at:
        return [0] * len(trail)
    path = []
    for ahead, switch in zip(reversed(trail), reversed(switches), strict=True):
        path.append(at)
        at = int(ahead <= switch + to_second) if at else int(ahead < -switch - to_first)
    path.reverse()
    return path


def _of_many(columns: list[list[int]], switches: Sequence[int], lean: list[int]) -> list[int]:
    costs = lean
    more = {switch: [switch + one for one in lean] for switch in set(switches)}
    trail = []
    for row, switch in zip(zip(*columns, strict=True), switches, strict=True):
        least = min(costs)
        trail.append((costs, least, switch))
        # A conditional expression, because it takes a third of the time of `min`; this is the hot loop of mixed texts.
        costs = [
            (cost if cost <= least + over else least + over) - gain  # noqa: FURB136
            for cost, over, gain in zip(costs, more[switch], row, strict=True)
        ]
    at = costs.index(min(costs))
    path = []
    for costs, least, switch in reversed(trail):
        path.append(at)
        if costs[at] > least + more[switch][at]:
            at = costs.index(least)
    path.reverse()
    return path
