"""References as plain data: whatever a trainer hands over, with bounds, before anything is read from it.

Nothing here runs what it reads: JSON and literals of python are parsed, and python code is parsed for its shape.
"""

from __future__ import annotations

import ast
import json
import math
import threading
import warnings
from collections.abc import Mapping
from typing import Any

from verifiers.code.suite import BadTestsError

MAX_TEXT = 256 * 2**20
"""Characters of all texts of one reference, and bytes of what is decompressed: the largest problems of LiveCodeBench
have about 100 MB of tests."""
MAX_SOURCE = 16 * 2**20
"""Characters of python that are parsed: its tree takes a hundred times the memory of its text."""
MAX_DEPTH = 100
"""Levels of nesting: python's own parser allows as many."""
MAX_VALUES = 20_000_000
"""Values in one reference, counted with those inside of others."""

_SCALARS = (type(None), bool, int, float)


def as_plain(value: Any) -> Any:
    """A copy of a reference in None, bool, int, float, str, list, tuple and dict, of exactly these types.

    Arrays and scalars of numpy, and tensors, become lists and numbers, bytes become text.

    Raises BadTestsError for what is no data, not UTF-8, or too big.
    """
    return _Copy().of(value, 0)


class _Copy:
    """One copy, which counts what it copied."""

    def __init__(self) -> None:
        self.values = 0
        self.characters = 0

    def of(self, value: Any, depth: int) -> Any:
        self.values += 1
        if depth > MAX_DEPTH or self.values > MAX_VALUES:
            msg = "The tests are nested too deeply, or have too many values."
            raise BadTestsError(msg)
        kind = type(value)
        if kind in _SCALARS:
            return value
        if kind is str or isinstance(value, bytes | bytearray):
            return self.text(value)
        if kind in {list, tuple}:
            return kind(self.of(item, depth + 1) for item in value)
        if isinstance(value, Mapping):
            return {self.key(key): self.of(item, depth + 1) for key, item in value.items()}
        if hasattr(value, "tolist"):
            return self.of(value.tolist(), depth + 1)
        msg = f"The tests hold a value of the type {kind.__name__}, which is no data."
        raise BadTestsError(msg)

    def key(self, key: Any) -> Any:
        if type(key) is str:
            return self.text(key)
        if type(key) in _SCALARS:
            return key
        msg = f"The tests hold a dict with a key of the type {type(key).__name__}."
        raise BadTestsError(msg)

    def text(self, value: str | bytes | bytearray) -> str:
        self.characters += len(value)
        if self.characters > MAX_TEXT:
            msg = f"The tests have more than {MAX_TEXT // 2**20} MiB of text."
            raise BadTestsError(msg)
        if isinstance(value, str):
            if not value.isascii():
                try:
                    value.encode()
                except UnicodeEncodeError:
                    msg = "The tests hold a text that is no Unicode: a lone surrogate."
                    raise BadTestsError(msg) from None
            return value
        try:
            return value.decode()
        except UnicodeDecodeError:
            msg = "The tests hold bytes that are not UTF-8."
            raise BadTestsError(msg) from None


def absent(value: Any) -> bool:
    """Whether a field is as good as not there: None, or the NaN that tables put into empty cells."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def parse_json(text: str, what: str) -> Any:
    """The value of a text in JSON; `what` names it in the sentence of the error.

    Raises BadTestsError.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        msg = f"{what} cannot be read as JSON: {str(error)[:100]}."
        raise BadTestsError(msg) from None
    return as_plain(value)


def parse_data(text: str, what: str) -> Any:
    """The value of a text in JSON or, as `str` of python writes data, of a literal.

    Raises BadTestsError.
    """
    try:
        return parse_json(text, what)
    except BadTestsError:
        if len(text) > MAX_SOURCE:
            raise
    try:
        value = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        msg = f"{what} can be read neither as JSON nor as a literal of python."
        raise BadTestsError(msg) from None
    return as_plain(value)


_PARSING = threading.Lock()


def parse_prompt(prompt: str) -> ast.Module:
    """The tree of a prompt that is code. It may end in the head of a function, which the solution gives its body.

    Raises BadTestsError for what is no python.
    """
    try:
        return parse_python(prompt, "The prompt")
    except BadTestsError:
        if not prompt.rstrip().endswith(":"):
            raise
        return parse_python(f"{prompt.rstrip()} pass\n", "The prompt")


def parse_python(source: str, what: str) -> ast.Module:
    """The tree of a python source; `what` names it in the sentence of the error.

    Raises BadTestsError for what is no python, or too big.
    """
    if len(source) > MAX_SOURCE:
        msg = f"{what} has more than {MAX_SOURCE // 2**20} MiB."
        raise BadTestsError(msg)
    try:
        # Invalid escapes in somebody's strings are no news to our user. Filters belong to the process: one at a time.
        with _PARSING, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        msg = f"{what} cannot be parsed as python: {str(error)[:100]}."
        raise BadTestsError(msg) from None
