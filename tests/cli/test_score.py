"""`verify-cli score` as a user runs it."""

import gzip
import json
import os
import pty
import signal
import subprocess

import pytest
import zstandard
from running import COMMAND, alive, children, fails, lines, scored, wait_until

GOOD = {"id": 1, "prompt": "1+1?", "completion": "<think>r</think>a", "answer": "2"}
BAD = {"id": 2, "prompt": "1+1?", "completion": "a", "answer": "2"}


def test_a_file_is_scored_beside_itself_and_a_table_is_printed(cli, tmp_path):
    (tmp_path / "outputs.jsonl").write_text(lines(GOOD, BAD))
    result = cli("outputs.jsonl", "-r", "format")
    assert result.returncode == 0
    assert [row["reward"] for row in scored(tmp_path / "outputs.scored.jsonl")] == [1.0, 0.0]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "outputs.jsonl", "outputs.scored.jsonl", "outputs.scored.jsonl.manifest.json",
    ]  # fmt: skip
    out, err = result.stdout.decode(), result.stderr.decode()
    for word in ("format", "0.500", "correct", "incorrect", "undecided", "2 rows, 2 graded, 0 errors"):
        assert word in out
    assert "completion = 'completion'" in err
    assert "\x1b" not in out + err


def test_the_default_is_r1_zero(cli, tmp_path):
    (tmp_path / "x.jsonl").write_text(lines(GOOD))
    result = cli("x.jsonl", "--json")
    assert list(json.loads(result.stdout)["parts"]) == ["math", "format"]


def test_json_is_all_that_standard_output_holds(cli, tmp_path):
    (tmp_path / "x.jsonl").write_text(lines(GOOD, BAD, "broken\n"))
    result = cli("x.jsonl", "-r", "format", "--json")
    assert result.returncode == 1
    summary = json.loads(result.stdout)
    assert list(summary) == [
        "rows", "graded", "errors", "reward", "parts", "pass@1", "seconds", "start_seconds", "rows_per_second",
    ]  # fmt: skip
    assert (summary["rows"], summary["graded"], summary["errors"]) == (3, 2, 1)
    assert summary["reward"] == {"mean": 0.5}
    assert summary["parts"] == {"format": {"mean": 0.5, "outcomes": {"correct": 1, "incorrect": 1}}}
    assert summary["pass@1"] is None


def test_broken_rows_end_with_1_after_everything_else_was_scored(cli, tmp_path):
    (tmp_path / "x.jsonl").write_text(lines("nope\n", GOOD, "\n", {"id": 3}, BAD))
    result = cli("x.jsonl", "-r", "format")
    assert result.returncode == 1
    rows = scored(tmp_path / "x.scored.jsonl")
    assert [(row["line"], row["reward"]) for row in rows] == [(1, None), (2, 1.0), (4, None), (5, 0.0)]
    assert rows[2]["id"] == 3
    assert "line 1: not JSON: Expecting value, at character 1" in result.stdout.decode()
    assert "line 4: no completion: the field 'completion' is missing" in result.stdout.decode()


@pytest.mark.parametrize(
    ("name", "pack"), [("x.jsonl.gz", gzip.compress), ("x.zst", zstandard.ZstdCompressor().compress)]
)
def test_compressed_files(cli, tmp_path, name, pack):
    (tmp_path / name).write_bytes(pack(lines(GOOD, BAD).encode()))
    assert cli(name, "-r", "format").returncode == 0
    assert len(scored(tmp_path / "x.scored.jsonl")) == 2


def test_standard_input(cli, tmp_path):
    result = cli("-", "-r", "format", "--out", "o.jsonl", stdin=gzip.compress(lines(GOOD, BAD).encode()))
    assert result.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["o.jsonl", "o.jsonl.manifest.json"]
    assert len(scored(tmp_path / "o.jsonl")) == 2
    assert cli("-", "-r", "format", stdin=lines(GOOD).encode()).returncode == 0
    assert len(scored(tmp_path / "stdin.scored.jsonl")) == 1
    fails(cli("-", "--out", "o", "--resume", stdin=lines(GOOD).encode()), "cannot be read again")


def test_the_number_of_workers_changes_nothing(cli, tmp_path):
    (tmp_path / "x.jsonl").write_text(lines(*[GOOD, BAD, "{\n"] * 300))
    for workers in "1", "3":
        assert cli("x.jsonl", "-r", "format", "--workers", workers, "--out", workers).returncode == 1
    assert (tmp_path / "1").read_bytes() == (tmp_path / "3").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none.jsonl"], "Error: there is no file none.jsonl."),
        (["x.jsonl", "-r", "maths"], "Error: unknown reward 'maths'"),
        (["x.jsonl", "--nonsense"], "No such option"),
        (["x.jsonl", "--workers", "0"], "--workers"),
        (["x.jsonl", "--out", "no/such/folder/o"], "Error: cannot write"),
        (["x.jsonl", "--out", "/dev/null"], "it is not a file"),
        (["x.jsonl", "--completion-field", "c"], "no row has the field 'c'; the fields are: id, prompt, completion"),
        (["folder"], "is a folder without files of rows"),
        (["empty.jsonl"], "has no rows"),
        (["array.json"], "none of the first 2 lines is a JSON object (line 1: not a JSON object but a number)"),
        (["tie.jsonl"], "'completion' and 'response' could each be the completion"),
        (["plain.jsonl"], "no field of the rows is a reference answer"),
    ],
)
def test_wrong_usage_is_2_and_one_sentence(cli, tmp_path, arguments, sentence):
    (tmp_path / "x.jsonl").write_text(lines(GOOD))
    (tmp_path / "empty.jsonl").write_text("\n\n")
    (tmp_path / "array.json").write_text("[1, 2]")
    (tmp_path / "folder").mkdir()
    (tmp_path / "tie.jsonl").write_text(lines({**GOOD, "response": "b"}))
    (tmp_path / "plain.jsonl").write_text(lines({"completion": "a"}))
    fails(cli(*arguments), sentence)
    assert not list(tmp_path.glob("*.partial"))


def test_a_tie_says_which_option_settles_it(cli, tmp_path):
    (tmp_path / "x.jsonl").write_text(lines({**GOOD, "response": "b"}))
    fails(cli("x.jsonl"), "(--completion-field NAME)")
    assert cli("x.jsonl", "-r", "format", "--completion-field", "completion").returncode == 0


def test_an_ascii_terminal_is_no_reason_to_fail(cli, tmp_path):
    (tmp_path / "x.jsonl").write_text(lines(GOOD, {"é": 1}), encoding="utf-8")
    result = cli("x.jsonl", "-r", "format", "--prompt-field", "é", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert result.returncode == 1
    assert b"\\xe9" in result.stderr


def test_a_reader_that_goes_away_is_no_crash(tmp_path):
    (tmp_path / "x.jsonl").write_text(lines(GOOD))
    process = subprocess.Popen(
        [*COMMAND, "x.jsonl", "-r", "format"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    process.wait()
    assert b"Traceback" not in err
    assert (tmp_path / "x.scored.jsonl").exists()


def test_a_terminal_sees_progress_and_colour(tmp_path):
    (tmp_path / "x.jsonl").write_text(lines(*[GOOD] * 2000))
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "x.jsonl", "-r", "format"], cwd=tmp_path, stderr=child, stdout=subprocess.PIPE, env=TERMINAL
    )
    os.close(child)
    seen = b""
    try:
        while piece := os.read(parent, 4096):
            seen += piece
    except OSError:  # how a terminal ends
        pass
    os.close(parent)
    out, _ = process.communicate()
    assert process.returncode == 0
    assert b"\x1b[" in seen
    assert b"Fields: " in seen
    assert b"\x1b" not in out, "the table goes into a pipe here"


TERMINAL = {**{name: value for name, value in os.environ.items() if name != "NO_COLOR"}, "TERM": "xterm"}


MANY = lines(
    *[
        {**GOOD, "id": n // 4, "completion": "<think>" + "so it goes " * (n % 90) + "</think>a" * (n % 3)}
        if n % 50
        else "broken\n"
        for n in range(6_000)
    ]
)


def start(tmp_path, *arguments):
    return subprocess.Popen(
        [*COMMAND, "x.jsonl", "-r", "format", "--workers", "2", "--out", "o.jsonl", "--json", *arguments],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def untimed(data):
    return {name: value for name, value in json.loads(data).items() if "second" not in name}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "x.jsonl").write_text(MANY)
    out, _ = start(folder).communicate(timeout=60)
    return (folder / "o.jsonl").read_bytes(), untimed(out)


@pytest.mark.parametrize("moments", [[0, 1], [100_000, 1_500_000]])
def test_a_killed_run_is_resumed_to_the_same_bytes_and_leaves_no_process(tmp_path, undisturbed, moments):
    (tmp_path / "x.jsonl").write_text(MANY)
    partial = tmp_path / "o.jsonl.partial"
    for moment in moments:
        process = start(tmp_path, "--resume")
        if moment:
            wait_until(lambda: partial.exists() and partial.stat().st_size >= moment)  # noqa: B023 - called at once
        else:
            wait_until(lambda: children(process.pid))  # noqa: B023
        workers = children(process.pid)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert not (tmp_path / "o.jsonl").exists()
        wait_until(lambda: not alive(workers))  # noqa: B023
    out, _ = start(tmp_path, "--resume").communicate(timeout=60)
    assert (tmp_path / "o.jsonl").read_bytes() == undisturbed[0]
    assert untimed(out) == undisturbed[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["o.jsonl", "o.jsonl.manifest.json", "x.jsonl"]


def test_ctrl_c_keeps_what_was_scored_and_says_how_to_go_on(tmp_path, undisturbed):
    (tmp_path / "x.jsonl").write_text(MANY)
    partial = tmp_path / "o.jsonl.partial"
    process = start(tmp_path)
    wait_until(lambda: partial.exists() and partial.stat().st_size > 500_000)
    workers = children(process.pid)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == b""
    assert b"--resume" in err
    assert b"Traceback" not in err
    assert not alive(workers)
    assert partial.exists()
    start(tmp_path, "--resume").communicate(timeout=60)
    assert (tmp_path / "o.jsonl").read_bytes() == undisturbed[0]


def test_settings_and_rewards_of_ones_own(cli, tmp_path):
    row = {"completion": r"\boxed{1+1}", "answer": "2", "difficulty": 0.25}
    (tmp_path / "x.jsonl").write_text(lines(row))
    (tmp_path / "my.py").write_text("def by_difficulty(completions, difficulty, **_): return difficulty\n")
    result = cli("x.jsonl", "-r", "math(form=any)", "-r", "my.py:by_difficulty=2", "-r", "math(name=strict)=4")
    assert result.returncode == 0, result.stderr
    (found,) = scored(tmp_path / "x.scored.jsonl")
    assert found["reward"] == 1.5
    assert {name: part["score"] for name, part in found["verdicts"].items()} == {
        "math": 1.0,
        "by_difficulty": 0.25,
        "strict": 0.0,
    }


def test_lengths_are_compared_within_a_list_and_nowhere_else(cli, tmp_path):
    several = {"completions": [r"\boxed{2}", r"so \boxed{2}"], "answer": "2"}
    (tmp_path / "x.jsonl").write_text(lines(several, {**several, "completions": [r"\boxed{2}"]}))
    result = cli("x.jsonl", "-r", "length")
    assert result.returncode == 1
    first, second, third = scored(tmp_path / "x.scored.jsonl")
    assert (first["reward"], second["reward"], third["reward"]) == (0.5, -0.5, None)
    assert third["error"].startswith("the length reward compares the completions of one prompt, and this row holds one")


@pytest.mark.parametrize(
    ("reward", "sentence"),
    [
        ("maths", "unknown reward 'maths' (did you mean 'math'?)"),
        ("math(tolerence=1)", "math has no setting 'tolerence' (did you mean 'tolerance'?)"),
        ("nowhere.py:f", "there is no file nowhere.py"),
    ],
)
def test_a_bad_name_is_a_sentence_with_the_nearest(cli, tmp_path, reward, sentence):
    (tmp_path / "x.jsonl").write_text(lines(GOOD))
    fails(cli("x.jsonl", "-r", reward), sentence)


def test_one_cause_of_most_failures_is_told(cli, tmp_path):
    unclosed = {"completion": "<think>6 times 7 is 42: \\boxed{42}", "answer": "42"}
    (tmp_path / "x.jsonl").write_text(lines(*[unclosed] * 5, {**unclosed, "completion": "\\boxed{42}"}))
    err = cli("x.jsonl", "-r", "math").stderr.decode()
    assert "math: 5 of 6 rows fail in one way: The reasoning was never closed." in err
    closed = {"completion": "42.</think> \\boxed{42}", "answer": "42"}
    (tmp_path / "x.jsonl").write_text(lines(*[closed] * 2))
    err = cli("x.jsonl", "-r", "format", "--force").stderr.decode()
    assert "--prefilled says so" in err


def test_a_file_of_rows_of_several_kinds_is_read_where_no_row_has_two_completions(cli, tmp_path):
    thinking = [{"type": "thinking", "thinking": "Six sevens."}, {"type": "text", "text": "\\boxed{42}"}]
    rows = [
        {"prompt": "6*7?", "answer": "42", "reasoning": "Six sevens.", "content": "\\boxed{42}"},
        {"answer": "42", "message": {"role": "assistant", "content": thinking}},
        {"answer": "42", "reasoning_content": "So \\boxed{42}. Wait", "content": None},
        {"answer": "42", "message": {"role": "assistant", "content": None, "reasoning_content": "So \\boxed{42}"}},
        {"answer": "42"},
    ]
    (tmp_path / "x.jsonl").write_text(lines(*rows))
    result = cli("x.jsonl", "-r", "r1-zero")
    assert result.returncode == 1
    assert "Layout: rows of several kinds" in result.stderr.decode()
    scored = [json.loads(line) for line in (tmp_path / "x.scored.jsonl").read_text().splitlines()]
    assert [row["reward"] for row in scored] == [2.0, 2.0, 0.0, 0.0, None]
    (tmp_path / "y.jsonl").write_text(
        lines({"completion": "\\boxed{42}", "answer": "42"}, {"response": "\\boxed{41}", "answer": "42"})
    )
    assert cli("y.jsonl", "-r", "math").returncode == 0
    scored = [json.loads(line) for line in (tmp_path / "y.scored.jsonl").read_text().splitlines()]
    assert [row["reward"] for row in scored] == [1.0, 0.0]
    (tmp_path / "z.jsonl").write_text(lines({**rows[0], **rows[1]}, rows[0], rows[1]))
    fails(cli("z.jsonl"), "'message' and 'content' could each be the completion")
    # An extracted answer beside other rows' outputs is not the same thing.
    (tmp_path / "w.jsonl").write_text(lines({"output": "so 42", "answer": "42"}, {"pred": "42", "answer": "42"}))
    fails(cli("w.jsonl"), "could each be the completion")


def test_a_request_that_failed_costs_a_batch_file_no_other_row(cli, tmp_path):
    choices = [{"message": {"role": "assistant", "content": "\\boxed{42}"}}]
    answered = {"custom_id": "1", "gold": "42", "response": {"status_code": 200, "body": {"choices": choices}}}
    null = {"custom_id": "2", "gold": "42", "response": None, "error": {"message": "expired"}}
    refused = {**null, "response": {"status_code": 400, "body": {"error": {"message": "too long"}}}}
    (tmp_path / "x.jsonl").write_text(lines(null, answered, refused))
    result = cli("x.jsonl", "-r", "math")
    assert (result.returncode, "Layout: OpenAI's batch files" in result.stderr.decode()) == (1, True)
    scored = [json.loads(line) for line in (tmp_path / "x.scored.jsonl").read_text().splitlines()]
    assert [row["reward"] for row in scored] == [None, 1.0, None]
    (tmp_path / "y.jsonl").write_text(lines(null, refused))
    assert cli("y.jsonl", "-r", "math").returncode == 2


def test_completions_that_close_what_nobody_has_opened_are_told_of_once(cli, tmp_path):
    asked = [{"role": "user", "content": "6*7?"}]
    closed = [{"prompt": asked, "completion": f"{i}</think>\\boxed{{42}}", "answer": "42"} for i in range(3)]
    cut = {"prompt": asked, "completion": "So \\boxed{42}. Let me", "answer": "42"}
    (tmp_path / "x.jsonl").write_text(lines(*closed, cut))
    told = "3 of 4 completions close reasoning that neither they nor the prompts open"
    assert cli("x.jsonl", "-r", "math").stderr.decode().count(told) == 1
    assert "close reasoning" not in cli("x.jsonl", "-r", "math", "--force", "--prefilled").stderr.decode()
    assert "close reasoning" not in cli("x.jsonl", "-r", "math", "--force", "--not-prefilled").stderr.decode()
    opened = {**cut, "completion": "<think>So</think>\\boxed{42}"}
    (tmp_path / "x.jsonl").write_text(lines(*closed, opened))
    assert "close reasoning" not in cli("x.jsonl", "-r", "math", "--force").stderr.decode()
    shown = [{**row, "prompt": "<|im_start|>assistant\n<think>\n"} for row in closed]
    (tmp_path / "x.jsonl").write_text(lines(*shown))
    assert "close reasoning" not in cli("x.jsonl", "-r", "math", "--force").stderr.decode()


def test_commands_go_by_what_a_scored_file_knows_and_guess_nothing(cli, tmp_path):
    row = {"question": "What is 9+9?", "gold": "18", "gt": "19", "model_prediction": "It is \\boxed{18}.", "pred": "18"}
    (tmp_path / "f.jsonl").write_text(lines(row))
    fields = ["--completion-field", "model_prediction", "--reference-field", "gold"]
    assert cli("f.jsonl", "-r", "math(form=any)", *fields).returncode == 0

    def run(name, *arguments):
        command = [*COMMAND[:-1], name, *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert run("select", "f.scored.jsonl").returncode == 0
    (selected,) = scored(tmp_path / "f.selected.jsonl")
    assert [turn["content"] for turn in selected["messages"]] == [row["question"], row["model_prediction"]]
    explained = run("explain", "--file", "f.scored.jsonl")
    assert explained.returncode == 0, explained.stderr
    assert "reference 18 is Num 18" in explained.stdout
    assert run("report", "f.scored.jsonl").returncode == 0
    assert json.loads(run("evaluate", "f.scored.jsonl", "--json").stdout)["problems"] == 1
    (tmp_path / "f.scored.jsonl").write_text(2 * (tmp_path / "f.scored.jsonl").read_text())
    assert "has changed since it was scored" in run("select", "f.scored.jsonl", "--out", "o").stderr


def test_what_names_a_module_in_a_manifest_is_not_imported(cli, tmp_path):
    (tmp_path / "f.jsonl").write_text(lines(GOOD))
    (tmp_path / "my.py").write_text("def f(completion): return 1.0")
    assert cli("f.jsonl", "-r", "my.py:f").returncode == 0
    command = [*COMMAND[:-1], "explain", "--file", "f.scored.jsonl"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert (
        "was scored by my.py:f: 'my.py:f' is a reward of your own, and such cannot be named here; name" in done.stderr
    )
    again = subprocess.run([*command, "-r", "my.py:f"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "f: 1, correct" in again.stdout


def test_the_reasoning_of_the_model_is_an_option(cli, tmp_path):
    prefilled = {"prompt": "6*7?", "completion": "42.\n</think>\n\n\\boxed{42}", "answer": "42"}
    cut = {**prefilled, "completion": "Perhaps \\boxed{42}. Wait, let me"}
    (tmp_path / "x.jsonl").write_text(lines(prefilled, cut))
    totals = [
        json.loads(cli("x.jsonl", "-r", "r1-zero", "--json", *told).stdout)["reward"]["mean"]
        for told in ([], ["--prefilled", "--force"])
    ]
    assert totals == [1.0, 1.0]  # (1 + 1) / 2, which pays the cut one, and (2 + 0) / 2
    scored = [json.loads(line) for line in (tmp_path / "x.scored.jsonl").read_text().splitlines()]
    assert [row["reward"] for row in scored] == [2.0, 0.0]
    (tmp_path / "y.jsonl").write_text(lines({"completion": "<plan>x</plan>", "answer": "4"}))
    fails(cli("y.jsonl", "--reasoning", "magistrall"), "unknown reasoning format 'magistrall'")
    (tmp_path / "z.jsonl").write_text(lines({"completion": "◁think▷r◁/think▷\\boxed{4}", "answer": "4"}))
    cli("z.jsonl", "--reasoning", "kimi")
    assert json.loads((tmp_path / "z.scored.jsonl").read_text())["reward"] == 2.0
