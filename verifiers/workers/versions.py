"""What verdicts rest on in an installation: the versions that must be the same wherever rows of one run are graded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import verifiers
from verifiers.verdict import VERDICTS

_RESTED_ON = ("math-verify", "latex2sympy2_extended", "sympy", "python-flint", "pint", "langdetect")
"""The packages that decide verdicts beside our own."""


@cache
def installed() -> Mapping[str, str]:
    """The versions of this installation by name, and a digest of our source files: a version may be under way."""
    return {
        "verify-cli": verifiers.__version__,
        "the rules": VERDICTS,
        **{name: _version(name) for name in _RESTED_ON},
        "the source files of verify-cli": _digest(),
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _digest() -> str:
    root = Path(verifiers.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*.py") if "_sandbox" not in path.parts):  # in wheels alone
        digest.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def difference(ours: Mapping[str, str], theirs: Mapping[str, str]) -> str | None:
    """The first thing in which two installations differ, as "NAME THEIRS, here OURS"; `None`: nothing."""
    for name in {**ours, **theirs}:
        if ours.get(name) != theirs.get(name):
            return f"{name} {theirs.get(name, 'none')}, here {ours.get(name, 'none')}"
    return None
