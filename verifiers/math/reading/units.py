r"""Units of measure as people write them: a closed table of names and symbols, with the prefixes of the SI.

`unit_of` reads the words behind a number, `m/s^2`, "miles per hour", "square feet", `千米`, and gives one spelling:
names as pint has them, products with blanks, quotients with a stroke. What is not in the table is no unit: it may be
the noun that is counted, which `words.py` decides. Case counts, since a milliwatt is no megawatt.
"""

from __future__ import annotations

import re
from functools import lru_cache

_PREFIXES = {
    "Y": "yotta", "Z": "zetta", "E": "exa", "P": "peta", "T": "tera", "G": "giga", "M": "mega", "k": "kilo",
    "h": "hecto", "da": "deca", "d": "deci", "c": "centi", "m": "milli", "µ": "micro", "μ": "micro", "u": "micro",
    "n": "nano", "p": "pico", "f": "femto", "a": "atto",
}  # fmt: skip
_PREFIX_NAMES = ("kilo", "mega", "giga", "tera", "hecto", "deci", "centi", "milli", "micro", "nano", "pico")

_SYMBOLS = {
    "m": "meter", "g": "gram", "s": "second", "A": "ampere", "K": "kelvin", "mol": "mole", "cd": "candela",
    "Hz": "hertz", "N": "newton", "Pa": "pascal", "J": "joule", "W": "watt", "C": "coulomb", "V": "volt",
    "F": "farad", "Ω": "ohm", "S": "siemens", "Wb": "weber", "T": "tesla", "H": "henry", "lm": "lumen", "lx": "lux",
    "Bq": "becquerel", "Gy": "gray", "Sv": "sievert", "L": "liter", "l": "liter", "ℓ": "liter", "eV": "electron_volt",
    "bar": "bar", "cal": "calorie", "Wh": "watt_hour", "D": "debye",
}  # fmt: skip
"""Symbols that take a prefix."""
_PREFIXED = {
    "meter": "meter metre metro mètre", "gram": "gram gramme gramo", "second": "second", "ampere": "ampere amp",
    "kelvin": "kelvin", "mole": "mole", "hertz": "hertz", "newton": "newton", "pascal": "pascal", "joule": "joule",
    "watt": "watt", "volt": "volt", "coulomb": "coulomb", "farad": "farad", "ohm": "ohm", "tesla": "tesla",
    "weber": "weber", "henry": "henry", "liter": "liter litre litro", "electron_volt": "electronvolt",
    "calorie": "calorie", "watt_hour": "watthour",
}  # fmt: skip
"""Names that take a prefix, with their spellings."""
_NAMES = {
    "inch": "in inch inches ″ 英寸 pulgada дюйм", "foot": "ft foot feet 英尺 фут", "yard": "yd yds yard yards 码 ярд",
    "mile": "mi mile miles milla millas 英里 миля миль мили", "pound": "lb lbs pound pounds 磅 фунт",
    "ounce": "oz ounce ounces 盎司 унция", "ton": "ton tons", "metric_ton": "t tonne tonnes 吨 тонна тонны тонн т",
    "minute": "min mins minute minutes 分钟 minuto minutos мин минута минуты минут Minute Minuten "
    "分間 분 minuti dakika minuten دقيقة دقائق",
    "hour": "h hr hrs hour hours 小时 时 heure heures hora horas Stunde Stunden ч час часа часов "
    "時間 시간 ore saat uur ساعة ساعات",
    "day": "d day days 天 日 jour jours día días dia dias Tag Tage Tagen день дня дней "
    "日間 giorni giorno gün dagen أيام يوم",
    "week": "wk week weeks 周 星期 semaine semana semanas Woche Wochen неделя недели недель 週間 settimane hafta weken",
    "month": "month months 月 个月 mois mes meses Monat Monate месяц месяца месяцев "
    "개월 ヶ月 か月 mesi ay maanden",
    "year": "yr yrs year years 年 ans année années año años Jahr Jahre год года лет "
    "년 anni anno yıl jaar ano anos",
    "gallon": "gal gallon gallons 加仑", "quart": "qt quart quarts 夸脱",
    "pint": "pt pint pints 品脱", "cup": "cup cups",
    "tablespoon": "tbsp tablespoon tablespoons", "teaspoon": "tsp teaspoon teaspoons", "acre": "acre acres 英亩",
    "hectare": "ha hectare hectares 公顷 гектар", "standard_atmosphere": "atm atmosphere atmospheres",
    "mmHg": "mmHg torr Torr", "celsius": "℃ celsius Celsius 摄氏度", "fahrenheit": "℉ fahrenheit Fahrenheit 华氏度",
    "degree": "° degree degrees deg degs 度 grad Grad degré degrés grado grados градус градуса градусов 도 gradi",
    "radian": "rad rads radian radians 弧度", "%": "% percent pct percentage percents 百分 パーセント 퍼센트",
    "dalton": "u amu Da dalton daltons", "angstrom": "Å angstrom angstroms", "dyne": "dyn dyne dynes",
    "erg": "erg ergs",
    "horsepower": "hp horsepower", "psi": "psi", "light_year": "ly", "parsec": "pc parsec parsecs",
    "astronomical_unit": "AU au", "decibel": "dB decibel decibels", "bit": "bit bits", "byte": "byte bytes B",
    "knot": "kn knot knots", "gauss": "gauss", "slug": "slug slugs", "nautical_mile": "nmi", "rpm": "rpm",
    "meter": "米 公尺 м метр метра метров メートル 미터 metri متر",
    "kilometer": "千米 公里 км километр километра километров kilómetro kilómetros "
    "キロメートル 킬로미터 chilometri كم",
    "centimeter": "厘米 公分 см сантиметр сантиметра сантиметров centímetro centímetros Zentimeter "
    "センチメートル センチ 센티미터 centimetri سم",
    "millimeter": "毫米 мм миллиметр ミリメートル 밀리미터 millimetri",
    "decimeter": "分米 дм дециметр", "gram": "克 г грамм грамма граммов Gramm グラム 그램 grammi",
    "milligram": "毫克 мг",
    "micrometer": "微米",
    "kilogram": "千克 公斤 кг килограмм килограмма килограммов kilo kilos "
    "キログラム 킬로그램 chilogrammi", "nanometer": "纳米",
    "liter": "升 公升 л литр литра литров リットル 리터 litri", "milliliter": "毫升 мл cc",
    "second": "秒 с сек секунда секунды секунд sec secs seconde secondes segundo segundos Sekunde Sekunden "
    "秒間 초 secondi saniye seconden ثانية ثواني",
    "joule": "焦 焦耳 Дж", "newton": "牛 牛顿", "watt": "瓦 瓦特 Вт",
    "volt": "伏 伏特", "ampere": "安 安培", "ohm": "欧 欧姆 \\Omega", "kilowatt_hour": "kWh", "pascal": "帕 Па",
}  # fmt: skip
"""Names without a prefix, and short forms."""
_MONEY = {
    "$": "$ dollar dollars USD usd bucks buck 美元 доллар доллара долларов dólar dólares ドル 달러 dollari دولار",
    "cent": "cent cents ¢ 美分", "€": "€ euro euros EUR eur 欧元 евро", "£": "£ GBP gbp 英镑", "penny": "penny pence",
    "yuan": "元 yuan CNY RMB rmb 块 人民币", "jiao": "角", "fen": "分", "yen": "yen JPY 日元 円", "¥": "¥ ￥",
    "rupee": "₹ rupee rupees Rs Rs. INR", "ruble": "₽ руб рубль рубля рублей ruble rubles RUB",
    "peso": "peso pesos",
    "won": "₩ KRW 원", "franc": "CHF franc francs", "ringgit": "RM ringgit",
}  # fmt: skip
MONEY = frozenset(_MONEY)
BEFORE_NUMBERS = frozenset("$ € £ ¥ ￥ ₹ ₽ ₩ USD EUR GBP CNY RMB JPY INR RUB Rs RM CHF KRW US$".split())
"""Money that may precede its number."""

_OF_BITS = {"k": "kilo", "K": "kilo", "M": "mega", "G": "giga", "T": "tera"}
"""Prefixes of bits, b, and bytes, B: a lone b is a variable."""

_KNOWN = {
    **{spelled: name for name, spellings in (_NAMES | _MONEY).items() for spelled in spellings.split()},
    **{word: name for name, spellings in _PREFIXED.items() for word in spellings.split()},
    **{word + "s": name for name, spellings in _PREFIXED.items() for word in spellings.split()},
    "unit": "unit", "units": "unit", "单位": "unit", "mph": "mile/hour", "kph": "kilometer/hour",
    "kmph": "kilometer/hour",
    "km/hr": "kilometer/hour", "meters/sec": "meter/second", "feets": "foot", "gms": "gram", "gm": "gram",
    "mcg": "microgram",
    "kgs": "kilogram", "kms": "kilometer", "cms": "centimeter", "hertz": "hertz", "siemens": "siemens", "lux": "lux",
    "平方米": "meter^2", "平方厘米": "centimeter^2", "平方千米": "kilometer^2",
    "平方公里": "kilometer^2", "平方分米": "decimeter^2",
    "平方毫米": "millimeter^2", "立方米": "meter^3", "立方厘米": "centimeter^3",
    "立方分米": "decimeter^3", "立方毫米": "millimeter^3",
    "Nm": "newton meter", "Ns": "newton second",
    **{size + "b": name + "bit" for size, name in _OF_BITS.items()},
    **{size + "B": name + "byte" for size, name in _OF_BITS.items()},
    **{size + "bps": name + "bit/second" for size, name in ({"": ""} | _OF_BITS).items()},
    "公里/小时": "kilometer/hour", "сантиметров": "centimeter", "кв.м": "meter^2",
}  # fmt: skip


BASES = frozenset(_SYMBOLS.values()) | frozenset(_NAMES) | frozenset(_MONEY) | {"unit"}
"""All names without their prefixes, as pint has them."""
PREFIXES = frozenset(_PREFIXES.values())


@lru_cache(maxsize=1024)
def name_of(word: str) -> str | None:
    """The unit that one word names: itself, with a prefix, or in the wrong case where no other unit is meant."""
    found = _in_its_case(word)
    if found is None and len(word) > 1 and word.isascii():
        if word in _IN_CAPITALS:
            return _IN_CAPITALS[word]
        if word[0] == "K" and word[1:].islower() and word[1:] in _SYMBOLS:  # Kg; there is no other prefix K
            return "kilo" + _SYMBOLS[word[1:]]
        found = _KNOWN.get(word.lower()) or (_prefixed_name(word.lower()) if word.istitle() else None)
    return found


_IN_CAPITALS = {
    "KM": "kilometer", "KG": "kilogram", "CM": "centimeter", "Cm": "centimeter", "MM": "millimeter", "MG": "milligram",
    "KN": "kilonewton", "Mol": "mole", "Bar": "bar", "Cal": "kilocalorie",
}  # fmt: skip
"""Symbols in the wrong case that nothing else is meant by: Nm is no nanometer, and Ns no nanosecond."""


def _in_its_case(word: str) -> str | None:
    if word in _KNOWN:
        return _KNOWN[word]
    if word in _SYMBOLS:
        return _SYMBOLS[word]
    for size in (1, 2):
        prefix, symbol = word[:size], word[size:]
        if prefix in _PREFIXES and symbol in _SYMBOLS:
            return _PREFIXES[prefix] + _SYMBOLS[symbol]
    return _prefixed_name(word)


def _prefixed_name(word: str) -> str | None:
    for prefix in _PREFIX_NAMES:
        if word.startswith(prefix) and word[len(prefix) :] in _KNOWN and _KNOWN[word[len(prefix) :]] in _PREFIXED:
            return prefix + _KNOWN[word[len(prefix) :]]
    return None


_PIECE = re.compile(
    r"""(?P<power>(?:\^|\*\*)\s*(?:\{\s*(?:[+]|(?P<minus>-))?\s*(?P<braced>[0-9])\s*\}|(?P<sign>-)?(?P<bare>[0-9])(?![0-9])))
      | (?P<glued>(?<=[A-Za-z])-?[2-4](?![0-9]))
      | (?P<over>/|÷|\bper\b|\bpro\b|(?<=\s)(?:an?|each|every)(?=\s))
      | (?P<times>\\cdot(?![a-zA-Z])|\\times(?![a-zA-Z])|[·⋅*.~{}()-]|\\[,;:! ])
      | (?P<word>\\Omega|\\mu(?=\s*[A-Za-z])|[$%°″¢£€¥￥₹₽₩℃℉]|[^\W\d_]+)
      | \s+
    """,
    re.VERBOSE,
)
_BEFORE = {"square": 2, "sq": 2, "cubic": 3, "cu": 3}
_BEHIND = {"squared": 2, "cubed": 3, "cuadrados": 2, "carrés": 2, "cúbicos": 3, "кв": 2}
_THERMOMETERS = {
    "celsius": "celsius", "fahrenheit": "fahrenheit", "kelvin": "kelvin", "coulomb": "celsius", "farad": "fahrenheit",
}  # fmt: skip
"""What follows degrees: °C is no coulomb."""
MAX_UNIT_CHARACTERS = 60
"""Of a unit."""
MAX_PARTS = 6


@lru_cache(maxsize=1024)
def unit_of(text: str) -> str | None:
    """One spelling for the unit that a text is; `None` if it is no unit.

    Prefixes and powers are kept: `km^2` is "kilometer^2". What follows "per" or a stroke is divided by.
    """
    if len(text) > MAX_UNIT_CHARACTERS or text.count("(") != text.count(")"):
        return None
    found = _Unit()
    position = 0
    while position < len(text):
        match = _PIECE.match(text, position)
        if match is None or not found.take(match):
            return None
        position = match.end()
    return found.spelled()


class _Unit:
    """A unit as far as it is read. side: 1 above the stroke, -1 below. coming: the power that "square" gives."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, int]] = []
        self.side = 1
        self.coming = 0
        self.micro = ""

    def take(self, piece: re.Match[str]) -> bool:
        """Read one piece; whether it has a place here."""
        if piece["power"]:
            size = int(piece["braced"] or piece["bare"])
            return self.raised(-size if piece["minus"] or piece["sign"] else size)
        if piece["glued"]:  # m2, s-1
            return self.raised(int(piece["glued"]))
        if piece["over"]:
            again = self.side < 0 and piece["over"] != "/"
            self.side = -1
            return not again
        return self.word(piece["word"]) if piece["word"] else True

    def raised(self, power: int) -> bool:
        """Raise what was read last."""
        if not self.parts:
            return False
        name, before = self.parts.pop()
        self.parts.append((name, before * power))
        return True

    def word(self, word: str) -> bool:
        """Read a name, a power in words, or the sign for a millionth."""
        if word == "\\mu":
            self.micro = "μ"
            return True
        if word.lower() in _BEHIND:
            return self.raised(_BEHIND[word.lower()])
        if word.lower() in _BEFORE:
            self.coming = _BEFORE[word.lower()]
            return True
        name = name_of(self.micro + word)
        last = self.parts[-1][0] if self.parts else ""
        if word == "Hg" and last == "millimeter":
            name = "mmHg"
            self.parts.pop()
        elif last == "degree" and name in _THERMOMETERS:
            name = _THERMOMETERS[name]
            self.parts.pop()
        if name is None:
            return False
        self.parts += _split(name, self.side, self.coming or 1)
        self.coming, self.micro = 0, ""
        return True

    def spelled(self) -> str | None:
        """The whole unit, if it is one."""
        if self.coming or self.micro or not 0 < len(self.parts) <= MAX_PARTS:
            return None
        powers: dict[str, int] = {}
        for name, power in self.parts:
            powers[name] = powers.get(name, 0) + power
        above = [name if power == 1 else f"{name}^{power}" for name, power in powers.items() if power > 0]
        below = [name if power == -1 else f"{name}^{-power}" for name, power in powers.items() if power < 0]
        if not above:
            return " ".join(f"{name}^{power}" for name, power in powers.items() if power) or None
        return "/".join([" ".join(sorted(above)), *sorted(below)])


def _split(name: str, side: int, power: int) -> list[tuple[str, int]]:
    """The parts of a name that is a quotient or a power itself."""
    above, _, below = name.partition("/")
    pairs = (part.partition("^") for part in above.split())
    return [
        *((base, side * power * int(own or 1)) for base, _, own in pairs),
        *([(below, -side)] if below else []),
    ]
