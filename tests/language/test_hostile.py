"""Degenerate text costs what its length costs: eight times the text, about eight times the time."""

import time

import pytest

from verifiers import language_reward
from verifiers.language.measure import languages_of

pytestmark = pytest.mark.slow

HOSTILE = {
    "dollars": "$",
    "dollars and letters": "$ a ",
    "dollars and lines": "$a\n",
    "parentheses": "\\(",
    "parentheses, brackets": "\\( a \\[",
    "fences": "```\n",
    "ticks": "`",
    "ticks of two lengths": "` `` ",
    "tildes": "~~~",
    "tags": "<a ",
    "tags with attributes": "<a b=c",
    "think tags": "<think>",
    "entities": "&a",
    "addresses": "http://",
    "paths": "/a",
    "dots": "a.",
    "hyphens": "a-",
    "bars": "_",
    "one word": "a",
    "Han": "计",
    "Han and letters": "计ab",
    "Kana sentences": "のa。",
    "Thai": "ก",
    "marks": "e\u0301\u0323",
    "marks of Latin, in runs": "\u0301\u0323",
    "marks of direction": "\u202e",
    "joiners": "\u200c",
    "surrogates": "\ud800",
    "capitals": "ABC ",
    "capitals and blanks": "AB  ",
    "functions": "sin ",
    "backslashes": "\\",
    "escaped lines": "\\n",
    "letters in a row": "a b ",
    "capitals between small letters": "aB",
    "names in chains": "a_b.c-d ",
    "hyphens and calls": "ab-cd-ef-gh-ij(1",
    "words and commas": "ab, ",
    "attributes": '<a b="the sum of">',
    "digits": "the1 ",
    "prose": "Nous calculons la somme, and then we add it up. ",
}


def cost(text):
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        languages_of(text, "fr")
        best = min(best, time.process_time() - begin)
    return best


@pytest.mark.parametrize("name", HOSTILE)
def test_cost_grows_with_the_length(name):
    unit = HOSTILE[name]
    short, long = unit * (8_000 // len(unit)), unit * (64_000 // len(unit))
    # Eight times as long; a quadratic scan costs 64 times as much. The constant forgives the clock's own noise.
    assert cost(long) <= 30 * cost(short) + 0.02


def test_environments_of_many_names():
    def text(count):
        return "".join(
            f"\\begin{{{'abcdefghij'[i % 10]}{'abcdefghij'[i // 10 % 10]}{'x' * (i // 100)}}}" for i in range(count)
        )

    assert cost(text(2400)) <= 60 * cost(text(300)) + 0.02


@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_has_a_verdict(name):
    unit = HOSTILE[name]
    verdict = language_reward.grade(unit * (1_000_000 // len(unit)), "fr")
    assert verdict.score is not None
    assert verdict.score < 1.0
    assert verdict.outcome == "no_answer" or verdict.detail["cut_at"] == 262_144
