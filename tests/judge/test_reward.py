"""A judge that is asked, what it is asked, and what its replies are worth."""

import asyncio
import json
import pickle
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import Reply, Scripted, texts_in

from verifiers import CallError, JudgeReward, math_reward
from verifiers.errors import ScoringError
from verifiers.judge.template import messages, names, template_of, verdict_in

RIGHT = (r"<think>Hm.</think> It is \boxed{the Paris of today}.", "Paris")


def judge(server, **settings):
    return JudgeReward(url=server.url, **{"model": "scripted", "canaries": 0.0, "deadline": 20.0, **settings})


def same_in_both_orders(request):
    texts = texts_in(request)
    return "Yes" if "Paris" in texts["reference"] and "Paris" in texts["answer"] else "No"


def test_a_yes_in_both_orders_is_paid(serve):
    server = serve(same_in_both_orders)
    verdict = judge(server).grade(*RIGHT, prompt="Which city?")
    assert (verdict.score, verdict.outcome) == (1.0, "correct")
    assert verdict.detail["answer"] == "the Paris of today"
    assert [one["question"] for one in verdict.detail["asked"]] == ["equivalence", "exchanged"]
    first, second = map(texts_in, server.requests)
    assert (
        (first["answer"], first["reference"])
        == (second["reference"], second["answer"])
        == ("the Paris of today", "Paris")
    )
    assert first["question"] == "Which city?"
    assert {(one["temperature"], one["seed"], one["max_tokens"]) for one in server.requests} == {(0, 0, 4)}


def test_the_reasoning_is_never_shown(serve):
    server = serve("Yes")
    judge(server).grade(r"<think>secret \boxed{8}</think> It is \boxed{Rome}.", "Paris")
    assert "secret" not in json.dumps(server.requests)


def test_a_no_is_not_asked_again(serve):
    server = serve("No")
    assert judge(server).grade(*RIGHT).score == 0.0
    assert len(server.requests) == 1


def test_a_judge_that_prefers_one_order_does_not_pay(serve):
    server = serve(lambda request: "Yes" if texts_in(request)["reference"] == "Paris" else "No")
    verdict = judge(server).grade(*RIGHT)
    assert (verdict.score, verdict.outcome) == (0.0, "incorrect")
    assert "one order" in verdict.explanation


@pytest.mark.parametrize("said", ["yes", "Yes, they are", "", "Yes\nNo", "**Yes**", "I think so", "[Correct]", "1"])
def test_what_is_no_verdict_is_neither_0_nor_1(serve, said):
    verdict = judge(serve(said)).grade(*RIGHT)
    assert (verdict.score, verdict.outcome) == (None, "unavailable")


@pytest.mark.parametrize("said", [
    {}, {"choices": []}, {"choices": [{"message": {"content": None}}]}, {"choices": "x"}, {"error": {"message": "no"}},
    Reply(raw=b"garbage"), Reply(raw=b"[1]"), Reply(raw=b"[" * 100_000), Reply(400, raw=b"{}"), Reply(401), Reply(404),
    Reply(raw=b" " * (5 << 20)),
])  # fmt: skip
def test_a_server_that_says_nothing_of_use_is_unavailable_at_once(serve, said):
    server = serve(lambda _: said)
    verdict = judge(server).grade(*RIGHT)
    assert (verdict.score, verdict.outcome) == (None, "unavailable")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "trouble", [Reply(429, {"retry-after": "0"}), Reply(500), Reply(503), Reply(raw=b"{", cut=True)]
)
def test_trouble_that_passes_is_waited_for(serve, trouble):
    replies = iter([trouble, trouble])
    server = serve(lambda request: next(replies, None) or same_in_both_orders(request))
    assert judge(server).grade(*RIGHT).score == 1.0
    assert len(server.requests) == 4


def test_a_server_that_is_not_there_yet_is_waited_for_up_to_the_deadline():
    begin = time.monotonic()
    verdict = JudgeReward(url="http://127.0.0.1:9/v1", model="m", deadline=0.7, canaries=0.0).grade(*RIGHT)
    assert (verdict.score, verdict.outcome) == (None, "unavailable")
    assert "within 0.7 seconds" in verdict.explanation
    assert 0.6 < time.monotonic() - begin < 30


def test_a_server_that_starts_late_is_waited_for(serve):
    server = serve(same_in_both_orders)
    port = server.server.server_port
    server.close()
    late = []

    def start():
        late.append(Scripted(same_in_both_orders, port))

    timer = threading.Timer(0.7, start)
    timer.start()
    try:
        assert judge(server, deadline=60.0).grade(*RIGHT).score == 1.0
    finally:
        timer.join()
        late[0].close()


def test_answers_do_not_wait_for_a_slow_judge(serve):
    server = serve(Reply(pause=20, raw=b"{}"))
    reward = judge(server, concurrency=4)

    async def main():
        slow = [asyncio.ensure_future(reward.agrade(rf"\boxed{{word {n}}}", "Paris")) for n in range(50)]
        found = await asyncio.gather(*(math_reward.agrade(r"\boxed{2}", "2") for _ in range(500)))
        assert not any(one.done() for one in slow)
        for one in slow:
            one.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        return found

    assert {verdict.score for verdict in asyncio.run(asyncio.wait_for(main(), 60))} == {1.0}


def test_a_reply_that_does_not_come_is_bounded(serve):
    verdict = judge(serve(Reply(pause=5, raw=b"{}")), deadline=0.3).grade(*RIGHT)
    assert (verdict.score, verdict.outcome) == (None, "unavailable")


def test_the_key_is_sent_and_stands_nowhere(serve, monkeypatch):
    monkeypatch.setenv("MY_KEY", "sk-very-secret")
    server = serve(same_in_both_orders)
    reward = judge(server, api_key="MY_KEY")
    verdict = reward.grade(*RIGHT)
    assert server.headers[0]["Authorization"] == "Bearer sk-very-secret"
    assert "sk-very-secret" not in repr((reward, verdict)) + pickle.dumps(reward).decode("latin-1")
    failed = judge(serve(Reply(401, raw=b'{"error": "bad key sk-very-secret"}')), api_key="MY_KEY").grade(*RIGHT)
    assert "sk-very-secret" not in repr(failed)


def test_what_was_asked_before_is_remembered(serve, tmp_path):
    server = serve(same_in_both_orders)
    for path in (None, str(tmp_path / "replies.sqlite")):
        before = len(server.requests)
        verdicts = [judge(server, cache=path).grade(*RIGHT) for _ in range(3)]
        assert [verdict.score for verdict in verdicts] == [1.0] * 3
        assert len(server.requests) - before == 2
        assert verdicts[0].detail["measures"] == {"requests": 2.0, "tokens": 14.0, "seconds": pytest.approx(0, abs=30)}
        assert verdicts[2].detail["measures"] == {"requests": 0.0, "tokens": 0.0, "seconds": 0.0}
    from verifiers.judge import cache

    cache._cache_at.cache_clear()  # another process
    assert judge(server, cache=path).grade(*RIGHT).detail["measures"]["requests"] == 0.0
    assert judge(server, cache=path, model="other").grade(*RIGHT).detail["measures"]["requests"] == 2.0


def test_what_was_no_verdict_is_asked_again(serve):
    replies = iter(["Hm", "Yes", "Yes"])
    server = serve(lambda _: next(replies))
    reward = judge(server)
    assert [reward.grade(*RIGHT).score, reward.grade(*RIGHT).score] == [None, 1.0]


def test_a_cache_that_cannot_be_opened_is_said(serve, tmp_path):
    with pytest.raises(ScoringError, match="cannot be opened"):
        judge(serve("No"), cache=str(tmp_path / "no" / "such" / "folder")).verdict_of(_row())


def _row():
    from verifiers.reward import Row

    return Row(*RIGHT)


def test_a_judge_that_calls_canaries_right_is_believed_no_more(serve, caplog):
    server = serve("Yes")
    reward = judge(server, canaries=0.5)
    verdicts = [reward.grade(rf"\boxed{{word {'abcdefgh'[n]}}}", "other word") for n in range(8)]
    assert [verdict.score for verdict in verdicts] == [1.0] * 2 + [None] * 6
    assert "believed" in verdicts[-1].explanation
    assert caplog.text.count("has called a wrong answer right") == 3
    sound = judge(serve(lambda request: "Yes" if "word" in texts_in(request)["answer"] else "No"), canaries=0.9)
    assert [sound.grade(rf"\boxed{{word {'abcdefgh'[n]}}}", "other word").score for n in range(8)] == [1.0] * 8


def test_many_wait_side_by_side_and_no_more_than_may(serve):
    server = serve(Reply(pause=0.1, raw=b'{"choices": [{"message": {"content": "No"}}]}'))
    reward = judge(server, concurrency=16)
    completions = [rf"\boxed{{word number {n}}}" for n in range(64)]
    begin = time.monotonic()
    assert reward(completions, ["Paris"] * 64) == [0.0] * 64
    assert 8 <= server.most_open <= 16
    assert time.monotonic() - begin < 60

    async def awaited():
        return await asyncio.gather(*(reward.agrade(text + "!", "Rome") for text in completions))

    assert {verdict.score for verdict in asyncio.run(awaited())} == {0.0}
    assert server.most_open <= 16


def test_a_cancelled_grade_ends_its_request(serve):
    server = serve(Reply(pause=30, raw=b"{}"))
    reward = judge(server, concurrency=1, deadline=900.0)

    async def main():
        for n in range(3):
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(reward.agrade(rf"\boxed{{word {n}}}", "Paris"), 0.3)
        server.answer = lambda _: "No"
        return await reward.agrade(r"\boxed{word}", "Paris")

    assert asyncio.run(asyncio.wait_for(main(), 60)).score == 0.0


def test_references():
    reward = JudgeReward(url="http://127.0.0.1:9/v1", model="m")
    with pytest.raises(CallError, match="needs a reference"):
        reward.grade("x")
    assert reward.grade(*RIGHT[:1], None, answer=None).outcome == "bad_reference"


@pytest.mark.parametrize("settings", [
    {"url": "ftp://x"}, {"url": "127.0.0.1:8000"}, {"url": "http://me:secret@host/v1"}, {"model": ""},
    {"deadline": 0.0},
    {"concurrency": 0}, {"canaries": 1.0}, {"template": "nosuch"}, {"template": "rubric"}, {"template": "pairwise"},
    {"reads": "chapter"}, {"reasoning": "nosuch"}, {"template": "no/such.json"},
])  # fmt: skip
def test_bad_settings_are_refused_when_the_reward_is_made(settings):
    with pytest.raises(ValueError, match=r"\w"):
        JudgeReward(**{"url": "http://127.0.0.1:9/v1", "model": "m", **settings})


def test_helpfulness_is_judged_by_the_summary_and_harmlessness_by_the_whole(serve):
    completion = "<think>plan: flatter them</think>Boil it for eight minutes."
    helpful, harmless = serve("4"), serve("Yes")
    verdict = judge(helpful, template="helpful").grade(completion, prompt="How do I boil an egg?")
    assert (verdict.score, verdict.outcome) == (0.75, "partial")
    assert texts_in(helpful.requests[0])["answer"] == "Boil it for eight minutes."
    assert judge(harmless, template="harmless").grade(completion, prompt="How do I boil an egg?").score == 1.0
    assert "flatter them" in texts_in(harmless.requests[0])["answer"]
    unfinished = judge(helpful, template="helpful").grade("<think>plan", prompt="?")
    assert (unfinished.score, unfinished.outcome) == (0.0, "no_answer")


# Templates.


@pytest.mark.parametrize("name", names())
def test_templates_are_whole(name):
    template = template_of(name)
    assert template.version
    assert template.canaries or name == "pairwise"
    for word, score in template.scores.items():
        assert verdict_in(template, f"{template.prefix or ''} {word}") == word
        assert 0 <= score <= 1
    for canary in template.canaries:
        assert set(canary) == set(template.asks_for)


def test_a_verdict_on_the_last_line():
    template = template_of("general-verifier")
    assert verdict_in(template, "First…\nFinal Decision: Yes\nBut:\nFinal Decision: No") == "No"
    assert verdict_in(template, "Final Decision: Yes\nThat is all.") is None
    assert verdict_in(template, "") is None


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_ends_its_own_marks(answer, reference):
    """What stands between the marks is exactly the text, whatever it holds."""
    template = template_of("equivalence")
    (_, user) = messages(template, {"question": "?", "answer": answer, "reference": reference})
    end = user["content"]
    mark = end[end.index("<answer ") + 8 :][:16]
    assert end.count(f"<answer {mark}>") == end.count(f"</answer {mark}>") == 1
    inner = end[end.index(f"<answer {mark}>\n") + 26 : end.index(f"\n</answer {mark}>")]
    assert inner == answer


def test_a_template_of_ones_own(serve, tmp_path):
    own = {
        "version": "mine-3", "asks_for": ["answer"], "reads": "summary", "system": [],
        "user": ["Rhymes?", "{{answer}}"],
        "scores": {"sehr": 1, "nicht": 0},
    }  # fmt: skip
    path = tmp_path / "rhyme.json"
    path.write_text(json.dumps(own))
    verdict = judge(serve("sehr"), template=str(path)).grade("Haus, Maus")
    assert (verdict.score, verdict.detail["template_version"]) == (1.0, "mine-3")
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(own | {"asks_for": ["reference"]}))
    with pytest.raises(ValueError, match="differ"):
        judge(serve("sehr"), template=str(path))
