"""The tests in a row: what makes it a problem of programming, to be graded as code.

Unlike a reference, tests need not be guessed: their shape says what they are. So they are looked for in every row, and
a file may hold problems of both kinds in any order. They are in the row's own fields, as data sets write them
(`verifiers.code.formats` knows how), or whole in a field that in other rows holds the answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from verifiers.code.formats import tests_of_row
from verifiers.code.formats.limits import LIMIT_FIELDS
from verifiers.rows.fields import Fields, at

HOLDERS = ("reward_model.ground_truth", "ground_truth", "gts", "answer", "target", "label", "info", "extra_info", "doc")
"""Fields that may hold tests, as an object or as JSON: verl's and its dumps', lm-eval's, prime-rl's, …"""


class Found(NamedTuple):
    """Tests as the code reward takes them, and the fields that they are in."""

    value: Any
    names: tuple[str, ...]


def tests_in(row: Mapping[str, Any], fields: Fields) -> Found | None:
    """The tests of a row, or `None`: it has none, or empty ones.

    Where the user has named their field, they are nowhere else. The completion and the reference are not taken for a
    part of them (`inputs` and `outputs` are tests in one data set, prompts and completions in another).
    """
    own = {
        name: value
        for name, value in row.items()
        if value
        and (isinstance(value, str | list | dict) or name in LIMIT_FIELDS)
        and name not in (fields.completion, fields.reference)
    }
    tests = tests_of_row(own)
    if fields.tests is None:
        return _held(row, fields) if tests is None else Found(tests, tuple(tests))
    if tests is not None and fields.tests in tests:
        return Found(tests, tuple(tests))  # one of several that belong together
    value = at(row, fields.tests)
    return Found(value, (fields.tests,)) if value else None


def _held(row: Mapping[str, Any], fields: Fields) -> Found | None:
    for path in (*HOLDERS, *([fields.reference] if fields.reference else [])):
        value = at(row, path)
        if _is_text_of_tests(value) if isinstance(value, str) else _are_tests(value):
            return Found(value, (path,))
    return None


def _are_tests(value: Any) -> bool:
    """Whether these are tests beyond doubt: an object in a data set's format, a list of cases or of assertions."""
    if isinstance(value, dict):
        return tests_of_row(value) is not None
    return isinstance(value, list) and bool(value) and (all(map(_is_case, value)) or all(map(_is_assertion, value)))


def _is_case(value: Any) -> bool:
    return isinstance(value, dict) and {"input", "output"} <= value.keys()


def _is_assertion(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("assert ")


@lru_cache(maxsize=16)  # the samples of a problem are together, and tests can be megabytes
def _is_text_of_tests(text: str) -> bool:
    if text.lstrip()[:1] not in {"{", "["}:
        return False
    try:
        return _are_tests(json.loads(text))
    except (ValueError, RecursionError):  # a set, an interval
        return False
