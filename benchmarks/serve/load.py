"""The service under load, on loopback: throughput, tail, and what a kill -9 costs a client that tries again.

    python benchmarks/serve/load.py [SECONDS]

Three measurements of the same rows (answers that are numerals, one in three wrong), one after the other:

- the local engine, without HTTP: what the workers can do;
- the service, by so many clients that each send batches of so many rows, one after the other: rows a second, and the
  time of a request at the median, p99 and p99.9;
- the same while the service is killed (SIGKILL) and started again at the same port, three times. Each client keeps a
  ledger: every row has an answer, exactly one, and it is the right one; else the program ends with exit code 1.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from typing import Any

import httpx

from verifiers.rows.lines import Line
from verifiers.scoring import LocalEngine, reward_of
from verifiers.scoring.grade import Scorer
from verifiers.serve.work import FIELDS

CLIENTS, BATCH = 4, 64
COMMAND = [sys.executable, "-c", "from verifiers.cli import main; main()", "serve", "--port"]


def row(number: int) -> dict[str, str]:
    """A row, of which one in three is wrong."""
    return {"completion": rf"So it is \boxed{{{number if number % 3 else number + 1}}}.", "answer": str(number)}


def expected(number: int) -> float:
    """Its reward."""
    return float(number % 3 != 0)


def start(port: int) -> subprocess.Popen[bytes]:
    """A service that takes requests."""
    process = subprocess.Popen([*COMMAND, str(port)], stderr=subprocess.DEVNULL)
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz").raise_for_status()
        except httpx.TransportError:  # noqa: PERF203
            time.sleep(0.05)
        else:
            return process


class Client:
    """Sends batches until the time is over; tries again whatever was not answered."""

    def __init__(self, port: int, first: int) -> None:
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
        self.next = first
        self.ledger: dict[int, list[float]] = {}
        self.seconds: list[float] = []
        self.retries = 0

    def run(self, until: float) -> "Client":
        """Fill the ledger."""
        while time.monotonic() < until:
            numbers = range(self.next, self.next + BATCH)
            self.next += BATCH
            for number, result in zip(numbers, self.ask([row(number) for number in numbers]), strict=True):
                self.ledger.setdefault(number, []).append(result["reward"])
        return self

    def ask(self, rows: list[dict[str, str]]) -> list[dict[str, Any]]:
        """The results of a batch, however often it takes."""
        while True:
            begin = time.perf_counter()
            try:
                answer = self.http.post("/v1/score", json={"reward": ["math"], "rows": rows})
                if answer.status_code == 200:
                    self.seconds.append(time.perf_counter() - begin)
                    return answer.json()["results"]
            except httpx.TransportError:
                pass
            self.retries += 1
            time.sleep(0.1)


def load(
    port: int, seconds: float, disturb: Callable[[], None] = lambda: None
) -> tuple[list[Client], int, tuple[int, int, int]]:
    """All clients at once; their ledgers are looked through."""
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(CLIENTS) as threads:
        futures = [threads.submit(Client(port, (at + 1) * 10_000_000).run, until) for at in range(CLIENTS)]
        disturb()
        clients = [future.result() for future in futures]
    lost = sum((client.next - (at + 1) * 10_000_000) - len(client.ledger) for at, client in enumerate(clients))
    entries = [entry for client in clients for entry in client.ledger.items()]
    doubled = sum(len(rewards) != 1 for _, rewards in entries)
    wrong = sum(rewards[0] != expected(number) for number, rewards in entries)
    return clients, len(entries), (lost, doubled, wrong)


def engine_rate(seconds: float) -> float:
    """Rows a second of the engine alone."""
    scorer = Scorer(reward_of(["math"]), FIELDS)
    lines = (Line(number, json.dumps(row(number)).encode()) for number in range(1, 1 << 30))
    results = LocalEngine(len(os.sched_getaffinity(0)))(scorer, lines)
    next(results)
    begin, rows = time.monotonic(), 0
    while time.monotonic() - begin < seconds:
        next(results)
        rows += 1
    results.close()
    return rows / seconds


def main() -> int:
    """Measure, print, and say whether a row was lost."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 15.0
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    direct = engine_rate(seconds / 2)
    print(f"local engine, no HTTP: {direct:,.0f} rows/s")
    service = [start(port)]
    try:
        load(port, 2)
        clients, rows, faults = load(port, seconds)
        times = quantiles([one for client in clients for one in client.seconds], n=1000)
        print(f"service: {rows / seconds:,.0f} rows/s, {rows / seconds / direct:.2f} of the engine's")
        print(f"  a request of {BATCH} rows, {CLIENTS} clients: p50 {times[499] * 1000:.1f} ms, ", end="")
        print(f"p99 {times[989] * 1000:.1f} ms, p99.9 {times[998] * 1000:.1f} ms")

        def disturb() -> None:
            for _ in range(3):
                time.sleep(seconds / 4)
                service[0].send_signal(signal.SIGKILL)
                service[0].wait()
                service[0] = start(port)

        clients, rows, killed = load(port, seconds, disturb)
        retries = sum(client.retries for client in clients)
        print(f"killed and started again 3 times: {rows:,} rows, {retries} requests tried again, ", end="")
        print("lost {}, answered twice {}, wrong {}".format(*killed))
    finally:
        service[0].send_signal(signal.SIGTERM)
        print(f"exit code at the end: {service[0].wait(60)}")
    return int(any(faults) or any(killed))


if __name__ == "__main__":
    sys.exit(main())
