"""Rewards from their names."""

import pytest

import verifiers
from verifiers import CodeReward, FormatReward, MathReward
from verifiers.compose import combine, gated, product
from verifiers.errors import ScoringError
from verifiers.names import named, reward_of, without_wall
from verifiers.names.table import COMBINATIONS, REWARDS, SERVERS
from verifiers.reward import Reward
from verifiers.sandbox import Limits


def parts(*names, **rows):
    return [(reward.name, weight) for reward, weight in reward_of(names, **rows).parts]


def test_names_weights_and_presets():
    assert parts("math") == [("math", 1.0)]
    assert parts("math", "format=0.2") == [("math", 1.0), ("format", 0.2)]
    assert parts("r1-zero") == [("math", 1.0), ("format", 1.0)]
    assert parts("r1") == [("math", 1.0), ("format", 1.0), ("language", 1.0)]
    assert parts("r1-zero", "language=0.1") == [("math", 1.0), ("format", 1.0), ("language", 0.1)]
    assert parts("code=0.5") == [("code", 0.5)]


def test_the_accuracy_of_a_preset_is_code_where_rows_have_tests():
    assert parts("r1-zero", tests=True) == [("code", 1.0), ("format", 1.0)]
    assert parts("r1", tests=True) == [("code", 1.0), ("format", 1.0), ("language", 1.0)]


def test_a_reward_that_is_named_grades_all_rows():
    assert parts("math", "code", tests=True) == parts("math", "code") == [("math", 1.0), ("code", 1.0)]
    assert parts("format", tests=True) == [("format", 1.0)]
    with pytest.raises(ScoringError, match="the reward 'code' is given twice"):
        reward_of(["r1", "code"], tests=True)


def test_the_wall_is_the_code_rewards_and_no_part_of_what_a_reward_is():
    walled, other = (reward_of(["r1-zero"], tests=True, wall=wall) for wall in ("local", "docker"))
    assert walled.parts[0][0].wall == "local"
    assert walled != other
    assert without_wall(walled) == without_wall(other) == reward_of(["r1-zero"], tests=True)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (
            ["maths"],
            r"unknown reward 'maths' \(did you mean 'math'\?\): the rewards are math, code, .*, the presets accuracy",
        ),
        ([""], "unknown reward ''"),
        (["math=x"], "the weight in 'math=x' is not a number"),
        (["math="], "is not a number"),
        (["math=nan"], "is not a number"),
        (["r1=2"], "has its own weights"),
        (["r1", "math"], "the reward 'math' is given twice"),
        ([], "no reward is named"),
        (
            ["math(tollerance=0.1)"],
            r"math has no setting 'tollerance' \(did you mean 'tolerance'\?\): its settings are",
        ),
        (["math(tolerance=tiny)"], "the setting 'tolerance' of math is a number, not tiny"),
        (["math(tolerance=-1)"], "a tolerance is a relative error from 0 up to 1, not -1"),
        (["math(tolerance=true)"], "the setting 'tolerance' of math is a number, not true"),
        (["math(lenient=1)"], "the setting 'lenient' of math is true or false, not 1"),
        (["format(template=r2)"], "unknown template 'r2': the names are r1"),
        (["code(score=half)"], "the setting 'score' of code is all or fraction, not half"),
        (["code(cpu_seconds=0)"], "cpu_seconds must be between"),
        (["code(languages=[python, fortran])"], "unknown language 'fortran'"),
        (["cosine-scaled"], r"cosine-scaled needs the setting 'max_len', as in 'cosine-scaled\(max_len=…\)'"),
        (["length(unit=word)"], r"the setting 'unit' of length is tokens or words or .*\(did you mean 'words'\?\)"),
        (["gated(format)"], "gated needs the setting 'by'"),
        (["gated(format, of=math)"], "gated has no setting 'of': its settings are reward, by, name"),
        (["product(math)"], "product needs at least two rewards"),
        (["combine(math=lots)"], "is not a number"),
        (["r1(template=x)"], "the preset 'r1' has no settings"),
        (["math(tolerance=0.1, tolerance=0.2)"], "the setting 'tolerance' is given twice"),
        (["nosuch_module:reward"], "cannot import nosuch_module: ModuleNotFoundError"),
        (["nosuch.py:reward"], "there is no file nosuch.py"),
        (["verifiers:math_rewrad"], r"verifiers has no 'math_rewrad' \(did you mean 'math_reward'\?\)"),
        (["verifiers:VERDICTS"], "verifiers:VERDICTS is str, neither a reward nor a function"),
        ([":reward"], "names nothing"),
    ],
)
def test_what_is_wrong_is_a_sentence(names, sentence):
    with pytest.raises(ScoringError, match=sentence):
        reward_of(names)


def one(text, **told):
    [(reward, weight)] = reward_of([text], **told).parts
    assert weight == 1
    return reward


@pytest.mark.parametrize(
    ("text", "reward"),
    [
        ("math(form=any, tolerance=0.01)", MathReward(form="any", tolerance=0.01)),
        ("math( lenient )", MathReward(lenient=True)),
        ("math(tolerance=1e-4,name=close)", MathReward(tolerance=1e-4, name="close")),
        ("math()", MathReward()),
        ("format(template=r1-answer, prefill='never')", FormatReward("r1-answer", prefill="never")),
        ("code(score=fraction, cpu_seconds=4)", CodeReward(score="fraction", limits=Limits(cpu_seconds=4.0))),
        ("code(languages=[python, c], wall=local)", CodeReward(languages=("python", "c"), wall="local")),
        ("code(stop-at-first-failure=none)", CodeReward()),
        ("soft_overlong(unit=words)", verifiers.SoftOverlongReward(unit="words")),
        (
            "cosine-scaled(max_len=9, accuracy=math(form=any))",
            verifiers.CosineScaledReward(9, accuracy=MathReward("any")),
        ),
        ("language(language=fr, candidates=[de, nl])", verifiers.LanguageReward("fr", ("de", "nl"))),
        ("gated(format, by=math)", gated(FormatReward(), by=MathReward())),
        ("product(math, format, name=both)", product(MathReward(), FormatReward(), name="both")),
        ("combine(math, format(template=prefilled)=0.2)", combine({MathReward(): 1.0, FormatReward("prefilled"): 0.2})),
        ("gated(length, by=accuracy)", gated(verifiers.LengthReward(), by=MathReward())),
        ("math(reasoning=magistral, prefilled)", MathReward(reasoning="magistral", prefilled=True)),
        ("combine(math, prefilled)", combine({MathReward(): 1.0}).replace(prefilled=True)),
        ("r1-zero(reasoning=kimi)", verifiers.r1_zero_reward.replace(reasoning="kimi")),
        ("gated(format, by=math, prefilled=true)", gated(FormatReward(), by=MathReward()).replace(prefilled=True)),
    ],
)
def test_settings_and_rewards_made_of_rewards(text, reward):
    assert one(text) == reward


def test_every_public_reward_has_a_name():
    public = {name for name in verifiers.__all__ if isinstance(getattr(verifiers, name), type)}
    classes = {name for name in public if issubclass(getattr(verifiers, name), Reward)}
    assert classes == {"Reward", *REWARDS.values()}  # and the class of them all
    assert {name.replace("-", "_") for name in COMBINATIONS} <= set(verifiers.__all__)
    for name, kind in REWARDS.items():
        if name not in (
            "cosine-scaled",
            "adaptive-length",
            "overlong-filter",
            *SERVERS,
        ):  # no default length or address
            assert type(one(name)) is getattr(verifiers, kind)
            assert one(name).name.replace("_", "-") == name


def test_the_accuracy_of_what_nests_is_code_where_rows_have_tests():
    assert one("gated(format, by=accuracy)", tests=True).by == CodeReward()
    assert one("combine(r1-zero, language=0.1)", tests=True).rewards[0].rewards[0] == CodeReward()


def test_the_wall_is_that_of_every_program_that_names_none():
    reward = reward_of(["gated(format, by=code)", "code(wall=docker, name=other)"], wall="local")
    assert reward.parts[0][0].by.wall == "local"
    assert reward.parts[1][0].wall == "docker"
    assert without_wall(reward) == reward_of(["gated(format, by=code)", "code(name=other)"]).replace(name=reward.name)


def test_a_reward_by_names_as_adapters_take_it():
    assert named("math(form=any)") == MathReward(form="any")
    assert named(["math", "format=0.2"]).parts == ((MathReward(), 1.0), (FormatReward(), 0.2))
    assert named("math=2").parts == ((MathReward(), 2.0),)
    assert named(MathReward()) == MathReward()


@pytest.mark.parametrize("text", ["os:system", "gated(format, by=os:system)", "combine(math, os:system=0.5)", "x.py:f"])
def test_where_names_come_from_elsewhere_nothing_of_ones_own_is_imported(text):
    with pytest.raises(ScoringError, match="is a reward of your own, and such cannot be named here"):
        reward_of([text], own=())


JUDGE = "judge(url=http://127.0.0.1:9/v1, model=m)"


@pytest.mark.parametrize(
    "text", [JUDGE, f"otherwise(math, {JUDGE})", f"combine(math, {JUDGE}=0.5)", "judge=2", "rubric", "reward_model"]
)
def test_where_names_come_from_elsewhere_no_address_is_asked(text):
    """A stranger who may name an address makes the service ask it."""
    with pytest.raises(ScoringError, match="asks a server, and such a reward cannot be named here"):
        reward_of([text], own=())


def test_what_the_services_own_command_line_names_may_be_named():
    text = f"otherwise(math, {JUDGE})"
    assert reward_of([text], own=[text]).name == text
    with pytest.raises(ScoringError, match="asks a server"):
        reward_of([JUDGE], own=[text])
