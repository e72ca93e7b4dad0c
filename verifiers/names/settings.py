"""The settings of a reward: which there are, what they take, and how they are written down.

They are the fields of its dataclass. Where a field is itself a dataclass (the limits of the code reward), the fields of
that are settings too: `code(cpu_seconds=4)`.
"""

from __future__ import annotations

import ast
import builtins
import dataclasses
import re
import sys
import types
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from verifiers.choose import ByKindReward, OtherwiseReward
from verifiers.compose import CombinedReward, GatedReward, ProductReward
from verifiers.names.spelling import split
from verifiers.reward import Reward

_WORD = re.compile(r"[^\s'\"()\[\]{},=]+")
_SAFE_WORD = re.compile(r"(?!(?:true|false|none)$)[a-z][a-z0-9_+.-]*", re.IGNORECASE)
_CONSTANTS = {"true": True, "false": False, "none": None}


class Setting(NamedTuple):
    """A setting: its type, and the field in which it stands where that is a field of a field."""

    hint: Any
    within: str | None = None


def settings_of(kind: type) -> dict[str, Setting]:
    """The settings of a reward's class by name."""
    hints = _hints(kind)
    found = {field.name: Setting(hints[field.name]) for field in dataclasses.fields(kind) if field.init}
    for name, setting in list(found.items()):
        if isinstance(setting.hint, type) and dataclasses.is_dataclass(setting.hint) and not _is_reward(setting.hint):
            for inner, hint in _hints(setting.hint).items():
                found.setdefault(inner, Setting(hint, name))
    return found


class _Names(dict[str, Any]):
    """The names in the annotations of a class, also those that only type checkers import: these may be anything."""

    def __init__(self, kind: type) -> None:
        super().__init__()
        self._modules = [sys.modules[base.__module__] for base in kind.__mro__]

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            return getattr(builtins, name)
        return next((getattr(module, name) for module in self._modules if hasattr(module, name)), Any)


def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, localns=_Names(kind))


def nearest(name: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    """A question, such as "(did you mean 'math'?)" behind a blank, or nothing where no known name is like it."""
    near = get_close_matches(name, list(known), 1)
    return f" (did you mean {near[0]!r}?)" if near else ""


def is_of_rewards(hint: Any) -> bool:
    """Whether a setting takes a reward."""
    return any(_is_reward(one) for one in (get_args(hint) or (hint,)))


def _is_reward(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Reward)


# Values.


def value_of(text: str, hint: Any) -> Any:
    """The value of a setting of this type that a text stands for.

    Raises ValueError, whose text says what would be one.
    """
    for value in _readings(text):
        found = _fitted(value, hint)
        if found is not _UNFIT:
            return found
    said = " or ".join(dict.fromkeys(_said(hint)))
    near = nearest(text, tuple(map(str, _choices(hint))))
    msg = f"{said}, not {text}{near}"
    raise ValueError(msg)


def _readings(text: str) -> list[Any]:
    """What a text may stand for, the likeliest first: a literal of python, a constant, a word."""
    found: list[Any] = []
    try:
        found.append(ast.literal_eval(text))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        if text.lower() in _CONSTANTS:
            found.append(_CONSTANTS[text.lower()])
    if _WORD.fullmatch(text):
        found.append(text)
    if text.startswith("[") and text.endswith("]"):
        inner = [_readings(one) for one in split(text[1:-1], ",")]
        if all(inner):
            found.append([one[0] for one in inner])
    return found


_UNFIT: Any = object()


def _fitted(value: Any, hint: Any) -> Any:
    """The value as one of this type, or `_UNFIT`."""
    origin = get_origin(hint)
    if hint is Any:
        return value
    if origin in (Union, types.UnionType):
        return next((one for inner in get_args(hint) if (one := _fitted(value, inner)) is not _UNFIT), _UNFIT)
    if origin is Literal:
        return value if any(value == one and type(value) is type(one) for one in get_args(hint)) else _UNFIT
    if origin is tuple and isinstance(value, list | tuple | str):
        values = [value] if isinstance(value, str) else value  # a word is a list of one
        inner = [_fitted(one, get_args(hint)[0]) for one in values]
        return _UNFIT if _UNFIT in inner else tuple(inner)
    if hint is None or hint is types.NoneType:
        return None if value is None else _UNFIT
    if hint is float:
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else _UNFIT
    if hint in (int, bool, str):
        return value if type(value) is hint else _UNFIT
    return _UNFIT


def _said(hint: Any) -> list[str]:
    """What a type takes, in words."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return [word for inner in get_args(hint) for word in _said(inner)]
    if origin is Literal:
        return [str(one) for one in get_args(hint)]
    if origin is tuple:
        return [f"[{_said(get_args(hint)[0])[0]}, …]"]
    words = {float: "a number", int: "a whole number", bool: "true or false", str: "a text", types.NoneType: "none"}
    return [words[hint]] if hint in words else [] if hint is None else ["what cannot be written here"]


def _choices(hint: Any) -> list[Any]:
    return [
        one for inner in (get_args(hint) if get_origin(hint) is not Literal else (hint,)) for one in get_args(inner)
    ]


# Written down.


def spelled(reward: Reward) -> str:
    """A reward as the text that names it: its settings where they are not the default ones.

    `reward_of([spelled(reward)])` is that reward again, where all of its settings can be written down.
    """
    from verifiers.names.own import OwnFunction, OwnReward
    from verifiers.names.table import canonical

    if isinstance(reward, OwnReward | OwnFunction):
        return reward.spelling
    if isinstance(reward, CombinedReward):
        parts = [f"{spelled(part)}={weight!r}" for part, weight in reward.parts]
        return f"combine({', '.join([*parts, f'name={_written(reward.name)}', *_reading(reward)])})"
    if isinstance(reward, GatedReward):
        settings = [f"by={spelled(reward.by)}", f"name={_written(reward.name)}", *_reading(reward)]
        return f"gated({', '.join([spelled(reward.reward), *settings])})"
    if isinstance(reward, ProductReward):
        settings = [f"name={_written(reward.name)}", *_reading(reward)]
        return f"product({', '.join([*map(spelled, reward.factors), *settings])})"
    if isinstance(reward, OtherwiseReward):
        settings = [f"on={_written(reward.on)}", f"watch={reward.watch!r}", f"name={_written(reward.name)}"]
        return f"otherwise({', '.join([*map(spelled, reward.rewards), *settings, *_reading(reward)])})"
    if isinstance(reward, ByKindReward):
        settings = [f"general={spelled(reward.general)}", f"name={_written(reward.name)}", *_reading(reward)]
        return f"by-kind(verifiable={spelled(reward.verifiable)}, {', '.join(settings)})"
    if not dataclasses.is_dataclass(reward):
        return repr(reward)
    kind = type(reward)
    defaults = {field.name: field.default for field in dataclasses.fields(kind)}
    settings = _different(reward, defaults)
    own = defaults.get("name")
    name = canonical(own if isinstance(own, str) else reward.name)
    return f"{name}({', '.join(settings)})" if settings else name


def _reading(reward: Reward) -> list[str]:
    """How it has been told to read completions."""
    return _different(reward, {"reasoning": "auto", "prefilled": None})


def described(reward: Reward) -> dict[str, Any]:
    """All settings of a reward, those with their default value too, each as it is written down."""
    if not dataclasses.is_dataclass(reward):
        return {"spelling": spelled(reward)}
    held = {field.name: getattr(reward, field.name) for field in dataclasses.fields(reward)}
    return {name: _described(value) for name, value in held.items()}


def _described(value: Any) -> Any:
    if isinstance(value, Reward):
        return described(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _described(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_described(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else repr(value)


def _different(value: Any, defaults: Mapping[str, Any]) -> list[str]:
    found = []
    for name, default in defaults.items():
        own = getattr(value, name)
        if own == default:
            continue
        if isinstance(own, Reward):
            found.append(f"{name}={spelled(own)}")
        elif dataclasses.is_dataclass(own) and type(own) is type(default):
            found += _different(own, {field.name: getattr(default, field.name) for field in dataclasses.fields(own)})
        else:
            found.append(f"{name}={_written(own)}")
    return found


def _written(value: Any) -> str:
    if isinstance(value, str) and _SAFE_WORD.fullmatch(value):
        return value
    return repr(list(value)) if isinstance(value, tuple) else repr(value)
