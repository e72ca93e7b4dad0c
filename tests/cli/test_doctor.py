"""`verify-cli doctor` and `verify-cli sandbox`."""

import json
import os
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-c", "from verifiers.cli import main; main()"]


def run(*arguments, **environment):
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


@pytest.mark.slow  # it measures what each wall costs
def test_it_says_which_wall_and_why(tmp_path):
    result = run("doctor", DOCKER_HOST=f"unix://{tmp_path}/docker.sock")
    assert result.stderr == ""
    first = result.stdout.splitlines()[0]
    assert first.startswith(("This host gives local (", "This host gives no wall"))
    assert "; for more: " in first
    assert "- docker   there is no Docker Engine at" in result.stdout
    assert (result.returncode == 0) == ("taken" in result.stdout)


@pytest.mark.slow
def test_json(tmp_path):
    result = run("doctor", "--json", DOCKER_HOST=f"unix://{tmp_path}/docker.sock")
    report = json.loads(result.stdout)
    assert report["chosen"] in {"local", None}
    assert [wall["wall"] for wall in report["walls"]] == ["docker", "local"]
    assert all(wall["reason"] for wall in report["walls"] if not wall["available"])
    assert {"kernel", "Landlock", "seccomp", "Docker Engine"} <= {fact["about"] for fact in report["facts"]}
    assert all(fact["advice"] for fact in report["facts"] if not fact["good"])


def test_no_wall_is_1(tmp_path):
    result = run("doctor", DOCKER_HOST=f"unix://{tmp_path}/docker.sock", PATH=str(tmp_path))
    assert result.returncode == 1
    assert "install util-linux" in result.stdout
    assert result.stdout.startswith("This host gives no wall; for more: sudo apt-get install util-linux.\n")
    assert "No sandbox can be had here" in result.stdout


def test_build_without_an_engine_is_2(tmp_path):
    result = run("sandbox", "build", DOCKER_HOST=f"unix://{tmp_path}/docker.sock")
    assert result.returncode == 2
    assert result.stderr.startswith("Error: there is no Docker Engine at")
    assert result.stderr.count("\n") == 1
