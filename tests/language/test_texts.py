r"""What texts are read as, which languages are counted in them, and what a prompt asks, a line each in three tables.

Both sides of each rule stand next to one another; `↵` is the end of a line, `‹fr›` a sentence in French, `3×(so)` is
said three times. What a text is read as (texts.txt) is its words, each run with its place, sentence by sentence; a run
in another script than Latin has its name before it, and how many words it counts where it is one without blanks. Then
come what may be words in disguise (single letters, doubtful tokens), what is hidden in formulas, what is quoted in
code. "At once" is said of a text that is proven to be in one language, without a look at each word.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from verifiers.language.disguise import disguised
from verifiers.language.measure import counted, forget, languages_of
from verifiers.language.prompt import language_of, last_question
from verifiers.language.prose import split_prose
from verifiers.language.tokens import visible
from verifiers.language.words import words

SAID = {
    "en": "first we add the two numbers and then we divide the sum by three to get the mean of all of them",
    "fr": "d'abord nous ajoutons les deux nombres puis nous divisons la somme par trois pour avoir la moyenne de tous",
    "de": "zuerst addieren wir die beiden Zahlen und dann teilen wir die Summe durch drei",
    "es": "primero sumamos los dos números y luego dividimos la suma entre tres para obtener la media de todos ellos",
    "vi": "đầu tiên chúng ta cộng hai số rồi chia tổng cho ba để được trung bình của tất cả các số đó",
    "ru": "сначала мы складываем два числа а потом делим сумму на три чтобы получить среднее всех этих чисел",
    "uk": "спочатку ми додаємо два числа а потім ділимо суму на три щоб отримати середнє всіх цих чисел",
    "zh": "首先我们把这两个数加起来然后除以三就得到平均数",
    "zh-Hant": "首先我們把這兩個數加起來然後除以三就得到平均數",
    "ja": "まず二つの数を足してから三で割ると平均が得られます",
    "ko": "먼저 두 수를 더하고 나서 셋으로 나누면 평균을 얻습니다",
    "ar": "أولا نجمع العددين ثم نقسم المجموع على ثلاثة لنحصل على المتوسط",
    "fa": "ابتدا دو عدد را جمع می‌کنیم و سپس بر سه تقسیم می‌کنیم تا میانگین به دست آید",
    "ur": "پہلے ہم دونوں اعداد کو جمع کرتے ہیں پھر تین سے تقسیم کرتے ہیں تاکہ اوسط ملے",
    "hi": "पहले हम दोनों संख्याओं को जोड़ते हैं फिर तीन से भाग देते हैं",
}
"""What is said at length: a sentence of each language."""
HERE = Path(__file__).parent
READ, COUNTED, PROMPTS = (
    HERE.joinpath(name).read_text(encoding="utf-8").removeprefix("# ").split("\n# ")
    for name in ("texts.txt", "counted.txt", "prompts.txt")
)


def in_short(run):
    said = " ".join(run.words) if run.script == "latin" else f"{run.script} {' '.join(run.words)}"
    return f"{said} @{run.start}" if run.weight == len(run.words) else f"{said} ={run.weight} @{run.start}"


def written_out(line):
    """A line with its sentences for `‹fr›`, and as many copies of what stands behind `3×`."""
    line = re.sub(r"‹([^›]+)›", lambda match: SAID[match[1]], line.replace("↵", "\n"))
    return re.sub(r"([0-9]+)×\(([^)]*)\)", lambda match: " ".join([match[2]] * int(match[1])), line)


def read_as(text):
    prose = split_prose(visible(written_out(text)))
    reading = words(prose.text)
    sentences = {}
    for run in reading.runs:
        sentences.setdefault(run.sentence, []).append(in_short(run))
    found = [f"{number}: {', '.join(runs)}" for number, runs in sentences.items()]
    beside = zip(
        ("letters", "doubtful", "hidden", "quoted"),
        (reading.letters, reading.doubtful, prose.hidden, prose.quoted),
        strict=True,
    )
    found += [f"{kind}: {', '.join(f'{part} @{at}' for at, part in parts)}" for kind, parts in beside if parts]
    if runs := disguised(reading, sum(run.weight for run in reading.runs)):
        found.append(f"in disguise: {', '.join(f'{run.sentence}: {in_short(run)}' for run in runs)}")
    return " | ".join(found).replace("\n", "↵") or "nothing"


def languages(line):
    target, _, text = written_out(line).partition(": ")
    found = Counter()
    for segment in languages_of(text, target):
        found[segment.language] += segment.weight
    forget()  # or a text after many that were mixed would not be tried
    fast = counted(text, target)
    assert isinstance(fast, list) or {target: fast} == found
    said = " ".join(f"{language} {number}" for language, number in sorted(found.items())) or "nothing"
    return f"{said} at once" if isinstance(fast, int) else said


def asked(prompt):
    """The question in a prompt, unless it is all of it, and its language."""
    question = last_question(prompt.replace("↵", "\n"))
    language = language_of(question) or "unknown"
    question = question.replace("\n", "↵")
    return language if question == prompt else f"{language}: {question!r}"


def rows_of(section):
    return dict(line.rsplit(" → ", 1) for line in section.strip().split("\n")[2:])


@pytest.mark.parametrize("section", READ, ids=[section.partition("\n")[0] for section in READ])
def test_texts_are_read_as(section):
    rows = rows_of(section)
    assert {text: read_as(text) for text in rows} == rows


@pytest.mark.parametrize("section", COUNTED, ids=[section.partition("\n")[0] for section in COUNTED])
def test_languages_are_counted(section):
    rows = rows_of(section)
    assert {text: languages(text) for text in rows} == rows


@pytest.mark.parametrize("section", PROMPTS, ids=[section.partition("\n")[0] for section in PROMPTS])
def test_a_prompt_asks(section):
    rows = rows_of(section)
    assert {prompt: asked(prompt) for prompt in rows} == rows
