r"""From the text of an answer to tokens: LaTeX, plain text and Unicode mathematics become one alphabet.

Mends on the way what models and data sets get wrong: doubled backslashes, commands whose backslash was eaten by an
escape (`\f` of `\frac`), missing braces, quotes, stray dollars. Linear in the text; longer texts are refused.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from verifiers.math.reading.scripts import chinese_numbers, decimal_points, repaired, round_brackets, western
from verifiers.math.reading.units import unit_of

MAX_CHARACTERS = 10_000
"""Of an answer. The longest reference in the public sets has 1,300."""


class Unreadable(Exception):  # noqa: N818 - it is a verdict on the text, not an error of ours
    """The text is outside the grammar; the message says where."""


MAX_LEVELS = 5
"""Of text commands in each other, as in `\\text{\\textbf{x}}`; each is searched for its end again."""


class TooLarge(Unreadable):
    """The text is larger than what we read: nothing is known of it."""


class Token(NamedTuple):
    r"""A token.

    kind: "number", "letter" (a symbol), "name" (a function, constant or operator), "word" (plain letters in a run),
    "text" (words in a text command), "mark" (punctuation).
    glued: whether there is no blank between it and the token before.
    """

    kind: str
    value: str
    glued: bool = False


_UNICODE = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "×": r"\times ", "·": r"\cdot ", "⋅": r"\cdot ", "∙": r"\cdot ",
    "÷": r"\div ", "±": r"\pm ", "∓": r"\mp ", "√": r"\sqrt ", "∛": r"\sqrt[3] ", "∞": r"\infty ", "π": r"\pi ",
    "θ": r"\theta ", "α": r"\alpha ", "β": r"\beta ", "γ": r"\gamma ", "λ": r"\lambda ", "μ": r"\mu ", "ω": r"\omega ",
    "φ": r"\phi ", "ϕ": r"\phi ", "σ": r"\sigma ", "τ": r"\tau ", "ρ": r"\rho ", "δ": r"\delta ", "Δ": r"\Delta ",
    "≤": r"\le ", "≦": r"\le ", "⩽": r"\le ", "≥": r"\ge ", "≧": r"\ge ", "⩾": r"\ge ", "≠": r"\ne ", "≈": r"\approx ",
    "≡": r"\equiv ", "∈": r"\in ", "∉": r"\notin ", "∪": r"\cup ", "∩": r"\cap ", "∅": r"\emptyset ",
    "ℝ": r"\mathbb{R}", "ℤ": r"\mathbb{Z}", "ℕ": r"\mathbb{N}", "ℚ": r"\mathbb{Q}", "ℂ": r"\mathbb{C}",
    "∁": r"\complement ", "¬": r"\neg ",
    "⊂": r"\subset ", "⊆": r"\subseteq ", "⊊": r"\subsetneq ", "⫋": r"\subsetneq ", "⊃": r"\supset ",
    "⊇": r"\supseteq ", "⊈": r"\nsubseteq ", "⊄": r"\nsubseteq ", "⊥": r"\perp ", "∥": r"\parallel ", "∤": r"\nmid ",
    "≅": r"\cong ", "≌": r"\cong ", "⇔": r"\Leftrightarrow ", "⟺": r"\Leftrightarrow ", "⟹": r"\Rightarrow ",
    "∴": r"\therefore ", "⊕": r"\oplus ", "⊗": r"\otimes ", "‖": r"\|",
    **{chr(0x339C + place): rf"\text{{ {unit}}}" for place, unit in enumerate(("mm", "cm", "km"))},
    **{
        sign: rf"\text{{ {unit}}}^{power}"
        for power, signs in (
            (2, {"㎟": "mm", "㎠": "cm", "㎡": "m", "㎢": "km"}),
            (3, {"㎣": "mm", "㎤": "cm", "㎥": "m"}),
        )
        for sign, unit in signs.items()
    },
    "㎎": r"\text{ mg}", "㎏": r"\text{ kg}", "㎖": r"\text{ mL}", "㎘": r"\text{ kL}", "㏄": r"\text{ cm}^3",
    "∀": r"\forall ", "∃": r"\exists ", "°": r"^\circ ", "º": r"^\circ ", "′": "'", "’": "'", "‘": "'", "“": '"',
    "”": '"', "⌊": r"\lfloor ", "⌋": r"\rfloor ", "⌈": r"\lceil ", "⌉": r"\rceil ", "∑": r"\sum ", "∏": r"\prod ",
    "∫": r"\int ", "…": r"\ldots ", "⋯": r"\cdots ", "½": r"\frac{1}{2}", "⅓": r"\frac{1}{3}", "⅔": r"\frac{2}{3}",
    "¼": r"\frac{1}{4}", "¾": r"\frac{3}{4}", "⅕": r"\frac{1}{5}", "⅖": r"\frac{2}{5}", "⅗": r"\frac{3}{5}",
    "⅘": r"\frac{4}{5}", "⅙": r"\frac{1}{6}", "⅚": r"\frac{5}{6}", "⅛": r"\frac{1}{8}", "⅜": r"\frac{3}{8}",
    "¢": r"\text{ cents}", "⅝": r"\frac{5}{8}", "⅞": r"\frac{7}{8}",


 "（": "(", "）": ")", "，": ",", "：": ":", "；": ";", "＝": "=", "＞": ">", "＜": "<", "＋": "+",
    "－": "-",
    "％": "%", "。": ".", "、": ",", "∶": ":", "∣": "|", "∖": r"\setminus ", "⇒": r"\Rightarrow ", "→": r"\to ",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u200b": "", "\u2061": "", "\ufeff": "", "∘": r"\circ ",
    "∨": r"\lor ", "∧": r"\land ", "″": "''",
    "∠": r"\angle ", "△": r"\triangle ", "ℓ": r"\ell ", "ε": r"\epsilon ", "ζ": r"\zeta ", "η": r"\eta ",
    "ξ": r"\xi ", "ψ": r"\psi ",
    "χ": r"\chi ", "ν": r"\nu ", "κ": r"\kappa ", "Γ": r"\Gamma ", "Θ": r"\Theta ", "Λ": r"\Lambda ", "Σ": r"\Sigma ",
    "Φ": r"\Phi ", "Ψ": r"\Psi ", "Ω": r"\Omega ",
}  # fmt: skip
_UNICODE_TABLE = str.maketrans(_UNICODE)
_SMALL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ₀₁₂₃₄₅₆₇₈₉", "0123456789-+n0123456789")
_STYLED = re.compile("[\U0001d400-\U0001d7ff０-９Ａ-Ｚａ-ｚ]+")  # letters and digits in bold, italic, full width
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ]+")
_LOWERED = re.compile("[₀₁₂₃₄₅₆₇₈₉]+")

_KNOWN_START = (
    r"(?=(?:[dtc]?frac|sqrt|pi|left|right|cdot|times|text|mathrm|mathbf|begin|end|infty|circ|log|ln|sin|cos|tan|cup|cap|"
    r"le|ge|leq|geq|in|pm|theta|alpha|beta|quad|binom|boxed|angle|degree|neq?|[bB]igg?[lr]?)(?![a-z]))"
)
_DOUBLED = re.compile(r"\\\\" + _KNOWN_START)
_TRACE_OF_EATEN = re.compile(
    r"[\x0c\x08\t\r]|(?<![A-Za-z\\])(?:rac|ext)\s*\{|<su[bp]>|quad[A-Za-z]|[0-9]\s*[apAP]\.?\s?[mM]\b"
    r"|\\text(?:circled|dollar|backslash)|\\text\{\\textb|\\complement|\\c[au]p\s*,|\\not(?![A-Za-z])|_[A-Za-z]_"
)
_ENTITIES = {"lt": "<", "gt": ">", "le": r"\le ", "ge": r"\ge ", "amp": "&", "nbsp": " "}
_ENTITY = re.compile(r"&(lt|gt|le|ge|amp|nbsp)(?:;|\Z)")
"""What web pages write for signs and blanks."""
_EATEN = (
    (re.compile(r"\x0c(?=rac|box|bx)"), r"\\f"),
    (re.compile(r"\x08(?=oxed|inom|egin|eta|ar)"), r"\\b"),
    (re.compile(r"\t(?=ext|imes|heta|an|frac|o\b)"), r"\\t"),
    (re.compile(r"\r(?=ight|ho)"), r"\\r"),
    (re.compile(r"(?<![A-Za-z\\])rac(?=\s*\{)"), r"\\frac"),
    (re.compile(r"(?<![A-Za-z\\])ext(?=\s*\{)"), r"\\text"),
    (re.compile(r"(?<=:[0-9]{2})\s*([apAP])\.?\s?[mM]\b\.?"), r" \\text{\1m}"),
    (re.compile(r"(?<=\A[0-9])\s*([AP])\.?M\.?\Z|(?<=\A[0-9]{2})\s*([AP])\.?M\.?\Z"), r" \\text{\1\2M}"),
    (re.compile(r"(?<=[0-9])\s*([ap])\.\s?m(?![A-Za-z])\.?"), r" \\text{\1m}"),
    (re.compile(r"\\q?quad(?=[A-Za-z])"), " "),
    (re.compile(r"(?<!\w)_([A-Za-z])_(?![\w{])"), r"\1"),  # Markdown's italics
    (re.compile(r"<sup>([^<]*)</sup>"), r"^{\1}"),
    (re.compile(r"<sub>([^<]*)</sub>"), r"_{\1}"),
    (re.compile(r"\\textcircled\s*\{?\s*([1-9])\s*\}?"), lambda match: chr(ord("①") + int(match[1]) - 1)),
    (re.compile(r"\\textdollar(?![A-Za-z])"), r"\\$"),
    (re.compile(r"\\text\{\\textbackslash\s*\}|\\textbackslash\s*"), r"\\"),
    (re.compile(r"\\complement\s*\\_"), r"\\complement_"),
    (re.compile(r"\\(c[au]p)\s*,"), r"\\\1 "),
    (re.compile(r"\\not\s*(?:=|\\?in(?![A-Za-z]))"), lambda match: "\\ne " if "=" in match[0] else "\\notin "),
    (re.compile(r"\\not\s*\\subseteq(?![A-Za-z])|\\not\s*\\subset(?![A-Za-z])"), r"\\nsubseteq "),
    (re.compile(r"(?<=[1-9]0|[1-9]5)\^\s*\Z"), r"^\\circ"),  # an angle whose circle was lost
    (re.compile(r"(?<=[^\s\\=])\$?\s*\n\s*\$?(?=[A-Za-z](?:_\{?\w+\}?)?\s*=)"), ", "),  # an equation on each line
)


_SWISS = re.compile(r"(?<![0-9'.])[1-9][0-9]{0,2}(?:'[0-9]{3})+(?![0-9'])")
"""Thousands as they are set apart in Switzerland: `1'000`."""
_POINTED = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?(?![0-9.,])")
"""Thousands as much of the world sets them apart, two groups of them at least: `1.234.567`, `1.234.567,89`."""
_US_DOLLARS = re.compile(r"(?<![A-Za-z])U\.?S\.?\s*\\?\$(?=\s*[0-9])")
_OCLOCK = re.compile(r"(?<=[0-9])\s*o\s?['’]\s?clock(?![A-Za-z])")
_HOURS = re.compile(r"\s*([01]?[0-9]|2[0-4])\s?h\s?([0-5][0-9])(?:\s?min)?\s*")
"""`14h30`, as French writes fourteen hours and a half."""
_COPULA = re.compile(r"(?<=[A-Za-z0-9})])\s*(?:等于|为|是)\s*(?=[-0-9\\$])")
"""The "is" of Chinese before a number."""


_ARGUMENT = r"(\{[^{}]*\}|[0-9A-Za-z])"
_CHOICE = re.compile(
    rf"(?:\{{\s*\}}|(?:\A|(?<=[=+(,]))\s*)[_^]{_ARGUMENT}\s*(?:\\(?:mathrm|text)\s*\{{\s*)?([CP])\s*\}}?\s*_{_ARGUMENT}"
)
"""How many choices or orders there are, with what is chosen from before the letter: `{}_5C_2`, `{}^5P_2`."""


def chosen(match: re.Match[str]) -> str:
    """Choices and orders as the grammar knows them."""
    of, letter, some = (part.strip("{} ") for part in match.groups())
    return choices_of(letter, of, some)


def choices_of(letter: str, of: str, some: str) -> str:
    """How many choices, C, or orders, P, of some there are."""
    return rf"\binom{{{of}}}{{{some}}}" if letter == "C" else rf"\frac{{({of})!}}{{({of}-({some}))!}}"


def mend(text: str) -> str:
    """Undo what escapes, web pages and Unicode did to the LaTeX of an answer."""
    text = repaired(text)
    if not text.isascii():
        text = chinese_numbers(western(text))
        text = _STYLED.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
        text = _RAISED.sub(lambda run: "^{" + run[0].translate(_SMALL) + "}", text)
        text = _LOWERED.sub(lambda run: "_{" + run[0].translate(_SMALL) + "}", text)
        text = _COPULA.sub("=", text.translate(_UNICODE_TABLE))
    if "\\\\" in text and ("\\begin{" not in text or "\\\\begin" in text):
        text = _DOUBLED.sub(r"\\", text)
        if "\\begin" in text:
            text = text.replace("\\\\\\\\", "\\\\")
    if text.count(".") > 1:
        text = _POINTED.sub(lambda number: number[0].replace(".", "").replace(",", "."), text)
    if "US" in text:
        text = _US_DOLLARS.sub(r"\\$", text)
    if "'" in text:
        text = _SWISS.sub(lambda number: number[0].replace("'", ""), text)
        text = _OCLOCK.sub(r" \\text{ o'clock}", text) if "clock" in text and "\\text" not in text else text
    if "h" in text and (hours := _HOURS.fullmatch(text)):
        return rf"{hours[1]} \text{{ h }} {hours[2]} \text{{ min}}"
    if "_" in text and _CHOICE.search(text):
        text = _CHOICE.sub(chosen, text)
    if "{ }^" in text or "{}^" in text:
        text = text.replace("{ }^", "^").replace("{}^", "^")
    if "&" in text:
        text = _ENTITY.sub(lambda match: _ENTITIES[match[1]], text)
    if _TRACE_OF_EATEN.search(text) or "\n" in text or text[-1:] == "^":
        for pattern, replacement in _EATEN:
            text = pattern.sub(replacement, text)
    return round_brackets(decimal_points(text))


# Commands that only change how things look.
_INVISIBLE = frozenset(
    r"""\, \; \: \! \  \quad \qquad \left \right \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr \Biggl
    \Biggr \displaystyle \huge \Huge \LARGE \tiny \footnotesize \textstyle \scriptstyle
    \limits \nolimits \mathstrut \strut \hfill \null \middle \thinspace
    \rm \bf \it \normalsize \large \Large \small \break \newline \noindent \allowbreak
    \checkmark \blacksquare""".split()
) | {"\\ ", "\\/"}
_BOLD = frozenset(r"\mathbf \boldsymbol \bm \pmb \bold".split())
_HIDDEN = frozenset(r"\phantom \hphantom \vphantom \color \textcolor \hspace \label \tag".split())
"""Commands whose first argument is not to be read."""
_WRITING = frozenset(
    r"\text \textbf \textit \textrm \textnormal \textsf \texttt \mbox \hbox \mathrm \mathbf \mathit \mathsf "
    r"\operatorname \operatorname* \emph \underline \bold \boldsymbol \bm \mathcal \mathfrak \mathscr "
    r"\pmb \mathop".split()
)
_SAME = {
    "\\dfrac": "\\frac", "\\tfrac": "\\frac", "\\cfrac": "\\frac", "\\dbinom": "\\binom", "\\tbinom": "\\binom",
    "\\leq": "\\le", "\\leqslant": "\\le", "\\lt": "<", "\\gt": ">", "\\geq": "\\ge", "\\geqslant": "\\ge",
    "\\neq": "\\ne", "\\lvert": "|", "\\rvert": "|", "\\vert": "|", "\\mid": "|", "\\lbrack": "[", "\\rbrack": "]",
    "\\lbrace": "\\{", "\\rbrace": "\\}", "\\ast": "*", "\\cdotp": "\\cdot", "\\bullet": "\\cdot",
    "\\degree": "\\circ", "\\varnothing": "\\emptyset", "\\O": "\\emptyset", "\\ldots": "\\dots", "\\cdots": "\\dots",
    "\\dotsc": "\\dots", "\\dotsb": "\\dots", "\\dotsm": "\\dots", "\\vdots": "\\dots", "\\lparen": "(",
    "\\rparen": ")", "\\cupdot": "\\cup", "\\sqcup": "\\cup", "\\lnot": "\\neg", "\\ddots": "\\dots",
    "\\backslash": "\\setminus", "\\vee": "\\lor", "\\wedge": "\\land", "\\R": "\\mathbb R",
    "\\Z": "\\mathbb Z", "\\N": "\\mathbb N", "\\tg": "\\tan", "\\ctg": "\\cot", "\\arctg": "\\arctan",
    "\\sh": "\\sinh", "\\ch": "\\cosh",
    "\\cosec": "\\csc", "\\varphi": "\\phi", "\\varepsilon": "\\epsilon", "\\colon": ":", "\\thickapprox": "\\approx",
    "\\simeq": "\\approx", "\\fbox": "\\boxed", "\\infin": "\\infty", "\\cap": "\\cap",
    "\\implies": "\\Rightarrow", "\\prime": "'", "\\lg": "\\lg", "\\dots": "\\dots", "\\owns": "\\ni",
    "\\smallsetminus": "\\setminus", "\\|": "|", "\\Vert": "|", "\\lVert": "|", "\\rVert": "|",
}  # fmt: skip

FUNCTIONS = frozenset(
    "sin cos tan cot sec csc arcsin arccos arctan arccot arcsec arccsc asin acos atan sinh cosh tanh coth sech csch "
    "arcsinh arccosh arctanh ln log lg exp sqrt cbrt abs floor ceil gcd lcm max min binom det Re Im sgn cis".split()
)
GREEK = frozenset(
    (
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon phi chi psi "
        "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar mho odot vartheta partial nabla "
        "aleph imath jmath oplus otimes star dagger"
    ).split()
)
DECORATIONS = frozenset(
    "overline bar vec hat tilde dot ddot widehat overrightarrow widetilde underbar mathring".split()
)
FACTORS = frozenset({"\\frac", "\\sqrt", "\\pi", "\\infty", "\\lfloor", "\\lceil", "\\sum", "\\prod", "\\binom"})
"""Commands that begin a factor, besides functions and letters."""
_KNOWN = (
    FUNCTIONS | GREEK | DECORATIONS | frozenset("begin end in to pm mp times cdot div equiv mathbb sum prod".split())
)
_PLAIN_NAMES = {
    "pi": "\\pi", "infty": "\\infty", "infinity": "\\infty", "inf": "\\infty", "oo": "\\infty", "and": "and",
    "or": "or", "theta": "\\theta", "alpha": "\\alpha", "beta": "\\beta", "lambda": "\\lambda", "omega": "\\omega",
    "union": "\\cup",
}  # fmt: skip
# Plain function names inside a run of letters, longest first: `sinx`, `lnx`.
_PREFIX = re.compile(r"(?:arc)?(?:sin|cos|tan|cot|sec|csc)|ln|log|sqrt")
_FUNCTIONS_OF_LETTERS = re.compile(rf"(?:(?:{_PREFIX.pattern})[A-Za-z]?)+")

_TOKEN = re.compile(
    r"""
    [\s~$]*
    (?:
        (?P<number>
            (?: (?:[0-9]{1,3}(?:(?:,\\!|\{,\}|\\,|,\\,)\s?[0-9]{3})+(?![0-9])
                |  [1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9])
                |  [0-9]{1,3}(?:\ [0-9]{3})+(?![0-9])
                |  [0-9]+)
                (?:\.(?![.])[0-9]*)?
              | \.[0-9]+
            )
            (?:[eE][+-]?[0-9]{1,6}(?![0-9A-Za-z.]))?
        )
      | (?P<command>\\[A-Za-z]+\*?|\\.|\\)
      | (?P<letters>[A-Za-z]+(?![^\W\d_]))
      | (?P<word>[^\W\d_]+)
      | (?P<mark>\*\*|<=|>=|!=|==|:=|\.\.+|[^\s~$])
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_ENVIRONMENT = re.compile(r"\s*\{([A-Za-z]+)\*?\}")
_DELIMITER_DOT = re.compile(r"\s*\.")
_LETTER_LIST = re.compile(r"[A-Za-z](?:\s*,\s*[A-Za-z])+")
_UNIT_LETTERS = frozenset("mgsNJWVLKh")  # upright behind a number they are units
_UNITS_TOO = frozenset({"min", "sec"})  # functions where an argument follows, else minutes and seconds
_LETTER_SETS = re.compile(r"\s*(?:\{\s*([A-Za-z])\s*\}|([A-Za-z]))")


# Marks that no longer one begins with: nearly half of all tokens, which need no pattern and no object of their own.
_SINGLE = {mark: (Token("mark", mark), Token("mark", mark, glued=True)) for mark in "{}()[]+-/,;_^|'&"}


def tokenize(text: str, *, commas: bool = False, level: int = 0) -> list[Token]:
    """Cut an answer into tokens.

    commas: read a comma between digits as a separator of items, not of thousands.
    level: how many text commands this text is in.

    Raises TooLarge for a text that is too long, Unreadable for one that cannot be cut.
    """
    if len(text) > MAX_CHARACTERS:
        msg = f"longer than {MAX_CHARACTERS} characters"
        raise TooLarge(msg)
    tokens: list[Token] = []
    position = end = 0  # `end`: of the token before
    while position < len(text):
        single = _SINGLE.get(text[position])
        if single is not None:
            tokens.append(single[position == end])
            position = end = position + 1
            continue
        match = _TOKEN.match(text, position)
        if match is None:  # blanks
            break
        kind = match.lastgroup
        assert kind is not None
        start, position = match.span(kind)
        glued = start == end
        value = text[start:position]
        if kind == "command":
            count = len(tokens)
            position = _command(text, value, position, glued, tokens, level)
            if len(tokens) == count:  # it draws nothing
                continue
        elif kind == "letters" and len(value) > 1:
            if value in _UNITS_TOO and tokens and _is_behind_amount(tokens[-1]) and _ends(text, position):
                tokens.append(Token("word", value, glued))
            else:
                _letters(value, glued, tokens)
        elif kind == "letters":
            tokens.append(Token("letter", value, glued))
        else:
            if commas and kind == "number" and "," in value:
                value = re.match(r"[0-9]+", value)[0]  # type: ignore[index]
                position = start + len(value)
            tokens.append(Token(kind, value, glued))
        end = position
    return tokens


def _is_behind_amount(before: Token) -> bool:
    return before.kind == "number" or before.value == "/"


def _ends(text: str, position: int) -> bool:
    """Whether nothing follows that a function could be applied to."""
    return text[position:].lstrip(" ~$")[:1] in {"", ",", ";", ".", ")", "]", "}", "/"} or bool(
        _SECONDS.match(text, position)
    )


_SECONDS = re.compile(r"\s+[0-9]+(?:\.[0-9]+)?\s*(?:s|secs?|seconds?)(?![A-Za-z])")
"""What goes on behind minutes: `1 min 5 s`."""
_COMMAND = re.compile(r"\\[A-Za-z]+")


def unknown_commands(text: str) -> set[str]:
    """The commands in a text that are in none of our tables."""
    found = set(_COMMAND.findall(text)) - _INVISIBLE - _HIDDEN - _WRITING - _SAME.keys() - set(_SAME.values()) - FACTORS
    return {name for name in found if name[1:] not in _KNOWN}


def _unseen(text: str, command: str, end: int) -> int:
    """Where the text goes on behind a command that draws nothing."""
    if command in _HIDDEN:
        return _braced(text, end)[1]
    dot = _DELIMITER_DOT.match(text, end) if command in {"\\left", "\\right"} else None
    return dot.end() if dot else end


def _command(text: str, command: str, end: int, glued: bool, tokens: list[Token], level: int) -> int:  # noqa: FBT001
    """Add the token of a LaTeX command; the result is where the text goes on."""
    if command in FACTORS:  # most are
        tokens.append(Token("name", command, glued))
        return end
    if command in _INVISIBLE or command in _HIDDEN:
        return _unseen(text, command, end)
    if command in _WRITING:
        return _writing(text, command, end, glued, tokens, level)
    if command in {"\\begin", "\\end"}:
        environment = _ENVIRONMENT.match(text, end)
        if environment is None:
            raise Unreadable(command)
        tokens.append(Token("name", f"{command} {environment[1]}", glued))
        end = environment.end()
        return _columns(text, end) if environment[1] == "array" and command == "\\begin" else end
    if command == "\\mathbb":
        letter = _LETTER_SETS.match(text, end)
        if letter is not None:
            tokens.append(Token("letter", f"\\mathbb {letter[1] or letter[2]}", glued))
            return letter.end()
    if command in {"\\$", "\\%", "\\#", "\\&", "\\_"}:
        if command != "\\_":
            tokens.append(Token("mark", command[1], glued))
        return end
    if command == "\\":  # a lone backslash, as an escape leaves it at the end
        return end
    value = _SAME.get(command, command)
    if len(value) == 1:
        tokens.append(Token("mark", value, glued))
    elif value.startswith("\\mathbb"):
        tokens.append(Token("letter", value, glued))
    else:
        tokens.append(Token("name", value, glued))
    return end


def _columns(text: str, start: int) -> int:
    """Where the text goes on behind the column specification of an array, which only says how it looks."""
    columns, end = _braced(text, start)
    if not _COLUMNS.issuperset(columns):
        msg = f"columns {columns!r}"
        raise Unreadable(msg)
    return end


_COLUMNS = frozenset("lcr|@{}!: *0123456789")
"""What the column specification of an array is made of."""
_CROSSED = re.compile(r"\\times\s*[({]*\s*\\(?:mathbf|boldsymbol|bm|pmb|bold|vec)(?![A-Za-z])")
"""Where a sign precedes a vector, letters in bold are vectors."""
_FORMULA = re.compile(r"[\\^_=$]")
_SAID = re.compile(r"(?i:(?:the\s)?(?:final\s)?answer\s?(?:is|=|:))\s(.+)", re.DOTALL)
_COUNTED = re.compile(r"(-?\$?[0-9][0-9.,/]*)(\s+[A-Za-z][A-Za-z ]*|\s*[^0-9].*?)\.?", re.DOTALL)  # \text{24 ways}


def _writing(text: str, command: str, end: int, glued: bool, tokens: list[Token], level: int) -> int:  # noqa: FBT001
    """Text in mathematics: a symbol, a function's name, mathematics again, or words."""
    content, end = _braced(text, end)
    if level == MAX_LEVELS:
        msg = f"more than {MAX_LEVELS} text commands in each other"
        raise TooLarge(msg)
    bare = content.strip()
    if not bare:
        return end
    if _opened(bare, glued, tokens, level):
        return end
    if command in _BOLD and len(bare) == 1 and bare.isalpha() and bare not in "ijk" and _CROSSED.search(text):
        tokens.append(Token("letter", f"\\vec {bare}", glued))
        return end
    if unit_of(bare) is not None and (command != "\\mathrm" or len(bare) > 1):
        tokens.append(Token("text", content, glued))
        return end
    if not any(map(str.isalpha, bare)) or _FORMULA.search(bare) or _LETTER_LIST.fullmatch(bare):
        _extend(tokens, tokenize(bare, level=level + 1), glued)
    elif _SAME.get("\\" + bare, "")[1:] in FUNCTIONS and len(bare) > 1:
        tokens.append(Token("name", _SAME["\\" + bare], glued))
    elif bare in _UNITS_TOO and not text[end : end + 20].lstrip().startswith(("(", "{", "_", "\\")):
        tokens.append(Token("text", content, glued))
    elif bare.lower() == "infinity":
        tokens.append(Token("name", "\\infty", glued))
    elif (counted := _COUNTED.fullmatch(bare)) and (re.sub("[ '’]", "", counted[2]).isalpha() or unit_of(counted[2])):
        _extend(tokens, tokenize(counted[1], level=level + 1), glued)
        tokens.append(Token("text", counted[2]))
    elif bare in {"i", "j", "k"} and command in _BOLD:
        tokens.append(Token("letter", f"\\hat {bare}", glued))  # a unit vector
    elif bare in FUNCTIONS or bare in {"and", "or", "mod"}:
        tokens.append(Token("name", bare if bare in {"and", "or"} else "\\" + bare, glued))
    elif (
        len(bare) == 1 and command not in {"\\text", "\\mbox"} and (command != "\\mathrm" or bare not in _UNIT_LETTERS)
    ):
        tokens.append(Token("letter", bare, glued))
    else:
        tokens.append(Token("text", content, glued))
    return end


_DECIMAL = re.compile(r"[0-9]\.[0-9]")


def _opened(bare: str, glued: bool, tokens: list[Token], level: int) -> bool:  # noqa: FBT001
    """Add a text that holds a whole answer, or a bracket whose other half is outside; whether it is one."""
    if said := _SAID.fullmatch(bare):
        _extend(tokens, tokenize(said[1], level=level + 1), glued)
        return True
    more = bare.count("(") - bare.count(")")
    if more == 0 and bare[0] == "(" and bare[-1] == ")" and bare.count("(") == 1 and _DECIMAL.search(bare):
        inner = tokenize(bare[1:-1], level=level + 1)
        tokens += [Token("mark", "(", glued), *inner, Token("mark", ")")]
        return True
    if (more, bare[0]) != (1, "(") and (more, bare[-1]) != (-1, ")"):
        return False
    if more == 1:
        tokens.append(Token("mark", "(", glued))
    content = bare[1:] if more == 1 else bare[:-1]
    if content.strip():
        tokens.append(Token("text", content))
    if more == -1:
        tokens.append(Token("mark", ")"))
    return True


def _extend(tokens: list[Token], inner: list[Token], glued: bool) -> None:  # noqa: FBT001
    """Add the tokens in a text command, which are there as one: nothing in it is glued to something else in it."""
    tokens += [Token(token.kind, token.value, glued and index == 0) for index, token in enumerate(inner)]


_BRACE = re.compile(r"[{}]")


def _braced(text: str, position: int) -> tuple[str, int]:
    """The content of the braces at a position (or the next character without them), and where it ends."""
    while position < len(text) and text[position].isspace():
        position += 1
    if position >= len(text) or text[position] != "{":
        return text[position : position + 1], min(position + 1, len(text))
    depth = 0
    for brace in _BRACE.finditer(text, position):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return text[position + 1 : brace.start()], brace.end()
    return text[position + 1 :], len(text)  # never closed: models forget


def _letters(run: str, glued: bool, tokens: list[Token]) -> None:  # noqa: FBT001
    """A run of several plain letters: a name, a product of variables, or a word."""
    if run in FUNCTIONS:
        tokens.append(Token("name", "\\" + run, glued))
    elif run.lower() in _PLAIN_NAMES:
        tokens.append(Token("name", _PLAIN_NAMES[run.lower()], glued))
    elif _FUNCTIONS_OF_LETTERS.fullmatch(run):
        place = 0
        while place < len(run):
            prefix = _PREFIX.match(run, place)
            value = "\\" + prefix[0] if prefix else run[place]
            tokens.append(Token("name" if prefix else "letter", value, glued or place > 0))
            place = prefix.end() if prefix else place + 1
    else:
        # Whether `abc` is a word or a product, what is around it decides: the parser does.
        tokens.append(Token("word", run, glued))
