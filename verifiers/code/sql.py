"""Queries: the rows of a query against those of the reference, each asked of a database of its own in the sandbox.

The database is SQLite's, made by the tests' script or given as a file, and read-only while a query runs. Rows are
compared as BIRD's grader does, as sets, or as bags (Spider) or lists where the tests say so. The two queries are in two
processes, and their rows are compared out here.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from verifiers.code.kept import Kept
from verifiers.code.report import Failure, Report
from verifiers.code.suite import BadTestsError, SqlTests
from verifiers.sandbox import Input, Limits, Program, RunResult, Sandbox

MAX_ROWS = 100_000
"""A result with more is none: no question wants a hundred thousand rows."""
_SHOWN = 200
_kept: Kept[list[tuple[Any, ...]]] = Kept()

_ASKING = Program(
    "python",
    """
import json, os, sqlite3, sys
asked = json.load(sys.stdin)
database = sqlite3.connect("database.sqlite" if os.path.exists("database.sqlite") else ":memory:")
database.text_factory = lambda data: data.decode("utf-8", "replace")
database.executescript(asked["script"])
database.commit()
database.execute("PRAGMA query_only = ON")
denied = {sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_PRAGMA}
database.set_authorizer(lambda action, *_: sqlite3.SQLITE_DENY if action in denied else sqlite3.SQLITE_OK)
try:
    rows = database.execute(asked["query"]).fetchmany(asked["most"] + 1)
except (sqlite3.Error, sqlite3.Warning, UnicodeError) as error:
    sys.exit(f"{type(error).__name__}: {error}")
json.dump([[{"b": value.hex()} if isinstance(value, bytes) else value for value in row] for row in rows], sys.stdout)
""",
)


def grade_sql(sandbox: Sandbox, query: str, tests: SqlTests, limits: Limits) -> Report:
    """Grade a query by its rows. Raises BadTestsError where the reference gives none."""
    right = _kept.get(
        (tests, sandbox.wall.name), len(tests.script) + len(tests.database), lambda: _expected(sandbox, tests)
    )
    report = Report(total=1)
    result = _ask(sandbox, tests, query, limits)
    report.usage.add(result)
    report.count(_failure(result, right, tests))
    return report


def _failure(result: RunResult, right: list[tuple[Any, ...]], tests: SqlTests) -> Failure | None:
    if result.outcome != "ok":
        words = result.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        return Failure(0, result.outcome, "", "", (words or result.detail)[:_SHOWN])
    rows = _rows(result)
    if len(rows) > MAX_ROWS:
        return Failure(0, "output_limit", "", "", f"more than {MAX_ROWS} rows")
    same = {
        "set": lambda: set(rows) == set(right),
        "bag": lambda: Counter(rows) == Counter(right),
        "list": lambda: rows == right,
    }[tests.match]()
    return None if same else Failure(0, "wrong_answer", "", str(right)[:_SHOWN], str(rows)[:_SHOWN])


def _expected(sandbox: Sandbox, tests: SqlTests) -> list[tuple[Any, ...]]:
    result = _ask(sandbox, tests, tests.query, Limits(cpu_seconds=60, memory_mb=2048, output_mb=256))
    Report(total=1).usage.add(result)  # raises where the sandbox failed
    if result.outcome != "ok":
        words = result.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        msg = f"the reference query cannot be run ({result.outcome}): {words[:_SHOWN]}"
        raise BadTestsError(msg)
    return _rows(result)


def _ask(sandbox: Sandbox, tests: SqlTests, query: str, limits: Limits) -> RunResult:
    asked = {"script": tests.script, "query": query.strip().rstrip(";"), "most": MAX_ROWS}
    files = (("database.sqlite", tests.database),) if tests.database else ()
    return sandbox.run(_ASKING, Input(json.dumps(asked).encode(), files), limits)


def _rows(result: RunResult) -> list[tuple[Any, ...]]:
    """The rows of a run; a blob is a pair, so that it is no text."""
    return [
        tuple(("blob", value["b"]) if isinstance(value, dict) else value for value in row)
        for row in json.loads(result.stdout)
    ]
