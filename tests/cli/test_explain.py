"""`verify-cli explain`."""

import json

import pytest
from running import texts_here


def verify_cli(*arguments, cwd=".", input=""):  # noqa: A002 - as `subprocess.run` has it
    return texts_here(*arguments, cwd=cwd, stdin=input)


def test_an_answer():
    done = verify_cli("explain", r"so \boxed{17+25}", "--answer", "42")
    assert done.returncode == 0, done.stderr
    for piece in (
        "math: 0, incorrect",
        "still to be worked out",
        "the last box",
        "answer 17+25 is Op +",
        "Num 17",
        "form",
    ):
        assert piece in done.stdout
    assert "\x1b" not in done.stdout


def test_from_standard_input_as_json():
    done = verify_cli("explain", "-", "--answer", "2", "-r", "r1-zero", "--json", input=r"<think>a</think> \boxed{2}")
    found = json.loads(done.stdout)
    assert (found["score"], [part["reward"] for part in found["parts"]]) == (2.0, ["math", "format"])


def test_a_row_of_a_file(tmp_path):
    rows = [{"output": "x", "gts": "1"}, {"output": r"\boxed{3}", "gts": "2", "question": "1+1?"}]
    (tmp_path / "dump.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = verify_cli("explain", "--file", "dump.jsonl", "--line", "2", cwd=tmp_path)
    assert "answer 3 is Num 3" in done.stdout
    assert "reference 2 is Num 2" in done.stdout
    scored = verify_cli("score", "dump.jsonl", cwd=tmp_path)
    assert scored.returncode == 0, scored.stderr
    again = verify_cli("explain", "--file", "dump.scored.jsonl", "--line", "2", cwd=tmp_path)
    assert all(line.strip() in again.stdout for line in done.stdout.splitlines()[1:]), (
        "and format, by which it was scored"
    )
    assert "format (weight 1): 0, incorrect" in again.stdout
    alone = verify_cli("explain", "--file", "dump.scored.jsonl", "--line", "2", "-r", "accuracy", cwd=tmp_path)
    assert alone.stdout == done.stdout


def test_what_a_terminal_would_obey_is_shown():
    done = verify_cli("explain", "-", "--answer", "2", input="\x1b[2Jx\u202e\r\x07 \\boxed{3\x1b]0;t}")
    assert done.returncode == 0
    assert not {"\x1b", "\u202e", "\x07", "\r"} & set(done.stdout)
    assert "\\x1b" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "give a completion, or --file FILE with --line N"),
        (["x"], "the math reward needs --answer"),
        (["x", "--answer", "2", "-r", "maths"], "unknown reward 'maths'"),
        (["x", "--tests", "absent.json"], "cannot read absent.json"),
        (["--file", "absent.jsonl"], "absent.jsonl"),
        (["x", "-r", "language"], "the language reward needs --language, or --prompt in that language"),
    ],
)
def test_wrong_usage_is_a_sentence(arguments, sentence, tmp_path):
    done = verify_cli("explain", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_lines_that_are_not_there(tmp_path):
    (tmp_path / "rows.jsonl").write_text('{"completions": ["a", "b"], "answer": "1"}\n{\n', encoding="utf-8")
    for line, sentence in (("1", "holds 2 completions: score it first"), ("2", "not JSON"), ("3", "has no line 3")):
        done = verify_cli("explain", "--file", "rows.jsonl", "--line", line, cwd=tmp_path)
        assert done.returncode == 2
        assert sentence in done.stderr


def test_the_reasoning_of_the_model_is_an_option():
    done = verify_cli("explain", r"perhaps \boxed{2}. Wait", "--answer", "2", "--prefilled")
    assert "math: 0, no_answer" in done.stdout
    done = verify_cli(
        "explain", r"[THINK]a[/THINK]\boxed{2}", "--answer", "2", "-r", "r1-zero", "--reasoning", "magistral"
    )
    assert done.stdout.count("(weight 1): 1, correct") == 2
