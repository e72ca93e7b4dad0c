"""A Ray cluster on this machine, as an administrator starts one. Ray itself runs in other processes than the tests'."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

RAY = [sys.executable, "-c", "from ray.scripts.scripts import main; main()"]
QUIET = {
    "PYTHONPATH": str(Path(__file__).parent),  # where `strange_rewards` is
    "RAY_AUTH_MODE": "disabled",
    "RAY_USAGE_STATS_ENABLED": "0",
    "DOCKER_HOST": "unix:///nowhere",
}
"""What the processes of tests that talk to Ray have in their environment."""


class Cluster:
    """`ray start --head` on a free port, in a folder of its own."""

    def __init__(self, cpus, **environment):
        self.folder = tempfile.mkdtemp(prefix="ray", dir="/tmp")  # Ray's sockets want a short path
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"127.0.0.1:{port}"
        options = ["--head", f"--port={port}", f"--num-cpus={cpus}", "--include-dashboard=false", "--block"]
        options += [f"--temp-dir={self.folder}", f"--object-store-memory={200 * 2**20}", "--node-ip-address=127.0.0.1"]
        self._process = subprocess.Popen(
            [*RAY, "start", *options],
            env={**os.environ, **QUIET, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._wait()
        except BaseException:
            self.close()
            raise

    def _wait(self):
        for _ in range(100):
            assert self._process.poll() is None, "the cluster did not start"
            done = self.python("import ray, sys; ray.init(sys.argv[1]); ray.cluster_resources()['CPU']", check=False)
            if done.returncode == 0:
                return
            time.sleep(0.2)
        pytest.fail("nobody can connect to the cluster")

    def python(self, code, *, check=True):
        """Run a program that is given the address as its argument."""
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", code, self.address],
            env={**os.environ, **QUIET},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert not check or done.returncode == 0, done.stderr[-3000:]
        return done

    def free_cpus(self):
        """How many CPUs nobody holds: all of them once every actor has ended."""
        code = "import ray, sys; ray.init(sys.argv[1]); print(ray.available_resources().get('CPU', 0))"
        return float(self.python(code).stdout.split()[-1])

    def close(self):
        """End it, and all of its processes."""
        self._process.terminate()  # with --block it ends what it has started
        try:
            self._process.wait(20)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            shutil.rmtree(self.folder, ignore_errors=True)
