"""Answers that are words: names, yes and no, letters of a multiple choice."""

from __future__ import annotations

import re

from verifiers.math.objects import Answer, Const, Op, Sym, Text
from verifiers.math.reading.parse import strip
from verifiers.math.reading.tokens import mend
from verifiers.math.reading.words import ORDINALS, denies, folded, singular

_ARTICLES = frozenset({"the", "a", "an"})
_NEGATIONS = frozenset(
    {"not", "no", "never", "none", "neither", "cannot", "can't", "isn't", "doesn't", "don't", "aren't"}
)
_OPEN = frozenset("or but if unless maybe perhaps possibly wrong incorrect false".split())
_CERTAINLY = {("doubt",), ("question",), ("problem",), ("matter",), ("less",), ("more",)}
"""What makes a yes of a no."""
_COPULAS = frozenset({"is", "are"})
_PRONOUNS = frozenset({"he", "she", "it", "they", "we", "i", "you", "this", "that", "there", "who", "which", "one"})
_PAIRS = (("odd", "even"), ("true", "false"), ("finite", "infinite"), ("possible", "impossible"), ("yes", "no"))
_OPPOSITES = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
MAX_POLAR_WORDS = 6
_LETTER = re.compile(r"[A-J]")
_CHOICES = re.compile(r"\(?[A-J]\)?(?:\s*(?:,|;|and|&)?\s*\(?[A-J]\)?)+")
_CHOICE = re.compile(
    r"""[\s$]*(?:\\text\s*\{\s*)?(?:(?:(?i:option|choice|answer)|故?选项?|答案?[是为]?)\s*[:：]?\s*)?(?:\\(?:text|textbf|mathrm|mathbf|textit)\s*\{)*\s*\(?\s*(?:\\(?:text|textbf|mathrm|mathbf)\s*\{)*\s*
        (?P<letter>[A-J])
        \s*[})\s]*(?P<after>[:.)]\s*\S.*)?[\s$}.]*\Z""",
    re.VERBOSE | re.DOTALL,
)


# Behind "B:" stands the text of B; another letter alone, or a word that takes B back, makes it a list of guesses.
_OTHER_CHOICE = re.compile(r"(?<![A-Za-z\\'])(?:(?!A [a-z])[A-J](?![A-Za-z'])|(?i:or|not|no|wrong|incorrect|maybe)\b)")


def is_choice(text: str) -> str | None:
    r"""The letter of a multiple-choice answer: `B`, `(B)`, `\text{(B)}`, `B: the text of it`, else `None`."""
    if len(text) > 1_000:
        return None
    match = _CHOICE.match(" ".join(text.split()))  # runs of blanks can be matched in too many ways
    if match is None or (match["after"] and _OTHER_CHOICE.search(match["after"])):
        return None
    return match["letter"]


def text_of_choice(text: str) -> str:
    """What follows the letter of a choice, without blanks and signs around it; "" for a letter alone."""
    match = _CHOICE.match(" ".join(text.split()))
    return "" if match is None or not match["after"] else re.sub(r"[\s$]", "", match["after"][1:]).rstrip(".}")


def choices(text: str) -> str | None:
    """The letters of a multiple-choice answer with several, in order: `A, C`, `(C) and (A)`, `AC`, else `None`."""
    if len(text) > 100 or _CHOICES.fullmatch(text := strip(text)) is None:
        return None
    letters = re.findall("[A-J]", text)
    if text.isalpha() and letters != sorted(letters):
        return None  # CBAD is an order
    return "".join(sorted(letters)) if len(set(letters)) == len(letters) else None


def equal_choices(answer: str, reference: str) -> bool:
    """Whether two answers choose the same of a multiple choice, or of several statements."""
    if not (reference.isascii() and "circled" not in reference) and (several := circled(reference)) is not None:
        return circled(answer) == several
    if _LETTER.search(reference) is None:
        return False
    choice, several = is_choice(reference), choices(reference)
    if choice is not None and is_choice(answer) == choice:
        texts = [text_of_choice(answer), text_of_choice(reference)]
        return not all(texts) or texts[0] == texts[1]  # two texts of one letter must be the same
    return several is not None and choices(answer) == several


def circled(text: str) -> str | None:
    """The circled numbers that an answer chooses of several statements, in order: `①④`; `None` for anything else."""
    if len(text) > MAX_CIRCLED or _CIRCLED.search(text := mend(strip(text))) is None:
        return None
    chosen = _CIRCLED.findall(text)
    if len(set(chosen)) < len(chosen) or _BESIDE_CIRCLED.sub("", _CIRCLED.sub("", text)):
        return None
    return "".join(sorted(chosen))


MAX_CIRCLED = 200
_CIRCLED = re.compile("[\u2460-\u2473]")
_BESIDE_CIRCLED = re.compile(r"\\text\s*\{\s*(?:and|or)?\s*\}|\band\b|[\s,、，;{}$]|[和与及]")


def equal_texts(answer: Answer, reference: Answer) -> bool:
    """Whether two answers, of which one is words, say the same.

    Case, articles and punctuation do not count. "No, they cannot" answers as "no" does. Of a reference that is a
    sentence, "the function is odd", what follows its "is" is the answer.
    """
    given, wanted = _said(answer), _said(reference)
    if given is None or wanted is None or not given or not wanted:
        return False
    if tuple(map(singular, given)) == tuple(map(singular, wanted)):
        return True
    if len(wanted) == 1 and wanted[0] in {"yes", "no"}:
        opposite = {"yes": "no", "no": "yes"}[wanted[0]]
        more = given[1:]
        taken_back = denies(more) if wanted[0] == "yes" else not _OPEN.isdisjoint(more) or more[:1] in _CERTAINLY
        return given[0] == wanted[0] and opposite not in given and not taken_back and _explains(more)
    return given in (_predicate(wanted), _subject(wanted)) or _same_polarity(given, wanted)


def _explains(more: tuple[str, ...]) -> bool:
    """Whether what follows a yes or no is a sentence, "no, 9 is odd": no calculation and no number, as in "no + 1"."""
    if not more:
        return True
    first = more[1:] if more[0] == "-" else more
    return first[:1] != () and first[0].isalnum() and any(len(word) > 1 and word.isalpha() for word in first)


def _said(node: Answer) -> tuple[str, ...] | None:
    words = _words(node)
    return words if words is None else _ABBREVIATED.get(words) or _date(words) or words


def _date(words: tuple[str, ...]) -> tuple[str, ...] | None:
    """The month, the day and the year of a date, in whichever order: "5 June 2020" is "June 5th, 2020"."""
    months = [word for word in words if word[:3] in _MONTHS and word in _MONTHS[word[:3]]]
    digits = [word for word in words if word.isdecimal() and word.isascii()]
    rest = set(words) - {*months, *digits, "th", "st", "nd", "rd", "of"}
    if (
        len(months) != 1
        or rest
        or [len(number) > 2 for number in sorted(digits, key=len)] not in ([False], [False, True])
    ):
        return None
    return (months[0][:3], *sorted(digits, key=len))


_MONTHS = {
    name[:3]: (name, name[:3], name[:4])
    for name in ("january february march april may june july august september october november december").split()
}
_QUADRANTS: dict[tuple[str, ...], tuple[str, ...]] = {
    form: ("quadrant", str(place))
    for place, (ordinal, roman) in enumerate((("first", "i"), ("second", "ii"), ("third", "iii"), ("fourth", "iv")), 1)
    for form in (
        (ordinal, "quadrant"), ("quadrant", roman), ("quadrant", roman.upper()),
        ("q" + roman,), (f"第{'一二三四'[place - 1]}象限",),
    )
}  # fmt: skip


_ABBREVIATED = {("dne",): ("does", "not", "exist"), ("d", "n", "e"): ("does", "not", "exist"), **_QUADRANTS}

_NOTHING = frozenset(
    {
        ("no", "solution"), ("no", "real", "solution"), ("none",), ("empty", "set"), ("there", "are", "no", "solution"),
        ("无解",), ("无实数解",), ("无实根",), ("無解",), ("没有解",), ("方程无解",),
        ("没有实数解",), ("无实数根",), ("没有实数根",), ("解なし",), ("空集",), ("pa", "de", "solution"),
        ("aucune", "solution"), ("keine", "lösung"), ("sin", "solución"), ("\\sin", "solución"),
        ("\\sin", "solucione"), ("ninguna", "solución"),
        ("nenhuma", "solução"), ("sem", "solução"), ("нет", "решений"), ("решений", "нет"), ("nessuna", "soluzione"),
    }
)  # fmt: skip


def is_nothing(answer: Answer) -> bool:
    """Whether words say that a set is empty: "no real solutions"."""
    words = _words(answer)
    return words is not None and tuple(map(singular, words)) in _NOTHING


_EVERYTHING = frozenset({("all", "real", "number"), ("all", "real"), ("set", "of", "real", "number")})


def is_everything(answer: Answer) -> bool:
    """Whether words say that a set is the real line: "all real numbers"."""
    words = _words(answer)
    return words is not None and tuple(map(singular, words)) in _EVERYTHING


def _words(node: Answer) -> tuple[str, ...] | None:
    if isinstance(node, Sym):
        return (node.name if len(node.name) == 1 else node.name.lower(),)
    if isinstance(node, Op):
        letters = _letters(node)
        return (folded(letters),) if letters else None
    if not isinstance(node, Text):
        return None
    words = tuple(word for word in node.words if word not in _ARTICLES)
    return words or node.words


def _letters(node: Answer) -> str:
    """A product of letters in the order in which it is written: MAKE may be a word; "" for anything else."""
    if isinstance(node, Sym | Const):
        return node.name
    if isinstance(node, Op) and node.name == "*":
        parts = [_letters(part) for part in node.args]
        return "".join(parts) if all(parts) else ""
    return ""


def _predicate(words: tuple[str, ...]) -> tuple[str, ...] | None:
    """What a sentence says of its subject: the words behind its last "is", if it denies nothing before that."""
    places = [index for index, word in enumerate(words) if word in _COPULAS]
    if not places or places[-1] == 0 or places[-1] == len(words) - 1:
        return None
    if any(word in _NEGATIONS for word in words[: places[-1]]):
        return None
    return words[places[-1] + 1 :]


def _subject(words: tuple[str, ...]) -> tuple[str, ...] | None:
    """Who does it: the name before "will" or "wins", if nothing is denied or lost."""
    if len(words) < 3 or words[1] not in {"will", "wins", "won"} or words[0] in _PRONOUNS:
        return None
    return None if any(word in _NEGATIONS or word.startswith(("los", "lost")) for word in words) else words[:1]


def _same_polarity(given: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """One of two opposites, where only it is in a short reference: "odd" for "any odd number of players"."""
    if len(given) != 1 or given[0] not in _OPPOSITES or len(wanted) > MAX_POLAR_WORDS:
        return False
    if any(word in _NEGATIONS and word != given[0] for word in wanted) or any(not word.isalpha() for word in wanted):
        return False
    return given[0] in wanted and _OPPOSITES[given[0]] not in wanted


def same_noun(left: str, right: str) -> bool:
    """Whether two counted nouns are one: "candy" is "hard candy" and "piece of candy", but no "candy bar"."""
    one, other = tuple(left.split()), tuple(right.split())
    if (one[0] in ORDINALS) != (other[0] in ORDINALS):  # the 5th group is not 5 groups
        return False
    return one == other or one in _shorter(other) or other in _shorter(one)


def head_of(noun: str) -> str:
    """The word for what is counted: the pencil of "red pencil with eraser"."""
    words = noun.split()
    place = next((index for index, word in enumerate(words) if index and word in _PREPOSITIONS), len(words))
    return f"{words[0]} {words[place - 1]}" if words[0] in ORDINALS else words[place - 1]


def _shorter(noun: tuple[str, ...]) -> set[tuple[str, ...]]:
    """What a noun may be shortened to: without adjectives, without what it is of, or to what it is of."""
    place = next((index for index, word in enumerate(noun) if index and word in _PREPOSITIONS), len(noun))
    head, rest = noun[:place], noun[place:]
    found = {head[start:] + rest for start in range(len(head))} | {head[start:] for start in range(len(head))}
    if rest[:1] == ("of",):
        found |= {rest[start:] for start in range(1, len(rest))}
    return found


_PREPOSITIONS = frozenset({"of", "for", "in", "per", "on", "at", "with", "from"})
