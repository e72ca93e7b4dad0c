"""Folders as tools fill them: their rows, each once, and nothing that only speaks of them."""

import json

import pytest

from verifiers.errors import ScoringError
from verifiers.rows.lines import open_rows
from verifiers.rows.natural import counted
from verifiers.rows.scored import scored_files
from verifiers.rows.sources import files_of, labels_of
from verifiers.scoring import Job, reward_of, score

ROW = {"prompt": "6*7?", "completion": r"\boxed{42}", "answer": "42"}
SETTINGS = {"model": "m", "results": {"gsm8k": {"exact_match": 0.5}}}


def filled(folder, **files):
    for name, rows in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(rows, indent=2) if path.suffix == ".json" else "".join(json.dumps(r) + "\n" for r in rows)
        path.write_text(text)
    return folder


FOLDERS = {
    "lm-eval": ({"results_2025.json": SETTINGS, "samples_aime_2025.jsonl": [ROW]}, ["samples_aime_2025.jsonl"]),
    "HELM": ({"stats.json": [{"name": "x"}], "run_spec.json": SETTINGS, "scenario_state.json": [ROW]},
             ["scenario_state.json"]),
    "OpenCompass": ({"predictions__m__gsm8k.json": {"0": ROW}, "results__m__gsm8k.json": SETTINGS}, ["gsm8k.json"]),
    "LiveCodeBench": ({"gen_10.json": [ROW], "gen_10_eval.json": [SETTINGS], "gen_10_eval_all.json": [ROW]},
                      ["gen_10_eval_all.json"]),
    "EvalPlus": ({"m.jsonl": [ROW], "m.raw.jsonl": [ROW], "m_eval_results.json": SETTINGS}, ["m.jsonl"]),
    "Qwen2.5-Math": ({"test_0.jsonl": [ROW], "test_0_metrics.json": SETTINGS}, ["test_0.jsonl"]),
    "a file a row": ({"1.json": ROW, "2.json": ROW}, ["1.json", "2.json"]),
    "an array beside lines": ({"a.jsonl": [ROW], "b.json": [ROW]}, ["a.jsonl", "b.json"]),
    "raw outputs alone": ({"m.raw.jsonl": [ROW]}, ["m.raw.jsonl"]),
}  # fmt: skip


@pytest.mark.parametrize("tool", FOLDERS)
def test_the_files_of_a_folder(tool, tmp_path):
    files, wanted = FOLDERS[tool]
    assert [path.name for path in files_of(str(filled(tmp_path / "run", **files)))] == wanted


def test_names_stand_in_the_order_in_which_people_count(tmp_path):
    names = ["", "9", "10", "Level 5", "Level 12", "n2", "n10", "n" + "9" * 5000]
    assert sorted({*names}, key=counted) == names
    folder = filled(tmp_path, **{f"{step}.jsonl": [ROW] for step in (10, 2, 1)})
    wanted = ["1.jsonl", "2.jsonl", "10.jsonl"]
    for source in (str(folder), f"{folder}/*.jsonl"):
        assert [path.name for path in files_of(source)] == wanted


def test_rows_know_their_file_and_are_numbered_on(tmp_path):
    folder = filled(tmp_path, **{"a__x.jsonl": [ROW, ROW], "b__x.jsonl": [ROW]})
    assert labels_of(files_of(str(folder))) == ["a/x.jsonl", "b/x.jsonl"]
    for source in (str(folder), (str(folder / "a" / "x.jsonl"), str(folder / "b"))):
        with open_rows(source) as rows:
            found = [(line.number, line.file) for line in rows.lines()]
        assert found == [(1, "a/x.jsonl"), (2, "a/x.jsonl"), (3, "b/x.jsonl")]


def sample(doc_id, text, name):
    doc = {"question": "6*7?"}
    return {"doc_id": doc_id, "doc": doc, "target": "42", "resps": [[text]], "filter": name}


def test_lm_eval_writes_a_file_a_task_and_each_has_filters_and_ids_of_its_own(tmp_path):
    first = [sample(n, r"\boxed{42}", name) for name in ("strict", "flexible") for n in (0, 1)]
    filled(tmp_path / "run", **{"samples_a.jsonl": first, "samples_b.jsonl": [sample(0, r"\boxed{41}", "none")]})
    job = Job(str(tmp_path / "run"), tmp_path / "out", reward_of(["math"]))
    summary = score(job, lambda one, lines: (one.score(line) for line in lines))
    rows = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert [(row["file"], row["doc_id"], row["reward"]) for row in rows] == [
        ("samples_a.jsonl", 0, 1.0), ("samples_a.jsonl", 1, 1.0), ("samples_b.jsonl", 0, 0.0),
    ]  # fmt: skip
    assert summary.pass_at_1 == pytest.approx(2 / 3), "three problems, though two are called 0"


def test_scored_files_of_a_folder(tmp_path):
    filled(
        tmp_path, **{"a.scored.jsonl": [], "a.scored.jsonl.manifest.json": {}, "a.jsonl": [], "b.selected.jsonl": []}
    )
    assert scored_files(str(tmp_path)) == [str(tmp_path / "a.scored.jsonl")]
    (tmp_path / "none").mkdir()
    with pytest.raises(ScoringError, match="is a folder without scored files"):
        scored_files(str(tmp_path / "none"))
