"""The pool by itself: a task that ends its workers, order, and turns; and a body that does not come."""

import asyncio

import pytest
from starlette.requests import Request
from strange_tasks import Deed

from verifiers.serve import body
from verifiers.serve.pool import FullError, Pool
from verifiers.serve.work import Grader


def in_pool(use, workers=1, rows=1000, deaths=lambda _: None):
    async def main():
        pool = Pool(Grader(None), workers, rows, 1000, deaths)
        pool.hire()
        pool.open()
        try:
            return await asyncio.wait_for(use(pool), 60)
        finally:
            await pool.close()

    return asyncio.run(main())


async def ask(pool, *deeds):
    with pool.line_up([Deed(deed) for deed in deeds]) as ticket:
        return [answer.data.decode() for answer in await ticket.answers]


def test_a_task_that_ends_its_worker_costs_itself_and_no_other():
    deaths = []
    deeds = [*map(str, range(20)), "kill", *map(str, range(20)), "kill"]
    found = in_pool(lambda pool: ask(pool, *deeds), deaths=deaths.append)
    assert [
        deed if deed != "kill" else "the process that graded this line was ended by SIGKILL" for deed in deeds
    ] == found
    assert len(deaths) >= 2


def test_an_answer_that_nobody_can_read_costs_its_task_and_no_lane():
    found = in_pool(lambda pool: ask(pool, "a", "unreadable", "b", *["c"] * 50, "unreadable", "d"))
    assert found[0] == "a"
    assert found[1] == found[-2] == "its answer could not be read (AttributeError)"
    assert found[-1] == "d"


def test_requests_take_turns():
    async def use(pool):
        many = asyncio.create_task(ask(pool, *["x"] * 900))
        await asyncio.sleep(0)
        assert await ask(pool, "few") == ["few"]
        assert not many.done()
        return await many

    assert in_pool(use) == ["x"] * 900


def test_slow_tasks_behind_quick_ones_do_not_keep_their_worker():
    deeds = [*["x"] * 100, *["nap"] * 12, *["x"] * 10]

    async def use(pool):
        with pool.line_up([Deed(deed) for deed in deeds]) as many:
            for _ in range(60_000):
                if many.left(kind=False) < 22:  # a worker has taken the first that naps
                    break
                await asyncio.sleep(0.001)
            assert await ask(pool, "few") == ["few"]
            assert sum(answer is not None for answer in many._found[100:]) <= 3
            return [answer.data.decode() for answer in await many.answers]

    assert in_pool(use) == deeds


def test_what_runs_no_program_does_not_wait_for_what_does():
    async def use(pool):
        with pool.line_up([Deed("sleep", runs_programs=True)] * 50 + [Deed("quick")] * 50) as mixed:
            assert await ask(pool, "few", "more") == ["few", "more"]
            for _ in range(10_000):
                if sum(answer is not None for answer in mixed._found) == 50:
                    break
                await asyncio.sleep(0.001)
            assert not mixed.answers.done()
        return await ask(pool, "later")

    assert in_pool(use) == ["later"]


def test_answers_of_both_kinds_come_in_the_order_of_the_tasks():
    deeds = [Deed(str(n), runs_programs=n % 3 == 0) for n in range(100)]

    async def use(pool):
        with pool.line_up(deeds) as ticket:
            return [answer.data.decode() for answer in await ticket.answers]

    assert in_pool(use, workers=2) == [deed.what for deed in deeds]


def test_what_is_held_is_bounded_and_given_back():
    async def use(pool):
        with pool.hold(600) as more:
            more(300)
            with pytest.raises(FullError):
                more(101)
            assert pool.held_bytes == 900
        with pool.line_up([Deed("x")] * 999), pytest.raises(FullError), pool.line_up([Deed("x")] * 2):
            pass
        assert (pool.held_bytes, pool.held_rows) == (0, 0)

    in_pool(use)


def test_a_body_that_does_not_come_in_time_is_408(monkeypatch):
    monkeypatch.setattr(body, "BODY_SECONDS", 0.05)

    async def slow():
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b" ", "more_body": True}

    request = Request({"type": "http", "headers": [(b"content-type", b"application/json")]}, slow)
    with pytest.raises(body.RefusedError) as refused:
        asyncio.run(body.read_body(request, 100, lambda _: None))
    assert refused.value.status == 408
