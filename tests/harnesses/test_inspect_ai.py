"""Inspect evaluates a task on its mock model by our scorer: the rewards of `verify-cli score`."""

import math
from importlib.util import find_spec

import pytest

pytestmark = [
    pytest.mark.skipif(find_spec("inspect_ai") is None, reason="inspect_ai is not installed"),
    pytest.mark.filterwarnings("ignore"),  # its own, and those of what it loads
]


def evaluate(samples, said, tmp_path, scorer, solver=None):
    from inspect_ai import Task
    from inspect_ai import eval as evaluate_task
    from inspect_ai.model import ModelOutput, ModelUsage, get_model
    from inspect_ai.solver import generate

    def answer(asked, *_):
        output = ModelOutput.from_content("mockllm", said[asked[-1].text])
        output.usage = ModelUsage()  # else it loads a tokenizer from the net, to count
        return output

    model = get_model("mockllm/model", custom_outputs=answer)
    task = Task(dataset=samples, solver=solver or generate(), scorer=scorer)
    [log] = evaluate_task(task, model=model, log_dir=str(tmp_path), display="none")
    assert log.status == "success", log.error
    return log


def test_the_same_rewards(rows, scored, tmp_path):
    from inspect_ai.dataset import Sample

    from verifiers.harnesses.inspect_ai import reward

    samples = [Sample(id=row["id"], input=row["question"], target=row["answer"]) for row in rows]
    log = evaluate(samples, {row["question"]: row["completion"] for row in rows}, tmp_path, reward("r1-zero"))
    found = {sample.id: sample.scores["reward"] for sample in log.samples}
    graded = {name: value for name, value in scored.items() if value is not None}
    assert {name: found[name].value for name in graded} == graded
    assert math.isnan(found["unusable"].value)
    assert found["unusable"].reason == "bad_reference"
    assert found["right"].metadata["acc"] == 1.0
    assert log.results.scores[0].metrics["mean"].value == pytest.approx(sum(graded.values()) / len(graded))
    assert log.eval.scorers[0].options == {"rewards": "r1-zero"}  # so that the log says what it was scored by


def test_reasoning_apart_several_targets_and_tests(tmp_path):
    from inspect_ai.dataset import Sample
    from inspect_ai.model import ChatMessageAssistant, ChatMessageTool, ContentReasoning, ContentText
    from inspect_ai.solver import solver

    from verifiers.harnesses.inspect_ai import reward

    @solver
    def rollout():
        async def solve(state, _generate):
            state.messages += [
                ChatMessageAssistant(content=r"\boxed{41}? I search."),
                ChatMessageTool(content=r"\boxed{7}", tool_call_id="1"),
                ChatMessageAssistant(content=[ContentReasoning(reasoning="So"), ContentText(text=r"\boxed{42}")]),
            ]
            return state

        return solve

    targets = [["42"], ["41", "42"], ["7"], [""]]
    samples = [Sample(id=str(at), input="6*7?", target=target) for at, target in enumerate(targets)]
    samples[3].metadata = {"answer": "42"}
    log = evaluate(samples, {}, tmp_path, reward(["math", "format"]), rollout())
    assert [sample.scores["reward"].value for sample in log.samples] == [2.0, 2.0, 1.0, 2.0]
