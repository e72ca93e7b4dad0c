"""The tests of a problem as data sets write them, read into a Suite.

A dict is recognised by its fields, in the order of `FORMATS`; a list of dicts with `input` and `output` is read as
cases, a list of texts as assertions, and a text as JSON or else as code that asserts.

- livecodebench: public_test_cases, private_test_cases, metadata. Programs by lines, functions by JSON.
- codeforces (open-r1): official_tests or examples, generated_checker, input_mode, interaction_format. By tokens, as
  Codeforces' own checkers do where the problem names no other, or by its checker.
- codecontests: public_tests, private_tests, generated_tests, input_file, output_file. By tokens; most are Codeforces'.
- verification (open-r1's verifiable-coding-problems, SYNTHETIC-1): verification_info with test_cases and language.
  Programs by lines, functions by JSON.
- cases: test_cases, language; the same without what is around it.
- apps (APPS, TACO): input_output with inputs, outputs, fn_name. The same rules.
- pairs (verl, PRIME, Eurus, and our own): inputs, outputs, or input, output; fn_name. The same rules, or what the
  fields say: `rule` is {"kind": "lines" | "tokens" | "exact", "tolerance": 1e-6, "unordered": false} for programs and
  {"kind": "json" | "python", …} for functions; `checker` is the source of a python program (see `StdinTests`).
- nemo_gym: verifier_metadata with unit_tests, as pairs. functional, unit_tests, test_code (Code-R1, OpenCodeInstruct,
  Skywork-OR1): assertions. evalplus: base_input, plus_input, canonical_solution. ds1000: code_context. scicode:
  sub_steps. autoeval (SandboxFusion): code with a line <INSERT>. See sets.py.
- code (HumanEval and its Plus version, LeetCodeDataset, KodCode, MBPP+, MultiPL-E): test or tests, entry_point, prompt,
  prelude or setup, language. The assertions compare.
- assertions (MBPP, verl's sandbox): test_list or assert_case, test_setup_code, test_imports, challenge_test_list.

Lines without the blanks at their ends, because that is how contests compare. JSON for results, because the data sets
wrote them in it: a tuple comes out as a list. docs/code.md has the table with the reasons.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from verifiers.code.extract import language_of
from verifiers.code.formats import sets
from verifiers.code.formats.assertions import code_tests, is_cpp, list_tests
from verifiers.code.formats.cases import (
    Fields,
    call_tests,
    case_tests,
    data_field,
    field,
    function_name,
    language_field,
    stdin_tests,
)
from verifiers.code.formats.contests import read_codecontests, read_codeforces
from verifiers.code.formats.limits import LIMIT_FIELDS
from verifiers.code.formats.livecodebench import read_livecodebench
from verifiers.code.formats.plain import absent, as_plain, parse_data, parse_json
from verifiers.code.suite import BadTestsError, Suite

__all__ = ["FORMATS", "BadTestsError", "Format", "read_suite", "tests_of_row"]

MAX_LAYERS = 8
"""References inside of references: a row in JSON, whose field is JSON, which has a list of cases are five."""


class Inside(NamedTuple):
    """A reference that stood in a field of another, and the other's fields that hold for it too."""

    reference: Any
    fields: Fields


def read_suite(reference: Any) -> Suite:
    """The tests that a reference stands for: a dict, a list, or a text with either in JSON or with code that asserts.

    Bounded (see `as_plain`), and nothing of it is run or unpickled.

    Raises BadTestsError, whose message is a sentence, for what is not recognised, broken or too big.
    """
    inside = Inside(as_plain(reference), {})
    for _ in range(MAX_LAYERS):
        found = _read(*inside)
        if not isinstance(found, Inside):
            return found
        inside = found
    msg = "The tests stand in too many layers of fields and JSON."
    raise BadTestsError(msg)


def tests_of_row(columns: Mapping[str, Any]) -> dict[str, Any] | None:
    """The fields of a data set's row that hold its tests, as a reference for `read_suite`; None if it has none.

    Fields whose names say little (`test`, `inputs` and `outputs`) count only where they hold what can be tests.
    """
    if _NEEDED.isdisjoint(columns):
        return None  # a row of mathematics, most of the time
    for form in FORMATS:
        if form.recognises(columns) and form.in_rows(columns):
            read = {name: columns[name] for name in form.fields if not absent(columns.get(name))}
            if not _names_function(read.get("metadata")):
                read.pop("metadata", None)  # anything may be there
            return read
    return None


def _read(reference: Any, fields: Fields) -> Suite | Inside:
    """The tests of a plain reference, or what is inside of it; `fields`: those that hold from outside."""
    if isinstance(reference, str):
        if reference.lstrip()[:1] in {"{", "["}:
            return Inside(parse_data(reference, "The text of the tests"), fields)
        return code_tests(reference, fields)
    if isinstance(reference, list | tuple):
        if reference and all(isinstance(item, str) for item in reference):
            return list_tests(reference, fields)
        return case_tests(reference, fields, entry=function_name(fields))
    if isinstance(reference, dict):
        for form in FORMATS:
            if form.recognises(reference):
                return form.read({**_inherited(fields), **reference})
        names = ", ".join(sorted(repr(name) for name in reference)[:8])
        msg = f"No format of tests has the fields {names[:200] or '(none)'}."
        raise BadTestsError(msg)
    msg = f"Tests are a dict, a list or a text, not a {type(reference).__name__}."
    raise BadTestsError(msg)


def _inherited(fields: Fields) -> Fields:
    """The fields that hold for a reference inside of them."""
    return {name: fields[name] for name in _SETTINGS if not absent(fields.get(name))}


# --- formats that hold others -------------------------------------------------------------------------------------


def _verification(fields: Fields) -> Suite | Inside:
    information = data_field(fields, "verification_info")
    if not isinstance(information, dict) or "test_cases" not in information:
        msg = "verification_info must be a dict with test_cases."
        raise BadTestsError(msg)
    return _cases({**_inherited(fields), **information})


def _cases(fields: Fields) -> Suite | Inside:
    cases = data_field(fields, "test_cases")
    if isinstance(cases, list) and cases and isinstance(cases[0], dict):
        return case_tests(cases, fields, may_wrap=True)
    return Inside(cases, fields)


def _apps(fields: Fields) -> Suite:
    tests = data_field(fields, "input_output")
    if not isinstance(tests, dict) or not {"inputs", "outputs"} <= tests.keys():
        msg = "input_output must be a dict with inputs and outputs."
        raise BadTestsError(msg)
    return _pairs({**_inherited(fields), **tests})


def _pairs(fields: Fields) -> Suite:
    inputs, outputs = _listed(field(fields, "inputs", "input")), _listed(field(fields, "outputs", "output"))
    entry = field(fields, "fn_name")
    if entry:
        return call_tests(inputs, outputs, entry, fields, may_wrap=True)
    return stdin_tests(inputs, outputs, fields)


def _listed(value: Any) -> Any:
    """Inputs or outputs; a single text is the only one, unless it is a list of texts in JSON (rStar-Coder)."""
    if not isinstance(value, str):
        return value
    return parse_json(value, "A list of inputs or outputs") if _is_list_of_texts(value) else [value]


def _is_list_of_texts(value: str) -> bool:
    return _LIST_OF_TEXTS.fullmatch(value) is not None


_LIST_OF_TEXTS = re.compile(r'\s*\[\s*"(?:.*")?\s*\]\s*', re.DOTALL)


def _code(fields: Fields) -> Suite | Inside:
    tests = field(fields, "test", "tests")
    if isinstance(tests, str) and (is_cpp(tests) or language_field(fields) not in {None, "python", "c"}):
        return code_tests(tests, fields)
    return Inside(tests, fields)


def _unit_tests(fields: Fields) -> Suite | Inside:
    return Inside(field(fields, "unit_tests"), fields)


def _nemo_gym(fields: Fields) -> Suite | Inside:
    metadata = data_field(fields, "verifier_metadata")
    if not isinstance(metadata, dict) or "unit_tests" not in metadata:
        msg = "verifier_metadata must be a dict with unit_tests."
        raise BadTestsError(msg)
    return Inside(metadata["unit_tests"], fields)


def _assertions(fields: Fields) -> Suite:
    return list_tests(field(fields, "test_list", "assert_case"), fields)


# --- rows ---------------------------------------------------------------------------------------------------------


def _always(_columns: Mapping[str, Any]) -> bool:
    return True


def _never(_columns: Mapping[str, Any]) -> bool:
    return False


def _has_test_cases(columns: Mapping[str, Any]) -> bool:
    """The same field of other rows holds the answers of mathematics."""
    information = columns["verification_info"]
    return isinstance(information, str | Mapping) and "test_cases" in information


def _are_lists(columns: Mapping[str, Any]) -> bool:
    values = (columns["inputs"], columns["outputs"])
    if all(isinstance(value, str) for value in values):
        return all(map(_is_list_of_texts, values))
    return not any(isinstance(value, str | Mapping) for value in values)


def _holds_tests(columns: Mapping[str, Any]) -> bool:
    tests = field(columns, "test", "tests")
    if language_of(str(field(columns, "language", "lang"))) not in {None, "python"}:
        return bool(tests)  # in other languages tests assert by words of their own
    return not isinstance(tests, str) or tests.lstrip()[:1] in {"{", "["} or "assert" in tests or "raise" in tests


def _names_function(metadata: Any) -> bool:
    return isinstance(metadata, str | Mapping) and "func_name" in metadata


# --- the table ----------------------------------------------------------------------------------------------------


class Format(NamedTuple):
    """One way in which data sets write tests.

    needs: of each group, one field must be there.
    takes: fields that are read too.
    read: makes a Suite of the fields, or hands on what is in them.
    in_rows: whether what these columns of a row hold can be tests, where their names alone do not say it.
    """

    name: str
    needs: tuple[tuple[str, ...], ...]
    takes: tuple[str, ...]
    read: Callable[[Fields], Suite | Inside]
    in_rows: Callable[[Mapping[str, Any]], bool] = _always

    @property
    def fields(self) -> tuple[str, ...]:
        """All that is read."""
        return (*(name for group in self.needs for name in group), *self.takes)

    def recognises(self, fields: Mapping[str, Any]) -> bool:
        """Whether the fields that it needs are there."""
        return all(field(fields, *group) is not None for group in self.needs)


_SETTINGS = ("rule", "checker", "output_judging_function", "interactor", "language", "lang", *LIMIT_FIELDS)
_BEFORE = ("entry_point", "prelude", "setup")
_CODEFORCES = ("examples", "generated_checker", "input_mode", "interaction_format", *LIMIT_FIELDS)
_SKYWORK = ("import_prefix", *_BEFORE)
_EVALPLUS = ("base_input", "plus_input", "entry_point", "prompt", "atol")
_MBPP = ("test_setup_code", "test_imports", "challenge_test_list")

FORMATS = (
    Format("livecodebench", (("public_test_cases", "private_test_cases"),), ("metadata",), read_livecodebench),
    Format("codeforces", (("official_tests",),), _CODEFORCES, read_codeforces),
    Format(
        "codecontests",
        (("public_tests", "private_tests", "generated_tests"),),
        ("input_file", "output_file", *LIMIT_FIELDS),
        read_codecontests,
    ),
    Format("verification", (("verification_info",),), _SETTINGS, _verification, _has_test_cases),
    Format("nemo_gym", (("verifier_metadata",),), _SETTINGS, _nemo_gym, sets.has_metadata_of_tests),
    Format("evalplus", (("base_input", "plus_input"), ("canonical_solution",)), _EVALPLUS, sets.read_evalplus),
    Format("ds1000", (("code_context",),), (), sets.read_ds1000),
    Format("sql", (("sql", "SQL"), ("sql_context", "schema", "database")), ("match",), sets.read_sql),
    Format("scicode", (("sub_steps",),), ("required_dependencies",), sets.read_scicode, sets.has_steps),
    Format("cases", (("test_cases",),), (*_BEFORE, "fn_name", *_SETTINGS), _cases),
    Format("apps", (("input_output",),), _SETTINGS, _apps),
    Format("pairs", (("inputs",), ("outputs",)), ("fn_name", *_SETTINGS), _pairs, _are_lists),
    Format("pairs", (("input",), ("output",)), ("fn_name", *_SETTINGS), _pairs, _never),
    Format("code", (("test", "tests"),), ("prompt", *_BEFORE, "fn_name", "metadata", *_SETTINGS), _code, _holds_tests),
    Format("functional", (("functional",),), (*_BEFORE, *_SETTINGS), sets.read_functional, sets.is_functional),
    Format(
        "skywork", (("test_code",),), ("import_prefix", *_BEFORE, *_SETTINGS), sets.read_skywork, sets.is_functional
    ),
    Format("unit_tests", (("unit_tests",),), (*_BEFORE, "fn_name", *_SETTINGS), _unit_tests, sets.has_unit_tests),
    Format("autoeval", (("code",),), _SETTINGS, sets.read_autoeval, sets.has_a_mark),
    Format("assertions", (("test_list", "assert_case"),), (*_MBPP, *_BEFORE), _assertions),
)
"""Every format, in the order in which they are tried."""

_NEEDED = frozenset(name for form in FORMATS for group in form.needs for name in group)
