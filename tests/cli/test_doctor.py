"""`verify-cli doctor` and `verify-cli sandbox`."""

import json
import os
import re
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-c", "from verifiers.cli import main; main()"]


def run(*arguments, **environment):
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


TWICE = """
import functools, sys
from verifiers.cli import main
from verifiers.sandbox import doctor
doctor.examine = functools.cache(doctor.examine)
for options in [], ["--json"]:
    sys.argv[1:] = ["doctor", *options]
    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code or 0
    print(f"exit code {code}")
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What the command prints of this host, and its exit code: as a text, and as JSON. It is examined once for both."""
    address = f"unix://{tmp_path_factory.mktemp('absent')}/docker.sock"
    result = subprocess.run(
        [sys.executable, "-c", TWICE], capture_output=True, text=True, check=True,
        env={**os.environ, "DOCKER_HOST": address},
    )  # fmt: skip
    assert result.stderr == ""
    text, code, as_json, same, nothing = re.split(r"exit code (\d)\n", result.stdout)
    assert (same, nothing) == (code, "")
    return text, as_json, int(code)


@pytest.mark.slow  # it measures what each wall costs
def test_it_says_which_wall_and_why(said):
    text, _, code = said
    first = text.splitlines()[0]
    assert first.startswith(("This host gives local (", "This host gives no wall"))
    assert "; for more: " in first
    assert "- docker   there is no Docker Engine at" in text
    assert (code == 0) == ("taken" in text)


@pytest.mark.slow
def test_json(said):
    report = json.loads(said[1])
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
