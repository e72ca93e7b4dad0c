"""What a client cannot do to the service: too much, too slowly, too many; and how it ends."""

import asyncio
import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from serving import everything_from, head, wait_until

from verifiers.serve import app
from verifiers.serve.body import MAX_VALUES, RefusedError, _begun, _has_too_many_values
from verifiers.serve.protocol import Protocol

JSON = {"content-type": "application/json"}
BODY = json.dumps({"reward": ["math"], "rows": [{"completion": r"\boxed{42}", "answer": "42"}]}).encode()
NAP = "import time; time.sleep(1)"
PROGRAM = json.dumps({"code": "pass", "language": "python"}).encode()
"""It waits behind a nap, as answers do not: they have workers of their own."""


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_over_the_limit_is_413_whatever_its_headers_say(service, announced):
    body = b'{"x": "' + b"x" * (13 << 20) + b'"}'
    content = body if announced else (body[at : at + 65536] for at in range(0, len(body), 65536))
    answer = service.client.post("/v1/score", content=content, headers=JSON)
    assert answer.status_code == 413
    assert answer.json() == {"error": "the body is larger than 12 MiB: send fewer rows a request."}


JUNK = {
    "lists": b'{"reward": ["math"], "rows": [' + b"[]," * (3 << 20) + b"[]]}",
    "nested": b"[" * (3 << 20),
    "objects": b'{"rows": [' + b"{}," * (3 << 20) + b"{}]}",
    "strings": b'{"rows": [' + b'"",' * (3 << 20) + b'""]}',
    "strings of quotes": b'{"rows": [' + rb'"\"\\",' * (2 << 20) + b'""]}',
    "numbers": b'{"rows": [' + b"1," * (5 << 20) + b"1]}",
    "text": json.dumps({"reward": ["math"], "rows": [{"completion": '[,{"\\' * (1 << 20), "answer": "42"}]}).encode(),
}


@pytest.mark.parametrize("kind", JUNK)
def test_what_holds_too_many_values_is_refused_unread(kind):
    """A text may hold as many brackets and commas as it likes."""
    assert _begun(JUNK[kind]) > MAX_VALUES
    assert _has_too_many_values(JUNK[kind]) == (kind != "text")


def test_junk_is_413(service):
    answer = service.client.post("/v1/score", content=JUNK["lists"], headers=JSON)
    assert answer.status_code == 413
    assert answer.json() == {"error": "the body holds more than 1,000,000 values: send fewer rows a request."}
    answer = service.client.post("/v1/score", content=JUNK["text"], headers=JSON)
    assert answer.json()["results"][0]["reward"] == 0.0


def test_what_is_not_said_to_be_json_is_415(service):
    assert service.client.post("/v1/score", content=BODY, headers={"content-type": "text/plain"}).status_code == 415


def test_other_paths_and_methods(service):
    assert service.client.get("/v2/score").status_code == 404
    assert service.client.get("/v1/score").status_code == 405


@pytest.mark.parametrize("said", ["", "x", "nan", "-1", "0", "inf"])
def test_a_deadline_must_be_a_number(service, said):
    assert service.score(headers={"x-deadline-seconds": said}).status_code == 422


def test_what_is_no_http_is_400(service):
    with service.connect() as connection:
        connection.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        assert everything_from(connection).startswith(b"HTTP/1.1 400 ")


def test_a_huge_head_is_400(service):
    with service.connect() as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nX: " + b"x" * (1 << 20))
        assert everything_from(connection)[:13] in {b"HTTP/1.1 400 ", b""}  # or reset, with what it had not read


def test_pipelined_requests_are_answered_in_order(service):
    with service.connect() as connection:
        connection.sendall(
            head("/v1/score", len(BODY))
            + BODY
            + b"GET /v1/ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        answer = everything_from(connection)
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert answer.index(b'"results"') < answer.index(b'"pong"')


def test_a_client_that_half_closes_in_its_body_leaves_nothing(service):
    with service.connect() as connection:
        connection.sendall(head("/v1/score", 1000) + BODY)
        connection.shutdown(1)
        assert everything_from(connection) == b""
    wait_until(lambda: service.metric("verify_held_bytes") == 0)


@pytest.mark.slow
def test_slow_clients_hold_nobody_up(service):
    slow = [service.connect() for _ in range(50)]
    try:
        for number, connection in enumerate(slow):
            connection.sendall(head("/v1/score", 1000)[: None if number % 2 else 30])
        begin = time.monotonic()
        assert service.client.post("/v1/score", content=BODY, headers=JSON).status_code == 200
        assert time.monotonic() - begin < 20
        # Those that have not said what they want are let go.
        slow[0].settimeout(30)
        assert everything_from(slow[0]) == b""
        slow[1].sendall(b" ")  # who is in the middle of a body has more time
    finally:
        for connection in slow:
            connection.close()


def test_a_large_body_is_taken_apart_beside_the_event_loop():
    taken = []

    def tasks(body):
        taken.append((len(body), threading.current_thread() is threading.main_thread()))
        if body.endswith(b"?"):
            raise RefusedError(422, "no")
        return ["a task"]

    protocol = Protocol(tasks, b"".join)
    most = app.MAX_BYTES_IN_LOOP
    for size in (most, most + 1):
        assert asyncio.run(app._tasks_in(b" " * size, protocol)) == ["a task"]
        with pytest.raises(RefusedError, match="no"):
            asyncio.run(app._tasks_in(b" " * (size - 1) + b"?", protocol))
    assert taken == [(most, True), (most, True), (most + 1, False), (most + 1, False)]


def test_a_name_of_another_machine_is_refused_without_a_token(service):
    assert service.client.get("/healthz", headers={"host": "evil.example"}).status_code == 403
    assert service.client.get("/healthz", headers={"host": "[::1]:80"}).status_code == 200


@pytest.mark.usefixtures("local_wall")
def test_a_full_line_is_429_and_a_passed_deadline_504(start):
    service = start("--workers", "1", "--queue-rows", "3", "--wall", "local")
    service.run("pass")  # the slot is open from now on
    with ThreadPoolExecutor(8) as threads:
        naps = [threads.submit(service.run, NAP) for _ in range(3)]
        wait_until(lambda: service.metric("verify_queue_rows") == 3)
        full = service.client.post("/v1/score", content=BODY, headers=JSON)
        assert full.status_code == 429
        assert 1 <= int(full.headers["retry-after"]) <= 30
        assert service.run("pass").status_code == 504  # what verl's client tries again
        assert [nap.result().json()["status"] for nap in naps] == ["Success"] * 3

        nap = threads.submit(service.run, NAP)
        wait_until(lambda: service.metric("verify_queue_rows") == 1)
        late = service.client.post("/run_code", content=PROGRAM, headers={**JSON, "x-deadline-seconds": "0.2"})
        assert late.status_code == 504
        assert service.metric("verify_queue_rows") == 1  # its rows are out of the line
        nap.result()
    assert service.score(*[{}] * 4).status_code == 413  # there is never room for so many
    assert service.stop() == 0


@pytest.mark.usefixtures("local_wall")
def test_who_hangs_up_leaves_the_line(start):
    service = start("--workers", "1", "--wall", "local")
    service.run("pass")
    with ThreadPoolExecutor(1) as threads:
        nap = threads.submit(service.run, NAP)
        wait_until(lambda: service.metric("verify_queue_rows") == 1)
        with service.connect() as connection:
            connection.sendall(head("/run_code", len(PROGRAM)) + PROGRAM)
            wait_until(lambda: service.metric("verify_queue_rows") == 2)
        wait_until(lambda: service.metric("verify_queue_rows") == 1)
        assert not nap.done()
        nap.result()
    wait_until(lambda: service.metric('verify_requests_total{path="/run_code",status="499"}') == 1)


@pytest.mark.usefixtures("local_wall")
def test_a_worker_that_is_killed_costs_no_row(start):
    service = start("--workers", "2", "--wall", "local")
    service.run("pass")
    rows = [{"completion": rf"\boxed{{{n}}}", "answer": str(n)} for n in range(500)]
    with ThreadPoolExecutor(4) as threads:
        naps = [threads.submit(service.run, NAP) for _ in range(2)]
        wait_until(lambda: service.metric("verify_queue_rows") == 2)
        scored = threads.submit(service.score, *rows)
        time.sleep(0.2)
        killed = service.workers()  # those for answers and those for programs
        service.process.send_signal(signal.SIGSTOP)  # a row whose worker is dead must not be with the next to die
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        service.process.send_signal(signal.SIGCONT)
        assert [nap.result().json()["status"] for nap in naps] == ["Success"] * 2
        assert [result["reward"] for result in scored.result().json()["results"]] == [1.0] * 500
    assert len(killed) == 4
    assert service.metric("verify_worker_deaths_total") >= 2  # those that had nothing to do need not be missed
    assert service.stop() == 0


@pytest.mark.usefixtures("local_wall")
def test_sigterm_finishes_what_was_taken_and_leaves_nothing_behind(start):
    service = start("--workers", "2", "--wall", "local")
    workers = service.workers()
    assert len(workers) == 2
    with ThreadPoolExecutor(6) as threads:
        naps = [threads.submit(service.run, NAP) for _ in range(6)]
        wait_until(lambda: service.metric("verify_queue_rows") == 6)
        service.process.send_signal(signal.SIGTERM)
        wait_until(lambda: not _answers(service))
        assert [nap.result().json()["status"] for nap in naps] == ["Success"] * 6
    assert service.process.wait(30) == 0
    wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in workers))  # noqa: PTH110


def _answers(service):
    try:
        return httpx.get(service.url + "/healthz").status_code == 200
    except httpx.TransportError:
        return False
