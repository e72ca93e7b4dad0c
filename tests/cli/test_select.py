"""`verify-cli select` as a user runs it."""

import gzip
import inspect
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import zstandard
from running import here

from verifiers.cli import select as command
from verifiers.selecting.rules import MAX_PARAGRAPH, ORDERS, rules

EXAMPLES = Path(__file__).parents[2] / "examples" / "outputs.jsonl"
COMMAND = [sys.executable, "-c", "from verifiers.cli import main; main()"]
CHAIN = "First we add the two numbers, and then we divide by three."
GOOD = {
    "id": 1,
    "prompt": "What is the mean?",
    "completion": f"<think>{CHAIN}</think>2",
    "line": 1,
    "reward": 2.0,
    "verdicts": {"math": {"weight": 1.0, "score": 1.0, "outcome": "correct"}},
}
OTHER = {**GOOD, "completion": f"<think>{CHAIN} Yes.</think>2", "line": 2}
WRONG = {**GOOD, "reward": 1.0, "verdicts": {"math": {"weight": 1.0, "score": 0.0, "outcome": "incorrect"}}}


def accuracy(row):
    return row["verdicts"].get("math") or row["verdicts"]["code"]


def lines(*rows):
    return "".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows).encode()


@pytest.fixture
def cli(tmp_path):
    """Run `verify-cli select` in an empty folder."""

    def run(*arguments, stdin=b"", name="select"):
        return here(name, *arguments, cwd=tmp_path, stdin=stdin)

    return run


def written(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_scored_file_is_selected_from_beside_itself_and_a_table_is_printed(cli, tmp_path):
    (tmp_path / "x.scored.jsonl").write_bytes(lines(GOOD, WRONG, OTHER))
    result = cli("x.scored.jsonl", "-k", "1", "--order", "shortest")
    assert result.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.scored.jsonl", "x.selected.jsonl"]
    assert [row["line"] for row in written(tmp_path / "x.selected.jsonl")] == [1]
    out, err = result.stdout.decode(), result.stderr.decode()
    assert "3 rows, 2 dropped, 0 unreadable, 1 selected of 1 prompts" in out
    table = [" ".join(line.split()) for line in out.splitlines()]
    assert "wrong 1 the answer is not right" in table
    assert "surplus 1 one too many for its prompt" in table
    assert "completion = 'completion', prompt = 'prompt', id = 'id'" in err
    assert "\x1b" not in out + err


def test_json_is_all_that_standard_output_holds(cli, tmp_path):
    (tmp_path / "x.jsonl").write_bytes(lines(GOOD, "broken\n", WRONG))
    result = cli("x.jsonl", "--json")
    assert result.returncode == 1
    assert json.loads(result.stdout) == {
        "rows": 3,
        "selected": 1,
        "prompts": 1,
        "dropped": {
            "error": 0,
            "undecided": 0,
            "wrong": 1,
            "mixed-language": 0,
            "long-paragraph": 0,
            "code-block": 0,
            "repetition": 0,
            "duplicate": 0,
            "surplus": 0,
        },
        "unreadable": 1,
    }


def test_unreadable_rows_are_named_by_their_line_after_everything_else_was_done(cli, tmp_path):
    (tmp_path / "x.jsonl").write_bytes(lines(GOOD, *["broken\n"] * 7, {**GOOD, "prompt": None}, OTHER))
    result = cli("x.jsonl")
    assert result.returncode == 1
    assert len(written(tmp_path / "x.selected.jsonl")) == 2
    assert b"line 2: not JSON" in result.stdout
    assert b"and 3 more" in result.stdout


def test_nothing_selected_is_no_error_but_said(cli, tmp_path):
    (tmp_path / "x.jsonl").write_bytes(lines(WRONG))
    result = cli("x.jsonl")
    assert result.returncode == 0
    assert (tmp_path / "x.selected.jsonl").read_bytes() == b""
    assert b"nothing was fit to be selected" in result.stderr


@pytest.mark.parametrize(
    ("name", "pack"), [("x.scored.jsonl.gz", gzip.compress), ("x.scored.zst", zstandard.ZstdCompressor().compress)]
)
def test_compressed_files(cli, tmp_path, name, pack):
    (tmp_path / name).write_bytes(pack(lines(GOOD, OTHER)))
    assert cli(name).returncode == 0
    assert len(written(tmp_path / "x.selected.jsonl")) == 2


def test_standard_input(cli, tmp_path):
    assert cli("-", stdin=lines(GOOD, OTHER)).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["stdin.selected.jsonl"]
    assert len(written(tmp_path / "stdin.selected.jsonl")) == 2


def test_options_reach_the_rules(cli, tmp_path):
    code = {**GOOD, "completion": f"<think>{CHAIN}\n```\nx\n```</think>2"}
    (tmp_path / "x.jsonl").write_bytes(lines(GOOD, code, WRONG))
    for options, selected in [
        ([], 1),
        (["--allow", "code-block"], 2),
        (["--max-paragraph", "9"], 0),
        (["--min-reward", "3"], 0),
        (["--id-field", "id", "--allow", "code-block", "--per-prompt", "1"], 1),
    ]:
        result = cli("x.jsonl", "--json", *options)
        assert (result.returncode, json.loads(result.stdout)["selected"]) == (0, selected), options


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none.jsonl"], "Error: there is no file none.jsonl."),
        (["plain.jsonl"], "Error: plain.jsonl is not a scored file (line 1: not a scored row: it has no verdicts)"),
        (["x.jsonl", "--allow", "code"], "Error: unknown rule 'code': the rules are mixed-language"),
        (["x.jsonl", "--order", "best"], "Error: unknown order 'best': the orders are first, shortest, reward."),
        (["x.jsonl", "-k", "0"], "--per-prompt"),
        (["tie.jsonl"], "could each be the completion: say which one is (--completion-field NAME)"),
        (["x.jsonl", "--out", "x.jsonl"], "Error: cannot write"),
        (["x.jsonl", "--out", "x.jsonl.gz"], "not compressed"),
        (["x.jsonl", "--out", "no/folder/o"], "Error: cannot write no/folder/o: No such file or directory."),
    ],
)
def test_wrong_usage_is_2_and_one_sentence(cli, tmp_path, arguments, sentence):
    (tmp_path / "x.jsonl").write_bytes(lines(GOOD))
    (tmp_path / "plain.jsonl").write_bytes(lines({"prompt": "a", "completion": "b"}))
    (tmp_path / "tie.jsonl").write_bytes(lines({**GOOD, "response": "b"}))
    before = sorted(tmp_path.iterdir())
    result = cli(*arguments)
    assert result.returncode == 2
    assert sentence in " ".join(result.stderr.decode().split())
    assert b"Traceback" not in result.stderr
    assert result.stdout == b""
    assert sorted(tmp_path.iterdir()) == before


def test_ctrl_c_leaves_nothing_behind(tmp_path):
    process = subprocess.Popen(
        [*COMMAND, "select", "-"], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdin.write(lines(GOOD) * 101)  # it has found its fields then, and waits for more
    process.stdin.flush()
    while b"Fields" not in os.read(process.stderr.fileno(), 1000):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.endswith(b"Interrupted: nothing was written.\n")
    assert not list(tmp_path.iterdir())


def test_what_help_says_is_what_is_true(cli):
    parameters = inspect.signature(command.select).parameters
    assert parameters["max_paragraph"].default == MAX_PARAGRAPH
    assert parameters["order"].default == next(iter(ORDERS))
    text = " ".join(cli("--help").stdout.decode().split())
    for name in [*ORDERS, *(rule.name for rule in rules())]:
        assert name in text


def test_the_examples_scored_and_selected(cli, tmp_path):
    assert cli(str(EXAMPLES), "-r", "r1", "--out", "o.scored.jsonl", name="score").returncode == 1
    result = cli("o.scored.jsonl", "-k", "2", "--order", "shortest", "--json")
    assert result.returncode == 0
    counts = json.loads(result.stdout)
    scored, chosen = written(tmp_path / "o.scored.jsonl"), written(tmp_path / "o.selected.jsonl")
    kinds = {row["line"]: row.get("kind") for row in scored}
    assert counts["rows"] == len(scored)
    assert counts["selected"] + sum(counts["dropped"].values()) == len(scored)
    assert counts["dropped"]["error"] == sum("error" in row for row in scored)
    graded = [row for row in scored if "error" not in row]
    right = {row["line"] for row in graded if accuracy(row)["outcome"] == "correct"}
    assert counts["dropped"]["mixed-language"] == sum(kinds[line] == "mixed language" for line in right) > 1
    assert {kinds[row["line"]] for row in chosen} <= {"right", "right program", "equivalent", "malformed"}
    assert {row["id"] for row in chosen} >= {"train", "german", "chinese", "french", "prefilled", "chat"}
    by_id = {row["id"]: row["messages"] for row in chosen}
    for messages in by_id.values():
        assert [message["role"] for message in messages][-2:] == ["user", "assistant"]
    assert by_id["prefilled"][-1]["content"].startswith("<think>")
    assert not any(message["content"].rstrip().endswith("<think>") for message in by_id["prefilled"][:-1])
