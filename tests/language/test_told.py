"""What is remembered of a word is what its evidence says, language by language: the sums are told from the parts."""

import pytest

from verifiers.language.admit import leaning
from verifiers.language.chunks import Chunk
from verifiers.language.identify import LANE, _table, evidence_of, lane_of, unpacked
from verifiers.language.label import candidates_in
from verifiers.language.names import may_be_name, weakened
from verifiers.language.path import cheapest_of_two
from verifiers.language.profiles import all_words_of
from verifiers.language.settled import is_settled, told_by
from verifiers.language.told import Memory, Told, _positive
from verifiers.language.whole import _english_speaks, _leaves_target
from verifiers.language.words import Run

WORDS = """
first we add the two numbers and then divide by three dozen d'abord nous ajoutons les deux nombres puis divisons la
zuerst addieren wir die beiden Zahlen und teilen Summe durch drei primero sumamos los dos números y luego dividimos
đầu tiên chúng ta cộng hai số Schmidt Řeka řeka ště Zürich Łódź größer É ñandú The Die Les Anna Köln
""".split()


def rows(words, candidates, target, names=frozenset()):
    """The evidence of each word for each language: of the words alone, and leaning to the target."""
    evidence = weakened(words, evidence_of(words, candidates), names, len(candidates))
    leant = leaning(words, evidence, candidates, target, names)
    return [[unpacked(one, len(candidates)) for one in each] for each in (evidence, leant)]


@pytest.mark.parametrize("target", ["en", "fr", "de", "cs"])
def test_how_far_others_are_ahead(target):
    candidates = candidates_in("latin", target)
    at, english = candidates.index(target), candidates.index("en")
    told = told_by(WORDS, candidates, target)
    for named in (frozenset(), frozenset(WORDS)):
        for word, one, plain, leant in zip(WORDS, told, *rows(WORDS, candidates, target, named), strict=True):
            others = max(row for index, row in enumerate(leant) if index not in {at, english})
            said = (one.name_ahead, one.name_own) if named else (one.ahead, one.own)
            assert said == (others - leant[at], plain[at] - plain[english]), word
            assert one.familiar == (word.lower() in all_words_of(target) | all_words_of("en"))


@pytest.mark.parametrize("target", ["en", "fr", "de", "cs"])
def test_how_far_each_language_is_ahead_and_behind(target):
    memory = Memory("latin", target)
    languages = memory.candidates
    words = [word for word in WORDS if word.isalpha() and len(word) > 1]
    names = frozenset(word for word in words if may_be_name(word, languages))
    chunks = [word.encode() for word in dict.fromkeys(words)]
    memory.learn(chunks)
    _, rows_of = rows([chunk.decode() for chunk in chunks], languages, target, names)
    for chunk, row in zip(chunks, rows_of, strict=True):
        told = memory[chunk]
        assert told.chunk.words == (chunk.decode(),)
        [others] = memory.others({chunk: told})
        for language, found, ahead, behind in zip(
            languages, row, lanes(others.ahead, languages), lanes(others.behind, languages), strict=True
        ):
            more = found - row[languages.index(target)]
            expected = (0, 0) if language in {target, "en"} else (max(0, more), max(0, -more))
            assert (ahead, behind) == expected


def lanes(evidence, languages):
    return list(unpacked(evidence, len(languages)))


def test_one_lane_less_another():
    """Each on its own, and nothing where that is negative."""
    ones, at = sum(1 << 8 * LANE * index for index in range(3)), 8 * LANE
    one, other = 5 + (7 << at) + (9 << 2 * at), 6 + (7 << at) + (1 << 2 * at)
    assert _positive(one, other, ones) == 8 << 2 * at
    assert _positive(other, one, ones) == 1


# Sentences with how far another language is ahead in each word of each of their runs. 800 in a sentence, or 1,000 in
# the text, and it is looked at.
@pytest.mark.parametrize(
    ("sentences", "speaks", "alone", "settled"),
    [
        ([[[799]]], True, True, True),
        ([[[800]]], True, True, False),
        ([[[800]]], False, True, True),
        ([[[400, 400]]], True, True, False),
        ([[[400], [400]]], True, True, False),
        ([[[400]], [[400]]], True, True, True),
        ([[[500]], [[499]]], True, True, True),
        ([[[500, 1]], [[499]]], False, True, False),
        ([[[799]], [[-1]], [[202]]], False, True, False),
        ([[[799]], [[-1]], [[201]]], False, True, True),
        ([[[600]], [[600]]], False, True, True),  # the same word again says no more
        ([[[600]], [[600]]], False, False, False),
        ([[[600]], [[1, 600]]], False, True, False),
        ([[[-300, 600]], [[700]]], False, True, False),
        ([[[-301, 600]], [[700]]], False, True, True),
        ([[[27] * 29]], True, True, True),
        ([[[27] * 30]], True, True, False),
        ([[[0] * 29 + [400, 400]]], True, True, True),  # the 31st word begins another part
        ([[[0] * 30 + [400, 400]]], True, True, False),
        ([[[0] * 28 + [400, 400]]], True, True, False),
        ([[[0] * 29, [400, 400]], [[0]]], True, True, True),
        ([[[0]], [[0] * 28 + [400, 400]]], True, True, False),
    ],
)
def test_what_is_settled(sentences, speaks, alone, settled):
    runs, ahead = [], []
    for number, sentence in enumerate(sentences):
        for values in sentence:
            words = [f"word{value}" for value in values]
            runs.append(Run("latin", words, len(words), number, len(ahead)))
            ahead += values
    asked = []

    def exactly(start, end):
        asked.append(sum(ahead[start:end]))
        return speaks

    assert is_settled(runs, ahead, exactly, alone=alone) is settled
    assert all(one >= 800 for one in asked)


# How far the target is ahead of English in each word, chunk by chunk; `END` ends a sentence. A change costs 450, and
# 140 where a sentence begins; to leave the target costs 75 more.
END = "."


@pytest.mark.parametrize(
    ("chunks", "leaves"),
    [
        ([[-75]], False),
        ([[-76]], True),
        ([[-70], [-5]], False),
        ([[-70], [-6]], True),
        ([[-70, -6]], True),
        ([[1], [-76]], False),
        ([[1], [-77]], True),
        ([[449], [-524]], False),
        ([[449], [-525]], True),
        ([[450], [-525]], False),
        ([[450], [-526]], True),
        ([[1000], [-525]], False),  # no more than a change costs is kept
        ([[1000], [-526]], True),
        ([[1000], END, [-215]], False),
        ([[1000], END, [-216]], True),
        ([END, [1000], END, [-216]], True),
        ([[141], END, [-215]], False),
        ([[141], END, [-216]], True),
        ([[140], END, [-215]], False),
        ([[140], END, [-216]], True),
        ([[139], END, [-214]], False),
        ([[139], END, [-215]], True),
        ([[-525], [1000]], False),  # it would have to come back
        ([[-526], [1000]], True),
        ([[-215], END, [1000]], False),
        ([[-216], END, [1000]], True),
        ([[-215], END, [0], [1000]], False),
        ([[1000], END, [-355], END, [1000]], False),
        ([[1000], END, [-356], END, [1000]], True),
        ([[1000], [-975], [1000]], False),
        ([[1000], [-976], [1000]], True),
        ([[1000], [-500, -475], [1000]], False),
        ([[1000], [-500, -476], [1000]], True),
    ],
)
def test_when_english_is_left_for(chunks, leaves):
    told, switches, own, switch = {}, [], [], 140
    for number, values in enumerate(chunks):
        words = [] if values == END else values
        chunk = Chunk(("word",) * len(words), "latin", values == END, 0, 0, depends=False)
        told[f"{number}".encode()] = Told(0, chunk, own=words)
        own += words
        for _ in words:
            switches.append(switch)
            switch = 450
        switch = 140 if values == END else switch
    assert _leaves_target(list(told), told) is leaves
    assert _english_speaks(list(told), told) is leaves
    assert any(cheapest_of_two(own, switches)) is leaves


@pytest.mark.parametrize(
    ("word", "evidence"),
    [
        ("the", (250, 0, 0)),
        ("die", (200, 250, 0)),
        ("number", (200, 0, 0)),
        ("summe", (0, 200, 0)),
        ("la", (0, 0, 250)),
        ("zzz", (0, 0, 0)),
    ],
)
def test_what_a_whole_word_counts(word, evidence):
    table = _table(("en", "de", "fr"))
    assert unpacked(table.word(word), 3) == evidence
    triples = [f" {word} "[at : at + 3] for at in range(len(word))]
    parts = [*triples, f"{word[-1]} "]
    assert evidence_of([word], ("en", "de", "fr")) == [table.word(word) + sum(table[part] for part in parts)]


def test_a_name_weighs_a_quarter():
    candidates = candidates_in("latin", "fr")
    (whole,), (quarter,) = (rows(["Schmidt"], candidates, "fr", names)[0] for names in (frozenset(), {"Schmidt"}))
    assert quarter == tuple(one // 4 for one in whole)
    (evidence,) = evidence_of(["Schmidt"], candidates)
    assert [lane_of(evidence, lane) for lane in range(len(candidates))] == list(whole)
    ones = sum((1 << 8 * LANE) - 1 << 8 * LANE * lane for lane in range(3))
    assert unpacked(weakened(["A"], [ones], {"A"}, 3)[0], 3) == ((1 << 8 * LANE - 2) - 1,) * 3
