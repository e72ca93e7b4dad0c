"""The language of each word of a text: by its script, else by its sentence (Chinese, Japanese), else by its context.

Where languages share a script, the words are labelled together, by the cheapest path: each word says how well it fits
each language, and each change of language costs something, less between sentences than within one. So a borrowed word
does not change the language of a sentence, a sentence does, and a short one leans to what is around it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from verifiers.language.identify import Identify
from verifiers.language.scripts import KANA, SCRIPTS
from verifiers.language.words import Word

# Costs in hundredths of a nat, as the evidence of words is. Chosen on composed text; see benchmarks/language.
SWITCH_WITHIN = 450
SWITCH_BETWEEN = 140
SWITCH_FROM_TARGET = 75
"""Added where the language changes to another than the target, or begins in one: doubt favours the target."""
ADMIT = 800
"""A language is looked for when one sentence, or the whole text, speaks for it that clearly."""
MOST_CANDIDATES = 8
LONGEST_SENTENCE = 30
KANA_SHARE = 8
"""A sentence with one Kana in that many characters is Japanese."""
SHORT_HAN = 8
"""Up to that many Han characters alone may be a Japanese term; a whole sentence has Kana."""
CHINESE_PARTICLES = frozenset("是你她吗呢没把也让跟")
"""Small words of Chinese that a Japanese term of Han characters hardly ever holds."""


class Labelled(NamedTuple):
    """A word, or a run of them, and its language; "und" where none is known."""

    word: Word
    language: str


def label_words(
    words: Sequence[Word], target: str | None, identify: Identify, closed: Collection[str] = ()
) -> list[Labelled]:
    """The language of each word, in order. Without a target, nothing is favoured.

    closed: the only languages that may occur, where somebody knows them.
    """
    languages = [""] * len(words)
    by_script: dict[str, list[int]] = {}
    for index, word in enumerate(words):
        by_script.setdefault(word.script, []).append(index)
    for script, indices in by_script.items():
        if script == "cjk":
            found: Iterable[str] = _label_cjk([words[index] for index in indices], target)
        elif script not in SCRIPTS:
            found = ["und"] * len(indices)
        elif len(SCRIPTS[script].languages) == 1:
            found = SCRIPTS[script].languages * len(indices)
        else:
            found = _label_shared([words[index] for index in indices], indices, target, identify, closed)
        for index, language in zip(indices, found, strict=True):
            languages[index] = language
    return [Labelled(word, language) for word, language in zip(words, languages, strict=True)]


def _label_shared(
    words: Sequence[Word], positions: Sequence[int], target: str | None, identify: Identify, closed: Collection[str]
) -> list[str]:
    """The languages of words in one script that several languages share.

    positions: where the words stand among all words; where one is not next to the other, another script is between.
    """
    candidates = SCRIPTS[words[0].script].languages
    scores = [identify(word.text, candidates) for word in words]
    states = [index for index, language in enumerate(candidates) if language in closed]
    states = states or _admitted(words, scores, candidates, target)
    favoured = candidates.index(target) if target in candidates else -1
    path = _cheapest_path(words, positions, scores, states, favoured)
    return [candidates[state] for state in path]


def _admitted(
    words: Sequence[Word], scores: Sequence[tuple[int, ...]], candidates: tuple[str, ...], target: str | None
) -> list[int]:
    """The candidates that the text gives reason to look for: few, so that short sentences are not lost among many."""
    admitted = [index for index, language in enumerate(candidates) if language in {target, "en"}]
    sentences: list[tuple[int, list[int]]] = []  # the best candidate of each and what speaks for all of them
    rows: list[tuple[int, ...]] = []
    for index, row in enumerate(scores):
        rows.append(row)
        last = index + 1 == len(scores)
        if last or words[index + 1].sentence != words[index].sentence or len(rows) == LONGEST_SENTENCE:
            sums = [sum(column) for column in zip(*rows, strict=True)]
            sentences.append((sums.index(max(sums)), sums))
            rows = []
    total = [sum(column) for column in zip(*(sums for _, sums in sentences), strict=True)]
    whole = total.index(max(total))
    if whole not in admitted and total[whole] - max((total[one] for one in admitted), default=0) >= ADMIT:
        admitted.append(whole)
    # One after the other, so that a language is only let in for what those before it do not explain.
    while admitted and len(admitted) < MOST_CANDIDATES:
        clearest, winner = max((sums[best] - max(sums[one] for one in admitted), -best) for best, sums in sentences)
        if clearest < ADMIT:
            break
        admitted.append(-winner)
    return admitted or [whole]


def _cheapest_path(
    words: Sequence[Word],
    positions: Sequence[int],
    scores: Sequence[tuple[int, ...]],
    states: list[int],
    favoured: int,
) -> list[int]:
    """One state for each word, by the evidence less the cost of the changes (Viterbi's algorithm)."""
    if len(states) == 1:
        return states * len(words)
    lean = [SWITCH_FROM_TARGET if favoured >= 0 and state != favoured else 0 for state in states]
    costs = lean
    came_from: list[list[int]] = []
    for index, row in enumerate(scores):
        # The first word of all is like one after a sentence: any language may begin there.
        adjacent = index > 0 and words[index].sentence == words[index - 1].sentence
        adjacent = adjacent and positions[index] == positions[index - 1] + 1
        least = min(costs)
        source = costs.index(least)
        switch = least + (SWITCH_WITHIN if adjacent else SWITCH_BETWEEN)
        stay = [cost <= switch + more for cost, more in zip(costs, lean, strict=True)]
        came_from.append([own if stays else source for own, stays in enumerate(stay)])
        costs = [
            (cost if stays else switch + more) - row[state]
            for cost, stays, more, state in zip(costs, stay, lean, states, strict=True)
        ]
    at = costs.index(min(costs))
    path = []
    for sources in reversed(came_from):
        path.append(states[at])
        at = sources[at]
    path.reverse()
    return path


def _label_cjk(words: Sequence[Word], target: str | None) -> list[str]:
    """Chinese or Japanese, sentence by sentence: Kana, else characters of one of them only, else the context."""
    languages: list[str] = []
    around = target if target == "ja" else "zh"
    chinese_target = target if target in {"zh-Hans", "zh-Hant"} else None
    for _, group in groupby(words, key=lambda word: word.sentence):
        runs = list(group)
        text = "".join(run.text for run in runs)
        kana = sum(map(_is_kana, text))
        forms = [_form(character) for character in text]
        chinese = forms.count("zh-Hans") + forms.count("zh") + sum(character in CHINESE_PARTICLES for character in text)
        if kana * KANA_SHARE >= len(text):
            around = "ja"
        elif chinese or "ja" in forms or len(text) > SHORT_HAN:
            around = "zh" if chinese >= forms.count("ja") else "ja"
        language = around
        if language == "zh" and chinese_target:
            simplified, traditional = forms.count("zh-Hans"), forms.count("zh-Hant") + forms.count("zh")
            if simplified != traditional:
                language = "zh-Hans" if simplified > traditional else "zh-Hant"
            else:
                language = chinese_target
        languages += [language] * len(runs)
    return languages


@lru_cache(maxsize=1 << 15)
def _is_kana(character: str) -> bool:
    return any(int(a, 16) <= ord(character) <= int(b, 16) for a, b in (ends.split("-") for ends in KANA.split()))


@lru_cache(maxsize=1 << 15)
def _form(character: str) -> str:
    """Who writes a Han character, by the national standards: they list what each country writes.

    "zh-Hans" and "zh-Hant": only that spelling of Chinese has it, "zh": Chinese of either, "ja": Japanese only; "":
    nobody can tell. A character that is Traditional and Japanese too is "zh-Hant": it tells the spellings of Chinese
    apart, and nothing else.
    """
    simplified, traditional, japanese = (_encodes(character, standard) for standard in ("gb2312", "big5", "iso2022_jp"))
    if simplified and not traditional:
        return "" if japanese else "zh-Hans"
    if traditional and not simplified:
        return "zh-Hant" if japanese else "zh"
    if japanese and not simplified and not traditional:
        return "ja"
    return ""


def _encodes(character: str, standard: str) -> bool:
    try:
        character.encode(standard)
    except UnicodeEncodeError:
        return False
    return True
