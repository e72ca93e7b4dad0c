"""The words in answers: connectives, labels, nouns, remarks and conditions, each by a closed list or a narrow rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from verifiers.math.reading.numbers import NUMERAL_WORDS, SMALL
from verifiers.math.reading.tokens import Token
from verifiers.math.reading.units import name_of

COUNTS = frozenset(SMALL)
ORDINALS = frozenset({"st", "nd", "rd", "th"})
COPULAS = frozenset("is are equals equal be est sont es son ist sind è 是 为 等于 это равно".split())
APPROXIMATELY = frozenset(
    "approximately about roughly around approx approx. ca circa ≈ 约 大约 примерно около environ etwa".split()
)
FILLERS = (
    COPULAS
    | APPROXIMATELY
    | frozenset(
        (
            "only just exactly the a an answer answers final result results solution solutions value values of to so "
            "therefore thus hence we get have obtain then that correct option choice total number it its this there "
            "答案 答 解 故 所以 因此 ответ"
        ).split()
    )
)
"""Words before a value that name nothing: "the answer is"."""
REMARKS = frozenset(
    (
        "only exactly approximately about roughly around approx total altogether all in overall together respectively"
    ).split()
)
"""Words behind a number that say nothing of it: "5 in total"."""
ADJECTIVES = frozenset("left remaining each every long wide high deep tall thick away apart old per person".split())
"""Words that may follow a unit or a noun: "6 feet tall", "5 dollars each"."""

_AND = frozenset(
    {
        "and",
        "&",
        "et",
        "und",
        "y",
        "e",
        "и",
        "和",
        "与",
        "及",
        "以及",
        "ve",
        "と",
        "および",
        "그리고",
        "및",
        "och",
        "og",
        "oraz",
        "și",
    }
)
_OR = frozenset(
    {"or", "ou", "oder", "o", "u", "или", "或", "或者", "veya", "または", "もしくは", "또는", "eller", "lub", "sau"}
)
_LETTERS_TOO = frozenset({"y", "e", "o", "u"})
"""Connectives of Spanish and Italian that are letters, too."""


def connective(token: Token) -> str | None:
    """The "and" or "or" that a token is in some language; letters that may be one are left to `is_letter_between`."""
    if token.kind in {"mark", "number"}:
        return None
    value = token.value.strip().strip(",，").strip().lower()
    if value in {"\\land", "\\lor"}:
        return value
    if token.kind == "letter" and value in _LETTERS_TOO:
        return None
    return "and" if value in _AND else "or" if value in _OR else None


def is_letter_between(before: Token, token: Token, after: Token) -> bool:
    """Whether a letter is between two numbers with blanks: `1 y 2` is a list, `1y` a product."""
    return (
        token.kind == "letter"
        and token.value in _LETTERS_TOO
        and not token.glued
        and not after.glued
        and before.kind == "number"
        and after.kind == "number"
    )


ENGLISH = frozenset(
    (
        "a the for and or not yes odd all any day days if is in of to by no on am pm mod at as it so per cm mm km kg "
        "mg lb lbs oz ft mi hr hrs min sec mph kph even none true both red who why man men boy gal box cup can one two "
        "six ten pct are was be we he she its his her has had may let get but nor our out way set sum ml cc deg rad "
        "yd mol units unit when where with than then more less each other east west north south does exist blue left "
        "right only pas sem sq cu"
    ).split()
)
"""Short runs of letters that are words and not products of variables."""

_QUALIFIERS = frozenset(
    (
        "for all any some every each where with is are an a the being value values number numbers of arbitrary "
        "constant constants parameter parameters and integer integers whole natural naturals real reals rational "
        "complex positive negative nonnegative non-negative nonzero non-zero real-valued belongs to"
    ).split()
)
_DOMAINS = {
    "integer": "integer", "integers": "integer", "whole": "integer", "\\mathbb Z": "integer", "natural": "natural",
    "naturals": "natural", "\\mathbb N": "natural", "real": "real", "reals": "real", "\\mathbb R": "real",
    "real-valued": "real", "rational": "rational", "\\mathbb Q": "rational", "complex": "complex",
    "\\mathbb C": "complex", "positive": "positive", "negative": "negative", "nonnegative": "nonnegative",
    "non-negative": "nonnegative", "nonzero": "nonzero", "non-zero": "nonzero", "Z": "integer", "R": "real",
    "N": "natural",
}  # fmt: skip
DOMAINS = frozenset({*_DOMAINS.values(), "natural with 0"})
"""What the domains of a condition are called; a condition of another kind is spelled out instead."""
MAX_QUALIFIER = 40
"""Tokens. It is looked for behind every comma, so that its length is a factor of the work."""


def condition(tokens: Sequence[Token]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    r"""What words behind an answer bind: "for all positive integers n", "k \in \mathbb{Z}" give names and a domain.

    Anything else is no condition of this kind, and part of the answer.
    """
    if not tokens or len(tokens) > MAX_QUALIFIER:
        return None
    if tokens[0].kind not in {"text", "word", "letter"} and tokens[0].value not in {"\\forall", "\\hat", "\\Greek"}:
        return None
    if (run := counted_up(tokens)) is not None:
        return run
    found = _Condition()
    if not all(found.take(token, tokens[place - 1] if place else token) for place, token in enumerate(tokens)):
        return None
    values = [token.value for token in tokens]
    if not found.says or not found.names or values.count("{") != values.count("}"):  # the brace of a set ends there
        return None
    domain = found.domain
    for pair, name in _NATURALS:
        if pair <= domain:
            domain = domain - pair | {name}
    return tuple(sorted(found.names)), tuple(sorted(domain))


_RUNS = re.compile(
    r"(?:for|where|with)?(?P<name>[a-z])="
    r"(?:(?P<integers>0,±1,(?:±2,)?(?:±3,)?…|…,(?:-2,)?-1,0,1,(?:2,)?…)|(?P<nought>0,)?1,2,(?:3,)?(?:4,)?…)"
)
_IN_RUNS = {"\\pm": "±", "\\dots": "…", "...": "…", "\\in": "=", "{": "", "}": "", "\\{": "", "\\}": ""}
"""How the tokens of a run are spelled here."""


def counted_up(tokens: Sequence[Token]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    r"""The integers that are counted up: `k = 0, \pm 1, \pm 2, \ldots`, `n = 1, 2, 3, \ldots`."""
    if not tokens or tokens[-1].value not in {"\\dots", "\\}", "..."}:
        return None
    found = _RUNS.fullmatch("".join(_IN_RUNS.get(token.value, token.value.strip()) for token in tokens))
    if found is None:
        return None
    domain = "integer" if found["integers"] else "natural with 0" if found["nought"] else "natural"
    return (found["name"],), (domain,)


class _Condition:
    """A condition as far as it is read. says: whether a word or a domain makes it one."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.domain: set[str] = set()
        self.says = False

    def take(self, token: Token, before: Token) -> bool:
        """Read one token; whether it has a place in a condition."""
        if token.kind in {"text", "word"}:
            return all(map(self.word, re.findall(r"[^\W\d_]+(?:-[a-z]+)?|[^\s,]", token.value)))
        if token.kind == "letter":
            is_domain = token.value.startswith("\\mathbb") or before.value == "\\in"
            if is_domain and token.value not in _DOMAINS:
                return False
            if is_domain:
                self.domain.add(_DOMAINS[token.value])
                self.says = True
            else:
                self.names.add(token.value)
            return True
        if token.value == "\\forall":
            self.says = True
            return True
        if token.value in _SIGNED and before.value in {"^", "_", "{"}:
            self.domain.add(_SIGNED[token.value])
            return True
        return token.value in _IN_CONDITIONS

    def word(self, word: str) -> bool:
        """Read one word."""
        lower = word.lower()
        if len(word) == 1 and word.isalpha() and lower != "a":
            self.names.add(word)
        elif lower in _QUALIFIERS:
            self.says = self.says or lower not in _SAYS_NOTHING
            self.domain |= {_DOMAINS[lower]} if lower in _DOMAINS else set()
        else:
            return False
        return True


_SIGNED = {"+": "positive", "-": "negative", "*": "nonzero"}
_IN_CONDITIONS = frozenset({"\\in", ",", "and", "^", "_", "{", "}", "(", ")"})
_SAYS_NOTHING = frozenset({"and", "a", "an", "the", "of", "is", "are", "to"})
_NATURALS = (
    (frozenset({"positive", "integer"}), "natural"),
    (frozenset({"nonnegative", "integer"}), "natural"),
    (frozenset({"positive", "natural"}), "natural"),
    (frozenset({"nonzero", "natural"}), "natural"),
)
"""Whether nought is a natural number, authors do not agree; so the names of both sets are one."""


DENYING = frozenset(
    (
        "not no never none neither nor cannot without isn't isnt wrong incorrect false maybe perhaps possibly probably "
        "or but if unless etc instead either rather versus vs"
    ).split()
)
_SAYS_MORE = (
    DENYING
    | NUMERAL_WORDS
    | frozenset(
        (
            "is are was were because were since then when where than more less fewer at most least about almost nearly "
            "plus minus times over divided half double doubled triple tripled twice thrice squared cubed root below "
            "factorial inverse reciprocal negative power modulo mod remainder between above under up beyond "
            "approximately roughly around circa halved quartered increased decreased multiplied added subtracted "
            "multiple multiples fold percent square cubic sq cu first second third last and to through until x by "
            "january february march april may june july august september october november december jan feb mar apr "
            "jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday "
            "или раз раза минус плюс половина больше меньше почти более менее oder mal minus fast ou presque fois casi "
            "veces"
        ).split()
    )
)
"""Words that say something of a number, or make another number of it, and count nothing."""
_SAYS_MORE_SIGNS = frozenset("倍半或和与不非无约多少左右以之间分余几第一二两三四五六七八九十百千万亿正负加减乘除且")
MAY_STAND_BEFORE = frozenset("wrong incorrect false square first second third fourth fifth sixth last power".split())
"""Before a noun they say what is counted: "3 wrong answers"."""
_PREPOSITIONS = frozenset("of for in per on at with from de d' en par por".split())
MAX_NOUN_WORDS = 6


def denies(words: Iterable[str]) -> bool:
    """Whether words beside a number take it back, or leave open whether it is meant."""
    return not DENYING.isdisjoint(words)


def words_in(text: str, *, case: bool = False) -> list[str]:
    """The words of a text, in lower case unless their case is asked for."""
    return _WORDS_AND_MORE.findall(text if case else text.lower())


_WORDS_AND_MORE = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*|[0-9]+|[%°$€£¥₹℃℉¢]")


def noun_of(words: Sequence[str]) -> str | None:
    """What is counted by a number before these words, "red pencil"; `None` if they say more of it."""
    lower = [word.lower() for word in words]
    if lower == ["times"]:
        return "time"
    if not 1 <= len(lower) <= MAX_NOUN_WORDS or not all(map(_is_plain, lower)):
        return None
    said = lower[1:] if len(lower) > 1 and lower[0] in MAY_STAND_BEFORE else lower
    if (
        not _SAYS_MORE.isdisjoint(said)
        or said[0] in _PREPOSITIONS - {"of", "per"}
        or (len(said) == 1 and len(said[0]) == 1 and said[0] not in COUNTERS)
    ):
        return None
    if any(part in NUMERAL_WORDS or part in {"more", "less"} for word in said for part in word.split("-")):
        return None
    if any(
        word.endswith("est") or (word.isascii() and word.endswith(("thirds", "fold"))) for word in said if len(word) > 5
    ):
        return None
    if len(said) == 1 and said[0] not in _THINGS_IN_ED and (said[0] in _MISSING or said[0].endswith("ed")):
        return None
    if lower in (["th"], ["st"], ["nd"], ["rd"]):
        return "ordinal"
    while len(lower) > 1 and lower[-1] in REMARKS | ADJECTIVES:
        lower.pop()
    return " ".join(singular(word) for word in lower if word not in _ARTICLES)


_MISSING = frozenset("owing missing repeating recurring short spent lost backward backwards overdue late early".split())
"""With participles, what is said of a number and counts nothing: "9 owed", "9 repeated"."""
_THINGS_IN_ED = frozenset("bed seed reed weed steed breed hundred sled shed deed newlywed speed kindred".split())
_ARTICLES = frozenset({"a", "an", "the"})
COUNTERS = frozenset("个個人名位只隻条條张張本颗顆块塊辆輛件棵头頭匹朵盒袋箱包瓶碗份页次种種天岁支枝间座台개명권장대병")
"""Chinese and Korean words for what is counted that stand alone; of letters of other scripts one is no noun."""


def _is_plain(word: str) -> bool:
    """Whether a word is letters alone, and says no number in Chinese."""
    return all(part.isalpha() for part in re.split(r"['’.-]", word)) and (
        word.isascii() or _SAYS_MORE_SIGNS.isdisjoint(word)
    )


def is_label(words: Sequence[str]) -> bool:
    """Whether words before a value can name it: "length", "sequence 1"; not "half of", "between 6 and"."""
    said = [word for word in words if not word.isdigit()]
    return not words or (
        bool(said)
        and denies(said) is False
        and _SAYS_IN_LABELS.isdisjoint(said)
        and not any(_DENIAL.fullmatch(word) or _CHINESE_DENIAL.search(word) for word in said)
        and not any(len(word) <= _MAX_SYMBOL and is_unit_word(word) for word in said if said != ["min"])
        and all(part.isalpha() for word in said for part in re.split(r"['’.-]", word))
    )


_MAX_SYMBOL = 3
"""Letters of the symbol of a unit, which names nothing; "hours" may."""
_SAYS_IN_LABELS = (
    _SAYS_MORE
    - frozenset(
        "first second third last square at and by to half inverse power reciprocal march may root remainder x first "
        "above below is are "
        "when where since then monday tuesday wednesday thursday friday saturday sunday percent "
        "january february april june july august september october november december".split()
    )
) | frozenset("half except less even odd yes no true false infinite finite more".split())
"""In a label fewer words are suspicious: it names what is asked for, "the square root", "the remainder"."""
_DENIAL = re.compile(
    r"invalid|untrue|mistak\w+|wrongly|incorrectly|falsely|exclud\w+|excepting|opposite|contrary|unlike|barring|besides"
    r"|nicht|kein\w*|falsch\w*|negativ\w*|ungültig\w*|ohne|außer|weder|weniger|gegenteil"
    r"|ne|pas|faux|fausses?|aucune?|sans|sauf|jamais|moins|négati\w+|inexacte?|hormis|contraire"
    r"|nunca|ningun[oa]|ningún|fals[oa]s?|incorrect[oa]s?|erróne[oa]|equivocad[oa]|sin|excepto|salvo|menos|contrario"
    r"|nessun[oa']?|sbagliat[oa]|errat[oa]|senza|tranne|eccetto|meno|opposto"
    r"|не|нет|ни|неверн\w+|неправильн\w+|ошибочн\w+|ошибка|ложн\w+|ложь|кроме|без|минус|отрицательн\w+|противоположн\w+"
)
"""Words of a label that take its value back, in the languages of `FILLERS`."""
_CHINESE_DENIAL = re.compile(
    "错|錯|誤り|不正解|不正确|不正確|不是|不对|不為|不为|并非|並非|^非|没有|除外|以外|相反|오답|틀린|아닌|아니"
)


def is_what_of(words: Sequence[str]) -> bool:
    """Whether words say what a value is taken of, "cube of", so that they name another value."""
    return bool(words) and (words[-1] in _OF or words[-1].endswith("的"))


_OF = frozenset("of von vom de del du di della от из".split())


@lru_cache(maxsize=1024)
def singular(word: str) -> str:
    """The singular of an English noun, well enough to compare with another plural."""
    if word == "inches":
        return "inch"
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ses", "xes", "ches", "shes")) and len(word) > 4:
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss") and len(word) > 2:
        return word[:-1]
    return word


_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "people": "person", "feet": "foot", "mice": "mouse",
    "teeth": "tooth", "geese": "goose", "leaves": "leaf", "knives": "knife", "loaves": "loaf", "persons": "person",
}  # fmt: skip

_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")
_WORDS = ENGLISH | COUNTS


def is_product(token: Token) -> bool:
    """Whether a run of letters is a product of variables rather than a word."""
    run = token.value
    if token.kind != "word" or not run.isascii() or run in _AND or run in _OR:
        return False
    if run.isupper():  # NO is a segment, or a loud no
        return len(run) <= 2 * MAX_PRODUCT
    return len(run) <= MAX_PRODUCT and (run.lower() not in _WORDS or run == "Be")  # Be^x


MAX_PRODUCT = 3
"""Letters of a product that is written as one run; twice as many for points in capitals, as in ABCD."""


def is_unit_word(word: str) -> bool:
    """Whether a run of letters behind a number is a unit; glued to it, a single letter is a variable."""
    return len(word) > 1 and name_of(word) is not None


_WORDY = frozenset({"text", "word", "letter", "number"})
_PUNCTUATION = frozenset(".,;:{}()!?'\"")


def text_of_words(tokens: list[Token]) -> tuple[str, ...] | None:
    """The words of an answer that is text; `None` if it has none, or mathematics that words do not explain."""
    words: list[str] = []
    has_word = False
    for index, token in enumerate(tokens):
        if token.value == "+" and index + 1 < len(tokens) and tokens[index + 1].value == "\\infty":
            continue
        if token.kind in {"text", "word"}:
            found = _WORD.findall(token.value)
            has_word = has_word or (bool(found) and not is_product(token))
            words += found
        elif token.value == "-" and token.glued and _is_between_words(tokens, index):
            continue  # a hyphen
        elif token.kind != "mark" or token.value not in _PUNCTUATION:
            words.append(token.value)
    return tuple(map(folded, words)) if has_word else None


def _is_between_words(tokens: list[Token], index: int) -> bool:
    """Whether a sign is a hyphen, as in "5-year": no minus of its own at the beginning, nor one of `2-x`."""
    beside = {near.kind for near in tokens[index - 1 : index + 2 : 2]}  # none at the beginning
    return beside <= _WORDY and not beside.isdisjoint({"text", "word"})


def folded(word: str) -> str:
    """A word of an answer without its case, which counts in single letters and where chemistry needs it."""
    return word if len(word) == 1 or _FORMULA.fullmatch(word) else word.lower()


_FORMULA = re.compile(r"(?:[A-Z][a-z]?){0,6}?(?:Co|Hf|Sc|Np|Cs|Sn|Po|Os|Ni|Nb|Ho|Bi|Pb|Cu|Yb)(?:[A-Z][a-z]?){0,6}")
"""A formula with an element that is two others in capitals: Co is cobalt, and CO a gas. No and In are words."""
