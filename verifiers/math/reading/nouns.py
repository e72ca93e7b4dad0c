"""What is counted: which words behind a number an answer may have where the reference is a number alone.

English, French, Spanish and Portuguese say it by the plural in -s. Everything else comes from a list: most words of a
language say something of the number ("7 weniger", `7 이상`, "7 triệu"), and no list of those would be complete.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from verifiers.math.reading.units import unit_of
from verifiers.math.reading.words import ADJECTIVES, COUNTERS, ORDINALS, REMARKS


def is_counted(words: Sequence[str], *, one: bool) -> bool:
    """Whether words are a plural, or a noun that we know. one: whether the number is 1 or less, which has a singular.

    They are what `noun_of` takes for a noun, with something between "red apples" and "apples of each kind".
    """
    lower = [word.lower() for word in words]
    while len(lower) > 1 and lower[-1] in REMARKS | ADJECTIVES | _BEHIND:
        lower.pop()
    if "per" in lower[1:] and unit_of(" ".join(lower[lower.index("per") + 1 :])) is not None:  # 60 beats per min
        lower = lower[: lower.index("per")]
    parts = [part for word in lower for part in re.split("['’.-]", word)]
    if not _NO_NOUNS.isdisjoint(parts) or any(map(_SCALE_OR_PART.fullmatch, parts)):
        return False
    end = next((place for place, word in enumerate(lower) if place and word in _PREPOSITIONS), len(lower))
    if all(map(_LATIN.fullmatch, lower)) and _is_plural(lower[end - 1]):
        return True
    if (one or lower[0] in _BEFORE_ONE) and all(word.isascii() for word in lower):  # 1 guest, the 60th caller
        return True
    return all(word in NOUNS or _is_chinese(word) for word in lower)


def may_be_counted(words: Sequence[str]) -> bool:
    """Whether no word is on the list of those that count nothing: "cups of flour", but no `pesos de menos`."""
    return _NO_NOUNS.isdisjoint(part for word in words for part in re.split("['’.-]", word.lower()))


def _is_plural(word: str) -> bool:
    return word in NOUNS or (len(word) > 2 and word.endswith("s") and not word.endswith(_NO_ENDINGS))


def _is_chinese(word: str) -> bool:
    """Whether a word is a counter, with or without a noun: `个`, `本书`; `次方` is a power."""
    return (
        word[0] in COUNTERS
        and _HAN.fullmatch(word) is not None
        and not word.startswith(("次方", "次幂"))
        and _SAYS_MORE_SIGNS.isdisjoint(word)
    )


_LATIN = re.compile(r"[a-zß-öø-ɏạ-ỹ'’.-]+")
_HAN = re.compile(r"[\u3400-\u9fffの]+")
_SAYS_MORE_SIGNS = frozenset("前后後未超于倒满")
_NO_ENDINGS = ("ss", "us", "is", "wards")
_PREPOSITIONS = frozenset("of for in per on at with from de d' en par por".split())
_BEHIND = frozenset("sold used needed required bought made".split())
"""What was done with all that is counted: "9 tickets sold"."""

_BEFORE_ONE = ORDINALS | {"per"}

_NO_NOUNS = frozenset(
    (
        "ones twos threes fours fives sixes sevens eights nines tens elevens twelves zeros zeroes myriad myriads "
        "googol googols grosses bn maximum minimum max min maxima minima inclusive exclusive extra extras conjugate "
        "conjugates inverses reciprocals negatives opposites factorials powers exponents short debt debts loss losses "
        "deficit deficits bc bce ad ce ago before after later earlier divides remains exceeds equals differs fails "
        "plus minus besides perhaps always sometimes thus whereas as has was does its yes hers ours theirs others lots "
        # "more", "less", "but", "up to" of other languages
        "moins plus fois mais sans sauf dans sous tous vers depuis après menos más mas veces vezes tras weniger mehr "
        "mindestens höchstens etwas nichts jeweils als bis statt ohne außer minder meer minstens hoogstens dus meno "
        "più piu almeno oltre circa mniej więcej mindre mere mer mera flere færre kevesebb több daha az fazla eksi "
        "artı kurang lebih hơn kém ít nhiều mai puțin enemmän vähemmän méně více "
        # numbers
        "dos tres seis trois dois duas três sechs eins zwei drei vier zwo fünf sieben acht neun zehn zes deux quatre "
        "cinq sept huit neuf dix uno due tre quattro cinque sette otto nove dieci cuatro cinco siete ocho nueve diez "
        "sete oito dez kolmas neljäs viides kuudes trys keturis "
        # scales
        "hundert tausend tausende milliers millier centaines centaine dizaines dizaine cientos cien ciento millares "
        "millar centenas centena decenas decena dezenas dezena milhares milhar mila migliaia cento centinaia decine "
        "tusen tusind duizend honderd hundra hundre tysiąc tysiące tysięcy sto bin yüz ribu ratus juta nghìn ngàn trăm "
        "triệu tỷ tỉ ezer száz tuhat tuhatta sata tisíc tisíce hiljada hiljade tisuća mie mii sute "
        # fractions and powers
        "medios medias mitades cuartos quintos sextos séptimos octavos novenos tercios tercias quartos oitavos nonos "
        "terços metades tiers demis demies drittel viertel achtel hälfte halb halbe terzi quarti quinti au carré cubed "
        "hoch quadrat cuadrado cubo potenza quadrato"
    ).split()
)
"""Words in -s, or beside a noun, that make another number of a number or say something of it, in many languages."""
_SCALE_OR_PART = re.compile(
    r"(?:m|b|tr|quadr|quatr|cuatr|quint|sext|sept|oct|non|(?:un|duo|tre)?dec)il(?:l|h|j|y|ij)?i?(?:[oóõãu]|[aá]rd|ar)[a-zà-ž]{0,4}"
    r"|.+(?:even|een|ie|dred|sand|lion)ths?|.*[eéè][sc]im[oa]s?|.+i[eè]mes?|.+avos"
)
"""Millions and milliards in their spellings; elevenths, twentieths, `décimas`, `cinquièmes`, `doceavos`."""

NOUNS = frozenset(
    (
        "people men women children mice teeth geese oxen dice fish sheep deer aircraft fruit rice flour sugar water "
        "milk juice sand paint wood soup oil butter cheese bread candy money homework paper mail food profit radii "
        "loci foci criteria bacteria "
        "kinder personen schüler schülerinnen äpfel bücher leute menschen männer frauen stück möglichkeiten kugeln "
        "punkte eier bäume karten blumen mele persone studenti libri bambini ragazzi ragazze modi alunni palline "
        "caramelle kinderen mensen boeken leerlingen jabłek jabłka osób uczniów książek dzieci sposobów elma kişi "
        "öğrenci kitap tane adet apel orang buku siswa äpplen personer barn elever böcker æbler børn bøger epler "
        "jablek osob žáků knih omenaa henkilöä alma ember könyv diák gyerek persoane elevi copii cărți "
        "quả táo người học sinh cuốn sách chiếc cách "
        "яблок яблока яблоко человек человека людей книг книги книга учеников ученика детей студентов студента "
        "шаров шара способов способа задач задачи точек точки конфет конфеты деревьев дерева карандашей карандаша "
        "яблук яблука людини книжок учнів дітей "
        "苹果 蘋果 学生 學生 同学 通り つ 个人 りんご 人の生徒 개 명 권 마리 장 가지 대 송이 자루 병 그루 살 "
        "사람 학생 사과 "
        "تفاحات تفاحة طلاب طالب أشخاص شخص كتب كتاب كرات كرة سیب نفر کتاب"
    ).split()
)
"""Nouns without a plural in -s, of things that are counted in problems."""
