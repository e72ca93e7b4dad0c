"""/v1/score: the verdicts are those of `verify-cli score`, and whatever is sent, nobody gets a 500."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples" / "outputs.jsonl"
RIGHT = {"completion": r"\boxed{42}", "answer": "42"}


def result_of(row):
    return {name: row[name] for name in ("reward", "verdicts", "error") if name in row}


def settled(result):
    """Without what two runs of one program differ in: times, and the last words of a bomb at its limit of processes."""
    for verdict in result.get("verdicts", {}).values():
        verdict["explanation"] = verdict["explanation"].partition("process limit: ")[0]
        verdict["detail"] = {k: v for k, v in verdict["detail"].items() if k in {"answer", "evidence", "source"}}
    return result


def test_the_verdicts_are_those_of_the_command_on_every_example(service, tmp_path):
    lines = [
        line for line in EXAMPLES.read_text().splitlines() if line.rstrip().endswith("}")
    ]  # others could not be sent
    rows = [json.loads(line) for line in lines]
    source, out = tmp_path / "rows.jsonl", tmp_path / "scored.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = [sys.executable, "-c", "from verifiers.cli import main; main()", "score", str(source), "--out", str(out)]
    subprocess.run(command, capture_output=True, check=False)
    expected = [settled(result_of(json.loads(line))) for line in out.read_text().splitlines()]
    answer = service.score(*rows, reward=["r1-zero"])
    assert answer.status_code == 200
    assert [settled(result) for result in answer.json()["results"]] == expected
    assert len(expected) == len(rows) > 80


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ({"completion": "x"}, "no reference: the field 'answer' is missing"),
        ({"answer": "42"}, "no completion: the field 'completion' is missing"),
        (3, "not a JSON object but a number"),
        (None, "not a JSON object but null"),
        ({"completion": ["a", "b"], "answer": "1"}, "the completion is a list of completions: send a row for each"),
        ({"completion": ["a"], "answer": "1"}, "the completion is a list of completions: send a row for each"),
    ],
)
def test_what_is_wrong_with_a_row_stands_in_its_result(service, row, error):
    answer = service.score(RIGHT, row, RIGHT)
    first, middle, last = answer.json()["results"]
    assert first["reward"] == last["reward"] == 1.0
    assert middle == {"reward": None, "error": error}


def test_a_row_cannot_say_how_reasoning_is_marked(service):
    cut = {"completion": "So \\boxed{42}. Wait", "answer": "42"}
    (told,) = service.score(cut, reward=["math(prefilled)"]).json()["results"]
    assert told["reward"] == 0.0
    for row in ({**cut, "prefilled": True}, {**cut, "reasoning": "kimi"}):
        (refused,) = service.score(row).json()["results"]
        assert refused["reward"] is None
        assert "said of a reward, as in 'math(reasoning=r1, prefilled)'" in refused["error"]
    (plain,) = service.score({**cut, "reasoning": "Six times seven."}).json()["results"]
    assert plain["reward"] == 1.0


def test_a_chat_is_one_completion(service):
    row = {"completion": [{"role": "assistant", "content": r"\boxed{42}"}], "answer": "42"}
    assert service.score(row).json()["results"][0]["reward"] == 1.0


def test_weights_and_the_version_of_the_rules(service):
    from verifiers.verdict import VERDICTS

    answer = service.score(RIGHT, reward=["math=2", "format=0.5"]).json()
    assert answer["rules"] == VERDICTS
    assert answer["results"][0]["reward"] == 2.0
    assert answer["results"][0]["verdicts"]["format"]["weight"] == 0.5


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "the body is not JSON: Expecting value, at character 1."),
        (b"[1]", "the body is not a JSON object but a list."),
        (b'{"reward": ["math"], "rows": [}', "the body is not JSON"),
        (b'{"reward": ["math"], "rows": []' + b" " * 9 + b', "x": 1}', "unknown field 'x'"),
        (b'{"reward": ["mth"], "rows": []}', "unknown reward 'mth'"),
        (b'{"reward": ["math=nan"], "rows": []}', "the weight in 'math=nan' is not a number"),
        (b'{"reward": [], "rows": []}', "'reward' must be a list of names"),
        (b'{"reward": "math", "rows": []}', "'reward' must be a list of names"),
        (b'{"reward": ["math"]}', "'rows' must be a list of objects"),
        (b'{"reward": ["math"], "rows": {}}', "'rows' must be a list of objects"),
        (b'{"reward": ["\\ud800"], "rows": []}', "unknown reward"),
        (b"\xff\xfe{", "the body is not"),
        (b"[" * 100_000, "not readable as JSON"),
        (b'{"reward": ["math"], "rows": [' + b"9" * 10_000 + b"]}", "not readable as JSON"),
    ],
)
def test_no_request_is_422_and_says_why(service, body, sentence):
    answer = service.client.post("/v1/score", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert sentence in answer.json()["error"]


@pytest.mark.parametrize(
    "row",
    [
        b'{"completion": NaN, "answer": "1"}',
        b'{"completion": "x", "answer": Infinity}',
        b'{"completion": "\\ud800 \\\\boxed{1}", "answer": "1"}',
        b'{"completion": "\\u0000", "answer": "\\udfff"}',
        b'{"completion": "x", "completion": "\\\\boxed{1}", "answer": "1"}',
        b'{"completion": "x", "answer": ' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"completion": ' + b"[" * 500 + b"]" * 500 + b', "answer": "1"}',
        b'{"completion": "' + b"x" * 10_000_000 + b'", "answer": "1"}',
        b'{"": {}, "reward": 1, "verdicts": 2, "error": 3, "completion": "\\\\boxed{1}", "answer": "1"}',
    ],
    ids=["nan", "infinity", "surrogate", "null", "duplicate", "nest", "nested list", "10 MB", "our names"],
)
def test_strange_rows_are_answered(service, row):
    body = b'{"reward": ["math"], "rows": [' + row + b', {"completion": "\\\\boxed{42}", "answer": "42"}]}'
    answer = service.client.post("/v1/score", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200
    first, last = json.loads(answer.content, parse_constant=pytest.fail)["results"]
    assert last["reward"] == 1.0
    assert set(first) in ({"reward", "verdicts"}, {"reward", "error"})


def test_nothing_of_nothing(service):
    assert service.score().json()["results"] == []


def test_results_come_in_the_order_of_many_rows(service):
    rows = [{"completion": rf"\boxed{{{n}}}", "answer": str(n if n % 3 else -n)} for n in range(1, 2000)]
    results = service.score(*rows).json()["results"]
    assert [result["reward"] for result in results] == [float(n % 3 != 0) for n in range(1, 2000)]


def test_the_log_has_a_line_a_request_and_no_completion(service):
    secret = "the-model-wrote-this-7411"
    answer = service.score({"completion": secret, "answer": secret})
    service.client.post(f"/{secret}?{secret}", headers={"x-secret": secret})
    service.run(f"# {secret}", language=secret)
    service.client.post("/v1/score", content=secret, headers={"content-type": "application/json"})
    lines = [line for line in service.log() if line.get("id") == answer.headers["x-request-id"]]
    assert len(lines) == 1
    assert {"time", "id", "path", "status", "rows", "ms"} == set(lines[0])
    assert (lines[0]["path"], lines[0]["status"], lines[0]["rows"]) == ("/v1/score", 200, 1)
    assert secret not in service.log_path.read_text()


def test_metrics_count_requests_and_rows(service):
    before = service.metric('verify_rows_total{outcome="correct"}')
    requests = service.metric('verify_requests_total{path="/v1/score",status="200"}')
    service.score(RIGHT, RIGHT)
    assert service.metric('verify_rows_total{outcome="correct"}') == before + 2
    assert service.metric('verify_requests_total{path="/v1/score",status="200"}') == requests + 1
    assert service.metric("verify_queue_rows") == service.metric("verify_held_bytes") == 0


@pytest.mark.parametrize(
    ("reward", "row", "score"),
    [
        (["math(form=any)"], {"completion": r"\boxed{40+2}", "answer": "42"}, 1.0),
        (["math(form=any)=0.5", "format(template=r1-answer)"], {"completion": r"\boxed{42}", "answer": "42"}, 0.5),
        (["countdown"], {"completion": "<answer>3*4</answer>", "target": 12, "nums": [3, 4]}, 1.0),
        (["length"], {"completion": r"\boxed{42}", "answer": "42", "group_characters": [10, 20]}, 0.5),
    ],
)
def test_rewards_have_settings(service, reward, row, score):
    (result,) = service.score(row, reward=reward).json()["results"]
    assert result["reward"] == score


@pytest.mark.parametrize(
    ("reward", "sentence"),
    [
        ("os:system", "'os:system' is a reward of your own, and such cannot be named here"),
        ("gated(format, by=os:system)", "cannot be named here"),
        ("tests/names/own_rewards.py:exact", "cannot be named here"),
        ("math(form=evry)", "unknown form"),
        ("code(cpu_seconds=121)", "the setting 'cpu_seconds' of code is at most 120 in a request"),
        ("gated(format, by=code(memory_mb=5000))", "the setting 'memory_mb' of code is at most 4096 in a request"),
        ("code(processes=65)", "the setting 'processes' of code is at most 64 in a request"),
        ("code(wall_seconds=5)", "the setting 'wall_seconds' of code cannot be asked for in a request"),
        ("code(wall=local)", "what programs run behind is settled by the service"),
        ("math(name=" + "a" * 400 + ")", "at most 16 names of at most 400 characters"),
    ],
)
def test_a_request_names_what_is_ours_and_within_bounds(service, reward, sentence):
    answer = service.score(RIGHT, reward=[reward])
    assert answer.status_code == 422
    assert sentence in answer.json()["error"]


def test_of_ones_own_a_request_names_what_the_command_line_does(start):
    own = str(Path(__file__).parents[1] / "names" / "own_rewards.py")
    service = start("--workers", "1", "-r", f"{own}:exact", "-r", f"gated(format, by={own}:plain)=0.5")
    row = {"completion": "42", "answer": "42"}
    (result,) = service.score(row, reward=[f"{own}:exact"]).json()["results"]
    assert result["reward"] == 1.0
    (result,) = service.score(row, reward=[f"combine({own}:plain=3)"]).json()["results"]
    assert result["reward"] == 3.0
    assert service.score(row, reward=[f"{own}:trl"]).status_code == 422
    assert service.score(row, reward=[f"{own}:exact(paid=9)"]).status_code == 422
