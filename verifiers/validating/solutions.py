"""The reference solutions of a row, where data sets have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from verifiers.code.extract import find_program, language_of
from verifiers.code.formats.plain import absent, parse_data
from verifiers.code.suite import BadTestsError
from verifiers.rows.fields import at

SOLUTION_FIELDS = (
    *("canonical_solution", "reference_solution", "gold_standard_solution", "ground_truth_code", "reference_code"),
    *("solution", "solutions", "correct_solution", "reference", "completion", "response", "code", "output"),
)
"""Where data sets have their reference solutions, in the order in which they are looked for."""
_CODE_CONTESTS = {2: "cpp", 3: "python", 4: "java"}
"""Languages of code_contests by number; 1 is Python 2."""


@dataclass(frozen=True)
class Solution:
    """A reference solution: its source, and its language where the row says it."""

    source: str
    language: str | None = None


def solutions_of(row: Mapping[str, Any], name: str | None = None) -> list[Solution]:
    """The reference solutions of a row. name: their field; else the first of SOLUTION_FIELDS that has any."""
    language = row.get("language") if isinstance(row.get("language"), str) else row.get("lang")
    said = language_of(language) if isinstance(language, str) else None
    for field in (name,) if name else SOLUTION_FIELDS:
        found = [Solution(one.source, one.language or said) for one in _read(at(row, field))]
        if found:
            return sorted(found, key=lambda one: one.language not in {None, "python"})
    return []


def _read(value: Any) -> list[Solution]:
    """Solutions of a field: a source, a list of them (perhaps in JSON), or code_contests' two lists."""
    if absent(value):
        return []
    if isinstance(value, str):
        if value.lstrip()[:1] == "[":
            try:
                inside = parse_data(value, "solutions")
            except BadTestsError:
                return _source(value)
            return _read(inside) if isinstance(inside, list) else []
        return _source(value)
    if isinstance(value, list):
        return [one for item in value for one in _read(item)]
    if isinstance(value, Mapping):
        sources, names = value.get("solution") or value.get("code"), value.get("language")
        if isinstance(sources, str):
            return [Solution(sources, language_of(names) if isinstance(names, str) else None)]
        if isinstance(sources, list) and isinstance(names, list):
            return [
                Solution(source, language)
                for source, number in zip(sources, names, strict=False)
                if isinstance(source, str) and (language := _language(number))
            ]
    return []


def _language(value: Any) -> str | None:
    if isinstance(value, str):
        return language_of(value)
    return _CODE_CONTESTS.get(value) if isinstance(value, int) else None


def _source(text: str) -> list[Solution]:
    """A text that is a source, or a completion with one in its last fence."""
    if "```" not in text:
        return [Solution(text)] if text.strip() else []
    found = find_program(text)
    return [Solution(found.source, found.language)] if found.source else []
