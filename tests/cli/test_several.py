"""Several files in one command: `score`, `evaluate`, `select` and `report` as a user runs them."""

import json

import pytest
from running import texts_here as verify_cli


def written(path, *rows):
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def rows_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def said(number, right):
    return {
        "id": number,
        "prompt": f"{number}+1?",
        "completion": rf"\boxed{{{number + (1 if right else 2)}}}",
        "answer": str(number + 1),
    }


@pytest.fixture
def runs(tmp_path):
    """Two models on the same twenty problems: the second is right where the first is, and in five more."""
    written(tmp_path / "a.jsonl", *(said(n, n % 2 == 0) for n in range(20)))
    written(tmp_path / "b.jsonl", *(said(n, n % 2 == 0 or n < 10) for n in range(20)))
    return tmp_path


def test_each_file_is_scored_into_its_own_and_stands_in_one_table(runs):
    written(runs / "c.jsonl", {"what": "is this"})
    run = verify_cli("score", "a.jsonl", "c.jsonl", "b.jsonl", "-r", "math", cwd=runs)
    assert run.returncode == 2, "c is none that can be read"
    assert "Error: no field of the rows is a completion; the fields are: what (--completion-field NAME)" in run.stderr
    table = [line.split() for line in run.stdout.splitlines() if ".jsonl" in line]
    assert table == [
        ["a.jsonl", "20", "0", "0.500", "0.500", "0.500"],
        ["b.jsonl", "20", "0", "0.750", "0.750", "0.750"],
    ]
    assert run.stdout.split()[:6] == ["file", "rows", "errors", "pass@1", "math", "total"]
    again = verify_cli("score", "a.jsonl", "a.scored.jsonl", "--force", "-r", "math", "--json", cwd=runs)
    assert "Left out, because they were written here: a.scored.jsonl." in again.stderr
    assert json.loads(again.stdout)["pass@1"] == 0.5


def test_several_files_with_one_name_for_all_are_one_data_set(runs):
    run = verify_cli("score", "a.jsonl", "b.jsonl", "-r", "math", "--out", "both.jsonl", "--json", cwd=runs)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["rows"] == 40
    rows = rows_of(runs / "both.jsonl")
    assert [(row["line"], row["file"]) for row in (rows[0], rows[20])] == [(1, "a.jsonl"), (21, "b.jsonl")]
    evaluated = verify_cli("evaluate", "both.jsonl", "--json", cwd=runs)
    assert (json.loads(evaluated.stdout)["problems"], json.loads(evaluated.stdout)["samples"]) == (20, 40)
    (runs / "out").mkdir()
    run = verify_cli("score", "a.jsonl", "b.jsonl", "-r", "math", "--out", "out", cwd=runs)
    assert sorted(path.name for path in (runs / "out").glob("*.jsonl")) == ["a.scored.jsonl", "b.scored.jsonl"]


@pytest.mark.slow
def test_a_run_over_several_files_goes_on_where_it_was_stopped(runs):
    arguments = ("score", "a.jsonl", "b.jsonl", "-r", "math", "--out", "both.jsonl")
    verify_cli(*arguments, cwd=runs)
    whole = (runs / "both.jsonl").read_text()
    (runs / "both.jsonl").rename(runs / "both.jsonl.partial")
    known = json.loads((runs / "both.jsonl.manifest.json").read_text())
    names = ("input", "reward", "fields", "rules", "join")
    (runs / "both.jsonl.resume").write_text(json.dumps({name: known[name] for name in names}))
    (runs / "both.jsonl.partial").write_text(whole[: len(whole) * 3 // 4])
    run = verify_cli(*arguments, cwd=runs)
    assert "Going on after line" in run.stderr
    assert (runs / "both.jsonl").read_text() == whole


@pytest.mark.slow
def test_a_field_that_is_called_file_is_kept(runs):
    written(runs / "c.jsonl", {**said(1, right=True), "file": "mine"})
    verify_cli("score", "c.jsonl", "a.jsonl", "-r", "math", "--id-field", "file", "--out", "both.jsonl", cwd=runs)
    row = rows_of(runs / "both.jsonl")[0]
    assert (row["file"], row["file_before"]) == ("c.jsonl", "mine")
    evaluated = verify_cli("evaluate", "both.jsonl", "--json", cwd=runs)
    assert json.loads(evaluated.stdout)["grouped_by"] == "file_before"
    verify_cli("score", "c.jsonl", "-r", "math", cwd=runs)
    assert rows_of(runs / "c.scored.jsonl")[0]["file"] == "mine", "of one file the name is the row's own"


def test_ids_that_two_sets_share_are_two_problems(tmp_path):
    written(tmp_path / "sets" / "gsm.jsonl", {"id": 0, "completion": r"\boxed{1}", "answer": "1"})
    written(tmp_path / "sets" / "math.jsonl", {"id": 0, "completion": r"\boxed{1}", "answer": "2"})
    verify_cli("score", "sets", "-r", "math", "--out", "x.jsonl", cwd=tmp_path)
    found = json.loads(verify_cli("evaluate", "x.jsonl", "--json", cwd=tmp_path).stdout)
    assert (found["problems"], found["samples"]) == (2, 2)


def test_the_difference_of_two_files_is_paired(runs):
    verify_cli("score", "a.jsonl", "b.jsonl", "-r", "math", cwd=runs)
    run = verify_cli("evaluate", "a.scored.jsonl", "b.scored.jsonl", cwd=runs)
    assert run.returncode == 0, run.stderr
    a, b = ([*line.split()] for line in run.stdout.splitlines() if line.split()[:1] == ["pass@1"])
    assert a[:3] == ["pass@1", "a", "0.500"]
    assert (b[1], b[2], b[7]) == ("b", "0.750", "+0.250")
    low, high = float(b[8]), float(b[10])
    assert 0 < low < 0.25 < high, "side by side the intervals overlap; paired they say that b is better"
    found = json.loads(verify_cli("evaluate", "a.scored.jsonl", "b.scored.jsonl", "--json", cwd=runs).stdout)
    assert found["compared_with"] == "a.scored.jsonl"
    (first,) = found["files"][1]["differences"]
    assert (first["metric"], first["value"], first["problems"]) == ("pass@1", 0.25, 20)
    assert "differences" not in found["files"][0]


@pytest.mark.slow
def test_what_is_compared_is_what_both_have(runs):
    written(runs / "c.jsonl", *(said(n, right=True) for n in (18, 19, 20)))
    written(runs / "d.jsonl", said(77, right=True))
    verify_cli("score", "a.jsonl", "c.jsonl", "d.jsonl", "-r", "math", cwd=runs)
    run = verify_cli("evaluate", "a.scored.jsonl", "c.scored.jsonl", "d.scored.jsonl", cwd=runs)
    assert "c is compared with a over the 2 problems that both have; it has 1 more, and lacks 18." in run.stdout
    assert "d and a share no problem" in run.stdout


@pytest.mark.slow
def test_scored_shards_are_one_data_set_to_select_and_report(runs):
    verify_cli("score", "a.jsonl", "b.jsonl", "-r", "math", cwd=runs)
    run = verify_cli("select", "a.scored.jsonl", "b.scored.jsonl", "--out", "sft.jsonl", "--json", cwd=runs)
    assert run.returncode == 0, run.stderr
    rows = rows_of(runs / "sft.jsonl")
    assert {row["file"] for row in rows} == {"a.scored.jsonl", "b.scored.jsonl"}
    assert len(rows) == 15, "what both said is there once"
    run = verify_cli("report", "*.scored.jsonl", "--out", "page.html", cwd=runs)
    assert run.returncode == 0, run.stderr
    found = json.loads(verify_cli("evaluate", ".", "--json", cwd=runs).stdout)
    assert (found["rows"], found["problems"]) == (40, 20)


@pytest.mark.slow
def test_shards_that_were_read_otherwise_are_refused(runs):
    written(runs / "c.jsonl", {"q": "1?", "text": r"\boxed{2}", "gt": "2"})
    verify_cli("score", "a.jsonl", "c.jsonl", "-r", "math", cwd=runs)
    run = verify_cli("select", "a.scored.jsonl", "c.scored.jsonl", cwd=runs)
    assert run.returncode == 2
    assert "a.scored.jsonl and c.scored.jsonl were not read by the same fields: give them one by one" in run.stderr
