"""RayScorer: batches graded on a cluster, from drivers, tasks and event loops."""

import json

import pytest

from verifiers import math_reward, r1_zero_reward
from verifiers.scoring import RayScorer, ScoringError

COMPLETIONS = ["<think>r</think>\\boxed{1}", "\\boxed{2}", "none", "<think>r</think>\\boxed{0.5}"] * 50
ANSWERS = ["1", "1", "1", "1/2"] * 50

pytestmark = pytest.mark.slow

BATCH = f"""
from verifiers import r1_zero_reward
completions, answers = {COMPLETIONS!r}, {ANSWERS!r}
"""


def test_scores_and_verdicts_are_those_of_the_reward_in_order(drive):
    scores, verdicts, one_by_one, metrics, conversations = drive(
        BATCH
        + """
connect()
with RayScorer(r1_zero_reward, workers=2) as scorer:
    metrics = {}
    say(scorer(prompts=["?"] * 200, completions=completions, answer=answers, log_metric=metrics.__setitem__))
    say([[v.score, v.outcome, v.explanation, v.detail] for v in scorer.verdicts(completions, answers)])
    say([scorer([c], answer=[a])[0] for c, a in zip(completions[:4], answers[:4])])
    say(metrics)
    say(scorer([[{"role": "assistant", "content": c}] for c in completions[:4]], answers[:4]))
    assert scorer([]) == []
    assert scorer.__name__ == r1_zero_reward.__name__
"""
    )
    wanted = [r1_zero_reward.grade(text, answer) for text, answer in zip(COMPLETIONS, ANSWERS, strict=True)]
    assert scores == [verdict.score for verdict in wanted]
    as_json = json.dumps([[v.score, v.outcome, v.explanation, v.detail] for v in wanted])
    assert verdicts == json.loads(as_json)
    assert one_by_one == conversations == scores[:4]
    logged = {}
    r1_zero_reward(completions=COMPLETIONS, answer=ANSWERS, log_metric=logged.__setitem__)
    assert metrics == logged


def test_from_a_task_within_the_cluster_and_as_a_copy_of_its_own(drive):
    plain, copied = drive(
        BATCH
        + """
connect()
@ray.remote(num_cpus=0)
def train(scorer):
    scorer = scorer or RayScorer(r1_zero_reward, workers=1)
    with scorer:
        return scorer(completions, answer=answers)
say(ray.get(train.remote(None)))
say(ray.get(train.remote(RayScorer(r1_zero_reward, workers=1))))
"""
    )
    assert plain == copied == r1_zero_reward(COMPLETIONS, ANSWERS)


def test_an_event_loop_goes_on_while_batches_are_graded_side_by_side(drive):
    ticks, outcomes = drive("""
import asyncio
connect()
async def main():
    with RayScorer(Strange(), workers=2) as scorer:
        await scorer.averdicts(["x"])
        ticks = 0
        batches = asyncio.gather(*(scorer.averdicts(["sleep 0.1"] * 4) for _ in range(4)))
        while not batches.done():
            await asyncio.sleep(0.01)
            ticks += 1
        say(ticks)
        say([[v.outcome for v in batch] for batch in batches.result()])
asyncio.run(main())
""")
    assert ticks > 8, "1.6 seconds of work by two workers, which one of four held loops would see once each"
    assert outcomes == [["correct"] * 4] * 4


def test_what_dies_costs_itself_alone(drive, cluster):
    [verdicts] = drive("""
connect()
with RayScorer(Strange(), workers=2) as scorer:
    say([[v.score, v.outcome, v.explanation] for v in scorer.verdicts(["x", "kill", "raise oops", "parent", "x"])])
""")
    assert [verdict[0] for verdict in verdicts] == [1.0, None, None, None, 1.0]
    assert {verdict[1] for verdict in verdicts[1:4]} == {"unavailable"}
    assert verdicts[1][2] == "the process that graded this line was ended by SIGKILL"
    assert verdicts[2][2] == "internal error: KeyError: 'oops'"
    assert verdicts[3][2].startswith("the process that graded this line was lost with its Ray actor")
    assert cluster.free_cpus() == 2


def test_mistakes_of_the_caller_are_those_of_the_reward(drive):
    said = drive("""
from verifiers import math_reward
connect()
with RayScorer(math_reward, workers=1) as scorer:
    for call in (
        lambda: scorer(["\\\\boxed{1}"]),
        lambda: scorer(["\\\\boxed{1}"], answer=["1", "2"]),
        lambda: scorer(["\\\\boxed{1}"], answer=[lambda: 1]),
        lambda: scorer("\\\\boxed{1}", "1"),
    ):
        try:
            call()
        except TypeError as error:
            say(str(error))
    say(scorer(["\\\\boxed{1}"], ["1"]))
""")
    assert len(said) == 5
    for sentence, call in zip(said, [([r"\boxed{1}"], None), ([r"\boxed{1}"], ["1", "2"])], strict=False):
        with pytest.raises(TypeError) as error:
            math_reward(*call) if call[1] is None else math_reward(call[0], answer=call[1])
        assert sentence == str(error.value)
    assert "a column of row 0 cannot be sent to another process" in said[2]
    assert "wants completions" in said[3]
    assert said[4] == [1.0]


def test_who_is_not_connected_is_told():
    pytest.importorskip("ray", reason="Ray has no wheels for this Python")
    with pytest.raises(ScoringError, match=r"not connected to a Ray cluster: call ray.init\(\) first"):
        RayScorer(math_reward, workers=1)
