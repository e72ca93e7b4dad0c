"""What the report shows, against the rows that it shows."""

import base64
import gzip
import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parent))
from scored import row, written

from verifiers.evaluation import interval
from verifiers.report import gather, page_of
from verifiers.report.gathered import MAX_RESAMPLED, MAX_TEXT, packed
from verifiers.scoring import ScoringError


def unpacked(text):
    return json.loads(gzip.decompress(base64.b64decode(text)))[""]


ROWS = [row(number, float(number % 3 == 0), level="easy" if number < 8 else "hard") for number in range(1, 21)]
ERROR = {"line": 21, "reward": None, "error": "no reference", "level": "hard"}


def test_the_figures_are_those_of_the_rows(tmp_path):
    found = gather(written(tmp_path / "s.scored.jsonl", [*ROWS, ERROR]))
    figures = found.figures
    rewards = [one["reward"] for one in ROWS]
    assert (figures["rows"], figures["errors"], figures["shown"]) == (21, 1, 21)
    assert figures["mean"] == pytest.approx(sum(rewards) / 20)
    assert figures["outcomes"] == {"math": {"incorrect": 14, "correct": 6}}
    assert sum(count for _, _, count in figures["rewards"]) == 20
    assert sum(count for _, _, count, *_ in figures["lengths"]) == 20
    assert figures["by"] == "level"
    assert {one["name"]: one["rows"] for one in figures["sources"]} == {"hard": 13, "easy": 7}
    shares = {}
    for one in ROWS:
        shares.setdefault(one["id"], []).append(one["reward"])
    assert figures["problems"] == len(shares)
    assert figures["pass"][0][:2] == [
        1,
        pytest.approx(sum(sum(one) / len(one) for one in shares.values()) / len(shares)),
    ]
    assert found.index["line"] == list(range(1, 22))
    assert found.index["outcome"][-1] == "error"


def test_figures_have_intervals_and_groups_stand_as_people_count(tmp_path):
    rows = [row(number, float(number % 3 == 0), level=f"Level {number % 12}") for number in range(1, 241)]
    figures = gather(written(tmp_path / "s.scored.jsonl", rows)).figures
    assert [one["name"] for one in figures["sources"]] == [f"Level {number}" for number in range(12)]
    low, high = figures["interval"]
    assert low < figures["mean"] < high
    assert (low, high) == interval([one["reward"] for one in rows])
    assert all(low <= mean <= high for _, _, count, mean, low, high in figures["lengths"] if count > 1)
    assert all(len(point) == 5 for point in figures["pass"])


@pytest.mark.parametrize("size", [MAX_RESAMPLED, MAX_RESAMPLED + 1])
def test_the_interval_is_the_same_on_both_sides_of_the_bound(size, tmp_path):
    rows = (row(number, float(number % 4 == 0)) for number in range(size))
    low, high = gather(written(tmp_path / "s.scored.jsonl", rows)).figures["interval"]
    assert (low, high) == pytest.approx((0.25 - 0.0268, 0.25 + 0.0268), abs=0.003)


def test_a_single_row_has_no_interval(tmp_path):
    figures = gather(written(tmp_path / "s.scored.jsonl", [row(1, 1.0)])).figures
    assert figures["interval"] == (None, None)


@given(st.text(), st.text())
def test_texts_come_back_as_they_were(one, other):
    value = [{"a": one, "b": [other, None, 1.5]}]
    assert unpacked(packed(value)) == json.loads(json.dumps(value))


def test_what_models_write_stays_data(tmp_path):
    hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x00"
    page = page_of(gather(written(tmp_path / "s.jsonl", [row(1, 1.0, hostile, hostile, id=hostile)])))
    assert "alert" not in page
    assert page.count("<script") == 4  # figures, index, one block of rows, the page's own
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not re.findall(r'(?:src|href)="', page)


def test_the_same_file_gives_the_same_page(tmp_path):
    path = written(tmp_path / "s.jsonl", ROWS)
    assert page_of(gather(path)) == page_of(gather(path))


def test_long_texts_are_cut_and_say_so(tmp_path):
    long = row(1, 1.0, completion="a" * MAX_TEXT + "b" * 100_000 + "\\boxed{2}")
    found = gather(written(tmp_path / "s.jsonl", [long]))
    [shown] = unpacked(found.chunks[0])
    assert len(shown["completion"]) < MAX_TEXT + 100
    assert "100,009 characters are left out" in shown["completion"]
    assert shown["completion"].endswith("\\boxed{2}")


def test_many_rows_are_sampled_and_all_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr("verifiers.report.gathered.MAX_ROWS", 7)
    found = gather(written(tmp_path / "s.jsonl", ROWS))
    assert (found.figures["rows"], found.figures["shown"], len(found.index["line"])) == (20, 7, 7)
    assert found.index["line"] == gather(tmp_path / "s.jsonl").index["line"]


def test_two_files_row_by_row(tmp_path):
    before = [*(row(number, 0.0) for number in range(1, 5)), row(9, 1.0)]
    for one in before:
        one["rules"] = "2025.9"
    now = [row(1, 1.0), row(2, 0.0), row(3, 0.0), row(4, 1.0), row(5, 1.0)]
    found = gather(written(tmp_path / "now.jsonl", now), written(tmp_path / "before.jsonl", before))
    assert found.index["before"] == [0.0, 0.0, 0.0, 0.0, "new"]
    said = found.figures["before"]
    assert (said["matched"], said["only_here"], said["only_there"]) == (4, 1, 1)
    assert ["incorrect", "correct", 2] in said["moves"]
    assert said["other_rules"] == ["2025.9"]


def test_rows_of_another_order_are_found_by_their_ids(tmp_path):
    now = [row(1, 1.0, id="a"), row(2, 0.0, id="b"), row(3, 1.0, id="b")]
    before = [row(1, 0.5, id="b"), row(2, 0.25, id="b"), row(3, 0.0, id="a")]
    found = gather(written(tmp_path / "now.jsonl", now), written(tmp_path / "before.jsonl", before))
    assert found.index["before"] == [0.0, 0.5, 0.25]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "has no rows"), ("x\n", "not JSON"), ('{"completion": "x"}\n', "has no verdicts")],
)
def test_what_is_no_scored_file(tmp_path, text, sentence):
    (tmp_path / "s.jsonl").write_text(text)
    with pytest.raises(ScoringError, match=sentence):
        gather(tmp_path / "s.jsonl")
