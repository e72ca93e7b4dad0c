"""A service in a process of its own, and what the tests say to it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx

COMMAND = [sys.executable, "-c", "from verifiers.cli import main; main()", "serve"]


class Service:
    """`verify-cli serve` on a free port; its log stays readable after it."""

    def __init__(self, folder, *options, **environment):
        self.log_path = Path(folder) / f"serve-{time.monotonic_ns()}.log"
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "--port", "0", *options], stderr=log, env={**os.environ, **environment}
            )
        wait_until(lambda: self.log() or self.process.poll() is not None)
        assert self.process.poll() is None, self.log_path.read_text()
        self.url = self.log()[0]["url"]
        self.client = httpx.Client(base_url=self.url, timeout=60)

    def log(self):
        return [json.loads(line) for line in self.log_path.read_text().splitlines(keepends=True) if line.endswith("\n")]

    def score(self, *rows, reward=("math",), **options):
        return self.client.post("/v1/score", json={"reward": list(reward), "rows": list(rows)}, **options)

    def run(self, code, language="python", **more):
        return self.client.post("/run_code", json={"code": code, "language": language, **more})

    def metric(self, line):
        found = [text for text in self.client.get("/metrics").text.splitlines() if text.startswith(line + " ")]
        return float(found[0].split()[-1]) if found else 0.0

    def workers(self):
        """The process numbers of its children: the workers."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                state, parent, *_ = (entry / "stat").read_text(errors="replace").rsplit(")", 1)[1].split()
            except OSError:
                continue
            if state != "Z" and int(parent) == self.process.pid:
                found.append(int(entry.name))
        return found

    def connect(self):
        address = urlsplit(self.url)
        return socket.create_connection((address.hostname, address.port), timeout=30)

    def stop(self):
        """End it as an operator would; the exit code."""
        self.client.close()
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(30)
        finally:
            self.process.kill()


def wait_until(condition, seconds=30.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to it"
        time.sleep(0.01)


def everything_from(connection):
    """What comes until the other side closes."""
    found = b""
    while True:
        try:
            piece = connection.recv(65536)
        except ConnectionResetError:
            return found
        if not piece:
            return found
        found += piece


def head(path, length, *more):
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {length}",
        *more,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
