"""Selecting from a file: every row is selected, or dropped for one reason, or could not be read."""

import gzip
import json
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifiers.scoring import ScoringError, Watch
from verifiers.scoring.output import Output
from verifiers.selecting.rules import rules
from verifiers.selecting.select import Selecting, default_selected, select

ENGLISH = "First we add the two numbers, and then we divide by three."
CORRECT, WRONG = {"score": 1.0, "outcome": "correct"}, {"score": 0.0, "outcome": "incorrect"}


def row(chain=ENGLISH, prompt="What is the mean?", math=CORRECT, **more):
    completion = f"<think>{chain}</think>2"
    return {"prompt": prompt, "completion": completion, "reward": 1.0, "verdicts": {"math": math}, "line": 1, **more}


ERROR = {"completion": "x", "line": 3, "reward": None, "error": "no reference"}
GERMAN = "Zuerst zählen wir die beiden Zahlen zusammen, dann teilen wir durch drei."
OF_EVERY_KIND = {
    "error": ERROR,
    "undecided": row(math={"score": 0.0, "outcome": "undecided"}),
    "wrong": row("```", math=WRONG),
    "mixed-language": row(f"{GERMAN}\n```\n"),
    "long-paragraph": row(f"{ENGLISH} " + "8 " * 2000),
    "code-block": row(f"{ENGLISH}\n```\n" + "8\n" * 200),
    "repetition": row(f"{ENGLISH}\n" + "8\n" * 200),
}


def lines(*rows):
    return "".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in rows).encode()


def selected(folder, *rows, watch=None, **options):
    source, out = folder / "x.scored.jsonl", folder / "x.selected.jsonl"
    source.write_bytes(lines(*rows))
    selection = select(Selecting(str(source), out, **options), watch)
    assert sorted(path.name for path in folder.iterdir()) == ["x.scored.jsonl", "x.selected.jsonl"]
    data = out.read_bytes()
    assert data.count(b"\n") == selection.selected
    assert selection.rows == selection.selected + selection.unreadable + sum(selection.dropped.values())
    return selection, [json.loads(line) for line in data.splitlines()]


def test_a_row_is_dropped_for_its_first_reason(tmp_path):
    selection, found = selected(
        tmp_path, *OF_EVERY_KIND.values(), row(), row(f" {ENGLISH}"), row(ENGLISH + " Yes."), most=1
    )
    assert selection.dropped == {**dict.fromkeys(OF_EVERY_KIND, 1), "duplicate": 1, "surplus": 1}
    assert list(selection.dropped) == [*OF_EVERY_KIND, "duplicate", "surplus"] == list(selection.phrases)
    assert (selection.selected, selection.prompts, selection.unreadable) == (1, 1, 0)
    assert found == [
        {
            "messages": [
                {"role": "user", "content": "What is the mean?"},
                {"role": "assistant", "content": f"<think>{ENGLISH}</think>2"},
            ],
            "line": 1,
            "reward": 1.0,
        }
    ]


def test_id_source_line_and_sample_are_kept(tmp_path):
    _, found = selected(tmp_path, row(id="a", source="MATH", sample=2, level=5, line=7))
    assert {name: value for name, value in found[0].items() if name != "messages"} == {
        "id": "a", "source": "MATH", "line": 7, "sample": 2, "reward": 1.0,
    }  # fmt: skip


def test_rows_that_cannot_be_read_cost_only_themselves(tmp_path):
    bad = [
        "broken\n",
        "[]\n",
        '{"reward": 1.0}\n',
        row() | {"verdicts": []},
        row() | {"verdicts": {}},
        row() | {"verdicts": {"math": 1}},
        row() | {"verdicts": {"math": {"score": 1}}},
        row() | {"reward": "1"},
        row() | {"reward": True},
        {name: value for name, value in row().items() if name != "reward"},
        json.dumps(row() | {"reward": float("nan")}) + "\n",
        row() | {"completion": None},
        row() | {"prompt": 5},
        json.dumps(row() | {"source": 0}).replace('"source": 0', '"source": ' + "[" * 900 + "]" * 900) + "\n",
        '{"prompt": "' + "x" * 1_000_000 + "\n",
    ]
    selection, found = selected(tmp_path, row(), *bad, row("\ud800 " + ENGLISH), row(ENGLISH + " Yes." * 3))
    assert selection.unreadable in {len(bad), len(bad) - 1}  # how deep a nest python reads differs by its version
    assert selection.first_unreadable[0] == (2, "not JSON: Expecting value, at character 1")
    assert selection.first_unreadable[3] == (5, "not a scored row: it has no verdicts")
    assert len(selection.first_unreadable) == 5
    assert "\ud800" in found[-2]["messages"][1]["content"]


def test_rows_of_megabytes(tmp_path):
    long = "\n".join(f"Step {n} adds {n * 7} to the sum, so it is {n * n}." for n in range(25_000))
    selection, found = selected(tmp_path, row(long), row(long + "."), order="shortest", most=1)
    assert selection.dropped["surplus"] == 1
    assert len(found[0]["messages"][1]["content"]) > 1_000_000


def test_right_is_the_accuracy_part_or_the_total(tmp_path):
    both = row(math=WRONG) | {"verdicts": {"format": CORRECT, "code": CORRECT, "math": WRONG}}
    assert selected(tmp_path, both)[0].dropped["wrong"] == 1
    assert selected(tmp_path, both, least=1.0)[0].selected == 1
    assert selected(tmp_path, both, least=1.1)[0].dropped["wrong"] == 1
    assert selected(tmp_path, both | {"verdicts": {"format": WRONG, "code": CORRECT}})[0].selected == 1
    with pytest.raises(ScoringError, match=r"no part of the verdicts says what is right \(format\)"):
        selected(tmp_path, row() | {"verdicts": {"format": CORRECT}})


def test_right_is_math_in_one_row_and_code_in_another(tmp_path):
    code = row(f"{ENGLISH} It is done.", prompt="Write it.", verdicts={"code": CORRECT})
    selection, found = selected(tmp_path, row(), code, row(verdicts={"code": WRONG}), row(verdicts={"format": CORRECT}))
    assert (selection.selected, selection.dropped["wrong"]) == (2, 1)
    assert selection.first_unreadable == [(4, "no verdict of math or code")]
    assert [one["messages"][0]["content"] for one in found] == ["What is the mean?", "Write it."]


def test_prompts_are_grouped_by_themselves_or_by_the_id_that_is_asked_for(tmp_path):
    rows = [row(f"{ENGLISH} {n}", prompt=f"What is the mean? {n // 2}", id=n // 3) for n in range(6)]
    assert selected(tmp_path, *rows, most=1)[0].prompts == 3
    selection, found = selected(tmp_path, *rows, most=1, chosen={"id": "id"})
    assert (selection.prompts, [one["id"] for one in found]) == (2, [0, 1])
    del rows[4]["id"]
    assert selected(tmp_path, *rows, chosen={"id": "id"})[0].first_unreadable == [
        (5, "no id: the field 'id' is missing")
    ]


def test_the_selected_stand_in_the_order_of_the_file(tmp_path):
    rows = [row(f"{ENGLISH} {n}" + "." * (9 - n), line=n) for n in range(9)]
    assert [one["line"] for one in selected(tmp_path, *rows, order="shortest", most=3)[1]] == [6, 7, 8]


def test_only_error_rows_select_nothing(tmp_path):
    selection, found = selected(tmp_path, ERROR, ERROR)
    assert (selection.dropped["error"], found) == (2, [])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "has no rows"),
        (b'{"completion": "a", "prompt": "b"}\n', r"is not a scored file \(line 1: not a scored row"),
        (lines({name: value for name, value in row().items() if name != "prompt"}), "no field of the rows is a prompt"),
        (b"x\n", r"is not a scored file \(line 1: not JSON"),
        (lines(row() | {"response": "x"}), "'completion' and 'response' could each be the completion"),
    ],
)
def test_what_cannot_be_selected_from_leaves_nothing_behind(tmp_path, content, sentence):
    source = tmp_path / "x.jsonl"
    source.write_bytes(content)
    with pytest.raises(ScoringError, match=sentence):
        select(Selecting(str(source), tmp_path / "o.jsonl"))
    assert [path.name for path in tmp_path.iterdir()] == ["x.jsonl"]


def test_orders_and_bounds_are_refused_before_anything_is_read():
    with pytest.raises(ScoringError, match="unknown order 'best': the orders are first, shortest, reward"):
        Selecting("none", Path("o"), order="best")
    with pytest.raises(ScoringError, match="not a number"):
        Selecting("none", Path("o"), least=float("nan"))


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    def full(_self, _rows):
        raise OSError(28, "No space left on device")

    source, out = tmp_path / "x.jsonl", tmp_path / "o.jsonl"
    source.write_bytes(lines(row()))
    out.write_text("old")
    monkeypatch.setattr(Output, "write", full)
    with pytest.raises(ScoringError, match="No space left"):
        select(Selecting(str(source), out))
    assert out.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["o.jsonl", "x.jsonl"]


def test_a_cut_file_is_selected_from_as_far_as_it_goes(tmp_path):
    packed = gzip.compress(b"".join(lines(row(f"{ENGLISH} {n}", id=7**n % 10**12)) for n in range(2000)))
    (tmp_path / "x.gz").write_bytes(packed[: len(packed) // 2])
    selection = select(Selecting(str(tmp_path / "x.gz"), tmp_path / "o"))
    assert selection.selected > 100
    assert "cannot be read further" in selection.first_unreadable[0][1]


def test_prompts_with_a_template_in_them_are_noted(tmp_path):
    notes = []
    selected(tmp_path, row(prompt="<|im_start|>user\nWhat?<|im_end|>"), watch=Watch(note=notes.append))
    assert "a chat template has been applied" in notes[0]


def test_names_of_the_output():
    assert default_selected("a/b.scored.jsonl") == Path("a/b.selected.jsonl")
    assert default_selected("a/b.scored.jsonl.zst") == Path("a/b.selected.jsonl")
    assert default_selected("b.jsonl") == Path("b.selected.jsonl")
    assert default_selected("-") == Path("stdin.selected.jsonl")


any_rows = st.lists(
    st.one_of(
        st.builds(
            row,
            st.sampled_from([ENGLISH, f"{ENGLISH} ", f"{ENGLISH} Yes.", GERMAN, "```", "8 " * 40]),
            st.sampled_from(["What is the mean?", "What is the sum?"]),
            st.sampled_from([CORRECT, WRONG]),
        ),
        st.just(ERROR),
        st.just("nope\n"),
    ),
    max_size=12,
).map(lambda rows: [row(), *rows])


@given(any_rows, st.none() | st.integers(1, 2), st.sampled_from(["first", "shortest", "reward"]))
@settings(max_examples=40, deadline=None)
def test_the_selected_are_scored_rows_and_the_counts_add_up(rows, most, order):
    with tempfile.TemporaryDirectory() as folder:
        selection, found = selected(Path(folder), *rows, most=most, order=order)
        assert selected(Path(folder), *rows, most=most, order=order)[1] == found
    assert selection.rows == len(rows)
    pairs = Counter((one["prompt"], one["completion"]) for one in rows if isinstance(one, dict) and "prompt" in one)
    chosen = Counter((one["messages"][0]["content"], one["messages"][1]["content"]) for one in found)
    assert chosen <= pairs
    assert most is None or all(count <= most for count in Counter(prompt for prompt, _ in chosen).values())


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.sampled_from([10**400, "2"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["math", "language", "score", "outcome", "role", "content"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
strange_rows = st.dictionaries(
    st.sampled_from(["prompt", "completion", "reward", "verdicts", "error", "id", "source", "line"]), anything
) | st.builds(lambda name, value: row() | {name: value}, st.sampled_from(sorted(row())), anything)


@given(st.lists(strange_rows, max_size=5))
@settings(max_examples=60, deadline=None)
def test_rows_never_raise_whatever_they_hold(strange):
    with tempfile.TemporaryDirectory() as folder:
        selection, _ = selected(Path(folder), row(), *strange, order="reward")
    assert selection.rows == len(strange) + 1


def test_rules_may_be_allowed(tmp_path):
    everything = rules(longest_paragraph=10**6, allowed=["mixed-language", "code-block", "repetition"])
    selection, _ = selected(tmp_path, *OF_EVERY_KIND.values(), rules=everything)
    assert selection.selected == 4
    assert list(selection.dropped) == ["error", "undecided", "wrong", "long-paragraph", "duplicate", "surplus"]


def test_what_is_selected_does_not_depend_on_the_workers(tmp_path, monkeypatch):
    import verifiers.selecting.select as selecting

    monkeypatch.setattr(selecting, "ALONE_SECONDS", -1.0)  # so that all rows but the first are sent
    rows = [*OF_EVERY_KIND.values(), "no json\n", row(math={"score": 1}), *(row(f"{ENGLISH} {n}") for n in range(300))]
    found = []
    for workers in (1, 2):
        folder = tmp_path / str(workers)
        folder.mkdir()
        (folder / "x.scored.jsonl").write_bytes(lines(*rows * 2))
        out = folder / "out.jsonl"
        selection = select(Selecting(str(folder / "x.scored.jsonl"), out), None, workers)
        found.append((selection.as_json(), selection.first_unreadable, out.read_bytes()))
    assert found[0] == found[1]
    assert found[0][0]["selected"] == 300
    assert found[0][0]["unreadable"] == 4
