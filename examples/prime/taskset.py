"""A taskset of Prime's `verifiers` (0.4), rewarded by ours, which runs as a uv script in the rollout's runtime."""

import json
from pathlib import Path

import verifiers.v1 as vf

VERIFY = (Path(__file__).parent / "verify.py").read_bytes()


class Problem(vf.TaskData):
    answer: str


class Verified(vf.Task[Problem]):
    async def setup(self, runtime: vf.Runtime) -> None:
        await runtime.prepare_uv_script(VERIFY)  # while there is a network

    @vf.reward(weight=1.0)
    async def verified(self, trace: vf.Trace, runtime: vf.Runtime) -> float:
        said = [message.model_dump(mode="json") for message in trace.assistant_messages[-1:]]
        row = {"completion": said, "prompt": self.data.prompt_text, "answer": self.data.answer}
        await runtime.write("row.json", json.dumps(row).encode())
        result = await runtime.run_uv_script(VERIFY, args=["row.json", "r1-zero"])
        if result.exit_code != 0:
            raise RuntimeError(result.stderr[-2000:])
        found = json.loads(result.stdout)
        trace.record_metrics({name: value for name, value in found.items() if isinstance(value, float)})
        return found["score"]


class Problems(vf.Taskset[Verified, vf.TasksetConfig]):
    def load(self) -> list[Verified]:
        return [Verified(Problem(idx=0, prompt="What is 6*7?", answer="42"), self.config.task)]
