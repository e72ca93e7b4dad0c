"""What the service counts, for Prometheus. Labels come from fixed sets: no client can make a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """The counters of one service."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        made: dict[str, Any] = {"registry": self._registry, "namespace": "verify"}
        self._requests = Counter("requests", "Requests by path and status.", ("path", "status"), **made)
        self._rows = Counter("rows", "Rows (or programs) by the outcome of their accuracy.", ("outcome",), **made)
        self._deaths = Counter("worker_deaths", "Worker processes that ended, or did not start.", **made)
        self._depth = Gauge("queue_rows", "Rows in line or in work.", **made)
        self._held = Gauge("held_bytes", "Bytes of request bodies held.", **made)
        self._seconds = Histogram(
            "request_seconds", "From a request's head to its response.", ("path",), buckets=_SECONDS, **made
        )

    def watch(self, rows: Callable[[], int], held: Callable[[], int]) -> None:
        """Read the depth of the line from there."""
        self._depth.set_function(rows)
        self._held.set_function(held)

    def request(self, path: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(path, str(status)).inc()
        self._seconds.labels(path).observe(seconds)

    def count(self, outcomes: Iterable[str]) -> None:
        """Count rows."""
        for outcome in outcomes:
            self._rows.labels(outcome).inc()

    def death(self) -> None:
        """Count a worker's end."""
        self._deaths.inc()

    def text(self) -> tuple[bytes, str]:
        """All of them, and the media type."""
        return generate_latest(self._registry), CONTENT_TYPE_LATEST
