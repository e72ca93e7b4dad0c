"""A checker of the tests, as its own process: `checker.py input output answer`, three files that only it sees.

Standard input, JSON: {"checker", "input", "output", "answer"}. What the checker prints and its exit code are the
result. It is run as the script that it is.
"""

from __future__ import annotations

import json
import sys

NAMES = ("input", "output", "answer")


def main() -> None:
    """Write the files and run the checker."""
    asked = json.load(sys.stdin)
    for name in NAMES:
        with open(f"{name}.txt", "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(asked[name])
    sys.argv = ["checker.py", *(f"{name}.txt" for name in NAMES)]
    names = sys.modules["__main__"].__dict__
    exec(compile(asked["checker"], "checker.py", "exec", dont_inherit=True), names)
