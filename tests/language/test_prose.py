import pytest

from verifiers.language.prose import split_prose


def prose(text):
    return " ".join(split_prose(text).text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("la somme $x + y$ vaut", "la somme vaut"),
        ("la somme $$x + y$$ vaut", "la somme vaut"),
        (r"la somme \(x + y\) vaut \[ z \] ici", "la somme vaut ici"),
        (r"un \begin{align*} x &= y \\ z \end{align*} deux", "un deux"),
        (r"\begin{align} x \end{aligned} reste", r"\begin{align} x \end{aligned} reste"),
        ("un ```python\nprint(1)\n``` deux `x = y` trois", "un deux trois"),
        ("un ~~~\nx\n~~~ deux ``a`b`` trois", "un deux trois"),
        (r"cinq \$ et six \$ ici", r"cinq \$ et six \$ ici"),
        ("un $x jamais fini", "un $x jamais fini"),
        ("un $x\n\ny$ deux", "un $x\n\ny$ deux".replace("\n\n", " ")),
        ("He had $5 and paid $10 for it", "He had $5 and paid $10 for it"),
        ("un `jamais fini", "un `jamais fini"),
    ],
)
def test_formulas_and_code_are_cut_out(text, expected):
    assert prose(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "$I think that we should add them$",
        r"\[ \text{I think that we should add them} \]",
        r"\begin{quote} I think that we should add them \end{quote}",
        "$$我认为我们应该把它们加起来$$",
        "```\nI think that we should add them and then divide by two\n```",
        "`I think that we should add them and then divide by two`",
        "```\nI think that we should add them, and then divide by two, without an end",
    ],
)
def test_prose_in_disguise_is_prose(text):
    assert len(prose(text)) > len(text) * 0.7


def test_a_block_that_is_never_closed_is_code():
    assert prose("un ```python\nfor i in range(10):\n    print(i)\n") == "un"


@pytest.mark.parametrize(
    ("formula", "hidden"),
    [
        ("$x^2 + y^2$", ()),
        (r"$\triangle ABC$", ()),
        ("$sin x + cos y$", ()),
        (r"$P(\text{red or blue})$", (r"P(\text{red or blue})",)),
        ("$speed = time$", ("speed = time",)),
        ("`total` `total = 1`", ("total",)),
    ],
)
def test_formulas_with_few_plain_words_are_remembered(formula, hidden):
    assert tuple(content for _, content in split_prose(formula).hidden) == hidden
