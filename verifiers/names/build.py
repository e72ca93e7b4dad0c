"""Rewards from their names."""

from __future__ import annotations

import dataclasses
import inspect
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Literal, NamedTuple, TypeAlias, get_type_hints

import verifiers
from verifiers.code.reward import CodeReward
from verifiers.compose import CombinedReward, combine
from verifiers.errors import ScoringError
from verifiers.names.own import own_reward
from verifiers.names.settings import is_of_rewards, nearest, settings_of, value_of
from verifiers.names.spelling import Spelling, cut, is_own, take_apart
from verifiers.names.table import COMBINATIONS, PRESETS, REWARDS, SERVERS, canonical
from verifiers.reward import Reward

WallName = Literal["docker", "local"]
Rewards: TypeAlias = Reward | str | Sequence[str]
"""A reward, or the names of those that are added up."""


class Told(NamedTuple):
    """What is said beside a name.

    tests: for rows that have tests. own: the rewards of one's own that may be named; `None`: any.
    shaped: whether the accuracy that rewards of length shape is code, as that of a preset is.
    """

    tests: bool
    own: Collection[str] | None
    shaped: bool = False


def reward_of(
    names: Sequence[str],
    *,
    tests: bool = False,
    wall: WallName | None = None,
    own: Collection[str] | None = None,
    reading: Mapping[str, Any] | None = None,
) -> CombinedReward:
    """The sum of rewards that `NAME`, `NAME=WEIGHT` and presets name, in their order.

    names: each as `verifiers.names` says.
    tests: for rows that have tests: there the accuracy of a preset is code, and elsewhere math. So is that of rewards
        of length which are told none, unless math is named too.
    wall: what programs run behind; `None`: the first that the host has.
    own: the rewards of one's own that may be named, each as it is spelled, where names come from elsewhere: nothing
        else is imported. `None`: any.
    reading: the settings `reasoning` and `prefilled` of them all.

    Raises ScoringError, in one sentence, for a name, a setting or a weight that is none, a part named twice, and what
    cannot be imported of your own.
    """
    says_math = any(canonical(cut(text, "=")[0].partition("(")[0]) == "math" for text in names)
    told = Told(tests, own, shaped=tests and not says_math)
    parts: list[tuple[Reward, float]] = []
    for text in names:
        name, equals, weight = cut(text, "=")
        preset = PRESETS.get(canonical(name))
        if preset is not None and equals:
            msg = f"the preset {name!r} has its own weights: give its parts one by one instead of {text!r}"
            raise ScoringError(msg)
        made = [_made(part, told) for part in _accuracy(preset, tests)] if preset else [_made(name, told)]
        parts.extend((_told(reward, reading or {}), _weight(text, weight) if equals else 1.0) for reward in made)
    given = [reward.name for reward, _ in parts]
    for name in given:
        if given.count(name) > 1:
            msg = f"the reward {name!r} is given twice: give one another name, as in 'math(name=other)'"
            raise ScoringError(msg)
    if not parts:
        msg = "no reward is named"
        raise ScoringError(msg)
    walled = {_mapped(reward, lambda one: _behind(one, wall)): by for reward, by in parts}
    return combine(walled, name="+".join(names))


def _told(reward: Reward, reading: Mapping[str, Any]) -> Reward:
    """A reward that reads completions so, unless it has been told otherwise. Its own name says it then."""
    settings = {name: value for name, value in reading.items() if getattr(reward, name) == _UNTOLD[name] != value}
    try:
        return reward.replace(**settings) if settings else reward
    except ValueError as error:  # the name of a reasoning format that is none
        raise ScoringError(str(error)) from None


_UNTOLD = {"reasoning": "auto", "prefilled": None}


def named(reward: Rewards, *, tests: bool = False) -> Reward:
    """A reward as it is, or the one that names stand for; a sum of one with the weight 1 is that one.

    Raises ScoringError as `reward_of` does.
    """
    if isinstance(reward, str):
        return _named((reward,), tests)
    return _named(tuple(reward), tests) if isinstance(reward, Sequence) else reward


@lru_cache(maxsize=64)
def _named(names: tuple[str, ...], tests: bool) -> Reward:  # noqa: FBT001 - a key of the cache
    found = reward_of(names, tests=tests)
    [(only, weight), *more] = found.parts
    return found if more or weight != 1 else only


def without_wall(reward: CombinedReward) -> CombinedReward:
    """The same reward, whatever its programs run behind: a verdict does not depend on it."""

    def bare(one: Reward) -> Reward:
        return one.replace(wall=None) if isinstance(one, CodeReward) else one

    found: CombinedReward = _mapped(reward, bare)
    return found


def _behind(reward: Reward, wall: WallName | None) -> Reward:
    return reward.replace(wall=wall) if isinstance(reward, CodeReward) and reward.wall is None else reward


def _mapped(value: Any, change: Callable[[Reward], Reward]) -> Any:
    """A reward, or a tuple that holds some, with every reward in it changed, the innermost first."""
    if isinstance(value, tuple):
        return tuple(_mapped(one, change) for one in value)
    if not isinstance(value, Reward) or not dataclasses.is_dataclass(value):
        return value
    held = {field.name: getattr(value, field.name) for field in dataclasses.fields(value) if field.init}
    new = {name: _mapped(one, change) for name, one in held.items() if isinstance(one, Reward | tuple)}
    inner: Reward = value.replace(**new) if any(new[name] != held[name] for name in new) else value
    return change(inner)


def _accuracy(parts: Sequence[str], tests: bool) -> list[str]:  # noqa: FBT001
    """The parts of a preset, whose accuracy is code for rows with tests."""
    return ["code" if tests and part == "math" else part for part in parts]


def _made(text: str, told: Told) -> Reward:
    """The reward that a text without a weight stands for."""
    spelling = take_apart(text)
    if is_own(text):
        if told.own is not None and spelling.text not in told.own:
            msg = f"{spelling.name!r} is a reward of your own, and such cannot be named here"
            raise ScoringError(msg)
        return own_reward(spelling)
    name = canonical(spelling.name)
    if told.own is not None and spelling.text in told.own:
        told = told._replace(own=None)  # all that is in it has been named by whom we work for
    elif told.own is not None and name in SERVERS:
        msg = f"{spelling.name!r} asks a server, and such a reward cannot be named here"
        raise ScoringError(msg)
    if name in PRESETS or name in COMBINATIONS:
        spelling, reading = _reading_in(spelling)
        if name in PRESETS:
            made = _preset(spelling, name, told)
        else:
            made = _combined(spelling, told) if name == "combine" else _combination(spelling, name, told)
        return _tried(spelling, lambda: made.replace(**reading)) if reading else made
    if name in REWARDS:
        return _with_settings(spelling, getattr(verifiers, REWARDS[name]), told)
    near = nearest(name, (*REWARDS, *PRESETS, *COMBINATIONS))
    msg = (
        f"unknown reward {spelling.name!r}{near}: the rewards are {', '.join(REWARDS)}, the presets "
        f"{', '.join(PRESETS)}, and MODULE:NAME or FILE.py:NAME is one of your own"
    )
    raise ScoringError(msg)


def _reading_in(spelling: Spelling) -> tuple[Spelling, dict[str, Any]]:
    """What rewards made of others are told of how to read completions, and the rest of what is written."""
    hints = settings_of(Reward)
    given = [(name or value, "True" if name is None else value) for name, value in spelling.arguments or ()]
    reading = {name: _read(spelling, name, value, hints[name].hint) for name, value in given if name in hints}
    rest = tuple(one for one, (name, _) in zip(spelling.arguments or (), given, strict=True) if name not in hints)
    return spelling._replace(arguments=rest) if reading else spelling, reading


def _preset(spelling: Spelling, name: str, told: Told) -> Reward:
    if spelling.arguments:
        msg = f"the preset {name!r} has no settings but reasoning and prefilled: give its parts one by one, with theirs"
        raise ScoringError(msg)
    parts = [_made(part, told) for part in _accuracy(PRESETS[name], told.tests)]
    return parts[0] if len(parts) == 1 else combine(dict.fromkeys(parts, 1.0), name=name.replace("-", "_"))


def _combined(spelling: Spelling, told: Told) -> Reward:
    """`combine(math, format=0.2, name=sum)`: each part with its weight."""
    parts: dict[Reward, float] = {}
    name = "combined"
    for part, value in spelling.arguments or ():
        if part == "name":
            name = _read(spelling, "name", value, str)
        elif part is None:
            parts[_made(value, told)] = 1.0
        else:
            parts[_made(part, told)] = _weight(spelling.text, value)
    reward: Reward = _tried(spelling, lambda: combine(parts, name=name))
    return reward


def _combination(spelling: Spelling, name: str, told: Told) -> Reward:
    """A function that makes a reward of rewards. What may be anything, by its annotation, is a reward."""
    function = getattr(verifiers, name.replace("-", "_"))
    hints = get_type_hints(function)
    known = {one.name: one for one in inspect.signature(function).parameters.values()}
    rewards = [_made(value, told) for setting, value in spelling.arguments or () if setting is None]
    settings: dict[str, Any] = {}
    for setting, value in spelling.arguments or ():
        if setting is None:
            continue
        if setting not in known or known[setting].kind is inspect.Parameter.VAR_POSITIONAL:
            raise ScoringError(_no_setting(name, setting, tuple(known)))
        hint = hints[setting]
        settings[setting] = _made(value, told) if hint is Any else _read(spelling, setting, value, hint)
    for setting, one in known.items():
        if one.kind is one.KEYWORD_ONLY and one.default is one.empty and setting not in settings:
            raise ScoringError(_needs(spelling, setting))
    reward: Reward = _tried(spelling, lambda: function(*rewards, **settings))
    return reward


def _with_settings(spelling: Spelling, kind: type[Reward], told: Told) -> Reward:
    """A reward of a class, with the settings that were written. A setting without a value is one that is true."""
    known = settings_of(kind)
    given: dict[str, Any] = {}
    within: dict[str, dict[str, Any]] = {}
    for written, value in spelling.arguments or ():
        setting, text = (value, "True") if written is None else (written, value)
        setting = setting.replace("-", "_")
        if setting not in known:
            raise ScoringError(_no_setting(spelling.name, setting, tuple(known)))
        hint = known[setting].hint
        found = _made(text, told) if is_of_rewards(hint) else _read(spelling, setting, text, hint)
        field = known[setting].within
        target = given if field is None else within.setdefault(field, {})
        if setting in target:
            msg = f"the setting {setting!r} is given twice in {spelling.text!r}"
            raise ScoringError(msg)
        target[setting] = found
    if told.shaped and "accuracy" in known and getattr(kind, "accuracy", None) == verifiers.math_reward:
        given.setdefault("accuracy", verifiers.code_reward)
    for field, settings in within.items():
        whole = getattr(kind, field)  # the default one
        given[field] = _tried(spelling, partial(dataclasses.replace, whole, **settings))
    for one in dataclasses.fields(kind):
        if one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING and one.name not in given:
            raise ScoringError(_needs(spelling, one.name))
    reward: Reward = _tried(spelling, partial(kind, **given))
    return reward


def _no_setting(name: str, setting: str, known: tuple[str, ...]) -> str:
    return f"{name} has no setting {setting!r}{nearest(setting, known)}: its settings are {', '.join(known)}"


def _needs(spelling: Spelling, setting: str) -> str:
    return f"{spelling.name} needs the setting {setting!r}, as in '{spelling.name}({setting}=…)'"


def _read(spelling: Spelling, setting: str, text: str, hint: Any) -> Any:
    try:
        return value_of(text, hint)
    except ValueError as error:
        msg = f"the setting {setting!r} of {spelling.name} is {error}"
        raise ScoringError(msg) from None


def _tried(spelling: Spelling, make: Callable[[], Any]) -> Any:
    """What is made, or in one sentence why it refuses its settings."""
    try:
        return make()
    except (TypeError, ValueError) as error:
        reason = str(error).rstrip(".").removeprefix(f"{spelling.name}() ").removeprefix("__init__() ")
        msg = f"{spelling.text}: {reason}"
        raise ScoringError(msg) from None


def _weight(text: str, weight: str) -> float:
    try:
        value = float(weight)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        msg = f"the weight in {text!r} is not a number"
        raise ScoringError(msg)
    return value
