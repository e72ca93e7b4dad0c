"""The language of each word of a text: by its script, else by its sentence (Chinese, Japanese), else by its context.

Where languages share a script, the words are labelled together: see `verifiers.language.path`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from itertools import compress, groupby
from typing import NamedTuple

from verifiers.language.admit import FAMILIAR, MIN_WORDS, admitted, is_unfamiliar, leaning, spoken_for
from verifiers.language.chinese import label_cjk
from verifiers.language.identify import LANE, Evidence, Identify, evidence_of
from verifiers.language.languages import all_languages_in, languages_in
from verifiers.language.names import in_another_script, names_in, weakened
from verifiers.language.own_letters import OWN_LETTERS, is_evident
from verifiers.language.path import SWITCH_BETWEEN, SWITCH_WITHIN, cheapest_of_two, cheapest_path
from verifiers.language.scripts import SCRIPTS
from verifiers.language.settled import is_settled, told_by
from verifiers.language.words import Run

NEUTRAL = ""
"""The label of a name between words in another script."""
CERTAIN = 1000
"""The evidence for a word with letters of its language only: more than two changes of language cost."""


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

    closed: the only languages that may occur, where somebody knows them. Names between words in another script are
    left out.
    """
    found: list[Sequence[str] | str] = [""] * len(runs)
    by_script: dict[str, list[int]] = {}
    weight = sum([run.weight for run in runs])
    for index, run in enumerate(runs):
        by_script.setdefault(run.script, []).append(index)
    for script, indices in by_script.items():
        chosen = [runs[index] for index in indices]
        if script == "cjk":
            labels: Sequence[Sequence[str] | str] = label_cjk(chosen, target)
        elif script not in SCRIPTS:
            labels = ["und"] * len(indices)
        elif len(candidates := candidates_in(script, target, closed)) == 1:
            labels = candidates * len(indices)
        else:
            labels = _label_shared(chosen, indices, target, identifier, closed, weight)
        for index, label in zip(indices, labels, strict=True):
            found[index] = label
    segments: list[Segment] = []
    for run, labels in zip(runs, found, strict=True):
        if not labels:
            continue
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
        if language == NEUTRAL:
            at = end
            continue
        weight = run.weight if end - at == len(run.words) else end - at
        yield Segment(language, run.words[at:end], weight, run, at)
        at = end


def candidates_in(script: str, target: str | None, closed: Collection[str] = ()) -> tuple[str, ...]:
    """The languages that words of a script are compared with: all where one is asked for that most texts have not."""
    common, every = languages_in(script), all_languages_in(script)
    asked = target is None or any(one in every and one not in common for one in (target, *closed))
    return every if asked else common


def _label_shared(
    runs: Sequence[Run],
    positions: Sequence[int],
    target: str | None,
    identifier: Identify | None,
    closed: Collection[str],
    weight: int,
) -> list[Sequence[str] | str]:
    """The languages of words in one script that several languages share: of each run, or of each word in it.

    weight: how many words the text has in all scripts.
    positions: where the runs stand among all runs; where one is not next to the other, another script is between.
    """
    candidates = candidates_in(runs[0].script, target, closed)
    alone = len(runs) > positions[-1] - positions[0]
    words = [word for run in runs for word in run.words]
    if identifier is not None or closed:
        evidence = evidence_of(words, candidates, identifier)
        names: frozenset[str] = frozenset()
    elif target in OWN_LETTERS and target in candidates:
        runs, evidence = _with_own_letters(runs, target, candidates)
        if not evidence:
            return [target] * len(runs)
        words = [word for run in runs for word in run.words]
        names = names_in(words, candidates, target, weight)
    else:
        names = names_in(words, candidates, target, weight)
        if target in candidates:
            told = told_by(words, candidates, target)
            unfamiliar = sum([one.familiar for one in told]) < FAMILIAR * len(words)
            of_name = 0 if len(set(words) - names) < MIN_WORDS else 1
            ahead = [
                of_name * one.name_ahead if word in names else one.ahead for word, one in zip(words, told, strict=True)
            ]
            exactly = partial(_speaks, words, names, candidates, target)
            if not unfamiliar and is_settled(runs, ahead, exactly, alone=alone):
                own = [one.name_own if word in names else one.own for word, one in zip(words, told, strict=True)]
                return _own_or_english(runs, positions, own, target)
        else:
            unfamiliar = is_unfamiliar(words, candidates, target)
        if unfamiliar:
            candidates = all_languages_in(runs[0].script)
        evidence = evidence_of(words, candidates)
    if names:
        evidence = weakened(words, evidence, names, len(candidates))
    dropped = names if in_another_script(candidates, target) else frozenset()
    states = [index for index, language in enumerate(candidates) if language in closed]
    if not states:
        short = len(set(words) - names) < MIN_WORDS
        spoken = leaning(words, evidence, candidates, target, names)
        if short and names:  # a list of names, in whatever language they are common
            spoken = [0 if word in names else one for word, one in zip(words, spoken, strict=True)]
        states = admitted(runs, spoken, candidates, target, alone=alone, short=short)
    if len(states) == 1:
        labels: list[Sequence[str] | str] = [candidates[states[0]]] * len(runs)
        return _without(dropped, runs, labels) if dropped else labels
    switches = _switches(runs, positions)
    favoured = candidates.index(target) if target in candidates else -1
    path = cheapest_path(evidence, switches, states, favoured)
    labels = _by_run(runs, [candidates[one] for one in path])
    return _without(dropped, runs, labels) if dropped else labels


def _speaks(
    words: Sequence[str], names: frozenset[str], candidates: tuple[str, ...], target: str, start: int, end: int
) -> bool:
    return spoken_for(words[start:end], names, candidates, target) is not None


def _own_or_english(
    runs: Sequence[Run], positions: Sequence[int], own: Sequence[int], target: str
) -> list[Sequence[str] | str]:
    """The labels of words that are in the target or in English. own: how far the target is ahead, word by word."""
    if target == "en":
        return [target] * len(runs)
    path = cheapest_of_two(own, _switches(runs, positions))
    return _by_run(runs, [(target, "en")[one] for one in path]) if any(path) else [target] * len(runs)


def _switches(runs: Sequence[Run], positions: Sequence[int]) -> list[int]:
    """What a change of language costs before each word: less between sentences and around other scripts."""
    switches: list[int] = []
    before = (-2, -1)
    for run, position in zip(runs, positions, strict=True):
        adjacent = before == (position - 1, run.sentence)
        switches.append(SWITCH_WITHIN if adjacent else SWITCH_BETWEEN)
        switches += [SWITCH_WITHIN] * (len(run.words) - 1)
        before = (position, run.sentence)
    return switches


def _by_run(runs: Sequence[Run], path: Sequence[str]) -> list[Sequence[str] | str]:
    """The languages of the words of each run, or that of all of them."""
    labels: list[Sequence[str] | str] = []
    at = 0
    for run in runs:
        found = path[at : at + len(run.words)]
        at += len(run.words)
        labels.append(found[0] if found.count(found[0]) == len(found) else found)
    return labels


def _without(
    names: frozenset[str], runs: Sequence[Run], labels: list[Sequence[str] | str]
) -> list[Sequence[str] | str]:
    """The labels of the words that are no names."""
    kept: list[Sequence[str] | str] = []
    for run, label in zip(runs, labels, strict=True):
        each = [label] * len(run.words) if isinstance(label, str) else label
        named = [NEUTRAL if word in names else one for word, one in zip(run.words, each, strict=True)]
        kept.append(named if NEUTRAL in named else label)
    return kept


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
