"""Parquet: what was written is read back as it was, and other programs find columns."""

import json
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("pyarrow")

from verifiers.errors import ScoringError
from verifiers.evaluation.problems import gather
from verifiers.report import gather as gather_report
from verifiers.rows.parquet import read_parquet, write_parquet
from verifiers.rows.scored import open_scored, scored_rows
from verifiers.scoring import Job, reward_of, score
from verifiers.scoring.manifest import manifest_of
from verifiers.selecting.select import Selecting, select

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
ROWS = st.lists(
    st.dictionaries(st.sampled_from(["x", "y", "z", "verdicts", "reward"]), VALUES, min_size=1), min_size=1, max_size=6
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_rows_come_back_as_they_were(tmp_path, rows):
    write_parquet(rows, rows, tmp_path / "x.parquet")
    with (tmp_path / "x.parquet").open("rb") as file:
        assert list(read_parquet(file, "x")) == rows


def test_columns_have_the_types_that_others_expect(tmp_path):
    from pyarrow import parquet

    prompt = [{"role": "user", "content": "?"}]
    rows = [{"id": n, "reward": n / 2, "prompt": prompt, "answer": "2", "verdicts": {"n": n}} for n in range(600)]
    write_parquet([*rows, {"id": 1, "reward": None}], [*rows, {"id": 1, "reward": None}], tmp_path / "x.parquet")
    found = {one.name: str(one.type) for one in parquet.read_schema(tmp_path / "x.parquet")}
    assert (found["id"], found["reward"], found["answer"], found["verdicts"]) == ("int64", "double", "string", "string")
    assert found["prompt"].startswith("list<")


def inline(scorer, lines):
    return (scorer.score(line) for line in lines)


@pytest.fixture
def scored(tmp_path):
    said = [[rf"\boxed{{{n}}}", r"\boxed{7}"] for n in range(3)]
    rows = [
        {"id": n, "prompt": f"{n}?", "completion": texts, "answer": str(n), "rm": [0.1, 1]}
        for n, texts in enumerate(said)
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows) + "broken\n")
    for out in ("out.jsonl", "out.parquet"):
        score(Job(str(tmp_path / "in.jsonl"), tmp_path / out, reward_of(["math"])), inline)
    return tmp_path


def test_a_scored_file_is_the_same_in_both_forms(scored):
    names = {path.name for path in scored.iterdir()}
    assert {"out.parquet", "out.parquet.manifest.json"} <= names
    assert not any(name.endswith((".partial", ".resume", ".new")) for name in names)
    found = {}
    for out in ("out.jsonl", "out.parquet"):
        with open_scored(str(scored / out)) as rows:
            found[out] = list(scored_rows(rows.lines(), out))
    assert found["out.parquet"] == found["out.jsonl"]


def test_select_evaluate_and_report_read_it(scored):
    source = str(scored / "out.parquet")
    with open_scored(source) as rows:
        found = gather(rows.lines(), known=manifest_of(source).known, best_by="rm")
    assert (found.rows, found.errors, len(found.samples)) == (7, 1, 3)
    assert gather_report(scored / "out.parquet").figures["mean"] == pytest.approx(0.5)
    selection = select(Selecting(source, scored / "sft.parquet"))
    assert selection.selected == 3
    with (scored / "sft.parquet").open("rb") as file:
        assert next(read_parquet(file, "x"))["messages"][0] == {"role": "user", "content": "0?"}
    again = score(Job(str(scored / "sft.parquet"), scored / "again.jsonl", reward_of(["format"])), inline)
    assert again.rows == 3, "what was selected is read as any file"


def test_a_stopped_run_goes_on(scored):
    (scored / "out.parquet").unlink()
    (scored / "out.parquet.manifest.json").rename(scored / "known")
    lines = (scored / "out.jsonl").read_text().splitlines(keepends=True)
    (scored / "out.parquet.partial").write_text("".join(lines[:3]))
    known = json.loads((scored / "known").read_text())
    names = ("input", "reward", "fields", "rules", "join")
    (scored / "out.parquet.resume").write_text(json.dumps({name: known[name] for name in names}))
    notes = score(Job(str(scored / "in.jsonl"), scored / "out.parquet", reward_of(["math"])), inline)
    assert notes.rows == 7
    test_a_scored_file_is_the_same_in_both_forms(scored)


def test_without_pyarrow_the_message_is_the_command(scored, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ScoringError, match=r"writing x.parquet needs pyarrow: pip install 'verify-cli\[sets\]'"):
        score(Job(str(scored / "in.jsonl"), scored / "x.parquet", reward_of(["math"])), inline)
    assert not (scored / "x.parquet.partial").exists(), "before any work was done"
    with open_scored(str(scored / "out.parquet")) as rows, pytest.raises(ScoringError, match=r"needs pyarrow: pip ins"):
        list(rows.lines())
