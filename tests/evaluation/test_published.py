"""Published sets in the columns of their cards (the rows ours), and their protocols."""

import json
import random
import subprocess
import sys

import pytest

from verifiers.evaluation.join import ProblemSet
from verifiers.evaluation.published import SETS, letter_in, published
from verifiers.evaluation.sets import load_set
from verifiers.names import reward_of
from verifiers.rows.lines import Line
from verifiers.scoring import Job, score

GPQA = {
    "Record ID": "rec06pnAkLOr2t2mp", "Question": "Which is largest?", "Correct Answer": "10 eV",
    "Incorrect Answer 1": "10 meV", "Incorrect Answer 2": "1 eV", "Incorrect Answer 3": "1 meV",
    "High-level domain": "Physics",
}  # fmt: skip
PUBLISHED = {
    "GSM8K": ({"question": "6*7?", "answer": "6*7=<<6*7=42>>42\n#### 42"}, "42"),
    "AMC": ({"id": 0, "problem": "6*7?", "answer": 42.0, "url": "…"}, "42"),
    "AIME-2026": ({"problem_idx": 1, "problem": "6*7?", "answer": 42}, "42"),
    "HMMT-Feb-2025": ({"problem_idx": 1, "problem": "6*7?", "answer": r"\frac{1}{2}", "problem_type": ["Algebra"]},
                      r"\frac{1}{2}"),
    "OlympiadBench": ({"id": 1606, "question": "Find $x, y$.", "final_answer": ["$1,2$"], "solution": ["…"],
                       "is_multiple_answer": True, "unit": None, "error": None}, "$1,2$"),
    "GPQA-diamond": (GPQA, "ABCD"[random.Random(0).sample(range(4), 4).index(0)]),
}  # fmt: skip


def local(folder, name, *rows):
    path = folder / "set.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return load_set(name, path)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_reference_of_a_published_row(name, tmp_path):
    row, answer = PUBLISHED[name]
    (problem,) = local(tmp_path, name, row)
    assert problem["expected_answer"] == answer
    verdict = reward_of([SETS[name].reward]).grade(rf"So it is \boxed{{{answer}}}.", answer=answer)
    assert verdict.score == 1.0, "a right answer in its own spelling"


def test_every_set_says_where_it_is_and_by_what_it_is_graded():
    assert {"GSM8K", "MATH-500", "AIME-2024", "AIME-2025", "AIME-2026", "AMC", "OlympiadBench", "GPQA-diamond",
            "HumanEval", "HumanEval+", "MBPP", "MBPP+", "LiveCodeBench"} <= SETS.keys()  # fmt: skip
    for name, one in SETS.items():
        reward_of([one.reward], tests=one.reward == "code")
        assert one.rows > 0
        assert "arXiv" in one.protocol or "card" in one.protocol or one.protocol.endswith("base")
        assert published(name) == (name, one)
        assert not one.base or one.base in SETS


@pytest.mark.parametrize(
    ("spelling", "name"),
    [("gsm8k", "GSM8K"), ("aime24", "AIME-2024"), ("AIME 2025", "AIME-2025"), ("math500", "MATH-500"),
     ("HumanEvalPlus", "HumanEval+"), ("mbpp+", "MBPP+"), ("hmmt_feb_25", "HMMT-Feb-2025"), ("MATH", None)],
)  # fmt: skip
def test_names_are_known_however_they_are_written(spelling, name):
    assert (published(spelling) or (None,))[0] == name


def joined(problems, *rows):
    found = ProblemSet(problems)
    lines = [Line(number, json.dumps(row).encode()) for number, row in enumerate(rows, 1)]
    return [json.loads(line.data)["expected_answer"] for line in found.joined(lines)], found.notes()


def test_the_letter_is_that_of_the_options_as_the_prompt_shows_them(tmp_path):
    problems = local(tmp_path, "GPQA-diamond", GPQA)
    key = {"Record ID": GPQA["Record ID"], "completion": "Answer: C"}
    shown = "Which is largest?\n\nA) 1 meV\nB) 1 eV\nC) 10 eV\nD) 10 meV\n\nThink first."
    chat = [{"role": "user", "content": "Which is largest?\n(A) 1 meV\n(B) 10 eV\n(C) 1 eV\n(D) 10 meV\n"}]
    answers, notes = joined(problems, {**key, "prompt": shown}, {**key, "prompt": chat}, key)
    assert answers == ["C", "B", PUBLISHED["GPQA-diamond"][1]]
    assert notes[0].startswith("1 of 3 rows do not show their options in a prompt")


@pytest.mark.parametrize(
    "prompt",
    [
        "A) x\nB) y\nC) z",
        "A) x\nB) y\nC) z\nD) x",
        "x y z w",
        "",
        "A) x\nB) y\nC) z\nD) w\nE) v",
        "A) x B) y C) z D) w",
    ],
)
def test_a_prompt_that_shows_other_options_says_nothing(prompt):
    assert letter_in(prompt, ["x", "y", "z", "w"], "A") is None


def test_the_seed_is_that_of_the_protocol(tmp_path):
    # simple-evals draws the orders of all questions, in theirs, from one random.Random(0): 3 1 0 2, then 3 1 2 0.
    problems = local(tmp_path, "GPQA-diamond", GPQA, {**GPQA, "Record ID": "other"})
    assert [problem["expected_answer"] for problem in problems] == ["C", "D"]
    assert problems[0]["options"] == ["1 meV", "10 meV", "10 eV", "1 eV"]


MBPP = {"task_id": 2, "code": "…", "prompt": "Write f that doubles.", "source_file": "…", "test_imports": [],
        "test_list": ["assert f(1) == 2"], "test": "assert f(1) == 2\nassert f(-3) == -6"}  # fmt: skip


def inline(scorer, lines):
    return (scorer.score(line) for line in lines)


def test_base_and_plus_are_two_sets_of_the_same_problems(tmp_path):
    sample = {"task_id": "Mbpp/2", "solution": "def f(x):\n    return abs(x) * 2"}
    (tmp_path / "samples.jsonl").write_text(json.dumps(sample) + "\n")
    outcomes = []
    for name in ("MBPP-base", "MBPP+"):
        problems = local(tmp_path, name, MBPP)
        tests = problems[0]
        outcomes.append(("test" in tests, "test_list" in tests))
        row, _ = joined_rows(problems, sample)
        assert row["task_id"] == "Mbpp/2"
    assert outcomes == [(False, True), (True, False)]


def joined_rows(problems, row):
    found = ProblemSet(problems)
    (line,) = found.joined([Line(1, json.dumps(row).encode())])
    return json.loads(line.data), found


def test_without_a_reward_a_published_set_is_graded_by_its_protocol(tmp_path):
    (tmp_path / "set.jsonl").write_text(json.dumps(PUBLISHED["GSM8K"][0]) + "\n")
    (tmp_path / "out.jsonl").write_text(json.dumps({"question": "6*7?", "response": "The answer is 42."}) + "\n")
    command = "from verifiers.cli import main; main()"
    arguments = ["score", "out.jsonl", "--set", "gsm8k=set.jsonl", "--json"]
    run = subprocess.run(
        [sys.executable, "-c", command, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["parts"] == {"math": {"mean": 1.0, "outcomes": {"correct": 1}}}
    assert "GSM8K, graded by math(lenient): The final number" in run.stderr
    assert "GSM8K is published with 1319 problems; this one has 1." in run.stderr


def test_a_set_is_scored_in_one_file_with_its_letters(tmp_path):
    problems = local(tmp_path, "GPQA-diamond", GPQA)
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": GPQA["Record ID"], "completion": "Answer: A"}) + "\n")
    reward = reward_of([SETS["GPQA-diamond"].reward])
    job = Job(
        str(tmp_path / "in.jsonl"), tmp_path / "o", reward, {"reference": "expected_answer"}, join=ProblemSet(problems)
    )
    score(job, inline)
    row = json.loads((tmp_path / "o").read_text())
    assert row["verdicts"]["math"]["outcome"] == ("correct" if row["expected_answer"] == "A" else "incorrect")
    assert sorted(row["options"]) == ["1 eV", "1 meV", "10 eV", "10 meV"]
