"""An environment of OpenEnv rewards its steps by our rubric."""

from importlib.util import find_spec

import pytest

from verifiers import CallError
from verifiers.trainers.openenv import adapt, said_in

RIGHT = r"<think>a</think> \boxed{42}"


@pytest.mark.skipif(find_spec("openenv") is None, reason="openenv is not installed")
def test_an_environment():
    from openenv.core.env_server.interfaces import Environment
    from openenv.core.env_server.types import Action, Observation, State

    class Said(Action):
        message: str

    class Asked(Observation):
        question: str = ""

    class Problems(Environment):
        def __init__(self):
            super().__init__(rubric=adapt(["accuracy", "format=0.5"])())

        def reset(self, **_):
            return Asked(question="6*7?")

        def step(self, action, **_):
            observation = Asked(done=True, question="6*7?", metadata={"answer": "42"})
            observation.reward = self._apply_rubric(action, observation)
            return observation

        @property
        def state(self):
            return State()

    environment = Problems()
    environment.reset()
    assert environment.step(Said(message=RIGHT)).reward == 1.5
    assert environment.rubric.last_score == 1.5
    assert environment.rubric.last_known["outcome"] == "correct"
    assert environment.step(Said(message=r"\boxed{41}")).reward == 0.0


def test_what_an_agent_said():
    assert said_in("a") == "a"
    assert said_in({"metadata": {}, "code": "print()"}) == "print()"
    message = {"role": "assistant", "content": "a"}
    assert said_in({"message": message}) == [message]
    with pytest.raises(CallError, match="not in metadata, move"):
        said_in({"metadata": {}, "move": 3})
