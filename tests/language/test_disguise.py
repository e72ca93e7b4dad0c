"""English in disguise does not pass for French, and honest identifiers do not count."""

import re

import pytest

from verifiers import LanguageReward, language_reward

ENGLISH = (
    "First we compute the sum of the two numbers, and then we divide it by three, because there are three of them in "
    "the set. After that we know that the answer must be even, so it is not one of the small values that we had before."
)
FRENCH = "On calcule d'abord la somme. "
WORDS = re.findall("[A-Za-z]+", ENGLISH)


def groups(size):
    return [WORDS[at : at + size] for at in range(0, len(WORDS), size)]


def spelled(separator, blank=" "):
    return blank.join(separator.join(word) for word in WORDS)


DISGUISES = {
    "a digit behind": " ".join(f"{word}1" for word in WORDS),
    "a digit before": " ".join(f"2{word}" for word in WORDS),
    "digits for letters": ENGLISH.replace("e", "3").replace("o", "0"),
    "a capital inside": " ".join(word[0] + word[1:].capitalize() if len(word) > 1 else word for word in WORDS),
    "a capital at the end": " ".join(word[:-1].lower() + word[-1].upper() for word in WORDS),
    "camel case": " ".join(group[0].lower() + "".join(map(str.capitalize, group[1:])) for group in groups(2)),
    "snake case": " ".join("_".join(group) for group in groups(2)),
    "dots between words": " ".join(".".join(group).lower() for group in groups(3)),
    "letters apart": spelled(" "),
    "letters apart, words further": spelled(" ", "  "),
    "letters in lines": spelled("\n", "\n"),
    "letters and commas": spelled(", ", ", "),
    "letters and dots": spelled("."),
    "letters and stars": spelled("*"),
    "letters and hyphens": spelled("-"),
    "paths": " ".join(f"/{'/'.join(group)}" for group in groups(4)),
    "addresses": " ".join(f"http://{'-'.join(group)}" for group in groups(6)),
    "mail": " ".join("@".join(group) for group in groups(2)),
    "attributes": " ".join(f'<a title="{" ".join(group)}">' for group in groups(15)),
    "tags": " ".join(f"<{word}>" for word in WORDS),
    "entities": " ".join(f"&{word.lower()};" for word in WORDS),
    "labels": " ".join(f"\\label{{{'-'.join(group)}}}" for group in groups(4)),
    "calls": " ".join(f"{word}(" for word in WORDS),
    "capitals": ", ".join(word.upper() for word in WORDS),
}

CIRCLES = str.maketrans({chr(97 + at): chr(0x24D0 + at) for at in range(26)})
SENTENCES = [" ".join(group) for group in groups(9)]
DISGUISES |= {
    "in circles": ENGLISH.lower().translate(CIRCLES),
    "without blanks": "".join(WORDS).lower(),
    "comments in Python": "```python\n" + "\n".join(f"x = {at}  # {one}" for at, one in enumerate(SENTENCES)) + "\n```",
    "strings in Python": "```python\n"
    + "\n".join(f'print("{one}", {at})' for at, one in enumerate(SENTENCES))
    + "\n```",
    "comments in C": "```c\n" + "\n".join(f"int x{at} = 0; /* {one} */" for at, one in enumerate(SENTENCES)) + "\n```",
    "ticks and commas": " ".join(f"`{one.replace(' ', ', ', 1)}!`" for one in SENTENCES),
    "a formula in pairs": "$"
    + r"\ ".join(r"\,".join(word[at : at + 2] for at in range(0, len(word), 2)) for word in WORDS)
    + "$",
    "braces in a formula": "$" + r"\ ".join("{}".join(word) for word in WORDS) + "$",
    "behind line breaks": "\n" * 262_144 + ENGLISH,
    "behind blanks": " \t\u3000" * 100_000 + ENGLISH,
    "behind what is invisible": "\u200b" * 300_000 + ENGLISH,
}


@pytest.mark.parametrize("name", DISGUISES)
def test_english_in_disguise_does_not_pass_for_french(name):
    verdict = language_reward.grade(f"<think>{FRENCH}{DISGUISES[name]}</think>", "fr")
    assert verdict.score < 0.4


def test_chinese_in_comments_does_not_pass_for_english():
    code = "```python\na = 1  # 我们先求两个数的和\nb = 2  # 然后再除以三得到平均数\nc = '因为题目这样要求'\n```"
    assert language_reward.grade(f"<think>We compute it.\n{code}</think>", "en").score < 0.3


@pytest.mark.parametrize("name", DISGUISES)
def test_disguised_words_alone_pay_nothing(name):
    assert language_reward.grade(f"<think>{DISGUISES[name]}</think>", "fr").score == 0.0


HONEST = [
    "On appelle `is_prime(n)` pour chaque n, puis is_prime(n + 1), et on compare à max_value et min_value.",
    "La fonction sort_by_key du module utils.py lit le fichier /usr/lib/python3/site-packages/numpy/core.py en entier.",
    "Voir https://example.org/how-to-compute-the-sum-of-two-numbers pour la preuve complète de ce résultat.",
    "Les points A B C D et les droites a b c d e se coupent comme sur la figure de notre énoncé.",
    "Soit x1 x2 x3 x4 x5 x6 x7 x8 x9 x10 x11 x12 les racines du polynôme dont on parle.",
    "Le protocole HTTP, le format JSON, le codage UTF8, la norme SHA256 et le client OAuth2 de GitHub suffisent ici.",
    'On écrit <a href="index.html" class="the-link of-the-page">ici</a> pour finir notre petite page.',
]


HONEST += [
    "On intègre : $\\int_0^1 x\\,dx\\,dy + a\\,bc\\;def$ et on trouve la réponse.",
    "Voici le programme de la somme :\n```python\ndef total(prices):  # a list\n    return sum(prices)\n```\nOn voit.",
    "La séquence ACGTACGTACGTACGTACGTACGTACGTACGTACGTACGTACGTACGTACGT code pour ceci.",
    "La clé est qzwxkvbnmplkjhgfdsqwrtzpsdfghjklmnbvcxyqwrtpsdfghjklzxcvbnm dans le fichier.",
]


@pytest.mark.parametrize("text", HONEST)
def test_honest_identifiers_do_not_count(text):
    assert language_reward.grade(f"<think>{text}</think>", "fr").score == 1.0


def test_names_in_chains_of_thought_about_programs_do_not_count():
    names = (
        "has_close_elements separate_paren_groups truncate_number below_zero mean_absolute_deviation "
        "filter_by_substring sum_product rolling_max is_palindrome string_xor longest_string greatest_common_divisor "
        "all_prefixes count_distinct_characters parse_music how_many_times sort_numbers find_closest_elements "
        "rescale_to_unit filter_integers strlen largest_divisor factorize remove_duplicates flip_case concatenate"
    ).split()
    text = " ".join(f"Ensuite on appelle {name} avec la liste." for name in names)
    assert language_reward.grade(f"<think>{text}</think>", "fr").score == 1.0


@pytest.mark.parametrize("mark", ["\u0301", "\u0307", "\u0332", "\u0336", "\u20dd"])
def test_marks_on_every_letter_hide_no_language(mark):
    decorated = "".join(
        f"{one}{mark}" if one.isalpha() else one for one in "we first add the two numbers and divide them"
    )
    assert LanguageReward(language="fr")(f"<think>On calcule donc. {decorated}</think>") <= 0.35


@pytest.mark.parametrize(
    "code",
    [
        "-- we first add all of the numbers and then we divide them by three\nSELECT 1;",
        "<!-- we first add all of the numbers and then we divide them by three --><p/>\n<br/>\n<hr/>",
        "x = `we first add all of the numbers and then we divide them by three`;",
        "x = 1; % we first add all of the numbers and then we divide them by three",
        "(defn f [x] x) ;; we first add all of the numbers and then we divide them by three",
    ],
)
def test_comments_of_many_languages_are_read(code):
    assert LanguageReward(language="fr")(f"<think>On calcule donc.\n```\n{code}\n```</think> 4") <= 0.35


def test_digits_for_letters_at_either_end():
    text = "th3 sum 0f 4ll th3 numb3rs 1s n0t 3v3n, 4nd s0 w3 h4v3 th4t 17 1s 0n3 0f th3m wh1ch 1s f0r m3 4nd y0u"
    assert LanguageReward(language="fr")(f"<think>On calcule donc. {text}</think>") <= 0.35
    honest = (
        "On pose a0 = 1, a1 = 2, a3 = 5, a4 = 8, a5 = 13, a7 = 34, a8 = 55, puis b1, i5, i7, o1, t3, t0 et on conclut."
    )
    assert LanguageReward(language="fr")(honest) == 1.0


SPELLED = "we add all of the numbers and then we divide them by three because there are three of them in it".split()


@pytest.mark.parametrize(
    "hidden",
    [
        "1".join(SPELLED),
        "2024".join(SPELLED),
        f"${' '.join(' '.join(word) for word in SPELLED)}$",
        f"${' '.join(chr(92) + ' ' + ' '.join(word) for word in SPELLED)}$",
    ],
)
def test_words_between_digits_and_letters_between_blanks_of_a_formula(hidden):
    assert LanguageReward(language="fr")(f"<think>On calcule donc. {hidden}</think>") <= 0.35


@pytest.mark.parametrize(
    "formula", ["a b c d e f g h i j k l m n", "f ( x ) = a x + b", "x1y2z3w4v5u6", "2 a b c d e f"]
)
def test_products_of_letters_are_no_words(formula):
    assert LanguageReward(language="fr")(f"<think>On calcule donc ${formula}$, et {formula}.</think>") == 1.0
