"""`verify-cli evaluate`, and `verify-cli score --set` before it."""

import json

import pytest
from running import texts_here as verify_cli

SAID = {"p1": [r"\boxed{\frac12}", r"\boxed{0.5}", r"\boxed{1/2}", r"\boxed{3}", r"\boxed{3}"], "p2": ["none"] * 5}


@pytest.fixture
def outputs(tmp_path):
    rows = [{"id": key, "response": text, "rm": len(text)} for key, texts in SAID.items() for text in texts]
    (tmp_path / "outputs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    problems = [
        {"id": "p1", "problem": "1/4+1/4?", "answer": "0.5", "level": "easy"},
        {"id": "p2", "problem": "1+1?", "answer": "2", "level": "hard"},
        {"id": "p3", "problem": "2+2?", "answer": "4", "level": "hard"},
    ]
    (tmp_path / "set.jsonl").write_text("".join(json.dumps(row) + "\n" for row in problems), encoding="utf-8")
    return tmp_path


def scored(folder):
    run = verify_cli("score", "outputs.jsonl", "-r", "math", "--set", "mine=set.jsonl", cwd=folder)
    assert run.returncode == 0, run.stderr
    assert "1 problems of the set have no row." in run.stderr
    return run


def test_from_outputs_with_ids_to_numbers(outputs):
    scored(outputs)
    run = verify_cli("evaluate", "outputs.scored.jsonl", "--by", "level", "-k", "1", "-k", "5", "--json", cwd=outputs)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    values = {(one["metric"], one["group"]): one["value"] for one in found["estimates"]}
    assert values["pass@1", ""] == pytest.approx(0.3)
    assert values["pass@5", ""] == pytest.approx(0.5)
    # Three spellings of one half outvote two threes; as strings the threes would have won.
    assert values["maj@5", "easy"] == 1.0
    assert values["maj@5", "hard"] == 0.0
    assert (found["problems"], found["samples"], found["grouped_by"]) == (2, 10, "id")
    ends = next(one["interval"] for one in found["estimates"] if one["metric"] == "pass@1")
    assert ends[0] == 0.0
    assert ends[1] == pytest.approx(0.6)


def test_the_best_by_another_field(outputs):
    scored(outputs)
    run = verify_cli("evaluate", "outputs.scored.jsonl", "-k", "5", "--best-by", "rm", "--json", cwd=outputs)
    [best] = [one for one in json.loads(run.stdout)["estimates"] if one["metric"] == "best-of-5"]
    assert best["value"] == 0.5  # the longest is right


@pytest.mark.parametrize(
    ("best_by", "sentence"),
    [
        ("nosuch", "no row has a number in the field 'nosuch': the parts are math, the fields with numbers"),
        ("rmm", "no row has a number in the field 'rmm' (did you mean 'rm'?)"),
        ("level", "the field 'level' holds no number"),
    ],
)
def test_what_can_choose_nothing_is_no_choice(outputs, best_by, sentence):
    scored(outputs)
    run = verify_cli("evaluate", "outputs.scored.jsonl", "-k", "5", "--best-by", best_by, cwd=outputs)
    assert run.returncode == 2
    assert run.stdout == ""
    assert sentence in run.stderr


def test_the_table(outputs):
    scored(outputs)
    run = verify_cli("evaluate", "outputs.scored.jsonl", cwd=outputs)
    assert run.returncode == 0, run.stderr
    assert "pass@1" in run.stdout
    assert "maj@5" in run.stdout
    assert "10 rows: 10 samples of 2 problems, told by 'id'" in run.stdout
    more = verify_cli("evaluate", "outputs.scored.jsonl", "-k", "64", cwd=outputs)
    assert [line.split() for line in more.stdout.splitlines() if "pass@64" in line] == [["pass@64", "-", "-", "0"]]
    assert "No problem has 64 graded samples: the most is 5." in more.stdout


def test_pass_at_1_is_that_of_score(outputs):
    run = verify_cli("score", "outputs.jsonl", "-r", "math", "--set", "mine=set.jsonl", "--json", cwd=outputs)
    again = verify_cli("evaluate", "outputs.scored.jsonl", "--json", cwd=outputs)
    assert json.loads(again.stdout)["estimates"][0]["value"] == pytest.approx(json.loads(run.stdout)["pass@1"])


def test_what_could_not_be_graded_is_left_out_and_said(outputs):
    with (outputs / "outputs.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "p9", "response": "x"}\n{"id": "p3", "response": "\\\\boxed{4}"}\n')
    with (outputs / "set.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "p4", "problem": "?", "answer": ""}\n')
    run = verify_cli("score", "outputs.jsonl", "-r", "math", "--set", "mine=set.jsonl", cwd=outputs)
    assert run.returncode == 1
    run = verify_cli("evaluate", "outputs.scored.jsonl", cwd=outputs)
    assert run.returncode == 1
    assert "1 error rows are left out." in run.stdout


def test_another_set_is_not_gone_on_with(outputs):
    scored(outputs)
    (outputs / "outputs.scored.jsonl").rename(outputs / "outputs.scored.jsonl.partial")
    run = verify_cli("score", "outputs.jsonl", "-r", "math", "--set", "mine=set.jsonl", "--resume", cwd=outputs)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["evaluate", "outputs.jsonl"],
            "line 1 of outputs.jsonl has no verdicts: this is not what `verify-cli score` writes",
        ),
        (["evaluate", "absent.jsonl"], "absent.jsonl"),
        (["score", "outputs.jsonl", "--set", "nothing"], "unknown set 'nothing'"),
        (["score", "outputs.jsonl", "--set", "x=absent.jsonl"], "absent.jsonl"),
    ],
)
def test_wrong_usage_is_a_sentence(outputs, arguments, sentence):
    run = verify_cli(*arguments, cwd=outputs)
    assert run.returncode == 2
    assert sentence in run.stderr
    assert "Traceback" not in run.stderr


def test_fields_that_are_nowhere(outputs):
    scored(outputs)
    for option in ("--by", "--id-field"):
        run = verify_cli("evaluate", "outputs.scored.jsonl", option, "absent", cwd=outputs)
        assert run.returncode == 2
        assert "no row has the field 'absent'; the fields are: id, response, rm, problem" in run.stderr
        assert f"({option} NAME)" in run.stderr


def test_ids_of_samples_are_noticed(tmp_path):
    rows = [
        {"id": f"s{n}", "prompt": f"{n // 4}*7?", "completion": rf"\boxed{{{n}}}", "answer": str(n // 4 * 7)}
        for n in range(8)
    ]
    (tmp_path / "x.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert verify_cli("score", "x.jsonl", "-r", "math", cwd=tmp_path).returncode == 0
    hint = "--id-field prompt says so"
    alone = verify_cli("evaluate", "x.scored.jsonl", cwd=tmp_path)
    assert "8 problems" in alone.stderr + alone.stdout
    assert hint in alone.stderr + alone.stdout
    told = verify_cli("evaluate", "x.scored.jsonl", "--id-field", "prompt", cwd=tmp_path)
    assert "2 problems" in told.stderr + told.stdout
    assert hint not in told.stderr + told.stdout
