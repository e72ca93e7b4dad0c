"""The codec of the sandbox (sandbox/codec.py), for this side of the wall.

What is inside of a slot imports nothing of ours, so it is loaded from there, and there is one.

Only `encode` is used here, on values of the tests. What comes out of a slot is compared as it is (see values.py):
nothing is ever built of it.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import Any

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
