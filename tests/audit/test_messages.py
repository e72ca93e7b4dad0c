"""Completions that are messages: asked where a reward is handed conversations, and nowhere else."""

import pytest

from verifiers.audit import Options, audit
from verifiers.audit.probes import AREAS
from verifiers.audit.shapes import SHAPES, _chat

FIRST_CONTENT = """
def reward(completions, answer, **kwargs):
    return [float("boxed{%s}" % right in one[0]["content"]) for one, right in zip(completions, answer)]
"""
TEXT = """
def reward(completion, answer):
    return float("boxed{%s}" % answer in completion)
"""


def report_of(tmp_path, source, **options):
    path = tmp_path / "mine.py"
    path.write_text(source)
    return audit(Options(f"{path}:reward", areas=("messages",), **options)).areas[0]


@pytest.mark.slow
def test_a_reward_that_reads_the_first_content_alone_is_caught(tmp_path):
    report = report_of(tmp_path, FIRST_CONTENT)
    failed = {finding.id for finding in report.findings if finding.status == "failed"}
    assert report.shape == "trl-chat"
    assert failed >= {"messages/right/gemini", "messages/cut-off/harmony", "messages/turns/said-before"}
    assert not failed & {"messages/right/reasoning-content", "messages/wrong/reasoning", "messages/right/tags"}


@pytest.mark.slow
def test_a_reward_of_texts_is_not_asked(tmp_path):
    report = report_of(tmp_path, TEXT, shape="plain")
    assert not report.applies
    assert report.note == "its call shape hands over texts, no messages"


@pytest.mark.slow
def test_ours_holds_all_of_it():
    report = audit(Options("verifiers:math_reward", areas=("messages",))).areas[0]
    assert (report.passed, report.total) == (50, 50)


def test_answers_are_put_into_frames_wherever_they_stand():
    area = AREAS["messages"]
    for probe in area.probes:
        assert "«" not in repr(area.row(probe.ask, "boxed")["completion"])
    row = area.row(area.right, "####")
    assert row["completion"] == [{"role": "assistant", "content": "The final answer is \n#### 42\n."}]


def test_what_is_a_conversation_is_handed_over_as_it_is():
    conversation = [{"role": "assistant", "content": "42"}]
    assert _chat(conversation) is conversation
    row = {"completion": conversation, "prompt": "?", "reference": "42", "source": "", "columns": {}}
    seen = []
    SHAPES["trl-chat"].call(lambda completions, **_: seen.extend(completions), [row])
    assert seen == [conversation]
