"""The codec of the sandbox (sandbox/codec.py), for this side of the wall.

What is inside of a slot imports nothing of ours, so it is loaded from there, and there is one.

`encode` is used on values of the tests. What comes out of a slot is compared as it is (see values.py), and nothing is
ever built of it; but what a reference solution of the tests gives is a value of the tests, and decoded.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import Any

from verifiers.code.suite import BadTestsError
from verifiers.sandbox.walls import files_for_slots


@cache
def _module() -> Any:
    spec = importlib.util.spec_from_file_location("verifiers_sandbox_codec", files_for_slots() / "codec.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def encode(value: Any) -> Any:
    """A value of the tests as JSON. Raises ValueError when it is no plain value."""
    module = _module()
    try:
        return module.Encoder().encode(value)
    except module.NoValueError as error:
        raise ValueError(str(error)) from None


def decode(encoded: Any) -> Any:
    """A value of the tests from JSON, as long as it is plain. Raises BadTestsError."""
    module = _module()
    try:
        return module.Decoder().decode(encoded)
    except (module.NoValueError, TypeError, ValueError, KeyError, IndexError, RecursionError) as error:
        msg = f"a result of the reference solution is no plain value: {str(error)[:100]}"
        raise BadTestsError(msg) from None
