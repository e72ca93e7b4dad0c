"""The code reward as trainers and scorers call it."""

import asyncio
import json
import multiprocessing
import os
import pickle
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import CodeReward, code_reward, combine, format_reward
from verifiers.code import shared
from verifiers.reward import CallError

STDIN = {"inputs": ["1 2\n", "10 -4\n"], "outputs": ["3\n", "6\n"]}
CALLS = {"fn_name": "combine", "inputs": [[1, 2], [10, -4]], "outputs": [3, 6]}
ASSERTS = "assert combine(1, 2) == 3\nassert combine(10, -4) == 6\nassert combine(0.5, 0.5) < 1.5"
ADD = "```python\nprint(sum(map(int, input().split())))\n```"
ADD_CPP = "```cpp\n#include <iostream>\nint main() { long a, b; std::cin >> a >> b; std::cout << a + b; }\n```"
COMBINE = "<think>Add.</think>Here it is:\n```python\ndef combine(a, b):\n    return a + b\n```\nDone."
WRONG = "```python\ndef combine(a, b):\n    return a - b\nif __name__ == '__main__':\n    print(combine(*map(int, input().split())))\n```"


@pytest.fixture
def reward(sandbox):
    """Where there is a local sandbox."""
    assert sandbox.size == 2
    return CodeReward(wall="local")


@pytest.mark.parametrize(
    ("completion", "tests"),
    [
        (ADD, STDIN),
        (ADD_CPP, STDIN),
        (COMBINE, CALLS),
        (COMBINE, ASSERTS),
        (ADD, json.dumps(STDIN)),
        (COMBINE, [ASSERTS]),
    ],
)
def test_right_programs(reward, completion, tests):
    verdict = reward.grade(completion, tests)
    assert (verdict.score, verdict.outcome) == (1.0, "correct")
    assert verdict.detail["passed"] == verdict.detail["total"]


def test_a_program_of_a_group_runs_once(reward, monkeypatch):
    ran = []
    run = CodeReward.run
    monkeypatch.setattr(CodeReward, "run", lambda self, *a, **how: ran.append(a) or run(self, *a, **how))
    other = COMBINE.replace("a + b", "b + a")
    wrong = COMBINE.replace("a + b", "a - b")
    assert reward([COMBINE, other, COMBINE, wrong] * 4, [ASSERTS] * 16) == [1.0, 1.0, 1.0, 0.0] * 4
    assert len(ran) == 3
    assert reward([COMBINE, COMBINE], [ASSERTS, "assert combine(1, 2) == 4\nassert combine(0.5, 0) < 1"]) == [1.0, 0.0]
    assert len(ran) == 5  # in another call, and by other tests, it runs again


@pytest.mark.parametrize("tests", [STDIN, CALLS, ASSERTS])
def test_a_wrong_program(reward, tests):
    verdict = reward.grade(WRONG, tests)
    assert (verdict.score, verdict.outcome) == (0.0, "incorrect")
    failure = verdict.detail["first_failure"]
    assert failure["test"] == 0
    assert failure["outcome"] == "wrong_answer"
    json.dumps(verdict.detail)


def test_the_verdict_tells(reward):
    detail = reward.grade(COMBINE, CALLS).detail
    assert detail["language"] == "python"
    assert detail["block"] == 0
    assert detail["cpu_seconds"] < 10
    assert 0 < detail["memory_mb"] < 512
    said = reward.grade(WRONG, CALLS)
    assert said.explanation == "Test 1 of 2: -1 instead of 3."


def test_the_fraction(reward):
    half = "```python\na, b = map(int, input().split())\nprint(a + abs(b))\n```"
    verdict = reward.replace(score="fraction").grade(half, STDIN)
    assert (verdict.score, verdict.outcome) == (0.5, "partial")
    late = {"inputs": STDIN["inputs"][::-1], "outputs": STDIN["outputs"][::-1]}
    assert reward.replace(score="fraction").grade(half, late).score == 0.5
    assert reward.replace(score="fraction", stop_at_first_failure=True).grade(half, late).score == 0.0


@pytest.mark.parametrize("completion", ["", "I do not know.", "<think>```python\nprint(3)\n```", "```bash\nls\n```"])
def test_no_program(reward, completion):
    assert reward.grade(completion, STDIN).outcome == "no_answer"


BAD = [
    {},
    {"what": 1},
    "{",
    "not python (",
    [],
    3,
    None,
    {"inputs": ["1"], "outputs": []},
    {"inputs": [], "outputs": []},
]


@pytest.mark.parametrize("tests", BAD, ids=repr)
def test_unusable_tests(reward, tests):
    if tests is None:
        with pytest.raises(CallError):
            reward.grade(ADD, tests)
        assert reward.grade(ADD, tests=None).outcome == "bad_reference"
        return
    verdict = reward.grade(ADD, tests)
    assert (verdict.score, verdict.outcome) == (None, "bad_reference")
    assert verdict.explanation.endswith(".")
    assert not verdict.explanation.endswith("..")


def test_bad_options_are_refused_when_the_reward_is_made():
    for options in ({"score": "half"}, {"languages": ("cobol",)}, {"languages": ()}, {"wall": "paper"}):
        with pytest.raises(ValueError, match=r"half|cobol|no languages|paper"):
            CodeReward(**options)


def test_a_language_that_is_not_allowed(reward):
    assert reward.replace(languages=("python",)).grade(ADD_CPP, STDIN).outcome == "no_answer"


def test_no_wall_is_nobody_s_zero(monkeypatch):
    monkeypatch.setattr(shared, "_opened", {})
    monkeypatch.setattr(shared, "_absent", {})
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    verdict = CodeReward(wall="docker").grade(ADD, STDIN)
    assert (verdict.score, verdict.outcome) == (None, "unavailable")
    assert "Docker" in verdict.explanation


def test_a_sandbox_that_fails_is_nobody_s_zero(reward, monkeypatch):
    from verifiers.sandbox import RunResult, Sandbox

    failed = RunResult("sandbox_error", detail="the slot broke")
    monkeypatch.setattr(Sandbox, "run_many", lambda *arguments: [failed] * len(arguments[2]))
    for completion, tests in ((ADD, STDIN), (COMBINE, CALLS), (COMBINE, ASSERTS), (ADD_CPP, STDIN)):
        verdict = reward.grade(completion, tests)
        assert (verdict.score, verdict.outcome) == (None, "unavailable")


# ------------------------------------------------------------------ call shapes


def test_a_batch(reward):
    completions = [ADD, WRONG, "nothing", ADD_CPP] * 4
    assert reward(completions, [STDIN] * 16) == [1.0, 0.0, 0.0, 1.0] * 4


def test_as_trl_calls_it(reward):
    logged = {}
    scores = reward(
        prompts=[[{"role": "user", "content": "Add."}]] * 2,
        completions=[[{"role": "assistant", "content": COMBINE}], [{"role": "assistant", "content": WRONG}]],
        completion_ids=[[1], [2]],
        tests=[json.dumps(CALLS)] * 2,
        trainer_state=object(),
        log_metric=logged.__setitem__,
    )
    assert scores == [1.0, 0.0]
    assert logged["code/unavailable"] == 0


ROWS = {
    "HumanEval": (
        {"prompt": 'def combine(a, b):\n    """Add."""\n', "test": "def check(candidate):\n    assert candidate(1, 2) == 3\n", "entry_point": "combine"},
        "    return a + b\n",
    ),
    "MBPP": ({"test_list": ["assert combine(1, 2) == 3"], "test_setup_code": "", "challenge_test_list": []}, COMBINE),
    "APPS": ({"input_output": json.dumps({"inputs": ["1 2\n"], "outputs": ["3\n"]})}, ADD),
    "LiveCodeBench": (
        {"public_test_cases": json.dumps([{"input": "1 2", "output": "3", "testtype": "stdin"}]), "private_test_cases": "[]"},
        ADD,
    ),
    "open-r1": ({"verification_info": {"language": "python", "test_cases": [{"type": "stdin_stdout", "input": "1 2", "output": "3"}]}}, ADD),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_data_set_s_own_columns(reward, name):
    row, completion = ROWS[name]
    columns = {column: [value] for column, value in row.items() if column != "prompt"}
    assert reward(completions=[completion], prompts=[row.get("prompt", "Add.")], **columns) == [1.0]
    assert reward.grade(completion, **row).score == 1.0


def test_as_verl_calls_it(reward):
    """verl hands over data_source, solution_str, ground_truth, extra_info, one row at a time."""

    def compute_score(data_source, solution_str, ground_truth, extra_info=None):  # noqa: ARG001
        return reward.grade(solution_str, ground_truth).score

    assert compute_score("apps", ADD, json.dumps(STDIN)) == 1.0
    assert compute_score("apps", WRONG, json.dumps(STDIN)) == 0.0


def test_tests_twice_or_never():
    with pytest.raises(CallError, match="twice"):
        code_reward.grade(ADD, STDIN, tests=STDIN)
    with pytest.raises(CallError, match="needs tests"):
        code_reward([ADD, ADD])


def test_in_a_combination(reward):
    both = combine({reward: 1.0, format_reward: 0.5})
    right = f"<think>Add.</think>{ADD}"
    assert both([right, ADD], tests=[STDIN, STDIN]) == [1.5, 1.0]


def test_it_is_a_value():
    changed = CodeReward(score="fraction", wall="local")
    assert pickle.loads(pickle.dumps(changed)) == changed
    assert hash(changed) == hash(CodeReward(score="fraction", wall="local"))
    assert code_reward.__name__ == "code_reward"


# ------------------------------------------------------------------ threads, loops, processes


def test_in_threads(reward):
    scores = [None] * 8
    threads = [
        threading.Thread(target=lambda n=n: scores.__setitem__(n, reward([ADD, WRONG], [STDIN] * 2))) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert scores == [[1.0, 0.0]] * 8


def test_in_an_event_loop(reward):
    async def both():
        return await asyncio.gather(reward.agrade(ADD, STDIN), reward.agrade(WRONG, STDIN))

    assert [verdict.score for verdict in asyncio.run(both())] == [1.0, 0.0]


def _grade(reward):
    return reward([ADD, WRONG], [STDIN] * 2), os.getpid()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_in_other_processes(reward, method):
    reward([ADD], [STDIN])  # the parent has its sandbox open
    with multiprocessing.get_context(method).Pool(2) as pool:
        found = pool.map(_grade, [reward] * 4)
    assert [scores for scores, _ in found] == [[1.0, 0.0]] * 4
    assert os.getpid() not in {pid for _, pid in found}
    assert reward([ADD], [STDIN]) == [1.0]


def test_all_is_ended_with_the_process(reward):
    reward([ADD], [STDIN])
    shared.close_all()
    assert reward([ADD], [STDIN]) == [1.0]  # and begun anew when it is wanted


# ------------------------------------------------------------------ anything


@given(
    st.text(max_size=200),
    st.none()
    | st.text(max_size=100)
    | st.dictionaries(
        st.sampled_from(["inputs", "outputs", "fn_name", "test"]), st.lists(st.text(max_size=5), max_size=2), max_size=3
    ),
)
def test_nothing_raises(completion, tests):
    verdict = CodeReward(wall="local").grade(completion, tests=tests)
    assert verdict.score in (None, 0.0)


@pytest.mark.usefixtures("local_wall")
@pytest.mark.parametrize(
    "source",
    [
        "import threading\na = threading.Lock()\na.acquire()\na.acquire()\nprint(3)",
        "import queue\nqueue.Queue().get()",
        "import os\nos.read(os.pipe()[0], 1)",
    ],
)
def test_a_program_that_waits_for_itself_is_wrong_not_skipped(source):
    tests = {"inputs": ["1 2\n", "10 -4\n", "5 5\n"], "outputs": ["3\n", "6\n", "10\n"]}
    verdict = CodeReward(wall="local").grade(f"```python\n{source}\n```", tests)
    assert (verdict.score, verdict.outcome) == (0.0, "incorrect")
    assert "time limit: it slept" in verdict.explanation
