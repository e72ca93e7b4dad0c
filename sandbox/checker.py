"""A checker of the tests, as its own process: it gets three files, by their names, that only it sees.

Standard input, JSON: {"checker", "input", "output", "answer", "order"}, the last the order of the names. What the
checker prints and its exit code are the result. It is run as the script that it is.
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Write the files and run the checker."""
    asked = json.load(sys.stdin)
    for name in asked["order"]:
        with open(f"{name}.txt", "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(asked[name])
    sys.argv = ["checker.py", *(f"{name}.txt" for name in asked["order"])]
    names = sys.modules["__main__"].__dict__
    exec(compile(asked["checker"], "checker.py", "exec", dont_inherit=True), names)
