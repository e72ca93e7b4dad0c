"""Queries: their rows against those of the reference, each in a read-only database of its own."""

import base64
import sqlite3

import pytest

from verifiers import CodeReward
from verifiers.code.formats import tests_of_row as in_row

SCRIPT = "CREATE TABLE t(a INTEGER, b TEXT); INSERT INTO t VALUES (1, 'x'), (2, 'y'), (2, 'y');"
ROW = {"sql": "SELECT b, a FROM t WHERE a > 1;", "sql_context": SCRIPT, "prompt": "Which?"}


@pytest.fixture(scope="module")
def reward(sandbox):  # noqa: ARG001
    return CodeReward(wall="local")


def grade(reward, query, row):
    return reward.grade(f"```sql\n{query}\n```", in_row(row))


@pytest.mark.parametrize(
    ("query", "match", "score"),
    [
        ("SELECT b, a FROM t WHERE a = 2", "set", 1.0),
        ("SELECT DISTINCT b, a FROM t WHERE a = 2 -- once", "set", 1.0),
        ("SELECT DISTINCT b, a FROM t WHERE a = 2", "bag", 0.0),
        ("SELECT 'y', 2.0 UNION ALL SELECT 'y', 2", "bag", 1.0),
        ("SELECT a, b FROM t WHERE a = 2", "set", 0.0),
        ("SELECT b, a FROM t", "set", 0.0),
        ("SELECT b, a FROM nowhere", "set", 0.0),
        ("SELEC", "set", 0.0),
        ("DELETE FROM t", "set", 0.0),
        ("SELECT 1; SELECT 2", "set", 0.0),
        ("ATTACH '/etc/passwd' AS x", "set", 0.0),
        ("PRAGMA query_only = OFF", "set", 0.0),
        ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n", "set", 0.0),
    ],
)
def test_rows_decide(reward, query, match, score):
    assert grade(reward, query, {**ROW, "match": match}).score == score


def test_order_decides_where_the_tests_say_so(reward):
    row = {**ROW, "sql": "SELECT a FROM t ORDER BY a DESC", "match": "list"}
    assert grade(reward, "SELECT a FROM t ORDER BY a DESC", row).score == 1.0
    assert grade(reward, "SELECT a FROM t ORDER BY a", row).score == 0.0


def test_a_database_may_be_a_file(reward, tmp_path):
    with sqlite3.connect(tmp_path / "d.sqlite") as database:
        database.executescript(SCRIPT)
    database.close()
    row = {
        "SQL": "SELECT max(a), x'00ff', NULL FROM t",
        "database": base64.b64encode((tmp_path / "d.sqlite").read_bytes()).decode(),
    }
    assert grade(reward, "SELECT 2, x'00ff', NULL", row).score == 1.0
    assert grade(reward, "SELECT 2, x'00fe', NULL", row).score == 0.0


@pytest.mark.parametrize(
    "row",
    [{**ROW, "sql": "SELECT nothing"}, {**ROW, "sql_context": "CREATE"}, {**ROW, "match": "near"}, {**ROW, "sql": 3}, {"sql": "SELECT 1", "database": "?"}],
)  # fmt: skip
def test_a_broken_reference_is_no_zero(reward, row):
    assert grade(reward, "SELECT 1", row).outcome == "bad_reference"


def test_an_answer_without_a_fence(reward):
    assert reward.grade("SELECT b, a FROM t WHERE a = 2", in_row(ROW)).score == 1.0
