"""SandboxFusion's own tests of its runners, against our `/run_code` and `/run_jupyter`.

    git clone https://github.com/bytedance/SandboxFusion
    python benchmarks/serve/sandbox_fusion.py SandboxFusion [--only java] [--out RESULT.json]

Its tests are run as they are, from copies outside the checkout. What they import of its server is stood in for:
requests and answers by their fields, and its client by one that sends them to `verify-cli serve` over HTTP, which this
program starts. Tests whose language no package of Debian 12 has, or that need a GPU, are run as well, and counted
apart.
"""

from __future__ import annotations

import argparse
import enum
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest

TESTS = Path("sandbox/tests/runners")
NOT_IN_DEBIAN = {"cuda", "python_gpu", "lean", "swift", "julia"}
"""A GPU, Lean with Mathlib; Debian 12 has neither Swift nor Julia."""
COMMAND = [sys.executable, "-c", "from verifiers.cli import main; main()", "serve", "--workers", "2", "--port"]
SECONDS = 300.0
TRIES = 5


class Status(str, enum.Enum):
    """Every word that its tests compare a status with."""

    Success = "Success"
    Failed = "Failed"
    SandboxError = "SandboxError"
    Finished = "Finished"
    Error = "Error"
    TimeLimitExceeded = "TimeLimitExceeded"


class Said(types.SimpleNamespace):
    """An object of an answer, by attributes as its tests read them."""

    def __init__(self, **fields: Any) -> None:
        super().__init__(**fields)
        self.status = Status(self.status)
        for name in ("compile_result", "run_result", "driver"):
            inner = fields.get(name)
            setattr(self, name, inner if inner is None else Said(**inner))
        self.cells = [types.SimpleNamespace(**cell) for cell in fields.get("cells", ())]

    def model_dump_json(self, **_: Any) -> str:
        """For the eye."""
        return repr(self)


class Asked:
    """A request, with the defaults that its own clients send."""

    defaults: ClassVar[dict[str, Any]]

    def __init__(self, **fields: Any) -> None:
        self.fields = {**self.defaults, "memory_limit_MB": -1, "files": {}, "fetch_files": [], **fields}

    def model_dump(self) -> dict[str, Any]:
        """What is sent."""
        return self.fields


class AskedToRun(Asked):
    """`POST /run_code`."""

    defaults: ClassVar[dict[str, Any]] = {"compile_timeout": 10, "run_timeout": 10, "stdin": None}


class AskedForCells(Asked):
    """`POST /run_jupyter`."""

    defaults: ClassVar[dict[str, Any]] = {"cell_timeout": 0, "total_timeout": 45, "kernel": "python3"}


class Client:
    """Sends a request, and again where the service was too busy for it: 504, as verl's client does."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=SECONDS)

    def post(self, path: str, json: Any) -> httpx.Response:
        """The answer."""
        for _ in range(TRIES):
            answer = self.http.post(path, json=json)
            if answer.status_code != 504:
                break
        return answer


class Tally:
    """What pytest says of each test."""

    def __init__(self) -> None:
        self.outcomes: dict[str, str] = {}
        self.why: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test failed where any part of it did."""
        name = report.nodeid.split("/")[-1]
        if report.when == "call" or not report.passed:
            self.outcomes[name] = report.outcome
        if report.failed:
            self.why[name] = report.longreprtext.strip().splitlines()[-1]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be read is one failure."""
        if report.failed:
            self.outcomes[report.nodeid] = "failed"
            self.why[report.nodeid] = report.longreprtext.strip().splitlines()[-1]


def stand_in(url: str) -> None:
    """Put modules in place of those of its server and of the web framework's test client."""

    def client(_: object) -> Client:
        return Client(url)

    contents: dict[str, dict[str, Any]] = {
        "fastapi": {},
        "fastapi.testclient": {"TestClient": client},
        "sandbox": {},
        "sandbox.runners": {"CommandRunStatus": Status},
        "sandbox.server": {},
        "sandbox.server.server": {"app": None},
        "sandbox.server.sandbox_api": {
            "RunStatus": Status,
            "RunCodeRequest": AskedToRun,
            "RunCodeResponse": Said,
            "RunJupyterRequest": AskedForCells,
            "RunJupyterResponse": Said,
        },
    }
    for name, names in contents.items():
        module = types.ModuleType(name)
        module.__dict__.update(names)
        sys.modules[name] = module


@contextmanager
def service() -> Iterator[str]:
    """`verify-cli serve` at a port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([*COMMAND, str(port)], stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            try:
                httpx.get(f"{url}/healthz").raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait()


def main() -> int:
    """Run them, print what failed, and the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--only", nargs="*", help="names of test files, without test_ and .py")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    found = sorted((asked.checkout.resolve() / TESTS).glob("test_*.py"))
    files = [file for file in found if not asked.only or file.stem.removeprefix("test_") in asked.only]
    if not files:
        parser.error(f"there are no such tests under {asked.checkout / TESTS}")
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder, service() as url:
        for file in files:
            shutil.copy(file, folder)
        samples = asked.checkout.resolve() / TESTS / "samples"
        if samples.is_dir():
            shutil.copytree(samples, Path(folder) / "samples")
        stand_in(url)
        os.chdir(folder)
        options = ["-v", "-c", os.devnull, "--rootdir", folder, "--import-mode=importlib", "-p", "no:randomly"]
        options += ["-p", "no:cacheprovider", "--tb=short", "--show-capture=no"]
        pytest.main([*options, *(file.name for file in files)], plugins=[tally])
        os.chdir("/")
    kinds: dict[str, dict[str, int]] = {}
    for name, outcome in tally.outcomes.items():
        counts = kinds.setdefault(name.split("::")[0].removeprefix("test_").removesuffix(".py"), {})
        counts[outcome] = counts.get(outcome, 0) + 1
    of_debian = [outcome for name, outcome in tally.outcomes.items() if _language(name) not in NOT_IN_DEBIAN]
    print(f"\n{tally_of(list(tally.outcomes.values()))}; of languages that Debian 12 has: {tally_of(of_debian)}")
    if asked.out:
        kept = {"tests": tally.outcomes, "why": tally.why, "by file": kinds}
        asked.out.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 0


def _language(name: str) -> str:
    return name.split("::", maxsplit=1)[0].removeprefix("test_").removesuffix(".py")


def tally_of(outcomes: list[str]) -> str:
    """So many of so many."""
    return f"{outcomes.count('passed')} of {len(outcomes)} passed"


if __name__ == "__main__":
    sys.exit(main())
