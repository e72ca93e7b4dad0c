"""One verdict, whichever door a row comes through: a call, a file, the service, each trainer, each harness."""

import asyncio
import json
import sys
from importlib.util import find_spec
from types import SimpleNamespace

import pytest

from verifiers.harnesses import lm_eval, promptfoo
from verifiers.names import named
from verifiers.scoring import Job, score
from verifiers.trainers import (
    areal,
    art,
    asynchronous,
    ms_swift,
    nemo_gym,
    openenv,
    openrlhf,
    prime,
    slime,
    tinker,
    verl,
)
from verifiers.trainers.grading import grade_rows, numbers

PROMPT = r"<|im_start|>user\nLike \boxed{7}: what is it?<|im_end|>\n<|im_start|>assistant\n"
SAID = [
    r"<think>Six times seven.</think> It is \boxed{42}.",
    r"<think>Half of one.</think> $\boxed{\frac{1}{2}}$",
    r"<think>Perhaps \boxed{42}. Wait",
    r"</think> \boxed{42}",
    r"\boxed{42}",
    r"\boxed{41} or \boxed{42}",
    r"<think>a</think><think>b</think> \boxed{0.5}",
    "It is 42.",
    "",
    "  \n",
    r"<think>x</think> \boxed{(-\infty, 3]}",
    r"<|channel|>analysis<|message|>Six.<|end|><|start|>assistant<|channel|>final<|message|>\boxed{42}",
]
REFERENCES = ["42", "0.5", r"So it is $\boxed{42}$.", r"(-\infty,3]", "??? {{"]
ROWS = [(said, reference) for said in SAID for reference in REFERENCES]
REWARD = "r1-zero"


def message(text):
    return {"role": "assistant", "content": text}


def by_call():
    columns = {"prompts": [PROMPT] * len(ROWS), "answer": [reference for _, reference in ROWS]}
    return named(REWARD)(completions=[said for said, _ in ROWS], **columns)


def by_messages():
    return named(REWARD)(completions=[[message(said)] for said, _ in ROWS], solution=[one for _, one in ROWS])


def by_awaited_call():
    reward = asynchronous.adapt(named(REWARD))
    return asyncio.run(reward(completions=[said for said, _ in ROWS], answer=[one for _, one in ROWS]))


def by_file(tmp_path):
    rows = [{"prompt": PROMPT, "completion": said, "answer": reference} for said, reference in ROWS]
    return scored(tmp_path, *rows)


def by_file_of_groups(tmp_path):
    return scored(tmp_path, *({"responses": SAID, "ground_truth": reference} for reference in REFERENCES), groups=True)


def scored(tmp_path, *rows, groups=False):
    (tmp_path / "x").write_text("".join(json.dumps(row) + "\n" for row in rows))
    job = Job(str(tmp_path / "x"), tmp_path / "out", named(REWARD), tested=named(REWARD, tests=True))
    score(job, lambda one, lines: (one.score(line) for line in lines))
    rewards = [json.loads(line)["reward"] for line in (tmp_path / "out").read_text().splitlines()]
    if groups:  # a group a reference, where the others have a reference a row
        rewards = [rewards[place * len(SAID) + said] for said in range(len(SAID)) for place in range(len(REFERENCES))]
    return rewards


def by_service(service):
    rows = [{"completion": said, "answer": reference} for said, reference in ROWS]
    return [row["reward"] for row in service.score(*rows, reward=[REWARD]).json()["results"]]


def by_verl():
    return [verl.compute_score("math", *row, {"question": PROMPT}, reward=REWARD)["score"] for row in ROWS]


def by_verl_s_batch():
    said, references = map(list, zip(*ROWS, strict=True))
    names = ["math"] * len(ROWS)
    return [row["score"] for row in verl.compute_score_batch(names, said, references, reward=REWARD)]


def by_openrlhf():
    said, references = zip(*ROWS, strict=True)
    queries = [f"<s>{PROMPT}{text}<|im_end|>" for text in said]
    return [row["score"] for row in openrlhf.scores(queries, [PROMPT] * len(ROWS), references, REWARD)]


def by_slime():
    group = [
        SimpleNamespace(response=said, label=reference, prompt=PROMPT, metadata=None, loss_mask=None)
        for said, reference in ROWS
    ]
    return asyncio.run(slime.adapt(REWARD)(None, group))


def by_slime_s_metadata():
    rows = [
        SimpleNamespace(response=said, label=None, prompt=PROMPT, metadata={"answer": one}, loss_mask=None)
        for said, one in ROWS
    ]
    return [asyncio.run(slime.adapt(REWARD)(None, row)) for row in rows]


def by_areal():
    return [areal.adapt(REWARD)(PROMPT, said, [1], [2], answer=reference) for said, reference in ROWS]


def by_ms_swift():
    said, references = zip(*ROWS, strict=True)
    return ms_swift.adapt(REWARD)()(completions=list(said), solution=list(references))


def by_nemo_rl():
    pytest.importorskip("torch")
    from verifiers.trainers.nemo_rl import RewardEnvironment

    logs = [[{"role": "user", "content": PROMPT}, message(said)] for said, _ in ROWS]
    return RewardEnvironment({"reward": REWARD}).step(logs, [{"ground_truth": one} for _, one in ROWS]).rewards.tolist()


def by_tinker():
    return [asyncio.run(tinker.adapt(REWARD, {"answer": one})([message(said)]))[0] for said, one in ROWS]


def by_art():
    rewards = []
    for said, one in ROWS:
        rollout = SimpleNamespace(messages=lambda said=said: [message(said)], metrics={}, metadata={}, reward=None)
        rewards.append(asyncio.run(art.adapt(REWARD)(rollout, {"answer": one})).reward)
    return rewards


def by_nemo_gym():
    def given(said, reference):
        item = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": said}]}
        asked = {"responses_create_params": {"input": PROMPT}, "expected_answer": reference}
        return nemo_gym.row_of({**asked, "response": {"output": [item]}})

    return [numbers(*graded)["score"] for graded in grade_rows(REWARD, [given(*row) for row in ROWS])]


def by_openenv():
    rows = [
        openenv.row_of_columns(openenv.said_in({"message": said}), {"answer": one}, openenv._FIELDS, None)
        for said, one in ROWS
    ]
    return [verdict.score for _, verdict in grade_rows(REWARD, rows)]


def by_prime(tmp_path, monkeypatch, capsys):
    rewards = []
    for said, reference in ROWS:
        (tmp_path / "row").write_text(json.dumps({"completion": said, "answer": reference}))
        monkeypatch.setattr(sys, "argv", ["prime", str(tmp_path / "row"), REWARD])
        prime.main()
        rewards.append(json.loads(capsys.readouterr().out)["score"])
    return rewards


def by_lm_eval():
    rows = [lm_eval.adapt(REWARD)({"question": PROMPT, "answer": one}, [said]) for said, one in ROWS]
    return [row.get("reward") for row in rows]


def by_promptfoo():
    given = ((said, {"vars": {"answer": one}, "prompt": PROMPT}) for said, one in ROWS)
    return [promptfoo.adapt(REWARD)(*one)["score"] for one in given]


DOORS = [value for name, value in list(globals().items()) if name.startswith("by_")]
SERVED = ("starlette", "uvicorn", "prometheus_client")


@pytest.fixture(scope="module")
def verdicts():
    """What each row is worth; `None` where its reference cannot be used."""
    return [named(REWARD).grade(said, reference).score for said, reference in ROWS]


def test_the_rows_tell_doors_apart(verdicts):
    assert len(ROWS) == 60
    assert {0.0, 1.0, 2.0, None} <= set(verdicts)


@pytest.mark.parametrize("door", DOORS)
def test_every_door_gives_the_same(door, verdicts, request):
    if door is by_service and not all(map(find_spec, SERVED)):
        pytest.skip("the service's packages are not installed")
    wanted = door.__code__.co_varnames[: door.__code__.co_argcount]
    found = door(*map(request.getfixturevalue, wanted))
    # A trainer without a None gets a zero, which its own numbers tell apart.
    assert [one or 0.0 for one in found] == [one or 0.0 for one in verdicts]
    assert [one for one in found if one is None] in ([], [None] * verdicts.count(None))
