"""Unfinished files: whatever the moment of the kill, the finished file is the same, byte for byte."""

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from verifiers.rows.fields import Fields
from verifiers.scoring import Job, ScoringError, Watch, default_out, reward_of, run, score
from verifiers.scoring.manifest import chosen_in, manifest_of
from verifiers.scoring.output import Output
from verifiers.verdict import VERDICTS

ROWS = (
    "".join(
        json.dumps(row, ensure_ascii=False) + "\n"
        for row in [
            {"id": 1, "completion": "<think>é答</think>a"},
            {"id": 1, "completion": ["x", "<think>r</think>y", "z"]},
            {"id": 2},
            {"id": 2, "completion": "<think></think>"},
            {"id": 3, "completion": ["x", "y"]},
        ]
    ).replace("}\n", "}\n\n", 1)
    + "no row"
)


def inline(scorer, lines):
    """An engine without processes."""
    return (scorer.score(line) for line in lines)


def job(folder, **options):
    options = {"reward": reward_of(["format"]), **options}
    return Job(str(folder / "in.jsonl"), folder / "out.jsonl", **options)


class Killed(BaseException):
    """Ends a run as a kill does."""


def dying(after):
    def engine(scorer, lines):
        for count, line in enumerate(lines):
            if count == after:
                raise Killed
            yield scorer.score(line)
        raise Killed

    return engine


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    (folder / "in.jsonl").write_text(ROWS)
    summary = score(job(folder), inline)
    assert sorted(path.name for path in folder.iterdir()) == ["in.jsonl", "out.jsonl", "out.jsonl.manifest.json"]
    return (folder / "out.jsonl").read_bytes(), summary.as_json()


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_partial_file_cut_anywhere_is_finished_to_the_same_bytes(tmp_path_factory, whole, data):
    wanted, counted = whole
    folder = tmp_path_factory.mktemp("cut")
    (folder / "in.jsonl").write_text(ROWS)
    with pytest.raises(Killed):
        score(job(folder), dying(0))
    for _ in range(data.draw(st.integers(1, 3))):
        (folder / "out.jsonl.partial").write_bytes(wanted[: data.draw(st.integers(0, len(wanted)))])
        with pytest.raises(Killed):
            score(job(folder, resume=True), dying(data.draw(st.integers(0, 2))))
    summary = score(job(folder, resume=True), inline)
    assert (folder / "out.jsonl").read_bytes() == wanted
    untimed = {name: value for name, value in summary.as_json().items() if "second" not in name}
    assert untimed == {name: value for name, value in counted.items() if "second" not in name}
    assert sorted(path.name for path in folder.iterdir()) == ["in.jsonl", "out.jsonl", "out.jsonl.manifest.json"]


@pytest.fixture
def unfinished(tmp_path):
    (tmp_path / "in.jsonl").write_text(ROWS)
    with pytest.raises(Killed):
        score(job(tmp_path), dying(3))
    assert not (tmp_path / "out.jsonl").exists()
    return tmp_path


def refused(folder, sentence, **options):
    before = (folder / "out.jsonl.partial").read_bytes()
    with pytest.raises(ScoringError, match=sentence):
        score(job(folder, resume=True, **options), inline)
    assert (folder / "out.jsonl.partial").read_bytes() == before, "what was refused is still there"


def test_resuming_with_other_rewards_is_refused(unfinished):
    refused(unfinished, "cannot resume .*: it was scored by other rewards", reward=reward_of(["format=2"]))


def test_resuming_with_other_fields_is_refused(unfinished):
    refused(unfinished, "it was read by other fields", chosen={"prompt": "id"})


def test_resuming_a_changed_input_is_refused(unfinished):
    (unfinished / "in.jsonl").write_text(ROWS.replace("é", "è"))
    refused(unfinished, "the input has changed")


def test_resuming_under_other_rules_is_refused(unfinished, monkeypatch):
    monkeypatch.setattr(run, "VERDICTS", "another")
    refused(unfinished, "scored by other rules")


def test_a_copy_of_the_input_with_another_date_is_the_same_input(unfinished, whole):
    os.utime(unfinished / "in.jsonl", (1, 1))
    score(job(unfinished, resume=True), inline)
    assert (unfinished / "out.jsonl").read_bytes() == whole[0]


def test_the_same_run_goes_on_by_itself(unfinished, whole):
    notes = []
    score(job(unfinished), inline, Watch(note=notes.append))
    assert notes == ["Going on after line 3: 4 rows were scored before."]
    assert (unfinished / "out.jsonl").read_bytes() == whole[0]


def test_another_run_asks_what_is_to_become_of_the_one_before(unfinished):
    before = (unfinished / "out.jsonl.partial").read_bytes()
    other = {"reward": reward_of(["format=2"])}
    sentence = (
        r"left .* unfinished, and this is another run \(it was scored by other rewards\): --restart throws it away"
    )
    with pytest.raises(ScoringError, match=sentence):
        score(job(unfinished, **other), inline)
    assert (unfinished / "out.jsonl.partial").read_bytes() == before
    assert score(job(unfinished, restart=True, **other), inline).rows == 9
    assert not (unfinished / "out.jsonl.partial").exists()


def test_a_finished_file_is_not_replaced_unless_told(unfinished, whole):
    score(job(unfinished), inline)
    with pytest.raises(ScoringError, match="is there already: --force replaces it"):
        score(job(unfinished), inline)
    assert (unfinished / "out.jsonl").read_bytes() == whole[0]
    score(job(unfinished, force=True), inline)
    with pytest.raises(Killed):
        score(job(unfinished, force=True), dying(3))
    assert (unfinished / "out.jsonl").read_bytes() == whole[0], "until the new one is finished"
    score(job(unfinished), inline)


def test_a_scored_file_knows_itself(tmp_path):
    (tmp_path / "in.jsonl").write_text('{"text": "x", "gold": "2", "answer": "3", "reward": 7}\n')
    chosen = {"completion": "text", "reference": "gold"}
    score(job(tmp_path, chosen=chosen, reward=reward_of(["math(tolerance=0.25)=2", "format"])), inline)
    out = tmp_path / "out.jsonl"
    known = manifest_of(str(out))
    assert known.rewards == (("math(tolerance=0.25)=2.0", "format"),) * 2
    assert known.fields == Fields("text", "gold")
    settled = {"form": "evaluated", "tolerance": 0.25, "lenient": False, "name": "math"}
    assert known.data["settings"]["math"].items() >= settled.items()
    assert (known.data["rules"], known.data["rows"], known.data["errors"]) == (VERDICTS, 1, 0)
    assert known.data["started"] <= known.data["ended"]
    assert chosen_in(str(out), [json.loads(out.read_text())]) == chosen
    assert json.loads((tmp_path / "in.jsonl").read_text())["answer"] == "3"


def test_a_manifest_is_that_of_its_file_alone(tmp_path):
    (tmp_path / "in.jsonl").write_text(ROWS)
    score(job(tmp_path), inline)
    out = tmp_path / "out.jsonl"
    packed = tmp_path / "out.jsonl.gz"
    packed.write_bytes(gzip.compress(out.read_bytes()))
    assert manifest_of(str(packed)) == manifest_of(str(out))
    out.write_bytes(out.read_bytes() + b"\n")
    with pytest.raises(ScoringError, match=r"has changed since it was scored, and out\.jsonl\.manifest\.json tells"):
        manifest_of(str(out))
    (tmp_path / "out.jsonl.manifest.json").write_text("[]")
    with pytest.raises(ScoringError, match="is not a manifest of verify-cli"):
        manifest_of(str(out))
    (tmp_path / "out.jsonl.manifest.json").unlink()
    assert manifest_of(str(out)) is None
    assert manifest_of("-") is None


def test_resuming_nothing_is_a_new_run(tmp_path, whole):
    (tmp_path / "in.jsonl").write_text(ROWS)
    notes = []
    score(job(tmp_path, resume=True), inline, Watch(note=notes.append))
    assert "nothing to resume" in notes[0]
    assert (tmp_path / "out.jsonl").read_bytes() == whole[0]


def test_resuming_says_where_it_goes_on(unfinished):
    notes = []
    score(job(unfinished, resume=True), inline, Watch(note=notes.append))
    assert notes == ["Going on after line 3: 4 rows were scored before."]


def test_a_partial_file_that_is_not_ours_is_refused(unfinished):
    (unfinished / "out.jsonl.partial").write_text('{"line": 1}\n{"line": 3}\n')
    with pytest.raises(ScoringError, match="is not one of ours"):
        score(job(unfinished, resume=True), inline)


def test_two_runs_do_not_write_one_file(unfinished):
    output = Output(unfinished / "out.jsonl")
    output.begin(json.loads((unfinished / "out.jsonl.resume").read_text()), resume=True, count=lambda _: None)
    for resume in (True, False):
        refused_size = (unfinished / "out.jsonl.partial").stat().st_size
        with pytest.raises(ScoringError, match="another run is writing"):
            score(job(unfinished, resume=resume), inline)
        assert (unfinished / "out.jsonl.partial").stat().st_size == refused_size
    output.close()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "is not a file"),
        ("null", "is not a file"),
        ("in.jsonl", "it is the input"),
        ("link-to-input", "it is the input"),
        ("out.jsonl.gz", "not compressed"),
        ("none/out.jsonl", "No such file or directory"),
    ],
)
def test_an_output_that_cannot_be_is_refused_before_any_work(tmp_path, name, sentence):
    (tmp_path / "in.jsonl").write_text(ROWS)
    (tmp_path / "link-to-input").symlink_to(tmp_path / "in.jsonl")
    os.mkfifo(tmp_path / "null")  # stands for /dev/null, which a rename would replace
    with pytest.raises(ScoringError, match=sentence):
        score(Job(str(tmp_path / "in.jsonl"), tmp_path / name, reward_of(["format"])), dying(0))
    assert (tmp_path / "in.jsonl").read_text() == ROWS


def test_a_symbolic_link_stays_one(tmp_path, whole):
    (tmp_path / "in.jsonl").write_text(ROWS)
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "file").write_text("old")
    (tmp_path / "out.jsonl").symlink_to(tmp_path / "store" / "file")
    score(job(tmp_path, force=True), inline)
    assert (tmp_path / "out.jsonl").is_symlink()
    assert manifest_of(str(tmp_path / "out.jsonl")).fields.completion == "completion"
    assert (tmp_path / "store" / "file").read_bytes() == whole[0]


def test_a_full_disk_is_a_sentence(tmp_path):
    output = Output(tmp_path / "out.jsonl")
    output._file = Path("/dev/full").open("wb")  # noqa: SIM115 - closed below, by what is tested
    with pytest.raises(ScoringError, match="No space left on device"):
        output.write([b"x" * 100_000])
    output.close()


@pytest.mark.parametrize(
    ("source", "out"),
    [
        ("a/outputs.jsonl", "a/outputs.scored.jsonl"),
        ("outputs.jsonl.gz", "outputs.scored.jsonl"),
        ("outputs.json.zst", "outputs.scored.jsonl"),
        ("run.7", "run.7.scored.jsonl"),
        (".jsonl", ".jsonl.scored.jsonl"),
    ],
)
def test_the_scored_file_stands_beside_the_input(source, out):
    assert default_out(source) == Path(out)


def test_fields_that_are_kept_under_another_name_are_told(tmp_path):
    (tmp_path / "in.jsonl").write_text('{"completion": "x", "reward": 1, "text": ""}\n')
    notes = []
    score(job(tmp_path), inline, Watch(note=notes.append))
    assert notes == ["Scored files use these names, so the rows' own are kept under others: reward as reward_before."]
