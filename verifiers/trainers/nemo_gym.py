"""NeMo Gym: a resources server, whose `verify` rewards what the model answered.

    # resources_servers/verified/app.py
    from verifiers.trainers.nemo_gym import adapt

    RewardServer = adapt("r1-zero")
    if __name__ == "__main__":
        RewardServer.run_webserver()

The request holds the model's whole response and the row's own fields: its `expected_answer`, `answer`, `ground_truth`,
`solution` or tests are the reference, there or in `verifier_metadata`. The response adds the reward, its parts as
numbers that NeMo Gym averages, and what was said. A sample that could not be graded is no zero there: NeMo Gym keeps
rows with `_ng_failure_class` out of its means, and tries those again whose reference can be used.

Written after NeMo Gym's main of August 2026 and run with 0.4.0 (`nemo_gym/base_resources_server.py`,
`nemo_gym/judge.py`). Its classes are imported when a server is made. Annotations are no texts in this file: FastAPI
reads those of `verify`.
"""

from typing import Any

from verifiers.names import Rewards
from verifiers.reasoning import ReasoningFormat
from verifiers.rows.fields import Fields
from verifiers.trainers.grading import Grader, Row, known, question_of, row_of_columns

_FIELDS = Fields("response", "expected_answer")


def adapt(rewards: Rewards, *, reasoning: str | ReasoningFormat = "auto", prefilled: bool | None = None) -> type[Any]:
    """A class of resources servers that reward by this reward.

    reasoning, prefilled: how the model marks its reasoning, and whether its chat template opens it.

    Raises ImportError where NeMo Gym is not installed.
    """
    from fastapi.responses import JSONResponse
    from nemo_gym.base_resources_server import BaseVerifyRequest, SimpleResourcesServer
    from pydantic import ConfigDict

    grader = Grader(rewards, reasoning=reasoning, prefilled=prefilled)

    class Request(BaseVerifyRequest):  # type: ignore[misc]
        """The response, and whatever fields the row has."""

        model_config = ConfigDict(extra="allow")

    class RewardServer(SimpleResourcesServer):  # type: ignore[misc]
        """Rewards as a server."""

        async def verify(self, body: Request) -> Any:
            """The row with its reward."""
            given = body.model_dump(mode="json")
            [(reward, verdict)] = await grader.agrade_rows([row_of(given)])
            found = known(reward, verdict)
            result = {**given, **found, "reward": found["score"]}
            if verdict.score is None:
                result["_ng_failure_class"] = verdict.outcome
                result["_ng_failure_terminal"] = verdict.outcome == "bad_reference"
            return JSONResponse(result)

    return RewardServer


def row_of(given: dict[str, Any]) -> Row:
    """The sample in the body of a request to `verify`."""
    row = {name: value for name, value in given.items() if value is not None}
    metadata = row.pop("verifier_metadata", None)
    row = {**metadata, **row} if isinstance(metadata, dict) else row
    asked = given["responses_create_params"].get("input")
    question = question_of(row)
    return row_of_columns(given["response"]["output"], row, _FIELDS, asked if question is None else question)
