"""The language of each word of a text: by its script, else by its sentence (Chinese, Japanese), else by its context.

Where languages share a script, the words are labelled together: see `verifiers.language.path`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import compress, groupby
from typing import NamedTuple

from verifiers.language.chinese import label_cjk
from verifiers.language.identify import LANE, Evidence, Identify, evidence_of, unpacked
from verifiers.language.own_letters import OWN_LETTERS, is_evident
from verifiers.language.path import SWITCH_BETWEEN, SWITCH_WITHIN, cheapest_path
from verifiers.language.scripts import SCRIPTS
from verifiers.language.words import Run

# In hundredths of a nat, as the evidence of words is. Chosen on composed text; see benchmarks/language.
ADMIT = 800
"""A language is looked for when one sentence, or the whole text, speaks for it that clearly."""
FEWEST_WORDS = 3
"""Different words that must speak for another language in a text that is in the target language as a whole."""
MOST_CANDIDATES = 8
CERTAIN = 1000
"""The evidence for a word with letters of its language only: more than two changes of language cost."""
LONGEST_SENTENCE = 30


class Segment(NamedTuple):
    """Words of a run that are in one language; "und" where none is known.

    words: the words; in a script without spaces, all of it as one. weight: how many words they are.
    run: the run that they are part of. first: which of its words they begin with.
    """

    language: str
    words: Sequence[str]
    weight: int
    run: Run
    first: int = 0


def label_runs(
    runs: Sequence[Run], target: str | None, identifier: Identify | None, closed: Collection[str] = ()
) -> list[Segment]:
    """The language of each word, in order. Without a target, nothing is favoured.

    closed: the only languages that may occur, where somebody knows them.
    """
    found: list[Sequence[str] | str] = [""] * len(runs)
    by_script: dict[str, list[int]] = {}
    for index, run in enumerate(runs):
        by_script.setdefault(run.script, []).append(index)
    for script, indices in by_script.items():
        chosen = [runs[index] for index in indices]
        if script == "cjk":
            labels: Sequence[Sequence[str] | str] = label_cjk(chosen, target)
        elif script not in SCRIPTS:
            labels = ["und"] * len(indices)
        elif len(SCRIPTS[script].languages) == 1:
            labels = SCRIPTS[script].languages * len(indices)
        else:
            labels = _label_shared(chosen, indices, target, identifier, closed)
        for index, label in zip(indices, labels, strict=True):
            found[index] = label
    segments: list[Segment] = []
    for run, labels in zip(runs, found, strict=True):
        if isinstance(labels, str):
            segments.append(Segment(labels, run.words, run.weight, run))
        else:
            segments += _cut(run, labels)
    return segments


def _cut(run: Run, labels: Sequence[str]) -> Iterator[Segment]:
    """A run cut where its language changes. labels: one for each word."""
    at = 0
    for language, group in groupby(labels):
        end = at + len(list(group))
        weight = run.weight if end - at == len(run.words) else end - at
        yield Segment(language, run.words[at:end], weight, run, at)
        at = end


def _label_shared(
    runs: Sequence[Run],
    positions: Sequence[int],
    target: str | None,
    identifier: Identify | None,
    closed: Collection[str],
) -> list[Sequence[str] | str]:
    """The languages of words in one script that several languages share: of each run, or of each word in it.

    positions: where the runs stand among all runs; where one is not next to the other, another script is between.
    """
    script = SCRIPTS[runs[0].script]
    candidates = script.languages + tuple(one for one in script.on_request if one == target or one in closed)
    if target in OWN_LETTERS and target in candidates and identifier is None and not closed:
        runs, evidence = _with_own_letters(runs, target, candidates)
        if not evidence:
            return [target] * len(runs)
    else:
        evidence = evidence_of([word for run in runs for word in run.words], candidates, identifier)
    states = [index for index, language in enumerate(candidates) if language in closed]
    states = states or _admitted(runs, evidence, candidates, target, alone=len(runs) > positions[-1] - positions[0])
    if len(states) == 1:
        return [candidates[states[0]]] * len(runs)
    # What a change of language costs before each word: less between sentences and around other scripts.
    switches: list[int] = []
    before = (-2, -1)
    for run, position in zip(runs, positions, strict=True):
        adjacent = before == (position - 1, run.sentence)
        switches.append(SWITCH_WITHIN if adjacent else SWITCH_BETWEEN)
        switches += [SWITCH_WITHIN] * (len(run.words) - 1)
        before = (position, run.sentence)
    favoured = candidates.index(target) if target in candidates else -1
    path = cheapest_path(evidence, switches, states, favoured)
    labels: list[Sequence[str] | str] = []
    at = 0
    for run in runs:
        found = path[at : at + len(run.words)]
        at += len(run.words)
        same = found.count(found[0]) == len(found)
        labels.append(candidates[found[0]] if same else [candidates[one] for one in found])
    return labels


def _with_own_letters(
    runs: Sequence[Run], target: str, candidates: tuple[str, ...]
) -> tuple[Sequence[Run], list[Evidence]]:
    """The runs and the evidence of their words, where words with letters of the target alone need no look-up.

    A run that is evidently in the target language comes back as one word; where all are, there is no evidence.
    """
    letters = OWN_LETTERS[target]
    evident = [is_evident(run.words, letters) for run in runs]
    if all(evident):
        return runs, []
    one_word = (min(letters.own),)
    runs = [
        Run(run.script, one_word, 1, run.sentence, run.start) if known else run
        for run, known in zip(runs, evident, strict=True)
    ]
    words = [word for run in runs for word in run.words]
    silent = list(map(letters.own.isdisjoint, words))
    found = iter(evidence_of(list(compress(words, silent)), candidates))
    shift = 8 * LANE * candidates.index(target)
    # No two alike, or they would be taken for a label that is repeated.
    return runs, [next(found) if one else CERTAIN + at % CERTAIN << shift for at, one in enumerate(silent)]


def _admitted(
    runs: Sequence[Run], evidence: Sequence[Evidence], candidates: tuple[str, ...], target: str | None, *, alone: bool
) -> list[int]:
    """The candidates that the text gives reason to look for: few, so that short sentences are not lost among many.

    alone: whether no other script stands between the runs. Where one does, what is repeated is a name, not a label.
    """
    admitted = [index for index, language in enumerate(candidates) if language in {target, "en"}]
    parts = _sentences(runs, evidence)
    sentences = [unpacked(sum(part), len(candidates)) for part in parts]
    total = unpacked(sum(_different(runs, evidence) if alone else evidence), len(candidates))
    whole = total.index(max(total))
    if not admitted or total[whole] - max([total[one] for one in admitted]) >= ADMIT:
        admitted.append(whole)
    # One after the other, so that a language is only let in for what those before it do not explain.
    left = [(max(sums), sums, part) for sums, part in zip(sentences, parts, strict=True)]
    refused: set[int] = set()
    while len(admitted) < MOST_CANDIDATES:
        left = [one for one in left if one[0] - max([one[1][state] for state in admitted]) >= ADMIT]
        rows = [(most, sums) for most, sums, _ in left if sums.index(most) not in refused]
        if not rows:
            break
        _, least = max((most - max([sums[one] for one in admitted]), -sums.index(most)) for most, sums in rows)
        words = set().union(*(part for most, sums, part in left if sums.index(most) == -least))
        if len(words) < FEWEST_WORDS and candidates[whole] == target:
            refused.add(-least)
        else:
            admitted.append(-least)
    return admitted


def _sentences(runs: Sequence[Run], evidence: Sequence[Evidence]) -> list[Sequence[Evidence]]:
    """The evidence of each word of each sentence; a long one is cut."""
    parts: list[Sequence[Evidence]] = []
    at = start = 0
    for index, run in enumerate(runs):
        at += len(run.words)
        if index + 1 == len(runs) or runs[index + 1].sentence != run.sentence:
            parts += [evidence[one : min(one + LONGEST_SENTENCE, at)] for one in range(start, at, LONGEST_SENTENCE)]
            start = at
    return parts


def _different(runs: Sequence[Run], evidence: Sequence[Evidence]) -> set[Evidence]:
    """The evidence of each run, but once: "Step" before every line of a text says no more than before one."""
    sums = set()
    at = 0
    for run in runs:
        end = at + len(run.words)
        sums.add(sum(evidence[at:end]))
        at = end
    return sums
