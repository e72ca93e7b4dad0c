"""NeMo Gym's own server with our `verify`, asked over its HTTP routes."""

from importlib.util import find_spec

import pytest

from verifiers.trainers.nemo_gym import adapt, row_of

ASKED = {"input": [{"role": "user", "content": "6*7?"}]}


def response(*output):
    return {
        "id": "r",
        "created_at": 1.0,
        "model": "m",
        "object": "response",
        "output": list(output),
        "parallel_tool_calls": False,
        "tool_choice": "auto",
        "tools": [],
    }


def message(text):
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"id": "m", "type": "message", "role": "assistant", "status": "completed", "content": content}


def test_rows():
    body = {"responses_create_params": ASKED, "response": response(message("a")), "expected_answer": "42"}
    assert (row_of(body).truth, row_of(body).prompt) == ("42", ASKED["input"])
    tests = {"inputs": ["2\n"], "outputs": ["4\n"]}
    programs = {**body, "expected_answer": None, "verifier_metadata": {"unit_tests": tests}}
    assert row_of(programs).is_code
    assert row_of(programs).truth == {"unit_tests": tests}


@pytest.mark.skipif(find_spec("nemo_gym") is None, reason="nemo-gym is not installed")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_its_server():
    from unittest.mock import MagicMock

    from fastapi.testclient import TestClient
    from nemo_gym.base_resources_server import BaseResourcesServerConfig
    from nemo_gym.server_utils import ServerClient

    config = BaseResourcesServerConfig(host="127.0.0.1", port=1, entrypoint="app.py", name="verified")
    server = adapt("r1-zero")(config=config, server_client=MagicMock(spec=ServerClient))
    client = TestClient(server.setup_webserver())

    def verify(*output, **row):
        body = {"responses_create_params": ASKED, "response": response(*output), **row}
        found = client.post("/verify", json=body)
        assert found.status_code == 200, found.text
        return found.json()

    right = message(r"<think>a</think> \boxed{42}")
    found = verify(right, expected_answer="42", uuid="7")
    assert (found["reward"], found["acc"], found["format"], found["outcome"]) == (2.0, 1.0, 1.0, "correct")
    assert (found["uuid"], found["expected_answer"]) == ("7", "42")
    assert "_ng_failure_class" not in found
    reasoning = {"id": "t", "type": "reasoning", "summary": [{"type": "summary_text", "text": "6 times 7"}]}
    assert verify(reasoning, message(r"\boxed{42}"), answer="42")["reward"] == 2.0
    assert verify(answer="42")["reward"] == 0.0
    unusable = verify(right, expected_answer=None)
    assert (unusable["reward"], unusable["_ng_failure_class"], unusable["_ng_failure_terminal"]) == (
        0.0,
        "bad_reference",
        True,
    )
