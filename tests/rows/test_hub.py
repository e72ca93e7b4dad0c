"""Data sets of the hub as FILE. No hub is reached: the functions that are called answer from a folder."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from verifiers.errors import ScoringError
from verifiers.rows.hub import PREFIX, fetched, place_of
from verifiers.rows.sources import default_stem, is_several
from verifiers.scoring import Job, default_out, reward_of, score

huggingface_hub = pytest.importorskip("huggingface_hub")


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A hub in a folder: `hub(name, file=rows, …)` publishes a data set."""
    root = tmp_path / "hub"
    asked = []

    def published(repository):
        if not (root / repository).is_dir():
            msg = f"404 Client Error: {repository} not found\nand more"
            raise OSError(msg)
        return root / repository

    def listed(_self, repo_id, *, revision=None, repo_type=None, token=None):
        assert (repo_type, token) == ("dataset", None)
        asked.append((repo_id, revision))
        return [
            one.relative_to(published(repo_id)).as_posix() for one in published(repo_id).rglob("*") if one.is_file()
        ]

    def described(_self, repo_id, *, revision, timeout):
        assert timeout is not None
        assert revision in {None, "v2"}
        published(repo_id)

    def downloaded(repo_id, filename, *, repo_type=None, revision=None):
        assert (repo_type, revision) in {("dataset", None), ("dataset", "v2")}
        return str(published(repo_id) / filename)

    monkeypatch.setattr(huggingface_hub.HfApi, "dataset_info", described)
    monkeypatch.setattr(huggingface_hub.HfApi, "list_repo_files", listed)
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", downloaded)
    monkeypatch.chdir(tmp_path)
    fetched.cache_clear()

    def publish(repository, **files):
        for name, rows in files.items():
            path = root / repository / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return asked

    return publish


ROW = {"problem": "6*7?", "generation": r"\boxed{42}", "answer": "42"}
SHARDS = {f"data/train-0000{n}-of-00002.jsonl": [ROW] for n in (1, 0)}


def inline(scorer, lines):
    return (scorer.score(line) for line in lines)


@pytest.mark.parametrize(
    "source", ["hf://datasets/open-r1/rollouts", "open-r1/rollouts", "hf://datasets/open-r1/rollouts@v2/data"]
)
def test_a_data_set_is_scored_by_its_name(hub, source):
    asked = hub("open-r1/rollouts", **SHARDS, **{"README.md": []})
    summary = score(Job(source, default_out(source), reward_of(["math"])), inline)
    assert (summary.rows, summary.reward.value) == (2, 1.0)
    assert asked == [("open-r1/rollouts", "v2" if "@" in source else None)], "the hub is asked once"
    rows = [json.loads(line) for line in default_out(source).read_text().splitlines()]
    assert [row["file"] for row in rows] == ["train-00000-of-00002.jsonl", "train-00001-of-00002.jsonl"]


def test_several_splits_are_a_question(hub):
    hub("o/n", **SHARDS, **{"data/test-00000-of-00001.jsonl": [ROW]})
    with pytest.raises(
        ScoringError, match=r"holds several splits or sets: name one, hf://datasets/o/n/data/test-\*.jsonl, "
    ):
        fetched("o/n")
    assert len(fetched(f"{PREFIX}o/n/data/train-*.jsonl")) == 2
    assert len(fetched(f"{PREFIX}o/n/data/test-00000-of-00001.jsonl")) == 1
    with pytest.raises(ScoringError, match="has no such files of rows: it has data/test-00000"):
        fetched(f"{PREFIX}o/n/absent.jsonl")
    hub("o/mixed", **{"a.jsonl": [ROW], "b.csv": []})
    with pytest.raises(ScoringError, match=r"name one, hf://datasets/o/mixed/a.jsonl, hf://datasets/o/mixed/b.csv"):
        fetched("o/mixed")
    hub("o/plain", **{"a.jsonl": [ROW], "b.jsonl": [ROW]})
    assert [path.name for path in fetched("o/plain")] == ["a.jsonl", "b.jsonl"]


def test_a_file_that_is_not_there_is_no_data_set_that_is(hub):
    hub("o/n", **SHARDS)
    Path("outputs").mkdir()
    for name in ("outputs/run1", "o/n.jsonl", "x", "a/b/c", "../o/n", "o/n.parquet.gz"):
        assert place_of(name) is None, name
        assert not is_several(name)
    with pytest.raises(
        ScoringError, match=r"there is no file no/such, and no/such cannot be had from the hub .*: 404 Client"
    ):
        fetched("no/such")
    with pytest.raises(ScoringError, match="no data set of the hub: it is hf://datasets/OWNER/NAME"):
        place_of("hf://datasets/o")


@pytest.mark.parametrize("name", ["outputs2/run", "hf://datasets/outputs2/run"])
def test_a_hub_that_does_not_answer_is_asked_once(tmp_path, monkeypatch, name):
    asked = []

    class Broken(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.close_connection = True  # and not a word

        def log_message(self, *_):
            pass

    monkeypatch.chdir(tmp_path)
    fetched.cache_clear()
    with HTTPServer(("127.0.0.1", 0), Broken) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        endpoint = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", endpoint)
        with pytest.raises(ScoringError) as raised:
            fetched(name)
        server.shutdown()
    assert [path for path in asked if "outputs2" in path] == ["/api/datasets/outputs2/run"]
    assert f"outputs2/run cannot be had from the hub ({endpoint}): " in str(raised.value)
    assert ("there is no file" in str(raised.value)) == (not name.startswith(PREFIX))


def test_what_is_made_of_it_lies_here(hub):
    hub("o/n", **SHARDS)
    assert default_stem("o/n") == default_stem("hf://datasets/o/n") == Path("n")
    assert default_out("hf://datasets/o/n/data/test-*.parquet") == Path("n-data-test-_.scored.jsonl")


def test_without_the_library_the_message_is_the_command(hub, monkeypatch):
    hub("o/n", **SHARDS)
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(
        ScoringError, match=r"data sets of the hub need huggingface_hub: pip install 'verify-cli\[sets\]'"
    ):
        fetched("hf://datasets/o/n")
    with pytest.raises(ScoringError, match="there is no file o/n, and data sets of the hub need"):
        fetched("o/n")
