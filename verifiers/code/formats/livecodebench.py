"""LiveCodeBench's rows, whose private tests are base64 of zlib of a pickle of a string of JSON.

Nothing is unpickled. A pickle of one string is a handful of opcodes, which `pickletools` lists without running them;
any other opcode is refused.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import replace
from itertools import islice
from typing import Any

from verifiers.code.formats.cases import Fields, case_tests, data_field, field, function_name
from verifiers.code.formats.plain import MAX_TEXT, parse_json
from verifiers.code.suite import BadTestsError, CallTests, StdinTests

_STRINGS = frozenset({"SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "SHORT_BINBYTES", "BINBYTES", "BINBYTES8"})
_AROUND = frozenset({"PROTO", "FRAME", "MEMOIZE", "BINPUT", "LONG_BINPUT", "STOP"})
_MAX_OPCODES = 8  # a string has five


def read_livecodebench(fields: Fields) -> StdinTests | CallTests:
    """Public and private tests together; what is called is in the metadata.

    Raises BadTestsError.
    """
    private = field(fields, "private_test_cases")
    cases: list[Any] = []
    for value in (
        data_field(fields, "public_test_cases"),
        read_private(private) if isinstance(private, str) and private else private,
    ):
        if value and not isinstance(value, list):
            msg = "public_test_cases and private_test_cases must be lists of tests."
            raise BadTestsError(msg)
        cases += value or []
    suite = case_tests(cases, {}, entry=function_name(fields))
    return replace(suite, contest_imports=True)  # its grader puts them in front of every program


def read_private(text: str) -> Any:
    """The value of `private_test_cases`, which is JSON or packed.

    Raises BadTestsError for what is neither, or too big.
    """
    if text.lstrip()[:1] in {"[", "{"}:
        return parse_json(text, "private_test_cases")
    try:
        packed = base64.b64decode(text, validate=True)
    except ValueError:
        msg = "private_test_cases is neither JSON nor base64."
        raise BadTestsError(msg) from None
    return parse_json(_pickled_string(_inflated(packed)), "The packed private_test_cases")


def _inflated(packed: bytes) -> bytes:
    decompressor = zlib.decompressobj()
    try:
        data = decompressor.decompress(packed, MAX_TEXT)
    except zlib.error:
        msg = "private_test_cases is base64, but not of anything that zlib wrote."
        raise BadTestsError(msg) from None
    if decompressor.unconsumed_tail:
        msg = f"private_test_cases is larger than {MAX_TEXT // 2**20} MiB when it is unpacked."
        raise BadTestsError(msg)
    if not decompressor.eof:
        msg = "private_test_cases is cut off."
        raise BadTestsError(msg)
    return data


def _pickled_string(data: bytes) -> str:
    import pickletools

    try:
        opcodes = list(islice(pickletools.genops(data), _MAX_OPCODES))
    except ValueError:
        msg = "private_test_cases is packed, but not as a pickle."
        raise BadTestsError(msg) from None
    strings: list[Any] = [argument for opcode, argument, _ in opcodes if opcode.name in _STRINGS]
    others = [opcode.name for opcode, _, _ in opcodes if opcode.name not in _STRINGS | _AROUND]
    if others or len(strings) != 1 or opcodes[-1][0].name != "STOP":
        msg = "private_test_cases is a pickle of something other than one string."
        raise BadTestsError(msg)
    [string] = strings
    try:
        return string if isinstance(string, str) else string.decode()
    except UnicodeDecodeError:
        msg = "private_test_cases is a pickle of bytes that are not UTF-8."
        raise BadTestsError(msg) from None
